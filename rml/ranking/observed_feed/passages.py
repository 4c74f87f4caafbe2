"""The wording of the report on an observed ranking: passages that claim nothing, and readings.

The fields in braces are filled by ``rml.report``; none of these texts holds a result. A reading
is the sentence that an estimate or a count leads to.
"""

from __future__ import annotations

from typing import Final

from rml.estimate import Estimate

RECORD: Final = (
    "Used here are {feeds:,d} feeds with {posts:,d} posts in their slots, {median:.0f} in the "
    "median feed, from {days} days; {left_out} captured feeds were left out for holding fewer than "
    "{least} posts."
)
AGE_CLASSES_WORDS: Final = (
    "The primary comparison takes pairs of all ages together. Where both posts are under {young} "
    "hours old, the surrogate without ranks has {young_lead:+.1%} of pairs against newest first "
    "({young_low:+.1%} to {young_high:+.1%}); where both are over {old} hours, {old_lead:+.1%} "
    "({old_low:+.1%} to {old_high:+.1%}). Such differences can cancel out. The two bounds are "
    "those of a reader, who had seen the results."
)
TOP_PLACES: Final = (
    "Pairs count alike wherever they stand. By a measure that looks at the first ten places (NDCG, "
    "in the table below from the beginning), the surrogate is ahead of newest first by "
    "{lead.value:+.3f} ({lead.level} interval over {lead.n} {lead.low:+.3f} to {lead.high:+.3f}). "
    "This was put into words after the results had been seen, and so was a surrogate fitted to "
    "pairs (as in RankNet) in place of lists, to see whether the measure and the fit were at odds: "
    "it has {pairwise:.1%} of pairs."
)
COMPLETENESS: Final = (
    "Integrated gradients must add up to the difference of the two scores. Over all models and "
    "posts that were explained, they miss it by {shortfall:.2g} in log odds at most."
)
WHY_THIS_POST: Final = (
    "*Why does this post stand at place {place} of {posts}?* The feed is that of the account "
    "trained to the {account}, opened on {day}. Feed and place follow from a rule that was "
    "declared before the model was fitted. {beside} A surrogate that has not learned from this day "
    "would have put the post at place {model} ({model_low} to {model_high} in the middle of "
    "{refits} refits). "
    "{reading} The post is a {kind} of {page}, and {age} old. It is held against the post in the "
    "middle of the surrogate's order, which is of {middle_page}, and {middle_age} old: by the "
    "surrogate, the odds of standing above that one are {odds:.2f} to 1. What sets the two apart: "
    "{reasons}."
)
CHANGES_WORDS: Final = (
    "Where would the surrogate have put it, had one thing been different (in brackets: over "
    "refits)? {changes}. Every other post stays as it was. These places are the surrogate's; the "
    "platform was never asked."
)
PLAIN_WORDS: Final = (
    "Nobody outside the platform knows how this feed was ranked. A small model that learned from "
    "other accounts puts {surrogate:.0%} of pairs of posts in the order in which they were shown; "
    "sorting by time gets {newest:.0%}, and tossing a coin half. For posts that stay in a feed, "
    "the order of an hour before gets {repeat:.0%}, where the model gets {model:.0%}. {reading} "
    "Told, too, which posts of a feed are newer, it gets {ranked:.0%}; that was tried afterwards. "
    "What makes up the rest, this model does not find. What it goes by most: {first}."
)


def lead_reading(lead: Estimate, *, given: str = "the age of each post by itself") -> str:
    """Return whether a surrogate that is ``given`` so much is shown to be ahead, as a sentence."""
    if lead.low is None or lead.high is None:
        raise ValueError("The difference needs an interval over accounts.")
    if lead.low > 0:
        return f"This surrogate, given {given}, is ahead of sorting by time."
    if lead.high < 0:
        return f"This surrogate, given {given}, is behind sorting by time."
    return (
        f"This surrogate, given {given}, is not shown to be better, nor worse, than sorting by "
        "time."
    )


def odds_reading(odds: Estimate) -> str:
    """Return whether odds are shown to differ from one, as a sentence."""
    if odds.low is None or odds.high is None:
        raise ValueError("The odds need an interval over accounts.")
    if odds.low > 1:
        return "By this interval, pages that an account liked stand higher."
    if odds.high < 1:
        return "By this interval, pages that an account liked stand lower."
    return "So it is not shown that liking goes with a higher or a lower place."


def sanity_reading(*, most_shuffled: float, least_refitted: float) -> str:
    """Return whether models that learned nothing are explained otherwise than refits.

    Parameters
    ----------
    most_shuffled, least_refitted
        The greatest correlation with the surrogate's attributions to posts of models fitted
        to shuffled feeds, and the least one of refits.
    """
    apart = "so" if most_shuffled < least_refitted else "so not"
    return (
        f"Refits to resampled feeds correlate by {least_refitted:+.2f} at least, {apart} all "
        "models that learned nothing are set apart from all refits."
    )
