import gzip
import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rml.data import fb_feed_audit, ledger
from rml.data.fb_feed_audit import DATASET, SLOW_ACCOUNTS, load_feed_audit, read_feed_audit
from rml.data.fb_feed_audit_schema import ACCOUNT_BY_UPSTREAM, ACCOUNTS, ORIENTATION_BY_UPSTREAM
from rml.data.fetch import fetch
from rml.data.registry import dataset
from rml.errors import DataError

KINDS = {"post": "posts", "photo": "photos"}
PERSON = "permalink.php?story_fbid={}&id=100000000000001"


def address(orientation, number):
    """Return the made address of a page; one of them ends with the page's number."""
    slug = orientation.replace(" ", "")
    return f"{slug}-{number}-777000{number}" if number == 6 else f"{slug}{number}"


def monitored():
    return [
        {"orientamento": one, "pageURL": address(one, number), "displayName": f"Name {number}"}
        for one in ORIENTATION_BY_UPSTREAM
        for number in range(1, 7)
    ]


def sources():
    return [
        {"pagina": f"https://www.facebook.com/{page['pageURL']}", "tipo": kind}
        for page, kind in zip(
            monitored(),
            ["Media", "Partito", "Politico", "Comunità", "Partito", None] * 5,
            strict=True,
        )
        if kind
    ]


def accounts():
    return [
        {
            "bot": f"Bot {place}",
            "orientamento": one,
            "riferimenti": [
                f"https://www.facebook.com/{address(one, number)}/" for number in range(1, 7)
            ]
            if one in ORIENTATION_BY_UPSTREAM
            else [],
        }
        for place, one in enumerate(ACCOUNT_BY_UPSTREAM)
    ]


def impression(place, **changes):
    row = {
        "timelineId": "t1",
        "profile": "Bot 0",
        "impressionTime": "2018-01-25T08:05:00Z",
        "publicationTime": "2018-01-25T08:00:00Z",
        "visualizationDiff": 300,
        "impressionOrder": place,
        "pageName": "Sinistra1",
        "permaLink": "/Sinistra1/posts/1",
        "postId": str(place),
        "type": "post",
        "rtotal": "3",
        "comments": "1",
        "shares": "0",
        "displayName": "Somebody",
    }
    row |= dict.fromkeys(("like", "love", "haha", "wow", "sad", "angry", "thankful"), "0")
    return row | changes


def shown():
    rows = [
        impression(2),
        impression(1, publicationTime="2018-01-25T08:05:00Z", visualizationDiff=0),
        impression(
            1,
            timelineId="t0",
            profile="Bot 5",
            postId="2",
            impressionTime="2018-01-25T07:04:00Z",
            visualizationDiff=-3360,
        ),
        impression(3, pageName="7770006", permaLink="/7770006/photos/9", type="photo"),
        impression(
            4,
            pageName="notes",
            permaLink="/notes/M-5-S1/a-letter/9",
            type="notes",
        ),
    ]
    return rows + [impression(50 + one, pageName=PERSON.format(one)) for one in range(4)]


@pytest.fixture
def contents():
    pages = monitored()
    # A number may stand for one page only.
    for page in pages:
        if page["orientamento"] != "Destra":
            page["pageURL"] = page["pageURL"].replace("777000", f"{len(page['orientamento'])}55000")
    likes = accounts()
    for one in likes:
        own = [page["pageURL"] for page in pages if page["orientamento"] == one["orientamento"]]
        one["riferimenti"] = [f"https://www.facebook.com/{url}/" for url in own]
    rows = shown()
    texts = [
        {"postId": row["postId"], "text": "four", "externals": ["a", "b"]}
        if row["postId"] == "2"
        else {"postId": row["postId"]}
        for row in rows
    ]
    posts = list({one["postId"]: one for one in texts}.values())
    return {
        "captures": {"impressions": rows, "posts": posts, "timewindow": {}},
        "pages": pages,
        "sources": sources(),
        "profiles": likes,
    }


@pytest.fixture
def files(tmp_path, contents):
    return lambda: write(tmp_path, contents)


def write(folder, contents):
    places = {
        "test/reducer+1.130.json.gz": gzip.compress(
            json.dumps(contents["captures"]).encode(), mtime=0
        ),
        "fonti/pagine-exp1.json": json.dumps(contents["pages"]).encode(),
        "fonti/Fonti Selezionate.json": json.dumps(contents["sources"]).encode(),
        "fonti/utenti-exp1.json": json.dumps(contents["profiles"]).encode(),
    }
    made = {}
    for name, raw in places.items():
        made[name] = folder / name.rsplit("/", 1)[-1]
        made[name].write_bytes(raw)
    return made


def test_impressions_are_sorted_by_the_mended_clock(files):
    shown = read_feed_audit(files()).impressions
    assert shown["feed"].tolist() == [1, 2, 2, 2, 2]
    assert shown["account"].tolist() == ["untrained", *["left"] * 4]
    assert shown["rank"].tolist() == [1, 1, 2, 3, 4]
    assert shown["age_seconds"].tolist() == [240, 0, 300, 300, 300]
    assert shown["viewed_at"].iloc[0] == pd.Timestamp("2018-01-25 08:04:00")
    assert shown["published_at"].iloc[0] == pd.Timestamp("2018-01-25 08:00:00")
    assert shown["reactions"].dtype == "int64"


@pytest.mark.parametrize(
    ("bot", "recorded", "viewed"),
    [
        ("Bot 1", "2018-01-27T19:05:00Z", "2018-01-27 20:05"),  # centre-left
        ("Bot 3", "2018-01-27T23:59:59Z", "2018-01-28 00:59:59"),  # right
        ("Bot 5", "2018-01-24T07:05:00Z", "2018-01-24 08:05"),  # untrained
        ("Bot 5", "2018-01-28T08:05:00Z", "2018-01-28 08:05"),
        ("Bot 0", "2018-01-27T19:05:00Z", "2018-01-27 19:05"),  # left
        ("Bot 2", "2018-01-27T19:05:00Z", "2018-01-27 19:05"),  # five-star
        ("Bot 4", "2018-01-27T19:05:00Z", "2018-01-27 19:05"),  # far-right
    ],
)
def test_only_three_accounts_are_mended_and_only_until_27_january(
    files, contents, bot, recorded, viewed
):
    published = "2018-01-24T05:00:00Z"
    seconds = int((pd.Timestamp(recorded) - pd.Timestamp(published)).total_seconds())
    changes = {"profile": bot, "impressionTime": recorded, "visualizationDiff": seconds}
    change(contents, timelineId="t9", publicationTime=published, postId="88", **changes)
    contents["captures"]["posts"].append({"postId": "88"})
    shown = read_feed_audit(files()).impressions
    row = shown[shown["post_id"] == "88"].iloc[0]
    assert row["viewed_at"] == pd.Timestamp(viewed)
    assert row["published_at"] == pd.Timestamp("2018-01-24 05:00")


def test_numbers_and_notes_lead_to_their_pages(files):
    shown = read_feed_audit(files()).impressions
    assert shown["page"].tolist() == ["left-1", "left-1", "left-1", "right-6", "five-star-1"]
    assert shown["orientation"].tolist() == ["left"] * 3 + ["right", "five-star"]


def test_posts_are_counted_once_and_their_text_is_not_kept(files):
    posts = read_feed_audit(files()).posts
    row = posts.set_index("post_id").loc["2"]
    assert (row["impressions"], row["accounts"], row["text_length"], row["links"]) == (2, 2, 4, 2)
    assert row["published_at"] == pd.Timestamp("2018-01-25 08:00:00")
    assert "four" not in posts.astype(str).to_numpy()
    assert posts.set_index("post_id").loc["3", "text_length"] == 0


def test_of_two_times_of_publication_a_post_keeps_the_earlier(files, contents):
    change(contents, publicationTime="2018-01-25T07:00:00Z", visualizationDiff=3900)
    audit = read_feed_audit(files())
    row = audit.posts.set_index("post_id").loc["2"]
    assert row["published_at"] == pd.Timestamp("2018-01-25 07:00:00")
    assert audit.impressions.loc[audit.impressions["post_id"] == "2", "published_at"].nunique() == 2


def test_only_media_are_called_by_name(files):
    pages = read_feed_audit(files()).pages
    assert (pages["label"].str.startswith("Name") == (pages["type"] == "media")).all()
    assert pages.loc[1, "label"] == "left page 2"
    assert (pages.loc[pages["number"] == 6, "type"] == "not listed").all()


def test_the_order_of_rows_does_not_matter(files, contents):
    expected = read_feed_audit(files())
    contents["captures"]["impressions"].reverse()
    contents["captures"]["posts"].reverse()
    turned = read_feed_audit(files())
    pd.testing.assert_frame_equal(turned.impressions, expected.impressions)
    pd.testing.assert_frame_equal(turned.posts, expected.posts)


def change(contents, **changes):
    contents["captures"]["impressions"][0] |= changes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"impressionOrder": 1}, "rows have the same feed, rank: 2 of 5 rows"),
        ({"impressionOrder": "first"}, "column `rank`: a value is missing or ill-typed: 1 of 5"),
        ({"visualizationDiff": 301}, "the age is not viewed minus published: 1 of 5 rows"),
        (
            {"visualizationDiff": -1, "publicationTime": "2018-01-25T08:05:01Z"},
            "column `age_seconds`: a value is below 0: 1 of 5 rows",
        ),
        ({"impressionTime": "yesterday"}, "column `viewed_at`: a value is missing or ill-typed"),
        ({"pageName": "Somewhere"}, "column `page`: a value is missing or ill-typed: 1 of 5 rows"),
        ({"profile": "Nobody"}, "column `account`: a value is missing or ill-typed"),
        ({"type": "event"}, "column `kind`: a value is none of post, photo, video, notes"),
        ({"shares": "1,2K"}, "column `shares`: a value is missing or ill-typed"),
        ({"profile": "Bot 1"}, "1 feeds are of more than one account"),
        ({"postId": "3"}, "1 posts are of more than one page"),
        ({"pageName": PERSON.format(7)}, "5 impressions are of a personal profile"),
    ],
)
def test_impressions_against_the_rules_are_refused_with_counts(files, contents, changes, message):
    change(contents, **changes)
    with pytest.raises(DataError) as caught:
        read_feed_audit(files())
    assert message in str(caught.value)
    assert "fb_feed_audit_e18" in caught.value.where
    assert "registry.yaml" in caught.value.remedy


def test_every_faulty_column_is_named_at_once(files, contents):
    change(contents, type="event", shares="many")
    with pytest.raises(DataError, match="2 checks failed"):
        read_feed_audit(files())


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda c: c["captures"].pop("posts"), "posts in .*: There is no list of records"),
        (lambda c: c["captures"]["impressions"][0].pop("postId"), "`postId` is missing in 1 of 9"),
        (lambda c: c["captures"]["posts"].pop(0), "column `text_length`"),
        (lambda c: c["pages"].pop(), "six pages of each of five orientations"),
        (lambda c: c["pages"][0].update(orientamento="Centro"), "column `orientation`"),
        (lambda c: c["sources"][0].update(tipo="Radio"), "column `type`"),
        (lambda c: c["profiles"].pop(), "there are not six accounts|column `account`"),
        (lambda c: c["profiles"][0]["riferimenti"].pop(), "did not like six pages"),
        (
            lambda c: c["profiles"][0]["riferimenti"].append(c["profiles"][1]["riferimenti"][0]),
            "account 1 likes a page that is not one of its orientation",
        ),
        (lambda c: c["sources"].clear(), "There is no list of records"),
    ],
)
def test_other_layouts_are_refused(files, contents, spoil, message):
    spoil(contents)
    with pytest.raises(DataError, match=message):
        read_feed_audit(files())


@pytest.mark.parametrize("raw", [b"", b"{}", b"\x1f\x8b broken", gzip.compress(b"[1, 2]", mtime=0)])
def test_what_is_no_json_is_refused(files, raw):
    places = files()
    places["test/reducer+1.130.json.gz"].write_bytes(raw)
    with pytest.raises(DataError, match=r"reducer\+1\.130\.json\.gz"):
        read_feed_audit(places)


def test_a_missing_file_is_named(files):
    places = files()
    del places["fonti/utenti-exp1.json"]
    with pytest.raises(DataError, match=r"utenti-exp1\.json is missing"):
        read_feed_audit(places)


def test_loading_is_noted_as_real_input(files, monkeypatch):
    monkeypatch.setattr(fb_feed_audit, "fetch", lambda name: files())
    load_feed_audit()
    assert ledger.inputs() == {"fb_feed_audit_e18": "real"}


@pytest.fixture(scope="module")
def audit(real_audit):
    return real_audit


def test_the_real_audit_has_the_size_that_its_description_says(audit):
    shown = audit.impressions
    assert len(shown) == 18_054
    assert shown["feed"].nunique() == 412
    assert shown["feed"].max() == 412
    assert len(audit.posts) == 2_643
    assert set(shown["post_id"]) == set(audit.posts["post_id"])
    assert audit.posts["impressions"].sum() == 18_054
    assert set(audit.profiles["account"]) == set(ACCOUNTS)
    assert audit.profiles["trained"].sum() == 5
    assert not shown.isna().any(axis=None)


def test_no_real_feed_holds_a_rank_twice_or_two_accounts(audit):
    assert not audit.impressions.duplicated(["feed", "rank"]).any()
    assert not audit.impressions.drop_duplicates(["feed", "account"])["feed"].duplicated().any()


def test_every_real_account_saw_nearly_all_pages(audit):
    seen = audit.impressions.groupby("account")["page"].nunique()
    assert set(seen) == {29, 30}
    assert audit.impressions["page"].nunique() == 30


def test_every_real_account_saw_a_fresh_post_on_every_day(audit):
    """That no age is negative does not tell a right clock: ages too old would pass."""
    shown = audit.impressions
    youngest = shown.groupby(["account", shown["viewed_at"].dt.date])["age_seconds"].min()
    assert len(youngest) == 6 * 6 - 1  # the far-right account misses the first day
    assert youngest.min() == 0
    assert youngest.max() < 3600


def pairs_of_an_hour(shown):
    """Return the pairs of one post's counts at one hour: a slow account's and another's."""
    exact = shown[shown["reactions"] < 1000]
    exact = exact.assign(hour=exact["viewed_at"].dt.floor("h"))[
        ["post_id", "hour", "account", "reactions"]
    ]
    slow = exact["account"].isin(SLOW_ACCOUNTS)
    return exact[slow].merge(exact[~slow], on=["post_id", "hour"], suffixes=("", "_other"))


@pytest.mark.parametrize("day", range(24, 30))
def test_the_same_real_post_had_the_same_reactions_at_the_same_hour(audit, day):
    pairs = pairs_of_an_hour(audit.impressions)
    pairs = pairs[pairs["hour"].dt.day == day]
    assert len(pairs) > 800
    more = (pairs["reactions"] > pairs["reactions_other"]).mean()
    fewer = (pairs["reactions"] < pairs["reactions_other"]).mean()
    assert 1 - more - fewer > 0.6
    assert more < 0.2
    assert fewer < 0.2


def test_times_of_real_publication_are_those_of_the_file(audit, real_files):
    """A post that several accounts saw was published at one time, whatever their clocks."""
    captures = next(path for name, path in fetch(DATASET).items() if "reducer" in name)
    rows = json.loads(gzip.decompress(captures.read_bytes()))["impressions"]
    raw = pd.DataFrame({"post_id": [one["postId"] for one in rows],
                        "at": [one["publicationTime"] for one in rows]})  # fmt: skip
    first = pd.to_datetime(raw.groupby("post_id")["at"].min()).dt.tz_localize(None)
    posts = audit.posts.set_index("post_id")
    assert (posts["published_at"] == first.loc[posts.index]).all()


def test_real_feeds_are_not_chronological_but_follow_recency(audit):
    correlations = [
        stats.spearmanr(rows["rank"], rows["age_seconds"]).statistic
        for _, rows in audit.impressions.groupby("feed")
    ]
    assert np.mean(correlations) == pytest.approx(0.55, abs=0.005)
    assert np.std(correlations, ddof=1) == pytest.approx(0.30, abs=0.005)


def test_the_share_of_filled_slots_is_as_described(audit):
    by_feed = audit.impressions.groupby("feed")["rank"].agg(["size", "max"])
    assert (by_feed["size"] / by_feed["max"]).mean() == pytest.approx(0.93, abs=0.005)


def test_the_real_shares_of_right_pages_are_as_described(audit):
    right = (audit.impressions["orientation"] == "right").groupby(audit.impressions["account"])
    shares = right.mean()
    assert shares["right"] == pytest.approx(0.497, abs=0.0005)
    assert shares["untrained"] == pytest.approx(0.362, abs=0.0005)


def test_each_orientation_has_one_real_outlet_and_no_other_page_is_named(audit):
    media = audit.pages[audit.pages["type"] == "media"]
    assert media["orientation"].nunique() == len(media) == 5
    others = audit.pages[audit.pages["type"] != "media"]
    assert others["label"].str.fullmatch(r"[a-z-]+ page [1-6]").all()


def test_the_declared_corrections_are_those_that_the_loader_makes():
    ids = [correction.id for correction in dataset("fb_feed_audit_e18").corrections]
    assert ids == ["viewing_one_hour_early", "personal_profile_dropped", "pages_by_number"]
