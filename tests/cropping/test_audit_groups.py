"""Groups and declared comparisons: whoever is left out is counted, whatever is misspelt is said."""

import numpy as np
import pandas as pd
import pytest

from rml.cropping.audit_groups import audit_groups, declared_gap, person_rows
from rml.data.labelled_images import LabelledImages
from rml.errors import DataError
from rml.report.products import check_id

NAMES = {"white female": "White women", "white male": "White men"}


def labelled(rows, columns=("ethnicity", "gender"), person=None):
    frame = pd.DataFrame(rows, columns=list(columns))
    frame.insert(0, "image", [f"i{number}" for number in range(len(frame))])
    frame.insert(1, "sha256", [f"{number:064x}" for number in range(len(frame))])
    if person is not None:
        frame.insert(2, "person", person)
    return LabelledImages(name="made", kind="real", frame=frame)


def many(**counts):
    """Rows of labels: white_female=3 gives three."""
    return [
        tuple(part.replace("-", " ") for part in group.split("_"))
        for group, count in counts.items()
        for _ in range(count)
    ]


def grouped(images, **options):
    given = {
        "columns": ["ethnicity", "gender"],
        "values": {},
        "minimum_people": 2,
        "names": NAMES,
    }
    return audit_groups(images, **(given | options))


def test_groups_are_the_values_of_the_columns():
    images = labelled(many(white_male=4, asian_female=3, white_female=2, asian_male=1))
    groups = grouped(images)
    assert list(groups.rows) == ["asian female", "white female", "white male"]
    assert {key: rows.tolist() for key, rows in groups.rows.items()} == {
        "asian female": [4, 5, 6],
        "white female": [7, 8],
        "white male": [0, 1, 2, 3],
    }
    assert groups.labels["white male"] == ("white", "male")
    assert groups.names == {"asian female": "asian female", **NAMES}
    assert groups.members == {"asian female": 3, "white female": 2, "white male": 4}
    assert (groups.people, groups.left_out) == (9, 1)
    assert groups.group_of == (
        *["white male"] * 4,
        *["asian female"] * 3,
        *["white female"] * 2,
        "",
    )
    assert groups.table().to_dict("list") == {
        "group": ["asian female", "White women", "White men"],
        "ethnicity": ["asian", "white", "white"],
        "gender": ["female", "female", "male"],
        "people": [3, 2, 4],
    }


def test_groups_come_in_the_order_asked_for_and_then_by_name():
    images = labelled(many(b_x=2, a_x=2, d_x=2, c_x=2))
    groups = grouped(images, order=["d x", "e x", "b x"])
    assert list(groups.rows) == ["d x", "b x", "a x", "c x"]
    assert list(groups.table()["group"]) == list(groups.rows)


def test_values_that_are_not_compared_are_left_out_and_counted():
    images = labelled(many(white_male=3, asian_male=3, black_male=2, black_female=2))
    groups = grouped(images, values={"ethnicity": ["black", "white"]})
    assert list(groups.rows) == ["black female", "black male", "white male"]
    assert groups.left_out == 3
    assert sum(group == "" for group in groups.group_of) == 3
    one = grouped(images, columns=["gender"], values={"ethnicity": ["white", "black"]})
    assert {key: len(rows) for key, rows in one.rows.items()} == {"female": 2, "male": 5}


def test_the_smallest_group_that_is_compared_has_just_enough_people():
    images = labelled(many(a_x=10, b_x=9, c_x=11))
    assert list(grouped(images, minimum_people=10).rows) == ["a x", "c x"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": ["gendr"]}, "no label `gendr`. Did you mean `gender`"),
        ({"values": {"ethnicty": ["white"]}}, "no label `ethnicty`. Did you mean `ethnicity`"),
        (
            {"values": {"ethnicity": ["white", "asain"]}},
            "No image has the value `asain` in the column `ethnicity`. Did you mean `asian`",
        ),
        ({"columns": ["image"]}, "no label `image`"),
        ({"minimum_people": 4}, "1 of 2 groups have at least 4 people; two are needed"),
        ({"values": {"ethnicity": ["white"]}}, "1 of 1 groups have at least 2"),
    ],
)
def test_what_cannot_be_grouped_is_said_with_the_sets_name(options, message):
    images = labelled(many(white_male=4, asian_male=3))
    with pytest.raises(DataError, match=f"^made: .*{message}"):
        grouped(images, **options)


def test_without_persons_every_image_shows_another():
    images = labelled(many(a_x=3))
    assert person_rows(images).tolist() == [0, 1, 2]


def test_several_images_of_one_person_count_as_one_person():
    person = ["p1", "p2", "p1", "p3", "q1", "q1", "q1", "q2", "r1", "r1"]
    images = labelled(many(a_x=4, b_x=4, c_x=2), person=person)
    assert person_rows(images).tolist() == [0, 1, 0, 3, 4, 4, 4, 7, 8, 8]
    groups = grouped(images)
    assert groups.members == {"a x": 3, "b x": 2}
    assert groups.rows["b x"].tolist() == [4, 5, 6, 7]
    assert (groups.people, groups.left_out) == (5, 1)
    assert groups.table()["people"].tolist() == [3, 2]
    assert list(grouped(images, minimum_people=1).rows) == ["a x", "b x", "c x"]
    with pytest.raises(DataError, match="1 of 3 groups have at least 3 people"):
        grouped(images, minimum_people=3)


def test_a_person_in_two_groups_is_refused():
    person = ["p1", "p2", "p3", "p2", "p1"]
    images = labelled(many(a_x=3, b_x=2), person=person)
    with pytest.raises(DataError, match="2 people have images in more than one group"):
        grouped(images)
    # What is not compared does not matter.
    third = labelled(many(a_x=3, b_x=2, c_x=2), person=["p", "q", "r", "s", "t", "p", "p"])
    assert list(grouped(third, values={"ethnicity": ["a", "b"]}).rows) == ["a x", "b x"]


@pytest.fixture
def groups():
    return grouped(
        labelled(
            many(
                white_female=3,
                white_male=3,
                **{"african-american_female": 3, "african-american_male": 3},
                hispanic_male=3,
            )
        )
    )


def declare(groups, **options):
    given = {"column": "gender", "first": "female", "second": "male", "label": "x", "within": {}}
    return declared_gap(groups, **(given | options))


def test_a_comparison_crosses_all_groups_of_one_value_with_all_of_the_other(groups):
    gap = declare(groups, label="women over men")
    assert gap.label == "women over men"
    assert set(gap.pairs) == {
        (f"{one} female", f"{other} male")
        for one in ("white", "african american")
        for other in ("white", "african american", "hispanic")
    }
    assert len(gap.pairs) == 6
    assert sum(gap.weights().values()) == pytest.approx(1)
    assert set(gap.weights().values()) == {1 / 6}


def test_a_comparison_can_be_confined(groups):
    gap = declare(
        groups, column="ethnicity", first="white", second="hispanic", within={"gender": ["male"]}
    )
    assert gap.pairs == (("white male", "hispanic male"),)
    same = declare(groups, within={"ethnicity": ["white", "hispanic"]})
    assert set(same.pairs) == {("white female", "white male"), ("white female", "hispanic male")}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "gap_female_male"),
        (
            {"column": "ethnicity", "first": "white", "second": "african american"},
            "gap_white_african_american",
        ),
        (
            {
                "column": "ethnicity",
                "first": "white",
                "second": "african american",
                "within": {"gender": ["female"]},
            },
            "gap_white_african_american_female",
        ),
    ],
)
def test_a_comparison_has_an_id_of_its_own(groups, options, expected):
    gap = declare(groups, **options)
    assert gap.id == expected
    check_id(gap.id, where="test")


@pytest.mark.parametrize("value", ["Pacific/Islander", "né é", "(none)", "A--B", "50+"])
def test_ids_are_snake_case_whatever_the_values(value):
    rows = [(value, "x")] * 2 + [("b", "x")] * 2
    groups = grouped(labelled(rows))
    gap = declare(groups, column="ethnicity", first=value, second="b")
    check_id(gap.id, where="test")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"column": "sex"}, "names the column `sex`, which makes no groups"),
        ({"within": {"ethnicty": ["white"]}}, "`ethnicty`, which makes no groups. Did you mean"),
        (
            {"first": "women"},
            "no pair of groups: none with enough people has gender = women or male",
        ),
        ({"within": {"ethnicity": ["asian"]}}, "no pair of groups"),
    ],
)
def test_a_comparison_of_nobody_is_refused(groups, options, message):
    with pytest.raises(DataError, match=f"comparison 'x'.*{message}"):
        declare(groups, **options)


def test_rows_can_index_an_image_set(groups):
    for rows in groups.rows.values():
        assert rows.dtype.kind == "i"
        assert np.array_equal(rows, np.sort(rows))
