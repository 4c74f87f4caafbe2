"""The wording of the report on choice: its claims, what they rest on, and its limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

from rml.estimate import Estimate
from rml.report.claim import Claim

_KIND: Final = (
    "The six accounts are like other accounts that would be set up in this way, and their values "
    "are about normal."
)
_ACCOUNTS: Final = f"{_KIND} Posts in the pool stand for all there were."
_TEST: Final = (
    "If the orderings were alike, so large a mean change would come about with probability "
    "{test.p_value:.4f} (sign-flip test; {test.smallest_p:.4f} is the smallest that "
    "{test.n} can give)."
)
OVERLAP_NEWEST: Final = Claim(
    statement=(
        "Newest first would have kept at most {value:.1%} of the posts in the observed feeds' "
        "first {top} places ({estimate.level} interval over {estimate.n} {low:.1%} to {high:.1%}) "
        "if the pools hold posts {pool}, and at most {other.value:.1%} ({other.low:.1%} to "
        "{other.high:.1%}) if they hold posts {other_pool}. Posts drawn at random from the first "
        "pools would have kept {chance:.1%}. Accounts range from {least:.0%} to {most:.0%}."
    ),
    estimand=(
        "An upper bound on the share of first places that hold a post which the observed feed had "
        "in its first places: that share among the posts of the pool, mean over an account's "
        "feeds, mean over accounts of this kind."
    ),
    assumptions=(
        f"{_KIND} That it is a bound rests on no assumption: no captured slot held a post that "
        "is missing from the pool, so that such a post could only take a place away."
    ),
    breaks_if=(
        "Clocks that are wrong: a post counted as a candidate before it was there takes a place "
        "wrongly. How far below the bound the share lies cannot be known, since posts that "
        "nobody was shown are in no file. The interval is that of the bound."
    ),
)
OVERLAP_DIVERSE: Final = Claim(
    statement=(
        "Diversity re-ranking of the observed order would have kept {value:.1%} of the first {top} "
        "places ({estimate.level} interval over {estimate.n} {low:.1%} to {high:.1%})."
    ),
    estimand="As the primary finding, for maximal marginal relevance on the observed order.",
    assumptions=(
        f"{_ACCOUNTS} The feed's own places stand for its scores, falling evenly from the first "
        "to the last."
    ),
    breaks_if="Scores fall unevenly: then another weight keeps as much.",
)
LIKED_NEWEST: Final = Claim(
    statement=(
        "Newest first would have changed the share of places with a page that the account had "
        "liked by {value:+.1f} percentage points ({estimate.level} interval over {estimate.n} "
        "{low:+.1f} to {high:+.1f}), from {observed:.1%} to {after:.1%}. " + _TEST
    ),
    estimand=(
        "The change in the share of first places with a liked page, newest first minus observed, "
        "mean over trained accounts."
    ),
    assumptions=_ACCOUNTS,
    breaks_if="Likes are no sign of what a reader wants; nobody asked these accounts.",
)
LIKED_DIVERSE: Final = Claim(
    statement=(
        "Diversity re-ranking would have changed that share by {value:+.1f} percentage points "
        "({estimate.level} interval over {estimate.n} {low:+.1f} to {high:+.1f}), from "
        "{observed:.1%} to {after:.1%}. " + _TEST
    ),
    estimand="As for newest first, diversity re-ranking minus observed.",
    assumptions=_ACCOUNTS,
    breaks_if="Another likeness between posts would spare liked pages.",
)
GINI_POPULAR: Final = Claim(
    statement=(
        "Sorting by reactions would have changed the Gini coefficient of pages' places by "
        "{value:+.3f} ({estimate.level} interval over {estimate.n} {low:+.3f} to {high:+.3f}), "
        "from {observed:.3f} to {after:.3f}. " + _TEST
    ),
    estimand=(
        "The change in the Gini coefficient over the thirty pages' numbers of first places, all "
        "feeds of an account together, mean over accounts."
    ),
    assumptions=f"{_ACCOUNTS} Counts are those shown with the post at the time.",
    breaks_if=(
        "Counts are themselves made by ranking: what was shown much gathers reactions. Another "
        "feed would have made other counts."
    ),
)
GINI_DIVERSE: Final = Claim(
    statement=(
        "Diversity re-ranking would have changed it by {value:+.3f} ({estimate.level} interval "
        "over {estimate.n} {low:+.3f} to {high:+.3f}), from {observed:.3f} to {after:.3f}. " + _TEST
    ),
    estimand="As for sorting by reactions, diversity re-ranking minus observed.",
    assumptions=_ACCOUNTS,
    breaks_if="The thirty pages are no sample of pages; other pages post other amounts.",
)
FROM_EQUAL: Final = Claim(
    statement=(
        "As observed, {value:.1%} of the first places would have to change hands for the five "
        "orientations to have equally many ({estimate.level} interval over {estimate.n} {low:.1%} "
        "to {high:.1%}). Newest first would leave {newest:.1%}, the reader's weights {reader:.1%}, "
        "orientations in turn {turns:.1%}."
    ),
    estimand=(
        "Half the sum of the differences between orientations' shares of first places and equal "
        "shares, all feeds of an account together, mean over accounts."
    ),
    assumptions=_ACCOUNTS,
    breaks_if=(
        "Equal shares are one standard among many: orientations post very unequal amounts, and "
        "readers may want unequal shares."
    ),
)
POOLS: Final = (
    "{feeds} feeds count. The mean pool holds {posts:.0f} posts if they are those {pool}, which is "
    "the rule of this report's findings, and {others:.0f} if those {other_pool}. In the mean feed, "
    "{places:.1f} of {top} first places were captured; where fewer were, as many are compared."
)
QUOTA_WORDS: Final = (
    "With a quota of {quota}, {changed:.1f} of {top} places in the mean feed hold a post that "
    "newest first has not there; in {same:.0%} of feeds none does. The last table has other quotas."
)
SAMPLE: Final = (
    "This is feed number {feed}, of the account called {account}, with {slots} captured slots and "
    "a pool of {posts} posts. It is the middle one, in time, of the account's feeds with {places} "
    "slots or more. Posts bear the number of their page and no other name. Recency halves every "
    "{half_life:g} hours."
)
DIVERSITY_WORDS: Final = (
    "Diversity re-ranking keeps the platform's own order as relevance and takes away for likeness: "
    "posts of one page are alike by one, posts of different pages of one orientation by "
    "{likeness:g}, all others by zero. Relevance counts {weight:.0%}. The method is maximal "
    "marginal relevance ([Carbonell and Goldstein](doi:10.1145/290941.291025))."
)
CHANCE: Final = (
    "The overlap of a random draw is small because the pool is many times longer than the feed. "
    "Most reactions first keeps {popular:.0%}. Reactions take time to gather: the middle one of "
    "its posts is {age:.0f} hours old."
)
TRIALS_WORDS: Final = (
    "Milli and others asked {people:,.0f} users of Twitter which posts they wanted and how the "
    "posts made them feel. Against the chronological timeline, ranking by engagement changed "
    "how much a reader wanted the posts by {wanted.value:+.2f} standard deviations "
    "({wanted.low:+.2f} to {wanted.high:+.2f}), and the authors' anger by {anger.value:+.2f} "
    "({anger.low:+.2f} to {anger.high:+.2f}). Ranking by what readers said they "
    "wanted changed the first by {stated.value:+.2f} ({stated.low:+.2f} to {stated.high:+.2f})."
)
PRECEDENTS: Final = (
    "Choice has been offered in several forms. Gobo, of the MIT Media Lab, gave readers "
    "{filters:.0f} filters over their own feed. The code that Twitter published serves {feeds:.0f} "
    "feeds beside each other, one of them in order of time. In the AT Protocol anyone may run a "
    "[feed generator](https://atproto.com/guides/feeds): it returns addresses of posts, and the "
    "reader's server fills them in. In the European Union, [Article 27 of the Digital Services "
    "Act](https://eur-lex.europa.eu/eli/reg/2022/2065/oj) has platforms disclose the main "
    "parameters of their recommender systems and, where there are several options, give a switch "
    "that is directly accessible; no published figure of a trial of that switch was found, so the "
    "table has none. Offering a control is not the same as its working: in Mozilla's study of "
    "YouTube, “Don't recommend channel” prevented {channel:.0%} of unwanted recommendations, and "
    "“Dislike” or “Not interested” {dislike:.0%}."
)
PLAIN_WORDS: Final = (
    "Six accounts followed the same thirty pages. What would they have seen if they could have "
    "chosen the order? Newest first would have kept at most {newest.value:.0%} of the first {top} "
    "posts ({newest.level} interval {newest.low:.0%} to {newest.high:.0%}) among posts {pool}, and "
    "at most {other:.0%} among posts {other_pool}. The middle post would have been "
    "{newest_age:.1f} hours old, where it was {observed_age:.1f}. Posts of liked pages held "
    "{observed_liked:.0%} of places as observed and would have held {newest_liked:.0%} newest "
    "first; {liked_reading}. How unequally pages share the places can be put in one number, "
    "the Gini coefficient, which is zero if all have equally many. As observed it was "
    "{observed_gini:.2f}; sorted by reactions it would have been {popular_gini:.2f}, and re-ranked "
    "for diversity {diverse_gini:.2f}, with {diverse:.0%} of the posts kept. These are different "
    "feeds, and none is neutral. With sliders, a reader can try this on one real feed."
)
LIMITS: Final = (
    (
        "Six accounts run by researchers, five days, thirty pages, Italy in January 2018. No "
        "reader chose anything here, and nobody was asked what they liked better."
    ),
    (
        "Candidates are posts that some account was shown. Posts that nobody was shown are in no "
        "pool. So orderings are compared on what one platform had let through, and the newest "
        "posts are the likeliest to be missing. For newest first this gives upper bounds; for "
        "orders that count pages or orientations it may err either way."
    ),
    (
        "Popularity is the count of reactions at the time of viewing, or at the last capture by "
        "the end of that hour; in the larger pool, a post that nobody had been shown yet has the "
        "count of its first capture. Facebook rounds large counts. Counts are made by ranking "
        "too: a feed in another order would have led to others."
    ),
    (
        "A feed in another order would have been read differently, pages would have posted "
        "differently, and the next feed would have differed. Only the order of one moment changes "
        "here."
    ),
    (
        "All orders but the observed one and its re-ranking hardly depend on the account, since "
        "the pools are nearly the same for all six. What varies between accounts is the observed "
        "feed, and the intervals say how much."
    ),
    (
        "The account trained to the left has short feeds, some of a few posts. Its overlap rests "
        "on fewer places. One row of other choices leaves short feeds out. In a few hours at the "
        "ends of days only three accounts opened feeds, so that their pools rest on fewer."
    ),
    (
        "Intervals run over six accounts. With five trained accounts no sign-flip test can go "
        "below its smallest value, which is above five per cent. Nothing is corrected for the "
        "number of comparisons; one finding was declared as the primary one."
    ),
    (
        "Orientations were given to the pages by the audit's authors. Balance between them is "
        "arithmetic, no statement that they deserve equal room."
    ),
    (
        "The weight of relevance, the likeness of orientations, the quota, the half-life and the "
        "reader's weights are choices. A table shows others, and sliders change the weights."
    ),
    (
        "The primary finding, the pool, the window and all weights were fixed before any overlap "
        "was computed. Which of the other comparisons are called findings was decided after a "
        "first look at the means; all of them are in the table. After readers' objections to the "
        "first version, clocks were mended, the primary finding was worded as a bound, and the "
        "larger pool and other numbers were shown for every order; no rule or weight was changed."
    ),
    (
        "The figures of Mozilla's study were read in reports on it. Its finer figures could not be "
        "checked and are left out."
    ),
)


def change_reading(change: Estimate) -> str:
    """Return in words whether an interval of a change over accounts leaves out no change."""
    if change.low is None or change.high is None:
        return "the accounts do not differ in this"
    if change.low > 0 or change.high < 0:
        return "this is more than the accounts differ among themselves"
    return "the accounts differ so much in this that an interval over them reaches no change"
