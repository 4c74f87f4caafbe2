"""The card of the published ranking formula, which came without its probability models."""

from __future__ import annotations

from typing import Final

from rml.model_cards.card import Card, FindingNumber, Group, Limit

_FORMULA: Final = "explanation/ranking_formula"

CARD: Final = Card(
    name="the published ranking formula",
    does=(
        "It adds up ten probabilities of what a reader does with a post, each times a published "
        "weight, and adjusts the sum by published factors; higher sums stand higher."
    ),
    not_for=(
        "Do not take it for Twitter’s ranking: the trained models that give the probabilities were "
        "not published, so nothing here says what any reader was shown or how well it served "
        "anybody."
    ),
    words={
        "Kind and fit": (
            "A formula, and half of a model. Weights, factors and the order of steps are those "
            "that Twitter published in 2023. The models that estimate the probabilities are not "
            "part of it: their weights and their data were not published. Nothing is fitted here."
        ),
        "Intended use": (
            "To say exactly what the published rules do to given probabilities: exchange rates "
            "between engagements, jumps, factors, order of filters."
        ),
        "Not for": (
            "Statements on any post, author or reader on the platform; ranking a feed; the "
            "ranking of any other date than that of the publication."
        ),
        "Fitted to": (
            "Nothing known. The publication says that weights were at first set so that each "
            "weighted probability adds about as much as any other; on what data is not said."
        ),
        "Judged on": (
            "Figures that were computed apart from this collection’s library. This judges the "
            "arithmetic. There is no data on which the ranking itself could be judged."
        ),
        "Choices": (
            "Published values are taken as they stand; placeholders in the published code are not "
            "used as weights."
        ),
        "Concerns": (
            "Factors treat authors by who they are: a paid mark, counting as a creator, being "
            "followed. What that does to readers and authors cannot be measured without the "
            "probabilities. A reader may take exactness of the arithmetic for knowledge of the "
            "ranking."
        ),
    },
    groups=(
        Group("author", "authors with a paid mark"),
        Group("author", "authors without a paid mark"),
        Group("author", "authors who count as creators"),
        Group("author", "authors who do not count as creators"),
        Group("author", "authors whom the reader follows"),
        Group("author", "authors whom the reader does not follow"),
    ),
    why_groups="the authors whom its factors tell apart",
    numbers=(
        FindingNumber(
            report=_FORMULA,
            finding="separate_figures_met",
            measure="figures met that were computed separately",
            group="figures",
        ),
        FindingNumber(
            report=_FORMULA,
            finding="likes_for_one_report",
            measure="likes that weigh as much as one report",
            group="weights",
        ),
        FindingNumber(
            report=_FORMULA,
            finding="likes_for_an_answered_reply",
            measure="likes that weigh as much as a reply that the author answers",
            group="weights",
        ),
        FindingNumber(
            report=_FORMULA,
            finding="overtaken_by_a_blue_mark",
            measure="predicted probability of a like that a mark outdoes at a sum just below zero",
            group="authors with a paid mark",
            division="author",
        ),
    ),
    limits=(
        Limit(
            may="One rare engagement may outweigh a great many common ones.",
            report=_FORMULA,
            finding="likes_for_one_report",
        ),
        Limit(
            may="The score may jump where the sum changes its sign.",
            report=_FORMULA,
            finding="jump_at_zero",
        ),
        Limit(
            may="A paid mark may lift a post over others that readers would like more.",
            report=_FORMULA,
            finding="overtaken_by_a_blue_mark",
        ),
        Limit(
            may="Which weight decides what is on top may hang on how likely each engagement is.",
            why_not=(
                "The probabilities were not published. Tried on made-up ones in "
                "explanation/ranking_sensitivity; such numbers are kept off this page."
            ),
        ),
        Limit(
            may="It may serve some readers or authors worse than others.",
            why_not="Without probabilities, and without what was shown, nothing measures it.",
        ),
    ),
    wrong_if=(
        "The published values were not those in use, or were used for some readers only.",
        "The published code leaves out a step that changes scores.",
        "The separately computed figures share a misreading with the library.",
    ),
)
