"""What holds for the real upstream files, read from the offline mirror."""

import ast
import csv
import hashlib
import re

import pytest
from PIL import Image
from scipy import stats

from rml.data.citizen_browser import (
    load_hashtag_exposure,
    load_hashtag_exposure_by_vote,
    load_health_agencies,
    load_health_exposure,
)
from rml.data.command import status_table
from rml.data.congress_gap_study import BAND_WIDTHS_PX, load_congress_gap_study
from rml.data.congress_portraits import load_congress_portraits
from rml.data.crop_runs import load_crop_runs
from rml.data.drifterbot import LEANING_BY_SEED, load_timelines
from rml.data.eye_fixations import load_eye_fixations
from rml.data.fetch import fetch
from rml.data.published_figures import published_figures
from rml.data.registry import registry
from rml.data.saliency_weights import saliency_weights_path

pytestmark = pytest.mark.usefixtures("real_files")
SLUGS = {
    "Left": "left",
    "C. Left": "center_left",
    "Center": "center",
    "C. Right": "center_right",
    "Right": "right",
}


def test_the_registry_agrees_with_the_mirrors_index(real_files):
    with (real_files / "index.csv").open(newline="") as stream:
        index = {
            f"{row['repository']}/{row['commit']}/{row['path']}": row
            for row in csv.DictReader(stream)
        }
    for entry in registry().datasets.values():
        for file in entry.files:
            if file.package is None:
                row = index[file.place]
                assert (file.sha256, file.bytes) == (row["sha256"], int(row["bytes"]))
                # The index adds words on photographs, which the registry says in `republish`.
                stated = re.split(r"[ ;]", row["licence"])[0]
                # Works of the US government have no SPDX identifier; see `republish`.
                names = {"none": "NOASSERTION", "public": "NOASSERTION", "GPL-3": "GPL-3.0-only"}
                assert entry.licence == names.get(stated, stated)
    timelines = {file.place for file in registry().datasets["drifterbot_timelines"].files}
    assert timelines == {place for place in index if "/time_series/" in place}


def test_every_dataset_is_ready():
    assert {row.status for row in status_table()} == {"ready"}
    assert {row.where for row in status_table()} == {("package",), ("mirror",)}


def test_the_recorded_runs_are_those_of_the_source(real_files):
    (path,) = real_files.glob("twitter-research/image-crop-analysis/*/data/results.txt")
    runs = load_crop_runs()
    lines = path.read_text().splitlines()
    assert len(lines) == runs["run"].nunique()
    for number, line in enumerate(lines, start=1):
        recorded = ast.literal_eval(re.sub(r"(dict_keys|array)\(", "(", line))
        run = runs[runs["run"] == number].sort_values("position_left_to_right")
        groups = [
            group if isinstance(group, str) else "-".join(group)
            for group in recorded["group_name_list"]
        ]
        assert run["group"].tolist() == groups
        assert run["wins"].tolist() == recorded["stats"]
        assert set(run["n_iterations"]) == {recorded["num_iterations"]}
        assert set(run["setting"]) == {recorded["setting"]}


def test_the_timelines_are_complete():
    frame = load_timelines()
    assert frame.shape == (13_283, 9)
    series = frame.groupby(["score", "bot", "timeline"]).ngroups
    assert series == 120
    assert frame.groupby("bot")["seed"].nunique().eq(1).all()
    assert set(zip(frame["seed"], frame["leaning"], strict=True)) == set(LEANING_BY_SEED.items())
    assert frame["variance"].isna().sum() == (frame["count"] == 1).sum() == 71


def test_the_published_tests_follow_from_the_timelines():
    figures = published_figures("chen2021_figures")
    compared = 0
    frame = load_timelines()
    for (score, leaning), rows in frame.groupby(["score", "leaning"]):
        both = rows.pivot(index=["bot", "date"], columns="timeline", values="mean")
        gaps = (both["home"] - both["friends"]).dropna()
        t, p = stats.ttest_1samp(gaps, 0)
        found = {"t": t, "p": p, "cohen_d": abs(gaps.mean()) / gaps.std(), "n": len(gaps)}
        for part, value in found.items():
            figure = figures.get(f"{score}_{SLUGS[leaning]}_{part}")
            if figure is not None:
                assert abs(value - figure.value) <= figure.tolerance, figure
                compared += 1
    assert compared == len(figures)


def test_the_health_tables_and_their_correction():
    frame = load_health_exposure()
    sizes = frame.groupby("outcome")["panelists"].sum()
    assert sizes["any_health_agency"] == sizes["hhs"] == 2521
    restored = frame.loc[frame["restored"], ["outcome", "group", "exposed", "panelists"]]
    assert restored.to_numpy().tolist() == [["hhs", "Other", 0, 22]]
    agencies = load_health_agencies()
    assert agencies["panelists"].iloc[0] == frame.loc[frame["outcome"] == "hhs", "exposed"].sum()
    black = frame[(frame["outcome"] == "any_health_agency") & (frame["group"] == "Black")]
    assert black[["exposed", "panelists"]].to_numpy().tolist() == [[6, 190]]


def test_the_hashtag_tables_and_their_correction():
    frame = load_hashtag_exposure()
    sizes = frame.groupby("outcome")["panelists"].sum()
    assert sizes["blm"] == sizes["covid19"] == 3265
    restored = frame[frame["restored"]]
    assert restored.set_index("group")["panelists"].to_dict() == {
        "Hispanic or Latino": 153,
        "Middle Eastern": 10,
        "Other": 29,
    }
    assert set(restored["exposed"]) == {0}
    assert load_hashtag_exposure_by_vote().groupby("outcome")["panelists"].sum().tolist() == [
        3289,
        3289,
    ]


def test_the_printed_percentages_are_those_of_the_tables():
    tables = [
        load_health_exposure(corrected=False),
        load_hashtag_exposure(corrected=False),
        load_hashtag_exposure_by_vote(),
    ]
    figures = published_figures("markup2021_figures")
    seen = set()
    for table in tables:
        for row in table.itertuples():
            name = f"{row.outcome}_{row.group.lower().replace(' ', '_')}"
            seen.add(name)
            printed = float(figures[name].printed.removesuffix(" %"))
            assert printed == pytest.approx(row.percent_printed, rel=1e-15)
    assert seen == set(figures)


def test_which_printed_percentages_do_not_follow_from_the_counts():
    figures = published_figures("markup2021_figures")
    for frame in (load_hashtag_exposure(corrected=False), load_hashtag_exposure_by_vote()):
        for row in frame.itertuples():
            figure = figures[f"{row.outcome}_{row.group.lower().replace(' ', '_')}"]
            assert abs(row.exposed / row.panelists - figure.value) <= figure.tolerance
    differing = [
        figure.id
        for row in load_health_exposure(corrected=False).itertuples()
        for figure in [figures[f"{row.outcome}_{row.group.lower().replace(' ', '_')}"]]
        if abs(row.exposed / row.panelists - figure.value) > figure.tolerance
    ]
    assert differing == [
        "any_health_agency_asian",
        "any_health_agency_hispanic_or_latino",
        "any_health_agency_white",
        "any_health_agency_two_or_more_races",
        "any_health_agency_other",
        "any_health_agency_black",
        "hhs_white",
        "hhs_two_or_more_races",
        "hhs_black",
    ]


def test_fetching_leaves_the_mirror_alone(real_files):
    paths = fetch("citizen_browser_health")
    assert all(path.is_relative_to(real_files) for path in paths.values())


def test_the_portraits_of_congress():
    images = load_congress_portraits()
    frame = images.frame
    assert images.labels == ("gender", "ethnicity", "chamber")
    assert frame["gender"].value_counts().to_dict() == {"male": 394, "female": 141}
    assert frame["ethnicity"].value_counts().to_dict() == {
        "white": 421,
        "african-american": 52,
        "hispanic": 38,
        "asian": 15,
        "native": 5,
        "multi-racial": 2,
        "pacific-islander": 1,
        "middle-eastern": 1,
    }
    assert frame["chamber"].value_counts().to_dict() == {"house": 435, "senate": 100}
    assert frame["image"].is_monotonic_increasing
    for path, sha in zip(frame["path"].iloc[::60], frame["sha256"].iloc[::60], strict=True):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha
        with Image.open(path) as picture:
            assert (picture.size, picture.mode, picture.format) == ((512, 512), "RGB", "JPEG")


def test_a_portrait_is_that_of_its_row_by_both_names(real_files):
    frame = load_congress_portraits().frame.set_index("image")
    seen = 0
    for path in real_files.glob("CivilServiceUSA/us-*/*/us-*/data/us-*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                portrait = frame.loc[row["bioguide"]]
                assert portrait["path"].stem == row["name_slug"]
                assert portrait["path"].is_relative_to(path.parents[1])
                assert portrait["gender"] == row["gender"]
                assert row["ethnicity"].startswith(portrait["ethnicity"])
                seen += 1
    assert seen == len(frame) == 535


def test_the_groups_are_those_of_the_outside_study():
    frame = load_congress_portraits().frame
    white = (frame["ethnicity"] == "white").map({True: "white", False: "other"})
    sizes = (white + "_" + frame["gender"]).value_counts()
    for row in load_congress_gap_study().itertuples():
        same = row.left_group == row.right_group
        pairs = sizes[row.left_group] * (sizes[row.right_group] - same)
        assert row.n == len(BAND_WIDTHS_PX) * pairs


def test_the_corrections_change_thirteen_labels():
    before = load_congress_portraits().frame
    after = load_congress_portraits(corrected=True).frame
    changed = before != after
    assert changed.sum().to_dict() == {
        name: {"gender": 1, "ethnicity": 12}.get(name, 0) for name in before.columns
    }
    (correction,) = registry().datasets["congress_portraits_117"].corrections
    assert "12 labels of ethnicity and 1 label of gender" in correction.what


def test_the_fixations_are_complete():
    eyes = load_eye_fixations()
    fixations = eyes.fixations
    assert len(fixations) == 98_321
    assert fixations["image"].nunique() == 700
    assert (fixations.groupby("image")["subject"].nunique() == 15).all()
    assert len(eyes.stimuli) == 200
    assert set(eyes.stimuli["image"]) < set(fixations["image"])
    counted = fixations.groupby(["image", "subject"])["fix_index"]
    assert (counted.max() == counted.size()).all()
    # The first fixation of the first observer on the first picture, as MATLAB shows it.
    assert fixations.iloc[0].tolist() == ["1001.jpg", 1, 1, 395.5, 265.7, 246.0]


def test_the_weights_are_the_registered_ones():
    path = saliency_weights_path()
    assert path.stat().st_size == 489_616
    assert path.name == "fastgaze.vxm"
