"""The wording of ``lessons/decisions``: claims, paragraphs, limits and tables."""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim
from rml.report.look import TableLook

HOLD: Final = Claim(
    statement=(
        "{value:.0f} of {cited} findings that {decisions} decisions rely on are what they were "
        "when the decision was written down."
    ),
    estimand=(
        "The cited findings that exist in the current reports with the verdict relied on and, "
        "where the decision declares a band, with a value inside it."
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
    "**{question}**\n\n*{made_by}*, {date}, by: {roles}. *Decided:* {decided}\n\n"
    "*Harm:* {harm} *Who bears it:* {borne_by} *Measured size:* {size} ({size_kind})\n\n"
    "*What the evidence says:* {evidence} *What would change the decision:* {would_change} "
    "*To be looked at again on* {look_again}. *Documented at:* {sources}."
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
    "this collection recommends. Each says which findings it relies on. Of {cited} such findings, "
    "{hold:.0f} are still what they were. A decision whose evidence changes is marked here."
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
        "That a finding kept its verdict does not make it right. It was not changed by new data, "
        "new code or a corrected method; that is all."
    ),
    (
        "Effects of options were measured in other settings than the harm: in previews of one set "
        "of portraits, or in the feeds of six accounts on Facebook in one month. Where nothing "
        "measured an option, the table says so."
    ),
    (
        "What was read is quoted in the decision’s file. A run holds the quotation against that "
        "version where it is at hand; versions that nobody kept cannot be checked."
    ),
)
EVIDENCE: Final = TableLook(
    caption=(
        "Every finding that a decision relies on, as it was read and as it is now: version, "
        "value in the finding’s unit, verdict, and whether the decision can still rely on it. The "
        "links lead to the current versions, where the collection’s other reports are at hand."
    ),
    units={},
    formats=dict.fromkeys(("value_read", "value_now", "low_now", "high_now"), ".3g"),
)
RECOMMENDATIONS: Final = TableLook(
    caption=(
        "Recommendations by audit: the harm, who bears it, and its size as a report of this "
        "collection measured it, in its unit. Intervals are those of the report; their level "
        "stands there."
    ),
    units={},
    formats=dict.fromkeys(("value", "low", "high"), ".3g"),
)
OPTIONS: Final = TableLook(
    caption=(
        "What could be done about each harm, the decided option first, and its effect: in words, "
        "and as a report of this collection measured it, in its unit."
    ),
    units={},
    formats=dict.fromkeys(("value", "low", "high"), ".3g"),
)
