"""The many fits of a surrogate that validation and intervals need, kept in the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.progress import progress
from rml.ranking.observed_feed.features import USUAL, Encoding, Seen, encoding_of
from rml.ranking.observed_feed.feeds import PAGES, Feeds
from rml.ranking.observed_feed.splits import Fold, Split, folds
from rml.ranking.observed_feed.surrogate import (
    Surrogate,
    Training,
    fit_surrogate,
    given,
    network_of,
    with_weights,
)
from rml.stages import Arrays, stage

FloatArray = NDArray[np.float64]
Texts = NDArray[np.str_]

_CODE: Final = ("rml.ranking.observed_feed.refits",)
_PACKAGES: Final = ("numpy", "pandas", "torch")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeldOut:
    """Scores of posts by models that did not learn from them.

    Parameters
    ----------
    scores
        One for each post, shape (posts,); comparable within a fold only.
    part
        The fold in which each post was held out, shape (posts,).
    folds, models
        Each fold and the surrogate that was fitted without it.
    """

    scores: FloatArray
    part: Texts
    folds: list[Fold]
    models: list[Surrogate]


def held_out(
    feeds: Feeds,
    split: Split,
    training: Training,
    *,
    seed: int,
    seen: Seen = USUAL,
    device: str = "cpu",
) -> HeldOut:
    """Return every post's score by a surrogate that was fitted without its part of the feeds."""
    parts = list(folds(feeds, split))

    def fits() -> Iterable[Surrogate]:
        for fold in progress(parts, total=len(parts), what=f"fits without one {split}"):
            yield fit_surrogate(
                feeds.only(fold.train), training, seed=seed, seen=seen, device=device
            )

    key = {"split": split, "seed": seed, "device": device}
    models = _kept(feeds, training, key, fits, seen=seen)
    scores, names = np.full(len(feeds.posts), np.nan), np.empty(len(feeds.posts), dtype=object)
    for fold, model in zip(parts, models, strict=True):
        scores[fold.test] = model.scores(feeds.posts[fold.test])
        names[fold.test] = fold.name
    return HeldOut(scores=scores, part=names.astype(str), folds=parts, models=models)


def fit_once(
    feeds: Feeds, training: Training, *, seed: int, seen: Seen = USUAL, device: str = "cpu"
) -> Surrogate:
    """Return the surrogate that learned from all feeds."""

    def fit() -> Iterable[Surrogate]:
        yield fit_surrogate(feeds, training, seed=seed, seen=seen, device=device)

    key = {"fit": "all feeds", "seed": seed, "device": device}
    return _kept(feeds, training, key, fit, seen=seen)[0]


def account_fits(
    feeds: Feeds, training: Training, *, seed: int, device: str = "cpu"
) -> list[Surrogate]:
    """Return a surrogate of each account's feeds alone, in the order of ``ACCOUNTS``.

    An account has a sixth of the feeds, so they are gone through six times as often: a fit
    then takes about as many steps as one to all feeds.
    """
    longer = replace(training, epochs=training.epochs * len(ACCOUNTS))
    account = feeds.posts["account"].to_numpy()

    def fits() -> Iterable[Surrogate]:
        for one in progress(ACCOUNTS, total=len(ACCOUNTS), what="fits to one account"):
            own = feeds.only(account == one)
            if own.posts.empty:
                raise ValueError(f"There is no feed of the account {one} to learn from.")
            yield fit_surrogate(own, longer, seed=seed, device=device)

    key = {"fit": "each account", "seed": seed, "device": device}
    return _kept(feeds, training, key, fits)


def resampled_fits(
    feeds: Feeds, training: Training, *, seed: int, fits: int, block_feeds: int, device: str = "cpu"
) -> list[Surrogate]:
    """Return surrogates of feeds resampled within accounts, in blocks that follow each other.

    An account's feeds of adjacent hours share posts, so blocks of ``block_feeds`` feeds are
    drawn (moving blocks), as many as make up the account's feeds. Accounts are never drawn:
    there are too few. First weights differ, too.
    """

    def draw() -> Iterable[Surrogate]:
        rng = np.random.default_rng([seed, 1])
        for number in progress(range(fits), total=fits, what="fits to resampled feeds"):
            chosen = resampled_within_accounts(feeds, block_feeds=block_feeds, rng=rng)
            yield fit_surrogate(
                feeds.resampled(chosen), training, seed=seed + 1 + number, device=device
            )

    key = {"fit": "resampled", "seed": seed, "fits": fits, "block": block_feeds, "device": device}
    return _kept(feeds, training, key, draw)


def resampled_within_accounts(
    feeds: Feeds, *, block_feeds: int, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Return the places of as many feeds of each account as it has, drawn in moving blocks."""
    first = feeds.first
    chosen = []
    for _, own in first.sort_values(["account", "viewed_at", "feed"]).groupby("account"):
        places = own.index.to_numpy()
        length = min(block_feeds, places.size)
        blocks = -(-places.size // length)
        begin = rng.integers(places.size - length + 1, size=blocks)
        drawn = (begin[:, None] + np.arange(length)).ravel()[: places.size]
        chosen.append(places[drawn])
    return np.concatenate(chosen)


def reseeded_fits(
    feeds: Feeds, training: Training, *, seed: int, fits: int, device: str = "cpu"
) -> list[Surrogate]:
    """Return surrogates of the same feeds that differ in their first weights only."""

    def draw() -> Iterable[Surrogate]:
        for number in progress(range(fits), total=fits, what="fits from other seeds"):
            yield fit_surrogate(feeds, training, seed=seed + 10_001 + number, device=device)

    key = {"fit": "reseeded", "seed": seed, "fits": fits, "device": device}
    return _kept(feeds, training, key, draw)


def shuffled_fits(
    feeds: Feeds, training: Training, *, seed: int, fits: int, device: str = "cpu"
) -> list[Surrogate]:
    """Return surrogates of feeds whose posts were put in random order: nothing to learn."""

    def draw() -> Iterable[Surrogate]:
        rng = np.random.default_rng([seed, 2])
        for number in progress(range(fits), total=fits, what="fits to shuffled feeds"):
            yield fit_surrogate(
                shuffled(feeds, rng), training, seed=seed + 20_001 + number, device=device
            )

    key = {"fit": "shuffled", "seed": seed, "fits": fits, "device": device}
    return _kept(feeds, training, key, draw)


def shuffled(feeds: Feeds, rng: np.random.Generator) -> Feeds:
    """Return the same feeds, each with its posts in random order."""
    order = np.lexsort([rng.random(len(feeds.posts)), feeds.posts["feed"].to_numpy()])
    posts = feeds.posts.iloc[order].reset_index(drop=True)
    posts["rank"] = feeds.posts["rank"].to_numpy()
    return Feeds(posts=posts, left_out=feeds.left_out)


def random_weights(feeds: Feeds, training: Training, *, seed: int, fits: int) -> list[Surrogate]:
    """Return surrogates that never learned: weights as drawn at the start."""
    encoding = encoding_of(feeds.posts, seen=given(training, USUAL))
    made = []
    for number in range(fits):
        generator = torch.Generator().manual_seed(seed + 30_001 + number)
        network = network_of(len(encoding.columns), training.hidden_units, generator=generator)
        made.append(Surrogate(encoding=encoding, network=network))
    return made


def _kept(
    feeds: Feeds,
    training: Training,
    key: dict[str, Any],
    fits: Callable[[], Iterable[Surrogate]],
    *,
    seen: Seen = USUAL,
) -> list[Surrogate]:
    """Return fitted surrogates, from the cache if they are there."""

    def compute() -> Arrays:
        models = list(fits())
        return {
            "weights": np.stack([one.weights() for one in models]),
            "mean": np.stack([one.encoding.mean for one in models]),
            "spread": np.stack([one.encoding.spread for one in models]),
            "accounts": np.array([",".join(sorted(one.encoding.accounts)) for one in models]),
            "pages": np.array([[p in one.encoding.pages for p in PAGES] for one in models]),
        }

    whole = key | {"training": asdict(training), "seen": asdict(seen), "feeds": feeds.checksum()}
    arrays = stage("observed_feed", key=whole, code=_CODE, packages=_PACKAGES, compute=compute)
    models = []
    for place, weights in enumerate(arrays["weights"]):
        encoding = Encoding(
            mean=arrays["mean"][place],
            spread=arrays["spread"][place],
            accounts=frozenset(str(arrays["accounts"][place]).split(",")),
            pages=frozenset(p for p, met in zip(PAGES, arrays["pages"][place], strict=True) if met),
            seen=given(training, seen),
        )
        models.append(with_weights(encoding, training.hidden_units, weights))
    return models
