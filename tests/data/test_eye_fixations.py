import numpy as np
import pytest
import scipy.io
from PIL import Image

from rml.data import eye_fixations, ledger
from rml.data.eye_fixations import load_eye_fixations, read_fixations, read_stimuli
from rml.errors import DataError, DataUnavailableError


def trial(x, y, duration):
    return {"fix_x": np.array(x), "fix_y": np.array(y), "fix_duration": np.array(duration)}


def cells(values):
    made = np.empty((len(values), 1), dtype=object)
    made[:, 0] = values
    return made


def write(path, pictures):
    """Write trials by picture as the upstream file holds them."""
    scipy.io.savemat(
        path,
        {
            "fixations": cells(
                [{"img": name, "subjects": cells(trials)} for name, trials in pictures.items()]
            )
        },
    )
    return path


def looks(seed, n):
    rng = np.random.default_rng(seed)
    return trial(
        rng.uniform(0, 800, n).round(1), rng.uniform(0, 600, n).round(1), rng.integers(20, 900, n)
    )


@pytest.fixture
def pictures():
    return {
        name: [looks(13 * place + subject, 1 + (place + subject) % 4) for subject in range(15)]
        for place, name in enumerate(("1002.jpg", "1001.jpg"))
    }


def test_fixations_are_those_of_the_file_in_order(tmp_path, pictures):
    frame = read_fixations(write(tmp_path / "fixations.mat", pictures))
    assert len(frame) == sum(len(t["fix_x"]) for trials in pictures.values() for t in trials)
    assert frame["image"].unique().tolist() == ["1001.jpg", "1002.jpg"]
    for (image, subject), rows in frame.groupby(["image", "subject"]):
        expected = pictures[image][subject - 1]
        assert rows["fix_index"].tolist() == list(range(1, len(rows) + 1))
        assert rows["x_px"].tolist() == expected["fix_x"].tolist()
        assert rows["y_px"].tolist() == expected["fix_y"].tolist()
        assert rows["duration_ms"].tolist() == expected["fix_duration"].tolist()


def test_an_observer_may_have_no_fixation_on_a_picture(tmp_path, pictures):
    before = read_fixations(write(tmp_path / "fixations.mat", pictures))
    pictures["1001.jpg"][4] = trial([], [], [])
    frame = read_fixations(write(tmp_path / "fewer.mat", pictures))
    gone = (before["image"] == "1001.jpg") & (before["subject"] == 5)
    assert gone.any()
    assert frame.equals(before[~gone].reset_index(drop=True))


def test_values_that_cannot_be_are_refused_all_at_once(tmp_path, pictures):
    pictures["1001.jpg"][0] = trial([900.0, 1.0], [10.0, -1.0], [100, 0])
    pictures["1002.jpg"].append(looks(1, 2))
    pictures["cat.jpg"] = [looks(2, 1)]
    with pytest.raises(DataError) as caught:
        read_fixations(write(tmp_path / "fixations.mat", pictures))
    for part in (
        "column `x_px`: a value is not between 0 and 800: 1 of",
        "column `y_px`: a value is not between 0 and 600: 1 of",
        "column `duration_ms`: a value is below 1: 1 of",
        "column `subject`: a value is not between 1 and 15: 2 of",
        "column `image`: no name of a picture: 1 of",
    ):
        assert part in str(caught.value)


def test_positions_and_durations_of_different_number_are_refused(tmp_path, pictures):
    pictures["1001.jpg"][2] = trial([1.0, 2.0], [1.0, 2.0], [100])
    with pytest.raises(DataError, match=r"1 of 30 pictures and observers \(1001.jpg, observer 3"):
        read_fixations(write(tmp_path / "fixations.mat", pictures))


@pytest.mark.parametrize("kind", ["text", "other variable", "other fields", "numbers", "empty"])
def test_another_structure_is_refused(tmp_path, kind, pictures):
    path = tmp_path / "fixations.mat"
    if kind == "text":
        path.write_text("no MATLAB file at all, but long enough to have a header" * 9)
    elif kind == "empty":
        path.write_bytes(b"")
    else:
        scipy.io.savemat(
            path,
            {
                "other variable": {"eyes": np.ones(3)},
                "other fields": {"fixations": cells([{"img": "1001.jpg"}])},
                "numbers": {"fixations": np.ones((3, 1))},
            }[kind],
        )
    with pytest.raises(DataError, match="no MATLAB file with the expected structure"):
        read_fixations(path)


def stimuli(folder, sizes):
    paths = {}
    for name, size in sizes.items():
        path = folder / name
        Image.new("RGB", size).save(path)
        paths[f"data/stimuli/{name}"] = path
    return paths


def test_stimuli_are_the_pictures_that_are_there(tmp_path):
    files = stimuli(tmp_path, {"1002.jpg": (800, 600), "1001.jpg": (800, 600)})
    sums = {name: name[-8:-4] * 16 for name in files}
    frame = read_stimuli(files, checksums=sums, images={"1001.jpg", "1002.jpg", "1003.jpg"})
    assert frame["image"].tolist() == ["1001.jpg", "1002.jpg"]
    assert frame["path"].tolist() == [tmp_path / "1001.jpg", tmp_path / "1002.jpg"]
    assert frame["sha256"].tolist() == ["1001" * 16, "1002" * 16]
    assert set(frame["width"]) == {800}
    assert set(frame["height"]) == {600}


def test_all_faulty_pictures_are_named_at_once(tmp_path):
    files = stimuli(tmp_path, {"1001.jpg": (800, 600), "1002.jpg": (600, 800)})
    files["data/stimuli/1003.jpg"] = tmp_path / "1003.jpg"
    files["data/stimuli/1003.jpg"].write_text("no picture")
    with pytest.raises(DataError) as caught:
        read_stimuli(
            files, checksums=dict.fromkeys(files, "0" * 64), images={"1002.jpg", "1003.jpg"}
        )
    for part in (
        "3 faults of 3 pictures",
        "1001.jpg has no fixations",
        "1002.jpg has 600 by 800 pixels",
        "1003.jpg cannot be read as an image",
    ):
        assert part in str(caught.value)


def test_other_numbers_than_the_publications_are_refused(tmp_path, pictures, monkeypatch):
    path = write(tmp_path / "fixations.mat", pictures)
    monkeypatch.setattr(eye_fixations, "fetch", lambda name: {"data/eye/fixations.mat": path})
    with pytest.raises(DataError, match=r"of 2 pictures and 15 observers instead of 98,321"):
        load_eye_fixations()
    assert ledger.inputs() == {}


def test_without_the_files_nothing_is_noted(monkeypatch):
    monkeypatch.setenv("RML_OFFLINE", "1")
    with pytest.raises(DataUnavailableError, match="201 of 201 files"):
        load_eye_fixations()
    assert ledger.inputs() == {}
