"""The wording of the report on ranked feeds: its claims, what they rest on, and its limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result. A claim
is passed to ``rml.report.finding.finding`` as ``**CLAIM``.
"""

from __future__ import annotations

from typing import Final

from rml.amplification.ranked_feed.orientations import OrientationRatio
from rml.amplification.ranked_feed.page_distance import RandomFeeds
from rml.estimate import Estimate
from rml.report.claim import Claim

_TRAINED: Final = (
    "The five trained accounts are like other accounts that would be set up in this way, and the "
    "logarithms of their ratios are about normal."
)
OWN_ORIENTATION: Final = Claim(
    statement=(
        "In the feeds of the accounts that liked them, an orientation's pages held {value:.2f} "
        "times as much of the slots as in the other accounts' feeds, each against a chronological "
        "feed at the same time ({estimate.level} interval over {estimate.n} {low:.2f} to "
        "{high:.2f}). If it did not matter which account liked which pages, and the accounts were "
        "alike in all else, so large a mean or a larger one would come about with probability "
        "{permuted.p_value:.4f} (exact test, one-sided: more of the liked pages); "
        "{permuted.smallest_p:.4f} is the smallest value that six accounts can give."
    ),
    estimand=(
        "The geometric mean, over accounts that like the six pages of one of these orientations, "
        "of their pages' ratio of ranked to chronological slots in the account's feeds, over the "
        "same ratio in the feeds of the other five accounts."
    ),
    assumptions=(
        f"{_TRAINED} Accounts differ in nothing else that moves their feeds: each orientation has "
        "one account, and which account it was is not repeated. The lengths of the captured feeds "
        "did differ; with equal numbers of slots in each hour the ratio is {matched:.2f}."
    ),
    breaks_if=(
        "Something else than the likes sets the accounts apart, such as the length of the feeds "
        "captured, of which the account trained to the left had far shorter ones, or an account's "
        "earlier life. The exact test then tests the two together."
    ),
)
OWN_UNTRAINED: Final = Claim(
    statement=(
        "Against the untrained account alone, own pages held {value:.2f} times as much of the "
        "slots ({estimate.level} interval over {estimate.n} {low:.2f} to {high:.2f})."
    ),
    estimand=(
        "As the primary finding, with the one account that liked nothing in place of the five "
        "others."
    ),
    assumptions=f"{_TRAINED} The one untrained account stands for all such accounts.",
    breaks_if="Another untrained account would have been shown another mix of pages.",
)
OWN_PAGE: Final = Claim(
    statement=(
        "Counting every page alike, the typical page held {value:.2f} times as much of the slots "
        "in the feeds of the account that liked it as in the others' ({estimate.level} interval "
        "over {estimate.n} {low:.2f} to {high:.2f}); {above} of {pages} pages lie above one."
    ),
    estimand=(
        "The geometric mean over pages of each page's own ratio over the others', pages drawn "
        "within these orientations, for these six accounts."
    ),
    assumptions="Pages are drawn independently within orientations; accounts are fixed.",
    breaks_if="Pages of an orientation rise and fall together, since one account likes all six.",
)
DISTANCE: Final = Claim(
    statement=(
        "To give every page the share of slots that it had in the chronological feeds, {value:.1%} "
        "of an account's slots would have to go to another page, on average ({estimate.level} "
        "interval over {estimate.n} {low:.1%} to {high:.1%})."
    ),
    estimand=(
        "The index of dissimilarity between the pages' shares of ranked and of chronological slots "
        "over five days of feeds, mean over accounts of this kind."
    ),
    assumptions="The six accounts are like others of this kind. It is above zero by chance alone.",
    breaks_if="Posts that nobody was shown would change the chronological shares; see the bounds.",
)
FEEDS_APART: Final = (
    "This is not how often a slot holds another post. Of all slots, {other_posts:.0%} hold a "
    "post that the chronological feed of that time does not, since ranking also shows older "
    "posts. Within a single feed, {within:.0%} of the slots would have to go to another "
    "page, counting every slot alike. Over five days, most of this averages out between the feeds."
)
RANDOM_DISTANCE: Final = Claim(
    statement=(
        "Feeds that rank the posts of the last {hours} hours by a random score, whatever their "
        "page, would be {value:.1%} away. The middle {chance_level:.0%} of the draws lie between "
        "{chance_low:.1%} and {chance_high:.1%}; this range shows how far chance moves such feeds. "
        "{reading}."
    ),
    estimand=(
        "What the distance is where pages play no part: chance, and older posts. Each account "
        "gives each post one score and keeps it from hour to hour, so its feeds have posts in "
        "common."
    ),
    assumptions=(
        "Posts that some account was shown are all there were. Of a drawn feed's posts, "
        "{repeated:.0%} stood in the account's feed of the hour before; of a captured "
        "feed's, {repeated_seen:.0%}. The more posts stay, the more chance there is. "
        "Accounts draw apart from each other."
    ),
    breaks_if=(
        "Captured feeds change faster than drawn ones: then this level is too high. Or they reach "
        "further back than the window: then it is too low."
    ),
)
VOLUME_SLOPE: Final = Claim(
    statement=(
        "A page's ratio changes with its posting volume by the exponent {value:+.2f} "
        "({estimate.level} interval over {estimate.n} {low:+.2f} to {high:+.2f}), where 0 is a "
        "chronological feed and −1 a quota of slots that is the same for every page: twice the "
        "posts go with {factor:.2f} times the ratio. With pages weighted by their posts, the "
        "exponent is {weighted:+.2f}."
    ),
    estimand=(
        "The slope of the logarithm of pages' ratios of ranked to chronological slots on that of "
        "their posts, over pages like these."
    ),
    assumptions=(
        "Pages are independent; one slope holds for all orientations. The interval varies pages "
        "only: the slots of these feeds are taken as they are."
    ),
    breaks_if=(
        "A page's posts also decide its chronological slots, by which the ratio is divided, so "
        "chance in small pages gives a negative slope by construction (division bias). And pages "
        "that post much may have more posts that nobody was shown, as the table suggests: then "
        "their true ratios are lower, and the slope is steeper."
    ),
)
UNSEEN_SHARE: Final = Claim(
    statement=(
        "By an estimate from two sources, {value:.0%} of the pages' posts were shown to none of "
        "the accounts. This is neither a bound nor does it carry an interval. The page with most "
        "of them is {page}: an estimated {unseen:.0f} beside the {seen:.0f} that some account was "
        "shown."
    ),
    estimand="The share of these pages' posts, after the burn-in, that no account was shown.",
    assumptions=(
        "The account that liked a page and the other accounts were shown its posts independently "
        "of each other. Chance moves the estimate either way, for small pages above all."
    ),
    breaks_if=(
        "Posts that one was likelier to be shown were likelier to be shown to the others, too: "
        "then it is too low. They were shown complementary posts: then it is too high."
    ),
)
HIDDEN_NEEDED: Final = (
    "For the pages' shares to be those of a chronological feed after all, {needed.value:.0%} of "
    "all posts or more would have to have been shown to nobody. But a single page decides this "
    "number: {page}, of which {posts:.0f} posts are known. Chance could have moved it far, so it "
    "is no finding."
)
CLAIMS: Final = Claim(
    statement=(
        "Of {estimate.n}, {value:.0f} clear the three hurdles for a claim that the ranked feed "
        "favoured or disfavoured its pages. Random groups of six pages differ as much at equal "
        "posting volume in {permuted.p_value:.0%} of permutations."
    ),
    estimand=(
        "How many orientations differ from a chronological feed beyond what pages, accounts and "
        "days vary, beyond posting volume, and beyond a declared share of hidden posts."
    ),
    assumptions="See the single orientations; Holm's correction runs over the five of them.",
    breaks_if="Six pages are too few to show a difference that is there: none found is not none.",
)
_HURDLES: Final = {
    1: "by Holm's correction, pages, accounts and days vary too much",
    2: "its pages do not stand out at equal posting volume",
    3: "hidden posts could have brought it about",
}
RECORD: Final = (
    "The audit captured {feeds_all} feeds with {impressions:,d} posts in their slots. Counted here "
    "are the {feeds} feeds from {start} on, with {slots:,d} slots. A post in them was {age:.1f} "
    "hours old in the median; the chronological feed of as many posts reaches {span:.1f} hours "
    "back in the median. Sorted by rank, posts grow older: the rank correlation of position and "
    "age is {correlation:.2f} on average over feeds, where a chronological feed would have 1. "
    "The feeds of the account trained to the left were captured for {short:g} slots in the "
    "median, those of the other five for {shortest:g} to {longest:g}."
)
WITHOUT_EACH: Final = (
    "No single account decides this: with any one of the five left out, the mean over the other "
    "four lies between {low:.2f} and {high:.2f}. The largest ratio is that of the account trained "
    "to the {largest}. Its feeds were often captured for few slots only, and on top of a feed "
    "liked pages weigh more. If in each hour as many slots count for every account as the "
    "shortest feed of that hour has, the ratio is {matched.value:.2f} ({matched.level} interval "
    "{matched.low:.2f} to {matched.high:.2f}; exact test, one-sided, p = {permuted.p_value:.4f}). "
    "If only feeds of {long} or more slots count, which leaves out half of that account's feeds or "
    "more, it is {longer.value:.2f} ({longer.low:.2f} to {longer.high:.2f}). Both comparisons were "
    "added after results had been seen. In the first {top} slots of all feeds the ratio is "
    "{top_own.value:.2f} ({top_own.low:.2f} to {top_own.high:.2f})."
)
HURDLES: Final = (
    "A claim counts only if (1) the typical page's ratio differs from one when pages, accounts and "
    "days vary; (2) it differs from other orientations' pages at equal posting volume, in the same "
    "direction; and (3) it would stand if {hidden:.0%} of posts had been hidden from everybody. "
    "The first two are tested at {alpha:.0%} with Holm's correction over the five orientations."
)
PLAIN_WORDS: Final = (
    "Six accounts followed the same thirty pages of Italian parties, politicians, communities and "
    "newspapers before the election of 2018. The pages of the orientation that an account had "
    "liked held {own.value:.1f} times as much of its feed as of the others' ({own.level} interval "
    "{own.low:.1f} to {own.high:.1f}; {matched.value:.1f} times with as many slots for every "
    "account in each hour, {longer.value:.1f} times if only long feeds count). That is what six "
    "accounts can show: the feed followed the likes. Whether it favoured one orientation over "
    "another, they cannot show. Of five orientations, {claims:.0f} stand out beyond what their six "
    "pages differ among themselves. Over five days, {distance.value:.0%} of an account's "
    "slots would have to go to another page for pages to have their chronological share; chance "
    "and somewhat older posts alone give {chance.value:.0%} (in the middle "
    "{chance_level:.0%} of draws {chance_low:.0%} to {chance_high:.0%}). {reading}. This counts "
    "pages, not posts: {other_posts:.0%} of the slots hold a post that the chronological feed of "
    "that time does not."
)
LIMITS: Final = (
    (
        "Six accounts, five days, Italy in January 2018. Each training was given to one account. "
        "Nothing here speaks for users of Facebook, then or now."
    ),
    (
        "Posts that no account was shown are not in the data. If the ranked feed withheld a page's "
        "posts from everybody, the page looks as if it had posted less, and its ratio looks higher "
        "than it was. Bounds say how far this could go; the data cannot."
    ),
    (
        "The chronological feed is one that never was. It is made of the newest posts of the pool, "
        "as many as the captured slots; it knows no advertisements, suggestions or friends."
    ),
    (
        "The feeds of one account have slots in common from hour to hour. Accounts and days are "
        "taken as what varies; single feeds and slots never are."
    ),
    (
        "Orientations were given to the pages by the audit's authors. Six pages of each were "
        "chosen, not drawn; what is said of pages like these assumes that they might have been."
    ),
    (
        "An account that liked pages may have been shown more of them because it also lingered or "
        "clicked, if it did; the files do not say. The effect is that of the training as a whole."
    ),
    (
        "The clocks of three accounts were an hour slow for four days and were mended. An earlier "
        "version of this report took all times of publication to be late instead, which made the "
        "other accounts' posts an hour too old. That moves the ages, and how often a slot holds "
        "another post than the chronological feed; of the ratios, the table of other choices shows "
        "how little. See the report lessons/feed_clock. One post has two times of publication."
    ),
    (
        "Only pages whose type is media in the source are shown by name; all others by orientation "
        "and number, since they may be a person's. Two types could be matched by number only."
    ),
    (
        "A page's posts also decide its chronological slots, so chance in small pages makes ratios "
        "fall with posting volume by construction. How much of the exponent this is cannot be told."
    ),
    (
        "Changed after results had been seen: the feeds of few slots were set apart, first by "
        "counting long feeds only and then by matching slots in each hour; the random feeds keep "
        "their scores from hour to hour, where they were first drawn anew each hour, which gave a "
        "lower level and a contrast that is no longer claimed; the slope with pages weighted was "
        "added; the estimate of unseen posts is no longer called a lower limit; and the share of "
        "hidden posts that would explain all page shares is no longer a finding. The primary "
        "finding and the hurdles are as they were."
    ),
    (
        "Before the parameters were fixed, the dataset's description was known, and with it the "
        "share of right pages in the feeds of two accounts."
    ),
)
"""What the report cannot say."""


def distance_reading(distance: Estimate, random: RandomFeeds) -> str:
    """Return whether a distance is set apart from chance, in a sentence without its full stop.

    Parameters
    ----------
    distance
        The accounts' mean, with its interval over accounts.
    random
        What chance gives. A contrast is claimed only if its range and the interval are apart.
    """
    if distance.low is None or distance.high is None:
        raise ValueError("The distance needs an interval over accounts to be held against chance.")
    if distance.low > random.high:
        return "The captured feeds are further away: their interval lies above that range"
    if distance.high < random.low:
        return "The captured feeds are nearer: their interval lies below that range"
    inside = random.low <= distance.value <= random.high
    side = "above" if distance.value > random.high else "below"
    mean = "" if inside else f", though the mean of these six accounts lies {side} the range"
    return f"The interval over accounts and that range overlap, so no contrast is claimed{mean}"


def orientation_reading(ratio: OrientationRatio) -> str:
    """Return what may be said of an orientation, in a sentence without its full stop."""
    if ratio.claim == "none":
        reasons = ", and ".join(_HURDLES[number] for number in ratio.failed)
        return f"No claim: {reasons}"
    return f"The claim that its pages were {ratio.claim} clears all three hurdles"


def orientation_claim() -> Claim:
    """Return the claim on one orientation's typical page."""
    return Claim(
        statement=(
            "The typical page of the orientation {orientation} held {value:.2f} times as many "
            "slots as in a chronological feed ({estimate.level} interval over pages, accounts and "
            "days {low:.2f} to {high:.2f}). At equal posting volume, this is {equal.value:.2f} "
            "times what the typical page of all orientations held ({equal.low:.2f} to "
            "{equal.high:.2f}). {reading}."
        ),
        estimand=(
            "The geometric mean, over pages of the orientation, of the ratio of ranked to "
            "chronological slots, all six accounts' feeds together."
        ),
        assumptions=(
            "The six pages are independent draws of such pages, and so are accounts and days; "
            "logarithms of ratios are about normal. The three variances are added, which is too "
            "much rather than too little."
        ),
        breaks_if=(
            "More of this orientation's posts than of others' were shown to nobody, or its pages "
            "rose and fell together."
        ),
    )
