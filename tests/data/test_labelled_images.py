from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rml.data.labelled_images import LabelledImages, check_labelled_images, match_faults
from rml.errors import DataError


def made(n=3, *, arrays=None, kind="real", without=(), **columns):
    frame = pd.DataFrame(
        {
            "image": [f"i{number}" for number in range(n)],
            "path": [Path(f"{number}.jpg") for number in range(n)],
            "sha256": [f"{number:064x}" for number in range(n)],
            "gender": ["female", "male", "male", "female"][:n],
        }
    )
    for name, values in columns.items():
        frame[name] = values
    frame = frame.drop(columns=list(without))
    return LabelledImages(name="made", kind=kind, frame=frame, arrays=arrays)


def faults(images, **options):
    with pytest.raises(DataError) as caught:
        check_labelled_images(images, **options)
    assert caught.value.remedy
    return str(caught.value)


def test_labels_are_the_columns_that_describe_neither_file_nor_person():
    images = made(person=["a", "a", "b"], race=["x", "y", "z"])
    assert images.labels == ("gender", "race")
    assert check_labelled_images(images, needed=("race", "gender")) is images


def test_missing_columns_come_at_once():
    message = faults(made(without=("sha256", "gender")), needed=("race",))
    for part in ("`sha256` is missing", "`race` is missing", "no column is a label"):
        assert part in message


def test_a_set_without_images_is_refused():
    assert "there are no images" in faults(made(0))


def test_all_wrong_values_come_at_once():
    images = made(
        4,
        image=["a", "a", "", "d"],
        sha256=["0" * 64, "1" * 64, "1" * 64, "x"],
        gender=["female", "", None, "male"],
    )
    message = faults(images)
    assert "made: " in message
    assert "column `image`: values are repeated: 2 of 4 rows (image 1 holds 'a'" in message
    assert "column `image`: a text is empty: 1 of 4 rows" in message
    assert "column `sha256`: values are repeated: 2 of 4 rows" in message
    assert "column `sha256`: no sha256: 1 of 4 rows (image 4 holds 'x')" in message
    assert "column `gender`: a text is empty: 1 of 4 rows" in message
    assert "column `gender`: a value is missing or ill-typed: 1 of 4 rows" in message


def test_labels_are_text():
    assert "`age`" in faults(made(age=[1, 2, 3]))


def test_drawn_images_need_no_path_but_one_array_a_row():
    pixels = [np.zeros((4, 4, 3), np.uint8)] * 3
    drawn = made(kind="simulated", arrays=pixels, without=("path",))
    assert check_labelled_images(drawn) is drawn
    fewer = LabelledImages(name="made", kind="simulated", frame=drawn.frame, arrays=pixels[:2])
    assert "there are 2 drawn images for 3 rows" in faults(fewer)
    without = LabelledImages(name="made", kind="simulated", frame=drawn.frame)
    assert "column `path` is missing" in faults(without)


names = st.lists(st.sampled_from("abcdef"), max_size=8)


@given(names, st.sets(st.sampled_from("abcdef")))
def test_there_is_no_fault_exactly_if_each_row_has_its_image(labelled, present):
    found = match_faults(labelled, present, labels="rows", images="images")
    assert (not found) == (sorted(labelled) == sorted(present))
    for fault in found:
        assert f"({len(labelled)} rows, {len(present)} images; " in fault


@given(names, st.sets(st.sampled_from("abcdef")))
def test_each_kind_of_mismatch_is_counted(labelled, present):
    counts = {
        fault.split(":")[0]: int(fault.split(":")[1].split()[0])
        for fault in match_faults(labelled, present, labels="rows", images="images")
    }
    assert counts.get("labels without an image", 0) == len(set(labelled) - present)
    assert counts.get("images without a label", 0) == len(present - set(labelled))
    shared = {name for name in labelled if labelled.count(name) > 1}
    assert counts.get("images named by more than one label", 0) == len(shared)


def test_a_long_list_of_mismatches_is_cut():
    (fault,) = match_faults("abcdef", (), labels="rows of x.csv", images="headshots")
    assert fault == "labels without an image: 6 (6 rows of x.csv, 0 headshots; a, b, c, ...)"
