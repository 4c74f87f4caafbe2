"""Scoring many images: read, resampled and scored side by side, results in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from rml.cropping.resample import Image

S = TypeVar("S")


class Scorer(Protocol):
    """What gives the scores of images as fed: the network, or a planted saliency function."""

    @property
    def identity(self) -> str:
        """What tells one scorer from another: for the network, its weights' checksum."""

    @property
    def batch(self) -> int:
        """How many images it is best given at a time."""

    def scores(self, images: Sequence[Image]) -> list[NDArray[np.float32]]:
        """Return the scores of images of one size (h, w, 3), each of shape (gh, gw)."""


@dataclass(frozen=True, slots=True, eq=False)
class Fed:
    """An image as fed to the network, with its full width and height in pixels."""

    pixels: Image
    width: int
    height: int


@dataclass(frozen=True, slots=True, eq=False)
class Scored(Generic[S]):
    """What came of one source: the image as fed with its scores, or why there are none.

    Parameters
    ----------
    source
        What was given.
    fed, scores
        The image and its scores, float32, shape (gh, gw); both None if it failed.
    error
        What was raised while it was prepared; None if nothing.
    """

    source: S
    fed: Fed | None
    scores: NDArray[np.float32] | None
    error: Exception | None


def score_each(
    scorer: Scorer,
    sources: Iterable[S],
    prepare: Callable[[S], Fed],
    *,
    expected: tuple[type[Exception], ...] = (),
) -> Iterator[Scored[S]]:
    """Return an iterator over the sources with their scores, in the order given.

    As many sources are worked on at a time as torch has threads (``OMP_NUM_THREADS``,
    `torch.set_num_threads`). Each is one task with a single-threaded network pass: two such
    passes beat one pass with two threads, because reading and resampling then run beside them.

    Parameters
    ----------
    scorer
        Gives the scores.
    sources
        Read lazily, a few ahead.
    prepare
        Makes the image as fed from a source; called in several threads.
    expected
        Errors of ``prepare`` that are handed back with their source; others end the iteration.
    """
    waiting: deque[Future[list[Scored[S]]]] = deque()
    remaining = iter(sources)

    def work(chunk: list[S]) -> list[Scored[S]]:
        prepared: list[Fed | Exception] = []
        for source in chunk:
            try:
                prepared.append(prepare(source))
            except expected as error:
                prepared.append(error)
        scores = _scores_by_size(scorer, [fed for fed in prepared if isinstance(fed, Fed)])
        return [
            Scored(source, fed, next(scores), None)
            if isinstance(fed, Fed)
            else Scored(source, None, None, fed)
            for source, fed in zip(chunk, prepared, strict=True)
        ]

    with _single_threaded_workers() as (pool, workers):
        try:
            while True:
                while len(waiting) < 2 * workers and (
                    chunk := list(islice(remaining, scorer.batch))
                ):
                    waiting.append(pool.submit(work, chunk))
                if not waiting:
                    return
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _scores_by_size(scorer: Scorer, images: Sequence[Fed]) -> Iterator[NDArray[np.float32]]:
    """Return the scores of images of any sizes, in their order, each size in one batch."""
    found: dict[int, NDArray[np.float32]] = {}
    for shape in dict.fromkeys(fed.pixels.shape for fed in images):
        places = [number for number, fed in enumerate(images) if fed.pixels.shape == shape]
        scores = scorer.scores([images[place].pixels for place in places])
        found.update(zip(places, scores, strict=True))
    return iter([found[place] for place in range(len(images))])


@contextmanager
def _single_threaded_workers() -> Iterator[tuple[ThreadPoolExecutor, int]]:
    """Give a pool of as many threads as torch has, each of which uses one thread in torch."""
    workers = torch.get_num_threads()
    pool = ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,))
    try:
        with pool:
            yield pool, workers
    finally:
        # Torch hands the last number set to threads that start later.
        torch.set_num_threads(workers)
