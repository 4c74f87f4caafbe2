"""The checks of the tables of users and authors by themselves."""

from __future__ import annotations

from typing import Final

import pandas as pd

from rml.amplification.holdback.arm_sizes import ratio_mismatch
from rml.amplification.holdback.log_counts import user_faults
from rml.amplification.holdback.log_input import Log
from rml.amplification.holdback.log_rules import LogRules
from rml.amplification.holdback.schemas import AUTHORS
from rml.data.declared_rules import Notes, RuleRow, some
from rml.data.schema_rules import faulty_rows

_REMEDIES: Final = {
    ("authors", "country"): "Every author needs one row, with one country.",
    ("authors", "author"): "Every author needs one row.",
    ("users", "user"): "Every user needs one row, with one arm.",
}
_REMEDY: Final = "Correct the table."


def check_authors(log: Log, notes: Notes) -> None:
    """Note what is wrong with the table of authors, found by pandera."""
    frame = log.authors.to_pyarrow().to_pandas(types_mapper=pd.ArrowDtype)
    ids = log.author_frame["author"]
    for (column, rule), rows in faulty_rows(frame, AUTHORS).items():
        notes.fault(
            f"tables.authors, column `{column}`",
            f"{rule}: {len(rows):,} of {len(frame):,} rows "
            f"({some(f'author {ids[row]}' for row in rows)}).",
            _REMEDIES.get(("authors", column), _REMEDY),
        )
    if frame.empty:
        notes.fault("tables.authors", "There are no authors.", "Add those to be audited.")
    notes.rule(
        "Authors with neither a party nor a leaning",
        "authors",
        int((frame["party"].isna() & frame["leaning"].isna()).sum()),
        "in no group; only their own amplification is estimated",
    )


def check_users(log: Log, rules: LogRules, notes: Notes) -> None:
    """Note what is wrong with the table of users, and with the sizes of its arms."""
    faults, total, control, treatment = user_faults(log.users)
    for (column, rule), number in faults.items():
        notes.fault(
            f"tables.users, column `{column}`",
            f"{rule}: {number:,} of {total:,} rows.",
            _REMEDIES.get(("users", column), _REMEDY),
        )
    if not control or not treatment:
        notes.fault(
            "tables.users, column `arm`",
            f"There are {control:,} users in control and {treatment:,} in treatment.",
            "An experiment needs both arms.",
        )
        return
    test = ratio_mismatch(control, treatment, size_ratio=rules.size_ratio)
    off = test.p < rules.smallest_p
    sizes = (
        f"{treatment:,} in treatment, {control:,} in control: {test.ratio:.4g} to 1, declared "
        f"{rules.size_ratio:g} to 1; p = {test.p:.2g}"
    )
    if off and rules.arm_sizes == "error":
        notes.fault(
            "tables.users, column `arm`",
            f"The arms are out of the declared ratio ({sizes}).",
            "Find out which users are missing before estimating anything, correct size_ratio, "
            "or declare arm_sizes: show.",
        )
    # The sizes are of interest where they are as declared, too.
    notes.rows.append(
        RuleRow(
            rule="Arms out of the declared ratio",
            counted="arms",
            number=2 if off else 0,
            days=None,
            done=f"{sizes}{'; every estimate may be off' if off else ''}",
        )
    )
