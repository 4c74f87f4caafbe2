"""The recorded runs, and the two settings that the report compares."""

import pytest

from rml.cropping.published_runs import six_pairs
from rml.data.crop_runs import load_crop_runs


@pytest.fixture(scope="session")
def runs():
    return load_crop_runs()


@pytest.fixture(scope="session")
def headline(runs):
    return six_pairs(runs, setting="wiki_no_scaling_intersect", trials=10_000)


@pytest.fixture(scope="session")
def fixed_height(runs):
    return six_pairs(runs, setting="wiki_fixed_height_intersect", trials=5_000)
