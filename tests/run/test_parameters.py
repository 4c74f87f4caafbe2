from __future__ import annotations

import json

import pytest

from rml.cli import main


@pytest.fixture
def refuse(toy):
    """Run the collection, expect a refusal before any kernel, and return the message."""

    def refuse() -> str:
        ended = toy.rml("run")
        assert ended.returncode == 2, ended.stdout + ended.stderr
        assert not list(toy.outputs.glob("*/*")), "something was built"
        return ended.stderr

    return refuse


VALUES = {"level": 0.95, "run": 18, "label": "x"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({**VALUES, "lable": "x"}, ["`lable`", "Did you mean `label`?"]),
        ({"level": 0.95, "run": 18}, ["`label` is missing"]),
        ({**VALUES, "level": "0.95"}, ["`level` must be a number, not '0.95' (text)"]),
        ({**VALUES, "run": 18.5}, ["`run` must be a whole number"]),
        ({**VALUES, "run": True}, ["`run` must be a whole number"]),
        ({**VALUES, "level": 1}, ["`level` is out of bounds", "less than 1"]),
        ({**VALUES, "run": 0}, ["`run` is out of bounds", "at least 1"]),
        ({"level": 2, "run": 0, "label": "x"}, ["`level`", "`run`"]),
    ],
)
def test_parameters_are_refused_before_a_kernel_starts(toy, refuse, values, words):
    toy.write_report("first", parameters=values, quick={})
    message = refuse()
    for word in ["params/toy/first.yaml", *words]:
        assert word in message


def test_the_quick_profile_is_checked_too(toy, refuse):
    toy.write_report("first", quick={"run": 99})
    assert "parameters with quick" in refuse()


def test_an_unknown_notebook_is_refused(toy, refuse):
    toy.write_report("first", notebook="toy/frist")
    message = refuse()
    assert "no notebook `toy/frist`" in message
    assert "Did you mean `toy/first`?" in message


def test_an_unknown_dataset_is_refused(toy, refuse):
    toy.write_report("first", datasets=["crop_result_tidy"])
    message = refuse()
    assert "crop_result_tidy" in message
    assert "crop_results_tidy" in message
    assert "params/toy/first.yaml" in message


def edit_parameters_cell(toy, source):
    path = toy.root / "notebooks" / "toy" / "first.ipynb"
    content = json.loads(path.read_text())
    content["cells"][1]["source"] = source
    path.write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("level = 0.9\nrun = 18", "lacks `label`"),
        ('level = 0.9\nrun = 18\nlabel = "x"\nlabels = 1', "sets `labels`"),
        ('level = 0.9\nrun = "18"\nlabel = "x"', "`run` must be a whole number"),
        ('level = 0.9\nrun = 18\nlabel = open("x")', "not a literal"),
        ('level = 0.9\nrun = 18\nlabel = "x"\nprint(1)', "may hold only lines"),
        ("level = 0.9\nrun = 18\nlabel = \"a=b\"\nlabel = 'c'", "assigned twice"),
        ("level = = 0.9", "not plain Python"),
    ],
)
def test_the_notebooks_cell_must_agree_with_the_model(toy, refuse, source, words):
    edit_parameters_cell(toy, source)
    message = refuse()
    assert words in message
    assert "notebooks/toy/first.ipynb" in message


def test_awkward_but_valid_literals_are_read_by_ast(toy):
    # A pattern would trip over the equals sign, the hash and the annotation.
    edit_parameters_cell(toy, 'level: float = 9e-1  # = 90 %\nrun = (18)\nlabel = "a = b # c"')
    assert toy.rml("why").returncode == 0


def test_a_notebook_without_one_parameters_cell_is_refused(toy, refuse):
    path = toy.root / "notebooks" / "toy" / "first.ipynb"
    content = json.loads(path.read_text())
    content["cells"][1]["metadata"] = {}
    path.write_text(json.dumps(content))
    assert "exactly one code cell tagged `parameters`" in refuse()


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("rml.toy.parameters:Tay", "Did you mean `Toy`?"),
        ("rml.tow.parameters:Toy", "cannot be imported"),
        ("nothing", "name no parameter model"),
    ],
)
def test_an_unknown_model_is_refused(toy, refuse, model, words):
    path = toy.root / "notebooks" / "toy" / "first.ipynb"
    content = json.loads(path.read_text())
    content["metadata"]["rml"]["parameters"] = model
    path.write_text(json.dumps(content))
    assert words in refuse()


def test_all_refusals_are_said_at_once(toy, refuse):
    toy.write_report("first", notebook="toy/frist")
    toy.write_report("second", datasets=["nothing_like_it"])
    message = refuse()
    assert "params/toy/second.yaml" in message
    assert "toy/frist" in message


def test_a_file_that_is_no_notebook_is_refused(toy, refuse):
    (toy.root / "notebooks" / "toy" / "first.ipynb").write_text("{}")
    assert "not a Jupyter notebook" in refuse()


def test_schemas_are_written_and_checked(toy):
    assert toy.rml("schema", "--check").returncode == 1
    assert toy.rml("schema").returncode == 0
    assert toy.rml("schema", "--check").returncode == 0
    schema = json.loads((toy.root / "params" / "toy" / "schema" / "first.json").read_text())
    assert schema["properties"]["parameters"]["properties"]["run"]["maximum"] == 42


def test_the_command_line_explains_itself(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "verify" in capsys.readouterr().out
