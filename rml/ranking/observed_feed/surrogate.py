"""A small ranker of feeds, linear or with a hidden layer: by the Plackett-Luce model of an order.

A post's score decides its chance of standing on top of those not yet placed: it is
proportional to the exponential of the score. So a difference of scores is the logarithm of
the odds that one post stands above the other, which gives the explanations their unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from rml.ranking.observed_feed.features import USUAL, Encoding, Seen, encoding_of
from rml.ranking.observed_feed.feeds import Feeds

FloatArray = NDArray[np.float64]

Loss = Literal["listwise", "pairwise"]

# Scores of no post: their exponential is 0 beside any real score.
_NO_POST = -1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """How a surrogate is fitted.

    Parameters
    ----------
    hidden_units
        Of the one hidden layer (tanh); 0 for a linear model.
    epochs
        Passes over all feeds.
    batch_feeds
        Feeds in a step.
    learning_rate
        Of Adam, falling along half a cosine to 0.
    penalty
        Added to the loss for each post: this times the sum of squared weights.
    loss
        "listwise": `plackett_luce_loss`; "pairwise": `pair_loss`. In both, a difference of
        scores is the logarithm of odds.
    """

    hidden_units: int
    epochs: int
    batch_feeds: int
    learning_rate: float
    penalty: float
    loss: Loss = "listwise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surrogate:
    """A fitted ranker: how posts become numbers, and numbers a score."""

    encoding: Encoding
    network: nn.Module

    def scores(self, posts: pd.DataFrame) -> FloatArray:
        """Return the score of each post, in log odds; higher stands further up."""
        with torch.no_grad(), one_thread():
            device = next(self.network.parameters()).device
            inputs = torch.from_numpy(self.encoding.matrix(posts)).to(device)
            found: FloatArray = self.network(inputs).cpu().numpy()
        return found

    def weights(self) -> FloatArray:
        """Return all weights in one row."""
        with torch.no_grad():
            found: FloatArray = parameters_to_vector(self.network.parameters()).cpu().numpy()
        return found


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute on one thread: sums in a fixed order, and faster for matrices as small as these."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def network_of(columns: int, hidden_units: int, *, generator: torch.Generator) -> nn.Module:
    """Return a network with weights drawn anew, that gives one score a row."""

    def layer(inputs: int, outputs: int, *, bias: bool) -> nn.Linear:
        made = nn.Linear(inputs, outputs, bias=bias, dtype=torch.float64)
        with torch.no_grad():
            made.weight.normal_(std=inputs**-0.5, generator=generator)
            if bias:
                made.bias.zero_()
        return made

    # A bias of the score itself would drop out: only differences order a feed.
    if hidden_units == 0:
        first = layer(columns, 1, bias=False)
        with torch.no_grad():
            first.weight.zero_()
        return nn.Sequential(first, nn.Flatten(0))
    hidden = layer(columns, hidden_units, bias=True)
    return nn.Sequential(hidden, nn.Tanh(), layer(hidden_units, 1, bias=False), nn.Flatten(0))


def plackett_luce_loss(scores: Tensor, present: Tensor) -> Tensor:
    """Return the negative log likelihood of the observed orders, per placed post.

    Parameters
    ----------
    scores
        Shape (feeds, places), the top place first.
    present
        True where there is a post, same shape; posts come before gaps.

    References
    ----------
    Plackett (1975), doi:10.2307/2346567; Xia et al. (2008), "Listwise Approach to Learning
    to Rank", doi:10.1145/1390156.1390306.
    """
    filled = torch.where(present, scores, _NO_POST)
    below = torch.logcumsumexp(filled.flip(1), dim=1).flip(1)
    lost = torch.where(present, below - filled, 0.0)
    return lost.sum() / present.sum()


def pair_loss(scores: Tensor, present: Tensor) -> Tensor:
    """Return the negative log likelihood of the order of two posts, mean over pairs of a feed.

    The model is Bradley and Terry's, as in RankNet; parameters are those of
    `plackett_luce_loss`. It comes nearer to pairwise accuracy, every pair counting alike, while
    the listwise loss gives more weight to who stands on top.

    References
    ----------
    Burges et al. (2005), "Learning to Rank using Gradient Descent",
    doi:10.1145/1102351.1102363.
    """
    lead = scores[:, :, None] - scores[:, None, :]
    pairs = (present[:, :, None] & present[:, None, :]).triu(diagonal=1)
    lost = torch.where(pairs, nn.functional.softplus(-lead), 0.0)
    return lost.sum() / pairs.sum()


def fit_surrogate(
    feeds: Feeds,
    training: Training,
    *,
    seed: int,
    seen: Seen = USUAL,
    device: str = "cpu",
) -> Surrogate:
    """Return a surrogate that learned from all of ``feeds``.

    Parameters
    ----------
    feeds
        What it may learn from, and nothing else: the encoding, too, is fitted on them.
    training
        The model's size and how it is fitted.
    seed
        Of the first weights and of the order of the feeds. On one machine's CPU the same seed
        gives the same weights.
    seen
        What it is given of a post; see `given`.
    device
        Where torch computes: "cpu", "cuda".
    """
    encoding = encoding_of(feeds.posts, seen=given(training, seen))
    generator = torch.Generator().manual_seed(seed)
    network = network_of(len(encoding.columns), training.hidden_units, generator=generator)
    network.to(device)
    inputs = torch.from_numpy(encoding.matrix(feeds.posts)).to(device)
    rows, present = (torch.from_numpy(one).to(device) for one in padded(feeds))
    optimiser = torch.optim.Adam(network.parameters(), lr=training.learning_rate)
    loss_of = plackett_luce_loss if training.loss == "listwise" else pair_loss
    batches = -(-len(rows) // training.batch_feeds)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, training.epochs * batches)
    with one_thread():
        for _ in range(training.epochs):
            shuffled = torch.randperm(len(rows), generator=generator)
            for chosen in torch.split(shuffled, training.batch_feeds):
                own = chosen.to(device)
                width = int(present[own].sum(dim=1).max())
                places, here = rows[own, :width], present[own, :width]
                scores = torch.zeros(places.shape, dtype=torch.float64, device=device)
                scores = scores.masked_scatter(here, network(inputs[places[here]]))
                squares = sum(one.square().sum() for one in network.parameters())
                loss = loss_of(scores, here) + training.penalty * squares
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
                schedule.step()
    return Surrogate(encoding=encoding, network=network)


def given(training: Training, seen: Seen) -> Seen:
    """Return what a model is given: a linear one has a column for each account by orientation."""
    return replace(seen, crossed=seen.crossed or training.hidden_units == 0)


def with_weights(encoding: Encoding, hidden_units: int, weights: FloatArray) -> Surrogate:
    """Return a surrogate with given weights, as ``Surrogate.weights`` gave them."""
    generator = torch.Generator().manual_seed(0)
    network = network_of(len(encoding.columns), hidden_units, generator=generator)
    vector_to_parameters(torch.from_numpy(weights), network.parameters())
    return Surrogate(encoding=encoding, network=network)


def padded(feeds: Feeds) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return each feed's rows from the top down, and where there are any; (feeds, places)."""
    starts = feeds.starts
    sizes = np.diff(starts)
    places = np.arange(sizes.max())
    present = places < sizes[:, None]
    rows = np.where(present, starts[:-1, None] + places, 0)
    return rows.astype(np.int64), present
