"""The cards of the project, held against the reports that they cite, and the page they make."""

import json
import re
from pathlib import Path

import IPython.display
import matplotlib as mpl
import pytest

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.data.findings import VARIABLE
from rml.model_cards import cropping_card, imputation_card, surrogate_card
from rml.model_cards.card import FindingNumber, TableNumbers
from rml.model_cards.cited import read_numbers
from rml.model_cards.project_cards import CARDS
from rml.report.products import PRODUCT_MIME
from rml.run.collection import read_collection
from rml.run.project import find_project
from rml.timeline.imputation.groups import GROUP_WORDS

PROJECT = find_project(Path(__file__).parent)
SPECS = read_collection(PROJECT)
SPEC = SPECS["explanation/model_cards"]
CITED = sorted({report for card in CARDS for report in card.reports})


def cited_findings():
    for card in CARDS:
        for one in (*card.numbers, *card.limits):
            if not isinstance(one, TableNumbers) and one.finding:
                yield one.report, one.finding


def cited_tables():
    for card in CARDS:
        if card.words_from:
            yield card.words_from
        for one in card.numbers:
            if isinstance(one, TableNumbers):
                yield one.report, one.table


def test_the_parameter_file_names_the_reports_that_the_cards_read():
    assert sorted(SPEC.reports) == CITED


@pytest.mark.parametrize(("report", "finding"), sorted(set(cited_findings())))
def test_each_cited_finding_is_one_that_its_report_must_emit(report, finding):
    assert finding in SPECS[report].products.findings


@pytest.mark.parametrize(("report", "table"), sorted(set(cited_tables())))
def test_each_cited_table_is_one_that_its_report_must_emit(report, table):
    assert table in SPECS[report].products.tables


def test_no_card_reads_a_report_with_simulated_numbers():
    assert {SPECS[report].data_kind for report in CITED} <= {"real", "published"}


def test_cards_ask_about_the_groups_of_their_models():
    imputed = [group.name for group in imputation_card.CARD.groups]
    assert imputed == list(GROUP_WORDS.values())
    asked = {
        division: [one.name for one in surrogate_card.CARD.groups if one.division == division]
        for division in (surrogate_card.ACCOUNT, surrogate_card.ORIENTATION)
    }
    assert asked == {
        surrogate_card.ACCOUNT: list(ACCOUNTS),
        surrogate_card.ORIENTATION: list(ORIENTATIONS),
    }


def test_no_label_means_two_groups_of_a_division():
    for card in CARDS:
        labels = [
            (group.division, label)
            for group in card.groups
            for label in (group.name, *group.labels)
        ]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("African American women", "Black women"),
        ("African-American men", "Black men"),
        ("Black men", "Black men"),
        ("Hispanic women", "Hispanic women"),
    ],
)
def test_groups_are_known_by_the_labels_of_all_reports(label, name):
    assert [one.name for one in cropping_card.CARD.groups if one.called(label)] == [name]


def test_words_hold_no_typed_result():
    for card in CARDS:
        said = [card.does, card.not_for, *card.words.values(), *card.wrong_if]
        said += [text for one in card.limits for text in (one.may, one.why_not)]
        for text in said:
            assert not re.search(r"\d+[.,]\d+|\d+\s*(%|per cent|points)", text), text


# What the reports' tables look like; the page is made from these.
_COLUMNS = {
    ("explanation/observed_feed", "card"): "part,text\nKind and fit,A net.\nLimit,Few.\n",
    ("explanation/observed_feed", "card_metrics"): (
        "measure,division,group,value,low,high,n,method\n"
        "pairwise accuracy,all,days held out,0.7,,,6 days,none\n"
        "pairwise accuracy,account,left,0.6,0.5,0.7,72 feeds,mean\n"
    ),
    ("home_timeline/imputation", "accuracy_by_group"): (
        "information,group,people,share_correct,low,high\n"
        "surname,White,40,0.9,0.8,0.95\n"
        '"surname, first name and state",White,40,0.9,0.8,0.95\n'
    ),
    ("home_timeline/imputation", "scores"): (
        "information,label,people,brier,brier_low,brier_high\n"
        "surname,all reported groups,40,0.2,0.1,0.3\n"
    ),
    ("image_cropping/alternatives", "portraits"): (
        "ratio,policy,group,people,face_kept,face_kept_low,face_kept_high,shown\n"
        "0.56,model crop,all groups,40,0.9,0.8,0.95,0.9\n"
        "0.56,model crop,White men,20,0.9,0.8,0.95,0.9\n"
        "2,model crop,White men,20,0.8,0.7,0.9,0.9\n"
        "2,centre crop,White men,20,1,,,1\n"
    ),
    ("image_cropping/gaze", "groups"): (
        "group,people,off_face,cut_0.56,cut_2,height\nwomen,20,0.1,0,0.25,0.4\n"
    ),
    ("image_cropping/paired_crops", "strengths"): (
        "term,against,log_odds,low,high\nWhite men,White women,-0.7,-1,-0.4\n"
        "standing first,standing second,0,-0.1,0.1\n"
    ),
    ("image_cropping/published_runs", "four_way"): (
        "group,wins,share,low,high,predicted\nWhite men,1000,0.2,0.19,0.21,0.2\n"
    ),
}


@pytest.fixture
def made(make_version, make_finding):
    """Return a version of each cited report, made up, with what the cards read."""
    return {
        report: make_version(
            report,
            findings=[make_finding(one) for one in SPECS[report].products.findings],
            tables={table: text for (named, table), text in _COLUMNS.items() if named == report},
            data_kind=SPECS[report].data_kind,
        )
        for report in CITED
    }


def test_every_number_of_every_card_can_be_read(made):
    assert set(_COLUMNS) == set(cited_tables())
    for card in CARDS:
        numbers = read_numbers(card, made, level=0.95)
        unread = [one for one in numbers if one.value is None]
        # The made tables hold some of the choices of information only.
        assert {one.state for one in unread} <= {"The table has no such row now."}
        findings = [one for one in card.numbers if isinstance(one, FindingNumber)]
        assert len(numbers) >= len(findings)


def shown_by_notebook(versions, monkeypatch):
    """Return the products of the notebook, run in this process with the given versions."""
    bundles = []
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: bundles.append(bundle))
    files = {name: str(version.folder / "findings.json") for name, version in versions.items()}
    monkeypatch.setenv(VARIABLE, json.dumps(files))
    notebook = PROJECT.notebooks / "explanation/model_cards.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    names = {}
    with mpl.rc_context():
        mpl.use("agg")
        for cell in cells:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
    return [bundle[PRODUCT_MIME] for bundle in bundles]


@pytest.mark.parametrize("absent", [None, *CITED])
def test_the_page_is_whole_and_says_which_report_is_absent(made, monkeypatch, absent):
    products = shown_by_notebook({name: made[name] for name in made if name != absent}, monkeypatch)
    for kind in ("finding", "figure", "table"):
        ids = [one["id"] for one in products if one["product"] == kind]
        assert sorted(ids) == sorted(getattr(SPEC.products, f"{kind}s"))
    said = [
        paragraph["values"]["report"]
        for one in products
        if one["product"] == "text"
        for paragraph in one["paragraphs"]
        if "Not at hand" in paragraph["template"]
    ]
    assert said == ([] if absent is None else [absent])
    (listed,) = [one for one in products if one["id"] == "reports"]
    versions = {row[0]: row[1] for row in listed["data"]["rows"]}
    assert {name for name, version in versions.items() if version == "not at hand"} == (
        set() if absent is None else {absent}
    )
    assert all(one["data_kind"] in {"real", None} for one in products)
