import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rml.cropping.face_region import CONGRESS_FACE, FaceRegion
from rml.cropping.gaze_claims import REGION, SIDES
from rml.cropping.gaze_findings import portrait_findings
from rml.cropping.gaze_places import (
    BANDS,
    band_table,
    cut_above,
    face_kept_table,
    least_shown,
    score_table,
    square_table,
)
from rml.cropping.gaze_portraits import (
    HEIGHT,
    MINUS_OTHERS,
    OFF_FACE,
    WOMEN_MINUS_MEN,
    cut_name,
    difference_of_heights,
    difference_table,
    group_name,
    group_shares,
    group_table,
    groups_of,
    portrait_outcomes,
    share_of,
    spread_over,
)
from rml.cropping.gaze_region_choices import (
    AS_DECLARED,
    RegionChoice,
    region_choices,
    region_table,
)
from rml.cropping.gaze_texts import region_values, side_values
from rml.cropping.portrait_grids import PortraitGrids
from rml.cropping.salient_point import grid_places
from rml.data.labelled_images import LabelledImages
from rml.data.published_figures import published_figures
from rml.report.format import fields_of
from rml.stats.intervals import newcombe_difference, wilson
from rml.stats.multiplicity import holm

SIDE = 512
RATIOS = (0.56, 2.0)


def made_grids(cells):
    x, y = grid_places(SIDE, SIDE)
    scores = np.zeros((len(cells), y.size, x.size), dtype=np.float32)
    for number, cell in enumerate(cells):
        scores[number][cell] = 1
    return PortraitGrids(
        width=SIDE,
        height=SIDE,
        x=x,
        y=y,
        scores=scores,
        symmetric=np.zeros(len(cells), dtype=bool),
    )


def made_labels(rng, count):
    return pd.DataFrame(
        {
            "gender": rng.choice(["female", "male"], count),
            "ethnicity": rng.choice(
                ["white", "african-american", "native"], count, p=(0.6, 0.35, 0.05)
            ),
        }
    )


def outcomes_of(grids, labels, *, face=CONGRESS_FACE, least=0.75):
    return portrait_outcomes(grids, labels, face=face, ratios=RATIOS, least_face_share=least)


@pytest.fixture(scope="module")
def many():
    """200 people; the salient point lies lower on portraits of African American people."""
    rng = np.random.default_rng(1)
    labels = made_labels(rng, 200)
    low = (labels["ethnicity"] == "african-american").to_numpy()
    rows = np.where(low, rng.integers(8, 16, 200), rng.integers(7, 12, 200))
    cells = list(zip(rows.tolist(), rng.integers(6, 13, 200).tolist(), strict=True))
    grids = made_grids(cells)
    return grids, labels, outcomes_of(grids, labels)


# Outcomes.


def test_what_becomes_of_a_portrait():
    grids = made_grids([(9, 9), (0, 0), (15, 10), (9, 1)])
    labels = pd.DataFrame({"gender": ["female"] * 4, "ethnicity": ["white"] * 4})
    found = outcomes_of(grids, labels)
    assert found[OFF_FACE].tolist() == [False, True, True, True]
    # Cells stand every 25.6 pixels from 12.8 on, in whole pixels.
    expected = [1 - int(12.8 + 25.6 * row) / SIDE for row in (9, 0, 15, 9)]
    assert found[HEIGHT].tolist() == pytest.approx(expected)
    for ratio in RATIOS:
        kept = [CONGRESS_FACE.covered_by(crop, SIDE, SIDE) for crop in grids.crops(ratio)]
        assert found[f"kept_{ratio:g}"].tolist() == kept
        assert found[cut_name(ratio)].tolist() == [share < 0.75 for share in kept]
    # The top of the picture cuts a wide crop, the left edge a tall one.
    assert found[cut_name(0.56)].tolist() == [False, True, True, False]
    assert found[cut_name(2.0)].tolist() == [False, True, False, True]


def test_the_bound_decides_what_cuts():
    grids = made_grids([(0, 9)])
    labels = pd.DataFrame({"gender": ["male"], "ethnicity": ["white"]})
    kept = outcomes_of(grids, labels)["kept_0.56"].item()
    for least, cuts in ((kept - 0.01, False), (kept + 0.01, True)):
        assert outcomes_of(grids, labels, least=least)[cut_name(0.56)].item() == cuts


def test_labels_must_fit_the_portraits():
    labels = pd.DataFrame({"gender": ["male"], "ethnicity": ["white"]})
    with pytest.raises(ValueError, match="1 rows of labels do not fit 2 portraits"):
        outcomes_of(made_grids([(0, 0), (1, 1)]), labels)


def test_a_subset_is_spread_over_the_set():
    frame = pd.DataFrame({"image": [f"{number:03}" for number in range(100)]})
    images = LabelledImages(name="made", kind="simulated", frame=frame)
    few = spread_over(images, 5)
    assert few.frame["image"].tolist() == ["000", "025", "050", "074", "099"]
    assert few.frame.index.tolist() == [0, 1, 2, 3, 4]
    assert spread_over(images, 500).frame.equals(frame)


# Groups and differences.


def test_groups_are_large_enough_and_named():
    assert group_name("female", "african-american") == "African American women"
    assert group_name("male") == "men"
    labels = pd.DataFrame(
        {
            "gender": ["female"] * 14 + ["male"] * 21,
            "ethnicity": ["white"] * 10 + ["asian"] * 4 + ["asian"] * 9 + ["white"] * 12,
        }
    )
    groups = groups_of(labels, minimum=10)
    assert [group.name for group in groups] == ["women", "men", "White men", "White women"]
    assert [int(group.members.sum()) for group in groups] == [14, 21, 12, 10]


def test_tables_of_groups_follow_from_the_outcomes(many):
    _, labels, outcomes = many
    groups = groups_of(outcomes, minimum=10)
    table = group_table(outcomes, groups, ratios=RATIOS).set_index("group")
    shares = group_shares(outcomes, groups, ratios=RATIOS, level=0.9)
    white = (labels["gender"] == "female") & (labels["ethnicity"] == "white")
    assert table.loc["White women", "people"] == white.sum()
    assert table.loc["White women", "height"] == pytest.approx(outcomes[HEIGHT][white].mean())
    for ratio in RATIOS:
        cut = outcomes[cut_name(ratio)][white]
        assert table.loc["White women", f"cut_{ratio:g}"] == pytest.approx(cut.mean())
        row = shares[(shares["group"] == "White women") & (shares["ratio"] == ratio)].iloc[0]
        expected = wilson(int(cut.sum()), len(cut), level=0.9)
        assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high))


def test_differences_are_those_of_scipy_and_adjusted_over_all(many):
    _, labels, outcomes = many
    groups = groups_of(outcomes, minimum=10)
    table = difference_table(
        outcomes,
        groups,
        corrected=outcomes,
        ratios=RATIOS,
        level=0.95,
        resamples=999,
        rng=np.random.default_rng(1),
    )
    assert len(table) == 4 * (1 + len(groups) - 2)
    assert table["p_holm"].to_numpy() == pytest.approx(holm(table["p"].to_numpy()))
    assert table["corrected"].to_numpy() == pytest.approx(table["value"].to_numpy())
    rows = table.set_index(["outcome", "difference"])
    women = (labels["gender"] == "female").to_numpy()
    cut = outcomes[cut_name(0.56)].to_numpy()
    row = rows.loc[(cut_name(0.56), WOMEN_MINUS_MEN)]
    counts = [int(cut[women].sum()), int(women.sum()), int(cut[~women].sum()), int((~women).sum())]
    assert row["value"] == pytest.approx(newcombe_difference(*counts).value)
    exact = stats.fisher_exact(
        [[counts[0], counts[1] - counts[0]], [counts[2], counts[3] - counts[2]]]
    )
    assert row["p"] == pytest.approx(exact.pvalue)
    group = ("female", "african-american")
    mine = ((labels["gender"] == group[0]) & (labels["ethnicity"] == group[1])).to_numpy()
    row = rows.loc[(HEIGHT, group_name(*group) + MINUS_OTHERS)]
    heights = outcomes[HEIGHT].to_numpy()
    assert row["value"] == pytest.approx(heights[mine].mean() - heights[~mine].mean())
    assert row["p_holm"] < 0.05  # planted


def test_without_a_difference_hardly_any_comparison_is_clear():
    """Labels drawn by lot: Holm keeps any false alarm to about one set in twenty."""
    rng = np.random.default_rng(2)
    cells = list(
        zip(rng.integers(5, 15, 120).tolist(), rng.integers(5, 15, 120).tolist(), strict=True)
    )
    grids = made_grids(cells)
    base = outcomes_of(grids, made_labels(rng, 120))
    alarms = 0
    for _ in range(40):
        outcomes = base.assign(**made_labels(rng, 120))
        table = difference_table(
            outcomes,
            groups_of(outcomes, minimum=10),
            corrected=outcomes,
            ratios=RATIOS,
            level=0.95,
            resamples=199,
            rng=rng,
        )
        alarms += (table["p_holm"] < 0.05).any()
    assert alarms <= 6  # of 40; more than 6 would happen once in 200 at exactly 5 %


def test_heights_are_compared_after_welch(many):
    _, labels, outcomes = many
    women = (labels["gender"] == "female").to_numpy()
    estimate = difference_of_heights(outcomes, women, ~women, level=0.9)
    heights = outcomes[HEIGHT].to_numpy()
    a, b = heights[women], heights[~women]
    error = np.sqrt(a.var(ddof=1) / a.size + b.var(ddof=1) / b.size)
    freedom = error**4 / (
        (a.var(ddof=1) / a.size) ** 2 / (a.size - 1) + (b.var(ddof=1) / b.size) ** 2 / (b.size - 1)
    )
    half = stats.t.ppf(0.95, freedom) * error
    assert estimate.value == pytest.approx(a.mean() - b.mean())
    assert (estimate.low, estimate.high) == pytest.approx(
        (estimate.value - half, estimate.value + half)
    )


def test_corrected_labels_move_only_their_column(many):
    _, labels, outcomes = many
    groups = groups_of(outcomes, minimum=10)
    swapped = outcomes.assign(gender=labels["gender"].map({"female": "male", "male": "female"}))
    table = difference_table(
        outcomes,
        groups,
        corrected=swapped,
        ratios=RATIOS,
        level=0.95,
        resamples=99,
        rng=np.random.default_rng(1),
    )
    rows = table[table["difference"] == WOMEN_MINUS_MEN]
    assert rows["corrected"].to_numpy() == pytest.approx(-rows["value"].to_numpy())
    gone = outcomes.assign(ethnicity="white")
    table = difference_table(
        outcomes,
        groups,
        corrected=gone,
        ratios=RATIOS,
        level=0.95,
        resamples=99,
        rng=np.random.default_rng(1),
    )
    lost = table["difference"].str.startswith("African American")
    assert table.loc[lost, "corrected"].isna().all()
    assert table.loc[~lost, "corrected"].notna().all()


def check_fields(claimed):
    """Fail unless a finding's texts name all its values and nothing else."""
    texts = [claimed[name] for name in ("statement", "estimand", "assumptions", "breaks_if")]
    texts += [claimed["why"]] if "why" in claimed else []
    named = {
        field.partition(":")[0].partition(".")[0]
        for text in texts
        for _, field in fields_of(text, where="test")
        if field
    }
    assert named - {"value", "low", "high", "estimate"} == set(claimed["values"])


def test_findings_on_portraits_have_a_value_for_every_field(many):
    grids, _, outcomes = many
    claims = portrait_findings(
        outcomes,
        groups_of(outcomes, minimum=10),
        ratios=RATIOS,
        least_face_share=0.75,
        published=published_figures("yee2021_figures"),
        level=0.95,
    )
    assert len(claims) == 6
    for claimed in claims.values():
        check_fields(claimed)
    women = claims["off_face_women"]
    assert (women["comparison"], women["published"].printed) == ("not comparable", "3 %")
    region = region_values(CONGRESS_FACE, SIDE, ratios=RATIOS, least_face_share=0.75)
    sides = side_values(outcomes, grids, face=CONGRESS_FACE, ratio=0.56)
    for text, values in ((REGION, region), (SIDES, sides)):
        named = {field.partition(":")[0] for _, field in fields_of(text, where="") if field}
        assert named == set(values)
    assert region["wide_centre"] > region["wide_least"]


# Places.


def test_geometry_bounds_what_crops_can_lose():
    assert least_shown(CONGRESS_FACE, SIDE, 1.0) == 1
    places = [(row, column) for row in range(20) for column in range(20)]
    grids = made_grids(places)
    labels = pd.DataFrame({"gender": ["male"] * 400, "ethnicity": ["white"] * 400})
    found = outcomes_of(grids, labels)
    for ratio in RATIOS:
        assert found[f"kept_{ratio:g}"].min() >= least_shown(CONGRESS_FACE, SIDE, ratio)


def test_crops_cut_from_above_where_the_point_lies_low():
    grids = made_grids([(19, 9), (18, 9), (0, 9), (9, 9)])
    labels = pd.DataFrame({"gender": ["male"] * 4, "ethnicity": ["white"] * 4})
    found = outcomes_of(grids, labels)
    assert found[cut_name(0.56)].tolist() == [True, True, True, False]
    assert cut_above(found, grids, face=CONGRESS_FACE, ratio=0.56) == (2, 3)


def test_bands_hold_everyone_once(many):
    _, _, outcomes = many
    table = band_table(outcomes, face=CONGRESS_FACE, level=0.95)
    assert table["band"].tolist() == list(BANDS)
    for people in ("women", "men"):
        assert table[people].sum() == pytest.approx(1)
        assert (table[f"{people}_low"] <= table[people]).all()
    labels = pd.DataFrame({"gender": ["female", "male"] * 3, "ethnicity": ["white"] * 6})
    grids = made_grids([(0, 9), (0, 9), (9, 9), (9, 9), (19, 9), (12, 9)])
    shares = band_table(outcomes_of(grids, labels), face=CONGRESS_FACE, level=0.95)
    assert shares["women"].tolist() == pytest.approx([1 / 3, 0, 1 / 3, 0, 1 / 3])
    assert shares["men"].tolist() == pytest.approx([1 / 3, 0, 1 / 3, 1 / 3, 0])


def test_squares_hold_everyone_once(many):
    grids, labels, outcomes = many
    table = square_table(outcomes, grids, cells=2)
    people = table.groupby("gender")["people"].sum()
    assert people["women"] == (labels["gender"] == "female").sum()
    assert people["men"] == (labels["gender"] == "male").sum()
    assert table.groupby("gender")["share"].sum().to_numpy() == pytest.approx([1, 1])
    assert table["width"].to_numpy() == pytest.approx(0.1)
    first = "women" if labels["gender"].iloc[0] == "female" else "men"
    x, y = grids.salient_points[0] / SIDE
    holds = (
        (table["gender"] == first)
        & (table["left"] <= x)
        & (x < table["left"] + table["width"])
        & (table["top"] <= y)
        & (y < table["top"] + table["height"])
    )
    assert holds.sum() == 1


def test_mean_scores_are_those_of_each_gender(many):
    grids, labels, outcomes = many
    table = score_table(outcomes, grids)
    assert len(table) == 400
    women = (labels["gender"] == "female").to_numpy()
    cell = table[(table["x"].round(4) == round(float(grids.x[9]) / SIDE, 4))].iloc[10]
    assert cell["women"] == pytest.approx(grids.scores[women, 10, 9].mean())
    assert table["women"].sum() == pytest.approx(1)  # one peak of 1 a portrait


def test_shares_of_crops_rise_with_the_threshold(many):
    _, _, outcomes = many
    table = face_kept_table(outcomes, ratios=RATIOS, thresholds=np.linspace(0.5, 1.01, 9))
    for _, rows in table.groupby("ratio"):
        assert rows["women"].is_monotonic_increasing
        assert rows["women"].iloc[-1] == 1
    row = face_kept_table(outcomes, ratios=[0.56], thresholds=np.array([0.75])).iloc[0]
    women = (outcomes["gender"] == "female").to_numpy()
    share = share_of(outcomes, cut_name(0.56), women, level=0.95)
    assert row["women"] == pytest.approx(share.value)


# Other regions.


def test_the_declared_region_is_among_its_choices():
    declared = RegionChoice(face=CONGRESS_FACE, least_share=0.75)
    choices = region_choices(declared, shift=0.05, scale=0.8, least_shares=[0.6])
    assert choices[AS_DECLARED] == declared
    assert choices["region 5% lower"].face.centre_y == pytest.approx(0.52)
    assert choices["half axes times 0.8"].face.half_width == pytest.approx(0.176)
    assert choices["bound of 60%"] == RegionChoice(face=CONGRESS_FACE, least_share=0.6)


def test_each_choice_is_compared_by_the_same_rules(many):
    grids, labels, outcomes = many
    declared = RegionChoice(face=CONGRESS_FACE, least_share=0.75)
    clearest = (HEIGHT, "African American women" + MINUS_OTHERS)
    table = region_table(
        grids,
        labels,
        choices=region_choices(declared, shift=0.05, scale=0.8, least_shares=[0.6]),
        clearest=clearest,
        ratios=RATIOS,
        minimum=10,
        level=0.95,
        seed=1,
    )
    assert len(table) == 5 * 3
    reference = difference_table(
        outcomes,
        groups_of(outcomes, minimum=10),
        corrected=outcomes,
        ratios=RATIOS,
        level=0.95,
        resamples=99,
        rng=np.random.default_rng(1),
    ).set_index(["outcome", "difference"])
    rows = table[table["choice"] == AS_DECLARED].set_index(["outcome", "difference"])
    for key in ((cut_name(0.56), WOMEN_MINUS_MEN), (cut_name(2.0), WOMEN_MINUS_MEN), clearest):
        assert rows.loc[key, "value"] == pytest.approx(reference.loc[key, "value"])
    heights = table.loc[table["outcome"] == HEIGHT, "value"]
    assert np.ptp(heights) == 0  # no region moves the salient point
    wide = table.loc[table["outcome"] == cut_name(0.56), "value"]
    assert np.ptp(wide) > 0


def test_a_region_that_everyone_keeps_cuts_nobody(many):
    grids, labels, _ = many
    tiny = FaceRegion(centre_x=0.5, centre_y=0.5, half_width=0.02, half_height=0.02)
    outcomes = outcomes_of(grids, labels, face=tiny)
    assert not outcomes[cut_name(0.56)].any()
