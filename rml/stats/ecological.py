"""Group means from aggregates: every county counts for a group as far as the group lives there.

The mean of group g is estimated by

    m_g = sum_c n_c p_cg y_c / sum_c n_c p_cg,

with n_c users, a share p_cg of them in the group, and the mean outcome y_c of all users of
county c. It is what a probabilistic estimate of the group gives if all that is known of a
person is the county (Chen et al. 2019). It is not the mean of the group's members:

    m_g = mu_g - E_c[Cov(in group g, Y | c)] / P(g),

so it is right only if, within every county, members of the group fare like everybody else.
If the outcome depends on a person's own group alone, the gap between two groups comes out
smaller than it is by the factor of `recovered_share`. `rml.stats.ecological_regression` rests
on the opposite assumption, and `rml.stats.ecological_bounds` on neither.

Arguments are arrays over counties, shape (c,): ``outcomes`` (means over a county's users),
``weights`` (users), ``clusters`` (a label, such as the state). ``shares`` of shape (c,) are
those of one group, compared with everybody else; of shape (c, 2) those of two groups, the
first compared with the second.

Intervals treat counties as drawn from more such counties: delete-one-cluster jackknife, since
counties of one state share causes; delete-one-county where no clusters are given. Quantiles
are Student's, with Satterthwaite degrees of freedom under the working model that outcomes of
counties are independent and equally spread, so that a few counties with many users do not
count as many. An audit of every county there is may be read as a census instead: then
``interval="none"`` and no interval is given.

References
----------
Chen, Kallus, Mao, Svacha and Udell (2019), doi:10.1145/3287560.3287594.
Efron and Stein (1981), doi:10.1214/aos/1176345462.
Bell and McCaffrey (2002), Survey Methodology 28(2), 169-181, for the degrees of freedom.
"""

from __future__ import annotations

from typing import Literal

from numpy.typing import ArrayLike

from rml.estimate import Estimate
from rml.stats.arguments import checked_choice, checked_noun
from rml.stats.ecological_arguments import checked_shares, checked_weights, two_groups
from rml.stats.group_means import GroupMeans, Interval

Others = Literal["as the second", "as the first", "left out"]


def weighted_group_means(
    outcomes: ArrayLike,
    shares: ArrayLike,
    weights: ArrayLike,
    *,
    clusters: ArrayLike | None = None,
    level: float = 0.95,
    unit: str,
    interval: Interval = "jackknife",
) -> tuple[Estimate, Estimate]:
    """Return the population-weighted means of two groups, as the module's head says.

    Parameters
    ----------
    outcomes
        Mean outcome of each county's users, shape (c,), in ``unit``.
    shares
        Shape (c,): one group's shares; the second group is everybody else. Shape (c, 2): the
        shares of two groups. In [0, 1].
    weights
        Users of each county, shape (c,), above 0.
    clusters
        Labels, shape (c,), such as states; None makes every county a cluster of its own.
    level
        Nominal coverage, in (0, 1).
    unit
        The outcomes' unit.
    interval
        ``jackknife``: counties are drawn from more such counties. ``none``: a census.

    Returns
    -------
    tuple of Estimate
        The first group's mean and the second's.

    Raises
    ------
    ValueError
        If arrays do not fit or hold values out of range.

    Examples
    --------
    >>> first, second = weighted_group_means(
    ...     [10, 20], [0.5, 0.1], [100, 100], unit="impressions", interval="none"
    ... )
    >>> f"{first.value:.2f} {second.value:.2f}"
    '11.67 16.43'
    """
    means = GroupMeans(shares, weights, clusters=clusters)
    first, second = (
        means.mean(outcomes, group=group, level=level, unit=unit, interval=interval)
        for group in (0, 1)
    )
    return first, second


def weighted_gap(
    outcomes: ArrayLike,
    shares: ArrayLike,
    weights: ArrayLike,
    *,
    clusters: ArrayLike | None = None,
    level: float = 0.95,
    unit: str,
    interval: Interval = "jackknife",
) -> Estimate:
    """Return the first group's weighted mean minus the second's.

    Parameters and errors as `weighted_group_means`.
    """
    means = GroupMeans(shares, weights, clusters=clusters)
    return means.gap(outcomes, level=level, unit=unit, interval=interval)


def weighted_ratio(
    outcomes: ArrayLike,
    shares: ArrayLike,
    weights: ArrayLike,
    *,
    clusters: ArrayLike | None = None,
    level: float = 0.95,
    interval: Interval = "jackknife",
) -> Estimate:
    """Return the first group's weighted mean over the second's, unit "ratio".

    Parameters and errors as `weighted_group_means`; and a ValueError if a mean is not above 0.
    """
    means = GroupMeans(shares, weights, clusters=clusters)
    return means.ratio(outcomes, level=level, interval=interval)


def recovered_share(
    shares: ArrayLike,
    weights: ArrayLike,
    *,
    others: Others = "as the second",
    of: str = "counties",
) -> Estimate:
    """Return what part of a gap the weighted gap shows if outcomes depend on one's own group only.

    For one group against everybody else it is 1 - E[b (1 - b)] / (P (1 - P)): the part of the
    group's variance that lies between counties, also called the squared correlation ratio or
    the isolation index freed from chance. With b the same everywhere it is 0, with full
    segregation it is 1. It does not depend on outcomes.

    Parameters
    ----------
    shares, weights
        As for `weighted_group_means`.
    others
        For two groups, how the rest of the people fare: ``as the second`` group, ``as the
        first``, or ``left out`` (shares are taken among the two groups alone). Of no matter
        for one group against everybody else.
    of
        What counties are called in ``n``, plural.

    Returns
    -------
    Estimate
        Unit "share of the gap"; without interval, since the composition is a census. Between
        0 and 1 for one group; for two groups it may be below 0.

    Examples
    --------
    >>> round(recovered_share([0.0, 0.2], [100, 100]).value, 3)
    0.111
    >>> recovered_share([0.0, 1.0], [100, 100]).value
    1.0
    """
    users = checked_weights(weights)
    pair = two_groups(checked_shares(shares, users.size))
    checked_choice("others", others, ("as the second", "as the first", "left out"))
    if others == "left out":
        both = pair.sum(axis=1)
        users, pair = users[both > 0] * both[both > 0], pair[both > 0] / both[both > 0, None]
    mass = users[:, None] * pair
    if (mass.sum(axis=0) <= 0).any():
        raise ValueError("A group has no weight in any county; leave it out.")
    column, sign = (1, -1.0) if others == "as the first" else (0, 1.0)
    means = pair[:, column] @ mass / mass.sum(axis=0)
    return Estimate(
        value=float(sign * (means[0] - means[1])),
        low=None,
        high=None,
        level=None,
        n=f"{users.size:,} {checked_noun('of', of)}",
        unit="share of the gap",
        method=(
            "weighted gap over individual gap if outcomes depend on one's own group only, others "
            f"{others}; census of {of}, no sampling interval"
        ),
    )
