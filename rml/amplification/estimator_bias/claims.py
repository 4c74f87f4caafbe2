"""The wording of the report on the estimator's bias: claims, texts, plain words, limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_DESIGN: Final = (
    "Users of both arms are independent Poisson counts on every day, and nobody comes back; "
    "the amplification is the same on all days."
)
POOLED_CORRECTED: Final = Claim(
    statement=(
        "If reach is added up over {days:d} days before the ratio is taken, and one is added to "
        "the control users alone, T / (k (C + 1)), a planted amplification a is found again at "
        "{reach:g} expected control users a day. Its exact mean error is at most {exact:.2f} % of "
        "1 + a in size. In simulation, the largest mean error of all planted values is "
        "{value:+.2f} % ({low:+.2f} to {high:+.2f}, corrected for having picked it; planted: "
        "{planted:+.0%}). The {level:.0%} intervals hold the planted value in {coverage:.1%} of "
        "{repetitions:,d} experiments, at worst."
    ),
    estimand=(
        "The ratio of expected reach summed over days, treatment by control and arm sizes, minus "
        "one. Judged over planted amplifications from {least:+.0%} to {most:+.0%}."
    ),
    assumptions=_DESIGN,
    breaks_if=(
        "Users come back on further days, as they do on any platform: the estimate stays usable, "
        "the interval does not (see the finding on returning users)."
    ),
)
DAILY_CORRECTED: Final = Claim(
    statement=(
        "Take T / (k (C + 1)) on each day and average over {days:d} days. At {reach:g} expected "
        "control users a day the mean error is at worst {value:+.2f} % of 1 + a ({low:+.2f} to "
        "{high:+.2f}); the exact value is {exact:+.2f} %. A t interval over days holds the "
        "planted value in only {coverage:.1%} of {repetitions:,d} experiments, at worst, because "
        "ratios of small counts are skewed."
    ),
    estimand=(
        "The mean over days of the ratio of expected daily reach, minus one. Judged over planted "
        "amplifications from {least:+.0%} to {most:+.0%}."
    ),
    assumptions=f"{_DESIGN} The interval takes the mean over days as normal.",
    breaks_if=(
        "Fewer control users are reached a day: the bias grows as the exponential of their "
        "expected number falls, however many days are averaged."
    ),
)
PUBLISHED_INSIDE: Final = Claim(
    statement=(
        "The published formula read as (T + 1) / (k C + 1), averaged over {days:d} days: at "
        "{reach:g} expected control users a day it is off by {value:+.1f} % of 1 + a "
        "({low:+.1f} to {high:+.1f}) at a planted {planted:+.0%}. Under no effect it gives "
        "{null:+.1f} % in expectation there; with {low_reach:g} expected, {worst:+.0f} %."
    ),
    estimand=(
        "The mean over days of the ratio of expected daily reach, minus one. Judged over planted "
        "amplifications from {least:+.0%} to {most:+.0%}."
    ),
    assumptions=f"{_DESIGN} How the published study joined days is not known.",
    breaks_if="The study pooled days, or reached many more control users a day: the bias vanishes.",
)
PUBLISHED_OUTSIDE: Final = Claim(
    statement=(
        "The published formula read as (T + 1) / (k (C + 1)), averaged over {days:d} days: at "
        "{reach:g} expected control users a day it is off by {value:+.1f} % of 1 + a "
        "({low:+.1f} to {high:+.1f}) at a planted {planted:+.0%}. Under no effect it gives "
        "{null:+.1f} % in expectation there; with {low_reach:g} expected, {worst:+.0f} %."
    ),
    estimand=PUBLISHED_INSIDE["estimand"],
    assumptions=PUBLISHED_INSIDE["assumptions"],
    breaks_if=PUBLISHED_INSIDE["breaks_if"],
)
POISSON_RETURNING: Final = Claim(
    statement=(
        "If a user who is reached is reached on {mean_days:g} days on average, the pooled "
        "interval that takes user-days as independent holds the planted value in only "
        "{coverage:.1%} of {repetitions:,d} experiments, at worst. The mean error of "
        "T / (k (C + 1)) is {value:+.2f} % of 1 + a ({low:+.2f} to {high:+.2f})."
    ),
    estimand=(
        "The ratio of expected user-days, treatment by control and arm sizes, minus one, at "
        "{reach:g} expected control users a day on {days:d} days."
    ),
    assumptions="Only that the interval's own assumption, independent user-days, is wrong.",
    breaks_if="Users hardly ever come back.",
)
USER_LEVEL_RETURNING: Final = Claim(
    statement=(
        "With variances taken over users, and T / (k (C + q)) with q the mean days of a control "
        "user-day's user, the same experiments give {coverage:.1%} at worst. The intervals are "
        "{wider:.1f} times as wide. The mean error is {value:+.2f} % of 1 + a ({low:+.2f} to "
        "{high:+.2f})."
    ),
    estimand=POISSON_RETURNING["estimand"],
    assumptions=(
        "Users are independent of each other and enough of them are reached for the logarithm of "
        "the ratio to be about normal: here about {users:.0f} control users."
    ),
    breaks_if="A handful of users make up an author's audience, or users act in concert.",
)
FORMULA: Final = (
    "Write T for the users reached in the ranked (treatment) arm on a day, C for those in the "
    "control arm, and k for the number of treatment users per control user, {size_ratio:g} in the "
    "experiment. The formula of the paper survives here as flattened text. It adds one above and "
    "below the line, and can be read in two ways: (T + 1) / (k C + 1) or "
    "(T + 1) / (k (C + 1)), each minus one. How the daily values were joined is not known either. "
    "This report therefore shows both readings, for single days (or their mean) and for {days:d} "
    "days pooled."
)
VECTORS: Final = (
    "The exact means were computed before, apart from the code of this collection. The table "
    "repeats that computation: the largest difference is {difference:.4f} percentage points, "
    "within the rounding of its two decimals. At {low_reach:g} expected control user a day and no "
    "effect at all, the first reading gives {worst:+.0f} %."
)
LONE: Final = (
    "An author whom {low_reach:g} control user a day is expected to meet would be shown at "
    "{worst:+.0f} % on average, and a mean over many days does not help: it has the same bias with "
    "less noise. {share:.0%} of such authors would lie above {threshold:.0%}. If authors differ in "
    "reach, with a logarithm that varies by {spread:g}, the share depends on the median, which is "
    "not known; the table shows some. The published individual amplifications can only be judged "
    "with the control reach of each author beside them."
)
ESTIMANDS: Final = (
    "Days need not be alike. Suppose that {busy_days:d} of {days:d} days are busy: "
    "{busy_factor:g} times as many users are reached, and ranking does nothing. On the others it "
    "adds {quiet:.0%}. The mean of daily ratios asks what ranking does on a day; the pooled ratio "
    "asks what it does to a user-day. Both are fair questions with different answers. A report has "
    "to say which it answers."
)
UNION: Final = (
    "A party's reach is that of the union of its members' audiences: whoever meets several members "
    "counts once. If users meet members independently, ranking that multiplies every member's "
    "reach by the same factor above one multiplies the union's by less, because the union is a "
    "concave function of a member's reach. A party that appears *more* amplified than its members "
    "therefore needs another reason: audiences that overlap more without ranking than with it, "
    "or larger members who are amplified more. In the table each of the members reaches "
    "{member_reach:.0%} of control users and is amplified by {amplification:.0%}; where audiences "
    "overlap, {overlap:.0%} of a member's audience meets every member. It is exact."
)
PLAIN_WORDS: Final = (
    "Suppose ranking did nothing. An author whom {low_reach:g} control user a day is expected to "
    "meet would still be reported as amplified by {worst:.0f} %, if the published formula is read "
    "in the first way and daily values are averaged. The fault lies in days with hardly any "
    "control user, on which one is added to small numbers. Adding up the days first removes it: at "
    "{reach:g} control users a day, the corrected ratio is off by {exact:.2f} % of the truth on "
    "average, which is computed and not simulated, and its intervals held the truth in "
    "{coverage:.0f} % of {repetitions:,d} simulated experiments. That holds if nobody comes back. "
    "If a user who is reached is reached on {mean_days:g} days on average, the same intervals held "
    "it in only {naive:.0f} %, and intervals over users in {users:.0f} %. This is a simulation: it "
    "judges formulas, and finds nothing about any platform."
)
LIMITS: Final = (
    (
        "Everything here is simulated or computed. How many control users a day met each "
        "legislator in the real experiment is not known, so how much of the published individual "
        "values is bias cannot be said."
    ),
    (
        "Both readings of the formula come from text that lost its layout, and how days were "
        "joined is not known. A party reaches more users than one of its members; where it reaches "
        "hundreds of control users a day the bias is small under either reading."
    ),
    (
        "Poisson reach with the same expected number on every day is the simplest case. Days of "
        "the week, news and users who come back add variation that intervals over user-days miss."
    ),
    (
        "Returning users were simulated with geometric numbers of days and with ranking that "
        "reaches more users, not the same users more often. How often users truly come back is "
        "not known."
    ),
    (
        "The intervals over users shown here are a linearised form. With a log of impressions, "
        "delete users in groups and recompute (a jackknife over users)."
    ),
    (
        "The intervals are about users. They do not say how authors would differ who were not "
        "in the sample; a party's interval also has to resample its members."
    ),
)
"""What the report cannot say."""
