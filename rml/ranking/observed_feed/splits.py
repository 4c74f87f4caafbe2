"""What a model learns from, and the feeds on which it is judged: never the same.

By account, by day, by page, and by account and day at once: the strictest, because the
accounts looked at the same hours at many of the same posts. There the judged posts are kept
away wherever they stand, as some are shown for more than a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.ranking.observed_feed.feeds import PAGE_NUMBERS, Feeds

BoolArray = NDArray[np.bool_]
Split = Literal["account", "day", "page", "account and day"]
SPLITS: Final[tuple[Split, ...]] = get_args(Split)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fold:
    """One part that is held out.

    Parameters
    ----------
    name
        What is held out: an account, a day, the number of the pages, or account and day.
    train, test
        Which rows of the feeds are learned from and which are judged. Where account and day
        are held out, rows of neither exist, and no judged post is among those learned from.
    """

    name: str
    train: BoolArray
    test: BoolArray


def folds(feeds: Feeds, split: Split) -> Iterator[Fold]:
    """Return the parts that are held out in turn; every row is judged once.

    Pages are held out by their number, so that one of each orientation is missing at a time.

    Raises
    ------
    ValueError
        If the split is unknown, or there is only one account, day or number of pages.
    """
    posts = feeds.posts
    account, day = posts["account"].to_numpy(), posts["day"].to_numpy()
    number = posts["page"].str[-1].to_numpy()
    post, _ = pd.factorize(posts["post_id"])
    held: list[tuple[str, BoolArray, BoolArray]]
    if split == "account":
        held = [(one, account == one, account == one) for one in ACCOUNTS]
    elif split == "day":
        held = [(one, day == one, day == one) for one in np.unique(day)]
    elif split == "page":
        numbers = [str(one + 1) for one in range(PAGE_NUMBERS)]
        held = [(f"pages {one}", number == one, number == one) for one in numbers]
    elif split == "account and day":
        held = [
            (f"{one} {date}", (account == one) & (day == date), (account == one) | (day == date))
            for one in ACCOUNTS
            for date in np.unique(day)
        ]
    else:
        raise ValueError(f"There is no split by {split!r}; use one of {', '.join(SPLITS)}.")
    for name, test, own in held:
        if not test.any():
            continue
        strict = split == "account and day"
        kept_away = own | np.isin(post, post[test]) if strict else own
        if kept_away.all():
            raise ValueError(
                f"Nothing is left to learn from without {name}; give feeds of several."
            )
        yield Fold(name=name, train=~kept_away, test=test)
