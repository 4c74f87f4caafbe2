"""Progress of long work: to the runner's file, to a terminal, or as plain lines."""

import io
import sys
from types import SimpleNamespace

import pytest

from rml.progress import VARIABLE, progress


class Screen(io.StringIO):
    """Standard error that may be a terminal."""

    def __init__(self, *, terminal):
        super().__init__()
        self.terminal = terminal

    def isatty(self):
        return self.terminal


@pytest.fixture
def ticking(monkeypatch):
    """Let each item take the same number of seconds, without waiting."""

    def tick(seconds):
        now = [100.0]

        def items(count):
            for item in range(count):
                now[0] += seconds
                yield item

        monkeypatch.setattr("rml.progress.time", SimpleNamespace(monotonic=lambda: now[0]))
        return items

    return tick


@pytest.fixture(autouse=True)
def _no_runner(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def screen(monkeypatch):
    def show(*, terminal):
        screen = Screen(terminal=terminal)
        monkeypatch.setattr(sys, "stderr", screen)
        return screen

    return show


@pytest.mark.parametrize("count", [0, 1, 7])
def test_items_come_through_as_they_are(count, screen, ticking):
    items = ticking(40)
    for terminal in (False, True):
        screen(terminal=terminal)
        assert list(progress(items(count), total=count, what="things")) == list(range(count))


def test_the_runner_is_told_in_its_file_and_nobody_else(tmp_path, monkeypatch, screen, ticking):
    file = tmp_path / "progress"
    monkeypatch.setenv(VARIABLE, str(file))
    shown = screen(terminal=True)
    told = [
        file.read_text() if file.exists() else ""
        for _ in progress(ticking(90)(3), total=1003, what="composites")
    ]
    assert told == [
        "",  # what was done counts, not what was begun
        "1 of 1,003 composites, about 1503 min left",
        "2 of 1,003 composites, about 1502 min left",
    ]
    assert file.read_text() == "3 of 1,003 composites, about 1500 min left"
    assert shown.getvalue() == ""


def test_a_runner_that_is_gone_does_not_end_the_work(tmp_path, monkeypatch, ticking):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "no folder" / "progress"))
    assert len(list(progress(ticking(1)(5), total=5, what="things"))) == 5


def test_a_terminal_line_is_rewritten_and_wiped(screen, ticking):
    shown = screen(terminal=True)
    list(progress(ticking(0.3)(4), total=4, what="images"))
    assert shown.getvalue().split("\r\x1b[K") == [
        "",
        "2 of 4 images, about 1 s left",
        "4 of 4 images, about 0 s left",
        "",
    ]


def test_short_work_shows_nothing(screen, ticking):
    for terminal, seconds in ((True, 0.1), (False, 7)):
        shown = screen(terminal=terminal)
        list(progress(ticking(seconds)(4), total=4, what="images"))
        assert shown.getvalue() == ""


def test_elsewhere_a_line_is_written_every_half_minute(screen, ticking):
    shown = screen(terminal=False)
    list(progress(ticking(10)(9), total=9, what="images"))
    assert shown.getvalue().splitlines() == [
        "3 of 9 images, about 60 s left",
        "6 of 9 images, about 30 s left",
        "9 of 9 images, about 0 s left",
    ]


def test_work_is_taken_up_only_when_asked_for(ticking):
    begun = []

    def items():
        for item in range(3):
            begun.append(item)
            yield item

    iterator = progress(items(), total=3, what="things")
    assert begun == []
    next(iterator)
    assert begun == [0]
