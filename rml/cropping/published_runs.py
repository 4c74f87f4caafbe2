"""The recorded paired-crop runs, selected by setting: which pairs were run, how and how often."""

from __future__ import annotations

import itertools

import pandas as pd

from rml.cropping.gaps import GROUPS
from rml.errors import DataError
from rml.suggest import did_you_mean


def scaling_of(setting: str) -> str:
    """Return how a setting scaled the photos: ``"original sizes"`` or ``"fixed height"``."""
    if setting.startswith("wiki_no_scaling"):
        return "original sizes"
    if setting.startswith("wiki_fixed_height"):
        return "fixed height"
    raise DataError(
        f"The setting `{setting}` does not say how photos were scaled.",
        remedy="Settings begin with `wiki_no_scaling` or `wiki_fixed_height`.",
    )


def two_way_runs(runs: pd.DataFrame) -> pd.DataFrame:
    """Return one row per run of two groups.

    Parameters
    ----------
    runs
        The canonical frame of ``load_crop_runs``: one row per run and group.

    Returns
    -------
    DataFrame
        Columns ``run, setting, scaling, trials, left, right, left_wins, right_wins``,
        in order of ``run``; ``trials`` counts stitched images.
    """
    two = runs[runs["n_groups"] == 2]
    sides = [
        two.loc[
            two["position_left_to_right"] == position,
            ["run", "setting", "n_iterations", "group", "wins"],
        ].rename(columns={"group": side, "wins": f"{side}_wins", "n_iterations": "trials"})
        for position, side in enumerate(("left", "right"))
    ]
    table = sides[0].merge(sides[1], on=["run", "setting", "trials"], validate="one_to_one")
    table["scaling"] = table["setting"].map(scaling_of)
    order = ["run", "setting", "scaling", "trials", "left", "right", "left_wins", "right_wins"]
    return table[order].sort_values("run", ignore_index=True)


def largest_run(runs: pd.DataFrame, *, left: str, right: str, scaling: str) -> pd.DataFrame:
    """Return the one row of :func:`two_way_runs` with most trials for a pair and a scaling.

    Raises
    ------
    DataError
        If the pair was never run so.
    """
    table = two_way_runs(runs)
    chosen = table[
        (table["left"] == left) & (table["right"] == right) & (table["scaling"] == scaling)
    ]
    if chosen.empty:
        raise DataError(
            f"No run has {left} left and {right} right at {scaling}.",
            where="crop_results_tidy",
            remedy="See `two_way_runs` for what was recorded.",
        )
    return chosen.nlargest(1, "trials").reset_index(drop=True)


def six_pairs(runs: pd.DataFrame, *, setting: str, trials: int) -> pd.DataFrame:
    """Return the six race-and-gender pairs of one setting, as they stood left and right.

    Parameters
    ----------
    runs
        The canonical frame of ``load_crop_runs``.
    setting, trials
        The recorded setting and its number of stitched images per pair.

    Returns
    -------
    DataFrame
        The rows of :func:`two_way_runs` for the six pairs of ``GROUPS``.

    Raises
    ------
    DataError
        If the setting is unknown, was never run with that many trials, or has one of the
        six pairs not at all or twice.
    """
    where = f"crop_results_tidy, setting `{setting}`"
    table = two_way_runs(runs)
    of_setting = table[table["setting"] == setting]
    if of_setting.empty:
        raise DataError(
            "No run of two groups has this setting.",
            where=where,
            remedy=did_you_mean(setting, set(table["setting"])),
        )
    of_trials = of_setting[of_setting["trials"] == trials]
    if of_trials.empty:
        recorded = ", ".join(f"{number:,}" for number in sorted(set(of_setting["trials"])))
        raise DataError(
            f"No run of this setting has {trials:,} stitched images per pair.",
            where=where,
            remedy=f"Recorded: {recorded}.",
        )
    among = of_trials[of_trials["left"].isin(GROUPS) & of_trials["right"].isin(GROUPS)]
    found = [frozenset(pair) for pair in zip(among["left"], among["right"], strict=True)]
    for pair in itertools.combinations(GROUPS, 2):
        count = found.count(frozenset(pair))
        if count != 1:
            raise DataError(
                f"The pair {pair[0]} and {pair[1]} was recorded {count} times instead of once.",
                where=f"{where}, {trials:,} stitched images per pair",
                remedy="Choose a setting with all six pairs: see `complete_settings`.",
            )
    return among.reset_index(drop=True)


def complete_settings(runs: pd.DataFrame) -> list[tuple[str, int]]:
    """Return each ``(setting, trials)`` that recorded all six pairs, in order of recording."""
    table = two_way_runs(runs)
    settings = []
    for setting, trials in dict.fromkeys(zip(table["setting"], table["trials"], strict=True)):
        try:
            six_pairs(runs, setting=setting, trials=trials)
        except DataError:
            continue
        settings.append((str(setting), int(trials)))
    return settings
