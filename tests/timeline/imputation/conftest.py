"""The real files where the mirror is at hand, and made people with planted outcomes."""

from dataclasses import dataclass

import numpy as np
import pytest

from rml.timeline.imputation.groups import GROUPS


@pytest.fixture(autouse=True)
def environment(own_environment):
    """Give each test a cache of its own, no mirror, and an empty ledger."""


@dataclass(frozen=True)
class World:
    """People who are Black with probability b and white otherwise, b drawn from a Beta(1, 3).

    Outcomes of 0 or 1 have the mean ``low`` + ``step`` times ``own`` for one's own race (1 for
    Black) + ``step`` times 1 - ``own`` for one's probability b. With ``own`` 0 outcome and race
    are independent given the proxy; with 1 the outcome depends on one's own race alone.
    """

    own: float
    low: float = 0.2
    step: float = 0.4
    # Of a Beta(1, 3): the mean of b, and of its square.
    share: float = 1 / 4
    square: float = 1 / 10

    def draw(self, rng, people=1500):
        """Return probabilities, outcomes and the columns of the true groups."""
        b = rng.beta(1, 3, size=people)
        black = rng.random(people) < b
        mean = self.low + self.step * (self.own * black + (1 - self.own) * b)
        outcomes = (rng.random(people) < mean).astype(float)
        probabilities = np.zeros((people, len(GROUPS)))
        columns = GROUPS.index("black"), GROUPS.index("white")
        probabilities[:, columns[0]], probabilities[:, columns[1]] = b, 1 - b
        return probabilities, outcomes, np.where(black, *columns)

    @property
    def true_mean(self):
        """E[Y | Black]."""
        by_proxy = self.square / self.share
        return self.low + self.step * (self.own + (1 - self.own) * by_proxy)

    @property
    def true_gap(self):
        """E[Y | Black] - E[Y | white]."""
        by_proxy = self.square / self.share - (self.share - self.square) / (1 - self.share)
        return self.step * (self.own + (1 - self.own) * by_proxy)

    @property
    def weighted_gap(self):
        """What a weighted gap tends to: of a gap by own race the part Var(b) / (P (1 - P))."""
        kept = (self.square - self.share**2) / (self.share * (1 - self.share))
        by_proxy = self.square / self.share - (self.share - self.square) / (1 - self.share)
        return self.step * (self.own * kept + (1 - self.own) * by_proxy)


@pytest.fixture
def world():
    """Return a function that makes a world."""
    return World
