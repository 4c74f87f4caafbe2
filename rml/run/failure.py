"""Why a report was not built, in a form that both the runner and the pages use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Cause = Literal[
    "raised",
    "killed",
    "crashed",
    "memory limit",
    "time limit",
    "missing product",
    "wrong product",
    "input failed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What ended a run.

    Parameters
    ----------
    cause
        ``raised``: a cell raised an exception; ``killed``: the kernel was ended by a signal
        from outside; ``crashed``: the kernel ended by itself, by a fault; ``memory limit`` and
        ``time limit``: the watchdog ended it; ``missing product``: the notebook ended well but
        lacks a declared finding, figure or table; ``wrong product``: it emitted one that breaks
        its contract (not declared, declared twice, another data kind); ``input failed``: a
        report whose findings this one reads was not built, or its data cannot be used.
    summary
        What happened, as one sentence with the names and numbers that matter.
    cell_index
        The cell at fault, from 0 among all cells of the notebook; None when no cell is.
    traceback
        As the kernel sent it: colour codes and machine paths are cleaned for display.
    log
        The last lines of what the kernel's process wrote, if any.
    """

    cause: Cause
    summary: str
    cell_index: int | None = None
    traceback: str | None = None
    log: str | None = None

    def __post_init__(self) -> None:
        if self.cause not in get_args(Cause):
            raise ValueError(f"cause must be one of {get_args(Cause)}, not {self.cause!r}.")
        if not self.summary.strip():
            raise ValueError("A failure needs a summary.")
