import pytest

from rml.data import ledger
from rml.data.group_counts import DATASET, SCHEMA, load_group_counts
from rml.data.published_figures import published_figures
from rml.data.published_tables import read_published_table
from rml.data.registry import PACKAGE_FOLDER
from rml.errors import DataError

FILE = PACKAGE_FOLDER / "data/published/lum2022_group_counts.csv"


@pytest.fixture(autouse=True)
def _clean():
    ledger.clear()
    yield
    ledger.clear()


def test_the_counts_are_read_and_noted_as_published():
    frame = load_group_counts()
    assert frame.shape == (39, 7)
    assert ledger.inputs() == {"lum2022_group_counts": "published"}


def test_the_counts_add_up_to_the_printed_number_of_people():
    counts = load_group_counts()
    people = published_figures("lum2022_figures")["people"].value
    sums = counts.groupby(["metric", "feature"])[["size", "positives"]].sum()
    for feature in ("race", "age"):
        assert sums.loc[("SR", feature), "size"] == people
        for column in ("size", "positives"):
            parts = sums.loc[("TPR", feature), column] + sums.loc[("FPR", feature), column]
            assert parts == sums.loc[("SR", feature), column]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("TPR,race,Black,149,85", "TPR,race,Black,149,850", "more positives than people"),
        ("TPR,race,Black,149", "TPR,race,Black,many", "column `size`: a value is missing"),
        ("TPR,race,Black,149,85", "TPR,race,Black,149,-1", "column `positives`: a value is below"),
        ("TPR,race,Black", "TPR,race,White", "rows have the same metric"),
        ("metric,", "rate,", "column `metric` is missing"),
        ("TPR,race,Black", "PPV,race,Black", "column `metric`: a value is none of"),
    ],
)
def test_a_fault_is_named(tmp_path, old, new, message):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "counts.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_published_table(path, SCHEMA, dataset=DATASET)
