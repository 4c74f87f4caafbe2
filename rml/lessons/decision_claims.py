"""The wording of ``lessons/decisions``: claims, paragraphs, limits and tables."""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim
from rml.report.look import TableLook

HOLD: Final = Claim(
    statement=(
        "{value:.0f} of {cited} citations by {decisions} decisions are of findings that still "
        "have the verdict, a value in the band and an interval on the side that was asked for."
    ),
    estimand=(
        "The cited findings that exist in the current reports with the verdict relied on, a value "
        "inside the declared band, and an interval on the declared side of a threshold."
    ),
    assumptions="None for the count. It says nothing on whether the decision is right.",
    breaks_if="A cited report is built anew with another result: this page is then built anew too.",
)
FLAGGED: Final = Claim(
    statement=(
        "Decisions that rely on a finding that changed: {value:.0f} of {decisions} ({names})."
    ),
    estimand="The decisions with at least one cited finding that is not what it was.",
    assumptions="None for the count.",
    breaks_if="A decision cites the wrong finding, which only its readers can notice.",
)
DUE: Final = Claim(
    statement=(
        "Decisions due for another look on the day this version was built: {value:.0f} of "
        "{decisions} ({names})."
    ),
    estimand=(
        "The decisions whose day to look at them again had come when the notebook ran; the page’s "
        "header gives that day."
    ),
    assumptions="The clock of the machine was right.",
    breaks_if=(
        "Another decision’s day comes: the collection is then built anew with another version of "
        "this page, and this version stands as it was."
    ),
)
DECISION: Final = (
    "**{question}** {marks}\n\n*{made_by}*, {date}, by: {roles}. *Decided:* {decided} {ours}\n\n"
    "*Harm:* {harm} *Who bears it:* {borne_by} *Measured size:* {size}\n\n"
    "*Options:* {options}\n\n"
    "*What this collection’s evidence says:* {evidence} *What would change the decision:* "
    "{would_change} *To be looked at again on* {look_again}. *Documented at:* {sources}. "
    "{on_audits}"
)
FLAG: Final = "**Look again:** {decision} relies on {finding} of {report}. {why}"
NO_FLAG: Final = "No cited finding has changed."
REFUSED: Final = "**Refused, not shown:** {file}. {problem} {remedy}"
CITES_NOTHING: Final = (
    "**Refused as it stands:** {file}. {problem} The decision is shown below all the same. It "
    "cannot rely on what is not there."
)
FELL_DUE: Final = (
    "**Due for another look:** {decision} was to be looked at again on {day}, and that day had "
    "come when this version was built."
)
AS_OF: Final = (
    "Whether a day has come was settled when this version was built; the header gives the date. "
    "When another decision falls due, the next build makes a new version of this page. Until "
    "then, each decision below states its own day."
)
PLAIN_WORDS: Final = (
    "This page keeps {decisions} decisions: {platform} that a platform made, and {collection} that "
    "this collection recommends. For {documented} of the platform’s, a source says that an audit "
    "informed it. Of {cited} findings that the decisions rely on, {hold:.0f} are still what they "
    "were. A decision whose evidence changes is marked here."
)
LIMITS: Final = (
    (
        "A platform’s decision is documented at the sources named. The findings beside it are of "
        "this collection, and later: they are what the decision can be held against, not what the "
        "platform had before it."
    ),
    (
        "A recommendation is a judgement. Findings say how large a harm is and what an option does "
        "to it. They do not say how to weigh the harms of some against those of others."
    ),
    (
        "That a finding is what it was does not make it right. Bands and thresholds were set by "
        "this collection with the values known; intervals are those of single findings, and many "
        "are looked at here."
    ),
    (
        "Options were measured in few settings: previews of one set of portraits, in which every "
        "head had been put in the middle, and the feeds of six accounts on Facebook in one month. "
        "Reports on simulated data are named in words only: no size or effect here is made up."
    ),
    (
        "What was read is quoted in the decision’s file. This page holds a quotation against the "
        "current version only. A run holds it against an earlier one that is among the outputs, "
        "and names on the error output those that are not."
    ),
)
EVIDENCE: Final = TableLook(
    caption=(
        "Every finding that a decision relies on: what must be so for the decision to stand, what "
        "is so now, in the finding’s unit, and what was read. “Around” a threshold: the "
        "interval holds it, and the decision rests on its not being settled. The links lead to the "
        "current versions, where the collection’s other reports are at hand."
    ),
    units={},
    formats=dict.fromkeys(("value_read", "value_now", "low_now", "high_now"), ".3g"),
)
RECOMMENDATIONS: Final = TableLook(
    caption=(
        "Recommendations by audit: the harm, who bears it, and its size as a report of this "
        "collection measured it, in its unit, from real data or published figures. Intervals are "
        "those of the report; their level stands there."
    ),
    units={},
    formats=dict.fromkeys(("value", "low", "high"), ".3g"),
)
WITHOUT: Final = TableLook(
    caption=(
        "Reports on real data or published figures that no recommendation follows from, and why."
    ),
    units={},
    formats={},
)
OPTIONS: Final = TableLook(
    caption=(
        "What was measured of each option, the decided one first: its effect on the harm by a "
        "measure of that harm, and, apart from it, what else changes. The column on data tells "
        "records from published figures. What each option would do, in words, stands with its "
        "decision."
    ),
    units={},
    formats=dict.fromkeys(("value", "low", "high"), ".3g"),
)
