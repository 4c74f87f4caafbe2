"""What came of one report in one run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["current", "rendered", "built", "waiting", "failed", "input failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One report's outcome.

    Parameters
    ----------
    report
        Its name.
    state
        ``current``: nothing had changed; ``rendered``: only the page was made anew, no
        kernel ran; ``built``: the notebook ran; ``waiting``: input files could not be had;
        ``failed``; ``input failed``: a report whose findings it reads was not built.
    detail
        One sentence for people: why it was built, what it waits for, how it failed.
    version
        The version that is current now; empty if there is none.
    page
        The page to open, relative to the outputs folder; empty if there is none.
    waits_for
        Datasets that could not be had.
    waits_for_folders
        Folders of the author's own images that are not on this machine.
    waits_for_tables
        Tables of the author's own that are not on this machine.
    seconds
        How long it took.
    """

    report: str
    state: State
    detail: str = ""
    version: str = ""
    page: str = ""
    waits_for: tuple[str, ...] = ()
    waits_for_folders: tuple[str, ...] = ()
    waits_for_tables: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def usable(self) -> bool:
        """True if the report's findings may be read by another report."""
        return self.state in {"current", "rendered", "built"}


def run_command(report: str, profile: str) -> str:
    """Return the command that runs one report again."""
    if profile == "quick":
        return f"rml run {report} --quick"
    return f"make reports ONLY={report}"
