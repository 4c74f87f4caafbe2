"""The estimates of the findings on accuracy, and what their sentences say besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from rml.estimate import Estimate
from rml.ranking.observed_feed.agreement import account_differences, by_unit, mean_over_accounts
from rml.ranking.observed_feed.claims import lead_reading
from rml.ranking.observed_feed.judged import (
    LINEAR,
    PAIRS,
    PAIRWISE,
    SURROGATE,
    WITHOUT_COUNTS,
    Judged,
    mean_over_days,
    mean_over_page_groups,
    over_baseline,
)
from rml.ranking.observed_feed.order_explained import account_mean, not_explained, repeat_words
from rml.report.format import Value
from rml.stats.permutation import sign_flip_test

NEWEST = "newest first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Estimates by the finding's id, and further values for its sentence."""

    estimates: Mapping[str, Estimate]
    values: Mapping[str, Mapping[str, Value]]


def accuracy_findings(judged: Judged, *, level: float) -> Found:
    """Return what the findings on accuracy say, and "top_places", which is a text."""
    account, strict = judged.agreed["account"], judged.agreed["account and day"]
    scored = {name: float(by_unit(rows, "account").mean()) for name, rows in account.items()}
    ahead = over_baseline(judged, "account", NEWEST, level=level)
    lead = account_differences(account[SURROGATE], account[NEWEST])
    days = by_unit(judged.agreed["day"][SURROGATE], "day")
    top = over_baseline(judged, "account", NEWEST, measure="ndcg", level=level)
    pages = by_unit(judged.agreed["page"][NEWEST], "part")
    return Found(
        estimates={
            "over_newest_first": ahead,
            "accuracy_accounts": mean_over_accounts(account[SURROGATE], level=level, unit=PAIRS),
            "accuracy_accounts_days": mean_over_accounts(
                strict[SURROGATE], level=level, unit=PAIRS
            ),
            "accuracy_days": mean_over_days(judged),
            "accuracy_pages": mean_over_page_groups(judged, level=level),
            "without_counts": over_baseline(judged, "account", WITHOUT_COUNTS, level=level),
        },
        values={
            "over_newest_first": {
                "surrogate": scored[SURROGATE],
                "newest": scored[NEWEST],
                "ahead": int((lead > 0).sum()),
                "accounts": lead.size,
                "flipped": sign_flip_test(lead, of="accounts"),
                "reading": lead_reading(ahead),
            },
            "accuracy_accounts": {
                "tau": float(by_unit(account[SURROGATE], "account", measure="tau").mean()),
                "linear": scored[LINEAR],
            },
            "accuracy_accounts_days": {"newest": float(by_unit(strict[NEWEST], "account").mean())},
            "accuracy_days": {"worst": float(days.min()), "best": float(days.max())},
            "accuracy_pages": {"newest": float(pages.mean())},
            "top_places": {"lead": top, "pairwise": scored[PAIRWISE]},
            "plain_words": {
                "surrogate": scored[SURROGATE],
                "newest": scored[NEWEST],
                "reading": lead_reading(ahead),
            },
        },
    )


def repeat_findings(common: Mapping[str, pd.DataFrame], *, level: float) -> Found:
    """Return what the findings on repeats say; ``common`` as `compared_feeds` gives it."""
    later, beside = common.values()
    repeat, ours, others, theirs = (
        account_mean(rows, name, level=level, unit=PAIRS)
        for rows in (later, beside)
        for name in ("repeat", "surrogate")
    )
    return Found(
        estimates={
            "repeat_agreement": repeat,
            "not_explained": not_explained(later, "surrogate", level=level),
            "shared_order": others,
        },
        values={
            "repeat_agreement": {"model": ours.value} | repeat_words(repeat.value, ours.value),
            "shared_order": {"model": theirs.value} | repeat_words(others.value, theirs.value),
            "plain_words": {"repeat": repeat.value, "model": ours.value},
        },
    )
