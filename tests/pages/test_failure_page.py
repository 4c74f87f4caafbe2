from typing import get_args

import pytest
from bs4 import BeautifulSoup
from nbformat import v4

from rml.run.failure import Cause, Failure

HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


def parsed(page):
    return BeautifulSoup(page, "html.parser")


def text_of(node):
    return " ".join(node.get_text(" ").split())


@pytest.mark.parametrize("cause", get_args(Cause))
def test_each_cause_is_told_in_its_own_words(failure_page, cause):
    index = 9 if cause in ("raised", "killed", "crashed", "memory limit", "time limit") else None
    failure = Failure(cause=cause, summary="What happened, with its numbers.", cell_index=index)
    soup = parsed(failure_page(failure))
    assert "What happened, with its numbers." in text_of(soup.find(id="failed").find_parent())
    assert len(text_of(soup.find(id="why").find_parent())) > 80
    assert soup.find(id="cell") is not None or index is None
    assert soup.title.get_text().startswith("Not built: ")


def test_the_causes_differ_in_words(failure_page):
    words = {
        text_of(
            parsed(failure_page(Failure(cause=cause, summary="x"))).find(id="why").find_parent()
        )
        for cause in get_args(Cause)
    }
    assert len(words) == len(get_args(Cause))


def test_the_failing_cell_its_code_and_its_clean_traceback_are_shown(failure_page):
    soup = parsed(failure_page())
    assert text_of(soup.find(id="cell")) == "Cell 7"
    assert soup.find("pre", class_="failed-source").get_text() == "text(...)"
    assert soup.find(id="traceback").find_next("pre").get_text() == (
        "ZeroDivisionError: division by zero\nFile <cell>:1"
    )


def test_the_command_to_run_it_again_can_be_copied(failure_page, record):
    soup = parsed(failure_page())
    assert soup.find(id="again").find_next("pre").get_text() == record["command"]


def test_what_ran_before_is_shown_and_what_was_not_run_is_counted(failure_page):
    soup = parsed(failure_page())
    text = text_of(soup)
    assert "2 code cells after it were not run" in text
    assert [link.get_text() for link in soup.find("nav").find_all("a")] == [
        "Introduction",
        "What the runs say",
        "What can be claimed",
    ]
    assert soup.find("figure", class_="rml-figure")
    assert "None of it is published" in text


def test_a_run_that_ended_well_shows_all_and_names_what_is_missing(failure_page):
    failure = Failure(cause="missing product", summary="It did not emit figure `gap_over_time`.")
    declared = {"findings": ["female_male_gap"], "figures": ["gap_by_pair", "gap_over_time"]}
    soup = parsed(failure_page(failure, products=declared))
    assert soup.find(id="before").get_text() == "What ran"
    assert "women more often" in text_of(soup)
    missing = text_of(soup.find(id="expected").find_parent())
    assert "Figures gap_over_time" in missing
    assert "it showed the other 2" in missing
    assert "gap_by_pair" not in missing
    assert soup.find(class_="failure-reason").code.get_text() == "gap_over_time"


def test_nothing_is_called_missing_when_all_was_shown(failure_page):
    assert parsed(failure_page()).find(id="expected") is None


def test_without_a_notebook_the_page_says_that_nothing_ran(failure_page):
    failure = Failure(cause="input failed", summary="The report a/b was not built.")
    soup = parsed(failure_page(failure, notebook=None))
    assert "no cell was run" in text_of(soup)


def test_a_failure_in_the_first_cell_or_beyond_the_last_is_shown(failure_page):
    notebook = v4.new_notebook(cells=[v4.new_code_cell("1 / 0")])
    first = Failure(cause="raised", summary="It raised.", cell_index=0)
    assert "no cell came before it" in text_of(parsed(failure_page(first, notebook=notebook)))
    beyond = Failure(cause="crashed", summary="It crashed.", cell_index=5)
    soup = parsed(failure_page(beyond, notebook=notebook))
    assert soup.find(id="cell") is None
    assert text_of(soup.find(id="before")) == "What ran"


def test_an_error_in_the_middle_of_a_cell_keeps_what_it_showed_before(failure_page):
    notebook = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("## Step"),
            v4.new_code_cell(
                "print(1)\n1 / 0",
                outputs=[
                    v4.new_output("stream", name="stdout", text="half way\n"),
                    v4.new_output("error", ename="E", evalue="", traceback=["E"]),
                ],
            ),
        ]
    )
    failure = Failure(cause="raised", summary="It raised.", cell_index=1, traceback="E")
    soup = parsed(failure_page(failure, notebook=notebook))
    assert "half way" in text_of(soup.find(id="failed").find_parent())
    assert len(soup.find_all(class_="raised")) == 0


def test_a_malformed_product_does_not_keep_the_failure_from_being_told(failure_page):
    malformed = {"product": "finding", "id": "x"}
    data = {"application/vnd.rml.product+json": malformed, "text/plain": "in plain text"}
    notebook = v4.new_notebook(
        cells=[v4.new_code_cell("f()", outputs=[v4.new_output("display_data", data=data)])]
    )
    failure = Failure(cause="wrong product", summary="A finding lacks keys.")
    assert "in plain text" in text_of(parsed(failure_page(failure, notebook=notebook)))


def test_without_a_traceback_of_its_own_the_cells_error_is_shown(failure_page):
    error = v4.new_output("error", ename="E", evalue="", traceback=["\x1b[31mE\x1b[0m: no"])
    notebook = v4.new_notebook(cells=[v4.new_code_cell("f()", outputs=[error])])
    failure = Failure(cause="raised", summary="It raised.", cell_index=0)
    soup = parsed(failure_page(failure, notebook=notebook))
    assert soup.find(id="traceback").find_next("pre").get_text() == "E: no"


def test_hostile_text_appears_as_text(failure_page):
    failure = Failure(cause="raised", summary=HOSTILE, cell_index=1, traceback=HOSTILE, log=HOSTILE)
    notebook = v4.new_notebook(
        cells=[v4.new_markdown_cell(f"# {HOSTILE}\n\n{HOSTILE}"), v4.new_code_cell(HOSTILE)]
    )
    page = failure_page(
        failure,
        notebook=notebook,
        title=HOSTILE,
        summary=HOSTILE,
        command=HOSTILE,
        parameters={HOSTILE: HOSTILE},
        products={"findings": [HOSTILE]},
    )
    soup = parsed(page)
    assert len(soup.find_all("script")) == 1
    assert not soup.find_all(onerror=True)
    assert soup.find("h1").get_text() == f"Not built: {HOSTILE}"


def test_a_quick_and_simulated_run_says_so(failure_page):
    text = text_of(parsed(failure_page(profile="quick", data_kind="simulated")))
    assert "Quick: a cheap run" in text
    assert "simulated data" in text


@pytest.mark.parametrize(
    "bad", [{"cause": "tired", "summary": "x"}, {"cause": "raised", "summary": " "}]
)
def test_a_failure_needs_a_known_cause_and_a_summary(bad):
    with pytest.raises(ValueError, match=r"cause must be|needs a summary"):
        Failure(**bad)
