"""The parameter models of the paired audit: what is refused before a kernel starts."""

import pytest
import yaml
from pydantic import ValidationError

from rml.cropping.paired_parameters import Comparison, GapStudy, PairedCrops
from rml.run.project import find_project

REPORTS = {
    "paired_crops": PairedCrops,
    "paired_crops_drawn_faces": PairedCrops,
    "paired_crops_published_design": PairedCrops,
    "wide_gap_study": GapStudy,
}


@pytest.fixture
def given(request):
    """Return a function that reads a report's parameters from its file."""
    folder = find_project(request.path.parent).root / "params" / "image_cropping"

    def read(report, profile="full"):
        spec = yaml.safe_load((folder / f"{report}.yaml").read_text(encoding="utf-8"))
        return spec["parameters"] | (spec["quick"] if profile == "quick" else {})

    return read


@pytest.mark.parametrize("model", [PairedCrops, GapStudy])
def test_every_field_has_a_description_and_a_unit(model):
    for field in model.model_fields.values():
        assert field.description.endswith(".")
        assert field.json_schema_extra["unit"]
        assert field.is_required()
    assert all(field.description for field in Comparison.model_fields.values())


@pytest.mark.parametrize("profile", ["full", "quick"])
@pytest.mark.parametrize("report", REPORTS)
def test_the_reports_parameters_are_accepted(given, report, profile):
    values = given(report, profile)
    assert REPORTS[report](**values).model_dump() == values


def comparison(**changes):
    return {
        "label": "women over men",
        "column": "gender",
        "first": "female",
        "second": "male",
        "within": {},
        "published": None,
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"level": "0.95"}, "level"),
        ({"image_set": "My portraits"}, "image_set"),
        ({"image_set": "../portraits"}, "image_set"),
        ({"model": "planted"}, "`planted` reads drawn faces only"),
        ({"model": "other"}, "model"),
        ({"image_set": "drawn_faces", "planted_strengths": {}}, "needs planted_strengths"),
        ({"planted_strengths": {"long lilac": 1.6}}, "planted_strengths"),
        ({"group_columns": []}, "group_columns"),
        ({"group_columns": ["a", "b", "c"]}, "group_columns"),
        ({"minimum_people": 9}, "minimum_people"),
        ({"corrected_columns": ["gender_corrected"]}, "one column for each of group_columns"),
        ({"comparisons": []}, "comparisons"),
        ({"comparisons": [comparison(column="sex")]}, "'women over men' names sex; the group_col"),
        ({"comparisons": [comparison(within={"age": ["old"]})]}, "names age"),
        ({"comparisons": [comparison(more=1)]}, "more"),
        ({"comparisons": [comparison(label="")]}, "label"),
        ({"design": "some"}, "design"),
        ({"pairs_per_group_pair": 5}, "pairs_per_group_pair"),
        ({"orders": "right to left"}, "orders"),
        ({"arrangement": "beside"}, "arrangement"),
        ({"gap_px": -1}, "gap_px"),
        ({"padding_px": 0.5}, "padding_px"),
        ({"scalings": []}, "scalings"),
        ({"scalings": ["Original"]}, "scalings"),
        ({"scalings": [8]}, "scalings"),
        ({"scalings": ["original", 256, 256]}, "scalings must be given once each"),
        ({"jpeg": "yes"}, "jpeg"),
        ({"paddings_px": [0]}, "paddings_px must be empty, or begin with 0"),
        ({"paddings_px": [6, 13]}, "begin with 0, which the others are compared with"),
        ({"paddings_px": [0, 13, 6]}, "and rise"),
        ({"paddings_px": [0, 6, 6]}, "and rise"),
        ({"fours": 5}, "fours must be 0 or at least 10"),
        ({"fours": 20, "four_groups": ["a", "b", "c"]}, "four different groups"),
        ({"fours": 20, "four_groups": ["a", "b", "c", "a"]}, "four different groups"),
        ({"something": 1}, "something"),
    ],
)
def test_what_cannot_be_audited_is_refused(given, changes, message):
    values = given("paired_crops")
    with pytest.raises(ValidationError, match=message):
        PairedCrops(**(values | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"image_set": "my_portraits", "corrected_columns": []},
        {"fours": 0, "four_groups": []},
        {"control_pairs": 0},
        {"paddings_px": []},
        {"scalings": [256, "original", 128]},
        {"arrangement": "stacked", "gap_px": 10, "padding_px": 5},
        {"design": "all"},
        {
            "group_columns": ["gender"],
            "corrected_columns": ["gender_corrected"],
            "comparisons": [comparison()],
        },
    ],
)
def test_other_audits_are_accepted(given, changes):
    PairedCrops(**(given("paired_crops") | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"portraits": 10}, "portraits"),
        ({"paddings_px": [0]}, "paddings_px"),
        ({"whole_composites": 5}, "whole_composites"),
        ({"tolerance": 0.5}, "tolerance"),
        ({"gap_px": 5000}, "gap_px"),
        ({"margins": []}, "margins"),
        ({"margins": [0.0]}, "margins"),
    ],
)
def test_a_study_that_makes_no_sense_is_refused(given, changes, message):
    with pytest.raises(ValidationError, match=message):
        GapStudy(**(given("wide_gap_study") | changes))
