"""Why a group's amplification and its members' need not agree: exact reach of a union.

A user is reached by a group if any of its members reaches them. If users meet members
independently of each other, the union's reach is a concave function of a member's, so ranking
that multiplies every member's reach alike multiplies the union's by less: a group then
appears less amplified than its members. It appears more amplified only if the members'
audiences overlap less with ranking than without, or if members differ.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.stats.arguments import checked_finite

FloatArray = NDArray[np.float64]


def union_reach(
    member_reach: ArrayLike, *, members: ArrayLike, overlap: ArrayLike = 0.0
) -> FloatArray:
    """Return the share of users whom at least one of several alike members reaches.

    Parameters
    ----------
    member_reach
        Share p of users whom a single member reaches, in [0, 1].
    members
        How many members n, at least 1.
    overlap
        Share w of a member's audience who meet every member; the others meet members
        independently. 0 is independence, 1 the same audience for all.

    Returns
    -------
    ndarray
        w p + (1 - w p) (1 - (1 - r)^n), where r is what is left of a member's reach among the
        others: p (1 - w) / (1 - w p).

    Examples
    --------
    >>> float(union_reach(0.1, members=2))
    0.18999999999999995
    >>> float(union_reach(0.1, members=2, overlap=1))
    0.1
    """
    share, shared = checked_finite("member_reach", member_reach), checked_finite("overlap", overlap)
    count = checked_finite("members", members)
    for name, values in (("member_reach", share), ("overlap", shared)):
        if values.size and (values.min() < 0 or values.max() > 1):
            raise ValueError(f"`{name}` must be a share from 0 to 1, not {values}.")
    if count.size and count.min() < 1:
        raise ValueError(f"`members` must be at least 1, not {count}.")
    core = shared * share
    rest = np.divide(
        share * (1 - shared), 1 - core, out=np.zeros(np.broadcast_shapes(share.shape, core.shape)),
        where=core < 1,
    )  # fmt: skip
    return np.asarray(core + (1 - core) * (1 - (1 - rest) ** count))


def union_amplification(
    member_reach: ArrayLike,
    member_amplification: ArrayLike,
    *,
    members: ArrayLike,
    control_overlap: ArrayLike = 0.0,
    treatment_overlap: ArrayLike = 0.0,
) -> FloatArray:
    """Return the amplification of a group's union whose members are all amplified alike.

    Parameters
    ----------
    member_reach
        Share of control users whom a member reaches, above 0.
    member_amplification
        Common to the members; with it, no member may reach more than everybody.
    members, control_overlap, treatment_overlap
        As `union_reach`, for the two arms.

    Examples
    --------
    >>> round(float(union_amplification(0.05, 1.0, members=20)), 3)
    0.369
    """
    share = checked_finite("member_reach", member_reach)
    if share.size and share.min() <= 0:
        raise ValueError("`member_reach` must be above 0: nobody reached has no ratio.")
    ranked = share * (1 + checked_finite("member_amplification", member_amplification))
    treated = union_reach(ranked, members=members, overlap=treatment_overlap)
    return np.asarray(treated / union_reach(share, members=members, overlap=control_overlap) - 1)
