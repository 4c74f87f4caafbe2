"""How much more of the pages it liked an account's feed held than other accounts' feeds did.

Every trained account liked the six pages of one orientation, its own, and all accounts follow
the same pages in nearly the same hours. So an orientation's ratio in its own account's feeds, over
the same ratio in the others', says what liking changed. What the pages post, how good they
are, and most of what the pool of posts misses is alike on both sides and cancels.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rml.amplification.ranked_feed.page_ratios import (
    account_log_ratios,
    combined_interval,
    geometric_mean,
    ratio_estimate,
)
from rml.amplification.ranked_feed.slot_counts import SlotCounts, by_account
from rml.data.fb_feed_audit_schema import ORIENTATIONS
from rml.estimate import Estimate, HypothesisTest
from rml.stats.arguments import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPages:
    """The logarithm of each orientation's ratio of slots in each account's feeds.

    Parameters
    ----------
    accounts
        The accounts, of which the first are trained to `ORIENTATIONS` in their order.
    log_ratios
        Shape (accounts, orientations).
    """

    accounts: tuple[str, ...]
    log_ratios: FloatArray

    def own_over_others(self) -> FloatArray:
        """Return the logarithm of own over others' ratio, one for each trained account."""
        return _contrast(self.log_ratios, range(len(ORIENTATIONS)))

    def own_over_untrained(self) -> FloatArray:
        """Return the same against the untrained account alone."""
        own = np.diagonal(self.log_ratios)
        return np.asarray(own - self.log_ratios[len(ORIENTATIONS)])

    def without_each(self) -> FloatArray:
        """Return the mean own ratio over others' when one trained account is left out each."""
        values = self.own_over_others()
        return np.asarray(np.exp((values.sum() - values) / (values.size - 1)))


def own_pages(counts: SlotCounts) -> OwnPages:
    """Return the ratios of all orientations in all accounts' feeds.

    Raises
    ------
    ValueError
        If an account has no feed, or no slot of an orientation.
    """
    accounts, _, _ = by_account(counts)
    if accounts[: len(ORIENTATIONS)] != list(ORIENTATIONS) or len(accounts) < 6:
        raise ValueError(
            f"There are feeds of {', '.join(accounts)} only; own pages are compared between five "
            "trained accounts and an untrained one."
        )
    columns = [account_log_ratios(counts, counts.orientation == one) for one in ORIENTATIONS]
    return OwnPages(accounts=tuple(accounts), log_ratios=np.stack(columns, axis=1))


def _contrast(log_ratios: FloatArray, owners: range | tuple[int, ...]) -> FloatArray:
    """Return, for each orientation, its owner's value minus the mean of all other accounts."""
    own = log_ratios[list(owners), np.arange(log_ratios.shape[1])]
    others = (log_ratios.sum(axis=0) - own) / (log_ratios.shape[0] - 1)
    return np.asarray(own - others)


def own_ratio(ratios: OwnPages, *, level: float) -> Estimate:
    """Return the mean own ratio over others', with a t interval over the trained accounts.

    The estimand is the geometric mean, over accounts trained in this way, of the ratio by
    which the ranked feed of the account that liked an orientation's pages favoured them, over
    the ratio by which the feeds of the other accounts did.
    """
    return geometric_mean(ratios.own_over_others(), level=level, of="trained accounts")


def own_ratio_to_untrained(ratios: OwnPages, *, level: float) -> Estimate:
    """Return the same as `own_ratio` against the untrained account alone."""
    return geometric_mean(ratios.own_over_untrained(), level=level, of="trained accounts")


def training_permutation_test(ratios: OwnPages) -> HypothesisTest:
    """Return the exact test that it does not matter which account liked which pages.

    All 720 ways to name five of six accounts as those that liked the five orientations'
    pages are compared by the mean logarithm of own over others' ratio. If liking changes
    nothing, and the accounts are alike in all else, each is as likely as the one that was
    made. The test is one-sided: more of the liked pages.

    References
    ----------
    Phipson and Smyth (2010), doi:10.2202/1544-6115.1585.
    """
    ways = list(itertools.permutations(range(len(ratios.accounts)), len(ORIENTATIONS)))
    values = np.array([_contrast(ratios.log_ratios, way).mean() for way in ways])
    observed = float(ratios.own_over_others().mean())
    # Sums of the same numbers in another order differ in the last digits.
    extreme = int((values >= observed - 1e-12).sum())
    return HypothesisTest(
        statistic=observed,
        p_value=extreme / len(ways),
        smallest_p=1 / len(ways),
        n=f"{len(ratios.accounts)} accounts",
        null=(
            "the accounts' feeds do not depend on which pages the accounts liked, and the accounts "
            "are alike in all else"
        ),
        method=(
            f"exact one-sided permutation test over all {len(ways)} namings of the trained accounts"
        ),
    )


def own_page_logs(counts: SlotCounts, *, added_slots: float) -> FloatArray:
    """Return, for each page, the logarithm of its ratio in its own account over the others'.

    Parameters
    ----------
    counts
        The slots.
    added_slots
        Added to every count.

    Returns
    -------
    ndarray
        Shape (pages,).
    """
    _, ranked, chronological = by_account(counts)
    logs = np.log((ranked + added_slots) / (chronological + added_slots))
    owner = np.array([ORIENTATIONS.index(one) for one in counts.orientation])
    own = logs[owner, np.arange(owner.size)]
    return np.asarray(own - (logs.sum(axis=0) - own) / (logs.shape[0] - 1))


def typical_own_page(counts: SlotCounts, *, added_slots: float, level: float) -> Estimate:
    """Return the typical page's own ratio over others', with an interval over pages.

    Pages are drawn within orientations, six each; orientations and accounts are taken as
    they are, and every page counts alike.
    """
    logs = own_page_logs(counts, added_slots=added_slots)
    groups = [logs[counts.orientation == one] for one in ORIENTATIONS]
    share = 1 / len(groups)
    parts = [(share**2 * float(one.var(ddof=1)) / one.size, float(one.size - 1)) for one in groups]
    value = share * sum(float(one.mean()) for one in groups)
    low, high, _ = combined_interval(value, parts, level=level)
    return ratio_estimate(
        value,
        (low, high),
        level=level,
        n=f"{logs.size} pages of {len(groups)} orientations",
        method=(
            "geometric mean over pages with t interval of the logarithm, pages drawn within "
            "orientations, Satterthwaite's degrees of freedom"
        ),
    )


def own_pages_table(counts: SlotCounts, ratios: OwnPages, *, added_slots: float) -> pd.DataFrame:
    """Return, for each trained account, what its feeds held of its own pages.

    Returns
    -------
    pandas.DataFrame
        orientation, own and others (shares of ranked slots in the own account's and in the
        others' feeds), chronological (share of the slots of its chronological feeds),
        over_others and over_untrained (own ratio over theirs), typical_page, and above_one (of
        its six pages, how many have an own ratio above the others').
    """
    accounts, ranked, chronological = by_account(counts)
    own_logs = own_page_logs(counts, added_slots=added_slots)
    over_others, over_untrained = ratios.own_over_others(), ratios.own_over_untrained()
    table = []
    for place, orientation in enumerate(ORIENTATIONS):
        pages = counts.orientation == orientation
        shares = ranked[:, pages].sum(axis=1) / ranked.sum(axis=1)
        others = np.arange(len(accounts)) != place
        own = chronological[place, pages].sum() / chronological[place].sum()
        table.append(
            {
                "orientation": orientation,
                "own": float(shares[place]),
                "others": float(shares[others].mean()),
                "chronological": float(own),
                "over_others": np.exp(over_others[place]),
                "over_untrained": np.exp(over_untrained[place]),
                "typical_page": np.exp(own_logs[pages].mean()),
                "above_one": int((own_logs[pages] > 0).sum()),
            }
        )
    return pd.DataFrame(table)
