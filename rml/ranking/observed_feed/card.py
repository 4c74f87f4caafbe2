"""The surrogate's model card, with its metrics from the run."""

from __future__ import annotations

from dataclasses import replace

from rml.estimate import Estimate
from rml.ranking.observed_feed.agreement import mean_over_accounts
from rml.ranking.observed_feed.feeds import Feeds
from rml.ranking.observed_feed.judged import (
    PAIRS,
    SURROGATE,
    Judged,
    accuracy_by_orientation,
    feed_mean,
    mean_over_days,
    mean_over_page_groups,
)
from rml.ranking.observed_feed.surrogate import Surrogate, Training
from rml.report.model_card import ModelCard, ModelMetric

MEASURE = "pairwise accuracy"


def surrogate_card(
    feeds: Feeds, judged: Judged, model: Surrogate, training: Training, *, level: float
) -> ModelCard:
    """Return the card of the surrogate, its metrics from this run.

    Parameters
    ----------
    feeds, judged
        What it was fitted to, and how well it orders what was held out.
    model, training
        The surrogate of all feeds, and how it was fitted.
    level
        Of the intervals.
    """
    first = feeds.first
    size = model.weights().size
    return ModelCard(
        name="the surrogate of an observed feed",
        model=(
            f"Listwise ranker (Plackett-Luce) with one hidden layer of {training.hidden_units} "
            f"units and {size:,} weights, fitted by Adam in {training.epochs} passes with a "
            "penalty on squared weights. Its score is in log odds."
        ),
        intended_use=(
            "To describe, in an audit, which public features go with the order of captured feeds, "
            "how much of that order they explain, and to try methods of explanation."
        ),
        not_for=(
            "Ranking a feed for people; claims on how the platform's ranking works inside; claims "
            "on what a change of a post would have caused; scores of pages or of people. The one "
            "post that the report explains bears neither its page nor its hour."
        ),
        training_data=(
            f"{len(feeds.posts):,} posts in {len(first):,} captured feeds of "
            f"{first['account'].nunique()} controlled accounts on {first['day'].nunique()} days "
            "(Tracking Exposed, Italy, January 2018). For judging, fitted anew without what is "
            "judged."
        ),
        evaluation_data=(
            "The feeds of an account, of a day, of both without the judged posts elsewhere, or the "
            "posts of five pages, each left out in turn."
        ),
        choices=(
            "Size, passes, step and penalty were fixed before any held-out feed was scored, by the "
            "time of a fit and the loss on the feeds that were learned from. None was tuned."
        ),
        concerns=(
            "Orientation of a page is a feature, so the surrogate can repeat and seem to justify a "
            "preference of the ranking. It is not used to rank. No person is described: the "
            "accounts are controlled, the pages public."
        ),
        limits=(
            "Posts that were never shown are unknown to it.",
            "Reactions, comments and shares are partly an effect of the place it predicts.",
            "Of an account or a page that it has not met it knows the orientation only.",
            "It is given ages, but not which posts of a feed are newer, and misses what that adds.",
            "Six accounts, and one training each: groups by account are single accounts.",
        ),
        metrics=[*_metrics(feeds, judged, level=level)],
    )


def _metrics(feeds: Feeds, judged: Judged, *, level: float) -> list[ModelMetric]:
    agreed = judged.agreed["account"][SURROGATE]
    metrics = [
        _metric("all", "accounts held out", mean_over_accounts(agreed, level=level, unit=PAIRS)),
        _metric(
            "all",
            "accounts and days held out",
            mean_over_accounts(
                judged.agreed["account and day"][SURROGATE], level=level, unit=PAIRS
            ),
        ),
        _metric("all", "days held out", mean_over_days(judged)),
        _metric("all", "pages held out", mean_over_page_groups(judged, level=level)),
    ]
    for account, own in agreed.groupby("account"):
        found = feed_mean(own["accuracy"], level=level)
        metrics.append(_metric("account", str(account), found))
    found_by = accuracy_by_orientation(feeds, judged.scores["account"][SURROGATE], level=level)
    for orientation, found in found_by.items():
        told = replace(found, method=f"pairs with a post of such a page; {found.method}")
        metrics.append(_metric("orientation of the page", orientation, told))
    return metrics


def _metric(division: str, group: str, estimate: Estimate) -> ModelMetric:
    return ModelMetric(measure=MEASURE, division=division, group=group, estimate=estimate)
