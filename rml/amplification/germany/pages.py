"""Pages after merging: their posts, how many panelists saw them, and which may be named."""

from __future__ import annotations

import pandas as pd

from rml.amplification.germany.party_shares import PARTY_NAMES, UNIT, kept
from rml.estimate import Estimate


def page_frame(cleaned: pd.DataFrame) -> pd.DataFrame:
    """Return the pages without false matches, one row a page.

    Panelists of a page's strings cannot be added, because one person may have seen several:
    the page was seen by at least as many as its most seen string, and at most by their sum.

    Parameters
    ----------
    cleaned
        As ``rml.amplification.germany.cleaning.cleaned_posters`` returns them.

    Returns
    -------
    pandas.DataFrame
        ``page`` (the row of the string it is called after), ``party``, ``kind``,
        ``strings``, ``posts``, ``panelists_at_least`` and ``panelists_at_most``.
    """
    rows = kept(cleaned, "cleaned")
    kinds = cleaned.set_index("row")["kind"]
    frame = rows.groupby(["page", "party"], as_index=False).agg(
        strings=("row", "size"),
        posts=("posts", "sum"),
        panelists_at_least=("panelists", "max"),
        panelists_at_most=("panelists", "sum"),
    )
    frame.insert(2, "kind", frame["page"].map(kinds))
    return frame


def named_pages(
    pages: pd.DataFrame, cleaned: pd.DataFrame, *, least_panelists: int
) -> pd.DataFrame:
    """Return the organisations' pages that enough panelists saw, by name, most posts first.

    Pages of people and of supporters are never named.

    Parameters
    ----------
    pages, cleaned
        As from `page_frame`, and the strings.
    least_panelists
        Fewest panelists who must have seen the page for certain.

    Returns
    -------
    pandas.DataFrame
        ``party``, ``page`` (name), ``panelists`` (at least), ``posts`` and ``strings``.
    """
    shown = pages[
        (pages["kind"] == "organisation") & (pages["panelists_at_least"] >= least_panelists)
    ].sort_values(["posts", "page"], ascending=[False, True])
    names = cleaned.set_index("row")["poster"]
    return pd.DataFrame(
        {
            "party": shown["party"].map(PARTY_NAMES).to_numpy(),
            "page": shown["page"].map(names).to_numpy(),
            "panelists": shown["panelists_at_least"].to_numpy(),
            "posts": shown["posts"].to_numpy(),
            "strings": shown["strings"].to_numpy(),
        }
    )


def seen_by_few(pages: pd.DataFrame, *, least_panelists: int) -> pd.DataFrame:
    """Return how much of each party's posts came from pages that few panelists saw.

    Parameters
    ----------
    pages
        As from `page_frame`.
    least_panelists
        A page counts as seen by few below this number.

    Returns
    -------
    pandas.DataFrame
        One row a party: ``party``, ``pages``, ``posts``, ``few_for_certain`` (share of posts
        from pages that fewer saw even if no panelist saw two of its strings),
        ``few_at_most`` (share from pages whose most seen string fewer saw), ``largest_page``
        (share of the page with most posts) and ``effective_pages`` (one over the sum of
        squared shares: the number of equally large pages that would be as concentrated).
    """
    rows = []
    for party, name in PARTY_NAMES.items():
        own = pages[pages["party"] == party]
        if own.empty:
            continue
        shares = own["posts"] / own["posts"].sum()
        rows.append(
            {
                "party": name,
                "pages": len(own),
                "posts": int(own["posts"].sum()),
                "few_for_certain": float(shares[own["panelists_at_most"] < least_panelists].sum()),
                "few_at_most": float(shares[own["panelists_at_least"] < least_panelists].sum()),
                "largest_page": float(shares.max()),
                "effective_pages": float(1 / (shares**2).sum()),
            }
        )
    return pd.DataFrame(rows)


def few_share(few: pd.DataFrame, party: str) -> Estimate:
    """Return the share of a party's posts from pages that for certain few panelists saw.

    Parameters
    ----------
    few
        As from `seen_by_few`.
    party
        One of ``PARTY_NAMES``.
    """
    row = few[few["party"] == PARTY_NAMES[party]].iloc[0]
    return Estimate(
        value=float(row["few_for_certain"]),
        low=None,
        high=None,
        level=None,
        n=f"{int(row['posts']):,} posts of {int(row['pages'])} pages",
        unit=UNIT,
        method="count of one panel's posts; no sampling interval",
    )
