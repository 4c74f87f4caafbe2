import numpy as np

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.ranking.observed_feed.features import FEATURES, Seen, encoding_of


def test_every_column_belongs_to_one_feature(feeds):
    for crossed in (False, True):
        encoding = encoding_of(feeds.posts, seen=Seen(crossed=crossed, age_rank=crossed))
        columns = sorted(place for one in FEATURES for place in encoding.of_feature(one))
        assert columns == list(range(len(encoding.columns)))
        assert encoding.matrix(feeds.posts).shape == (len(feeds.posts), len(encoding.columns))


def test_a_post_is_encoded_as_by_hand(feeds):
    encoding = encoding_of(feeds.posts, seen=Seen(crossed=True, age_rank=True))
    post = feeds.posts.iloc[[17]]
    row = dict(zip(encoding.columns, encoding.matrix(post)[0], strict=True))
    one = post.iloc[0]
    ages = np.log1p(feeds.posts["age_seconds"] / 3600)
    expected = (np.log1p(one["age_seconds"] / 3600) - ages.mean()) / ages.std(ddof=0)
    assert np.isclose(row["age"], expected)
    assert row[f"page {one['page']}"] == row[f"account {one['account']}"] == 1
    assert row[f"account {one['account']} by orientation {one['orientation']}"] == 1
    assert row["liked"] == (one["account"] == one["orientation"])
    assert sum(value for name, value in row.items() if name.startswith("page ")) == 1


def test_the_rank_of_an_age_is_that_among_the_feeds_posts(feeds):
    encoding = encoding_of(feeds.posts, seen=Seen(age_rank=True, liked=False))
    matrix = encoding.matrix(feeds.posts)
    own = (feeds.posts["feed"] == 4).to_numpy()
    ages = feeds.posts.loc[own, "age_seconds"].to_numpy()
    newer = (ages[None, :] < ages[:, None]).sum(axis=1)
    tied = (ages[None, :] == ages[:, None]).sum(axis=1)
    expected = ((newer + tied / 2) / ages.size - 0.5) * np.sqrt(12)
    assert np.allclose(matrix[own, -1], expected)
    assert (matrix[:, encoding.columns.index("liked")] == 0).all()
    # It is no matter which rows are encoded: the rank is that in the whole feed.
    assert np.allclose(encoding.matrix(feeds.posts[own].iloc[[3]])[:, -1], expected[3])


def test_what_was_not_met_has_no_columns(feeds):
    posts = feeds.posts
    own, of_page = posts["account"] == ACCOUNTS[0], posts["page"] == "left-1"
    known = posts[~own & ~of_page]
    encoding = encoding_of(known, seen=Seen(crossed=True))
    rows = encoding.matrix(posts[own & of_page])
    names = np.array(encoding.columns)
    unknown = [one.startswith(("page ", "account ")) for one in names]
    assert rows.size
    assert (rows[:, unknown] == 0).all()
    assert (rows[:, names == f"orientation {ORIENTATIONS[0]}"] == 1).all()


def test_counts_are_withheld(feeds):
    encoding = encoding_of(feeds.posts, seen=Seen(counts=False))
    more = feeds.posts.assign(reactions=9, comments=9, shares=9)
    assert np.array_equal(encoding.matrix(feeds.posts), encoding.matrix(more))
    older = feeds.posts.assign(age_seconds=1)
    assert not np.array_equal(encoding.matrix(feeds.posts), encoding.matrix(older))


def test_a_feature_that_never_varies_is_no_division_by_zero(feeds):
    still = feeds.posts.assign(shares=3)
    assert np.isfinite(encoding_of(still).matrix(still)).all()
