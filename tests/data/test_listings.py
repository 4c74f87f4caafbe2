import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rml.data.listings import COLUMNS, read_listing, stays_inside
from rml.data.registry import PACKAGE_FOLDER, load_registry, registry
from rml.errors import CollectionError

SUM = "abcdef0123456789" * 4
COMMIT = "0123456789abcdef0123456789abcdef01234567"

REGISTRY = f"""
base_url: https://example.org
origins:
  one: &one {{repository: owner/one, commit: {COMMIT}}}
  two: &two {{repository: owner/two, commit: {COMMIT}}}
datasets:
  made:
    title: A made dataset
    kind: real
    licence: MIT
    licence_url: https://example.org/licence
    citation: Nobody (2020).
    republish: All of it.
    description: Made for a test.
    caveats: [It is made up.]
    files:
      - {{<<: *one, path: labels.csv, bytes: 8, sha256: {SUM}}}
    listings:
      - {{<<: *one, file: data/listings/one.csv}}
      - {{<<: *two, file: data/listings/two.csv}}
"""


def write(path, *rows, header=COLUMNS):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return path


@pytest.fixture
def made(tmp_path):
    """Write a registry with two listings, and return a function that reads it again."""
    write(tmp_path / "data/listings/one.csv", ("img/b.jpg", 5, SUM), ("img/a b.jpg", 7, "0" * 64))
    write(tmp_path / "data/listings/two.csv", ("x/c.jpg", 9, "1" * 64))
    path = tmp_path / "registry.yaml"
    path.write_text(REGISTRY, encoding="utf-8")

    def read(old="", new=""):
        assert old in REGISTRY
        path.write_text(REGISTRY.replace(old, new, 1), encoding="utf-8")
        return load_registry(path, package=tmp_path).datasets["made"]

    return read


@given(st.lists(st.tuples(st.integers(1, 10**12), st.binary(min_size=32, max_size=32)), min_size=1))
def test_what_was_written_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("listing") / "listing.csv"
    expected = [
        {"path": f"folder, {place}/é.jpg", "bytes": length, "sha256": digest.hex()}
        for place, (length, digest) in enumerate(rows)
    ]
    write(path, *(row.values() for row in expected))
    assert read_listing(path) == (expected, [])


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("../a.jpg", "5", SUM), "a `path` is not relative"),
        (("/a.jpg", "5", SUM), "a `path` is not relative"),
        (("", "5", SUM), "a `path` is not relative"),
        (("a\\b.jpg", "5", SUM), "a `path` is not relative"),
        (("a.jpg", "0", SUM), "`bytes` is no whole number from 1"),
        (("a.jpg", "05", SUM), "`bytes` is no whole number from 1"),
        (("a.jpg", "5.0", SUM), "`bytes` is no whole number from 1"),
        (("a.jpg", "\N{ARABIC-INDIC DIGIT FIVE}", SUM), "`bytes` is no whole number from 1"),
        (("a.jpg", "", SUM), "`bytes` is no whole number from 1"),
        (("a.jpg", "5", SUM.upper()), "`sha256` is not 64 hexadecimal digits"),
        (("a.jpg", "5", SUM + "0"), "`sha256` is not 64 hexadecimal digits"),
        (("a.jpg", "5", SUM + "\n"), "`sha256` is not 64 hexadecimal digits"),
        (("good.jpg", "5", SUM), "a `path` stands there before"),
        (("a.jpg", "5"), "a row has not 3 values"),
        (("a.jpg", "5", SUM, ""), "a row has not 3 values"),
        ((), "a row has not 3 values"),
    ],
)
def test_a_malformed_row_is_counted_and_numbered(tmp_path, row, fault):
    path = write(tmp_path / "listing.csv", ("good.jpg", "5", SUM), row)
    rows, (found,) = read_listing(path)
    assert rows == []
    assert found.startswith(fault)
    assert found.endswith(": 1 of 2 rows (row 2)")


def test_all_faults_of_a_listing_come_at_once(tmp_path):
    bad = [("/a", "x", "y")] * 5
    rows, faults = read_listing(write(tmp_path / "listing.csv", ("good.jpg", "5", SUM), *bad))
    assert rows == []
    assert len(faults) == 4
    assert all("5 of 6 rows (row 2, 3, 4, ...)" in fault for fault in faults[:3])
    assert "a `path` stands there before: 4 of 6 rows" in faults[3]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "its columns are none instead of path, bytes, sha256"),
        (b"path,sha256,bytes\n", "its columns are path, sha256, bytes instead of"),
        (b"path,bytes,sha256\n", "it names no file"),
        (b'path,bytes,sha256\n"a', "it cannot be read (unexpected end of data)"),
        ("path,bytes,sha256\né".encode("latin-1"), "it cannot be read ("),
    ],
)
def test_a_file_that_is_no_listing_is_refused(tmp_path, content, fault):
    path = tmp_path / "listing.csv"
    path.write_bytes(content)
    rows, (found,) = read_listing(path)
    assert rows == []
    assert found.startswith(fault)


def test_a_missing_listing_is_named(made, tmp_path):
    (tmp_path / "data/listings/two.csv").unlink()
    with pytest.raises(CollectionError) as caught:
        made()
    assert (
        "`datasets.made.listings.1`, data/listings/two.csv: it cannot be read "
        "(No such file or directory)"
    ) in caught.value.problem


def test_listed_files_follow_the_named_ones(made):
    entry = made()
    assert [file.name for file in entry.files] == [
        "labels.csv",
        "img/b.jpg",
        "img/a b.jpg",
        "x/c.jpg",
    ]
    assert [file.listing for file in entry.files] == [
        None,
        "data/listings/one.csv",
        "data/listings/one.csv",
        "data/listings/two.csv",
    ]
    assert entry.files[3].place == f"owner/two/{COMMIT}/x/c.jpg"
    assert entry.bytes == 8 + 5 + 7 + 9


def test_a_dataset_may_be_named_by_listings_alone(made):
    named = f"    files:\n      - {{<<: *one, path: labels.csv, bytes: 8, sha256: {SUM}}}\n"
    assert len(made(named, "").files) == 3


def test_faults_of_listings_and_of_the_registry_come_together(made, tmp_path):
    write(tmp_path / "data/listings/one.csv", ("img/b.jpg", "five", SUM))
    write(tmp_path / "data/listings/two.csv", header=("file", "bytes", "sha256"))
    with pytest.raises(CollectionError) as caught:
        made("kind: real", "kind: simulated")
    problem = caught.value.problem
    assert "listings.0`, data/listings/one.csv: `bytes` is no whole number from 1" in problem
    assert "listings.1`, data/listings/two.csv: its columns are file, bytes, sha256" in problem
    assert "`datasets.made.kind`" in problem
    assert "is empty" not in problem


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("file: data/listings/two.csv", "file: ../two.csv", r"listings\.1\.file`.*relative path"),
        ("file: data/listings/two.csv", "path: two.csv", r"listings\.1\.file`.*required"),
        ("{<<: *two, file", "{repository: owner/two, file", r"listings\.1\.commit`.*required"),
        ("data/listings/two.csv", "data/listings/one.csv", "one.csv more than once"),
        ("path: labels.csv", "path: x/c.jpg", "x/c.jpg more than once"),
        ("bytes: 8,", "bytes: 8, listing: other.csv,", "`other.csv`, which is no listing"),
        ("kind: real", "kind: published", "not in the package"),
    ],
)
def test_a_faulty_entry_with_listings_is_refused(made, old, new, message):
    with pytest.raises(CollectionError, match=message):
        made(old, new)


def test_the_listings_of_the_collection_are_used_and_sorted():
    used = [listing.file for entry in registry().datasets.values() for listing in entry.listings]
    there = (PACKAGE_FOLDER / "data/listings").iterdir()
    assert sorted(used) == sorted(f"data/listings/{path.name}" for path in there)
    for name in used:
        rows, faults = read_listing(PACKAGE_FOLDER / name)
        assert not faults
        assert [row["path"] for row in rows] == sorted(row["path"] for row in rows)


@pytest.mark.parametrize("path", ["a", "a/b", "a..b/.c", "a b"])
def test_a_path_inside(path):
    assert stays_inside(path)


@pytest.mark.parametrize("path", ["", "/", "/a", "a//b", "a/", "./a", "a/../b", "..", "a\\b"])
def test_a_path_that_leads_out_or_is_odd(path):
    assert not stays_inside(path)
