"""A browser for tests that open built pages: from disk, with the network blocked."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

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
