"""What the figures and tables of the gaze report show, and what the report cannot say.

Fields in braces are filled by ``str.format`` in captions and by ``rml.report`` in limits.
"""

from __future__ import annotations

from typing import Final

LIMITS: Final = (
    (
        "Where people look when they view photographs freely is not what they would choose for a "
        "preview, of a photograph or of themselves. No number here says that a crop was good."
    ),
    (
        "The 200 photographs at hand, of which {photographs} are used, are no random sample of the "
        "dataset's 700: 140 were taken because a face detector had found a face in them, 60 "
        "because it had not. Whether they were among the model's training data is not documented; "
        "the datasets that are named as such do not include this one."
    ),
    (
        "The 15 observers are taken as they are: intervals resample photographs, not people. "
        "Nothing is known about the observers."
    ),
    (
        "The portraits are official or campaign photographs, posed, lit and cut alike: one face, "
        "little else. Nothing follows for photographs of everyday life, of several people or of "
        "whole bodies."
    ),
    (
        "Gender and ethnicity are labels given by third parties, gender is binary, and some labels "
        "are wrong; the table of differences shows what the corrected ones change. Groups differ "
        "in age, dress, hair, glasses and photographer as well."
    ),
    (
        "One ellipse stands for every face. It is not the face: a head that is turned, tilted, "
        "under a hat or off the middle lies partly outside. No face detector was used, because its "
        "errors may differ between the very groups that are compared."
    ),
    (
        "Groups of fewer than {minimum} people are not shown, and their people count only in "
        "women, men and everyone else. With 10 to 30 people a group's share is known to within "
        "tens of points."
    ),
)
"""What the report cannot say."""
CAPTIONS: Final = {
    "predictors": (
        "How well four maps predict where one observer looks: mean over photographs with "
        "intervals that resample photographs. Higher is better; chance is 0 for the NSS and one "
        "half for the areas."
    ),
    "by_order": (
        "NSS by the order of an observer's fixations on a photograph, with t intervals over "
        "photographs."
    ),
    "salient_points": (
        "Where the most salient point falls, in percent of each gender's portraits, on a drawn "
        "outline with the declared face region (dashed). Squares with fewer than {minimum} people "
        "are left empty. No portrait is shown: their photographers' rights are not documented, so "
        "only derived numbers are published."
    ),
    "mean_scores": (
        "The model's mean score at each place, over the portraits of each gender, on a drawn "
        "outline with the declared face region (dashed); one scale for both. No portrait is shown, "
        "and no mean of portraits."
    ),
    "face_kept": (
        "Share of crops that show less of the face region than the share on the horizontal axis, "
        "by shape (height by width) and gender. Steps are where the crop can stand: the model "
        "scores a coarse grid. Dotted: the declared bound."
    ),
    "heights": (
        "Where down the portrait the most salient point lies, as thirds of the face region: share "
        "of each gender's portraits with Wilson's intervals."
    ),
    "sensitivity": (
        "The primary finding under other choices: NSS of the model minus that of the centre "
        "baseline, with intervals that resample photographs; of the other observers minus the "
        "model; and how far the model goes from the one to the other."
    ),
    "fixations_kept": (
        "Share of people's fixations that crops keep, by shape (height by width), mean over "
        "observers and photographs; area: the share of the photograph that a crop of this shape "
        "shows. Others' best: placed for each observer where it keeps most fixations of the "
        "others."
    ),
    "groups": (
        "Groups of at least {minimum} people: share of portraits with the salient point off the "
        "face region, share of crops that cut it, by shape (height by width), and mean height of "
        "the salient point from the lower edge."
    ),
    "group_cuts": (
        "Share of crops that cut the face region, by shape (height by width) and group, with "
        "Wilson's intervals; behind each group its number of people."
    ),
    "differences": (
        "All differences looked at, in points or per cent of the portrait's height. Off the face "
        "region: share of salient points; cut: share of crops that cut the region; height: mean "
        "height of the salient point; others: everyone else. Intervals by Newcombe and Welch, p by "
        "Fisher's exact and a permutation test, adjusted by Holm over all. Corrected: with the "
        "corrected labels."
    ),
    "regions": (
        "Women minus men, and the clearest difference, under other choices of the face region and "
        "of the bound below which a crop cuts it; p adjusted by Holm over all comparisons under "
        "that choice. These choices were added once the declared result was known, to see how far "
        "it hangs on them."
    ),
}
"""What figures and tables show, by their ids."""
