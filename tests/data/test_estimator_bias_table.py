import pytest

from rml.data import ledger
from rml.data.estimator_bias_table import DATASET, SCHEMA, load_estimator_bias
from rml.data.published_tables import read_published_table
from rml.data.registry import PACKAGE_FOLDER
from rml.errors import DataError

FILE = PACKAGE_FOLDER / "data/published/amplification_estimator_bias.csv"


@pytest.fixture(autouse=True)
def _clean():
    ledger.clear()
    yield
    ledger.clear()


def test_the_table_is_read_and_noted_as_published():
    frame = load_estimator_bias()
    assert frame.shape == (8, 6)
    assert frame["control_reach"].is_monotonic_increasing
    assert ledger.inputs() == {"amplification_estimator_bias": "published"}
    assert set(frame["status"]) == {"derived"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("133.84", "many", "column `null_inside_pct`: a value is missing or ill-typed"),
        ("0.25,64.12", "0.1,64.12", "column `control_reach`: values are repeated"),
        ("derived", "unverified", "column `status`: a value is none of derived: 8 of 8 rows"),
        ("-66.69", "-166.69", "column `null_outside_pct`: a value is below -100"),
        ("control_reach,", "reach,", "column `control_reach` is missing"),
    ],
)
def test_a_fault_is_named(tmp_path, old, new, message):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "bias.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_published_table(path, SCHEMA, dataset=DATASET)
