"""Every way in which a run can end badly: said in words, nothing lost, others go on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def run_failing(toy, cause, **spec):
    """Run beside a report that builds, expect failure, and return the partial report's page."""
    toy.write_report("bad", notebook="toy/bad", **spec)
    ended = toy.rml("run")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "toy/first: built" in ended.stdout or "toy/first: current" in ended.stdout
    failure = toy.failure("toy/bad")
    assert failure["cause"] == cause, failure
    assert "toy/bad failed" in ended.stdout
    assert "make reports ONLY=toy/bad" in (toy.outputs / "toy/bad/failed/index.html").read_text()
    assert "toy/bad/failed/index.html" in (toy.outputs / "index.html").read_text()
    assert not toy.versions("toy/bad")
    return failure["summary"], (toy.outputs / "toy/bad/failed/index.html").read_text()


def test_a_notebook_that_raises(built):
    built.write_notebook("bad", show="wins = {}['first']")
    summary, page = run_failing(built, "raised")
    assert "KeyError" in summary
    assert "wins = {}" in page.replace("&#39;", "'") or "wins" in page
    assert "The label is" in page, "what ran before must be shown"


def test_a_kernel_that_is_killed(built):
    built.write_notebook("bad", show="import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    summary, _ = run_failing(built, "killed")
    assert "SIGKILL" in summary


def test_a_kernel_that_crashes(built):
    built.write_notebook("bad", show="import ctypes\nctypes.string_at(0)")
    summary, _ = run_failing(built, "crashed")
    assert "SIGSEGV" in summary


def test_a_kernel_that_leaves(built):
    built.write_notebook("bad", show="import os\nprint('last words', flush=True)\nos._exit(3)")
    summary, _ = run_failing(built, "crashed")
    assert "exit code 3" in summary


def test_a_memory_limit(built):
    cells = "import time\nheld = bytearray(900 * 2**20)\ntime.sleep(60)"
    built.write_notebook("bad", show=cells)
    summary, page = run_failing(built, "memory limit", limits={"minutes": 3, "memory_gib": 0.7})
    assert "limits.memory_gib" in summary
    assert "bytearray" in page


def test_a_memory_limit_counts_child_processes(built):
    cells = (
        "import subprocess, sys, time\n"
        "subprocess.run([sys.executable, '-c', "
        "'import time; held = bytearray(900 * 2**20); time.sleep(60)'])"
    )
    built.write_notebook("bad", show=cells)
    run_failing(built, "memory limit", limits={"minutes": 3, "memory_gib": 0.7})


def test_a_time_limit(built):
    built.write_notebook("bad", show="import time\ntime.sleep(600)")
    start = time.monotonic()
    summary, _ = run_failing(built, "time limit", limits={"minutes": 0.15, "memory_gib": 4})
    assert "0.15 minutes" in summary
    assert time.monotonic() - start < 120


def test_a_memory_error_is_an_exception(built):
    built.write_notebook("bad", show="held = bytearray(2**60)")
    summary, _ = run_failing(built, "raised")
    assert "MemoryError" in summary


def test_a_notebook_that_ends_well_but_emits_nothing(built):
    silent = dict.fromkeys(("load", "estimate", "show", "claim"), "done = True")
    built.write_notebook("bad", **silent)
    summary, _ = run_failing(built, "missing product")
    for product in ["finding `share`", "figure `bars`", "table `wins`"]:
        assert product in summary


def test_a_product_given_twice(built):
    built.write_notebook("bad", claim=built.cells["claim"] + built.cells["claim"])
    summary, _ = run_failing(built, "wrong product")
    assert "twice" in summary


def test_a_dataset_that_is_not_declared(built):
    built.write_notebook("bad")
    summary, _ = run_failing(built, "wrong product", datasets=[])
    assert "crop_results_tidy without declaring" in summary


def test_a_dataset_that_is_declared_but_not_loaded(built):
    built.write_notebook("bad")
    datasets = ["crop_results_tidy", "yee2021_figures"]
    summary, _ = run_failing(built, "wrong product", datasets=datasets)
    assert "did not load yee2021_figures" in summary


def test_a_data_kind_that_does_not_follow_from_the_inputs(built):
    built.write_notebook("bad")
    summary, _ = run_failing(built, "wrong product", data_kind="real")
    assert "`published`" in summary


def test_a_report_that_succeeds_again_takes_its_failure_away(built):
    built.write_notebook("bad", show="raise ValueError('no')")
    run_failing(built, "raised")
    built.write_notebook("bad")
    assert built.rml("run").returncode == 0
    assert not (built.outputs / "toy/bad/failed").exists()
    assert "failed/index.html" not in (built.outputs / "index.html").read_text()


HOSTILE = '<script>document.title="owned"</script><img src=x onerror=alert(1)> **x** {label}'


def test_html_in_a_parameter_appears_as_text(built):
    built.write_report("first", parameters={"level": 0.95, "run": 18, "label": HOSTILE})
    ended = built.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    page = (built.latest() / "index.html").read_text()
    assert '<script>document.title="owned"' not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;document.title=" in page
    for name in ["outputs/index.html"]:
        assert "<img src=x" not in (built.root / name).read_text()


def test_html_in_a_table_cell_and_a_title_appears_as_text(built):
    built.write_notebook(
        show=built.cells["show"].replace(
            'table(shown, id="wins"',
            f'shown["group"] = {HOSTILE!r}\n        table(shown, id="wins"',
        )
    )
    built.write_report("first", title=HOSTILE)
    ended = built.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    for page in [built.latest() / "index.html", built.outputs / "index.html"]:
        assert "<img src=x" not in page.read_text()
        assert "&lt;img src=x" in page.read_text()


def test_missing_data_makes_a_report_wait_and_strict_makes_that_an_error(built):
    built.write_notebook(
        "waits",
        load=built.cells["load"]
        + "\n        from rml.data.citizen_browser import load_health_exposure"
        + "\n        exposure = load_health_exposure()\n",
    )
    built.write_report(
        "waits",
        notebook="toy/waits",
        datasets=["crop_results_tidy", "citizen_browser_health"],
        data_kind="real",
    )
    nowhere = {"RML_CACHE": str(built.root / "no cache"), "RML_MIRROR": ""}
    ended = built.rml("run", **nowhere)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "toy/waits waits for data" in ended.stdout
    assert "rml data get" in ended.stdout
    assert "rml data get" in (built.outputs / "index.html").read_text()
    assert built.rml("run", "--strict", **nowhere).returncode == 1


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def start(toy, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "rml.cli", *arguments],
        cwd=toy.root,
        env=toy.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


SLEEPS = """
import os, time
open({marker!r}, "w").write(str(os.getpid()))
time.sleep(99)
"""


def start_sleeping_run(toy):
    """Start a run whose notebook sleeps; return the runner and the kernel's process id."""
    marker = toy.root / "running"
    toy.write_notebook("slow", show=SLEEPS.format(marker=str(marker)))
    toy.write_report("slow", notebook="toy/slow")
    process = start(toy, "run")
    wait_for(lambda: marker.exists() and marker.read_text())
    return process, int(marker.read_text())


def test_a_killed_run_leaves_earlier_versions_and_the_next_starts_clean(built):
    first = built.latest()
    process, kernel = start_sleeping_run(built)
    (built.outputs / ".building" / "left").mkdir(parents=True, exist_ok=True)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert built.latest() == first
    wait_for(lambda: not Path(f"/proc/{kernel}").exists(), 30)
    built.write_notebook("slow")
    ended = built.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert not list((built.outputs / ".building").glob("*"))
    assert not list(Path(tempfile.gettempdir()).glob(f"rml-{process.pid}-*"))
    assert built.rml("verify").returncode == 0


def test_a_folder_left_between_its_move_and_its_line_in_the_log_is_built_again(built):
    log = built.outputs / "versions.jsonl"
    folder = built.latest()
    log.write_text("")
    (folder / "index.html").write_text("half a version")
    ended = built.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert built.latest() == folder
    assert "half a version" not in (folder / "index.html").read_text()
    assert built.rml("verify").returncode == 0


def test_two_runs_at_once_build_each_report_once(toy):
    both = [start(toy, "run"), start(toy, "run")]
    texts = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], texts
    assert len(toy.versions()) == 1, texts
    assert any("Another run is publishing here" in text for text in texts)
    assert any("current" in text for text in texts)
    assert toy.rml("verify").returncode == 0


def test_an_interrupt_ends_the_kernel_and_keeps_what_was_published(built):
    first = built.latest()
    process, kernel = start_sleeping_run(built)
    process.send_signal(signal.SIGINT)
    text = process.communicate(timeout=60)[0]
    assert process.returncode == 1, text
    assert "Stopped" in text
    wait_for(lambda: not Path(f"/proc/{kernel}").exists(), 15)
    assert built.latest() == first


def test_outputs_under_a_path_with_spaces_elsewhere(built, tmp_path):
    elsewhere = tmp_path / "other outputs here"
    ended = built.rml("--outputs", str(elsewhere), "run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert (elsewhere / "index.html").is_file()
    assert json.loads((elsewhere / "versions.jsonl").read_text())["report"] == "toy/first"
