"""Progress: a live table on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Any, Protocol, Self

from rml.run.outcome import Outcome

_NOTE_SECONDS = 30.0


class Progress(Protocol):
    """What a run tells about itself while it goes on."""

    def stage(self, report: str, words: str) -> None:
        """Say what a report is doing now."""

    def note(self, report: str, words: str) -> None:
        """Say how far a report's long work has come; there may be several notes a second."""

    def done(self, outcome: Outcome) -> None:
        """Say what came of a report."""

    def say(self, words: str) -> None:
        """Say something about the run as a whole."""


class PlainProgress:
    """One line per event, with the report's name and the time since the start."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._noted: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        sys.stdout.flush()

    def _line(self, text: str) -> None:
        sys.stdout.write(f"[{time.monotonic() - self._start:6.1f} s] {text}\n")
        sys.stdout.flush()

    def stage(self, report: str, words: str) -> None:
        """Write the stage as a line."""
        self._line(f"{report}: {words}")

    def note(self, report: str, words: str) -> None:
        """Write the note as a line, unless the last one is less than half a minute old."""
        now = time.monotonic()
        if now - self._noted.get(report, self._start) >= _NOTE_SECONDS:
            self._noted[report] = now
            self._line(f"{report}: {words}")

    def done(self, outcome: Outcome) -> None:
        """Write the outcome as a line."""
        # What a report waits for, and how one failed, is said in full at the end of the run.
        detail = f" ({outcome.detail})" if outcome.detail and outcome.usable else ""
        self._line(f"{outcome.report}: {outcome.state}{detail}")

    def say(self, words: str) -> None:
        """Write a line."""
        self._line(words)


class LiveProgress:
    """A table that is redrawn in place, one row per report."""

    def __init__(self, reports: list[str]) -> None:
        # Imported here because a run with nothing to do, or without a terminal, needs no rich.
        from rich.console import Console  # noqa: PLC0415
        from rich.live import Live  # noqa: PLC0415

        self._rows: dict[str, tuple[str, str, float]] = {
            report: ("waits", "", time.monotonic()) for report in reports
        }
        self._ended: dict[str, float] = {}
        self._console = Console()
        self._live = Live(get_renderable=self._table, console=self._console, refresh_per_second=4)

    def _table(self) -> Any:
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        table = Table("report", "state", "", "seconds", box=None, pad_edge=False)
        for report, (state, detail, start) in self._rows.items():
            seconds = self._ended.get(report, time.monotonic()) - start
            table.add_row(Text(report), Text(state), Text(detail), f"{seconds:.1f}")
        return table

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def stage(self, report: str, words: str) -> None:
        """Show the stage in the report's row."""
        _, _, start = self._rows.get(report, ("", "", time.monotonic()))
        self._rows[report] = ("running", words, start)

    def note(self, report: str, words: str) -> None:
        """Show the note in the report's row."""
        self.stage(report, words)

    def done(self, outcome: Outcome) -> None:
        """Show the outcome in the report's row and stop its clock."""
        _, _, start = self._rows.get(outcome.report, ("", "", time.monotonic()))
        self._rows[outcome.report] = (outcome.state, outcome.detail, start)
        self._ended[outcome.report] = time.monotonic()

    def say(self, words: str) -> None:
        """Print a line above the table."""
        self._console.print(words, markup=False, highlight=False)


def make_progress(reports: list[str]) -> LiveProgress | PlainProgress:
    """Return live progress when standard output is a terminal, plain lines otherwise."""
    return LiveProgress(reports) if sys.stdout.isatty() else PlainProgress()
