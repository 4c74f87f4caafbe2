"""Shares of posts by party, before and after the cleaning; no sampling interval.

The panel is not a sample, its size by party is not published, and posts are all those that it
saw. So nothing here is a rate per person, and no interval is a sampling interval.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd

from rml.amplification.germany.cleaning import DEFAULT_KIND, KIND_NAMES, STRING_KINDS
from rml.estimate import Estimate
from rml.stats.bootstrap import cluster_bootstrap

Step = Literal["published", "cleaned", "organisations"]

PARTY_NAMES: Final = {
    "afd": "AfD",
    "cdu_csu": "CDU/CSU",
    "fdp": "FDP",
    "greens": "Bündnis 90/Die Grünen",
    "linke": "Die Linke",
    "spd": "SPD",
}
KINDS_KEPT: Final[dict[Step, tuple[str, ...]]] = {
    "published": STRING_KINDS,
    "cleaned": tuple(kind for kind in STRING_KINDS if kind != "false_match"),
    "organisations": ("organisation",),
}
UNIT: Final = "proportion"
POINTS: Final = "percentage points"
CENSUS: Final = "count of one panel's posts; no sampling interval"


def kept(cleaned: pd.DataFrame, step: Step) -> pd.DataFrame:
    """Return the strings that count at a step: all, without false matches, or organisations."""
    return cleaned[cleaned["kind"].isin(KINDS_KEPT[step])]


def posts_by_party(rows: pd.DataFrame) -> pd.Series[int]:
    """Return the posts of each party, in the order of `PARTY_NAMES`; 0 for a party without any."""
    return rows.groupby("party")["posts"].sum().reindex(list(PARTY_NAMES), fill_value=0)


def shares_by_party(rows: pd.DataFrame) -> pd.Series[float]:
    """Return each party's share of the posts.

    Raises
    ------
    ValueError
        If there is no post.
    """
    posts = posts_by_party(rows)
    if not posts.sum() > 0:
        raise ValueError("There are no posts to share out; check the selection of strings.")
    return posts / posts.sum()


def share_of_posts(cleaned: pd.DataFrame, party: str, *, step: Step = "cleaned") -> Estimate:
    """Return a party's share of the posts that the panel saw from pages with a party's name.

    Parameters
    ----------
    cleaned
        As ``rml.amplification.germany.cleaning.cleaned_posters`` returns them.
    party
        One of `PARTY_NAMES`.
    step
        Which strings count.
    """
    rows = kept(cleaned, step)
    return Estimate(
        value=float(shares_by_party(rows)[party]),
        low=None,
        high=None,
        level=None,
        n=f"{int(rows['posts'].sum()):,} posts of {rows['page'].nunique()} pages",
        unit=UNIT,
        method=CENSUS,
    )


def before_and_after(cleaned: pd.DataFrame) -> pd.DataFrame:
    """Return strings, pages, posts and shares of each party at every step, one row a party.

    Returns
    -------
    pandas.DataFrame
        ``party``, ``strings`` (as published), ``pages`` (cleaned, variants merged),
        ``posts_<step>`` and ``share_<step>`` for the three steps, and ``change`` (of the
        share from published to cleaned, percentage points).
    """
    frame = pd.DataFrame({"party": list(PARTY_NAMES.values())}, index=list(PARTY_NAMES))
    frame["strings"] = cleaned.groupby("party").size()
    frame["pages"] = kept(cleaned, "cleaned").groupby("party")["page"].nunique()
    for step in KINDS_KEPT:
        rows = kept(cleaned, step)
        frame[f"posts_{step}"] = posts_by_party(rows)
        frame[f"share_{step}"] = shares_by_party(rows)
    frame["change"] = 100 * (frame["share_cleaned"] - frame["share_published"])
    counts = ["strings", "pages"]
    frame[counts] = frame[counts].fillna(0).astype(int)
    return frame.reset_index(drop=True)


def largest_change(cleaned: pd.DataFrame, step: Step) -> tuple[str, Estimate]:
    """Return the party whose share changes most from published to ``step``, and the change."""
    change = shares_by_party(kept(cleaned, step)) - shares_by_party(cleaned)
    party = str(change.abs().idxmax())
    estimate = Estimate(
        value=100 * float(change[party]),
        low=None,
        high=None,
        level=None,
        n=f"{len(change)} parties",
        unit=POINTS,
        method=f"difference of two shares of posts; {CENSUS}",
    )
    return party, estimate


def rule_counts(cleaned: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Return how many strings and posts each declared rule concerns, without naming a string.

    Rows of the explicit list with one kind and reason are counted together. The rule that
    merges a string with the one it begins with has a row of its own. Strings that the list
    keeps as organisations are counted with those that no rule names: the posts of all
    organisations are known, so a row of a few strings could be computed from the others.

    Returns
    -------
    pandas.DataFrame
        ``rule`` (pattern, explicit list, or default), ``says`` (what the string is taken to
        be), ``reason``, ``strings``, ``panelists_at_most`` (who saw any of them, if nobody
        saw two) and ``posts``.
    """
    numbered = rules.assign(number=range(1, len(rules) + 1))
    rows = []
    named = numbered[numbered["kind"].isin(STRING_KINDS) & (numbered["kind"] != DEFAULT_KIND)]
    for (scope, kind, reason), group in named.groupby(["scope", "kind", "reason"], sort=False):
        hit = cleaned[cleaned["rule"].isin(group["number"])]
        rows.append(_counted(str(scope), KIND_NAMES[str(kind)], str(reason), hit))
    rest = cleaned[cleaned["kind"] == DEFAULT_KIND]
    default = (
        "No rule names the string, or the list keeps it against a pattern; its name is taken for "
        "that of a branch of the party"
    )
    rows.append(_counted("default", KIND_NAMES[DEFAULT_KIND], default, rest))
    explicit = numbered[numbered["kind"] == "same_page"]
    variants = cleaned[cleaned["page"] != cleaned["row"]]
    given = variants["row"].isin(explicit["match"].astype(int))
    begins = "It begins with the whole of another string, or is the same once normalised"
    rows.append(_counted("pattern", "variant of a page", begins, variants[~given]))
    for reason, group in explicit.groupby("reason", sort=False):
        hit = cleaned[cleaned["row"].isin(group["match"].astype(int))]
        rows.append(_counted("row", "variant of a page", str(reason), hit))
    for reason, group in numbered[numbered["kind"] == "separate"].groupby("reason", sort=False):
        hit = cleaned[cleaned["row"].isin(group["match"].astype(int))]
        rows.append(_counted("row", "page of its own", str(reason), hit))
    return pd.DataFrame(rows)


def sensitivity(
    cleaned: pd.DataFrame,
    pages: pd.DataFrame,
    party: str,
    *,
    least_panelists: int,
    level: float,
    resamples: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return every party's share under other choices, one row a choice.

    Parameters
    ----------
    cleaned, pages
        Strings, and the pages without false matches as from
        ``rml.amplification.germany.pages.page_frame``.
    party
        Whose share the bootstrap over pages is shown for.
    least_panelists
        For the choice that counts only pages that so many panelists saw.
    level, resamples, rng
        Of the bootstrap over pages. Pages are not a sample of pages: its ends say how far the
        share hangs on single pages, and are no confidence limits.

    Returns
    -------
    pandas.DataFrame
        ``choice``, a column for each party (share), and ``low`` and ``high``.
    """
    largest = pages.loc[pages.groupby("party")["posts"].idxmax()].index
    choices = {
        "as published": cleaned,
        "false matches removed (primary)": kept(cleaned, "cleaned"),
        "organisations of the party and people": cleaned[
            cleaned["kind"].isin(["organisation", "person"])
        ],
        "organisations of the party only": kept(cleaned, "organisations"),
        "without the page of each party with most posts": pages.drop(index=largest),
        "only pages that enough panelists saw": pages[
            pages["panelists_at_least"] >= least_panelists
        ],
        "every page counts alike": pages.assign(posts=1),
        "every panelist of a page counts alike": pages.assign(posts=pages["panelists_at_least"]),
    }
    rows: list[dict[str, object]] = [
        {"choice": choice, **shares_by_party(one), "low": np.nan, "high": np.nan}
        for choice, one in choices.items()
    ]
    primary = kept(cleaned, "cleaned")
    values = np.column_stack([primary["posts"] * (primary["party"] == party), primary["posts"]])
    drawn = cluster_bootstrap(
        values,
        primary["page"].to_numpy(),
        lambda some: float(some[:, 0].sum() / some[:, 1].sum()),
        rng=rng,
        resamples=resamples,
        level=level,
        unit=UNIT,
        of="pages",
    )
    rows.append(
        {
            "choice": "primary, whole pages resampled",
            **shares_by_party(primary),
            "low": drawn.low,
            "high": drawn.high,
        }
    )
    return pd.DataFrame(rows).rename(columns=PARTY_NAMES)


def _counted(rule: str, says: str, reason: str, hit: pd.DataFrame) -> dict[str, object]:
    scope = {"row": "explicit list"}.get(rule, rule)
    return {
        "rule": scope,
        "says": says,
        "reason": reason,
        "strings": len(hit),
        "panelists_at_most": int(hit["panelists"].sum()),
        "posts": int(hit["posts"].sum()),
    }
