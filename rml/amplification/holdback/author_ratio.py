"""The log ratio of reach of single authors, whose audiences are small.

References
----------
Gart, J. J., & Zweifel, J. R. (1967). On the bias of various estimators of the logit and its
variance with application to quantal bioassay. Biometrika, 54(1/2), 181-187,
https://doi.org/10.1093/biomet/54.1-2.181: adding one half takes the bias of the first order
away.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def author_log_ratio(
    treatment: ArrayLike, control: ArrayLike, *, size_ratio: ArrayLike
) -> NDArray[np.float64]:
    """Return log((T + 1/2) / (r (C + 1/2))) elementwise, in logarithms.

    With Poisson counts the bias of the logarithm is of the second order in one over the
    expected counts, so that authors with small audiences are not taken for more amplified:
    what comparisons between parties need. Exponentiated it is *not* unbiased; for the ratio
    itself take ``ratio.pooled_ratio`` with the smoothing "corrected".

    Parameters
    ----------
    treatment, control
        User-days reached in each arm, at least 0, of shapes that broadcast.
    size_ratio
        Treatment users for each control user, above 0.
    """
    met, unranked = np.asarray(treatment, dtype=float), np.asarray(control, dtype=float)
    return np.asarray(np.log((met + 0.5) / (np.asarray(size_ratio) * (unranked + 0.5))))


def split_log_ratios(
    reach: ArrayLike, *, size_ratio: ArrayLike, least_control: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return each author's log ratio, and whether the author was met often enough for it.

    Every second day chooses, the others estimate. Who would be chosen by the counts that
    are then divided would be chosen for being amplified, or for a control count that happens to
    be high; and since more authors of small audiences are near the border, that looks like a
    difference between parties with small and with large audiences.

    Parameters
    ----------
    reach
        Each author's daily reach, shape (d, 2, j), control first, d >= 2.
    size_ratio
        Treatment users for each control user; a number, or one for each author.
    least_control
        Control user-days that an author needs on the days that choose.

    Returns
    -------
    log_ratio
        From the days that estimate, shape (j,).
    enough
        Shape (j,).
    """
    counts = np.asarray(reach)
    if len(counts) < 2:
        raise ValueError(f"Splitting days needs at least 2 of them, not {len(counts)}.")
    choosing, estimating = counts[0::2].sum(axis=0), counts[1::2].sum(axis=0)
    ratio = author_log_ratio(estimating[1], estimating[0], size_ratio=size_ratio)
    return ratio, choosing[0] >= least_control
