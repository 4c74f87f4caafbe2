import pytest

from rml.errors import ProductError
from rml.report.people import NO_PEOPLE, PeopleCounts, people_record


@pytest.mark.parametrize("reason", ["", "none", "  "])
def test_no_people_needs_a_reason(reason):
    with pytest.raises(ProductError, match="reason"):
        NO_PEOPLE(reason)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": ()}, "tuple"),
        ({"columns": "users"}, "tuple"),
        ({"columns": ("n",), "derived": ("n",)}, "twice"),
        ({"columns": ("n", "n")}, "twice"),
        ({"columns": ("n",), "threshold": 2}, "hides nothing"),
        ({"columns": ("n",), "policy": "show"}, "unknown"),
        ({"columns": ("n",), "policy": "flag"}, "already public"),
        ({"columns": ("n",), "policy": "flag", "already_public": " "}, "already public"),
    ],
)
def test_a_specification_must_make_sense(options, message):
    with pytest.raises(ProductError, match=message):
        PeopleCounts(**options)


def test_the_record_says_what_was_done():
    assert people_record(NO_PEOPLE("counts of images")) == {
        "policy": "no people",
        "threshold": None,
        "reason": "counts of images",
    }
    assert people_record(
        PeopleCounts(columns=("n",), policy="flag", already_public="the panel's own tables")
    ) == {"policy": "flag", "threshold": 10, "reason": "the panel's own tables"}
