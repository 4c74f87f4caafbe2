"""A simulated population of authors who place the crop of a picture of two people themselves.

Everything here is made up: nobody observed whom authors of such pictures mean. The simulation
shows what the author's own choice does to the measures of this report when it is known who is
meant and why, and whether the intervals of the report find the truth that was planted.

Each picture is of one person of group A and one of group B, side by side, and is posted by two
authors, once in each order. An author means one of the two: the person of group A with
probability logistic(u - v + shift), where u and v are the two people's appeals, drawn from one
normal distribution whatever the group. With shift 0 whom an author means has nothing to do with
the group. An author who uses the choice lays the crop around the middle of the meant person's
face, with an error from left to right; all others leave it in the middle of the picture.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import optimize, special, stats

from rml.cropping.crop_policies import Scene
from rml.cropping.salient_point import crop_box
from rml.data.ledger import simulated
from rml.stats.arguments import FloatArray, checked_count, checked_generator, checked_rate

_NODES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Authors:
    """How the simulated authors choose.

    Parameters
    ----------
    own_preference
        Probability that an author places the crop on the person meant, in [0, 1].
    placement_noise
        Standard deviation of the error from left to right, in widths of the image.
    appeal_spread
        Standard deviation of people's appeal, in log-odds.
    means_a
        Probability that an author means the person of group A, averaged over people, in
        (0, 1); one half for authors who do not mind the group.
    """

    own_preference: float
    placement_noise: float
    appeal_spread: float
    means_a: float = 0.5

    def __post_init__(self) -> None:
        checked_rate("own_preference", self.own_preference)
        if not 0 < self.means_a < 1:
            raise ValueError(f"`means_a` must lie strictly between 0 and 1, not {self.means_a!r}.")
        if not (self.placement_noise >= 0 and self.appeal_spread >= 0):
            raise ValueError("`placement_noise` and `appeal_spread` must be at least 0.")

    @property
    def shift(self) -> float:
        """What group A has on top, in log-odds, so that it is meant as often as declared."""
        return _shift_for(self.means_a, self.appeal_spread)


class Choices(NamedTuple):
    """What the simulated authors did, by pair of people; averaged over the two orders.

    Attributes
    ----------
    gap
        Half the difference between the shares kept of A's and of B's face, (n_a, n_b).
    kept
        Mean share kept of the two faces, (n_a, n_b).
    meant
        Share kept of the face of the person meant, (n_a, n_b).
    """

    gap: FloatArray
    kept: FloatArray
    meant: FloatArray


class Expected(NamedTuple):
    """The truth that the simulation plants, exact up to the placing of whole pixels."""

    gap: float
    kept: float
    meant: float


@simulated
def author_choices(
    scene: Scene,
    authors: Authors,
    *,
    ratio: float,
    people: tuple[int, int],
    rng: np.random.Generator,
) -> Choices:
    """Return the outcomes of every pair of drawn people, each posted once in each order.

    Parameters
    ----------
    scene
        Two portraits side by side.
    authors
        How they choose.
    ratio
        Height by width of the preview.
    people
        Number of people of group A and of group B, each at least 2; their appeals are drawn.
    rng
        The source of randomness.
    """
    generator = checked_generator(rng)
    first, second = (checked_count("people", count, minimum=2) for count in people)
    left_right = _kept_by_centre(scene, ratio=ratio)
    appeal_a, appeal_b = (
        generator.normal(0, authors.appeal_spread, size=count) for count in (first, second)
    )
    odds = appeal_a[:, np.newaxis] - appeal_b + authors.shift
    shape = (2, first, second)  # the orders: A on the left, A on the right
    means_a = generator.random(shape) < special.expit(odds)
    a_side = np.array([0, 1]).reshape(2, 1, 1)
    meant_side = np.where(means_a, a_side, 1 - a_side)
    centre = _faces(scene)[meant_side]
    centre = centre + generator.normal(0, 1, size=shape) * authors.placement_noise * scene.width
    placed = np.clip(np.rint(centre).astype(np.int64), 0, scene.width - 1)
    chose = generator.random(shape) < authors.own_preference
    final = np.where(chose, placed, scene.width // 2)
    kept_a, kept_b, kept_meant = (
        left_right[side, final] for side in (a_side, 1 - a_side, meant_side)
    )
    return Choices(
        gap=((kept_a - kept_b) / 2).mean(axis=0),
        kept=((kept_a + kept_b) / 2).mean(axis=0),
        meant=kept_meant.mean(axis=0),
    )


def expected_choices(scene: Scene, authors: Authors, *, ratio: float) -> Expected:
    """Return what :func:`author_choices` gives in expectation over authors and people."""
    left_right = _kept_by_centre(scene, ratio=ratio)
    middle = left_right[:, scene.width // 2]
    # Rows: who is meant, left or right; columns: the faces on the left and on the right.
    chosen = np.stack([left_right @ chances for chances in _centre_chances(scene, authors)])
    mixed = authors.own_preference * chosen + (1 - authors.own_preference) * middle
    # The two orders are equally frequent, so left and right are averaged.
    meant = float((mixed[0, 0] + mixed[1, 1]) / 2)
    other = float((mixed[0, 1] + mixed[1, 0]) / 2)
    return Expected(
        gap=(2 * authors.means_a - 1) * (meant - other) / 2,
        kept=(meant + other) / 2,
        meant=meant,
    )


@functools.lru_cache(maxsize=8)
def _kept_by_centre(scene: Scene, *, ratio: float) -> FloatArray:
    """Return what a crop around each column of pixels keeps of each face, (people, width).

    Kept for the next draw: it takes longer than to draw a population of authors.
    """
    middle = scene.height // 2
    crops = [
        crop_box(scene.width, scene.height, centre=(x, middle), ratio=ratio)
        for x in range(scene.width)
    ]
    table = np.stack([scene.kept(crop) for crop in crops], axis=1)
    table.setflags(write=False)
    return table


def _faces(scene: Scene) -> FloatArray:
    """Return the column in the middle of each face region, in pixels."""
    return np.array([place.left + scene.face.centre_x * place.width for place in scene.portraits])


def _centre_chances(scene: Scene, authors: Authors) -> FloatArray:
    """Return the probability of each column to become the centre, by who is meant."""
    columns = np.arange(scene.width)
    spread = authors.placement_noise * scene.width
    if spread == 0:
        placed = np.clip(np.rint(_faces(scene)), 0, scene.width - 1)
        return np.asarray(columns == placed[:, np.newaxis], dtype=np.float64)
    edges = np.concatenate([[-np.inf], columns[1:] - 0.5, [np.inf]])
    below = stats.norm.cdf(edges, loc=_faces(scene)[:, np.newaxis], scale=spread)
    return np.asarray(np.diff(below, axis=1))


@functools.lru_cache(maxsize=8)
def _shift_for(means_a: float, spread: float) -> float:
    """Return the shift at which E[logistic(shift + u - v)] is ``means_a``."""
    if means_a == 0.5:
        return 0.0
    reach = 40 + 10 * spread
    return float(
        optimize.brentq(lambda shift: _mean_logistic(shift, spread) - means_a, -reach, reach)
    )


def _mean_logistic(shift: float, spread: float) -> float:
    """Return E[logistic(shift + u - v)] for independent normal u, v with ``spread``."""
    nodes, weights = np.polynomial.hermite.hermgauss(_NODES)
    values = special.expit(shift + 2 * spread * nodes)  # sqrt(2) for u - v, sqrt(2) of the rule
    return float(values @ weights / np.sqrt(np.pi))
