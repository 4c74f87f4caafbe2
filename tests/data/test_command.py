import json

import pytest

from rml.data import command
from rml.data.command import get, get_command, status_table
from rml.errors import CollectionError, DataUnavailableError

REAL = {
    "drifterbot_timelines",
    "citizen_browser_health",
    "citizen_browser_hashtags",
    "twitter_fastgaze",
    "congress_portraits_117",
    "osie_eye_fixations",
    "us_politician_news_shares",
    "citizen_browser_domains",
    "citizen_browser_germany",
    "fb_feed_audit_e18",
    "everypolitician_7_legislatures",
    "vparty_7_countries",
    "us_county_race_pep2018",
    "us_county_context_medsl",
    "name_race_probabilities",
    "citizen_browser_top_hashtags",
}


def test_status_says_what_is_missing_and_what_gets_it():
    rows = {row.name: row for row in status_table()}
    assert {name for name, row in rows.items() if row.status == "missing"} == REAL
    row = rows["drifterbot_timelines"]
    assert (row.files, row.bytes, row.bytes_missing) == (120, 1_162_773, 1_162_773)
    assert (row.licence, row.where, row.problem) == ("MIT", (), None)
    assert row.command == ".venv/bin/rml data get drifterbot_timelines"
    ready = rows["crop_results_tidy"]
    assert (ready.status, ready.where, ready.command) == ("ready", ("package",), None)


def test_status_is_jsonable():
    rows = json.loads(json.dumps([row.as_dict() for row in status_table()]))
    assert rows[0]["name"] == "crop_results_tidy"
    assert rows[0]["where"] == ["package"]


def test_status_names_a_mirror_that_does_not_exist(monkeypatch, tmp_path):
    monkeypatch.setenv("RML_MIRROR", str(tmp_path / "nowhere"))
    rows = {row.name: row for row in status_table()}
    assert "nowhere" in rows["citizen_browser_health"].problem
    assert rows["crop_results_tidy"].problem is None


def test_status_names_an_altered_file(monkeypatch, tmp_path):
    monkeypatch.setenv("RML_MIRROR", str(tmp_path))
    file = command.dataset("citizen_browser_health").files[0]
    (tmp_path / file.place).parent.mkdir(parents=True)
    (tmp_path / file.place).write_text("altered")
    rows = {row.name: row for row in status_table()}
    assert rows["citizen_browser_health"].status == "altered"
    assert file.path in rows["citizen_browser_health"].problem


def test_getting_goes_on_after_a_failure(monkeypatch):
    monkeypatch.setenv("RML_OFFLINE", "1")
    results = {result.name: result for result in get()}
    assert {name for name, result in results.items() if result.error} == REAL
    assert isinstance(results["drifterbot_timelines"].error, DataUnavailableError)
    assert results["crop_results_tidy"].files == 1


def test_getting_named_datasets_only():
    (result,) = get(["crop_results_tidy"])
    assert (result.name, result.files, result.error) == ("crop_results_tidy", 1, None)


def test_an_unknown_name_is_refused_before_anything_is_fetched(monkeypatch):
    monkeypatch.setattr(command, "fetch", lambda *args, **kwargs: pytest.fail("fetched"))
    with pytest.raises(CollectionError, match="Did you mean `crop_results_tidy`"):
        get(["drifterbot_timelines", "crop_results_tidi"])


def test_the_command_names_what_it_gets():
    assert get_command("a", "b") == ".venv/bin/rml data get a b"
