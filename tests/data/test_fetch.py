import json
import os
import shutil

import pytest

from rml.data import fetch as module
from rml.data.fetch import availability, availability_of, cache_folder, fetch, fetch_dataset, locate
from rml.data.registry import (
    PACKAGE_FOLDER,
    REGISTRY_FILE,
    dataset_fingerprint,
    fingerprint_of,
    load_registry,
)
from rml.errors import CollectionError, DataError, DataUnavailableError

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def mirror(upstream, monkeypatch):
    monkeypatch.setenv("RML_MIRROR", str(upstream.folder))
    return upstream.folder


def fill_cache(upstream):
    shutil.copytree(upstream.folder, cache_folder())


def test_the_mirror_serves_files_where_they_stand(upstream, mirror):
    paths = fetch_dataset(upstream.dataset(), base_url=NOWHERE)
    assert list(paths) == ["data/one.csv", "data/two words.csv"]
    assert all(path.is_relative_to(mirror) for path in paths.values())
    assert not cache_folder().exists()


def test_the_cache_is_preferred_over_the_mirror(upstream, mirror):
    fill_cache(upstream)
    paths = fetch_dataset(upstream.dataset(), base_url=NOWHERE)
    assert all(path.is_relative_to(cache_folder()) for path in paths.values())


def test_a_file_in_the_cache_needs_no_mirror(upstream, monkeypatch, tmp_path):
    fill_cache(upstream)
    monkeypatch.setenv("RML_MIRROR", str(tmp_path / "nowhere"))
    assert fetch_dataset(upstream.dataset(), base_url=NOWHERE)


def test_cache_and_mirror_add_up(upstream, mirror):
    fill_cache(upstream)
    cached = cache_folder() / upstream.file("data/one.csv").place
    cached.unlink()
    paths = fetch_dataset(upstream.dataset(), base_url=NOWHERE)
    assert paths["data/one.csv"].is_relative_to(mirror)
    assert paths["data/two words.csv"].is_relative_to(cache_folder())
    state = availability_of(upstream.dataset())
    assert (state.status, state.where) == ("ready", ("cache", "mirror"))


def test_a_relative_mirror_is_taken_from_the_current_folder(upstream, monkeypatch):
    monkeypatch.chdir(upstream.folder.parent)
    monkeypatch.setenv("RML_MIRROR", "upstream")
    paths = fetch_dataset(upstream.dataset(), base_url=NOWHERE)
    assert all(path.is_absolute() for path in paths.values())


def test_folders_with_spaces(upstream, monkeypatch, tmp_path):
    spaced = tmp_path / "a mirror with spaces"
    shutil.copytree(upstream.folder, spaced)
    monkeypatch.setenv("RML_MIRROR", str(spaced))
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "a cache with spaces"))
    assert fetch_dataset(upstream.dataset(), base_url=NOWHERE)


def test_a_truncated_file_is_told_from_an_altered_one(upstream, mirror):
    file = upstream.file("data/one.csv")
    place = mirror / file.place
    place.write_bytes(b"a,b\n1")
    with pytest.raises(DataError, match=r"offline mirror, is truncated \(5 of 8 bytes\)"):
        locate(file)
    place.write_bytes(b"a,b\n1,3\n")
    with pytest.raises(DataError, match="offline mirror, is altered"):
        locate(file)
    place.write_bytes(b"a,b\n1,2\n\n")
    with pytest.raises(DataError, match=r"is too long \(9 instead of 8 bytes\)"):
        locate(file)


def test_wrong_bytes_name_file_sums_origin_and_remedy(upstream, mirror):
    file = upstream.file("data/one.csv")
    place = mirror / file.place
    place.write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    with pytest.raises(DataError) as caught:
        fetch_dataset(upstream.dataset(), base_url=NOWHERE)
    message = str(caught.value)
    assert not isinstance(caught.value, DataUnavailableError)
    for part in (str(place), "`data/one.csv`", empty, file.sha256, "offline mirror"):
        assert part in message
    assert caught.value.remedy.startswith("Restore it in the mirror")


def test_a_corrupted_cache_file_is_named_and_never_used_nor_passed_over(upstream, mirror):
    fill_cache(upstream)
    file = upstream.file("data/one.csv")
    cached = cache_folder() / file.place
    cached.write_bytes(b"a,b\n9,9\n")
    with pytest.raises(DataError, match="which came from the cache, is altered") as caught:
        fetch_dataset(upstream.dataset(), base_url=NOWHERE)
    assert caught.value.where == str(cached)
    assert caught.value.remedy.startswith("Delete it")
    state = availability_of(upstream.dataset())
    assert state.status == "altered"
    assert str(cached) in state.problem


def test_a_folder_in_a_files_place_is_named(upstream, mirror):
    file = upstream.file("data/one.csv")
    (mirror / file.place).unlink()
    (mirror / file.place).mkdir()
    with pytest.raises(DataError, match="cannot be read: Is a directory"):
        locate(file)


def test_a_folder_that_cannot_be_searched_is_named(upstream, mirror, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module.Path, "exists", refuse)
    with pytest.raises(DataError, match="cannot be looked up: Permission denied"):
        locate(upstream.file("data/one.csv"))


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_a_mirror_that_is_no_folder_is_named(upstream, monkeypatch, tmp_path, kind):
    place = tmp_path / "not a mirror"
    if kind == "file":
        place.write_text("a file")
    monkeypatch.setenv("RML_MIRROR", str(place))
    with pytest.raises(DataUnavailableError, match="RML_MIRROR names cannot be read") as caught:
        fetch_dataset(upstream.dataset(), base_url=NOWHERE)
    assert caught.value.where == str(place)
    state = availability_of(upstream.dataset())
    assert (state.status, state.bytes_missing) == ("missing", upstream.dataset().bytes)
    assert str(place) in state.problem


def test_a_mirror_without_permission_is_named(upstream, monkeypatch, tmp_path):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setenv("RML_MIRROR", str(tmp_path))
    monkeypatch.setattr(module.os, "scandir", refuse)
    with pytest.raises(DataUnavailableError, match="as a folder: Permission denied"):
        locate(upstream.file("data/one.csv"))


def test_offline_without_files_says_what_would_help(upstream, monkeypatch):
    monkeypatch.setenv("RML_OFFLINE", "1")
    with pytest.raises(DataUnavailableError, match="2 of 2 files") as caught:
        fetch_dataset(upstream.dataset(), base_url=NOWHERE)
    message = str(caught.value)
    assert "RML_MIRROR is not set" in message
    assert str(cache_folder()) in message
    assert "rml data get made" in message


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("true", True), ("0", False), ("", False)]
)
def test_the_offline_switch(monkeypatch, value, expected):
    monkeypatch.setenv("RML_OFFLINE", value)
    assert module.offline() is expected


def test_availability_counts_missing_bytes_and_never_raises(upstream, mirror):
    entry = upstream.dataset()
    (mirror / upstream.file("data/one.csv").place).unlink()
    state = availability_of(entry)
    assert (state.status, state.where, state.bytes_missing) == ("missing", ("mirror",), 8)
    assert state.problem is None


def test_published_datasets_are_always_ready(monkeypatch):
    monkeypatch.setenv("RML_OFFLINE", "1")
    state = availability("crop_results_tidy")
    assert (state.status, state.where, state.bytes_missing) == ("ready", ("package",), 0)
    (path,) = fetch("crop_results_tidy").values()
    assert path.name == "crop_results_tidy.csv"


def test_an_altered_package_file_is_named(monkeypatch, tmp_path):
    folder = tmp_path / "rml" / "data" / "published"
    folder.mkdir(parents=True)
    (folder / "crop_results_tidy.csv").write_text("run\n1\n")
    monkeypatch.setattr("rml.data.registry.PACKAGE_FOLDER", tmp_path / "rml")
    with pytest.raises(DataError, match="this package, is truncated"):
        fetch("crop_results_tidy")


def test_an_unknown_dataset_is_refused():
    with pytest.raises(CollectionError, match="Did you mean `crop_results_tidy`"):
        fetch("crop_results")


def test_progress_counts_bytes(upstream, mirror):
    seen = []
    fetch_dataset(upstream.dataset(), base_url=NOWHERE, progress=lambda *state: seen.append(state))
    assert seen == [("made", 8, 20), ("made", 20, 20)]


def test_the_cache_follows_the_platform_unless_told(monkeypatch):
    monkeypatch.delenv("RML_CACHE")
    assert cache_folder().name == "rml"
    monkeypatch.setenv("RML_CACHE", "relative")
    assert str(cache_folder()) == os.path.join(os.getcwd(), "relative")  # noqa: PTH109, PTH118


def test_listed_files_are_fetched_and_checked_like_named_ones(upstream, mirror, tmp_path):
    named, listed = (upstream.file(path) for path in ("data/one.csv", "data/two words.csv"))
    (tmp_path / "listing.csv").write_text(
        f"path,bytes,sha256\n{listed.path},{listed.bytes},{listed.sha256}\n"
    )
    entry = upstream.dataset()
    content = entry.model_dump(mode="json", exclude_none=True)
    content["files"] = [named.model_dump(mode="json", exclude_none=True)]
    origin = {"repository": listed.repository, "commit": listed.commit}
    content["listings"] = [origin | {"file": "listing.csv"}]
    registry = tmp_path / "registry.yaml"
    registry.write_text(
        json.dumps({"base_url": "https://example.org", "datasets": {"made": content}})
    )
    entry = load_registry(registry, package=tmp_path).datasets["made"]
    assert entry.files[1].listing == "listing.csv"
    assert fingerprint_of(entry) == fingerprint_of(upstream.dataset())
    assert list(fetch_dataset(entry, base_url=NOWHERE)) == [named.path, listed.path]
    assert availability_of(entry).status == "ready"
    (mirror / listed.place).write_bytes(b"a,b\n3,4\n5,7\n")
    assert availability_of(entry).status == "altered"
    with pytest.raises(DataError, match=r"`data/two words\.csv`.*is altered.*its sha256 is"):
        fetch_dataset(entry, base_url=NOWHERE)
    (mirror / listed.place).unlink()
    assert availability_of(entry).bytes_missing == listed.bytes


def test_a_checksum_in_a_listing_changes_the_fingerprint(tmp_path):
    shutil.copytree(PACKAGE_FOLDER / "data/listings", tmp_path / "data/listings")
    name = "osie_eye_fixations"
    before = load_registry(REGISTRY_FILE, package=tmp_path).datasets[name]
    assert fingerprint_of(before) == dataset_fingerprint(name)
    listing = tmp_path / before.listings[0].file
    text = listing.read_text()
    listing.write_text(text.replace(before.files[-1].sha256, "0" * 64))
    after = load_registry(REGISTRY_FILE, package=tmp_path).datasets
    assert fingerprint_of(after[name]) != fingerprint_of(before)
    assert fingerprint_of(after["twitter_fastgaze"]) == dataset_fingerprint("twitter_fastgaze")
