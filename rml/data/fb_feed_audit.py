"""What six controlled Facebook accounts were shown before the Italian election of 2018."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from rml.data.fb_feed_audit_schema import (
    ACCOUNT_BY_UPSTREAM,
    FEEDBACKS,
    IMPRESSIONS,
    ORIENTATION_BY_UPSTREAM,
    PAGES,
    POSTS,
    PROFILES,
    TYPE_BY_UPSTREAM,
    UNLISTED,
    UNTRAINED,
)
from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import check, remedy_of
from rml.errors import DataError

DATASET: Final = "fb_feed_audit_e18"
# On these accounts' clocks the feeds of the first four days were opened an hour too early.
SLOW_ACCOUNTS: Final = ("centre-left", "right", UNTRAINED)
SLOW_UNTIL: Final = pd.Timestamp("2018-01-28")
SLOW_SECONDS: Final = 3600
PERSONAL_ROWS: Final = 4
_CAPTURES: Final = "reducer+1.130.json.gz"
_PAGES: Final = "pagine-exp1.json"
_SOURCES: Final = "Fonti Selezionate.json"
_PROFILES: Final = "utenti-exp1.json"
_IMPRESSION_KEYS: Final = (
    *("timelineId", "profile", "impressionTime", "publicationTime", "visualizationDiff"),
    *("impressionOrder", "pageName", "permaLink", "postId", "type", "rtotal", "comments", "shares"),
    *("like", "love", "haha", "wow", "sad", "angry", "thankful"),
)
# Facebook numbered personal profiles from 100,000,000,000,000 on; pages have other numbers.
_PERSONAL: Final = re.compile(r"permalink\.php\?story_fbid=\d+&id=1000\d{11}")
_NUMBERED: Final = re.compile(r"(?:permalink\.php\?story_fbid=\d+&id=)?(?P<number>\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAudit:
    """The four frames of the audit; see `load_feed_audit` for their columns."""

    impressions: pd.DataFrame
    posts: pd.DataFrame
    pages: pd.DataFrame
    profiles: pd.DataFrame


def load_feed_audit() -> FeedAudit:
    """Return what was shown to whom, with the declared corrections applied.

    Returns
    -------
    FeedAudit
        ``impressions``: 18,054 rows, one for each post in one slot of one feed, sorted by
        feed and rank: ``feed`` (1 to 412, in the order of time), ``account`` (named by the
        orientation to which it was trained, or ``untrained``), ``viewed_at`` (UTC; for three
        accounts on 24 to 27 January one hour later than upstream), ``rank`` (1 on top; gaps
        are slots that were not captured), ``page``, ``orientation`` (of the page),
        ``post_id``, ``published_at`` (UTC, as upstream), ``age_seconds`` (viewed minus
        published, at least 0), ``kind`` (post, photo, video, notes), and the counts shown
        with the post: ``reactions``, ``comments``, ``shares``, ``like``, ``love``, ``haha``,
        ``wow``, ``sad``, ``angry``, ``thankful`` (above 1,000 rounded by Facebook).

        ``posts``: 2,643 rows, one for each post that any account was shown: ``post_id``,
        ``page``, ``orientation``, ``kind``, ``published_at``, ``first_shown_at``,
        ``last_shown_at``, ``impressions``, ``accounts`` (1 to 6), ``text_length``
        (characters; 0 without text) and ``links`` (to other sites).

        ``pages``: 30 rows: ``page`` (orientation and number, such as ``right-3``),
        ``orientation``, ``number`` (1 to 6, in the order of the source), ``type`` (media,
        party, politician, community, or ``not listed``), ``label`` (the outlet's name if the
        source's type is media; else orientation and number, since the page may be a
        person's), and ``address`` (the page's name in Facebook's addresses, which is not to
        be shown).

        ``profiles``: 6 rows: ``account``, ``trained`` (whether it was trained) and
        ``liked_pages`` (how many of the 30 pages it liked to that end: the six of its
        orientation).

    Raises
    ------
    DataError
        If a file is altered or against its schema.
    DataUnavailableError
        If a file is neither here nor to be downloaded.

    Notes
    -----
    No text of a post is kept, and the invented names of the accounts are not either. Every
    account follows all 30 pages. Posts that no account was shown are in no file.

    References
    ----------
    Hargreaves, Agosti, Menasché, Neglia, Reiffers-Masson & Altman 2018,
    https://doi.org/10.48550/arXiv.1807.08346
    """
    audit = read_feed_audit(fetch(DATASET))
    record_input(DATASET, "real")
    return audit


def read_feed_audit(files: Mapping[str, Path]) -> FeedAudit:
    """Return the audit in ``files``, as `load_feed_audit` does.

    Parameters
    ----------
    files
        Paths by upstream name: ``test/reducer+1.130.json.gz``, ``fonti/pagine-exp1.json``,
        ``fonti/Fonti Selezionate.json`` and ``fonti/utenti-exp1.json``.

    Raises
    ------
    DataError
        If a file is missing, no JSON, lacks a key, or a value is against the schema; all
        faults of one kind at once.
    """
    places = {name.rsplit("/", 1)[-1]: path for name, path in files.items()}
    missing = [name for name in (_CAPTURES, _PAGES, _SOURCES, _PROFILES) if name not in places]
    if missing:
        raise _fault(f"{', '.join(missing)} is missing", where=DATASET)
    pages = _pages(
        _records(places[_PAGES], ("orientamento", "pageURL", "displayName")),
        _records(places[_SOURCES], ("pagina", "tipo")),
    )
    profiles = _profiles(_records(places[_PROFILES], ("bot", "orientamento", "riferimenti")), pages)
    captured = _json(places[_CAPTURES])
    shown = _keyed(captured, "impressions", _IMPRESSION_KEYS)
    texts = _keyed(captured, "posts", ("postId",), optional=("text", "externals"))
    account_by_name = {
        str(one["bot"]): ACCOUNT_BY_UPSTREAM[str(one["orientamento"])]
        for one in _records(places[_PROFILES], ("bot", "orientamento"))
    }
    impressions = _impressions(_without_persons(shown), pages, account_by_name)
    return FeedAudit(
        impressions=impressions,
        posts=_posts(impressions, texts),
        pages=pages,
        profiles=profiles,
    )


def _fault(problem: str, *, where: str) -> DataError:
    return DataError(f"{problem}.", where=where, remedy=remedy_of(DATASET))


def _json(path: Path) -> Any:
    where = f"{DATASET}: {path.name}"
    try:
        raw = path.read_bytes()
        return json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    except (OSError, EOFError, ValueError) as error:
        raise _fault(f"The file is not the JSON it should be ({error})", where=where) from error


def _records(path: Path, keys: Sequence[str]) -> list[dict[str, Any]]:
    return _listed(_json(path), keys, where=f"{DATASET}: {path.name}")


def _listed(content: Any, keys: Sequence[str], *, where: str) -> list[dict[str, Any]]:
    if not isinstance(content, list) or not content:
        raise _fault("There is no list of records", where=where)
    lacking = {
        key: sum(not isinstance(one, dict) or key not in one for one in content) for key in keys
    }
    faults = [
        f"`{key}` is missing in {count:,} of {len(content):,} records"
        for key, count in lacking.items()
        if count
    ]
    if faults:
        raise _fault("; ".join(faults), where=where)
    return content


def _keyed(
    content: Any, name: str, keys: Sequence[str], *, optional: Sequence[str] = ()
) -> pd.DataFrame:
    where = f"{DATASET}: {name} in {_CAPTURES}"
    rows = _listed(content.get(name) if isinstance(content, dict) else None, keys, where=where)
    return pd.DataFrame(
        {key: [row.get(key) for row in rows] for key in (*keys, *optional)}, dtype="object"
    )


def _pages(
    monitored: Sequence[Mapping[str, Any]], sources: Sequence[Mapping[str, Any]]
) -> pd.DataFrame:
    types = {str(one["pagina"]).rstrip("/").rsplit("/", 1)[-1]: str(one["tipo"]) for one in sources}
    frame = pd.DataFrame(
        {
            "orientation": [
                ORIENTATION_BY_UPSTREAM.get(str(one["orientamento"])) for one in monitored
            ],
            "address": [str(one["pageURL"]) for one in monitored],
            "name": [str(one["displayName"]) for one in monitored],
        }
    )
    upstream = [types.get(one, types.get(_number(one))) for one in frame["address"]]
    frame["type"] = [UNLISTED if one is None else TYPE_BY_UPSTREAM.get(one) for one in upstream]
    frame["number"] = frame.groupby("orientation").cumcount() + 1
    numbers = frame["number"].astype(str)
    frame["page"] = frame["orientation"] + "-" + numbers
    frame["label"] = frame["name"].where(
        frame["type"] == "media", frame["orientation"] + " page " + numbers
    )
    checked = frame[["page", "orientation", "number", "type", "label", "address"]]
    return check(checked, PAGES, dataset=DATASET, origin=_row_of(_PAGES))


def _number(address: str) -> str:
    """Return the number that some addresses end with and other links stand for alone."""
    return address.rsplit("-", 1)[-1]


def _profiles(accounts: Sequence[Mapping[str, Any]], pages: pd.DataFrame) -> pd.DataFrame:
    orientation = pages.set_index("address")["orientation"]
    liked = [[str(url).rstrip("/").rsplit("/", 1)[-1] for url in one["riferimenti"]]
             for one in accounts]  # fmt: skip
    names = [ACCOUNT_BY_UPSTREAM.get(str(one["orientamento"])) for one in accounts]
    foreign = [
        f"account {place} likes a page that is not one of its orientation"
        for place, (name, urls) in enumerate(zip(names, liked, strict=True), start=1)
        if any(orientation.get(url) != name for url in urls)
    ]
    if foreign:
        raise _fault("; ".join(foreign), where=f"{DATASET}: {_PROFILES}")
    frame = pd.DataFrame(
        {
            "account": names,
            "trained": [name != UNTRAINED for name in names],
            "liked_pages": [len(urls) for urls in liked],
        }
    )
    return check(frame, PROFILES, dataset=DATASET, origin=_row_of(_PROFILES))


def _row_of(name: str) -> Any:
    return lambda row: f"record {row + 1} of {name}"


def _without_persons(shown: pd.DataFrame) -> pd.DataFrame:
    """Return the impressions of pages, without the declared few of a personal profile."""
    personal = shown["pageName"].astype(str).str.fullmatch(_PERSONAL)
    if int(personal.sum()) != PERSONAL_ROWS:
        raise _fault(
            f"{int(personal.sum())} impressions are of a personal profile; the declared "
            f"correction drops {PERSONAL_ROWS}",
            where=f"{DATASET}: {_CAPTURES}",
        )
    return shown[~personal].reset_index(drop=True)


def _address(page: str, link: str) -> str:
    """Return a page's address where a link names it by its number or as author of a note."""
    if page == "notes":
        return link.strip("/").split("/")[1].replace("-", "")
    numbered = _NUMBERED.fullmatch(page)
    return numbered["number"] if numbered else page


def _impressions(
    shown: pd.DataFrame, pages: pd.DataFrame, account_by_name: Mapping[str, str]
) -> pd.DataFrame:
    known = dict(zip(pages["address"], pages["page"], strict=True))
    known |= {_number(address): page for address, page in known.items() if "-" in address}
    addresses = [
        _address(str(page), str(link))
        for page, link in zip(shown["pageName"], shown["permaLink"], strict=True)
    ]
    page = pd.Series([known.get(one) for one in addresses], dtype="str")
    account = shown["profile"].map(account_by_name)
    recorded = _times(shown["impressionTime"])
    slow = account.isin(SLOW_ACCOUNTS) & (recorded < SLOW_UNTIL)
    seconds = slow.astype("int64") * SLOW_SECONDS
    viewed = recorded + pd.to_timedelta(seconds, unit="s")
    frame = pd.DataFrame(
        {
            "timeline": shown["timelineId"].astype("str"),
            "account": account,
            "viewed_at": viewed.astype("datetime64[s]"),
            "rank": _whole(shown["impressionOrder"]),
            "page": page,
            "orientation": page.map(pages.set_index("page")["orientation"]),
            "post_id": shown["postId"].astype("str"),
            "published_at": _times(shown["publicationTime"]),
            "age_seconds": _whole(shown["visualizationDiff"]) + seconds,
            "kind": shown["type"].astype("str"),
            **{ours: _whole(shown[theirs]) for ours, theirs in FEEDBACKS.items()},
        }
    )
    opened = frame.groupby("timeline")["viewed_at"].transform("min")
    order = frame.assign(opened=opened).sort_values(["opened", "account", "timeline", "rank"])
    frame = frame.loc[order.index]
    frame.insert(0, "feed", pd.factorize(frame["timeline"])[0] + 1)
    accounts = frame.groupby("feed")["account"].nunique()
    rows = frame.index.to_numpy()
    checked = check(
        frame.drop(columns="timeline").reset_index(drop=True),
        IMPRESSIONS,
        dataset=DATASET,
        origin=lambda row: f"impression {rows[row] + 1} without those of persons",
    )
    if (accounts > 1).any():
        raise _fault(
            f"{int((accounts > 1).sum())} feeds are of more than one account",
            where=f"{DATASET}: {_CAPTURES}",
        )
    return checked


def _times(text: pd.Series[Any]) -> pd.Series[pd.Timestamp]:
    found = pd.to_datetime(text.astype(str), format="%Y-%m-%dT%H:%M:%SZ", errors="coerce")
    return found.astype("datetime64[s]")


def _whole(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return counts as integers; as floats with NaN, which the schema refuses, if one is none."""
    found = pd.to_numeric(values, errors="coerce")
    whole = found.where(found == found.round())
    return whole.astype("float64") if whole.isna().any() else whole.astype("int64")


def _posts(impressions: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each post; of its times of publication the earliest."""
    texts = texts.assign(
        text_length=[len(one) if isinstance(one, str) else 0 for one in texts["text"]],
        links=[len(one) if isinstance(one, list) else 0 for one in texts["externals"]],
        postId=texts["postId"].astype("str"),
    )[["postId", "text_length", "links"]]
    frame = (
        impressions.groupby("post_id")
        .agg(
            page=("page", "first"),
            orientation=("orientation", "first"),
            kind=("kind", "first"),
            published_at=("published_at", "min"),
            first_shown_at=("viewed_at", "min"),
            last_shown_at=("viewed_at", "max"),
            impressions=("feed", "size"),
            accounts=("account", "nunique"),
            pages=("page", "nunique"),
        )
        .reset_index()
        .merge(texts, left_on="post_id", right_on="postId", how="left", validate="one_to_one")
        .sort_values(["published_at", "post_id"], ignore_index=True)
    )
    if (frame["pages"] > 1).any():
        raise _fault(
            f"{int((frame['pages'] > 1).sum())} posts are of more than one page",
            where=f"{DATASET}: {_CAPTURES}",
        )
    return check(
        frame.drop(columns=["postId", "pages"]),
        POSTS,
        dataset=DATASET,
        origin=lambda row: f"post {row + 1} in the order of publication",
    )
