"""The wording of the report on an observed ranking: its claims.

The fields in braces are filled by ``rml.report``; none of these texts holds a result. A claim
is passed to ``rml.report.finding.finding`` as ``**CLAIMS[id]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rml.report.claim import Claim

_SIX: Final = (
    "The six accounts are like others that would be set up in this way, and their values are about "
    "normal. They are not independent of each other: they looked at the same hours at many of the "
    "same posts, and the models that are judged share most of what they learned from."
)
_IMITATION: Final = (
    "The surrogate goes by what the ranking goes by. It is an imitation: features that go together "
    "can stand for each other, and what it was not given it cannot show."
)
OVER_NEWEST_FIRST: Final = Claim(
    statement=(
        "In the mean feed of accounts that it had not met, the surrogate has {surrogate:.1%} of "
        "pairs of posts in the captured order, and newest first {newest:.1%}: a difference of "
        "{value:+.1%} of pairs ({estimate.level} interval over {estimate.n} {low:+.1%} to "
        "{high:+.1%}). A random order gets half. {reading} {ahead} of {accounts} accounts lie "
        "above zero; if signs were a matter of chance, a mean as far from zero would come about "
        "with probability {flipped.p_value:.3f} (exact sign-flip test), and "
        "{flipped.smallest_p:.3f} is the smallest value that six accounts can give."
    ),
    estimand=(
        "The pairwise accuracy of a surrogate fitted to the feeds of five accounts, on those of "
        "the sixth, less the accuracy of newest first on the same feeds; feeds alike within an "
        "account, accounts alike."
    ),
    assumptions=_SIX,
    breaks_if=(
        "Posts that other accounts were shown in the same hour gave the order away; the split by "
        "account and day at once guards against this. Or the counts shown with a post tell how "
        "prominently it had already been shown; see the surrogate without counts."
    ),
)
AGE_RANK_OVER_NEWEST_FIRST: Final = Claim(
    statement=(
        "A later addition: told, too, which of a feed's posts are newer, the same model has "
        "{ranked:.1%} of pairs, {value:+.1%} against newest first ({estimate.level} interval over "
        "{estimate.n} {low:+.1%} to {high:+.1%}). {reading} {ahead} of {accounts} accounts lie "
        "above zero (exact sign-flip test: {flipped.p_value:.3f}). With account and day left out "
        "it is {strict.value:+.1%} ({strict.low:+.1%} to {strict.high:+.1%})."
    ),
    estimand=(
        "The pairwise accuracy, on feeds of an account that was left out, of the surrogate with "
        "one more feature, the rank of a post's age in its feed, less that of newest first; mean "
        "over accounts."
    ),
    assumptions=_SIX,
    breaks_if=(
        "It was found among several models that a reader of this report tried on the same feeds, "
        "so its interval and its p-value promise more than they hold. Other feeds would be a test."
    ),
)
ACCURACY_ACCOUNTS: Final = Claim(
    statement=(
        "On accounts that it had not met, the surrogate has {value:.1%} of pairs in the captured "
        "order ({estimate.level} interval over {estimate.n} {low:.1%} to {high:.1%}), which is a "
        "Kendall tau of {tau:.2f}. The linear surrogate has {linear:.1%}."
    ),
    estimand="Pairwise accuracy on the feeds of an account that was left out, mean over accounts.",
    assumptions=_SIX,
    breaks_if="Accounts of other people's friends and habits are ranked by other things.",
)
ACCURACY_ACCOUNTS_DAYS: Final = Claim(
    statement=(
        "With account and day both left out, and the judged posts wherever else they were shown, "
        "it has {value:.1%} ({estimate.level} interval over {estimate.n} "
        "{low:.1%} to {high:.1%}); newest first has {newest:.1%}."
    ),
    estimand=(
        "Pairwise accuracy on an account's feeds of a day, by a surrogate fitted to the other "
        "accounts' feeds of other days without the judged posts, mean over accounts."
    ),
    assumptions=_SIX,
    breaks_if="Posts of one page and hour are so alike that one gives the other's place away.",
)
ACCURACY_DAYS: Final = Claim(
    statement=(
        "On days that were left out it has {value:.1%}, between {worst:.1%} and {best:.1%} on "
        "single days; newest first has {newest:.1%}, less on {ahead} of {estimate.n}. Days are few "
        "and follow each other, so no interval is given."
    ),
    estimand="Pairwise accuracy on the feeds of a day that was left out, mean over these days.",
    assumptions="None beyond these days.",
    breaks_if="The ranking was changed between days, or other days had other news.",
)
ACCURACY_PAGES: Final = Claim(
    statement=(
        "Among posts of pages that were left out, whose page effects it cannot know, it has "
        "{value:.1%} ({estimate.level} interval over {estimate.n} {low:.1%} to {high:.1%}), "
        "{lead.value:+.1%} against newest first ({lead.low:+.1%} to {lead.high:+.1%}). These are "
        "{share:.0%} of the pairs with such a post. On the others, of such a post and one of a "
        "known page, it has {mixed:.1%}, {mixed_lead.value:+.1%} against newest first "
        "({mixed_lead.low:+.1%} to {mixed_lead.high:+.1%})."
    ),
    estimand=(
        "Pairwise accuracy over pairs of posts of which both are from pages left out, one page of "
        "each orientation at a time, mean over these groups of pages."
    ),
    assumptions=(
        "The groups of pages are like others, and about normal. Pages were chosen by the audit's "
        "authors, and numbered in the order of their list."
    ),
    breaks_if="A page differs from those learned from in what its followers do.",
)
WITHOUT_COUNTS: Final = Claim(
    statement=(
        "Reactions, comments and shares add {value:+.1%} of pairs ({estimate.level} interval over "
        "{estimate.n} {low:+.1%} to {high:+.1%}) to a surrogate that has all else."
    ),
    estimand=(
        "Accuracy on accounts left out of the surrogate less that of one that is not given "
        "reactions, comments and shares, mean over accounts."
    ),
    assumptions=_SIX,
    breaks_if=(
        "Counts are those at the time of viewing. They grow while a post is shown, so they are "
        "partly an effect of prominence and not its cause."
    ),
)
REPEAT_AGREEMENT: Final = Claim(
    statement=(
        "Of the pairs of posts that an account's feed and its next one both hold, {value:.1%} are "
        "in the same order in the mean feed ({estimate.level} interval over {estimate.n} {low:.1%} "
        "to {high:.1%}), and {weighted:.1%} if all pairs count alike. If "
        "the two were repeats of one ranking, the best score there can be would have between "
        "{bound_low:.1%} and {bound_high:.1%} of these pairs right. The surrogate, which met "
        "neither feed, has {model:.1%} of the same pairs: between {share_low:.0%} and "
        "{share_high:.0%} of the way from chance to the best."
    ),
    estimand=(
        "The share of common pairs of an account's feeds about an hour apart that keep their "
        "order, mean over accounts, each the mean of its pairs of feeds."
    ),
    assumptions=(
        "For the bounds: each load orders each pair by a chance of its own, independently, and "
        "within the hour nothing else changes."
    ),
    breaks_if=(
        "It is no true repeat. Posts grow older and gather reactions within the hour, which makes "
        "it too low. The platform may keep an order once it has shown it, or move down what was "
        "seen, which moves it either way. And posts in both feeds are those that stay."
    ),
)
NOT_EXPLAINED: Final = Claim(
    statement=(
        "On pairs that an account's feed and its next one both held, the order of the feed before "
        "beats the surrogate by {value:.1%} of pairs ({estimate.level} interval over {estimate.n} "
        "{low:.1%} to {high:.1%}). So much of the order lasts for an hour and is not found by this "
        "surrogate."
    ),
    estimand=(
        "The share of common pairs in the order of the account's feed before, less the accuracy "
        "of a surrogate without this account, mean over accounts."
    ),
    assumptions=_SIX,
    breaks_if=(
        "The platform keeps an order once it was shown. Then the feed before is no repeat, and the "
        "hour's lasting is nothing that a post's features could explain."
    ),
)
SHARED_ORDER: Final = Claim(
    statement=(
        "Of the pairs of posts that two accounts' feeds of the same minutes both hold, {value:.1%} "
        "are in the same order in the mean feed ({estimate.level} interval over {estimate.n} "
        "{low:.1%} to {high:.1%}). If the two were repeats of one ranking that accounts share, the "
        "best shared score there can be would have between {bound_low:.1%} and {bound_high:.1%} of "
        "these pairs right. The surrogate, which met the one account and not the other, has "
        "{model:.1%}: between {share_low:.0%} and {share_high:.0%} of the way from chance to the "
        "best."
    ),
    estimand=(
        "The share of common pairs of two accounts' feeds at the same time that are in the same "
        "order, mean over accounts, each the mean of its feeds against the others'."
    ),
    assumptions=(
        "For the bounds: whatever sets two accounts apart is like chance, independent between "
        "accounts. For the interval: the six accounts are like others that would be set up so."
    ),
    breaks_if=(
        "Posts that two feeds share are the ones that the ranking favours anyhow. They are not the "
        "pairs that stay in one account's feed, so the two comparisons cannot be subtracted."
    ),
)
AGE_ODDS: Final = Claim(
    statement=(
        "By the surrogate, a post six hours old has {value:.2f} times the odds of standing above "
        "another that the same post has at three hours ({estimate.level} interval over "
        "{estimate.n} {low:.2f} to {high:.2f}). By the middle refit it is {middle:.2f}: "
        "what resampling shifts, the interval takes off."
    ),
    estimand=(
        "The exponential of the surrogate's mean change of score when the age of a post is set "
        "from three hours to six, all else as it was, over posts of as many feeds of each account."
    ),
    assumptions=_IMITATION,
    breaks_if=(
        "Posts are in the data only where they were shown. An old post that is still shown is an "
        "exceptional one, so age by itself may count for more than this."
    ),
)
COUNTS_ODDS: Final = Claim(
    statement=(
        "With twice as many reactions, comments and shares, the odds are {value:.2f} times those "
        "of the same post ({estimate.level} interval over {estimate.n} {low:.2f} to {high:.2f}; by "
        "the middle refit {middle:.2f})."
    ),
    estimand=(
        "The exponential of the surrogate's mean change of score when all three counts are "
        "doubled, age and page as they were."
    ),
    assumptions=_IMITATION,
    breaks_if=(
        "Counts are an effect of prominence as well as a cause of it, and they stand for what else "
        "made a post do well. Nobody changed a count to see what would happen."
    ),
)
OWN_ORIENTATION_ODDS: Final = Claim(
    statement=(
        "Where account and orientation are the same, so that the account liked the page, the odds "
        "of standing above another post of the feed are {value:.2f} times what account and "
        "orientation by themselves would give, if each account's feeds have a model of their own "
        "({estimate.level} interval over {estimate.n} {low:.2f} to {high:.2f}). {reading} The "
        "number hangs on how it is asked: the surrogate of all feeds, where one column for liking "
        "serves all accounts, gives {shared:.2f}; with a column for each account and orientation "
        "in its place it gives {crossed:.2f}."
    ),
    estimand=(
        "The exponential of the interaction of account and orientation where the two are the same, "
        "geometric mean over trained accounts, by surrogates fitted to one account's feeds each."
    ),
    assumptions=(
        "The five trained accounts are like others. Each training was given to one account, so "
        "liking cannot be told from anything else in which the accounts differ."
    ),
    breaks_if=(
        "This is the order of what was shown. If liking lets weaker posts into the feed at all, "
        "they stand lower in it, which hides what liking does. How much of the feed liked pages "
        "had is the subject of another report of this collection."
    ),
)
STABILITY: Final = Claim(
    statement=(
        "Fitted again to resampled feeds, the surrogate ranks its features by importance alike: "
        "the mean rank correlation with the first fit is {value:.2f} (the middle {middle:.0%} of "
        "{estimate.n} {least:.2f} to {most:.2f}). From other first weights alone it is "
        "{seeds:.2f}. Attributions to single posts correlate by {posts:.2f} and {posts_seeds:.2f}."
    ),
    estimand=(
        "Spearman's correlation over features of mean absolute integrated gradients, between the "
        "surrogate and its refits."
    ),
    assumptions="Feeds are resampled in blocks within the six accounts.",
    breaks_if="Other accounts or weeks would rank features otherwise; refits cannot show that.",
)
SANITY: Final = Claim(
    statement=(
        "Explanations of a model that has learned nothing differ: attributions to posts by models "
        "fitted to feeds in random order correlate by {value:+.2f} with those of the surrogate "
        "({estimate.n} between {least:+.2f} and {most:+.2f}) and are {size:.0%} of their size; by "
        "models with weights never fitted, the correlation is {random:+.2f}. {reading}"
    ),
    estimand=(
        "Spearman's correlation over posts and features of integrated gradients, signs included, "
        "between the surrogate and models fitted to shuffled feeds."
    ),
    assumptions="The explained posts are the same; only the order that was learned differs.",
    breaks_if=(
        "Rank correlations of absolute importances are a weak test, because the larger inputs get "
        "more of any model's score; they stand in the table."
    ),
)

CLAIMS: Final[Mapping[str, Claim]] = MappingProxyType(
    {
        "over_newest_first": OVER_NEWEST_FIRST,
        "age_rank_over_newest_first": AGE_RANK_OVER_NEWEST_FIRST,
        "accuracy_accounts": ACCURACY_ACCOUNTS,
        "accuracy_accounts_days": ACCURACY_ACCOUNTS_DAYS,
        "accuracy_days": ACCURACY_DAYS,
        "accuracy_pages": ACCURACY_PAGES,
        "without_counts": WITHOUT_COUNTS,
        "repeat_agreement": REPEAT_AGREEMENT,
        "not_explained": NOT_EXPLAINED,
        "shared_order": SHARED_ORDER,
        "age_odds": AGE_ODDS,
        "counts_odds": COUNTS_ODDS,
        "own_orientation_odds": OWN_ORIENTATION_ODDS,
        "stability": STABILITY,
        "sanity": SANITY,
    }
)
"""The claims by the finding's id."""
