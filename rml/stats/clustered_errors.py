"""Standard errors of weighted least squares when errors are alike within clusters.

CR2 is the bias-reduced linearisation of Bell and McCaffrey (2002) in the form of Pustejovsky and
Tipton (2018, doi:10.1080/07350015.2016.1247004): residuals of a cluster are multiplied by the
inverse square root of what the fit leaves of them under the working model, here independent
errors of one variance. Under that model it is without bias, unless weights differ within
clusters that have fixed effects: then the part of the variance that the effects take up is
lost. CR3 is for those: the jackknife that leaves clusters out one by one, which errs on the side
of length. CR1 multiplies by G / (G - 1) (n - 1) / (n - k), as most software does, and has G - 1
degrees of freedom; the others have Satterthwaite's under the working model.
"""

from __future__ import annotations

import math
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from rml.stats.arguments import FloatArray

Correction = Literal["CR1", "CR2", "CR3"]
CLUSTERED: Final = ("CR1", "CR2", "CR3")
# Directions of which the fit leaves less than this share of the variance are fitted exactly.
_EXACT = 1e-8
_DEPENDENT = 1e-10
# Squares of singular values of dependent columns are rounding, 1e-16 of the largest.
_SINGULAR = 1e-13


class ClusteredErrors:
    """A weighted least-squares design with clusters.

    Parameters
    ----------
    design
        Shape (n, k), of full column rank.
    weights
        Shape (n,), above 0.
    codes
        The cluster of each row, from 0, shape (n,).

    Raises
    ------
    ValueError
        If the columns depend on each other, or there are not two clusters and more rows than
        columns.
    """

    def __init__(self, design: FloatArray, weights: FloatArray, codes: NDArray[np.intp]) -> None:
        rows, self.size = design.shape
        self.count = int(codes.max()) + 1
        if rows <= self.size or self.count < 2:
            raise ValueError(
                f"{rows:,} rows in {self.count:,} clusters cannot give errors of {self.size} "
                "coefficients; two clusters and more rows than coefficients are needed."
            )
        self._order = np.argsort(codes, kind="stable")
        self._starts = np.searchsorted(codes[self._order], np.arange(self.count))
        self._design = design[self._order]
        self._weights = weights[self._order] / weights.mean()
        root = np.sqrt(self._weights)[:, None] * self._design
        _check_rank(root)
        self._gram = root.T @ root
        # Rows of the pseudo-inverse: coefficients are their products with the outcomes.
        self._bread: FloatArray = np.linalg.inv(self._gram)
        self._pull: FloatArray = (self._weights[:, None] * self._design) @ self._bread
        self._halves: list[tuple[FloatArray, FloatArray]] | None = None
        self._known: dict[tuple[bytes, str], tuple[FloatArray, float]] = {}

    def coefficients(self, outcomes: FloatArray) -> FloatArray:
        """Return the coefficients, shape (k,)."""
        found: FloatArray = outcomes[self._order] @ self._pull
        return found

    def contrast(
        self, outcomes: FloatArray, contrast: FloatArray, correction: Correction
    ) -> tuple[float, float, float]:
        """Return a contrast of the coefficients, its standard error and degrees of freedom."""
        ordered = outcomes[self._order]
        coefficients = ordered @ self._pull
        residuals = ordered - self._design @ coefficients
        score, freedom = self._score(contrast, correction)
        sums = np.add.reduceat(score * residuals, self._starts)
        error = math.sqrt(float(np.square(sums).sum()))
        return float(contrast @ coefficients), error, freedom

    def without_each(self, outcomes: FloatArray) -> FloatArray:
        """Return the coefficients without each cluster, shape (clusters, k).

        A column that only the cluster has anything in, such as its fixed effect, gets the
        coefficient that is least in size.
        """
        ordered = outcomes[self._order]
        weighted = self._weights[:, None] * self._design
        moments = weighted.T @ ordered
        found = np.empty((self.count, self.size))
        for number, rows in enumerate(self._clusters()):
            gram = self._gram - weighted[rows].T @ self._design[rows]
            left = moments - weighted[rows].T @ ordered[rows]
            found[number] = np.linalg.lstsq(gram, left, rcond=_DEPENDENT)[0]
        return found

    def _clusters(self) -> list[slice]:
        ends = [*self._starts[1:].tolist(), len(self._order)]
        return [slice(start, end) for start, end in zip(self._starts.tolist(), ends, strict=True)]

    def _score(self, contrast: FloatArray, correction: Correction) -> tuple[FloatArray, float]:
        """Return what residuals are multiplied by before they are summed, and the freedom."""
        key = (contrast.tobytes(), correction)
        if key not in self._known:
            plain = self._pull @ contrast
            if correction == "CR1":
                rows = len(self._order)
                scale = self.count / (self.count - 1) * (rows - 1) / (rows - self.size)
                self._known[key] = math.sqrt(scale) * plain, float(self.count - 1)
            else:
                adjusted = self._jackknifed if correction == "CR3" else self._reduced
                score = np.concatenate(
                    [adjusted(number, plain[rows]) for number, rows in enumerate(self._clusters())]
                )
                self._known[key] = score, self._satterthwaite(score)
        return self._known[key]

    def _reduced(self, number: int, plain: FloatArray) -> FloatArray:
        """Return a cluster's score for CR2: times the inverse root of what is left of errors."""
        if self._halves is None:
            # (I - H)(I - H)' of a cluster, H = design pull': all rows of H count in the product.
            inner = self._pull.T @ self._pull
            self._halves = []
            for rows in self._clusters():
                design, pull = self._design[rows], self._pull[rows]
                there = design[:, (design != 0).any(axis=0)]
                basis = _basis(np.column_stack([there, self._weights[rows, None] * there]))
                ours, pulled = basis.T @ design, basis.T @ pull
                cross = ours @ pulled.T
                left = np.eye(len(ours)) - cross - cross.T + ours @ inner @ ours.T
                self._halves.append((basis, _power(left, -0.5)))
        basis, power = self._halves[number]
        return _multiplied(plain, basis, power)

    def _jackknifed(self, number: int, plain: FloatArray) -> FloatArray:
        """Return a cluster's score for CR3: what its residuals move when it is left out."""
        rows = self._clusters()[number]
        root = np.sqrt(self._weights[rows])
        scaled = root[:, None] * self._design[rows]
        basis = _basis(scaled[:, (scaled != 0).any(axis=0)])
        ours = basis.T @ scaled
        power = _power(np.eye(len(ours)) - ours @ self._bread @ ours.T, -1.0)
        moved: FloatArray = root * _multiplied(plain / root, basis, power)
        return math.sqrt((self.count - 1) / self.count) * moved

    def _satterthwaite(self, score: FloatArray) -> float:
        """Return trace(K)^2 / trace(K^2), K the Gram matrix of (I - H)' times the scores."""
        clusters = self._clusters()
        by_cluster = np.stack([score[rows] @ self._design[rows] for rows in clusters])
        pulled = np.stack([score[rows] @ self._pull[rows] for rows in clusters])
        own = np.array([score[rows] @ score[rows] for rows in clusters])
        cross = by_cluster @ pulled.T
        gram = by_cluster @ (self._pull.T @ self._pull) @ by_cluster.T - cross - cross.T
        gram[np.diag_indices_from(gram)] += own
        return float(np.trace(gram) ** 2 / np.square(gram).sum())


def _check_rank(root: FloatArray) -> None:
    lengths = np.linalg.norm(root, axis=0)
    if (lengths == 0).any():
        raise ValueError("A group or covariate is 0 in every county; leave it out.")
    scaled = root / lengths
    values = np.linalg.eigvalsh(scaled.T @ scaled)
    if values[0] < _SINGULAR * values[-1]:
        raise ValueError(
            "Groups, covariates and fixed effects depend on each other, so their parts cannot be "
            "told apart; leave one out."
        )


def _basis(columns: FloatArray) -> FloatArray:
    """Return an orthonormal basis of what columns span.

    What is left of a cluster's errors differs from all of them in these directions only, which
    are few; a root of the whole matrix takes a second for a state of 250 counties.
    """
    vectors, values, _ = np.linalg.svd(columns, full_matrices=False)
    basis: FloatArray = vectors[:, values > _DEPENDENT * values[0]]
    return basis


def _multiplied(score: FloatArray, basis: FloatArray, power: FloatArray) -> FloatArray:
    """Return a score times a matrix that is ``power`` on the basis and leaves all else alone."""
    within = basis.T @ score
    product: FloatArray = score + basis @ (power @ within - within)
    return product


def _power(matrix: FloatArray, exponent: float) -> FloatArray:
    """Return a negative power of a symmetric matrix, of Moore and Penrose's inverse."""
    values, vectors = linalg.eigh(matrix)
    kept = values > _EXACT
    power: FloatArray = (vectors[:, kept] * values[kept] ** exponent) @ vectors[:, kept].T
    return power
