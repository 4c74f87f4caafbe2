"""The wording of the report on simulated authors: claims, captions, plain words, limits.

The fields in braces are filled by ``rml.report``, those of a caption by ``str.format``; none
of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

POPULATION: Final = (
    "{own:.0%} of the authors lay the crop around the face of the person they mean, with an error "
    "from left to right whose standard deviation is {noise:.0%} of the picture's width; the others "
    "leave it in the middle. An author means the person of group A with a probability that "
    "rises with the difference of the two people's appeal; appeal is drawn alike in both groups, "
    "with a standard deviation of {spread:g} in log-odds. Even authors do not mind the group. "
    "Tilted authors have a leaning towards group A: averaged over people they mean its person in "
    "{tilt:.0%} of pictures. In each draw {people} people of each group all meet, and every pair "
    "is posted twice, once in each order."
)
MEANT: Final = (
    "With these authors the face of the person meant is kept to {meant:.1%} in expectation; the "
    "centre crop keeps {centre:.1%} of it, and a crop that shows one of the two by lot {lot:.1%}: "
    "it finds the person meant as often as not. Both faces together are kept to {kept:.1%}, as in "
    "every square crop. Even authors make no parity gap. Tilted authors make one of {gap:.1f} "
    "points: the author's choice hands on what authors prefer."
)
PLAIN_WORDS: Final = (
    "This page is a simulation; no author was observed. Suppose that {own:.0f} % of authors place "
    "the preview's crop on the person they mean, and not always steadily. The person meant is then "
    "seen: {meant:.0f} % of the face is kept on average, against {centre:.0f} % by a crop around "
    "the middle. Whether groups are treated alike depends on the authors alone. If whom they mean "
    "has nothing to do with the group, neither group is ahead. If they mean a person of one group "
    "in {tilt:.0f} % of pictures, that group is {gap:.1f} points ahead. Asking authors moves the "
    "decision from a model to people; it does not by itself make the outcome even. The method that "
    "gives the intervals for real portraits held the planted gaps in {even:.1f} and {tilted:.1f} % "
    "of {repetitions:,d} simulated draws; it promises {level:.0f} %."
)
LIMITS: Final = (
    (
        "Everything on this page is made up. How often authors would place a crop, how steadily, "
        "and whom they mean is not known; other values give other numbers, as the last table shows."
    ),
    "Authors who leave the crop in the middle are taken to do so whatever the picture shows.",
    (
        "The picture is always the same: two portraits side by side, one person meant. Pictures of "
        "many people, of no one, or with text in them are left out, and so is the work that "
        "choosing makes."
    ),
    (
        "A parity gap in what authors choose need not be unfair, nor its absence fair: they may "
        "have reasons. The report shows that such a gap would be passed on, not what should follow."
    ),
)
"""What the report cannot say."""
CAPTIONS: Final = {
    "choices": (
        "Parity gap of group A over group B, and share kept of the face of the person meant, as "
        "more authors choose. Curves: what was planted. Marks: one draw of people and authors with "
        "its interval over people. Groups A and B are nobody."
    ),
    "policies": (
        "What each policy shows in a square preview of two people, in expectation: parity gap in "
        "percentage points; shares kept of both faces, of the face of the person meant and of the "
        "picture's area; a face's width as a share of the preview's."
    ),
    "recovery": (
        "The parity gaps that were planted, and how intervals over people found them over repeated "
        "draws of people and authors: bias and mean width in percentage points, coverage as a "
        "share of the draws."
    ),
    "sensitivity": (
        "Tilted authors, in expectation: parity gap in percentage points and share kept of the "
        "face meant, by the probability that an author chooses and by the standard deviation of "
        "the error, in widths of the picture."
    ),
}
"""What figures and tables show, by their ids."""


def gap_claim(*, tilted: bool) -> Claim:
    """Return the claim on the planted parity gap that is found again."""
    who = (
        "Authors who mean the person of group A in {tilt:.0%} of pictures"
        if tilted
        else "Authors whose choice has nothing to do with the group"
    )
    return Claim(
        statement=(
            f"{who}: planted is a parity gap of {{truth:.1f}} points. Over {{repetitions:,d}} "
            "draws of people and authors the intervals held it in {coverage:.1%}; the first draw "
            "gave {value:+.1f} ({low:+.1f} to {high:+.1f})."
        ),
        estimand=(
            "Half the difference between the shares kept of A's and of B's face in a square "
            "preview, over all pairs of {people} people a group and both orders."
        ),
        assumptions=(
            "The made-up population of the report. The interval resamples the people of both "
            "groups, as for the real portraits."
        ),
        breaks_if="No observation could: it checks a method and claims nothing about authors.",
    )
