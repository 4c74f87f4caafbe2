import numpy as np
import pyreadr
import pytest

from rml.data.fetch import fetch
from rml.data.name_race import DATASET, GROUP_BY_NAME_COLUMN, NAMES_FILE
from rml.data.published_figures import published_figures
from rml.timeline.imputation.first_name_counts import composition_of_bearers
from rml.timeline.imputation.groups import GROUPS


def test_a_planted_composition_is_read_from_rounded_shares():
    rng = np.random.default_rng(0)
    ranks = np.arange(1, 1001)
    counts = np.maximum((40_000 / (ranks + 10) ** 0.9).astype(int), 30)
    shares = rng.dirichlet([8, 0.4, 0.8, 0.5, 0.1, 0.1], ranks.size)
    members = np.array([rng.multinomial(n, row) for n, row in zip(counts, shares, strict=True)])
    truth = members.sum(axis=0) / members.sum()
    found = composition_of_bearers((members / counts[:, None]).round(4))
    assert found.rows_read > 0.9 * ranks.size
    np.testing.assert_allclose(found.value, truth, atol=0.003)
    equal_weights = shares.mean(axis=0)
    assert np.abs(equal_weights - truth).max() > np.abs(found.value - truth).max()


@pytest.mark.slow
def test_the_shipped_composition_is_what_the_table_gives(real_files):
    table = pyreadr.read_r(str(fetch(DATASET)[NAMES_FILE]))["first_names_race"]
    column = {group: name for name, group in GROUP_BY_NAME_COLUMN.items()}
    assert table["name"].iloc[0] == "all other first names"
    shares = table[[column[group] for group in GROUPS]].to_numpy()[1:]
    found = composition_of_bearers(shares)
    figures = published_figures("bisg_priors")
    shipped = [figures[f"first_names_{group}"] for group in GROUPS]
    np.testing.assert_allclose([one.value for one in shipped], found.value, atol=5.1e-5)
    # The tolerance is the distance to the farther of the two extrapolations.
    reach = np.abs(np.stack([found.exponential, found.power]) - found.value).max(axis=0)
    np.testing.assert_allclose([one.tolerance for one in shipped], reach, atol=1.01e-4)
    assert found.rows_read > 3500
