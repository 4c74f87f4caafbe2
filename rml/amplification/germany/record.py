"""What the sentences of the report need: counts of strings, pages and choices."""

from __future__ import annotations

from typing import Final

import pandas as pd

from rml.estimate import Estimate

_METHOD: Final = "count of strings by the declared rule; no sampling interval"


def facts_of_record(posters: pd.DataFrame, *, least_panelists: int) -> dict[str, int]:
    """Return the number of strings and posts, of strings with one panelist, and with enough.

    Parameters
    ----------
    posters
        As loaded.
    least_panelists
        How many are enough.

    Returns
    -------
    dict
        ``strings``, ``posts``, ``one`` and ``named``.
    """
    return {
        "strings": len(posters),
        "posts": int(posters["posts"].sum()),
        "one": int((posters["panelists"] == 1).sum()),
        "named": int((posters["panelists"] >= least_panelists).sum()),
    }


def removed_strings(cleaned: pd.DataFrame, rules: pd.DataFrame) -> tuple[Estimate, dict[str, int]]:
    """Return the number of false matches, and what the sentence about them needs.

    Parameters
    ----------
    cleaned
        As ``rml.amplification.germany.cleaning.cleaned_posters`` returns them.
    rules
        By which they were cleaned.

    Returns
    -------
    tuple
        The number; and ``strings``, ``posts`` (of false matches), ``all`` (posts),
        ``people``, ``supporters``, ``others`` (posts of both), and how many false matches and
        people stand in the list made by hand: ``by_list`` and ``people_by_list``.
    """
    sizes = cleaned["kind"].value_counts().reindex(["false_match", "person", "supporters"])
    sizes = sizes.fillna(0).astype(int)
    posts = cleaned.groupby("kind")["posts"].sum()
    listed = {number for number, scope in enumerate(rules["scope"], start=1) if scope == "row"}
    by_hand = cleaned.loc[cleaned["rule"].isin(listed), "kind"].value_counts()
    return _count(sizes["false_match"], cleaned), {
        "strings": len(cleaned),
        "posts": int(posts.get("false_match", 0)),
        "all": int(posts.sum()),
        "people": int(sizes["person"]),
        "supporters": int(sizes["supporters"]),
        "others": int(posts.get("person", 0) + posts.get("supporters", 0)),
        "by_list": int(by_hand.get("false_match", 0)),
        "people_by_list": int(by_hand.get("person", 0)),
    }


def merged_strings(cleaned: pd.DataFrame) -> tuple[Estimate, dict[str, int]]:
    """Return the number of variants, and what the sentence about them needs.

    Returns
    -------
    tuple
        The number; and ``strings``, ``pages`` (of all strings) and ``left`` (pages without
        false matches).
    """
    pages = int(cleaned["page"].nunique())
    left = int(cleaned.loc[cleaned["kind"] != "false_match", "page"].nunique())
    named = {"strings": len(cleaned), "pages": pages, "left": left}
    return _count(len(cleaned) - pages, cleaned), named


def count_of(estimate: Estimate) -> int:
    """Return an estimate that is a count as a whole number."""
    return round(estimate.value)


def reading_of_choices(choices: pd.DataFrame, party: str) -> dict[str, float]:
    """Return what the sentence about other choices needs, by name.

    Parameters
    ----------
    choices
        As from ``rml.amplification.germany.party_shares.sensitivity``.
    party
        The name of the party's column.

    Returns
    -------
    dict
        ``low`` and ``high`` (over the choices), ``alike`` (every page), ``sightings`` (every
        panelist of a page), ``drawn_low`` and ``drawn_high`` (whole pages resampled).
    """
    rows = choices.set_index("choice")
    drawn = rows.iloc[-1]
    return {
        "low": float(rows[party].min()),
        "high": float(rows[party].max()),
        "alike": float(rows[party]["every page counts alike"]),
        "sightings": float(rows[party]["every panelist of a page counts alike"]),
        "drawn_low": float(drawn["low"]),
        "drawn_high": float(drawn["high"]),
    }


def _count(number: int, cleaned: pd.DataFrame) -> Estimate:
    return Estimate(
        value=float(number),
        low=None,
        high=None,
        level=None,
        n=f"{len(cleaned)} strings",
        unit="strings",
        method=_METHOD,
    )
