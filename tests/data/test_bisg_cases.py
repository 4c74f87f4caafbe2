import pytest

from rml.data import ledger
from rml.data.bisg_cases import CASE_GROUPS, DATASET, PARTS, SCHEMA, load_bisg_cases
from rml.data.published_tables import read_published_table
from rml.errors import DataError

HEADER = ["case", *(f"{part}_{group}" for part in PARTS for group in CASE_GROUPS), "source"]


@pytest.fixture
def written(tmp_path):
    def write(*rows):
        path = tmp_path / "cases.csv"
        lines = [",".join([*HEADER, "status"]), *(",".join(map(str, row)) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def row(case=1, **changes):
    values = dict.fromkeys(HEADER, 0.0) | {"case": case, "source": "a file", "status": "verified"}
    values |= {f"{part}_white": 0.25 for part in PARTS} | {f"{part}_black": 0.75 for part in PARTS}
    return list((values | changes).values())


def test_the_cases_come_as_they_were_printed_and_as_published():
    cases = load_bisg_cases()
    assert len(cases) == 50
    assert ledger.inputs() == {"cfpb_bisg_cases": "published"}
    first = cases.iloc[0]
    assert (first["case"], first["name_white"], first["posterior_multi"]) == (1, 0.8585, 0.13877038)
    assert set(cases["status"]) == {"verified"}


def test_made_cases_are_read(written):
    cases = read_published_table(written(row(1), row(2)), SCHEMA, dataset=DATASET)
    assert cases["case"].tolist() == [1, 2]
    assert cases["name_black"].tolist() == [0.75, 0.75]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name_white": 0.5}, "name probabilities do not add up to 1"),
        ({"place_white": 0.2501}, "place probabilities do not add up to 1"),
        ({"posterior_white": 0.2501}, "posterior probabilities do not add up to 1"),
        ({"posterior_white": -0.1}, "`posterior_white`: a value is not between 0 and 1"),
        ({"name_black": "much"}, "`name_black`: a value is missing or ill-typed"),
        ({"status": "unverified"}, "`status`: a value is none of verified"),
        ({"source": ""}, "`source`: a text is empty"),
    ],
)
def test_faults_are_named_with_their_row(written, changes, message):
    read_published_table(written(row(1)), SCHEMA, dataset=DATASET)
    with pytest.raises(DataError, match=message) as error:
        read_published_table(written(row(1), row(2, **changes)), SCHEMA, dataset=DATASET)
    assert "row 2 of cases.csv" in str(error.value) or "name probabilities" in message


def test_a_case_that_stands_there_twice_is_refused(written):
    with pytest.raises(DataError, match="`case`: values are repeated"):
        read_published_table(written(row(1), row(1)), SCHEMA, dataset=DATASET)
