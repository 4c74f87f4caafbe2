"""The words that answer why one post stood where it stood."""

from __future__ import annotations

import pandas as pd

from rml.ranking.observed_feed.one_post import Beside, Explained, said_of


def why_words(explained: Explained, elsewhere: Beside) -> dict[str, str | int | float]:
    """Return what the passage on one post says: `claims.WHY_THIS_POST` holds its words.

    Neither the page nor the hour is told, and counts are rounded: with the kind of the post they
    would lead to the page, which may be a person's.

    Parameters
    ----------
    explained
        As `explain_post` gives it.
    elsewhere
        As `beside` gives it.
    """
    post, middle = explained.post, explained.middle
    as_it_was = explained.changes.iloc[0]
    reasons = [
        f"its {row.part} ({_against(str(row.this_post), str(row.middle_post))}) multiplies the "
        f"odds by {row.odds:.2f}"
        for row in explained.contributions.itertuples()
    ]
    return {
        "place": explained.place,
        "posts": explained.posts,
        "account": str(post["account"]),
        "day": f"{pd.Timestamp(str(post['viewed_at'])):%-d %B %Y}",
        "beside": beside_words(elsewhere),
        "model": explained.model_place,
        "model_low": int(as_it_was["low"]),
        "model_high": int(as_it_was["high"]),
        "refits": explained.refits,
        "reading": place_reading(explained.place, explained.model_place, explained.posts),
        "kind": str(post["kind"]),
        "page": said_of(post, "page"),
        "age": said_of(post, "age"),
        "odds": explained.total_odds,
        "middle_page": said_of(middle, "page"),
        "middle_age": said_of(middle, "age"),
        "reasons": "; ".join(reasons),
    }


def beside_words(found: Beside) -> str:
    """Return in words where else a post stood, as a sentence or two."""
    told = ""
    if found.has_before and found.before is not None:
        told = f"In the account's feed before, the post stood at place {found.before}. "
    elif found.has_before:
        told = "The account's feed before did not hold the post. "
    if not found.places:
        return f"{told}None of {found.others} feeds of other accounts at that time held it."
    places = ", ".join(str(one) for one in found.places)
    return (
        f"{told}Of {found.others} feeds that other accounts opened at that time, "
        f"{len(found.places)} held it (places {places}), {found.upper_tenth} of them in the upper "
        "tenth of the feed."
    )


def place_reading(place: int, model_place: int, posts: int) -> str:
    """Return whether the surrogate explains a place, as a sentence.

    It is said to come near if it is off by no more than a tenth of the feed, and not to explain
    the place if it is off by more than a quarter.
    """
    off = abs(place - model_place) / posts
    if off <= 0.1:
        return "So it comes near, and what it goes by may be told as a reason."
    if off <= 0.25:
        return "So it explains the place in part."
    side = "higher" if place < model_place else "lower"
    return (
        f"So it does not explain this place: the post stands far {side} than its age, counts, type "
        "and page would have it, for a reason that the surrogate has not found. What follows is "
        "why the surrogate puts it where it does."
    )


def changes_words(explained: Explained) -> str:
    """Return in words where the surrogate would put the post if it alone were changed."""
    changed = explained.changes.iloc[1:]
    return "; ".join(
        f"{row.change}: place {row.place} ({row.low} to {row.high})" for row in changed.itertuples()
    )


def _against(this: str, middle: str) -> str:
    return f"{this}, as the other" if this == middle else f"{this} against {middle}"
