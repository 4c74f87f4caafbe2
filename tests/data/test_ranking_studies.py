import pytest

from rml.data import ledger
from rml.data.published_tables import read_published_table
from rml.data.ranking_studies import (
    BOUCHAUD,
    BOUCHAUD_SCHEMA,
    GRAHAM,
    GRAHAM_SCHEMA,
    MILLI,
    MILLI_SCHEMA,
    TIMELINES,
    load_crowdsourced_audit,
    load_engagement_ranking,
    load_engagement_study,
)
from rml.data.registry import PACKAGE_FOLDER
from rml.errors import DataError


@pytest.fixture(autouse=True)
def _clean():
    ledger.clear()
    yield
    ledger.clear()


def test_the_crowdsourced_audit_is_read():
    frame = load_crowdsourced_audit()
    assert frame.shape == (12, 9)
    sizes = frame.groupby("participants")["n_participants"].agg(["nunique", "first"])
    assert sizes["nunique"].eq(1).all()
    assert sizes["first"].to_dict() == {
        "all": 463, "centre-right": 33, "far-left": 51, "left/centre-left": 92
    }  # fmt: skip
    assert (frame["note"] != "").sum() == 2
    assert ledger.inputs() == {BOUCHAUD: "published"}


def test_the_engagement_study_is_read():
    frame = load_engagement_study()
    views = frame[(frame["phase"] == 2) & (frame["metric"] == "view")].iloc[0]
    assert (views["post_by_group"], views["p_value"], views["n_posts"]) == (952300, "0.021", 56184)
    assert frame["p_value"].tolist() == ["<0.001"] * 3 + ["0.021", "0.983", "0.307"]
    assert ledger.inputs() == {GRAHAM: "published"}


def test_all_78_effects_of_engagement_ranking_are_read_with_their_intervals():
    frame = load_engagement_ranking()
    assert frame.shape == (78, 11)
    assert frame["timeline"].value_counts().to_dict() == dict.fromkeys(TIMELINES, 26)
    engagement = frame[frame["timeline"] == "Engagement"].set_index("outcome")
    # Those that the study's text names.
    for outcome, effect in {
        "Author Angry (overall)": 0.473,
        "Partisanship": 0.244,
        "Out-group Animosity": 0.236,
        "Out-group Perception": -0.171,
        "Reader Pref (political)": -0.180,
    }.items():
        assert engagement.loc[outcome, "effect_sd"] == effect
    assert engagement.loc["Reader Pref (political)", ["low_sd", "high_sd"]].tolist() == (
        pytest.approx([-0.303598, -0.054834])
    )
    assert frame["p_value"].min() == 0.0002
    assert ledger.inputs() == {MILLI: "published"}


def test_an_interval_excludes_zero_where_the_permutation_test_is_clear():
    frame = load_engagement_ranking()
    excludes = (frame["low_sd"] > 0) | (frame["high_sd"] < 0)
    assert excludes[frame["p_value"] < 0.01].all()
    assert not excludes[frame["p_value"] > 0.1].any()


SCHEMAS = {BOUCHAUD: BOUCHAUD_SCHEMA, GRAHAM: GRAHAM_SCHEMA, MILLI: MILLI_SCHEMA}


@pytest.mark.parametrize(
    ("dataset", "old", "new", "message"),
    [
        (BOUCHAUD, "97.5,34.7", "97.5,134.7", "a value lies outside its interval"),
        (BOUCHAUD, "34.7,182.7", "34.7.2,182.7", "`low_pct`: a value is missing or ill-typed"),
        (BOUCHAUD, "all,463,accounts with >110k", "all,5,accounts with >110k", "is below 10"),
        (GRAHAM, "one account", "somebody", "column `accounts`: a value is none of one account"),
        (GRAHAM, "0.983", "n.s.", "column `p_value`: no p-value"),
        (GRAHAM, "leaning,retweet,", "leaning,view,", "rows have the same phase, metric"),
        (MILLI, "Partisanship,0.244", "Partisanship,2.44", "a value lies outside its interval"),
        (MILLI, "Stated preference,Partisanship", "Engagement,Partisanship", "rows have the same"),
        (MILLI, "verified", "unverified", "`status`: a value is none of verified: 78 of 78 rows"),
    ],
)  # fmt: skip
def test_a_fault_is_named(tmp_path, dataset, old, new, message):
    text = (PACKAGE_FOLDER / f"data/published/{dataset}.csv").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "rows.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_published_table(path, SCHEMAS[dataset], dataset=dataset)
