"""The wording of the report on neutral accounts: its claims, what they rest on, and its limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result. A claim
is passed to ``rml.report.finding.finding`` as ``**CLAIM``.
"""

from __future__ import annotations

from typing import Final

from rml.amplification.neutral_accounts.analyses import ANALYSES, AnalysisNote
from rml.report.claim import Claim

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
        "For {what}, seed {seed}, a single test of three accounts that spread as these do finds a "
        "true shift of {value:.2f} score points with probability {power:.0%}. This report "
        "asks for more: Holm's first step over {tests} tests finds one of {strict.value:.2f} as "
        "often. The observed mean is {observed.value:+.3f}."
    ),
    estimand=(
        "The smallest true mean over accounts of such a seed that a single two-sided t test over "
        "three accounts detects with the given power."
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
        "({estimate.level} interval {low:+.3f} to {high:+.3f}); the exact sign-flip test gives p = "
        "{flip.p_value:.2f}."
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


def mean_difference(note: AnalysisNote, *, at_border: bool) -> Claim:
    """Return the claim on one comparison's mean difference under an analysis.

    At the border the interval is given to one digit more: rounding would let it end at zero.
    """
    spec = "+.4f" if at_border else "+.3f"
    return Claim(
        statement=(
            "For {whom}, the score of {what} in the home timeline minus that in friends' posts is "
            f"{{value:{spec}}} on a scale from −1 (left) to +1 (right); {{estimate.level}} "
            f"interval for this comparison alone: {{low:{spec}}} to {{high:{spec}}}. {{reading}}."
        ),
        estimand=(
            "Mean score of {what} in what the API returned as home timeline, minus that in "
            f"friends' posts, {note.weights}: {{whom}}."
        ),
        assumptions=note.assumptions,
        breaks_if=note.breaks_if,
    )


def why_not_comparable(*, verified: bool) -> str:
    """Return why a mean difference has no verdict against the published test of the same data."""
    differs = (
        "The study's notebook tests this comparison with a t statistic over pooled account-days, "
        "taken as independent: another quantity, in another unit, than a mean difference whose "
        "interval allows for what days or accounts share."
    )
    if verified:
        return f"{differs} Recomputed as published, it is held against the printed value above."
    return f"{differs} Its printed value was not verified for this report and is not shown."


RECORD: Final = (
    "The {bots} accounts, three for each of {seeds} seeds, were observed on both sides on {low} to "
    "{high} days each, between {first} and {last}; the first to end did so on {end}. From "
    "{gap_first} to {gap_last} friends' posts are missing for every account.\n\n"
    "A full window holds the last {cap} scored posts of a home timeline and {many} of the friends; "
    "nearly all are full. In the median account the home windows' renewal is {least:.2f} to "
    "{most:.2f} a day, depending on the score: they span at least about {short:.1f} to {long:.1f} "
    "days, and took up to {fill} days to fill at the start. The friends' averages move *more* from "
    "day to day than independent posts could explain (renewal up to {wild:.0f}), as they would if "
    "a window held many posts of few friends. Their number of posts overstates how precise they "
    "are, and their overlap cannot be read off."
)
HELD_AGAINST_PRINT: Final = (
    "{held} of the {tests} tests are held against the printed value, verified in the notebook at "
    "the commit of the data; on the same files their t comes out with the same digits. The other "
    "{rest} are recomputed in the same way and shown with as many digits, for comparison with the "
    "authors' notebook; this report does not say what is printed there."
)
COUNTS_BY_CHOICE: Final = (
    "As statements about these accounts, {low} to {high} of {tests} comparisons remain "
    "significant, depending on the HAC interval chosen; with accounts as units, {units} at most."
)
EQUAL_SPREAD: Final = (
    "If accounts of every seed spread alike, the seeds of a score can share one spread with "
    "{freedom} degrees of freedom. Then t = {t:.2f} and p = {p:.2f} for {what}, seed {seed}. The "
    "smallest of the {tests} p-values is {least_p:.3f} ({least_what}, seed {least_seed}, t = "
    "{least_t:.2f}), and after Holm's correction {significant} of {tests} comparisons remain. That "
    "accounts spread alike is doubtful: for {wide_what}, those of {wide_seed} differ {ratio:.1f} "
    "times as much as is usual (in the median) for the other seeds."
)
PLAIN_WORDS: Final = (
    "In 2019 researchers ran {bots} automated Twitter accounts that acted at random; each had "
    "first followed one of {seeds} news sources. The study's code compared, day by day, the "
    "political leaning of what Twitter's programming interface returned as an account's home "
    "timeline with that of its friends' posts. Counted that way, {naive:.0f} of {tests} "
    "comparisons look statistically significant; the authors themselves did not conclude from this "
    "that Twitter was biased. The days repeat each other, and each source has three accounts. With "
    "the repetition allowed for, {fewest:.0f} to {most:.0f} of the {tests} remain, depending on "
    "the method, as statements about these very accounts. As statements about such accounts in "
    "general, {units:.0f} of {tests} remain: in {apart:.0f} comparisons the three accounts do not "
    "even lean the same way. The most striking result, for accounts that began with {seed}, is a "
    "shift of {center.value:+.2f} on a scale from −1 (left) to +1 (right); three accounts leave "
    "open anything from {center.low:+.2f} to {center.high:+.2f} ({center.level} interval for this "
    "comparison alone). This does not show that Twitter was neutral: with accounts that differ as "
    "these do, even a true shift of {shift.value:.2f} would be missed {missed:.0%} of the time by "
    "a single test, and only one of about {strict.value:.1f} would be found as often by the "
    "stricter standard used here. Nor is it established that Twitter's ranking was measured at "
    "all, because the program asked for what Twitter described as the most recent Tweets."
)
