"""The wording of the report on the published formula: claims, texts, plain words, limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_WEIGHTS_HELD: Final = (
    "The weights are those of 5 April 2023. They multiply predicted probabilities, not events."
)
_WEIGHTS_BREAK: Final = (
    "Other weights were in operation. The publisher says that they can be adjusted at any time."
)
REPORT: Final = Claim(
    statement=(
        "One report weighs as much as {value:,.0f} likes. If likes alone are to make up for it, a "
        "post that the model thinks {points:g} percentage points likelier to be reported must be "
        "thought {needed:.1f} points likelier to be liked. From {most:.2f} points on, certainty of "
        "a like does not make up for it."
    ),
    estimand="The size of the weight of a report over the weight of a like.",
    assumptions=_WEIGHTS_HELD,
    breaks_if=_WEIGHTS_BREAK,
)
ANSWERED: Final = Claim(
    statement=(
        "A reply that the author of the post engages with, here called answered, weighs as much as "
        "{value:,.0f} likes. It is a reply as well: both probabilities count, {both:,.0f} likes "
        "together."
    ),
    estimand="The weight of a reply that the author engages with, over the weight of a like.",
    assumptions=f"{_WEIGHTS_HELD} The README does not say how the author has to engage.",
    breaks_if=_WEIGHTS_BREAK,
)
SHOW_LESS: Final = Claim(
    statement=(
        "The reader's asking to see less, muting or blocking weighs as much as {value:,.0f} likes, "
        "{ratio:.2f} times a report."
    ),
    estimand="The size of the weight of negative feedback over the weight of a like.",
    assumptions=_WEIGHTS_HELD,
    breaks_if=_WEIGHTS_BREAK,
)
VECTORS: Final = Claim(
    statement=(
        "The library of this report gives {value:.0f} of {all:d} figures that were worked out for "
        "this collection apart from its code: weighted sums, served scores, author-diversity and "
        '"see fewer" factors. The largest difference is {largest}.'
    ),
    estimand="The number of such figures that are met within {tolerance}.",
    assumptions=(
        "Nobody else published these figures. They check the arithmetic of the library and "
        "reproduce nothing."
    ),
    breaks_if=(
        "The rules were read wrongly both times. The figures do not touch the factors for paid "
        "marks, subscriptions, replies and accounts that are not followed, the filters, the best "
        "post per author, the caps, the first days after a request to see fewer, or conversations "
        "whose two predictions differ. For these there is only a second implementation in this "
        "collection's tests, by the same readers of the code."
    ),
)
JUMP: Final = Claim(
    statement=(
        "At a weighted sum of zero the served score jumps by {value:.6f}, from {below:.6f} to "
        "{at_zero:.3f}. Below it, differences between posts become {narrowing:,.0f} times smaller; "
        "the order stays the same."
    ),
    estimand="The step of the served score at a weighted sum of zero.",
    assumptions="The rule of the code at the published weights.",
    breaks_if=_WEIGHTS_BREAK,
)
OVERTAKEN: Final = Claim(
    statement=(
        "A paid blue mark multiplies the score of a followed author's original post by {factor:g}, "
        "whatever its sign was. A post whose weighted sum is just below zero then passes any "
        "unmarked post that has nothing but a predicted probability of a like, up to {up_to:.3f} %."
    ),
    estimand=(
        "The probability of a like at which an unmarked post's score equals that of a marked post "
        "with the largest negative sum."
    ),
    assumptions=(
        "The multiplier's default was in operation; both posts are otherwise treated alike."
    ),
    breaks_if="Another multiplier was in operation, or it was applied to positive sums only.",
)
WHAT: Final = (
    "In spring 2023 Twitter published parts of the code that chose the posts of its For You "
    "timeline. For each of about {candidates:,d} candidate posts a model predicts how likely the "
    "reader is to do each of several things with it; for {engagements:d} of these a weight was "
    "published. Each probability is multiplied with its weight, and the products are added up. "
    "That sum, slightly changed, is the score of the post. The score is multiplied with factors "
    "for the kind of post, its author and the reader's earlier complaints; then posts are sorted, "
    "and the best are kept."
)
READ: Final = (
    "A weight does not say what an event is worth. No like was counted: the model predicted one. "
    "Rare events have to weigh more to count at all, and the publisher says that the weights were "
    '"originally set so that, on average, each weighted engagement probability contributes a '
    'near-equal amount to the score", and adjusted since "to optimize for platform metrics". '
    "If likes were predicted at {like_rate:.0%} on average, reports would have to be predicted at "
    "{report_rate:.4f} % to count as much. Videos would have to be half watched with a probability "
    "of {video_rate:,.0f} %, which cannot be: the weight of videos is too small for the statement "
    "to hold of them, unless likes are predicted below {most_like_rate:.0%} on average."
)
GOOD_CLICK: Final = (
    "One detail is easy to miss. Two predictions are about opening the conversation below a post. "
    "The code replaces the first by the larger of the two and then counts the second with its own "
    "weight as well. A conversation that readers stay in for two minutes is therefore worth up to "
    "{both:.0f} likes, not {alone:.0f}. The README of 5 April shows a plain sum instead. Which "
    "held in operation is not known."
)
PLACEHOLDERS: Final = (
    "In the code itself the weights of these {all:d} are placeholders: all are 1, also where the "
    "code allows no weight above 0 ({outside:d} of them). Whoever reads only the code sees a "
    "formula in which reports help a post."
)
NEGATIVE: Final = (
    "A post whose predicted complaints outweigh its predicted engagements has a negative sum. The "
    "code does not leave it negative. Let P be the sum of the positive weights, {positive:.3f}, "
    "and N that of the sizes of the negative ones, {negative:.0f}. A sum s of at least zero is "
    "served as s + 0.001. A negative one is served as (s + N) / (P + N) × 0.001, which lies "
    "between 0 and 0.001. The order of sums is kept. The likely purpose lies in the step after: "
    "multiplying a negative score with a factor below 1, meant to lower it, would raise it."
)
NEGATIVE_HARMS: Final = (
    "The squeeze has a cost. All posts with negative sums end up within a thousandth of a point "
    "of each other and of posts that nobody reacts to, so that the factors decide between them. "
    "A factor above 1 lifts a post that was predicted to annoy over one that was predicted to "
    "please a little."
)
FACTORS: Final = (
    "After the model, scores are multiplied. Posts from accounts that the reader does not follow "
    "keep their score ({out:g}) in the pipeline of July 2023; in an older one they lost a quarter "
    "({older:g}), reposts excepted. Replies count {reply:g} times. Original posts of authors with "
    "a paid blue mark count {blue_in:g} times if the reader follows them and {blue_out:g} times if "
    "not; those of authors who sell subscriptions {creator_in:g} and {creator_out:g} times. Of the "
    "posts of one author that reach the scoring, the second counts {second:g} times, the third "
    "{third:g} times, and none less than {floor:g} times."
)
SEE_FEWER: Final = (
    "Whoever asks to see fewer posts of an author sees none for {days:.0f} days. Then their scores "
    "count {lowest:g} times, and regain their full weight over another {discount:.0f} days. The "
    "code speaks of four increments but divides whole days without rounding, so that the factor "
    "climbs a little every day. A request is forgotten after {last:.0f} days."
)
STEPS_TEXT: Final = (
    "Filters run before and after the scoring. The public code says what each looks for; the facts "
    "of this page hold only the names. After them, of each author who is not followed and each "
    "source only the best post stays. Posts are sorted, those of followed accounts first where "
    "scores are equal. At most {inside:d} of followed accounts stay, {outside:d} of others, and "
    "{fill:d} that only fill up the feed. The default of {results:d} results in all is what a "
    "request asks for; no listed step cuts there."
)
WORKED: Final = (
    "How the steps work together shows best on an example: {posts:d} invented posts and caps of "
    "{inside:d}, {outside:d} and {fill:d}. B1 leaves before the scoring, so that B2 is its "
    "author's first post and keeps its score. K1 leaves after the scoring and keeps its place, so "
    "that K2 counts as a second post. {shown:d} posts are shown."
)
PLAIN_WORDS: Final = (
    "In the ranking formula that Twitter published in April 2023, the predicted chance of a report "
    "counted {report:,.0f} times as much as the predicted chance of a like, and that of a reply "
    "with which the author engages {answered:,.0f} times. This says what the formula would do with "
    "predictions. It does not say what people were shown: neither the model nor its predictions "
    "are public."
)
LIMITS: Final = [
    (
        "The model that predicts the probabilities is not public, nor is any probability it gave. "
        "Nothing on this page says what any reader was shown."
    ),
    (
        "The weights are those of one day, 5 April 2023; the factors and steps those of a commit "
        "of July 2023. What was in operation before, after or between is not known, and defaults "
        "could be overridden for some readers."
    ),
    (
        "The code of July 2023 names further engagements, such as bookmarks, shares and time "
        "spent, with a default weight of 0. With another weight they would count too, also in P "
        "and N. This page is about those whose weights were published."
    ),
    (
        "Counting in likes compares weights. It does not compare what a like and a report mean to "
        "those who give them, nor how often they happen."
    ),
    (
        "Advertisements, who-to-follow boxes, the search for candidates and the light ranker "
        "before this formula are left aside. They decide as well what can be shown."
    ),
    (
        "Two people stand behind a repost. The reposter takes the place among authors; a request "
        "to see fewer counts for the author of the original. Factors for requests about those who "
        "liked, followed or reposted are left aside."
    ),
    (
        "The step that keeps the best post of an author leaves posts of accounts that are not "
        "followed in no stated order. Where their scores are equal, this library keeps the order "
        "in which they came."
    ),
]
