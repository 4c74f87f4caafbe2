"""What tests of several folders share: an environment of their own, the real files, a browser.

The browser opens built pages from disk, with the network blocked.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rml.data import ledger

# Read before any test changes the environment or the folder.
GIVEN_MIRROR = os.environ.get("RML_MIRROR", "").strip()
MIRROR = Path(GIVEN_MIRROR).expanduser().absolute() if GIVEN_MIRROR else None
DESK = {"width": 1280, "height": 900}


@dataclass
class Opened:
    """A page that was opened, and what it did that a reader would not want."""

    page: object
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)

    def unfold(self):
        """Open every fold, so that what is in it is looked at too."""
        self.page.evaluate(
            "document.querySelectorAll('details').forEach(fold => { fold.open = true; })"
        )


@pytest.fixture(autouse=True)
def no_figure_is_left_open():
    """Close what a test drew: open figures would count in the tests after it."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    """Give a test a cache of its own and an empty ledger."""
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))
    ledger.clear()
    yield
    ledger.clear()


@pytest.fixture
def own_environment(own_cache, monkeypatch):
    """Give a test a cache of its own, no mirror, no tables, and an empty ledger."""
    monkeypatch.delenv("RML_MIRROR", raising=False)
    monkeypatch.delenv("RML_TABLES", raising=False)


@pytest.fixture(scope="session")
def mirror():
    """Return the folder of the real upstream files; without one, skip the test."""
    if MIRROR is None:
        pytest.skip("needs the real files: set RML_MIRROR to the offline mirror")
    return MIRROR


@pytest.fixture
def real_files(mirror, monkeypatch):
    """Let the test read the real upstream files."""
    monkeypatch.setenv("RML_MIRROR", str(mirror))
    return mirror


@pytest.fixture(scope="session")
def real_audit(mirror):
    """Return the audit of six accounts' feeds as its loader gives it."""
    from rml.data.fb_feed_audit import load_feed_audit  # noqa: PLC0415 - not needed without files

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RML_MIRROR", str(mirror))
        return load_feed_audit()


@pytest.fixture(scope="session")
def real_timelines(mirror):
    """Return the timelines of the neutral accounts as their loader gives them."""
    from rml.data.drifterbot import load_timelines  # noqa: PLC0415 - not needed without files

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RML_MIRROR", str(mirror))
        return load_timelines()


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Debian's chromium is not installed (apt-get install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_file(browser):
    """Return a function that opens a file with the network blocked and watches the page."""
    contexts = []

    def opened(path, **options):
        context = browser.new_context(
            **{
                "viewport": DESK,
                "offline": True,
                "color_scheme": "light",
                "reduced_motion": "reduce",
                **options,
            }
        )
        contexts.append(context)
        page = context.new_page()
        seen = Opened(page)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on(
            "requestfailed", lambda request: seen.failures.update({request.url: request.failure})
        )
        page.on("console", lambda message: seen.messages.append(message.text))
        page.on("pageerror", lambda error: seen.messages.append(str(error)))
        page.on("dialog", lambda dialog: seen.messages.append(f"dialog: {dialog.message}"))
        page.goto(path.as_uri())
        return seen

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe_problems():
    """Return a function that runs axe-core on an opened page and lists what it finds.

    The page must have been opened with ``bypass_csp``: its policy keeps everything out.
    """
    package = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    script = (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

    def problems(seen):
        seen.unfold()
        seen.page.evaluate(script)
        found = seen.page.evaluate("axe.run()")
        assert found["passes"]
        # What axe could not decide is looked at by hand; a page gives it little of that.
        assert {item["id"] for item in found["incomplete"]} <= {"color-contrast"}
        return [
            f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return problems
