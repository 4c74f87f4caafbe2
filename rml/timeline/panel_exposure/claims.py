"""The wording of ``panel_exposure_by_race``: its claims, what they rest on, and its limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result. A claim
is passed to ``rml.report.finding.finding`` as ``**CLAIM``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from rml.data.published_figures import PublishedFigure
from rml.report.claim import Claim
from rml.timeline.panel_exposure.display import Wording

# Of which comparison the headline of The Markup's story speaks.
HEADLINE: Final = ("any_health_agency", "Black")
_HEADLINE_WHY: Final = (
    "The Markup's headline says that official information “Is Reaching Fewer Black People”. It "
    "holds {printed} of Black panelists against the percentages of other groups, one by one; it "
    "published no figure against everybody else."
)


_PANEL: Final = (
    "Panelists are independent draws from the people who would join such a paid panel; race is as "
    "they stated it; all groups' feeds are observed alike."
)
_BREAKS: Final = (
    "The feeds of one group were observed for less time, panelists share homes or places, or a "
    "count in the source is wrong."
)
SIZES: Final = Claim(
    statement=(
        "The health tables count {share:.0f} % as many {group} panelists as the hashtag tables, "
        "and {rest:.0f} % as many of everybody else: a gap of {value:.1f} percentage points. Feeds "
        "that were observed less steadily would, by that alone, hold less of what is counted here."
    ),
    estimand=(
        "Size of the health panel over that of the hashtag panel, for the group minus for all "
        "others."
    ),
    assumptions="None for the sizes; for the hint, that one panel is the active part of the other.",
    breaks_if="The two panels were counted by different rules, or grew between the two stories.",
)
GAP: Final = Claim(
    statement=(
        "{exposed:,} of {people:,} {group} panelists ({rate:.1%}) had {topic} in their feeds, and "
        "{exposed_rest:,} of {people_rest:,} others ({rate_rest:.1%}), a gap of {estimate:.2f}. "
        "{reading} (exact p = {p:.3f} by itself, {p_holm:.2f} adjusted for {m} comparisons)."
    ),
    estimand=(
        "Probability that a feed of the group holds it at least once while observed, minus the "
        "same for the rest of the panel."
    ),
    assumptions=_PANEL,
    breaks_if=_BREAKS,
)
RATIO: Final = Claim(
    statement=(
        "{group} panelists had {topic} in their feeds {estimate:.2f} times as often as the rest. "
        "If their feeds had been observed for {value:.0%} of the others' time, about such a ratio "
        "would appear without any difference in what was shown."
    ),
    estimand=(
        "Probability that a feed of the group holds it at least once while observed, over the same "
        "for the rest of the panel."
    ),
    assumptions=_PANEL,
    breaks_if=_BREAKS,
)
DIFFERENCES: Final = Claim(
    statement=(
        "Comparisons of which a difference stands after allowing for all {m}: {value:.0f}. What "
        "stands: {stands}. With a p-value of at most {alpha:.2f} by themselves: {alone}. Kept by "
        "the adjustment of Benjamini and Hochberg: {kept}."
    ),
    estimand="Number of group-against-rest comparisons whose rates differ.",
    assumptions=_PANEL,
    breaks_if=_BREAKS,
)
BY_CHANCE: Final = Claim(
    statement=(
        "If no group differed for any topic, at least one of the {m} comparisons would still have "
        "a p-value as small as the primary one's with a chance of {value:.0%}. This was computed "
        "after the data had been seen; it was not declared beforehand."
    ),
    estimand=(
        "Chance that the family's smallest unadjusted p-value is at most that of the primary "
        "comparison, if race makes no difference for any topic."
    ),
    assumptions=(
        "Within a topic all panelists are equally likely to be the ones exposed; the topics are "
        "independent."
    ),
    breaks_if="Who is exposed to one topic is exposed to others, which lowers the chance somewhat.",
)
EQUALITIES: Final = Claim(
    statement=(
        "Comparisons in which equal exposure is shown, the ratio's {inner:.0%} interval lying "
        "between {band:.2f} and {inverse:.2f}: {value:.0f} of {m}. Where neither this nor a "
        "difference is shown, the question is open."
    ),
    estimand=(
        "Number of group-against-rest comparisons whose rates are equal for practical purposes."
    ),
    assumptions=_PANEL,
    breaks_if=_BREAKS,
)
DETECTION: Final = Claim(
    statement=(
        "If {group} panelists truly had {topic} in their feeds {effect:.2f} times as often as the "
        "rest, a panel of this size would show it with a chance of {value:.0%} in the family, and "
        "of {alone:.0%} in a single test."
    ),
    estimand=(
        "Chance that the primary comparison passes the first step of Holm's procedure if the ratio "
        "of the rates is the declared one."
    ),
    assumptions="The true rate of the rest is the one observed; panelists are independent.",
    breaks_if=(
        "Exposure comes in clusters, such as homes or places; the chance is then lower still."
    ),
)
MISFITS: Final = Claim(
    statement=(
        "{value:.0f} of {printed} printed percentages do not follow from the counts beside them "
        "(tables: {where}); {impossible} follow from no whole number of people reached. Only "
        "because a printed whole number is read as having one decimal, like the other percentages "
        "of its table, this includes: {whole}. For {fitted} groups that were reached, there is a "
        "panel size that fits all that the health tables print. It lies {least:.1%} to {most:.1%} "
        "above the printed size."
    ),
    estimand="Number of printed percentages by race that the printed counts do not give.",
    assumptions="The health tables print one decimal and drop a zero behind the point, as in “0”.",
    breaks_if="A “3” was rounded to whole per cent: it would then follow from its counts.",
)
CHANGED: Final = Claim(
    statement=(
        "Without the corrections, or with the panels that the printed percentages imply, "
        "{value:.0f} of {m} comparisons would be read differently. By itself the primary one has p "
        "between {least:.3f} and {most:.3f} under all choices; with its own table as the whole "
        "family Holm's p is {own:.2f}."
    ),
    estimand=(
        "Number of comparisons whose reading depends on the corrections or on the panel sizes."
    ),
    assumptions=_PANEL,
    breaks_if=_BREAKS,
)
BORDER: Final = (
    "How to read the primary comparison: three methods that answer nearly one question end close "
    "to the border. The gap's interval reaches {gap.high:.2f} percentage points, the ratio's "
    "{ratio.high:.3f}, and p is {p:.3f} (mid-p {mid:.3f}); the borders are zero, one and "
    "{alpha:.2f}. If they fall on different sides, the data lie on the border, and no method may "
    "be picked for its answer. The declared one is Fisher's test, adjusted for the family: p = "
    "{p_holm:.2f}."
)
DECLARED: Final = (
    "The family holds **{m} comparisons**: all groups for {topics}. The accepted chance of any "
    "false alarm is {alpha:.0%}, the level of each interval by itself {level:.0%}. Equal means a "
    "ratio between {band:.2f} and {inverse:.2f}."
)
IN_HHS: Final = (
    "Of {others} other groups in the table of HHS, {below} have a lower rate than White panelists "
    "({white:.1f} %). Of {any} Asian panelists reached by any agency, HHS reached {hhs}."
)
PLAIN: Final = (
    "Journalists at The Markup looked into the Facebook feeds of {all:,} people paid to take part, "
    "in the winter of 2020–21. At least once, {topic} about COVID-19 turned up for {exposed:,} of "
    "{people:,} {group} panelists ({rate:.1%}), and for {exposed_rest:,} of {people_rest:,} others "
    "({rate_rest:.1%}). {verdict} race made no difference at all, the {m} comparisons that these "
    "tables permit would produce at least one as striking {by_chance:.0%} of the time, a check "
    "that was added after the data had been seen. The data "
    "fit a true rate of anything from {ratio.low:.0%} to {ratio.high:.0%} of the others'. Nor do "
    "they show that there is no gap: were the true figure {effect:.0%}, a panel this small would "
    "show it only {chance:.0%} of the time by the strict standard of this report. What does meet "
    "that standard: {stands}. Yet the tables do not say how long each feed was watched: feeds "
    "watched less show less, and {watched}. The posts were advertisements: who paid to reach "
    "whom, and where people live, may matter as much as Facebook's choices. The tables say nothing "
    "about Twitter, and nothing certain about people who were not paid to take part."
)
_UNUSUAL: Final = "Taken alone, so large a difference would just pass for unusual. But if"
_CLEAR: Final = "So large a difference is unlikely to be chance. If"
# Each ends in the middle of the sentence that PLAIN goes on with.
VERDICTS: Final[Mapping[Wording, str]] = {
    "higher": _CLEAR,
    "lower": _CLEAR,
    "higher, if tested alone": _UNUSUAL,
    "lower, if tested alone": _UNUSUAL,
    "borderline": "Even taken alone, so large a difference is a borderline case. And if",
    "open": "That is too little to say whether the two rates differ. If",
}
LIMITS: Final = (
    (
        "Facebook, not Twitter: nothing here was measured on Twitter's Home timeline, and no "
        "public data by race are."
    ),
    (
        "The panelists were recruited and paid, and used Facebook on a computer. They are no "
        "random sample. Intervals and p-values describe what other panels recruited in the same "
        "way might show, not Facebook's users."
    ),
    (
        "The health posts were paid for. Exposure to them mixes the agencies' targeting and "
        "budgets, state and city agencies that address their own residents, Facebook's delivery, "
        "and use. It does not isolate an algorithm."
    ),
    (
        "Exposure is any sighting, not adjusted for how long or how often a feed was observed. A "
        "group whose feeds were observed less would show less; the panel sizes give a hint that "
        "this may be so."
    ),
    (
        "Race is as panelists stated it, one label for each; nothing is adjusted for age, place, "
        "politics or use."
    ),
    (
        "Groups of a few dozen people or fewer remain open questions: unless their rates are "
        "extreme, the panel cannot tell them from the rest."
    ),
    (
        "The rest is no fixed group. It is everybody else in the same table, mostly White "
        "panelists unless White panelists are the group, and its rate is an average over that mix."
    ),
    "The family was declared after the tables had been published and read by many.",
    (
        "That the restored counts of #blm are zero is inferred. The tables by vote in the same "
        "source do print a zero, so leaving zeros out was not its rule. Native American panelists "
        "are missing from both hashtag tables."
    ),
    (
        "The hashtag tables do not state their period. The story speaks of January 2021, but its "
        "own list of that month's top hashtags gives fewer accounts for both hashtags than these "
        "tables add up to: their period is longer, or they count differently."
    ),
    (
        "The health tables' percentages were computed with other panel sizes than those printed. "
        "Which of the two is right is not known; under “Do the choices matter?” both are used."
    ),
)


def held_against(
    topic: str, group: str, figures: Mapping[str, PublishedFigure]
) -> dict[Literal["comparison", "why"], Any]:
    """Return how a finding on this comparison relates to what was published.

    Parameters
    ----------
    topic, group
        Which comparison.
    figures
        The printed percentages, by ``<topic>_<group>``.

    Returns
    -------
    dict
        Arguments of ``rml.report.finding.finding``: for the comparison of the headline
        ``comparison`` and ``why``; for any other none, as no claim on it was published.
    """
    if (topic, group) != HEADLINE:
        return {}
    printed = figures[f"{topic}_{group.lower()}"].printed
    return {"comparison": "not comparable", "why": _HEADLINE_WHY.format(printed=printed)}
