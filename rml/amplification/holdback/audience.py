"""Who met whom: the definition of reach, as Ibis expressions on tables of any size.

A user *meets* an author on a day if at least one impression of the author's passes the linger
rule, is logged in the arm that the user was assigned to, and user and author are of one
country. The *audience* of a set of authors is the users who met at least one of them. What
inference needs of a log is far smaller than the log: the number of users for each set of authors
met (*audience patterns*), and the users reached in each of 256 buckets of users.

The expressions run on DuckDB and on PySpark with equal results. The sibling module `streaming`
computes the same on Parquet files, faster; this module says what is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

ARMS: Final = ("control", "treatment")
BUCKETS: Final = 256

IMPRESSION_COLUMNS: Final = {
    "user": "int64",
    "arm": "string",
    "day": "date",
    "author": "int64",
    "dwell_ms": "int32",
    "visible_fraction": "float32",
}
USER_COLUMNS: Final = {"user": "int64", "arm": "string", "country": "string"}

# Affine, squared, affine: a multiplication alone maps equally spaced ids to equally spaced
# values. Modulo a prime below 2^31 every product stays below 2^62, so that engines agree.
_PRIME: Final = 2**31 - 1
_FACTORS: Final = (1_103_515_245, 1_566_083_941)
_OFFSETS: Final = (12_345, 1_812_433_253)

Integers = TypeVar("Integers", NDArray[np.int64], ir.IntegerValue)


@dataclass(frozen=True, slots=True, kw_only=True)
class LingerRule:
    """When an impression counts as seen.

    Parameters
    ----------
    min_visible_fraction
        Least share of the post that was on the screen, in [0, 1], compared in 32 bits. Values
        that are missing or not a number do not pass.
    min_dwell_ms
        Least time that it stayed there, in milliseconds.
    """

    min_visible_fraction: float = 0.5
    min_dwell_ms: int = 500

    def __post_init__(self) -> None:
        if not 0 <= self.min_visible_fraction <= 1 or self.min_dwell_ms < 0:
            raise ValueError(
                "A linger rule needs a visible fraction in [0, 1] and milliseconds of at least 0, "
                f"not {self.min_visible_fraction} and {self.min_dwell_ms}."
            )


def bucket_of(user: Integers) -> Integers:
    """Return the bucket of each user, 0 to 255, by arithmetic on the id alone.

    Parameters
    ----------
    user
        Ids of at least 0: an int64 array, or an integer column of an Ibis table. Both give the
        same. Ids that differ by a multiple of 2^31 - 1 share a bucket.
    """
    mixed = ((user % _PRIME) * _FACTORS[0] + _OFFSETS[0]) % _PRIME
    mixed = (mixed * mixed) % _PRIME
    return ((mixed * _FACTORS[1] + _OFFSETS[1]) % _PRIME) % BUCKETS


def lingered(impressions: ir.Table, rule: LingerRule) -> ir.Table:
    """Return the impressions that pass the linger rule, with all their columns."""
    # A threshold of 0.7 must pass a stored 0.7, which as a 32-bit number lies below it. Engines
    # compare in 64 bits or in 32: this number is the same in both.
    least = float(np.float32(rule.min_visible_fraction))
    visible = impressions.visible_fraction
    # Engines sort what is not a number above every number.
    return impressions.filter(
        visible >= least, ~visible.isnan(), impressions.dwell_ms >= rule.min_dwell_ms
    )


def met(
    impressions: ir.Table,
    users: ir.Table,
    authors: ir.Table,
    *,
    rule: LingerRule,
    group: str = "party",
) -> ir.Table:
    """Return who met whom: day, arm, party, user, author, each combination once.

    Parameters
    ----------
    impressions
        Columns of ``IMPRESSION_COLUMNS``; others are ignored.
    users
        Columns of ``USER_COLUMNS``, each user once.
    authors
        Columns author, country and the one named by ``group``, each author once.
    rule
        Which impressions count as seen.
    group
        The column of ``authors`` that says which authors form a set; the result calls it
        ``party`` whatever it is (a side of politics, an outlet's leaning). Authors without
        one are left out.
    """
    seen = lingered(impressions, rule).select("user", "arm", "day", "author")
    assigned = users.select("user", "arm", user_country="country")
    grouped = authors.filter(authors[group].notnull()).select(
        "author", author_country="country", party=group
    )
    joined = seen.inner_join(assigned, ["user", "arm"]).inner_join(grouped, "author")
    # As a bare equality DuckDB takes it for a condition of the join and pairs all users of a
    # country with all its authors: sixteen times the time and twenty-five times the memory.
    at_home = (joined.user_country == joined.author_country).fill_null(False)  # noqa: FBT003
    return joined.filter(at_home).select("day", "arm", "party", "user", "author").distinct()


def audience_patterns(met: ir.Table) -> ir.Table:
    """Return day, arm, party, authors and users: how many users met exactly these authors.

    ``authors`` is the sorted array of the ids that a user met of one party on one day; a user
    counts once for each party met.
    """
    sets = met.group_by(["day", "arm", "party", "user"]).agg(authors=met.author.collect().sort())
    return sets.group_by(["day", "arm", "party", "authors"]).agg(users=sets.count())


def bucket_reach(met: ir.Table) -> ir.Table:
    """Return day, arm, party, bucket and users: the reach among each bucket's users."""
    reached = met.select("day", "arm", "party", "user").distinct()
    bucketed = reached.mutate(bucket=bucket_of(reached.user).cast("int64"))
    return bucketed.group_by(["day", "arm", "party", "bucket"]).agg(users=bucketed.count())


def author_buckets(met: ir.Table) -> ir.Table:
    """Return arm, author, bucket and user_days: pairs of a user and a day in each bucket."""
    bucketed = met.mutate(bucket=bucket_of(met.user).cast("int64"))
    return bucketed.group_by(["arm", "author", "bucket"]).agg(user_days=bucketed.count())
