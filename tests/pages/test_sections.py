import pytest
from nbformat import v4

from rml.errors import ProductError
from rml.run.markdown import Prose
from rml.run.sections import Elsewhere, Picture, Printed, Raised, Shown, Step, sections_of


def cells(*given):
    return v4.new_notebook(
        cells=[v4.new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in given]
    )


def code(*outputs, source="x = 1", **metadata):
    return v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def only_output(output):
    (section,), _ = sections_of(cells(code(output)))
    (step,) = section.items
    (shown,) = step.outputs
    return shown


def test_the_title_is_dropped_and_later_top_headings_open_sections():
    sections, _ = sections_of(cells("# Title\n\nintro", "# Second\n\ntext", "## Third\n\ntext"))
    assert [section.html for section in sections] == ["Introduction", "Second", "Third"]


def test_headings_leave_no_hole_in_the_outline():
    sections, _ = sections_of(cells("## A\n\n##### deep\n\n#### deeper\n\n### three\n\n## B\n\nx"))
    levels = [item.level for item in sections[0].items if not isinstance(item, Prose)]
    assert levels == [3, 4, 3]
    assert [heading.html for heading in sections[0].subheadings] == ["deep", "three"]


def test_anchors_are_given_once():
    sections, _ = sections_of(cells("## Same\n\na", "## Same\n\nb", "## <>\n\nc"))
    assert [section.id for section in sections] == [
        "section-same",
        "section-same-2",
        "section-untitled",
    ]


def test_code_is_numbered_as_jupyter_numbers_it_and_labelled_by_its_tag():
    notebook = cells(
        "# T",
        code(tags=["parameters"]),
        "text",
        code(tags=["injected-parameters"]),
        code(),
    )
    (section,), _ = sections_of(notebook)
    steps = [item for item in section.items if isinstance(item, Step)]
    assert [(step.index, step.number) for step in steps] == [(1, 1), (3, 2), (4, 3)]
    assert [step.label for step in steps] == [
        "Parameters as the notebook has them",
        "Parameters of this version",
        "Code of this step",
    ]


def test_code_is_escaped():
    (section,), _ = sections_of(cells(code(source="x = '<script>' # <b>")))
    assert "<script" not in section.items[0].code
    assert "<b>" not in section.items[0].code


def test_streams_that_follow_one_another_are_one():
    step = code(
        v4.new_output("stream", name="stdout", text="a\n"),
        v4.new_output("stream", name="stdout", text="b\n"),
        v4.new_output("stream", name="stderr", text="/tmp/ipykernel_1/2.py: careful\n"),
        v4.new_output("stream", name="stdout", text="\n"),
    )
    (section,), _ = sections_of(cells(step))
    assert section.items[0].outputs == (
        Printed("a\nb", "stdout"),
        Printed("<cell>: careful", "stderr"),
    )
    assert step.outputs[0].text == "a\n"


@pytest.mark.parametrize(
    "mime",
    ["text/html", "image/svg+xml", "text/markdown", "application/javascript", "text/latex"],
)
def test_other_markup_becomes_its_plain_text(mime):
    output = v4.new_output(
        "display_data", data={mime: "<script>alert(1)</script>", "text/plain": "plain"}
    )
    assert only_output(output) == Printed("plain", "result")


def test_an_output_without_plain_text_is_named():
    shown = only_output(v4.new_output("display_data", data={"text/html": "<b>x</b>"}))
    assert shown == Printed("An output of type text/html, not shown here.", "result")


def test_a_png_becomes_a_data_uri():
    shown = only_output(
        v4.new_output("display_data", data={"image/png": "aGk=\n", "text/plain": "<Figure>"})
    )
    assert shown == Picture("data:image/png;base64,aGk=")


def test_an_error_is_cleaned():
    shown = only_output(
        v4.new_output("error", ename="E", evalue="\x1b[31mno\x1b[0m", traceback=["\x1b[1ma", "b"])
    )
    assert shown == Raised("E", "no", "a\nb")


def test_plain_words_and_limits_are_hoisted_and_empty_sections_go_with_them(build_notebook):
    sections, hoisted = sections_of(build_notebook())
    assert [section.html for section in sections] == [
        "Introduction",
        "What the runs say",
        "What can be claimed",
    ]
    assert "women more often" in hoisted["plain_words"].texts[0]
    assert "<li>" in hoisted["limits"].texts[0]
    assert [step.number for step in hoisted["limits"].steps] == [9]
    assert hoisted["limits"].steps[0].outputs == ()


def test_a_section_that_only_made_hoisted_texts_of_two_kinds_goes_as_well(build_notebook):
    made = {cell.source: cell for cell in build_notebook().cells}
    notebook = cells(
        "## In plain words", made["plain_words(...)"], code(source="y = 2"), made["limits([...])"]
    )
    sections, hoisted = sections_of(notebook)
    assert sections == []
    assert [step.number for step in hoisted["plain_words"].steps] == [1, 2]
    assert [step.number for step in hoisted["limits"].steps] == [3]


def test_a_section_with_other_words_stays_and_says_where_its_text_went(build_notebook):
    notebook = build_notebook()
    (limits,) = [cell for cell in notebook.cells if cell.source == "limits([...])"]
    sections, hoisted = sections_of(cells("## End\n\nWords.", limits))
    assert sections[-1].items[-1].outputs == (Elsewhere("limits"),)
    assert hoisted["limits"].texts
    assert not hoisted["limits"].steps


def test_without_hoisting_texts_stay_in_place(build_notebook):
    sections, hoisted = sections_of(build_notebook(), hoist=False)
    assert sections[-1].html == "Limits"
    assert isinstance(sections[-1].items[-1].outputs[0], Shown)
    assert not hoisted["limits"].texts


def test_the_notebook_can_be_cut_before_a_cell(build_notebook):
    sections, _ = sections_of(build_notebook(), before=4)
    assert [section.html for section in sections] == ["Introduction"]


def test_a_malformed_product_is_refused():
    data = {"application/vnd.rml.product+json": {"product": "finding"}, "text/plain": "x"}
    with pytest.raises(ProductError, match="does not have the keys"):
        sections_of(cells(code(v4.new_output("display_data", data=data))))


def test_an_empty_notebook_has_no_sections():
    assert sections_of(v4.new_notebook())[0] == []
