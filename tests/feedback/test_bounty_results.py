"""What the report on the bounty shows, from the entries and tables of the collection."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from rml.data.bias_bounty import (
    FIGURES,
    load_bounty_changes,
    load_bounty_counts,
    load_bounty_rubric,
)
from rml.data.published_figures import published_figures
from rml.errors import CollectionError, DataError
from rml.feedback.bounty_entries import Bounty, BountyEntry, read_bounty, scored
from rml.feedback.bounty_figures import readings_alt, readings_plot, shares_alt, shares_plot
from rml.feedback.bounty_results import (
    DE_AGING,
    FEMINIZATION,
    LIGHTENING_OR_WARMING,
    SLIMMING,
    changes_frame,
    entrants_that,
    entries_frame,
    entries_of_2021,
    faces_with,
    mean_increase,
    readings_of,
    refused_words,
    rubric_frame,
    scores_frame,
    share_of,
    shares_frame,
    totals_that,
)
from rml.feedback.bounty_rubric import rubric_of

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "feedback" / "bounty"
PARAMETERS = yaml.safe_load((ROOT / "params" / "feedback" / "bounty.yaml").read_text("utf-8"))
OF_2021 = PARAMETERS["parameters"]["self_scores_of_2021"]
LEVEL = 0.95


@pytest.fixture(scope="module")
def rubric():
    return rubric_of(load_bounty_rubric())


@pytest.fixture(scope="module")
def bounty(rubric):
    return read_bounty(FOLDER, rubric=rubric, first=OF_2021)


@pytest.fixture(scope="module")
def entries(bounty):
    return entries_of_2021(bounty, OF_2021)


@pytest.fixture
def with_more(rubric, tmp_path):
    """Return a function that reads the collection's entries and these changed copies of one."""

    def read(**copies):
        folder = tmp_path / "bounty"
        folder.mkdir()
        for path in FOLDER.glob("*.yaml"):
            shutil.copy(path, folder)
        for name, changes in copies.items():
            fields = yaml.safe_load((FOLDER / "gnc_first_bias.yaml").read_text("utf-8")) | changes
            text = yaml.safe_dump({key: value for key, value in fields.items() if value != ...})
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return read_bounty(folder, rubric=rubric, first=OF_2021)

    return read


@pytest.fixture
def planted(rubric):
    """Return a function that makes an entry of 20 points with these multipliers and total."""

    def make(name, values, printed):
        entry = BountyEntry(
            name=name,
            entry=name,
            by="a team",
            harms=[{"category": "under_representation", "intent": "unintentional"}],
            multipliers=[{"factor": "not_named", "value": value} for value in values],
            printed_total=printed,
            scored_by="the entrant",
            found="x",
            evidence="x",
            status="verified",
        )
        return scored(entry, rubric)

    return make


def test_four_of_six_known_totals_multiply_and_two_add(entries):
    assert len(entries) == 6
    assert totals_that(entries, "multiplied").value == 4
    assert totals_that(entries, "added").value == 2
    assert totals_that(entries, "neither").value == 0
    assert not totals_that(entries, "added").has_interval
    assert (entrants_that(entries, "multiplied"), entrants_that(entries, "added")) == (3, 2)
    assert totals_that(entries, "added").n == "6 printed totals of 5 entrants"
    assert readings_of(entries).reversed.value == 2


def test_what_is_handed_in_later_is_shown_and_changes_nothing_about_2021(with_more, entries):
    bounty = with_more(
        a_copy={},
        a_copy_in_other_words={"entry": "Another title", "by": "the gnc team"},
        another_total={"found": "Something else.", "printed_total": "999"},
        without_total={"found": "A third thing <3 points.", "printed_total": ...},
    )
    assert entries_of_2021(bounty, OF_2021) == entries
    assert [one.where for one in bounty.refused] == [
        "feedback/bounty/a_copy.yaml",
        "feedback/bounty/a_copy_in_other_words.yaml",
    ]
    assert "the same finding as gnc_first_bias.yaml" in str(bounty.refused[0])
    shown = entries_frame(bounty.entries)
    assert len(shown) == len(entries) + 2
    assert {"Something else.", "A third thing <3 points."} <= set(shown["found"])
    assert (shown["multiplied"] < shown["added"]).all()


def test_the_official_example_is_the_product(entries):
    example = published_figures(FIGURES)["worked_example_total"]
    (one,) = [item for item in entries if item.entry.name == "self_score_as_example"]
    assert one.multiplied == pytest.approx(example.value, abs=example.tolerance)


def test_planted_readings_are_found(planted):
    made = [
        planted("a", [1.5, 0.5], "15"),
        planted("b", [1.0, 1.0, 1.0], "60"),
        planted("c", [1.2], "24"),
        planted("d", [1.2, 1.2], "77"),
    ]
    found = entries_of_2021(Bounty(entries=tuple(made)), list("abcd"))
    assert totals_that(found, "multiplied").value == 2
    assert totals_that(found, "added").value == 2
    assert totals_that(found, "neither").value == 1
    readings = readings_of(found)
    # Products 15, 20, 24, 28.8; sums 40, 60, 24, 48: c falls below a and b, d below b.
    assert readings.reversed.value == 3
    assert readings.pairs == 6
    assert readings.most.value == pytest.approx(3)
    assert readings.least == pytest.approx(1)


def test_a_missing_entry_of_2021_is_said_with_what_was_refused(planted):
    refused = CollectionError("It is wrong.", where="feedback/bounty/one.yaml")
    only = Bounty(
        entries=(planted("a", [1.0], "20"), planted("b", [1.0], None)), refused=(refused,)
    )
    with pytest.raises(DataError, match=r"under b, one\. feedback/bounty/one.yaml: It is wrong"):
        entries_of_2021(only, ["a", "b", "one"])


def test_refused_files_are_named(bounty):
    refused = tuple(
        CollectionError("Is {wrong}.", where=f"feedback/bounty/{name}.yaml") for name in "ab"
    )
    assert refused_words(bounty) == "All files could be read."
    words = refused_words(Bounty(refused=refused))
    assert "feedback/bounty/a.yaml: Is {wrong}. feedback/bounty/b.yaml: Is {wrong}." in words


@pytest.mark.parametrize(
    ("codes", "faces"),
    [(LIGHTENING_OR_WARMING, 9), (FEMINIZATION, 4), (DE_AGING, 3), (SLIMMING, 3)],
)
def test_faces_are_counted_by_their_codes(codes, faces):
    share = faces_with(load_bounty_changes(), codes, level=LEVEL)
    assert share.value == pytest.approx(100 * faces / 16)
    assert share.low < share.value < share.high
    assert share.unit == "%"


def test_a_misspelt_code_is_no_share_of_zero():
    with pytest.raises(DataError, match="No face carries the code 'lightening'"):
        faces_with(load_bounty_changes(), ("lightening",), level=LEVEL)


def test_printed_percentages_are_ratios_and_increases_are_smaller():
    changes = load_bounty_changes()
    frame = changes_frame(changes)
    # Saliency is given to four decimals, percentages to two.
    assert (frame["printed"] - 100 - frame["increase"]).abs().max() < 0.02
    assert frame["increase"].mean() == pytest.approx(30.3, abs=0.05)
    assert frame["increase"].median() == pytest.approx(27.0, abs=0.05)
    once = mean_increase(changes, level=LEVEL)
    assert once.n.startswith("15 ")
    assert once.value == pytest.approx(frame["increase"].drop(index=14).mean())


def test_shares_are_wilsons(entries):
    counts = load_bounty_counts()
    frame = shares_frame(counts, level=LEVEL)
    # Wilson's interval of 36 of 40, by its formula.
    low, high = 0.76947948, 0.95996224
    left = share_of(counts, "english_left", level=LEVEL)
    assert (left.low, left.high) == pytest.approx((100 * low, 100 * high), abs=0.05)
    assert frame["share"].between(frame["low"], frame["high"]).all()
    assert (frame["images"] <= frame["all_images"]).all()


def test_tables_name_no_person_and_hold_no_gap(entries):
    names = ("Hoppe", "Pakzad", "Kulynych", "Subramonian", "Gupta")
    frames = [
        scores_frame(entries),
        entries_frame(entries),
        rubric_frame(load_bounty_rubric()),
        shares_frame(load_bounty_counts(), level=LEVEL),
        changes_frame(load_bounty_changes()),
    ]
    for frame in frames:
        assert not frame.isna().any().any()
        text = frame.to_csv()
        assert not [name for name in names if name.lower() in text.lower()]


def test_figures_are_drawn_from_their_tables(entries):
    frame = scores_frame(entries)
    fig = readings_plot(frame)
    (axes,) = fig.axes
    drawn = [
        list(line.get_xdata())
        for line in axes.lines
        if str(line.get_label()).startswith(("points", "printed"))
    ]
    expected = [list(frame[name]) for name in ("multiplied", "added", "printed")]
    assert drawn == expected
    assert readings_alt(frame).count(";") == len(frame) - 1
    counts = load_bounty_counts()
    shares = [share_of(counts, name, level=LEVEL) for name in counts["id"]]
    fig = shares_plot(list(counts["quantity"]), shares)
    assert fig.axes[0].get_xlim() == (0, 100)
    assert "90 per cent (77 to 96)" in shares_alt(list(counts["quantity"]), shares)
