import base64
import hashlib
import itertools
import re

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment
from jinja2.meta import find_referenced_templates

from rml.run.page import policy
from rml.run.render import render_report
from rml.run.template_files import TEMPLATES, template_fingerprint


def parsed(page):
    return BeautifulSoup(page, "html.parser")


@pytest.fixture
def soup(report_page):
    return parsed(report_page())


def text_of(node):
    return " ".join(node.get_text(" ").split())


def test_everything_stands_in_the_promised_order(soup):
    headings = [text_of(heading) for heading in soup.find_all("h2")]
    assert headings == [
        "Main finding",
        "In plain words",
        "Findings",
        "What each finding claims",
        "Contents",
        "Introduction",
        "What the runs say",
        "What can be claimed",
        "Limits",
        "Data used",
        "Parameters",
        "How to cite",
        "How to reproduce this version",
        "How to ask or to object",
        "Provenance",
    ]
    assert soup.body.find(True)["class"] == ["skip"]


def test_the_header_says_what_this_is(soup, record):
    header = text_of(soup.find("header"))
    for part in (
        record["title"],
        record["authors"][0],
        "22 November 2026",
        record["version"],
        "published figures",
        "what they leave out cannot be seen from them",
        "2 findings: 1 reproduced, 1 differs",
        "1234567890ab",
    ):
        assert part in header


def test_there_is_one_title_and_no_hole_in_the_outline(soup):
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_ids_are_given_once_and_every_link_inside_leads_somewhere(soup):
    ids = [node["id"] for node in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for link in soup.find_all("a", href=re.compile("^#")):
        assert link["href"][1:] in ids


def test_the_policy_admits_the_embedded_sheet_and_script_by_hash_and_nothing_else(soup):
    content = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    directives = dict(part.strip().split(" ", 1) for part in content.split(";"))
    (style,) = soup.find_all("style")
    (script,) = soup.find_all("script")

    def source(node):
        digest = hashlib.sha256(node.string.encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"

    assert directives == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": source(style),
        "script-src": source(script),
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_policy_stands_before_anything_it_governs(report_page):
    page = report_page()
    assert page.index("Content-Security-Policy") < page.index("<link")
    assert page.index("Content-Security-Policy") < page.index("<style")


def test_nothing_is_loaded_from_anywhere(soup):
    for node in soup.find_all(True):
        for attribute in ("src", "srcset", "poster", "data", "action", "background"):
            assert str(node.get(attribute, "data:")).startswith("data:"), node
        assert not node.has_attr("style")
        assert not [name for name in node.attrs if name.startswith("on")]
    for link in soup.find_all("link"):
        assert link["href"].startswith("data:")
    css = soup.find("style").string
    assert "@import" not in css
    assert "url(" not in css
    assert not soup.find_all(["iframe", "object", "embed", "base", "form"])


def test_findings_come_with_verdicts_and_lead_to_their_place(soup):
    primary = soup.find("section", class_="primary")
    assert "0.094 more often" in text_of(primary)
    assert primary.find(class_="rml-badge").get_text() == "differs"
    findings = soup.find_all("li", class_="finding")
    assert [item.find(class_="rml-badge-verdict").get_text() for item in findings] == [
        "differs",
        "reproduced",
    ]
    assert "8 %, tolerance 0.005" in text_of(findings[0])
    assert "leaves out the pair" in text_of(findings[0])
    link = findings[0].find("a")["href"]
    assert soup.find(id=link[1:])["class"] == ["rml-finding", "rml-verdict-differs"]


def test_a_finding_that_the_notebook_did_not_show_has_its_anchor_at_the_top(
    build_notebook, findings_of, record
):
    notebook = build_notebook()
    findings = findings_of(notebook, kind="published", profile="full")
    for cell in notebook.cells:
        if cell.source.startswith("finding("):
            cell.outputs = []
    soup = parsed(render_report(notebook, record=record, findings=findings))
    assert "finding" in soup.find(id="finding-female_male_gap")["class"]


@pytest.fixture
def page_with(build_notebook, findings_of, record):
    """Return a function that renders a report with so many findings, named by their verdicts."""

    def page(verdicts):
        notebook = build_notebook()
        findings = findings_of(notebook, kind="published", profile="full")
        primary = findings["findings"][0]
        findings["findings"] += [
            {**primary, "id": f"extra_{number}", "primary": False, "verdict": verdict, "why": None}
            for number, verdict in enumerate(verdicts)
        ]
        return parsed(render_report(notebook, record=record, findings=findings))

    return page


def ids_shown(items):
    return [item.find("a")["href"].removeprefix("#finding-") for item in items]


def test_several_findings_are_shown_in_brief_after_the_main_one(page_with):
    soup = page_with(["new"] * 5 + ["missed"])
    items = soup.find_all("li", class_="finding")
    assert ids_shown(items)[:3] == ["female_male_gap", "extra_5", "white_black_gap"]
    assert ["finding-brief" in item["class"] for item in items] == [False] + [True] * 7
    assert soup.find("details", class_="further") is None
    assert len(soup.find("table", class_="claims").tbody.find_all("tr")) == 8


def test_very_many_findings_are_folded_but_never_one_that_contradicts(page_with):
    soup = page_with(["new"] * 20 + ["differs", "inconsistent", "missed"])
    fold = soup.find("details", class_="further")
    assert text_of(fold.summary) == "21 further findings: 1 reproduced, 20 new"
    folded = ids_shown(fold.find_all("li", class_="finding"))
    outside = [
        name for name in ids_shown(soup.find_all("li", class_="finding")) if name not in folded
    ]
    assert outside == ["female_male_gap", "extra_20", "extra_21", "extra_22"]
    tables = soup.find_all("table", class_="claims")
    assert [len(table.tbody.find_all("tr")) for table in tables] == [4, 21]
    ids = [node["id"] for node in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_an_infinite_end_is_shown_as_such(build_notebook, findings_of, record):
    notebook = build_notebook()
    findings = findings_of(notebook, kind="published", profile="full")
    findings["findings"][0].update(high="inf")
    soup = parsed(render_report(notebook, record=record, findings=findings))
    assert "to ∞" in text_of(soup.find("li", class_="finding"))


def test_the_claims_table_says_what_would_break_each_finding(soup):
    (table,) = soup.find_all("table", class_="claims")
    row = [text_of(cell) for cell in table.tbody.tr.find_all(["th", "td"])]
    assert row[0] == "female male gap"
    assert row[2] == "probability minus 0.5"
    assert "drawn anew" in row[3]
    assert "Another way to pair" in row[4]


def test_the_contents_list_every_section_but_the_top(soup):
    entries = [text_of(link) for link in soup.find("nav", class_="contents").find_all("a")]
    assert entries[:4] == [
        "Findings",
        "What each finding claims",
        "Introduction",
        "What the runs say",
    ]
    assert "By pair of groups" in entries
    assert entries[-1] == "Provenance"


def test_code_is_folded_and_products_are_not(soup):
    folds = soup.find_all("details", class_="code")
    assert len(folds) == 9
    assert not any(fold.has_attr("open") for fold in folds)
    assert soup.find("figure", class_="rml-figure").find_parent("details") is None


def test_every_picture_has_words_that_say_something(soup):
    pictures = soup.find_all("img")
    assert pictures
    for picture in pictures:
        assert len(picture["alt"].split()) >= 6


def test_data_parameters_and_provenance_are_there(soup, record):
    text = text_of(soup)
    dataset = record["datasets"][0]
    for part in (
        dataset["citation"],
        dataset["licence"],
        dataset["caveats"][0],
        "the published total leaves it out",
        "a sensitivity analysis only",
        dataset["files"][0]["sha256"],
        "Nominal coverage of intervals",
        '["women", "men"]',
        "parameter level: 0.95 → 0.9",
        "modules: rml.stats.intervals",
        "2.13.0+cpu",
        "1 min 35 s",
        "git checkout " + record["git"]["commit"],
        record["command"],
        record["fingerprint"]["parts"]["lock"],
    ):
        assert part in text


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("audits@example.org", "mailto:audits@example.org?subject="),
        ("https://example.org/issues", "https://example.org/issues"),
        ("the desk on floor 3", None),
        ("javascript:alert(1)@x", None),
        (None, None),
    ],
)
def test_who_to_ask_is_taken_from_the_record_or_described(report_page, contact, href):
    section = parsed(report_page(contact=contact)).find(id="object").find_parent("section")
    links = [link["href"] for link in section.find_all("a")]
    if href is None:
        assert not [link for link in links if link.startswith(("javascript", "http"))]
    else:
        assert links[0].startswith(href)
    assert (contact or "the repository that this report came from") in text_of(section)
    assert "Version: 3f9a1c20b7d4" in section.find_all("pre")[-1].get_text()


@pytest.mark.parametrize("kind", ["simulated", "mixed"])
def test_a_simulated_page_cannot_be_mistaken_for_a_finding(report_page, kind):
    soup = parsed(report_page(kind=kind))
    banner = soup.find("aside", class_="banner")
    assert "imulated" in text_of(banner)
    assert "In simulated data:" in text_of(soup.find("section", class_="primary"))
    assert f"kind-{kind}" in soup.body["class"]
    assert soup.find("li", class_="finding").find(class_=f"rml-kind-{kind}")


def test_a_real_finding_of_a_mixed_page_is_not_called_simulated(
    build_notebook, findings_of, record
):
    notebook = build_notebook(kind="real")
    findings = findings_of(notebook, kind="mixed", profile="full")
    soup = parsed(
        render_report(notebook, record={**record, "data_kind": "mixed"}, findings=findings)
    )
    assert "imulated" in text_of(soup.find("aside", class_="banner"))
    assert "In simulated data:" not in text_of(soup.find("section", class_="primary"))
    assert soup.find("li", class_="finding").find(class_="rml-kind-real")


def test_a_page_on_real_data_has_no_banner(report_page):
    assert parsed(report_page(kind="real")).find("aside") is None


def test_a_quick_version_says_so_in_header_and_findings(report_page):
    soup = parsed(report_page(profile="quick"))
    assert "Quick profile" in text_of(soup.find("aside", class_="banner"))
    assert "Quick profile" in text_of(soup.find("header"))
    assert soup.find("li", class_="finding").find(class_="badge-quick")
    assert "profile-quick" in soup.body["class"]


def test_a_tree_that_was_not_clean_is_admitted(report_page):
    page = text_of(parsed(report_page(git={"commit": "a" * 40, "clean": False})))
    assert "with changes that no commit holds" in page
    assert "The tree held changes" in page


def test_an_unknown_commit_is_admitted(report_page):
    assert "The commit is not known" in text_of(parsed(report_page(git=None)))


def test_a_report_without_limits_says_that_this_is_a_defect(build_notebook, findings_of, record):
    notebook = build_notebook()
    notebook.cells = notebook.cells[:-2]
    findings = findings_of(notebook, kind="published", profile="full")
    page = render_report(notebook, record=record, findings=findings)
    assert "states no limits" in page


def test_the_notebook_given_is_not_changed_and_the_page_is_the_same_each_time(
    build_notebook, findings_of, record
):
    notebook = build_notebook()
    findings = findings_of(notebook, kind="published", profile="full")
    before = repr(notebook)
    first = render_report(notebook, record=record, findings=findings)
    assert render_report(notebook, record=record, findings=findings) == first
    assert repr(notebook) == before


def test_cells_without_ids_are_rendered_without_a_warning(build_notebook, findings_of, record):
    notebook = build_notebook()
    for cell in notebook.cells:
        cell.pop("id", None)
    findings = findings_of(notebook, kind="published", profile="full")
    assert "Main finding" in render_report(notebook, record=record, findings=findings)


def test_the_fingerprint_covers_every_template_file_in_order():
    fingerprint = template_fingerprint()
    assert list(fingerprint) == sorted(fingerprint)
    assert {"report.html.j2", "page.css", "report.js", "products.html.j2"} <= set(fingerprint)
    content = (TEMPLATES / "page.css").read_bytes()
    assert fingerprint["page.css"] == hashlib.sha256(content).hexdigest()


def names_in(template):
    source = (TEMPLATES / template).read_text(encoding="utf-8")
    sheets = re.findall(r'"([a-z_]+\.(?:css|js))"', source)
    parts = [name for name in find_referenced_templates(Environment().parse(source)) if name]
    return {template, *sheets}.union(*map(names_in, parts))


def test_the_fingerprint_covers_all_that_a_page_is_made_from_and_no_more():
    needed = names_in("report.html.j2") | names_in("products.html.j2")
    needed |= names_in("explorer.html.j2")
    assert set(template_fingerprint()) == needed


def test_the_policy_of_known_text_is_known():
    # sha256 of the empty text, as in the CSP specification's examples of hashes.
    empty = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    assert f"style-src '{empty}'; script-src '{empty}'" in policy(styles="", script="")


def test_an_attempt_that_did_not_work_says_so_in_its_header(report_page):
    words = "An attempt that did not work."
    assert words in text_of(parsed(report_page(outcome="unsuccessful")).find("header"))
    assert words not in text_of(parsed(report_page()))
