import pytest

from rml.data import ledger
from rml.data.published_ranker import (
    load_ranker_parameters,
    load_ranker_steps,
    load_ranker_weights,
    load_ranking_vectors,
    read_ranker_steps,
    read_ranker_weights,
    read_ranking_vectors,
)
from rml.data.registry import PACKAGE_FOLDER
from rml.errors import DataError

FOLDER = PACKAGE_FOLDER / "data/published"


@pytest.fixture(autouse=True)
def _clean():
    ledger.clear()
    yield
    ledger.clear()


def test_the_weights_are_those_of_the_readme_and_add_up_as_the_rule_needs():
    frame = load_ranker_weights()
    assert len(frame) == 10
    weights = frame.set_index("engagement")["weight"]
    assert weights[weights > 0].sum() == pytest.approx(123.005, abs=1e-12)
    assert -weights[weights < 0].sum() == 443
    assert (frame["placeholder"] == 1).all()
    assert ledger.inputs() == {"heavy_ranker_weights": "published"}


def test_steps_parameters_and_cases_are_read_and_noted():
    steps = load_ranker_steps()
    assert steps["order"].tolist() == list(range(1, 15))
    parameters = load_ranker_parameters()
    assert parameters["blue_in_network_factor"] == 4
    assert parameters["most_in_network"] + parameters["most_out_of_network"] == 120
    cases = load_ranking_vectors()
    assert len(cases) == 17
    assert cases[2].inputs == {"fav": 0.2}
    assert set(ledger.inputs()) == {
        "home_mixer_filters",
        "home_mixer_parameters",
        "ranking_vectors",
    }


@pytest.mark.parametrize(
    ("file", "read", "old", "new", "message"),
    [
        ("heavy_ranker_weights", read_ranker_weights, "fav,0.5", "fav,half", "`weight`"),
        ("heavy_ranker_weights", read_ranker_weights, "fav,0.5", "fav,101", "outside its bounds"),
        ("heavy_ranker_weights", read_ranker_weights, "fav,", "reply,", "repeated"),
        ("heavy_ranker_weights", read_ranker_weights, "fav,", "fave,", "`engagement`"),
        ("heavy_ranker_weights", read_ranker_weights, "engagement,", "what,", "is missing"),
        ("heavy_ranker_weights", read_ranker_weights, "verified", "unverified", "`status`"),
        ("home_mixer_filters", read_ranker_steps, "3,global", "30,global", "numbered"),
        ("home_mixer_filters", read_ranker_steps, "3,global", "3,first", "`stage`"),
        ("home_mixer_filters", read_ranker_steps, "SeenTweets", "Scene", "Step 3 is global"),
        ("home_mixer_filters", read_ranker_steps, "6,global", "6,post-scoring", "Step 6 is post"),
        ("ranking_vectors", read_ranking_vectors, '{""fav"": 0.2}', "0.2", "named numbers"),
        ("ranking_vectors", read_ranking_vectors, "see fewer,", "see less,", "`quantity`"),
        (
            "ranking_vectors",
            read_ranking_vectors,
            '{""fav"": 0.2}',
            '{""fave"": 0.2}',
            "names fave",
        ),
        (
            "ranking_vectors",
            read_ranking_vectors,
            '{""fav"": 0.2}',
            '{""fav"": 20}',
            "holds fav 20",
        ),
        ("ranking_vectors", read_ranking_vectors, '{""days"": 14}', "{}", "names nothing"),
        ("ranking_vectors", read_ranking_vectors, '{""days"": 14}', '{""days"": -1}', "days -1"),
        (
            "ranking_vectors",
            read_ranking_vectors,
            '""position"": 3',
            '""position"": 2.5',
            "position 2",
        ),
    ],
)
def test_a_fault_is_named(tmp_path, file, read, old, new, message):
    text = (FOLDER / f"{file}.csv").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "made.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=message) as caught:
        read(path)
    assert caught.value.where.startswith(file)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("file", "read", "message"),
    [
        ("heavy_ranker_weights", read_ranker_weights, "no weight of report"),
        ("home_mixer_filters", read_ranker_steps, "Step 14 is nothing"),
    ],
)
def test_a_missing_row_is_named(tmp_path, file, read, message):
    lines = (FOLDER / f"{file}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "made.csv"
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(DataError, match=message) as caught:
        read(path)
    assert caught.value.remedy


def test_swapped_filters_are_refused(tmp_path):
    text = (FOLDER / "home_mixer_filters.csv").read_text(encoding="utf-8")
    first, second = "RejectTweetFromViewerFilter", "RetweetDeduplicationFilter"
    path = tmp_path / "made.csv"
    swapped = text.replace(first, "*").replace(second, first).replace("*", second)
    path.write_text(swapped, encoding="utf-8")
    with pytest.raises(DataError, match=f"Step 1 is global {second}; .* follows global {first}"):
        read_ranker_steps(path)
