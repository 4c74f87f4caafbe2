import re
from pathlib import Path

import pytest
import yaml

from rml.report.format import fields_of
from rml.timeline.imputation import claims, disparity_claims
from rml.timeline.imputation.disparity_claims import ASSUMES, HOW, WORLD_WORDS
from rml.timeline.imputation.made_up_people import WORLDS

ROOT = Path(__file__).resolve().parents[3]


def texts(value):
    """Return all texts within a claim, a tuple of limits or a text."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [text for part in parts for text in texts(part)]


SAID = {
    f"{module.__name__.rpartition('.')[2]}.{name}": texts(getattr(module, name))
    for module in (claims, disparity_claims)
    for name in dir(module)
    if name.isupper() and not name.startswith("_")
}


@pytest.mark.parametrize("name", sorted(SAID))
def test_wordings_hold_fields_that_can_be_read_and_no_results(name):
    assert SAID[name]
    for text in SAID[name]:
        literal = " ".join(part for part, _ in fields_of(text, where=name))
        without = re.sub(
            r"https?://\S+|arXiv:\S+|others 2019|\d+\.\d+\.\d+|\(0 to 2\)", "", literal
        )
        assert not re.search(r"\d", without), without
        assert "  " not in text


def test_worlds_and_methods_have_the_words_of_their_findings():
    declared = yaml.safe_load(
        (ROOT / "params/home_timeline/imputation_disparity.yaml").read_text(encoding="utf-8")
    )["products"]["findings"]
    made = [
        f"{how}_{world.replace(' ', '_')}"
        for world in WORLDS
        for how in (*HOW, "congress_weighted")
    ]
    assert sorted(made) == sorted(declared)
    assert set(WORLD_WORDS) == set(WORLDS)
    assert set(ASSUMES) == set(HOW)
