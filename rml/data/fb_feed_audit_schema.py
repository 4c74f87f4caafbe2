"""The columns, names and rules of the frames of the Facebook feed audit."""

from __future__ import annotations

from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.tables import not_empty, one_of, within

# From left to right; the Five Star Movement, which placed itself on neither side, in between.
ORIENTATION_BY_UPSTREAM: Final = {
    "Sinistra": "left",
    "Centro Sinistra": "centre-left",
    "M5S": "five-star",
    "Destra": "right",
    "Fascistoidi": "far-right",
}
ORIENTATIONS: Final = tuple(ORIENTATION_BY_UPSTREAM.values())
UNTRAINED: Final = "untrained"
ACCOUNT_BY_UPSTREAM: Final = ORIENTATION_BY_UPSTREAM | {"non orientato": UNTRAINED}
ACCOUNTS: Final = (*ORIENTATIONS, UNTRAINED)
TYPE_BY_UPSTREAM: Final = {
    "Media": "media",
    "Partito": "party",
    "Politico": "politician",
    "Comunità": "community",
}
UNLISTED: Final = "not listed"
FEEDBACKS: Final = {
    "reactions": "rtotal",
    "comments": "comments",
    "shares": "shares",
    "like": "like",
    "love": "love",
    "haha": "haha",
    "wow": "wow",
    "sad": "sad",
    "angry": "angry",
    "thankful": "thankful",
}
_KINDS: Final = ("post", "photo", "video", "notes")
_PAGE: Final = r"(?:left|centre-left|five-star|right|far-right)-[1-6]"


def _between(first: str, last: str) -> pa.Check:
    return pa.Check.in_range(
        pd.Timestamp(first), pd.Timestamp(last), error=f"a time is not between {first} and {last}"
    )


def _a_page() -> pa.Check:
    return pa.Check.str_matches(f"^{_PAGE}$", error="a page is not one of the thirty")


def _age_is_the_time_between(frame: pd.DataFrame) -> pd.Series[bool]:
    return (frame["viewed_at"] - frame["published_at"]).dt.total_seconds() == frame["age_seconds"]


def _shown_after_publication(frame: pd.DataFrame) -> pd.Series[bool]:
    return (frame["published_at"] <= frame["first_shown_at"]) & (
        frame["first_shown_at"] <= frame["last_shown_at"]
    )


def _trained_by_six_likes(frame: pd.DataFrame) -> pd.Series[bool]:
    return frame["liked_pages"] == frame["trained"] * 6


IMPRESSIONS: Final = pa.DataFrameSchema(
    {
        "feed": pa.Column(int, within(1)),
        "account": pa.Column(str, one_of(ACCOUNTS)),
        "viewed_at": pa.Column("datetime64[s]", _between("2018-01-24", "2018-01-30")),
        "rank": pa.Column(int, within(1, 200)),
        "page": pa.Column(str, _a_page()),
        "orientation": pa.Column(str, one_of(ORIENTATIONS)),
        "post_id": pa.Column(str, not_empty()),
        "published_at": pa.Column("datetime64[s]", _between("2018-01-01", "2018-01-30")),
        "age_seconds": pa.Column(int, within(0)),
        "kind": pa.Column(str, one_of(_KINDS)),
        **{name: pa.Column(int, within(0)) for name in FEEDBACKS},
    },
    checks=[pa.Check(_age_is_the_time_between, error="the age is not viewed minus published")],
    unique=["feed", "rank"],
    strict=True,
)
POSTS: Final = pa.DataFrameSchema(
    {
        "post_id": pa.Column(str, not_empty(), unique=True),
        "page": pa.Column(str, _a_page()),
        "orientation": pa.Column(str, one_of(ORIENTATIONS)),
        "kind": pa.Column(str, one_of(_KINDS)),
        "published_at": pa.Column("datetime64[s]"),
        "first_shown_at": pa.Column("datetime64[s]"),
        "last_shown_at": pa.Column("datetime64[s]"),
        "impressions": pa.Column(int, within(1)),
        "accounts": pa.Column(int, within(1, 6)),
        "text_length": pa.Column(int, within(0)),
        "links": pa.Column(int, within(0)),
    },
    checks=[
        pa.Check(_shown_after_publication, error="a post was shown before it was published"),
    ],
    strict=True,
)
PAGES: Final = pa.DataFrameSchema(
    {
        "page": pa.Column(str, _a_page(), unique=True),
        "orientation": pa.Column(str, one_of(ORIENTATIONS)),
        "number": pa.Column(int, within(1, 6)),
        "type": pa.Column(str, one_of((*TYPE_BY_UPSTREAM.values(), UNLISTED))),
        "label": pa.Column(str, not_empty()),
        "address": pa.Column(str, not_empty(), unique=True),
    },
    checks=[
        pa.Check(
            lambda frame: len(frame) == 6 * len(ORIENTATIONS),
            error="there are not six pages of each of five orientations",
        )
    ],
    strict=True,
)
PROFILES: Final = pa.DataFrameSchema(
    {
        "account": pa.Column(str, one_of(ACCOUNTS), unique=True),
        "trained": pa.Column(bool),
        "liked_pages": pa.Column(int, within(0, 6)),
    },
    checks=[
        pa.Check(_trained_by_six_likes, error="a trained account did not like six pages"),
        pa.Check(lambda frame: len(frame) == len(ACCOUNTS), error="there are not six accounts"),
    ],
    strict=True,
)
