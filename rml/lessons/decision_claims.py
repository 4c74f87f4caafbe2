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
    statement="{value:.0f} of {decisions} decisions rely on a finding that changed: {names}.",
    estimand="The decisions with at least one cited finding that is not what it was.",
    assumptions="None for the count.",
    breaks_if="A decision cites the wrong finding, which only its readers can notice.",
)
DECISION: Final = (
    "**{question}**\n\n*{made_by}*, {date}, by: {roles}. *Decided:* {decided}\n\n"
    "*Harm:* {harm} *Who bears it:* {borne_by} *Measured size:* {size} ({size_kind})\n\n"
    "*What the evidence says:* {evidence} *What would change the decision:* {would_change} "
    "*To be looked at again on* {look_again}. *Documented at:* {sources}."
)
FLAG: Final = "**Look again:** {decision} relies on {finding} of {report}. {why}"
NO_FLAG: Final = "No cited finding has changed."
REFUSED: Final = "**Not read:** {file}. {problem} {remedy}"
UNKNOWN_OPTION: Final = "**No such finding:** the effect of an option is cited from {what}."
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
        "of portraits, or in the feeds of six accounts on Facebook in one month."
    ),
)
EVIDENCE: Final = TableLook(
    caption=(
        "Every finding that a decision relies on: the version that was read, the verdict then and "
        "now, the value now in its unit, and whether the decision can still rely on it."
    ),
    units={},
    formats=dict.fromkeys(("value", "low", "high"), ".3g"),
)
OPTIONS: Final = TableLook(
    caption=(
        "Recommendations by audit: what could be done about the harm, the decided option first, "
        "and the effect as a report of this collection measured it, in its unit."
    ),
    units={},
    formats=dict.fromkeys(("value", "low", "high"), ".3g"),
)
