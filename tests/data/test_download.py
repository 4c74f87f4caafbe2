import socket
import subprocess
import sys
import textwrap
import time

import pytest
import requests

from rml.data import download
from rml.data.fetch import availability_of, cache_folder, fetch_dataset
from rml.errors import DataError, DataUnavailableError


def cached_files():
    return sorted(path.name for path in cache_folder().rglob("*") if path.is_file())


def test_files_are_downloaded_once_and_then_come_from_the_cache(upstream, server):
    entry = upstream.dataset()
    assert availability_of(entry).bytes_missing == entry.bytes
    seen = []
    paths = fetch_dataset(entry, base_url=server.url, progress=lambda *state: seen.append(state))
    assert {name: path.read_bytes() for name, path in paths.items()} == upstream.contents
    assert seen[-1] == ("made", entry.bytes, entry.bytes)
    assert len(server.asked) == 2
    assert fetch_dataset(entry, base_url=server.url) == paths
    assert len(server.asked) == 2
    assert availability_of(entry).where == ("cache",)


def test_only_missing_files_are_downloaded(upstream, server):
    paths = fetch_dataset(upstream.dataset(), base_url=server.url)
    paths["data/one.csv"].unlink()
    server.asked.clear()
    fetch_dataset(upstream.dataset(), base_url=server.url)
    assert [path.rsplit("/", 1)[-1] for path in server.asked] == ["one.csv"]


def test_the_mirror_spares_the_network(upstream, server, monkeypatch):
    monkeypatch.setenv("RML_MIRROR", str(upstream.folder))
    fetch_dataset(upstream.dataset(), base_url=server.url)
    assert server.asked == []


def test_an_incomplete_mirror_is_made_up_for_by_the_network(
    upstream, server, monkeypatch, tmp_path
):
    (tmp_path / "empty mirror").mkdir()
    monkeypatch.setenv("RML_MIRROR", str(tmp_path / "empty mirror"))
    fetch_dataset(upstream.dataset(), base_url=server.url)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("served", "message"),
    [
        (b"a,b\n", r"truncated \(4 of 8 bytes\)"),
        (b"a,b\n7,7\n", "altered"),
        (b"<html>", "truncated"),
    ],
)
def test_wrong_bytes_from_a_server_are_thrown_away(upstream, server, served, message):
    entry = upstream.dataset()
    upstream.add("data/one.csv", served)
    with pytest.raises(DataError, match=message) as caught:
        fetch_dataset(entry, base_url=server.url)
    assert not isinstance(caught.value, DataUnavailableError)
    text = str(caught.value)
    assert entry.files[0].url(server.url) in text
    assert entry.files[0].sha256 in text
    assert caught.value.remedy
    assert cached_files() == []


def test_a_file_that_the_server_lacks_is_named(upstream, server):
    entry = upstream.dataset()
    (upstream.folder / entry.files[0].place).unlink()
    with pytest.raises(DataUnavailableError, match="the server answered 404"):
        fetch_dataset(entry, base_url=server.url)
    assert cached_files() == []


def test_no_network_is_told_at_once_and_tried_once(upstream, monkeypatch):
    for number in range(118):
        upstream.add(f"data/{number}.csv", b"%d" % number)
    tried = []

    def refuse(self, url, *args, **kwargs):
        tried.append(url)
        raise requests.ConnectionError

    monkeypatch.setattr(download.pooch.HTTPDownloader, "__call__", refuse)
    with pytest.raises(DataUnavailableError, match="the server cannot be reached") as caught:
        fetch_dataset(upstream.dataset(), base_url="https://example.org")
    assert len(tried) == 1
    assert "rml data get made" in caught.value.remedy
    assert "RML_MIRROR" in caught.value.remedy


def test_a_closed_port_is_told_at_once(upstream):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    started = time.monotonic()
    with pytest.raises(DataUnavailableError, match="cannot be reached"):
        fetch_dataset(upstream.dataset(), base_url=f"http://127.0.0.1:{port}")
    assert time.monotonic() - started < 5


def test_a_silent_server_is_given_up(upstream, server, monkeypatch):
    monkeypatch.setattr(download, "READ_SECONDS", 0.1)
    server.delay = 0.5
    with pytest.raises(DataUnavailableError, match="did not answer in time"):
        fetch_dataset(upstream.dataset(), base_url=server.url)
    assert cached_files() == []


def test_a_failure_among_many_stops_the_rest(upstream, server):
    for number in range(60):
        upstream.add(f"data/{number}.csv", b"%d" % number)
    entry = upstream.dataset()
    (upstream.folder / entry.files[1].place).unlink()
    server.delay = 0.02
    with pytest.raises(DataUnavailableError, match="404"):
        fetch_dataset(entry, base_url=server.url)
    assert len(server.asked) < 40


def test_a_cache_that_cannot_be_written_is_named(upstream, server, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "file"))
    with pytest.raises(DataUnavailableError, match="cache cannot be written") as caught:
        fetch_dataset(upstream.dataset(), base_url=server.url)
    assert "RML_CACHE" in caught.value.remedy


def test_a_full_disk_leaves_nothing_half_written(upstream, server, monkeypatch):
    def full(self, url, output_file, *args, **kwargs):
        with open(output_file, "wb") as stream:  # noqa: PTH123
            stream.write(b"a,")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(download.pooch.HTTPDownloader, "__call__", full)
    with pytest.raises(DataUnavailableError, match="No space left on device"):
        fetch_dataset(upstream.dataset(), base_url=server.url)
    assert cached_files() == []


def test_two_processes_may_download_at_once(upstream, server):
    server.delay = 0.2
    entry = upstream.dataset()
    program = textwrap.dedent(
        f"""
        import sys
        from rml.data.fetch import fetch_dataset
        from rml.data.registry import Dataset
        entry = Dataset.model_validate_json(sys.argv[1])
        paths = fetch_dataset(entry, base_url={server.url!r})
        sys.exit(0 if len(paths) == 2 else 1)
        """
    )
    both = [
        subprocess.Popen([sys.executable, "-c", program, entry.model_dump_json()]) for _ in range(2)
    ]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert cached_files() == ["one.csv", "two words.csv"]
    assert availability_of(entry).status == "ready"
