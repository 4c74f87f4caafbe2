import pytest

from rml.errors import ProductError
from rml.report.alt_text import check_alt

CAPTION = "How often the model chose a woman over a man, by pair of groups"
GOOD = (
    "Dot plot with five pairs of groups. Women win in each; the lead is largest for white women "
    "over white men at 12 points and excludes zero everywhere."
)


def refusal(alt, caption=CAPTION):
    with pytest.raises(ProductError) as caught:
        check_alt(alt, caption=caption, where="figure `f`")
    return caught.value


@pytest.mark.parametrize(
    "alt",
    [
        GOOD,
        CAPTION + ": women lead in all five pairs, most for white faces at twelve points, and "
        "the intervals stay clear of zero.",
        "Bar chart of eight categories; the first two reach forty per cent, all others under ten.",
        "Two lines over ninety days: the chronological feed stays near 0.4, the ranked one climbs.",
        "Figures fall in every month: the number of accounts seen drops from 400 in May to 90.",
    ],
)
def test_a_description_is_accepted(alt):
    check_alt(alt, caption=CAPTION, where="figure `f`")


@pytest.mark.parametrize(
    ("alt", "problem"),
    [
        ("", "empty"),
        ("   \n ", "empty"),
        (None, "empty"),
        (
            "Image of a chart that shows how the two groups differ over the whole of the year",
            "filler",
        ),
        ("An image of the results that we found for each of the groups in our big panel", "filler"),
        ("Figure 3: the relation between the exposure of women and of men over the year", "filler"),
        ("figure", "filler"),
        (
            "This picture depicts the relation between exposure of women and of men over time",
            "filler",
        ),
        ("Graphic showing exposure of women and men in every month of the observed year", "filler"),
        ("alt text goes here and should be replaced by somebody who knows what it shows", "filler"),
        ("TODO describe the chart, its axes, its lines and the trend that a reader sees", "filler"),
        (
            "The chart gap_by_pair.png made by the notebook for the third section of this report",
            "file",
        ),
        ("Women lead in all pairs.", "24 characters"),
        (CAPTION, "caption"),
        (CAPTION.upper() + ".", "caption"),
        ("Chart: " + CAPTION + ".", "caption"),
        ("x " * 60, "content"),
        ("chart " * 20, "content"),
        (
            "This is a chart that shows the data of the results as bars and lines in a plot.",
            "content",
        ),
        ("0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8", "content"),
        (
            "gap gap gap gap gap gap gap gap gap gap gap gap gap gap gap gap gap gap gap gap",
            "content",
        ),
    ],
)
def test_text_that_describes_nothing_is_refused(alt, problem):
    error = refusal(alt)
    assert problem in error.problem
    assert "Good alt text names" in error.remedy
    assert error.where == "figure `f`"
