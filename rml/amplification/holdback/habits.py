"""How users and authors of a made-up experiment behave."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How made-up users and authors behave.

    Parameters
    ----------
    largest_reach
        Share of a country's control users who meet the most-met party on a day of average
        activity, in (0, 1).
    activity_classes
        Number of equally large classes of users by activity.
    activity_shape
        Shape of the gamma distribution of activity over users; the smaller, the more of the
        exposures fall on few users. Its mean is 1.
    affinity
        How many times as often users meet an author of the side they follow as one of the
        other side, at least 1. Authors without a side are met alike by all.
    popularity_spread
        Standard deviation of the logarithm of authors' popularity.
    amplification_spread
        Standard deviation, over a party's authors, of the logarithm of the factor by which
        ranking multiplies an author's exposures.
    day_spread
        Standard deviation of the logarithm of a day's activity, the same in both arms.
    day_levels
        Number of levels that a day's activity takes, equally often.
    """

    largest_reach: float
    activity_classes: int
    activity_shape: float
    affinity: float
    popularity_spread: float
    amplification_spread: float
    day_spread: float
    day_levels: int

    def __post_init__(self) -> None:
        if not 0 < self.largest_reach < 1:
            raise ValueError(f"`largest_reach` must lie in (0, 1), not {self.largest_reach}.")
        if min(self.activity_classes, self.day_levels, self.affinity) < 1 or (
            self.activity_shape <= 0
        ):
            raise ValueError(
                "Habits need at least one class of activity and one level of days, an affinity of "
                f"at least 1 and a positive shape, not {self.activity_classes}, "
                f"{self.day_levels}, {self.affinity}, {self.activity_shape}."
            )
        if min(self.popularity_spread, self.amplification_spread, self.day_spread) < 0:
            raise ValueError(
                "The spreads of popularity, amplification and days cannot be negative."
            )
