import pandas as pd
import pytest

from rml.data.congress_names import read_names, with_labels
from rml.data.congress_portraits import LABEL_FILES
from rml.errors import DataError

SENATE, HOUSE = LABEL_FILES.values()


@pytest.fixture
def files(tmp_path):
    def write(**changes):
        rows = {
            SENATE: [["B000002", "María", "Núñez-Cortés", "New Mexico"]],
            HOUSE: [["A000001", "Ada", "One", "Maine"], ["C000003", "Cy", "De La Three", "Utah"]],
        }
        paths = {}
        for name, listed in rows.items():
            path = tmp_path / name.rpartition("/")[2]
            lines = ["bioguide,first_name,last_name,state_name,phone"]
            for row in listed:
                row[2] = changes.get(row[0], row[2])
                lines.append(",".join([*row, "1"]))
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            paths[name] = path
        return paths

    return write


def labels(*members):
    return pd.DataFrame(
        {
            "image": list(members),
            "path": "x.jpg",
            "gender": "female",
            "ethnicity": "hispanic",
            "chamber": "house",
        }
    )


def test_names_come_as_the_source_writes_them(files):
    names = read_names(files())
    assert names.columns.tolist() == ["member", "first_name", "surname", "state"]
    assert names["surname"].tolist() == ["Núñez-Cortés", "One", "De La Three"]
    assert names["state"].tolist() == ["New Mexico", "Maine", "Utah"]


def test_labels_join_by_member_and_the_result_is_sorted(files):
    joined = with_labels(read_names(files()), labels("C000003", "B000002", "A000001"))
    assert joined["member"].tolist() == ["A000001", "B000002", "C000003"]
    assert joined["surname"].tolist() == ["One", "Núñez-Cortés", "De La Three"]
    assert set(joined["ethnicity"]) == {"hispanic"}


def test_an_empty_name_is_refused_with_its_row_and_no_name_is_told(files):
    with pytest.raises(DataError, match=r"`last_name`: a text is empty: 1 of 3") as error:
        read_names(files(C000003=""))
    assert "row 2 of us-house.csv" in str(error.value)
    assert "Núñez" not in str(error.value)


@pytest.mark.parametrize("members", [("A000001", "B000002"), ("A000001", "B000002", "D000004")])
def test_members_without_name_or_label_are_counted(files, members):
    with pytest.raises(DataError, match=r"\d of 3 members have a name or a label, but not both"):
        with_labels(read_names(files()), labels(*members))
