"""The wording of the report on simulated feeds under the published formula."""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_MADE_UP: Final = (
    "Predicted probabilities are made up: log-odds normal over posts, with the spread and the "
    "correlation that are stated, and medians at which all weighted probabilities are equal, "
    "videos apart."
)
_OTHER: Final = (
    "Predictions of the real model are distributed otherwise. They are not public, and the table "
    "on assumptions shows how much hangs on this."
)
_REMOVED: Final = (
    "The mean number of posts among the first {top:d} that leave them if the weight is zero and "
    "nothing else changes. No factor is applied."
)
WITHOUT_REPORTS: Final = Claim(
    statement=(
        "If reports weighed nothing, {value:.2f} of the first {top:d} posts would be others, "
        "though a report outweighs {likes:,.0f} likes. Under other assumptions of this page it "
        "would be {least:.2f} to {most:.2f}; that says more than the simulation's own error "
        "({low:.2f} to {high:.2f}). Simulated: {feeds:,d} feeds of {candidates:,d} posts, in which "
        "median weighted probabilities are alike in size, videos apart."
    ),
    estimand=_REMOVED,
    assumptions=_MADE_UP,
    breaks_if=_OTHER,
)
ORDER: Final = Claim(
    statement=(
        "The two weights without which the order of all {candidates:,d} posts changes most are "
        "these: {strongest}; {second}. With and without that of reports Kendall's tau is "
        "{value:.3f} ({low:.3f} to {high:.3f}; under other assumptions {least:.2f} to {most:.2f}), "
        "where 1 would be no change. Of the first {top:d} posts, {first:d} of the {others:d} other "
        "weights replace more than reports do. Simulated."
    ),
    estimand=(
        "The mean over feeds of Kendall's tau-b between the orders of all posts with the "
        "published weights and with that of reports at zero. No factor is applied."
    ),
    assumptions=_MADE_UP,
    breaks_if=_OTHER,
)
WITHOUT_LIKES: Final = Claim(
    statement=(
        "If likes weighed nothing, {value:.2f} of the first {top:d} posts would be others "
        "({low:.2f} to {high:.2f}) in the same simulated feeds."
    ),
    estimand=_REMOVED,
    assumptions=_MADE_UP,
    breaks_if=_OTHER,
)
DECISIVE: Final = Claim(
    statement=(
        "In the same simulated feeds the weight that decides most about the top is that of a "
        "{what}: without it {value:.2f} of the first {top:d} posts would be others ({low:.2f} to "
        "{high:.2f}). There the code counts the larger of two predictions. With the README's plain "
        "sum it would be {plain:.2f}, and {rival_value:.2f} without that of a {rival}. No lead "
        "over all other weights is shown under {lost:d} of {sets:d} sets of assumptions: {which}."
    ),
    estimand=f"{_REMOVED} The largest of ten such means.",
    assumptions=(
        f"{_MADE_UP} The code is followed where it counts the larger of two predictions: this "
        "makes an opened conversation add {more:.2f} times as much as likes on average."
    ),
    breaks_if=f"The plain sum was in operation, or: {_OTHER[0].lower()}{_OTHER[1:]}",
)
DECISIVE_OTHER: Final = Claim(
    statement=(
        "With a second set of made-up medians, which follows no published statement, it is that of "
        "a {what}: without it {value:.2f} of the first {top:d} posts would be others ({low:.2f} "
        "to {high:.2f})."
    ),
    estimand=f"{_REMOVED} The largest of ten such means.",
    assumptions=(
        "As in the first set of feeds, with the medians that the parameter file lists as other "
        "rates."
    ),
    breaks_if=_OTHER,
)
BLUE_MARK: Final = Claim(
    statement=(
        "Multiplying original posts of authors with a paid blue mark by {inside:g} or {outside:g} "
        "raises their share of the first {top:d} places from {before:.1%} to {after:.1%}, by "
        "{value:.1f} percentage points ({low:.1f} to {high:.1f}), where {share:.0%} of authors "
        "have the mark and their posts are predicted no better. Simulated."
    ),
    estimand=(
        "The mean over feeds of the share of the first places held by authors with the mark, with "
        "that factor alone minus without any factor."
    ),
    assumptions=f"{_MADE_UP} Marks are independent of predictions.",
    breaks_if=(
        "Posts of authors with the mark are predicted better or worse than others, or the default "
        "multipliers were not in operation."
    ),
)
ALL_FACTORS: Final = Claim(
    statement=(
        "All published factors together replace {value:.2f} of the first {top:d} posts ({low:.2f} "
        "to {high:.2f}) of what the model alone would have placed there. Simulated."
    ),
    estimand=(
        "The mean number of posts among the first by the served score that are not among the "
        "first by the multiplied score."
    ),
    assumptions=(
        f"{_MADE_UP} Kinds of posts and authors are independent of predictions, at the shares that "
        "the parameter file states. Nobody asked to see fewer posts."
    ),
    breaks_if="Other factors were in operation, or kinds of posts are predicted differently.",
)
SMALL_CHANGE: Final = Claim(
    statement=(
        "With no factor applied, the post at place {place:d} would have been among the first "
        "{top:d} in {value:.0%} of simulated feeds ({low:.0%} to {high:.0%}) if the odds of a "
        "single engagement had been predicted {odds:g} times as high, or of a single complaint "
        "{odds:g} times as low. With all published factors it is {with_factors:.0%}. Under other "
        "assumptions it is {least:.0%} to {most:.0%} without factors and {least_with:.0%} to "
        "{most_with:.0%} with them."
    ),
    estimand=(
        "The share of feeds in which the smallest such change of odds is at most the stated one, "
        "all other predictions and posts unchanged, and with factors these as well."
    ),
    assumptions=(
        f"{_MADE_UP} Filters and caps are left aside; an author's posts share the stated part of "
        "their appeal."
    ),
    breaks_if=_OTHER,
)
HOW: Final = (
    "Each simulated feed chooses from {candidates:,d} posts. For each post ten probabilities are "
    "drawn: log-odds around a median, with a standard deviation of {spread:g}, so that two thirds "
    "of posts lie within a factor of {typical:.1f} of the median odds. Engagements of one post "
    "have a correlation of {common:g} in log-odds, complaints and other engagements one "
    "of {with_complaints:g}. The medians follow the only thing that the publisher said of them, "
    "that weighted probabilities were set to add near-equal amounts on average: a like is "
    "predicted at {like_rate:.1%}, everything else accordingly. Half-watched videos "
    "cannot follow; they are drawn around {video_rate:.0%}. The publisher's sentence stands beside "
    "a plain sum. The code counts the larger of two predictions for opened conversations, so that "
    "one of them adds more than its median says; the table gives means as well."
)
READ: Final = (
    "A heavy weight need not decide much. Under the stated assumption a report is predicted so "
    "seldom that its product with the weight is no larger than that of a like. What decides is the "
    "product and how much it varies between posts. At the top there is a further difference. A "
    "rare engagement can be predicted ten times its usual rate and push a post up; a complaint "
    "can only hold a post back, and {share_below:.0%} of the posts have a sum below zero here. "
    "The whole order may therefore tell another story than the top."
)
ASSUMPTIONS: Final = (
    "How much hangs on the assumptions? The tables change one of them at a time, with the same "
    "random numbers: the spread of predictions, how much engagements go together, whether what "
    "engages also annoys, the medians themselves, and what opened conversations add. In one row "
    "these are made so rare that they add as much as likes; this row, the order of all posts and "
    "the comparison with factors further below were added after a reader of an earlier version "
    "objected. No interval over feeds reaches further than {widest:.2f} posts from the mean of a "
    "removed weight."
)
FACTORS: Final = (
    "The published factors multiply what the model gives. Kinds of posts are drawn here without "
    "regard to predictions, so that a change is the factor's alone: {in_network:.0%} of authors "
    "are followed, {reply:.0%} of posts are replies and {repost:.0%} reposts, {blue:.0%} of "
    "authors have a paid blue mark, {creator:.0%} sell subscriptions, and an author has "
    "{posts:g} posts to choose from. Of the variance of appeal {authors:.0%} is the author's, if "
    "not said otherwise: author diversity can matter only if the same authors come out on top."
)
BLUE_TEXT: Final = (
    "How many of the candidates came from authors with the mark is not known. The table shows the "
    "same for other shares of authors."
)
COUNTERFACTUAL: Final = (
    "The question of a reader or an author is seldom about weights. It is: why was this post not "
    "shown, and what would have had to be different? Whoever has the formula and the predictions "
    "can answer that for the score: change one prediction, leave the rest, and see when the post "
    "passes. The answer depends on what else is in the feed, and on the factors."
)
ONE_POST: Final = (
    "Take the post at place {place:d} of another simulated feed, again with no factor. It would "
    "have been among the first {top:d} if its predicted probability of a {easiest} had been "
    "{needed:.3g} % and not {now:.3g} %, all else unchanged. That is the smallest change of odds "
    "that would have been enough. With a like alone, it would have needed {like_needed} and not "
    "{like_now:.3g} %. In all, {possible:d} of ten predictions could have lifted it alone. Without "
    "any change of predictions, a factor of {score_factor:.2f} would have been enough. A paid blue "
    "mark of an author whom the reader follows gives {blue:g}; it would have lifted the "
    "post at that place in {lifted:.0%} of feeds, if nobody else had it."
)
EASIEST: Final = (
    "At that place the easiest change was most often one of a {first} ({share:.0f} % of "
    "feeds). What a post nearly has, it can most easily have more of: the odds that have to "
    "change least are mostly those of an engagement that is predicted well above its usual rate."
)
PLAIN_WORDS: Final = (
    "In a simulation, taking the weight of reports out of the ranking formula that Twitter "
    "published in 2023 changed {reports:.2f} of the first {top:d} posts, and taking out that of "
    "likes {likes:.2f}, although one report weighs as much as {weigh:,.0f} likes. With other "
    "made-up predictions the first number lies between {least:.2f} and {most:.2f}. A weight alone "
    "does not tell how much something matters; it depends on how often it is predicted, which the "
    "platform did not publish. The feeds are made up and say nothing of what any reader was shown."
)
LIMITS: Final = [
    (
        "No feed here is real. The predictions, the kinds of posts and the shares of authors are "
        "drawn from distributions that were chosen, not measured."
    ),
    (
        "Intervals say how exactly the simulation was carried out, over its feeds. They say "
        "nothing of how far its assumptions are from any platform. Nor do the ranges over "
        "assumptions: these were chosen, and others would give other ranges."
    ),
    (
        "Feeds are independent of each other, and a changed weight changes nothing but the order. "
        "On a platform, authors and readers would respond, and the model would be trained anew."
    ),
    (
        "Filters, caps and the rule that keeps only the best post of an author who is not followed "
        "are left aside, as is all that happens before the scoring."
    ),
    (
        "A single change of one prediction is a way to read the formula. Predictions of one post "
        "go together; seldom would one change alone. Where factors are applied they stay as they "
        "are: a post's place among its author's posts is not given anew."
    ),
]
