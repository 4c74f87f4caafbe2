import itertools
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from rml.run.site import FindingEntry, IndexEntry, render_index

HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


def parsed(page):
    return BeautifulSoup(page, "html.parser")


def text_of(node):
    return " ".join(node.get_text(" ").split())


@pytest.fixture
def soup(index_page):
    return parsed(index_page)


def entry(soup, report):
    return soup.find(id=report.replace("/", "-"))


def test_reports_are_grouped_by_analysis(soup):
    groups = [text_of(group.h2) for group in soup.find_all("section", class_="analysis")]
    assert groups == ["Image cropping", "Home timeline", "Political amplification"]
    assert (
        "4 reports: 2 with a full version, 1 waiting for data, 1 whose last run failed"
        in text_of(soup.find("header"))
    )


def test_a_report_shows_kind_main_finding_versions_and_citation(soup):
    article = entry(soup, "image_cropping/published_runs")
    assert article.h3.a["href"] == "image_cropping/published_runs/3f9a1c20b7d4/index.html"
    text = text_of(article)
    for part in (
        "published figures",
        "differs",
        "0.094 more often",
        "2 findings: 1 reproduced, 1 differs",
        "3f9a1c20b7d4 of 22 November 2026 and 2 other versions",
        "a" * 64,
        "Cite as: The authors",
    ):
        assert part in text
    standing = [text_of(row.find_all("td")[0]) for row in article.tbody.find_all("tr")]
    assert standing == ["latest", "older", "quick profile, not for use"]
    links = [link["href"] for link in article.find(class_="entry-findings").find_all("a")]
    assert links[1] == (
        "image_cropping/published_runs/3f9a1c20b7d4/index.html#finding-white_black_gap"
    )


def test_a_report_that_waits_says_for_what_and_how_to_get_it(soup):
    text = text_of(entry(soup, "home_timeline/panel_exposure_by_race"))
    assert "Waits for data: citizen_browser_health" in text
    assert "rml data get citizen_browser_health" in text


def test_a_failed_report_gives_the_reason_the_page_and_the_command(soup):
    article = entry(soup, "political_amplification/neutral_accounts")
    notice = article.find(class_="notice-failed")
    assert "Cell 7 raised ZeroDivisionError." in text_of(notice)
    assert notice.a["href"] == "political_amplification/neutral_accounts/failed/index.html"
    assert "make reports ONLY=political_amplification/neutral_accounts" in text_of(notice)


def test_a_quick_version_is_never_the_latest(soup):
    article = entry(soup, "political_amplification/neutral_accounts")
    assert article.h3.a is None
    assert "No full version yet; 1 quick version" in text_of(article)
    assert article.find("a", class_="quick-link")["href"] == "quick/index.html"
    assert "quick profile, not for use" in text_of(article.find(class_="entry-primary"))


def test_a_simulated_finding_says_so(soup):
    assert "In simulated data: The ratio" in text_of(
        entry(soup, "political_amplification/holdback")
    )


def test_a_failure_beside_a_standing_version_says_which_is_which(index_entries):
    failed = index_entries[2].failed
    soup = parsed(
        render_index([replace(index_entries[0], failed=failed)], generated_from="versions.jsonl")
    )
    assert "The version below stands from before." in text_of(soup)


def test_links_are_relative_and_nothing_is_loaded(soup):
    for link in soup.find_all("a"):
        assert "://" not in link["href"]
        assert not link["href"].startswith("/")
    assert not soup.find_all(src=True)
    assert "default-src 'none'" in str(soup.find("meta", {"http-equiv": True}))


def test_without_script_the_search_is_hidden_and_everything_is_listed(soup):
    assert soup.find("form").has_attr("hidden")
    assert len(soup.find_all("article")) == 4
    assert not [article for article in soup.find_all("article") if article.has_attr("hidden")]


def test_filters_offer_what_occurs(soup):
    verdicts = [option["value"] for option in soup.find(id="verdict").find_all("option")]
    assert verdicts == ["", "reproduced", "differs", "illustration"]
    kinds = [option["value"] for option in soup.find(id="kind").find_all("option")]
    assert kinds == ["", "real", "published", "simulated"]


def test_headings_make_an_outline(soup):
    assert len(soup.find_all("h1")) == 1
    levels = [int(heading.name[1]) for heading in soup.find_all(["h1", "h2", "h3", "h4"])]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_hostile_text_appears_as_text(index_entries):
    hostile = replace(
        index_entries[0],
        title=HOSTILE,
        summary=HOSTILE,
        cite=HOSTILE,
        findings=(
            FindingEntry(id="a", statement=HOSTILE, verdict="new", primary=True, data_kind="real"),
        ),
        failed=replace(index_entries[2].failed, reason=HOSTILE, command=HOSTILE),
    )
    soup = parsed(render_index([hostile], generated_from=HOSTILE))
    assert len(soup.find_all("script")) == 1
    assert not soup.find_all(onerror=True)
    assert soup.h3.get_text() == HOSTILE


def test_an_empty_collection_has_an_index():
    page = render_index([], generated_from="versions.jsonl")
    assert "No report has been declared yet" in page


def test_a_report_never_built_is_listed():
    never = IndexEntry(report="a/b", title="New", summary="Nothing yet.", data_kind="real")
    page = render_index([never], generated_from="versions.jsonl")
    assert "1 report: 1 not built yet" in text_of(parsed(page))


def test_attempts_that_did_not_work_stand_in_a_section_of_their_own(index_entries):
    attempt = replace(index_entries[0], report="lessons/attempt", unsuccessful=True)
    soup = parsed(render_index([attempt, *index_entries], generated_from="versions.jsonl"))
    sections = soup.find_all("section", class_="analysis")
    assert text_of(sections[-1].h2) == "Attempts that did not work"
    assert entry(sections[-1], "lessons/attempt")
    assert not any(entry(section, "lessons/attempt") for section in sections[:-1])
    assert "Lessons" not in [text_of(section.h2) for section in sections]


def test_without_attempts_there_is_no_section_for_them(soup):
    assert "did not work" not in text_of(soup)
