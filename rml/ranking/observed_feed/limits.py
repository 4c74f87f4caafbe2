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
        "not leave its posts out; only where account and day are left out are they kept out, too."
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
        "six values that are not independent, and on five for the pages that accounts liked. The "
        "surrogate is one small model; that it finds no more does not say that nothing is there."
    ),
    (
        "Integrated gradients add up to the score, but they depend on what a post is held against: "
        "the average post of its feed, or the post in the middle. Page, orientation and liking say "
        "partly the same; reactions, comments and shares, too. What is given to one of them could "
        "be given to another, so they are also shown together."
    ),
    (
        "An earlier version took all times of publication to be an hour late, while the clocks of "
        "three accounts had been an hour slow on four days. By that the surrogate's odds had "
        "fallen faster with age than they do here."
    ),
    (
        "Added after results had been seen: the surrogate fitted to pairs, the passage on the first"
        " ten places, and the finding on what two accounts share. After a reader's objections to "
        "that version: the surrogate with age ranks, accuracy by age, and pairs with known pages; "
        "liking is asked of each account's own model; judged posts are kept out wherever they "
        "stand when account and day are left out; as many feeds of each account are explained; "
        "intervals take off the refits' shift, and those on two accounts use a jackknife; another "
        "account keeps liking as it was; the example names no page and no hour. The primary "
        "finding, the surrogate and how it is fitted are as they were."
    ),
)
"""What the report cannot say."""
