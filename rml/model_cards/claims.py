"""The wording of ``explanation/model_cards``: claims, passages and limits."""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_COUNT: Final = "None for the count. It says nothing on whether what is measured is good."
CLAIMS: Final[dict[str, Claim]] = {
    "groups_measured": Claim(
        statement=(
            "The cards of {models} models ask about {groups} groups. For {value:.0f} of them this "
            "collection measures something with an interval, for {without} without one, and for "
            "{nothing} nothing. {people} are groups of people, of which {people_with} are measured "
            "with an interval; the others are controlled accounts and pages."
        ),
        estimand=(
            "Groups that a card names, by how this collection measures the model on them in the "
            "versions that were read. Numbers on two groups compared do not count."
        ),
        assumptions=(
            f"{_COUNT} Which groups a card asks about follows from the model and its labels, as "
            "the card says. It was written down before the count, by people who knew the tables."
        ),
        breaks_if="A card leaves out a group that the model treats in its own way.",
    ),
    "models_measured": Claim(
        statement=(
            "For {value:.0f} of {models} models each group that is asked about has such a number: "
            "{names}."
        ),
        estimand="Models of which every group on the card has a number with an interval.",
        assumptions=_COUNT,
        breaks_if="A card leaves out a group that the model treats in its own way.",
    ),
    "numbers_with_interval": Claim(
        statement=(
            "{value:.0f} of the {numbers} numbers on the cards have an interval. They come from "
            "{reports} reports; {unread} could not be read."
        ),
        estimand="Numbers of findings and of tables that the cards show.",
        assumptions=(
            "None for the count. Each interval says in its own report what was resampled; some "
            "hold for pictures drawn again, not for other people."
        ),
        breaks_if="A report’s interval is wrong; each report’s own checks say how likely that is.",
    ),
    "limits_shown": Claim(
        statement=(
            "The cards name {limits} places where a model may fail. For {value:.0f} a finding says "
            "what was found; for {unmeasured} nothing in this collection measures it; for "
            "{missing} the finding is not at hand."
        ),
        estimand="Limits on the cards, apart from those that a report’s own card names.",
        assumptions=_COUNT,
        breaks_if="A finding does not speak to the limit beside which it stands.",
    ),
}
CARD: Final = (
    "**What it does.** {does}\n\n**What not to use it for.** {not_for}\n\n"
    "**Measured with an interval:** {found} of {groups} groups. Asked about are {why}. *Of "
    "these, not measured:* {missing}."
)
ABSENT: Final = (
    "**Not at hand:** {report}. It was not built, waits for data, or failed. Its numbers are "
    "missing from this card; nothing was filled in for them."
)
AFTER: Final = (
    "The form of the cards follows Mitchell et al. (2019), *Model Cards for Model Reporting*, "
    "[doi:10.1145/3287560.3287596](https://doi.org/10.1145/3287560.3287596)."
)
PLAIN_WORDS: Final = (
    "{models} models are used in this collection. Each has a card here that says what it is for, "
    "what it must not be used for, how well it does for which groups, and where it fails. Of "
    "{groups} groups that the cards ask about, {value:.0f} have been measured with an interval. "
    "The others are named, too."
)
LIMITS: Final = (
    (
        "A card says what this collection measured, with the data that it has. Members of "
        "Congress, photographs of well-known people, and six controlled accounts stand for no one "
        "else."
    ),
    (
        "That a group has a number does not make the model fair to it, nor does an interval make "
        "the number right. Groups are those that labels allow; labels were given by others."
    ),
    (
        "Numbers of different cards, or of different rows, were measured on different things. They "
        "are not to be compared with each other unless their measure and data are the same."
    ),
    (
        "The numbers are those of the version named beside them: the newest there was when this "
        "page was built. When a newer one appears, this page is built anew."
    ),
    (
        "The mark “real data” is that of the page as a whole. The formula, and some rows of the "
        "cropping card, rest on published figures alone. Each row says which kind it is."
    ),
    (
        "Intended uses, concerns and what would make a card wrong are judgements of the "
        "maintainers. Nobody whom a model could harm has written on these cards yet. Every finding "
        "can be questioned."
    ),
)
