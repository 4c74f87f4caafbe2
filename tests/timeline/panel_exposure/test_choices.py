import pandas as pd
import pytest

from rml.timeline.panel_exposure.choices import (
    DECLARED,
    OF_DATA,
    OWN_TABLE,
    UNCORRECTED,
    choices_table,
    count_changed_readings,
    families_by_choice,
    with_and_without_corrections,
)


@pytest.fixture
def families(counts, settings):
    restored = counts.assign(restored=(counts["outcome"] == "first") & (counts["group"] == "small"))
    shared = pd.DataFrame(
        {"outcome": ["first"], "group": ["middle"], "panelists": [190], "low": [195], "high": [205]}
    )
    return families_by_choice(restored, shared, topic="second", **settings)


def test_each_choice_changes_what_it_says(families):
    assert list(families) == [DECLARED, *OF_DATA, OWN_TABLE]
    assert ("first", "small") in families[DECLARED]
    assert ("first", "small") not in families[UNCORRECTED]
    assert families[OF_DATA[1]]["first", "middle"].contrast.counts[1] == 195
    assert families[OF_DATA[2]]["first", "middle"].contrast.counts[1] == 205
    assert families[OF_DATA[2]]["second", "middle"].contrast.counts[1] == 190
    assert {outcome for outcome, _ in families[OWN_TABLE]} == {"second"}


def test_the_table_gives_each_choice_with_its_own_family(families):
    shown = choices_table(families, "second", "middle", against="large", level=0.9)
    assert shown["choice"].iloc[-1] == "against large panelists alone"
    assert shown["family_size"].tolist() == [6, 5, 6, 6, 3, 1]
    assert shown[["exposed_rest", "panelists_rest"]].iloc[-1].tolist() == [96, 1995]
    assert shown["p_holm"].isna().tolist() == [False] * 5 + [True]
    assert shown["p_holm"].iloc[0] == families[DECLARED]["second", "middle"].p_holm


def test_only_corrected_tables_are_compared_with_and_without(families):
    shown = with_and_without_corrections(families)
    assert shown["outcome"].unique().tolist() == ["first"]
    added = shown.set_index("group").loc["small"]
    assert added["gap_uncorrected"] != added["gap_uncorrected"]
    kept = shown.set_index("group").loc["middle"]
    source = families[UNCORRECTED]["first", "middle"].contrast
    assert kept["gap_uncorrected"] == pytest.approx(source.gap.value)
    assert kept["gap"] != pytest.approx(source.gap.value, abs=1e-6)


def test_changed_readings_are_counted_once_each(families):
    assert count_changed_readings(families).value == 0
    changed = dict(families)
    for choice in OF_DATA[:2]:
        changed[choice] = dict(families[choice]) | {
            ("second", "middle"): families[DECLARED]["first", "middle"]
        }
    assert count_changed_readings(changed).value == 1
    assert not count_changed_readings(changed).has_interval
