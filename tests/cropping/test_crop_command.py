"""``rml crop`` as anyone meets it: results, refusals, exit codes, streams."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rml.cli import main
from rml.commands.crop import DEFAULT_RATIOS
from rml.cropping import saliency_model

CODE = [sys.executable, "-m", "rml.cli", "crop"]


def noise(width, height, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.fixture
def images(tmp_path, monkeypatch):
    """Three images in the current folder, which is no collection."""
    monkeypatch.chdir(tmp_path)
    for name, size in (("one.png", (90, 60)), ("two.png", (60, 90)), ("three.jpg", (700, 500))):
        Image.fromarray(noise(*size)).save(tmp_path / name)
    return ["one.png", "two.png", "three.jpg"]


@pytest.fixture
def crop(made_weights_path, capsys):
    """Return a function that runs the command and returns exit code, output and errors."""

    def run(*arguments, weights=made_weights_path):
        code = main(["crop", "--weights", str(weights), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_one_json_object_a_line_in_the_order_given(crop, images, made_model):
    code, out, err = crop("--json", *images, "one.png")
    assert (code, err) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["path"] for line in lines] == [*images, "one.png"]
    for line, result in zip(lines, made_model.crop([*images, "one.png"]), strict=True):
        assert list(line) == ["path", "width", "height", "salient_point", "symmetric", "crops"]
        assert (line["width"], line["height"]) == (result.width, result.height)
        assert line["salient_point"] == list(result.salient_point)
        assert line["symmetric"] is result.symmetric
        assert list(line["crops"]) == ["0.56", "1.0", "1.14", "2.0"]
        assert list(map(tuple, line["crops"].values())) == list(result.crops.values())


def test_the_default_ratios_are_the_programs(crop, images):
    assert tuple(map(float, DEFAULT_RATIOS)) == saliency_model.DEFAULT_RATIOS
    _, default, _ = crop("--json", images[0])
    _, named, _ = crop("--json", images[0], "--ratio", *DEFAULT_RATIOS)
    assert default == named


def test_crops_are_called_by_the_ratio_as_it_was_written(crop, images, made_model):
    _, out, _ = crop("--json", images[0], "--ratio", "1", "0.560", "--ratio", ".5", "1.0", "5e-1")
    crops = json.loads(out)["crops"]
    assert list(crops) == ["1", "0.560", ".5", "1.0", "5e-1"]
    (result,) = made_model.crop([images[0]], ratios=(1.0, 0.56, 0.5))
    assert crops["1"] == crops["1.0"] == list(result.crops[1.0])
    assert crops[".5"] == crops["5e-1"] == list(result.crops[0.5])
    assert crops["0.560"] == list(result.crops[0.56])


def test_scores_come_row_by_row_and_as_short_as_single_precision_allows(crop, images, made_model):
    code, out, _ = crop("--json", "--scores", "three.jpg")
    assert code == 0
    line = json.loads(out)
    assert list(line)[-1] == "grid"
    grid = made_model.grids(["three.jpg"])[0]
    cells = np.array(line["grid"], np.float32)
    expected = [(x, y, score) for y, row in zip(grid.y, grid.scores, strict=True)
                for x, score in zip(grid.x, row, strict=True)]  # fmt: skip
    np.testing.assert_array_equal(cells, np.array(expected, np.float32))
    written = out[out.index('"grid": [[') + 10 : out.index("]]")].replace("], [", ", ").split(", ")
    assert written == [repr(float(str(value))) for cell in expected for value in cell]
    assert max(map(len, written)) <= len("-1.2345678e-05")


def test_without_json_the_result_is_text(crop, images, made_model):
    code, out, err = crop(*images, "--ratio", "0.56", "2")
    assert (code, err) == (0, "")
    for image, result in zip(images, made_model.crop(images, ratios=(0.56, 2)), strict=True):
        x, y = result.salient_point
        left, top, width, height = result.crops[0.56]
        assert f"{image}: {result.width} x {result.height} pixels\n  salient point {x}, {y}" in out
        assert f"  crop 0.56  left {left}, top {top}, {width} x {height}\n" in out
        left, top, width, height = result.crops[2]
        assert f"  crop 2     left {left}, top {top}, {width} x {height}\n" in out


def test_the_text_says_where_symmetry_centred_the_crops(crop, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    half = noise(50, 60)
    Image.fromarray(np.concatenate([half, half[:, ::-1]], axis=1)).save("mirror.png")
    Image.fromarray(half).save("half.png")
    _, mirrored, _ = crop("mirror.png", "--ratio", "2")
    assert "symmetric, so crops are centred from left to right" in mirrored
    assert "left 35, top 0, 30 x 60" in mirrored
    _, plain, _ = crop("half.png")
    assert "symmetric" not in plain


def test_the_text_has_scores_when_asked(crop, images, made_model):
    _, out, _ = crop("one.png", "--scores")
    (grid,) = made_model.grids(["one.png"])
    _, _, table = out.partition("score\n")
    rows = [tuple(map(float, row.split())) for row in table.splitlines()]
    assert len(rows) == grid.scores.size
    assert np.float32(rows[0][2]) == grid.scores[0, 0]
    assert np.float32(rows[len(grid.x)][1]) == grid.y[1]
    assert np.float32(rows[-1][2]) == grid.scores[-1, -1]


# What cannot be cropped


def faulty():
    """Write files that cannot be cropped; return them with words to be said of each."""
    Image.new("1", (16385, 100)).save("long.png")
    Image.new("1", (9500, 9500)).save("huge.png")
    Image.new("L", (2, 2000)).save("thin.png")
    Image.new("L", (2, 2000)).save("thin.jpg")
    Path("half.png").write_bytes(Path("one.png").read_bytes()[:2000])
    Path("empty.jpg").touch()
    Path("text.png").write_text("Not a picture.\n", encoding="utf-8")
    Path("folder").mkdir()
    return {
        "long.png": "too large (16385 x 100 pixels)",
        "huge.png": "too large",
        "thin.png": "2 x 2000 pixels is too thin",
        "thin.jpg": "2 x 2000 pixels is too thin",
        "half.png": "cannot be read",
        "empty.jpg": "empty",
        "text.png": "no image of a known format",
        "folder": "Is a directory",
        "none.png": "No such file",
    }


@pytest.mark.parametrize("as_json", [True, False])
def test_each_fault_is_one_line_that_names_the_file_and_the_rest_is_done(crop, images, as_json):
    faults = faulty()
    first, *others = faults
    given = [first, "one.png", *others, "three.jpg"]
    code, out, err = crop(*given, *(["--json"] if as_json else []))
    assert code == 1
    if as_json:
        paths = [json.loads(line)["path"] for line in out.splitlines()]
    else:
        paths = [line.split(":")[0] for line in out.splitlines() if not line.startswith(" ")]
    assert paths == ["one.png", "three.jpg"]
    lines = err.splitlines()
    assert len(lines) == len(faults)
    for line, (name, words) in zip(lines, faults.items(), strict=True):
        assert line.startswith(f"rml crop: {name}: ")
        assert words in line


def test_faults_alone_leave_the_output_empty(crop, images):
    code, out, err = crop("none.png", "--json")
    assert (code, out) == (1, "")
    assert "none.png" in err


@pytest.mark.parametrize("ratio", ["0", "-1", "-0.5", "nan", "inf", "x", "1,5", "", "0x1", "1e99"])
def test_what_is_no_ratio_is_refused_before_anything_runs(images, capsys, ratio):
    code = main(["crop", *images, "none.png", "--weights", "none.vxm", "--ratio", "1", ratio])
    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert f"--ratio: {ratio!r} is no ratio." in captured.err
    assert "above 0" in captured.err
    assert "none." not in captured.err
    assert captured.err.count("\n") == 1


def test_an_image_behind_the_ratios_is_explained(images, capsys):
    assert main(["crop", "one.png", "--ratio", "1", "two.png"]) == 2
    err = capsys.readouterr().err
    assert "'two.png' is no ratio" in err
    assert "Images stand before --ratio, or after it behind --." in err


def test_images_behind_two_dashes_may_be_called_anything(crop, images, tmp_path):
    (tmp_path / "--json").write_bytes((tmp_path / "one.png").read_bytes())
    code, out, _ = crop("--ratio", "1", "--json", "--", "--json", "two.png")
    assert code == 0
    assert [json.loads(line)["path"] for line in out.splitlines()] == ["--json", "two.png"]


def test_no_image_at_all_is_refused(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["crop"])
    assert caught.value.code == 2
    assert "IMAGE" in capsys.readouterr().err


def test_without_the_weights_it_says_how_to_get_them(images, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("RML_OFFLINE", "1")
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("RML_MIRROR", raising=False)
    assert main(["crop", *images]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "`rml data get twitter_fastgaze`" in captured.err


def test_other_weights_that_are_none_are_refused(crop, images):
    for weights, words in (("none.vxm", "No such file"), ("one.png", "no weights file")):
        code, out, err = crop(*images, weights=weights)
        assert (code, out) == (2, "")
        assert err.startswith(f"rml crop: {weights}: ")
        assert words in err


def test_a_device_that_is_not_there_is_refused(crop, images):
    code, out, err = crop(*images, "--device", "abacus")
    assert (code, out) == (2, "")
    assert "device 'abacus'" in err


# Streams


def test_each_result_is_flushed_when_it_is_there(images, made_weights_path, monkeypatch):
    class Watched(io.StringIO):
        def __init__(self):
            super().__init__()
            self.flushed = []

        def flush(self):
            self.flushed.append(self.getvalue())

    watched = Watched()
    monkeypatch.setattr(sys, "stdout", watched)
    assert main(["crop", "--json", "--weights", str(made_weights_path), *images]) == 0
    assert [text.count("\n") for text in watched.flushed] == [1, 2, 3]


def environment():
    return {**os.environ, "PYTHONWARNINGS": "error"}


def test_the_command_works_in_any_folder(images, made_weights_path, made_model):
    ended = subprocess.run(
        [*CODE, "--json", "--weights", made_weights_path, "none.png", *images],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    assert ended.returncode == 1
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    results = made_model.crop(images)
    assert [line["salient_point"] for line in lines] == [[*r.salient_point] for r in results]
    assert ended.stderr.startswith("rml crop: none.png: ")
    assert ended.stderr.count("\n") == 1


@pytest.fixture
def oddly_named(images, tmp_path):
    """Return the name of an image that is no text in any encoding of the output."""
    name = os.fsdecode(b"gr\xc3\xbc\xc3\x9fe \xff.png")
    (tmp_path / "one.png").rename(tmp_path / name)
    return name


def test_file_names_of_any_bytes_come_back_from_json(crop, oddly_named):
    code, out, _ = crop("--json", oddly_named)
    assert code == 0
    assert json.loads(out)["path"] == oddly_named


def test_file_names_of_any_bytes_can_be_written(oddly_named, made_weights_path):
    ended = subprocess.run(
        [*CODE, "--ratio", "1", "--weights", made_weights_path, "--", oddly_named],
        capture_output=True,
        check=False,
        env=environment() | {"PYTHONIOENCODING": "ascii"},
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.startswith(b"gr\\xfc\\xdfe \\udcff.png: 90 x 60 pixels\n")


def test_a_reader_who_has_enough_ends_it_quietly(images, made_weights_path):
    with subprocess.Popen(
        [*CODE, "--json", "--scores", "--weights", made_weights_path, *images * 60],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as running:
        assert json.loads(running.stdout.readline())["path"] == "one.png"
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1


def test_a_refusal_loads_no_torch_and_other_commands_load_nothing_of_this():
    code = """
import sys
from rml import cli
cli._parser().parse_args(["list"])
assert not {"torch", "numpy", "PIL", "rml.commands.crop"} & set(sys.modules)
assert cli.main(["crop", "any.png", "--ratio", "0"]) == 2
assert "torch" not in sys.modules
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_the_real_model_gives_the_programs_crops(
    weights_path, synthetic_paths, golden_synthetic, capsys
):
    code = main(
        ["crop", "--json", "--scores", "--weights", str(weights_path)]
        + [str(path) for path in synthetic_paths.values()]
    )
    assert code == 0
    lines = capsys.readouterr().out.splitlines()
    for line, (name, path) in zip(lines, synthetic_paths.items(), strict=True):
        found, expected = json.loads(line), golden_synthetic[name]
        assert found["path"] == str(path)
        assert [found["width"], found["height"]] == expected["original_size"]
        assert found["salient_point"] == expected["salient_point"]
        assert found["symmetric"] == expected["symmetric"]
        assert found["crops"] == expected["crops"]
        x, y, scores = np.array(found["grid"]).T
        columns = expected["grid_cols"]
        assert [f"{np.float32(value):.6g}" for value in x[:columns]] == expected["point_x"]
        assert [f"{np.float32(value):.6g}" for value in y[::columns]] == expected["point_y"]
        np.testing.assert_allclose(scores, expected["scores"], atol=5e-5, rtol=1e-4)
