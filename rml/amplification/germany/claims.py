"""The wording of the report on German parties' pages: claims, what they rest on, and limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result. A claim
is passed to ``rml.report.finding.finding`` as ``**CLAIM``.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_SEEN: Final = (
    "Share of the posts that the panel's Facebook timelines showed, 20 July to 16 September 2021, "
    "of pages whose name holds a party's keyword"
)
_KEYWORD: Final = (
    "The keyword meets every party's pages alike, which is doubtful: parties differ in how many of "
    "their pages carry it. The panel is taken as it is."
)
_FEW: Final = "One heavy user, or one page with many posts, was or was not in the panel."
SHARE: Final = Claim(
    statement=(
        "{value:.2%} of the posts of pages with a party's name that the panel saw were of pages "
        "matched to {party}, once false matches are removed. With all strings as "
        "published it is {before:.2%}, with organisations of the parties only "
        "{organisations:.2%}. It rests on {pages} pages."
    ),
    estimand=f"{_SEEN}: the party's part of them. It describes this panel.",
    assumptions=_KEYWORD,
    breaks_if=_FEW,
)
REMOVED: Final = Claim(
    statement=(
        "{value:.0f} of the {strings} strings are false matches, with {posts} of {all:,} posts. "
        "Another {people} are names of people and {supporters} of supporters, members or debates, "
        "with {others:,} posts. Judged by hand were {by_list} of the false matches and "
        "{people_by_list} of the names of people."
    ),
    estimand=(
        "Number of strings that the patterns and the list made by hand take for no page of the "
        "matched party."
    ),
    assumptions=(
        "A string's name says what it is; none was looked up. The list is one reading of the names."
    ),
    breaks_if="A page's name hides what it is, so that more matches are false than its name shows.",
)
MERGED: Final = Claim(
    statement=(
        "{value:.0f} of the {strings} strings are variants of another: together the strings stand "
        "for {pages} pages, of which {left} are left once false matches are removed. Merging "
        "changes no party's share of posts; it changes how many pages and panelists stand "
        "behind it."
    ),
    estimand="Number of strings that the declared rule counts to the page of another string.",
    assumptions=(
        "A string that begins with the whole of another of the same party is that page, read "
        "together with a place, an event or a tag."
    ),
    breaks_if="Branches of a party have names that begin with each other's.",
)
CHANGE: Final = Claim(
    statement=(
        "{what}, the share that changes most is that of {party}: by {value:+.2f} percentage points."
    ),
    estimand="Largest change, by size, of a party's share of posts against the published matches.",
    assumptions="As for the shares.",
    breaks_if=_FEW,
)
CHANGES: Final = {
    "cleaned": "When false matches are removed",
    "organisations": "When pages of people and of supporters go as well",
}
FEW: Final = Claim(
    statement=(
        "{value:.0%} of the posts matched to {party} came from pages that fewer than {least} "
        "panelists saw; among the other parties it is {lowest:.0%} to {highest:.0%}."
    ),
    estimand=(
        "Share of the party's posts of pages that fewer panelists saw, even if nobody saw two of a "
        "page's strings."
    ),
    assumptions="None: it is a count.",
    breaks_if="Variants of a page were not recognised, so that its panelists are counted apart.",
)
LIMITS: Final = (
    (
        "The match is by a keyword in a page's name. Parties differ in how often their pages carry "
        "it: a page called after a candidate, or with only a part of a party's name, is missing. "
        "So shares of parties cannot be held against each other as if all pages had been found."
    ),
    (
        "How many panelists belong to which party is not published with the data. No rate per "
        "person can be computed, and whether the panel leaned to a party is not known."
    ),
    (
        "The panel was paid, is no random sample, and most strings were seen by one panelist. "
        "There is no sampling interval; the bootstrap over pages only shows how far the share "
        "hangs on single pages."
    ),
    (
        "Posts are counted as the source counts them. Its description does not say whether a post "
        "that two panelists saw counts once or twice."
    ),
    (
        "No timeline without ranking was observed. What a timeline held depends on what the "
        "panelist follows, on what pages posted and on the ranking, and these cannot be told "
        "apart: nothing here is amplification."
    ),
    (
        "What a string is was judged by its name alone, for names of people and for most false "
        "matches one by one. Another reader of the names could draw up another list. No page was "
        "looked up, some names are ambiguous, and a place that is called like a branch is taken "
        "for a place."
    ),
    (
        "CDU and CSU are one in the source, and one row for each party hides its many pages. Names "
        "of people, and of pages that fewer than {least} panelists saw, are not shown."
    ),
    "This is Facebook in the weeks before a federal election, and not Twitter's Home timeline.",
)
"""What the report cannot say."""

RECORD: Final = (
    "The source lists {strings} strings with {posts:,} posts. {one} of the strings were seen by a "
    "single panelist, and {named} by {least} or more. It labels two parties by the keywords SDP "
    "and BUNDIS90; here they are called SPD and Bündnis 90/Die Grünen."
)
READ_SENSITIVITY: Final = (
    "Depending on the choice, the share of {party} runs from {low:.0%} to {high:.0%}. It is "
    "{alike:.0%} if every page counts alike, and {sightings:.0%} if every panelist of a page does: "
    "pages with many posts and few panelists make the difference. With whole pages resampled, the "
    "primary share ranges from {drawn_low:.0%} to {drawn_high:.0%}."
)
PLAIN_WORDS: Final = (
    "Before Germany's election of 2021, The Markup and Süddeutsche Zeitung recorded which pages "
    "with a party's name a paid panel saw on Facebook. A program had matched pages to parties by a "
    "keyword, which also caught a few pages that have nothing to do with the party. This report "
    "removes {removed} of them: {patterns} by a pattern, and {by_list} from a list made by hand, "
    "with the reason for each. The share of {party} in the posts is then {share:.2%}; before, it "
    "was {before:.2%}. {merged} names belong to a page counted before; merging them leaves the "
    "share as it is, but shows how few pages stand behind it. {few:.0%} of these posts came from "
    "pages that fewer than {least} panelists saw. "
    "If a page counts once for every panelist who saw it, however often it posted, the share "
    "is {sightings:.0%}. How large the panel was by party is not known, and pages without the "
    "keyword are missing. So the figures describe what this panel saw. They do not show whom "
    "Facebook favoured."
)
