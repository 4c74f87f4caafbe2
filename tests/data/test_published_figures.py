from decimal import Decimal

import pytest

from rml.data import ledger
from rml.data.published_figures import published_figure, published_figures, read_figures
from rml.errors import CollectionError, DataError

HEADER = "id,value,unit,printed,tolerance,source,status\n"
DATASETS = ("yee2021_figures", "chen2021_figures", "markup2021_figures")


def table(tmp_path, *rows):
    path = tmp_path / "figures.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows))
    return path


@pytest.mark.parametrize("status", ["verified", "derived"])
def test_a_figure_is_read(tmp_path, status):
    path = table(tmp_path, f'gap,0.08,probability,8 %,0.005,"doi:10.1/x, page 2",{status}')
    (figure,) = read_figures(path, dataset="made").values()
    assert (figure.id, figure.value, figure.tolerance) == ("gap", 0.08, 0.005)
    assert (figure.printed, figure.source) == ("8 %", "doi:10.1/x, page 2")
    assert figure.status == status


@pytest.mark.parametrize("status", ["unverified", "UNKNOWN", "", "Verified", "not known"])
def test_any_other_status_is_refused(tmp_path, status):
    path = table(tmp_path, "a,1,x,1,0,s,verified", f"b,1,x,1,0,s,{status}")
    with pytest.raises(DataError, match=r"1 of 2 rows cannot be used: row 2 \(b\): `status` is"):
        read_figures(path, dataset="made")


def test_all_faults_come_at_once(tmp_path):
    path = table(
        tmp_path,
        "a,one,x,1,0,s,verified",
        "b,nan,x,1,-1,s,verified",
        "c,1,,1,0,,verified",
        "d,1,x,1,0,s,verified",
        "d,1,x,1,0,s,verified",
        "e,1,x,1,0,s",
        ",1,x,1,0,s,verified",
    )
    with pytest.raises(DataError) as caught:
        read_figures(path, dataset="made")
    message = str(caught.value)
    for part in (
        "6 of 7 rows",
        "row 1 (a): `value` is no number: one",
        "row 2 (b): `value` is no number: nan, `tolerance` is negative: -1",
        "row 3 (c): `unit` is empty, `source` is empty",
        "row 5 (d): `id` stands there twice",
        "row 6 (e): it has too many or too few values",
        "row 7 (without id): `id` is empty",
    ):
        assert part in message
    assert caught.value.where == "made: figures.csv"


def test_other_columns_are_refused(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text("id,value\na,1\n")
    with pytest.raises(DataError, match="The columns are id, value") as caught:
        read_figures(path, dataset="made")
    assert "tolerance" in caught.value.remedy


def test_an_unknown_figure_gets_a_suggestion():
    with pytest.raises(CollectionError, match="Did you mean `female_male_gap`"):
        published_figure("yee2021_figures", "female_male_gab")
    with pytest.raises(CollectionError, match="Known: .*`female_male_gap`"):
        published_figure("yee2021_figures", "xxxx")
    with pytest.raises(CollectionError, match="Did you mean `yee2021_figures`"):
        published_figure("yee2021", "female_male_gap")


def test_quoting_a_figure_is_noted_as_published_input():
    published_figure("chen2021_figures", "url_left_t")
    assert ledger.inputs() == {"chen2021_figures": "published"}


def test_the_statement_on_cropping():
    figures = published_figures("yee2021_figures")
    statement = {
        name: (figures[name].value, figures[name].printed, figures[name].tolerance)
        for name in list(figures)[:4]
    }
    assert statement == {
        "female_male_gap": (0.08, "8 %", 0.005),
        "white_black_gap": (0.04, "4 %", 0.005),
        "white_black_gap_women": (0.07, "7 %", 0.005),
        "white_black_gap_men": (0.02, "2 %", 0.005),
    }
    assert figures["minimum_images_per_group"].value == 100


@pytest.mark.parametrize("dataset", DATASETS)
def test_value_and_tolerance_follow_from_what_was_printed(dataset):
    for figure in published_figures(dataset).values():
        percent = figure.printed.endswith(" %")
        printed = Decimal(figure.printed.removesuffix(" %"))
        value = printed / 100 if percent else printed
        assert figure.value == pytest.approx(float(value), rel=1e-15, abs=0), figure
        last_digit = Decimal(1).scaleb(printed.as_tuple().exponent)
        half_of_last_digit = float(last_digit / 2 / (100 if percent else 1))
        # Exact counts tolerate nothing, and no figure more than its rounding, apart from
        # the computer's own.
        assert 0 <= figure.tolerance <= max(half_of_last_digit, 5e-13) * (1 + 1e-12), figure
        assert "@" in figure.source or "doi:" in figure.source, figure


def test_the_five_verified_tests_by_four_figures():
    tests = ("url_left", "url_center", "url_right", "hashtag_center_left", "hashtag_center_right")
    assert set(published_figures("chen2021_figures")) == {
        f"{test}_{part}" for test in tests for part in ("t", "p", "cohen_d", "n")
    }
