import pytest

from rml.data import ledger
from rml.data.crop_runs import DATASET, SCHEMA, load_crop_runs
from rml.data.fetch import fetch
from rml.data.published_tables import read_published_table
from rml.errors import DataError


@pytest.fixture
def shipped():
    (path,) = fetch("crop_results_tidy").values()
    return path


def edited(tmp_path, shipped, old, new):
    text = shipped.read_text()
    assert text.count(old) == 1
    path = tmp_path / "runs.csv"
    path.write_text(text.replace(old, new))
    return path


def test_the_42_runs_are_complete():
    runs = load_crop_runs()
    assert runs.shape == (98, 10)
    assert sorted(runs["run"].unique()) == list(range(1, 43))
    assert (runs["status"] == "verified").all()
    headline = runs[
        (runs["setting"] == "wiki_no_scaling_intersect") & (runs["n_iterations"] == 10_000)
    ]
    wins = headline.set_index(["run", "group"])["wins"]
    assert wins[19, "black-female"] == 4336
    assert wins[19, "white-female"] == 5664
    assert ledger.inputs() == {"crop_results_tidy": "published"}


def test_wins_that_do_not_add_up_are_refused(tmp_path, shipped):
    path = edited(tmp_path, shipped, ",black-female,4336,", ",black-female,4337,")
    with pytest.raises(DataError, match="do not add up to its iterations: 2 of 98 rows"):
        read_published_table(path, SCHEMA, dataset=DATASET, left_out=("unit",))


def test_an_unverified_row_is_refused(tmp_path, shipped):
    line = next(line for line in shipped.read_text().splitlines() if ",5664," in line)
    path = edited(tmp_path, shipped, line, line.replace(",verified", ",unverified"))
    with pytest.raises(DataError, match=r"column `status`: .*1 of 98 rows.*'unverified'"):
        read_published_table(path, SCHEMA, dataset=DATASET, left_out=("unit",))


def test_faults_come_together(tmp_path, shipped):
    line = next(line for line in shipped.read_text().splitlines() if ",5664," in line)
    path = edited(
        tmp_path, shipped, line, line.replace(",5664,", ",many,").replace("white-f", "grey-f")
    )
    with pytest.raises(DataError) as caught:
        read_published_table(path, SCHEMA, dataset=DATASET, left_out=("unit",))
    message = str(caught.value)
    assert "column `wins`: a value is missing or ill-typed: 1 of 98 rows" in message
    assert "holds 'many'" in message
    assert "column `group`: a value is none of" in message


def test_a_lost_row_is_noticed(tmp_path, shipped):
    line = next(line for line in shipped.read_text().splitlines() if ",5664," in line)
    path = edited(tmp_path, shipped, line + "\n", "")
    with pytest.raises(DataError, match="does not list each of its groups once: 1 of 97 rows"):
        read_published_table(path, SCHEMA, dataset=DATASET, left_out=("unit",))
