import numpy as np
import pytest

from rml.data.published_figures import published_figures
from rml.timeline.imputation.first_name_range import HIGH, LOW, USED, first_name_priors
from rml.timeline.imputation.groups import GROUPS
from rml.timeline.imputation.priors import load_first_name_prior

BLACK = GROUPS.index("black")


def test_the_share_of_black_applicants_takes_the_published_ends():
    priors = first_name_priors()
    figure = published_figures("bisg_priors")["first_names_black"]
    assert list(priors) == [LOW, USED, HIGH]
    assert priors[USED] == pytest.approx(load_first_name_prior())
    assert priors[LOW][BLACK] == pytest.approx(figure.value - figure.tolerance)
    assert priors[HIGH][BLACK] == pytest.approx(figure.value + figure.tolerance)


def test_the_other_groups_keep_their_proportions():
    others = np.arange(len(GROUPS)) != BLACK
    used = first_name_priors()[USED][others]
    for prior in first_name_priors().values():
        assert prior.sum() == pytest.approx(1)
        assert prior[others] / prior[others].sum() == pytest.approx(used / used.sum())
