"""The command line and the Makefile as a newcomer meets them."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_make_help_lists_every_target():
    text = (ROOT / "Makefile").read_text()
    targets = set(re.search(r"^\.PHONY: (.+)$", text, flags=re.MULTILINE)[1].split())
    shown = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for target in targets:
        assert re.search(rf"^  {target}\s+\S", shown, flags=re.MULTILINE), target


def test_an_unknown_report_is_refused_with_a_suggestion(toy):
    ended = toy.rml("run", "toy/frist")
    assert ended.returncode == 2
    assert "No report matches `toy/frist`. Did you mean `toy/first`?" in ended.stderr


def test_outside_a_collection_every_command_says_so(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "rml.cli", "list"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "No collection here" in ended.stderr


def test_zero_jobs_are_refused(toy):
    ended = toy.rml("run", "--jobs", "0")
    assert ended.returncode == 2
    assert "--jobs must be at least 1" in ended.stderr


def test_data_status_says_where_files_are_and_how_to_get_them(toy):
    nowhere = {"RML_CACHE": str(toy.root / "no cache"), "RML_MIRROR": ""}
    text = toy.rml("data", "status", **nowhere).stdout
    assert re.search(r"crop_results_tidy\s+ready\s+package", text)
    assert re.search(r"drifterbot_timelines\s+missing", text)
    assert "rml data get drifterbot_timelines" in text
    rows = json.loads(toy.rml("data", "status", "--json", **nowhere).stdout)
    assert {row["name"] for row in rows} >= {"crop_results_tidy", "drifterbot_timelines"}


def test_data_get_says_what_could_not_be_had_and_goes_on(toy):
    nowhere = {"RML_CACHE": str(toy.root / "no cache"), "RML_MIRROR": ""}
    ended = toy.rml("data", "get", "citizen_browser_health", "crop_results_tidy", **nowhere)
    assert ended.returncode == 1
    assert "citizen_browser_health" in ended.stderr
    assert "crop_results_tidy: 1 files, verified" in ended.stdout


def test_a_mirror_given_as_a_relative_path_reaches_the_kernel(built):
    """The kernel has a folder of its own, so the path must be made absolute before."""
    mirror = built.root / "my mirror"
    mirror.mkdir()
    built.write_notebook(
        "asks",
        estimate=built.cells["estimate"]
        + "\n        import os"
        + "\n        text('Mirror: {path}', path=os.environ['RML_MIRROR'])\n",
    )
    built.write_report("asks", notebook="toy/asks")
    ended = built.rml("run", "toy/asks", RML_MIRROR="my mirror")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert str(mirror) in (built.latest("toy/asks") / "index.html").read_text()


def test_a_terminal_gets_a_live_table(built):
    """On a terminal progress is a table drawn in place; elsewhere it is plain lines."""
    built.write_report("first", title="Another title")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "rml.cli", "run"],
        cwd=built.root,
        env=built.environment(TERM="xterm-256color", COLUMNS="120"),
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # Linux says EIO when the other side is closed
        while part := os.read(ours, 65536):
            shown += part
    os.close(ours)
    assert process.wait() == 0, shown.decode()
    text = shown.decode()
    assert "\x1b[" in text, "nothing was drawn in place"
    assert "rendered" in text
    assert "[  " not in text, "plain lines were written to a terminal"


@pytest.mark.slow
def test_a_bug_of_the_runner_is_a_failure_of_one_report(built):
    path = built.root / "rml/run/contract.py"
    path.write_text(
        path.read_text().replace(
            "    missing = [", '    assert spec.name != "toy/bad"\n    missing = [', 1
        )
    )
    built.write_notebook("bad")
    built.write_report("bad", notebook="toy/bad")
    built.write_report("other", parameters={**built.spec()["parameters"], "run": 20})
    ended = built.rml("run")
    assert ended.returncode == 1
    assert "The runner itself failed with AssertionError" in ended.stdout
    assert "toy/other: built" in ended.stdout
