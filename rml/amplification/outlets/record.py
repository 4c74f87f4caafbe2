"""What the sentences about the data need: counts of accounts, links, domains and outlets."""

from __future__ import annotations

import pandas as pd

from rml.amplification.outlets.seen_leaning import SURE
from rml.data.politician_news_shares import NewsShares


def facts_of_record(
    shares: NewsShares, impressions: pd.DataFrame, *, quarter: str
) -> dict[str, int]:
    """Return what the sentences about the data need, by name.

    Parameters
    ----------
    shares, impressions
        As loaded.
    quarter
        The quarter of which the list's ends are told.

    Returns
    -------
    dict
        ``politicians``, ``democrats``, ``republicans``, ``links``, ``outlets``, ``half``
        (the fewest accounts that hold half of all links), ``domains`` (listed a quarter),
        and ``most`` and ``last`` (impressions of the first and the last listed).
    """
    by_account = shares.links.groupby("politician")["links"].sum().sort_values(ascending=False)
    reached = by_account.cumsum() * 2 >= by_account.sum()
    listed = impressions.loc[impressions["quarter"] == quarter, "impressions"]
    affiliation = shares.politicians["affiliation"]
    return {
        "politicians": len(affiliation),
        "democrats": int((affiliation == "Democrat").sum()),
        "republicans": int((affiliation == "Republican").sum()),
        "links": int(by_account.sum()),
        "outlets": int(shares.links["outlet"].nunique()),
        "half": int(reached.to_numpy().argmax()) + 1,
        "domains": len(listed),
        "most": int(listed.max()),
        "last": int(listed.min()),
    }


def reading_of_outlets(outlets: pd.DataFrame, *, edge: float) -> dict[str, int | float]:
    """Return what the sentence about the outlets needs, by name.

    Parameters
    ----------
    outlets
        As from ``rml.amplification.outlets.placed_outlets.outlets_frame``.
    edge
        From which distance to zero a leaning counts as near an end.

    Returns
    -------
    dict
        ``seen`` (outlets with a leaning), ``open`` (of these without an interval), ``ends``
        (of these at ``edge`` or further from zero), ``edge``, and ``few`` (outlets without a
        leaning).
    """
    placed = outlets[outlets["leaning"].notna()]
    without = placed[placed["low"].isna()]
    return {
        "seen": len(placed),
        "open": len(without),
        "ends": int((without["leaning"].abs() >= edge).sum()),
        "edge": edge,
        "few": len(outlets) - len(placed),
    }


def reading_of_choices(choices: pd.DataFrame, *, quarter: str) -> dict[str, float]:
    """Return what the sentence about other choices needs, by name.

    Parameters
    ----------
    choices
        As from ``rml.amplification.outlets.seen_leaning.sensitivity``.
    quarter
        The quarter of which it is told.

    Returns
    -------
    dict
        ``lowest`` and ``highest`` mean over the choices, ``sure`` (the mean counting only
        outlets that have an interval), and ``sure_covered`` (their share of the list).
    """
    rows = choices[choices["quarter"] == quarter].set_index("choice")
    return {
        "lowest": float(rows["mean"].min()),
        "highest": float(rows["mean"].max()),
        "sure": float(rows["mean"][SURE]),
        "sure_covered": float(rows["covered"][SURE]),
    }
