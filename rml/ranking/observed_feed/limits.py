"""What the report on an observed ranking cannot say."""

from __future__ import annotations

from typing import Final

LIMITS: Final = (
    (
        "The surrogate imitates. It says which features go with a high place in these feeds, not "
        "which the platform used, and not what would happen if one were changed."
    ),
    (
        "Only the order of posts that were shown is studied. Which posts are shown at all is "
        "another and perhaps greater decision of the ranking, and selection by it bends what the "
        "order shows: an old post stands in a feed only if something else spoke for it."
    ),
    (
        "Reactions, comments and shares are those at the time of viewing. They grow with exposure, "
        "so they are partly the effect of a high place. Above a thousand they are rounded."
    ),
    (
        "Six accounts, five and a half days, thirty pages in Italy, January 2018. Each training "
        "was given to one account. Nothing here speaks for users of the platform, then or now."
    ),
    (
        "The accounts saw many of the same posts in the same hours. Leaving an account out does "
        "not leave its posts out; leaving account and day out nearly does."
    ),
    (
        "Slots that were not captured (advertisements, suggestions) are gaps. Order among captured "
        "posts is reliable; places are counted among them."
    ),
    (
        "Two feeds of an account an hour apart are no true repeat, so the part that no score could "
        "explain is known between bounds only, and the bounds rest on an assumption."
    ),
    (
        "Intervals over refits take the six accounts as they are. Intervals over accounts rest on "
        "six values that are not independent, and on five for the pages that accounts liked."
    ),
    (
        "Integrated gradients add up to the score, but they depend on what a post is held against: "
        "the average post of its feed, or the post in the middle. Page, orientation and liking say "
        "partly the same; reactions, comments and shares, too. What is given to one of them could "
        "be given to another, so they are also shown together."
    ),
    (
        "Added after the first results had been seen: the surrogate fitted to pairs, the passage "
        "on the first ten places, and the finding on what two accounts share, whose numbers "
        "stood in the table. In the example, contributions of features that say the same were put "
        "together, and their ranges taken from refits without that day. The primary finding, the "
        "splits, the surrogate and how it is fitted are as they were."
    ),
)
"""What the report cannot say."""
