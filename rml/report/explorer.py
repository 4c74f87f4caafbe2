"""A table that readers re-order by sliders of their own; without scripts it stays a table.

An explorer is a table product with data beside it, in a cell's output under ``EXPLORER_MIME``.
So the table is declared, guarded and published like any other, and shows the order that the
sliders start with. The page adds sliders, a chart of exposure and a script; JupyterLab
shows the table.

The script fills one place after another, each with the post of the largest sum of

- recency: its weight times the post's ``recency``;
- popularity: its weight times the post's ``popularity``;
- variety: its weight over 1 + the number of posts of the same page above;
- balance: its weight times 1 minus the share of posts above that are of the same group;

and gives ties to the post listed first. Any function that works out the order in the notebook
must do the same, in the same order of operations.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict, cast

from rml.errors import ProductError
from rml.report.cells import shown_rows
from rml.report.html import display_html, plain_text
from rml.report.people import People, people_record
from rml.report.products import PRODUCT_MIME, Table, check_id
from rml.report.show import provenance
from rml.report.table import check_caption, guarded_data
from rml.report.tabulate import table_data

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EXPLORER_MIME", "Explorer", "check_explorer", "feed_explorer"]

EXPLORER_MIME: Final = "application/vnd.rml.explorer+json"
PARTS: Final = ("recency", "popularity", "variety", "balance")
STEP: Final = 0.05
MOST_POSTS: Final = 1000
ONE_POST: Final = "This feed has one post, so no weight changes its order."
_FEATURES: Final = ("page", "group", "recency", "popularity", "age_hours", "observed_place")


class Weight(TypedDict):
    """A slider: what it is called, what it does, and where it starts."""

    name: str
    label: str
    help: str
    value: float


class Preset(TypedDict):
    """A button that sets all sliders."""

    label: str
    values: list[float]


class Post(TypedDict):
    """A post: its features for the formula, and its cells as the table shows them."""

    page: str
    group: str
    recency: float
    popularity: float
    age_hours: float
    observed_place: int
    cells: list[str]


class Exposure(TypedDict):
    """How many of the first places a group has, as ordered here and as observed."""

    group: str
    posts: int
    observed: int


class Explorer(TypedDict):
    """What the page needs beside the table; numbers and text only, never mark-up."""

    explorer: Literal["feed"]
    table: str
    groups_name: str
    places: int
    step: float
    weights: list[Weight]
    presets: list[Preset]
    exposure: list[Exposure]
    summary: str
    posts: list[Post]


def feed_explorer(
    posts: pd.DataFrame,
    order: Sequence[int],
    *,
    id: str,  # noqa: A002 - the word for it in parameter files and pages
    caption: str,
    people: People,
    weights: Mapping[str, float],
    helps: Mapping[str, str],
    presets: Mapping[str, Mapping[str, float]],
    places: int,
    groups: Sequence[str],
    groups_name: str,
    shown: Sequence[str],
    units: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
) -> None:
    """Show the first posts of an order as a table that readers re-order on the built page.

    Parameters
    ----------
    posts
        One row a post, in the order that decides ties: page, group, recency and popularity (in
        [0, 1]), age_hours, observed_place (from 1; 0 if the observed feed did not hold it) and
        the columns of ``shown``. At least one post, at most 1,000.
    order
        A permutation of the rows' places: the order at ``weights``, as the formula gives it.
    id, caption, people, units, formats
        As for ``rml.report.table.table``.
    weights
        Where the sliders for recency, popularity, variety and balance start, in [0, 1], in
        steps of 0.05.
    helps
        What each slider does, in a sentence.
    presets
        Weights by the label of a button that sets them.
    places
        How many posts the table shows, at least 2; fewer if there are fewer. A feed of one post
        is shown without sliders, and says why.
    groups, groups_name
        The groups in the order of the chart, and what they are, in the plural.
    shown
        The columns that the table shows after the place.

    Raises
    ------
    ProductError
        If there is no post, a weight is out of bounds, the order is no permutation, fewer than
        two places are asked for, or the table cannot be shown.
    """
    import pandas as pd  # noqa: PLC0415 - importing this module stays cheap

    check_id(id, where="feed explorer")
    where = f"feed explorer `{id}`"
    check_caption(caption, where=where)
    _check_posts(posts, order, groups=groups, where=where)
    if places < 2:
        raise ProductError(
            f"There is no order among {places} places.",
            where=where,
            remedy="Show at least 2 places.",
        )
    sliders = [
        Weight(name=name, label=name.capitalize(), help=helps[name], value=value)
        for name, value in zip(PARTS, _checked_weights(weights, where=where), strict=True)
    ]
    buttons = [
        Preset(label=label, values=_checked_weights(preset, where=f"{where}, {label}"))
        for label, preset in presets.items()
    ]
    data_kind, inputs = provenance(where=where)
    first = [int(place) for place in order[:places]]
    frame = posts.iloc[[*first, *(place for place in range(len(posts)) if place not in first)]]
    frame = frame[list(shown)].reset_index(drop=True)
    frame.insert(0, "place", pd.RangeIndex(1, len(frame) + 1))
    # All posts are laid out as one table, so that a cell reads the same wherever it comes.
    options: Any = {"units": units, "formats": formats, "where": where}
    everything = table_data(guarded_data(frame, people, where=where), **options)
    visible = table_data(guarded_data(frame.iloc[: len(first)], people, where=where), **options)
    rows = [[cell["text"] for cell in row[1:]] for row in shown_rows(everything)]
    laid_out = [*first, *(place for place in range(len(posts)) if place not in first)]
    cells = dict(zip(laid_out, rows, strict=True))
    table: Table = {
        "product": "table",
        "id": id,
        "data_kind": data_kind,
        "inputs": inputs,
        "caption": caption.strip(),
        "people": people_record(people),
        "data": visible,
    }
    listed = [
        Post(
            page=str(row["page"]),
            group=str(row["group"]),
            recency=float(row["recency"]),
            popularity=float(row["popularity"]),
            age_hours=round(float(row["age_hours"]), 1),
            observed_place=int(row["observed_place"]),
            cells=cells[place],
        )
        for place, row in enumerate(posts[list(_FEATURES)].to_dict("records"))
    ]
    explorer: Explorer = {
        "explorer": "feed",
        "table": id,
        "groups_name": groups_name,
        "places": len(first),
        "step": STEP,
        "weights": sliders,
        "presets": buttons,
        "exposure": _exposure(listed, first, groups),
        "summary": summary_text(listed, first, [one["value"] for one in sliders]),
        "posts": listed,
    }
    _show(table, explorer)


def summary_text(posts: Sequence[Post], first: Sequence[int], values: Sequence[float]) -> str:
    """Return in words what the first places hold; the script says the same of other orders."""
    if len(posts) == 1:
        return ONE_POST
    chosen = [posts[place] for place in first]
    size = len(chosen)
    kept = sum(0 < post["observed_place"] <= size for post in chosen)
    groups = Counter(post["group"] for post in chosen)
    ages = sorted(post["age_hours"] for post in chosen)
    most, pages = max(groups.values()), len({post["page"] for post in chosen})
    leading = ", ".join(sorted(group for group, count in groups.items() if count == most))
    named = zip(PARTS, values, strict=True)
    weights = ", ".join(f"{name} {value:.2f}" for name, value in named)
    return (
        f"Weights: {weights}. Of the first {size} posts, {kept} stood among the first {size} of "
        f"the observed feed. They come from {pages} pages. Most posts: {leading} ({most}). "
        f"Half of them are at most {ages[(size - 1) // 2]:.1f} hours old."
    )


def _exposure(posts: Sequence[Post], first: Sequence[int], groups: Sequence[str]) -> list[Exposure]:
    chosen = Counter(posts[place]["group"] for place in first)
    observed = Counter(post["group"] for post in posts if 0 < post["observed_place"] <= len(first))
    return [
        Exposure(group=group, posts=chosen[group], observed=observed[group]) for group in groups
    ]


def _checked_weights(weights: Mapping[str, float], *, where: str) -> list[float]:
    if set(weights) != set(PARTS):
        raise ProductError(
            f"The weights are {', '.join(weights) or 'none'}.",
            where=where,
            remedy=f"Give a weight to each of {', '.join(PARTS)}.",
        )
    values = [float(weights[name]) for name in PARTS]
    wrong = [
        f"{name} {value}"
        for name, value in zip(PARTS, values, strict=True)
        if not 0 <= value <= 1 or not math.isclose(round(value / STEP) * STEP, value)
    ]
    if wrong:
        raise ProductError(
            f"A slider cannot stand at {', '.join(wrong)}.",
            where=where,
            remedy=f"Give weights from 0 to 1 in steps of {STEP}.",
        )
    return values


def _check_posts(
    posts: pd.DataFrame, order: Sequence[int], *, groups: Sequence[str], where: str
) -> None:
    if not 1 <= len(posts) <= MOST_POSTS:
        raise ProductError(
            f"There are {len(posts)} posts to order.",
            where=where,
            remedy=f"Give from 1 to {MOST_POSTS:,} posts.",
        )
    missing = [name for name in _FEATURES if name not in posts.columns]
    if missing:
        raise ProductError(
            f"The posts lack the columns {', '.join(missing)}.",
            where=where,
            remedy=f"Give the columns {', '.join(_FEATURES)} beside those shown.",
        )
    if sorted(int(place) for place in order) != list(range(len(posts))):
        raise ProductError(
            "The order does not name every post once.",
            where=where,
            remedy="Give a permutation of the rows' places, from 0.",
        )
    unknown = sorted(set(posts["group"]) - set(groups))
    if unknown:
        raise ProductError(
            f"The groups {', '.join(unknown)} are not among groups=.",
            where=where,
            remedy="Name every group that a post may have.",
        )
    for name in ("recency", "popularity"):
        if not posts[name].between(0, 1).all():
            raise ProductError(
                f"`{name}` is missing or outside [0, 1] for some posts.",
                where=where,
                remedy="Scale it to lie between 0 and 1.",
            )


def _show(table: Table, explorer: Explorer) -> None:
    from IPython.display import display  # noqa: PLC0415 - only a kernel needs it

    bundle: dict[str, Any] = {
        PRODUCT_MIME: table,
        EXPLORER_MIME: explorer,
        "text/html": display_html(table),
        "text/plain": plain_text(table),
    }
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def check_explorer(payload: Mapping[str, Any], *, table: str, where: str) -> Explorer:
    """Return ``payload`` as an explorer of the table ``table``.

    Raises
    ------
    ProductError
        If it does not have the keys it must have, or belongs to another table.
    """
    wrong = set(payload) ^ set(Explorer.__annotations__)
    if wrong or payload["explorer"] != "feed" or payload["table"] != table:
        raise ProductError(
            f"The explorer of table `{table}` is not what it must be"
            f"{': ' + ', '.join(sorted(wrong)) if wrong else ''}.",
            where=where,
            remedy="Run the notebook again with the version of rml that reads it.",
        )
    return cast("Explorer", payload)
