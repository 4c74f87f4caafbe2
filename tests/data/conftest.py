import hashlib
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rml.data.registry import DataFile, Dataset

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(autouse=True)
def environment(own_environment, monkeypatch):
    """Give each test a cache of its own, no mirror, a network, and an empty ledger."""
    monkeypatch.delenv("RML_OFFLINE", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


class Upstream:
    """A made dataset whose files stand in a folder laid out as a mirror."""

    def __init__(self, folder):
        self.folder = folder
        self.contents = {}

    def add(self, path, content):
        self.contents[path] = content
        place = self.folder / "owner" / "repository" / COMMIT / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        return place

    def file(self, path):
        content = self.contents[path]
        return DataFile(
            repository="owner/repository",
            commit=COMMIT,
            path=path,
            sha256=hashlib.sha256(content).hexdigest(),
            bytes=len(content),
        )

    def dataset(self, **changes):
        fields = {
            "name": "made",
            "title": "A made dataset",
            "kind": "real",
            "licence": "MIT",
            "licence_url": "https://example.org/licence",
            "citation": "Nobody (2020).",
            "republish": "All of it.",
            "description": "Made for a test.",
            "caveats": ("It is made up.",),
            "files": tuple(self.file(path) for path in self.contents),
        }
        return Dataset(**(fields | changes))


@pytest.fixture
def upstream(tmp_path):
    made = Upstream(tmp_path / "upstream")
    made.add("data/one.csv", b"a,b\n1,2\n")
    made.add("data/two words.csv", b"a,b\n3,4\n5,6\n")
    return made


class _Handler(SimpleHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        time.sleep(self.server.delay)
        super().do_GET()

    def log_message(self, *args):
        pass


@pytest.fixture
def server(upstream):
    """Serve the made dataset on loopback; `asked` lists the requests, `delay` slows them."""
    handler = partial(_Handler, directory=str(upstream.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        served.asked = []
        served.delay = 0.0
        served.url = f"http://127.0.0.1:{served.server_port}"
        thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield served
        served.shutdown()
        thread.join()
