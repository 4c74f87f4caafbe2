import pytest
from pydantic import ValidationError

from rml.amplification.published_effects.parameters import Outcome, PublishedEffects
from rml.data import ledger
from rml.data.ranking_studies import load_engagement_ranking


def test_the_outcomes_are_those_of_the_study():
    known = set(load_engagement_ranking()["outcome"])
    ledger.clear()
    assert set(Outcome.__args__) == known
    assert PublishedEffects(outcomes=["Partisanship"]).outcomes == ["Partisanship"]


@pytest.mark.parametrize("outcomes", [[], ["Anger"], ["Partisanship", "Partisanship"]])
def test_other_outcomes_are_refused(outcomes):
    with pytest.raises(ValidationError):
        PublishedEffects(outcomes=outcomes)
