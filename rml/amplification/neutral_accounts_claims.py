"""The wording of the report on neutral accounts: its claims, what they rest on, and its limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result. A claim
is passed to ``rml.report.finding.finding`` as ``**CLAIM``.
"""

from __future__ import annotations

from typing import Final, TypedDict

from rml.amplification.analyses import ANALYSES, AnalysisNote


class Claim(TypedDict):
    """The words of a finding."""

    statement: str
    estimand: str
    assumptions: str
    breaks_if: str


REPRODUCED_T: Final = Claim(
    statement=(
        "With account-days taken as independent, t is {value:.6f} for the {what} of accounts that "
        "first followed {seed}; {printed} was printed."
    ),
    estimand="The test statistic of the published notebook on the published files, and no more.",
    assumptions="For reproduction none. As a test it needs independent days, and has none.",
    breaks_if="The files differ from those behind the published notebook.",
)
EFFECTIVE_DAYS: Final = Claim(
    statement=(
        "The {n} behind the largest published t ({what}, seed {seed}) tell as much about these "
        "accounts as {value:.0f} independent account-days would."
    ),
    estimand=(
        "The number of independent account-days of the same three accounts whose mean would have "
        "the same standard error."
    ),
    assumptions=ANALYSES["hac"].assumptions,
    breaks_if="There are swings longer than the months observed: then the number is too large.",
)
SAME_DIRECTION: Final = Claim(
    statement=(
        "In {value:.0f} of {tests} comparisons all three accounts differ from their friends in the "
        "same direction; tosses of a coin would give {chance:.1f} on average."
    ),
    estimand="A description of these accounts: agreement in the sign of their mean differences.",
    assumptions="None for the count. The expectation takes the signs of accounts as independent.",
    breaks_if="Mean differences are so close to zero that their sign means nothing.",
)
DETECTABLE_SHIFT: Final = Claim(
    statement=(
        "For {what}, seed {seed}, three accounts that spread as these do find a true shift of "
        "{value:.2f} score points with probability {power:.0%}; the observed mean is "
        "{observed.value:+.3f}."
    ),
    estimand=(
        "The smallest true mean over accounts of such a seed that a two-sided t test over three "
        "accounts detects with the given power."
    ),
    assumptions=(
        "Accounts' means are normal with the observed standard deviation; the interval allows for "
        "its uncertainty."
    ),
    breaks_if="Accounts of such a seed spread more, or less, than these three happen to.",
)
ALL_ACCOUNTS: Final = Claim(
    statement=(
        "Over all {n}, home timeline minus friends is {value:+.3f} score points for {what} "
        "({low:+.3f} to {high:+.3f}); the exact sign-flip test gives p = {flip.p_value:.2f}."
    ),
    estimand=(
        "The mean difference over accounts started from these seeds in equal shares and run by the "
        "same rules in the same months."
    ),
    assumptions=(
        "Accounts are independent. That the seeds were fixed is ignored, which makes the interval "
        "longer rather than shorter."
    ),
    breaks_if="Leanings of different seeds cancel out: the mean then hides them.",
)
LIMITS: Final = (
    (
        "The collecting code reads `statuses/home_timeline`, documented as the most recent "
        "Tweets. Whether the ranked feed was measured is not established, so nothing here is "
        "a finding about Twitter's ranking."
    ),
    (
        "Rows are averages over overlapping windows of the last {cap} or fewer (home) and "
        "{many} or fewer (friends) posts with a score. Days are dependent by construction; "
        "how far windows overlap had to be inferred."
    ),
    (
        "Each seed has three accounts. With two degrees of freedom hardly anything can be "
        "found or ruled out, and the t interval leans on a normality that three values "
        "cannot check. What is said of “these three accounts” holds for them only. Accounts "
        "of a seed may share friends and news, and all ran in the same months, so they are "
        "not fully independent evidence."
    ),
    (
        "The two sides were not collected alike. In the code that we read "
        "(osome-iu/DrifterBot: bot/source.py at 50af83cf, metric/analysis.py at 1b21b82b), "
        "home timelines were filtered for English and friends' posts were not, and friends "
        "were sampled at random with their latest posts up to a maximum. A difference "
        "between the sides need not be selection by Twitter."
    ),
    (
        "In the query whose window sizes match the files (metric/time_series_scores.py at "
        "badfd5ca), posts are ordered by day alone, so which of a day's posts fill the "
        "window is left to the database; and friends' posts are dated by the day on which "
        "the friendship was recorded, with no condition on the date of the post. A friends' "
        "score may hold posts older or younger than its date."
    ),
    (
        "Friends' rows are missing for every account from {gap_first} to {gap_last}, and for "
        "single accounts on further days. Days without both sides are left out, as in the "
        "published tests."
    ),
    (
        "Intervals over days assume a steady state. Account {bot} breaks it: its mean "
        "difference in {what} was {before:+.2f} before that gap and {after:+.2f} after it. "
        "Results of its seed over days are not a level that would persist."
    ),
    (
        "Only posts with a scored link or hashtag count. The scores are built from what "
        "other accounts share; their error is in no interval, and the two scores often "
        "disagree."
    ),
    (
        "The primary comparison was chosen by a rule, the largest published t. An extreme "
        "chosen in this way tends to overstate its effect."
    ),
    (
        "The accounts acted at random: they are neither ordinary users nor legislators. Their "
        "sources and scores are of politics in the United States, and they ran for half a "
        "year. Their own posts and their followers were not used."
    ),
)
"""What the report cannot say."""


def still_significant(note: AnalysisNote) -> Claim:
    """Return the claim on how many comparisons remain significant under an analysis."""
    return Claim(
        statement=(
            "Analysis “{name}”: {value:.0f} of {tests} comparisons remain significant after Holm's "
            "correction at {alpha:.0%}."
        ),
        estimand="How many comparisons of the family this analysis would call different from zero.",
        assumptions=note.assumptions,
        breaks_if=note.breaks_if,
    )


def mean_difference(note: AnalysisNote) -> Claim:
    """Return the claim on one comparison's mean difference under an analysis."""
    return Claim(
        statement=(
            "For {whom}, the score of {what} in the home timeline minus that in friends' posts is "
            "{value:+.3f} on a scale from −1 (left) to +1 (right), interval {low:+.3f} to "
            "{high:+.3f}. {reading}."
        ),
        estimand=(
            "Mean score of {what} in what the API returned as home timeline, minus that in "
            f"friends' posts, {note.weights}: {{whom}}."
        ),
        assumptions=note.assumptions,
        breaks_if=note.breaks_if,
    )
