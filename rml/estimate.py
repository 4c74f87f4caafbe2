"""The two result types of every statistical function: ``Estimate`` and ``HypothesisTest``."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An estimated quantity with its interval, and how both came about.

    Parameters
    ----------
    value
        The point estimate, finite, in ``unit``.
    low, high
        The interval's ends in ``unit``, ``low <= high``; ±inf is allowed. Both are None
        for a census or a truncated table, which carry no sampling interval.
    level
        The interval's nominal coverage, in (0, 1); None exactly when there is no interval.
    n
        What was counted, number and noun: ``"40,000 pairs"``.
    unit
        What the value is measured in: ``"percentage points"``.
    method
        Estimator and interval in the field's words, naming what was resampled,
        clustered or adjusted.

    Raises
    ------
    ValueError
        If the value is not finite, the ends are swapped or only one is given, or a
        text is empty.
    """

    value: float
    low: float | None
    high: float | None
    level: float | None
    n: str
    unit: str
    method: str

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ValueError(f"An estimate's value must be finite, not {self.value}.")
        ends = (self.low, self.high, self.level)
        if any(end is None for end in ends) and any(end is not None for end in ends):
            raise ValueError("low, high and level must be given together or all be None.")
        if self.low is not None and self.high is not None and self.level is not None:
            if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
                raise ValueError(f"An interval needs low <= high, not [{self.low}, {self.high}].")
            if not 0 < self.level < 1:
                raise ValueError(f"level must lie between 0 and 1, not {self.level}.")
        for name in ("n", "unit", "method"):
            if not getattr(self, name).strip():
                raise ValueError(f"An estimate needs a text for `{name}`.")

    @property
    def has_interval(self) -> bool:
        """True if the estimate carries a sampling interval."""
        return self.low is not None

    def scaled(self, factor: float, *, unit: str) -> Estimate:
        """Return the same estimate in another unit, value and interval times ``factor``."""
        low, high = self.low, self.high
        if low is not None and high is not None:
            low, high = sorted((low * factor, high * factor))
        return Estimate(
            value=self.value * factor,
            low=low,
            high=high,
            level=self.level,
            n=self.n,
            unit=unit,
            method=self.method,
        )

    def __str__(self) -> str:
        text = f"{self.value:.4g} {self.unit}"
        if self.level is not None:
            text += f" ({self.level * 100:g} % interval {self.low:.4g} to {self.high:.4g})"
        return f"{text}, n = {self.n}, {self.method}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HypothesisTest:
    """A significance test: its statistic, p-value and what it can attain at best.

    Parameters
    ----------
    statistic
        The test statistic, in the unit that ``method`` implies.
    p_value
        In (0, 1]; an exact or resampling test never reports zero.
    smallest_p
        The smallest p-value that the design can give (2/2**n for a two-sided sign-flip
        test of n units, 1/(B+1) for B random permutations); 0 for a test with a
        continuous reference distribution.
    n
        What was counted, number and noun.
    null
        The null hypothesis in words.
    method
        The test's name, naming what was permuted, flipped or clustered.
    """

    statistic: float
    p_value: float
    smallest_p: float
    n: str
    null: str
    method: str

    def __post_init__(self) -> None:
        if not 0 <= self.p_value <= 1:
            raise ValueError(f"A p-value must lie in [0, 1], not {self.p_value}.")
        if not 0 <= self.smallest_p <= 1:
            raise ValueError(f"smallest_p must lie in [0, 1], not {self.smallest_p}.")

    def __str__(self) -> str:
        text = f"{self.method}: statistic {self.statistic:.4g}, p = {self.p_value:.3g}"
        if self.smallest_p > 0:
            text += f" (smallest attainable {self.smallest_p:.3g})"
        return f"{text}, n = {self.n}; null: {self.null}"
