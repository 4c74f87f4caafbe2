import numpy as np
import pytest

from rml.amplification.outlets.exposure import (
    SAME_OUTLET,
    class_names,
    class_of,
    class_share,
    coverage,
    impressions_of,
    joined,
    outlet_of,
)

EDGES = [-0.6, -0.2, 0.2, 0.6]
NONE = np.full((2, 4), np.nan)


@pytest.mark.parametrize(
    ("domain", "exact", "wider"),
    [
        ("cnn.com", "cnn.com", "cnn.com"),
        ("edition.cnn.com", "", "cnn.com"),
        ("a.b.cnn.com", "", "cnn.com"),
        (".cnn.com", "", "cnn.com"),
        ("notcnn.com", "", ""),
        ("cnn.com.evil.org", "", ""),
        ("news.yahoo.com", "", "yahoo.com/news"),
        ("yahoo.com", "", ""),
        ("huffpost.com", "", "huffingtonpost.com"),
        ("", "", ""),
        ("com", "", ""),
    ],
)
def test_domains_are_joined_by_name_or_by_the_declared_rule(domain, exact, wider):
    outlets = ["cnn.com", "yahoo.com/news", "huffingtonpost.com"]
    assert outlet_of(domain, outlets) == exact
    assert outlet_of(domain, outlets, wider=True) == wider


def test_the_blank_domain_is_kept_and_counted_as_unmatched(impressions):
    rows = joined(impressions, ["left.com", "right.com"])
    assert len(rows) == len(impressions)
    assert set(rows.loc[rows["domain"] == "", "outlet"]) == {""}
    parts = coverage(rows, usable=["right.com"]).set_index(["quarter", "part"])
    assert parts.loc[("2021q2", "blank domain"), "impressions"] == 100
    assert parts.loc[("2021q2", "all listed"), "impressions"] == 1000
    assert parts.loc[("2021q2", "found among the outlets"), "share"] == pytest.approx(0.25)
    assert parts.loc[("2021q2", "of these with a leaning"), "share"] == pytest.approx(0.05)
    assert parts.loc[("2021q3", "of these with a leaning"), "outlets"] == 1


def test_impressions_of_one_outlet_add_up_over_its_domains(impressions):
    outlets = ["right.com", "left.com", "absent.com"]
    exact, wide = joined(impressions, outlets), joined(impressions, outlets, wider=True)
    assert impressions_of(exact, outlets, quarter="2021q2").tolist() == [50, 200, 0]
    assert impressions_of(wide, outlets, quarter="2021q2").tolist() == [110, 200, 0]


def test_classes_mirror_when_the_parties_swap(rng):
    leanings = np.concatenate([rng.uniform(-1, 1, 200), EDGES])
    one, other = class_of(leanings, edges=EDGES), class_of(-leanings, edges=EDGES)
    assert (one == 4 - other).all()
    assert class_of([-0.6, -0.2, 0.0, 0.2, 0.6], edges=EDGES).tolist() == [0, 1, 2, 3, 4]
    assert len(class_names(EDGES)) == 5


def test_shares_of_classes_add_up_and_leave_out_what_is_unknown():
    leanings, impressions = [-0.9, -0.1, 0.7, np.nan], [10, 20, 70, 900]
    shares = [
        class_share(leanings, NONE, impressions, edges=EDGES, classes=range(one, one + 1)).share
        for one in range(5)
    ]
    assert shares == pytest.approx([0.1, 0, 0.2, 0, 0.7])


def test_the_range_counts_what_intervals_leave_open():
    leanings, impressions = [-0.9, -0.3, 0.1, 0.7], [10, 20, 30, 40]
    intervals = np.array([[-0.95, -0.5, -0.3, 0.65], [-0.85, -0.1, 0.15, 0.75]])
    left = class_share(leanings, intervals, impressions, edges=EDGES, classes=range(2))
    assert (left.share, left.least, left.most) == pytest.approx((0.3, 0.1, 0.6))


def test_an_outlet_without_an_interval_is_in_no_least_and_in_every_most():
    leanings, impressions = [-0.9, 0.7, 0.9], [50, 30, 20]
    intervals = np.array([[-0.95, 0.65, np.nan], [-0.85, 0.75, np.nan]])
    found = {
        name: class_share(leanings, intervals, impressions, edges=EDGES, classes=classes)
        for name, classes in (("left", range(2)), ("right", range(3, 5)))
    }
    assert found["right"].share == pytest.approx(0.5)
    assert (found["right"].least, found["right"].most) == pytest.approx((0.3, 0.5))
    assert (found["left"].least, found["left"].most) == pytest.approx((0.5, 0.7))


def test_without_a_placed_impression_there_is_no_share():
    with pytest.raises(ValueError, match="no share"):
        class_share([np.nan], NONE[:, :1], [5], edges=EDGES, classes=range(2))


def test_the_join_covers_what_the_dataset_s_page_says(real):
    shares, impressions = real
    rows = joined(impressions, sorted(shares.links["outlet"].unique()))
    parts = coverage(rows, usable=[]).set_index(["quarter", "part"])
    found = parts.xs("found among the outlets", level="part")
    assert found["outlets"].tolist() == [93, 86]
    assert [round(100 * share) for share in found["share"]] == [27, 24]


def test_other_addresses_lead_to_outlets_of_the_list(real):
    shares, impressions = real
    assert set(SAME_OUTLET.values()) <= set(shares.links["outlet"])
    assert set(SAME_OUTLET) <= set(impressions["domain"])
