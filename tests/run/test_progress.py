"""How far long work inside a notebook has come: from the cell to whoever watches the run."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

from rml.run import progress as module
from rml.run.outcome import Outcome
from rml.run.progress import LiveProgress, PlainProgress

# Runs the collection with a progress of its own, which writes every note down.
WATCHED = """
import sys
from rml import cli
from rml.run import run
from rml.run.progress import PlainProgress

class Noting(PlainProgress):
    def note(self, report, words):
        print(f"NOTE {report}: {words}", flush=True)

run.make_progress = lambda reports: Noting()
sys.exit(cli.main(["run"]))
"""
LONG_WORK = """
import os
import time

from rml.progress import progress

for _ in progress(range(4), total=4, what="toys"):
    time.sleep(0.6)
assert os.listdir() == []
"""


@pytest.mark.slow
def test_long_work_in_a_cell_is_told_and_leaves_no_trace_in_the_report(toy):
    toy.write_notebook(estimate=LONG_WORK + toy.cells["estimate"].replace("\n        ", "\n"))
    ended = subprocess.run(
        [sys.executable, "-c", WATCHED],
        cwd=toy.root,
        env=toy.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    notes = [line for line in ended.stdout.splitlines() if line.startswith("NOTE ")]
    told = [
        re.fullmatch(r"NOTE toy/first: (\d) of 4 toys, about \d+ s left", note) for note in notes
    ]
    # A runner that is busy may miss some, but invents none.
    assert len(told) >= 2
    done = [int(match[1]) for match in told]
    assert done == sorted(set(done))
    assert set(done) <= {1, 2, 3, 4}
    folder = toy.latest()
    for file in ("index.html", "notebook.ipynb", "record.json", "findings.json"):
        assert "toys, about" not in (folder / file).read_text(encoding="utf-8")


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set on."""
    now = SimpleNamespace(seconds=50.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


def test_plain_lines_hold_back_notes_for_half_a_minute(clock, capsys):
    with PlainProgress() as progress:
        for second in range(95):
            clock.seconds = 50.0 + second
            progress.note("a/b", f"{second} of 95")
            if second >= 40:
                progress.note("c/d", "little by little")
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "a/b" in line] == [
        "[  30.0 s] a/b: 30 of 95",
        "[  60.0 s] a/b: 60 of 95",
        "[  90.0 s] a/b: 90 of 95",
    ]
    # Each report has its own half minutes.
    assert [line for line in lines if "c/d" in line] == [
        "[  40.0 s] c/d: little by little",
        "[  70.0 s] c/d: little by little",
    ]


def test_plain_lines_tell_everything_else_at_once(clock, capsys):
    progress = PlainProgress()
    progress.stage("a/b", "cell 1 of 4")
    progress.stage("a/b", "cell 2 of 4")
    progress.say("Something.")
    assert capsys.readouterr().out.splitlines() == [
        "[   0.0 s] a/b: cell 1 of 4",
        "[   0.0 s] a/b: cell 2 of 4",
        "[   0.0 s] Something.",
    ]


def test_the_live_table_shows_a_note_in_the_reports_row():
    rich = pytest.importorskip("rich.console")
    progress = LiveProgress(["a/b", "c/d"])

    def shown():
        console = rich.Console(file=io.StringIO(), width=100)
        console.print(progress._table())
        return [" ".join(line.split()[:-1]) for line in console.file.getvalue().splitlines()[1:]]

    progress.stage("a/b", "cell 2 of 4")
    progress.note("a/b", "300 of 900 composites, about 2 min left")
    first, second = shown()
    assert first == "a/b running 300 of 900 composites, about 2 min left"
    assert second == "c/d waits"
    progress.stage("a/b", "cell 3 of 4")
    assert shown()[0] == "a/b running cell 3 of 4"
    progress.done(Outcome(report="a/b", state="built", detail="", seconds=1.0))
    assert shown()[0] == "a/b built"
