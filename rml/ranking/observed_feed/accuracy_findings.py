"""The estimates of the findings on accuracy, and what their sentences say besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from rml.estimate import Estimate
from rml.ranking.observed_feed.agreement import account_differences, by_unit, mean_over_accounts
from rml.ranking.observed_feed.judged import (
    AGE_RANK,
    LINEAR,
    NEWEST,
    PAIRS,
    PAIRWISE,
    SURROGATE,
    WITHOUT_COUNTS,
    Judged,
    mean_over_days,
    mean_over_page_groups,
    over_baseline,
)
from rml.ranking.observed_feed.order_explained import (
    account_mean,
    by_pairs,
    not_explained,
    repeat_words,
    shared_mean,
)
from rml.ranking.observed_feed.pair_classes import (
    AGE_CLASSES,
    OLD_HOURS,
    PAGE_CLASSES,
    YOUNG_HOURS,
    lead_over,
)
from rml.ranking.observed_feed.passages import lead_reading
from rml.report.format import Value
from rml.stats.permutation import sign_flip_test


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Estimates by the finding's id, and further values for its sentence."""

    estimates: Mapping[str, Estimate]
    values: Mapping[str, Mapping[str, Value]]


def accuracy_findings(judged: Judged, pairs: pd.DataFrame, *, level: float) -> Found:
    """Return what the findings on accuracy say, and "top_places", which is a text.

    Parameters
    ----------
    judged
        All rankers on all splits.
    pairs
        Of unknown pages, as `page_pairs` gives them.
    level
        Of the intervals.
    """
    account, strict = judged.agreed["account"], judged.agreed["account and day"]
    scored = {name: float(by_unit(rows, "account").mean()) for name, rows in account.items()}
    ahead = over_baseline(judged, "account", NEWEST, level=level)
    lead = account_differences(account[SURROGATE], account[NEWEST])
    days = by_unit(judged.agreed["day"][SURROGATE], "day")
    top = over_baseline(judged, "account", NEWEST, measure="ndcg", level=level)
    newest_days = by_unit(judged.agreed["day"][NEWEST], "day")
    ranked = over_baseline(judged, "account", NEWEST, ranker=AGE_RANK, level=level)
    ranked_lead = account_differences(account[AGE_RANK], account[NEWEST])
    both, mixed = (pairs[pairs["class"] == one] for one in PAGE_CLASSES)
    groups = "groups of five pages"
    return Found(
        estimates={
            "over_newest_first": ahead,
            "age_rank_over_newest_first": ranked,
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
            "age_rank_over_newest_first": {
                "ranked": scored[AGE_RANK],
                "ahead": int((ranked_lead > 0).sum()),
                "accounts": ranked_lead.size,
                "flipped": sign_flip_test(ranked_lead, of="accounts"),
                "reading": lead_reading(ranked, given="ages and their ranks"),
                "strict": over_baseline(
                    judged, "account and day", NEWEST, ranker=AGE_RANK, level=level
                ),
            },
            "accuracy_accounts": {
                "tau": float(by_unit(account[SURROGATE], "account", measure="tau").mean()),
                "linear": scored[LINEAR],
            },
            "accuracy_accounts_days": {"newest": float(by_unit(strict[NEWEST], "account").mean())},
            "accuracy_days": {
                "worst": float(days.min()),
                "best": float(days.max()),
                "newest": float(newest_days.mean()),
                "ahead": int((days > newest_days).sum()),
            },
            "accuracy_pages": {
                "lead": lead_over(both, SURROGATE, level=level, of=groups),
                "share": float(both["pairs"].sum() / pairs["pairs"].sum()),
                "mixed": float(mixed[SURROGATE].mean()),
                "mixed_lead": lead_over(mixed, SURROGATE, level=level, of=groups),
            },
            "top_places": {"lead": top, "pairwise": scored[PAIRWISE]},
            "plain_words": {
                "surrogate": scored[SURROGATE],
                "newest": scored[NEWEST],
                "reading": lead_reading(ahead),
                "ranked": scored[AGE_RANK],
            },
        },
    )


def age_classes_words(table: pd.DataFrame) -> dict[str, Value]:
    """Return what the passage on classes of age says of the surrogate."""
    own = table[table["ranker"] == SURROGATE].set_index("pairs")
    said: dict[str, Value] = {"young": YOUNG_HOURS, "old": OLD_HOURS}
    for name, pairs in (("young", AGE_CLASSES[0]), ("old", AGE_CLASSES[-1])):
        for column in ("lead", "low", "high"):
            said[f"{name}_{column}"] = float(own[column].loc[pairs])
    return said


def repeat_findings(common: Mapping[str, pd.DataFrame], *, level: float) -> Found:
    """Return what the findings on repeats say; ``common`` as `compared_feeds` gives it."""
    later, beside = common.values()
    repeat, ours, theirs = (
        account_mean(rows, name, level=level, unit=PAIRS)
        for rows, name in ((later, "repeat"), (later, SURROGATE), (beside, SURROGATE))
    )
    others = shared_mean(beside, level=level, unit=PAIRS)
    return Found(
        estimates={
            "repeat_agreement": repeat,
            "not_explained": not_explained(later, "surrogate", level=level),
            "shared_order": others,
        },
        values={
            "repeat_agreement": {"model": ours.value, "weighted": by_pairs(later)}
            | repeat_words(repeat.value, ours.value),
            "shared_order": {"model": theirs.value} | repeat_words(others.value, theirs.value),
            "plain_words": {"repeat": repeat.value, "model": ours.value},
        },
    )
