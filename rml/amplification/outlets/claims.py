"""The wording of the report on news outlets: its claims, what they rest on, and its limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result. A claim
is passed to ``rml.report.finding.finding`` as ``**CLAIM``.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

QUARTERS: Final = {"2021q2": "April to June 2021", "2021q3": "July to September 2021"}

_RESTS_ON: Final = (
    "That a party's politicians link to an outlet relatively often is taken as its leaning."
)
_IF: Final = (
    "Politicians linked to other content of an outlet than feeds showed, or to criticise it; or "
    "one office's links are repeated under several accounts."
)
MEAN: Final = Claim(
    statement=(
        "Of the impressions that can be placed, in {when}, the mean leaning is {value:+.2f}: "
        "on the {side}' side of a scale from −1 (only Democratic politicians link to the outlet) "
        "to +1 (only Republican ones). "
        "They are {covered:.0%} of the impressions of the {domains:,} domains most shown; of the "
        "rest, no leaning is known."
    ),
    estimand=(
        "Mean, over the panel's impressions of placed outlets, of the leaning that the outlet has "
        "among these politicians. It is descriptive: nothing is inferred about other people's "
        "feeds or other politicians."
    ),
    assumptions=_RESTS_ON,
    breaks_if=_IF,
)
COVERED: Final = Claim(
    statement=(
        "In {when}, {found} of the {domains:,} domains most shown stand among the {outlets} "
        "outlets of the politicians' list, with {found_share:.1%} of the list's impressions. "
        "{placed} of them, with {value:.1%}, are linked by {least} politicians or more and have a "
        "leaning."
    ),
    estimand="Share of the listed impressions whose domain names an outlet with a leaning.",
    assumptions="None: it is a count. The domain of a link is taken as the outlet.",
    breaks_if="One outlet's links run under several domains (see the table of other choices).",
)
SIDE_SHARE: Final = Claim(
    statement=(
        "{value:.0%} of the impressions of placed outlets in {when} are of outlets whose share of "
        "{party} links is at least {times:.1f} times that of the other party's. It is "
        "{least:.0%} counting only outlets that have an interval which leaves no doubt, and "
        "{most:.0%} counting all whose interval allows it or that have none. Outlets without an "
        "interval hold {open:.0%} of these impressions."
    ),
    estimand="Share of the panel's impressions of placed outlets that is of this side's outlets.",
    assumptions=(
        f"{_RESTS_ON} For the range: politicians are redrawn within their party as if they were "
        "independent draws."
    ),
    breaks_if=_IF,
)
WHY_NOT_COMPARABLE: Final = (
    "The published figure says how much further Twitter's ranked timeline carried articles of "
    "outlets that AllSides rates this way than a timeline without ranking did. Here, outlets are "
    "placed by politicians' links, the feeds are Facebook's, a share of impressions is counted, "
    "and no unranked feed was observed: nothing here is an amplification."
)
POSSIBLE_MEAN: Final = Claim(
    statement=(
        "If every listed impression without a known leaning stood at {extreme:+d}, the list's mean "
        "leaning in {when} would be {value:+.2f}."
    ),
    estimand=(
        "The {end} mean leaning of all impressions on the list that the known ones allow, if every "
        "domain has a leaning."
    ),
    assumptions="None on the unknown impressions, except that a leaning lies between −1 and +1.",
    breaks_if="Domains such as platforms and shops have no leaning at all: then there is no mean.",
)
AGREEMENT: Final = Claim(
    statement=(
        "{measure}, the order of the outlets has a rank correlation of {value:.2f} with the "
        "primary one (over {n}), and the mean leaning in {when} is {mean:+.3f} instead of "
        "{primary:+.3f}."
    ),
    estimand="Spearman's correlation of two measures over the outlets that both place.",
    assumptions="None: it describes these outlets.",
    breaks_if="The measures share an error, as they share the politicians' links.",
)
MEASURES: Final = {
    "politicians": "With every politician counting alike",
    "nominate": "With DW-NOMINATE of those who link, in Congress",
}
LIMITS: Final = (
    (
        "This is Facebook, in the feeds of a paid panel that changed between the quarters and is "
        "no random sample. Nothing follows for Twitter, or for Facebook's users at large."
    ),
    (
        "No unranked feed was observed. What the feeds showed depends on what panelists follow "
        "and on the ranking, and the two cannot be told apart: nothing here is amplification."
    ),
    (
        "Most listed impressions are of domains that cannot be placed. Some are news outlets of "
        "other countries or of towns, some are platforms, shops and games, and some have no "
        "meaningful leaning. The bounds treat them all as if they had one."
    ),
    (
        "The list ends at rank {last:,}. Below it no domain has more than {largest} impressions "
        "({when}), but how many domains follow is not known."
    ),
    (
        "Zero is no political centre. It marks outlets that both parties' politicians link to "
        "equally, among the {outlets} outlets that the authors of the data chose."
    ),
    (
        "Politicians link to what suits them, to what they object to, and to reports about "
        "themselves. A leaning by links is not a rating of an outlet's content, and not a "
        "judgement of its quality."
    ),
    (
        "Links were tweeted from 2016 to 2021, impressions are of 2021. An outlet that changed "
        "its line or its audience in these years is placed by its past."
    ),
    (
        "Links are concentrated on few accounts. In samples redrawn from these politicians, "
        "nominal intervals of single outlets held the truth somewhat too seldom, so read them as "
        "too short. Outlets that fewer than ten politicians of a party link to have none."
    ),
    (
        "The politicians are nearly all there were, so the mean leaning carries no sampling "
        "interval. Ranges from redrawing politicians say how far leanings depend on who happened "
        "to be in office and to link, not on chance in a survey, and cover nothing else."
    ),
    (
        "Impressions count every showing. A few panelists who open Facebook often weigh more "
        "than many who seldom do."
    ),
)
"""What the report cannot say."""

RECORD: Final = (
    "{politicians} accounts, {democrats} of Democrats and {republicans} of Republicans, tweeted or "
    "retweeted {links:,} links to {outlets} news outlets between 2016 and 2021. Half of all links "
    "come from {half} accounts. The feeds' list holds {domains:,} domains a quarter, from "
    "{most:,} impressions at the top to {last} at the end in {when}; for one domain a quarter the "
    "source gives no name."
)
READ_OUTLETS: Final = (
    "Of the {seen} outlets with a leaning that the feeds showed, {open} have no interval, because "
    "fewer than ten politicians of one party link to them; {ends} of these stand {edge} or further "
    "from zero. {few} more outlets on the list are linked by fewer than {least} politicians: they "
    "get no leaning, and count as unknown."
)
READ_CHOICES: Final = (
    "Over the choices, the mean of {when} runs from {lowest:+.2f} to {highest:+.2f}. It is "
    "{sure:+.2f} counting only outlets that have an interval, which are {sure_covered:.0%} of the "
    "list's impressions. If the politicians are redrawn within their party, as if they were a "
    "sample of politicians, the primary mean has the range {low:+.2f} to {high:+.2f} "
    "({level:.0%}, bootstrap-t). This range over politicians is a sensitivity analysis and no "
    "confidence interval of what feeds showed: the choice of outlets can move the mean further."
)
READ_BOUNDS: Final = (
    "Of the list alone, between {lowest_right:.0%} and {highest_right:.0%} of impressions could be "
    "of outlets on the Republicans' side. If the tail held {share:.0%} of all impressions, which "
    "would take at least {domains:,} domains, the mean could lie anywhere between {low:+.2f} and "
    "{high:+.2f}."
)
PLAIN_WORDS: Final = (
    "Which side's news did Facebook feeds show? Reporters of The Markup collected the feeds of a "
    "paid panel in 2021. To place news outlets without anybody's rating, this report counts which "
    "party's politicians link to them. By that yardstick, {left:.0%} of the impressions that can "
    "be placed in {when} were of outlets that Democrats link to clearly more often, and "
    "{right:.0%} of outlets that Republicans do; on average they lean to the {side}' side "
    "({mean.value:+.2f} on a scale from −1 to +1). Without the outlets that hardly any politician "
    "of one party links to, the average would be {sure:+.2f}. Only {covered:.0%} of the "
    "impressions can be placed. If nothing is assumed about the others, the average could lie "
    "anywhere from {low:+.2f} to {high:+.2f}: {settled}. And because "
    "nobody recorded what the feeds would have held without ranking, this says nothing on "
    "whether Facebook, or Twitter, favoured a side."
)


def side_of(leaning: float) -> str:
    """Return whose side a leaning is on: "Democrats" or "Republicans"."""
    return "Democrats" if leaning < 0 else "Republicans"


def settled_words(low: float, high: float) -> str:
    """Return whether bounds say on which side of zero a mean lies, in words."""
    if low < 0 < high:
        return "the data do not settle on which side the whole stood"
    return f"whatever the rest was, the whole stood on the {side_of(high)}' side"
