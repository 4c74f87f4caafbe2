import csv
import re
from collections import Counter

import pytest

from rml.data import ledger
from rml.data.congress_gap_study import (
    BAND_WIDTHS_PX,
    DATASET,
    GROUPS,
    SCHEMA,
    load_congress_gap_study,
)
from rml.data.published_figures import published_figures
from rml.data.published_tables import read_published_table
from rml.data.registry import PACKAGE_FOLDER
from rml.errors import DataError

FILE = PACKAGE_FOLDER / "data/published/hoppe_congress_pairs.csv"
# Upstream labels: white women and men, others.
SIZES = {"white_male": 327, "other_male": 67, "white_female": 94, "other_female": 47}


def pairs(left, right):
    return SIZES[left] * (SIZES[right] - (left == right))


def test_the_study_is_read_and_noted_as_published():
    frame = load_congress_gap_study()
    assert frame.shape == (8, 7)
    assert set(frame["left_group"]) | set(frame["right_group"]) == set(GROUPS)
    assert ledger.inputs() == {"hoppe_congress_pairs": "published"}


def test_the_composites_are_all_pairs_of_the_portraits_times_six_bands():
    for row in load_congress_gap_study().itertuples():
        assert row.n == len(BAND_WIDTHS_PX) * pairs(row.left_group, row.right_group)


def test_the_figures_cover_all_ordered_pairs_of_groups_and_agree_with_the_counts():
    figures = published_figures("hoppe_figures")
    names = [f"{left}_{right}" for left in GROUPS for right in GROUPS]
    assert set(figures) == {"flipped_by_left_padding"} | {
        f"{what}_{name}" for what in ("left_wins", "flipped") for name in names
    }
    for row in load_congress_gap_study().itertuples():
        figure = figures[f"left_wins_{row.left_group}_{row.right_group}"]
        assert figure.value == row.share
        assert f"({row.k:,} of {row.n:,} composites)" in figure.source


def test_the_published_share_of_flipped_pairs_follows_from_its_parts():
    figures = published_figures("hoppe_figures")
    total = Counter()
    for left in GROUPS:
        for right in GROUPS:
            figure = figures[f"flipped_{left}_{right}"]
            flipped, of = (
                int(number.replace(",", ""))
                for number in re.search(r"\(([\d,]+) of ([\d,]+) pairs\)", figure.source).groups()
            )
            assert of == pairs(left, right)
            assert abs(flipped / of - figure.value) <= figure.tolerance
            total.update(flipped=flipped, of=of)
    assert total["of"] == 535 * 534
    overall = figures["flipped_by_left_padding"]
    assert (overall.value, overall.tolerance, overall.printed) == (0.164, 0.0005, "16.4 %")
    assert abs(total["flipped"] / total["of"] - overall.value) <= overall.tolerance


@pytest.fixture
def altered(tmp_path):
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    def write(*changes):
        for place, field, value in changes:
            rows[place][field] = value
        path = tmp_path / "pairs.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((0, "left_group", "white"), "column `left_group`: a value is none of white_male"),
        ((0, "k", "92220"), "the table: more wins than composites|rows: more wins"),
        ((0, "k", "25964"), "the share does not follow from the counts: 1 of 8 rows"),
        ((0, "share", "0.281553"), "the share does not follow from the counts: 1 of 8 rows"),
        ((0, "n", "92213"), "the composites are not a multiple of the six bands"),
        ((0, "n", "many"), "column `n`: a value is missing or ill-typed"),
        ((0, "status", "unverified"), "column `status`: a value is none of verified"),
        ((1, "left_group", "white_male"), "rows have the same left_group, right_group"),
    ],
)
def test_a_fault_is_named(altered, change, message):
    with pytest.raises(DataError, match=message):
        read_published_table(altered(change), SCHEMA, dataset=DATASET, left_out=("table", "unit"))


def test_all_faults_come_at_once(altered):
    path = altered((0, "share", "2"), (1, "status", "derived"), (2, "right_group", "all"))
    with pytest.raises(DataError) as caught:
        read_published_table(path, SCHEMA, dataset=DATASET, left_out=("table", "unit"))
    for part in ("`share`", "`status`", "`right_group`", "row 3 of pairs.csv holds 'all'"):
        assert part in str(caught.value)
