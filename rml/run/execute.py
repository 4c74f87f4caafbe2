"""Run one notebook in a private kernel, watched, and say what came of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from rml.run.collection import Limits
from rml.run.failure import Cause, Failure
from rml.run.kernel import PrivateKernel
from rml.run.record import CellTime, Times

_WATCH_SECONDS = 0.1
_GIB = 2**30


@dataclass(slots=True)
class Execution:
    """An executed notebook, whole or partial.

    Parameters
    ----------
    notebook
        The notebook with the outputs that were reached.
    failure
        Why it did not reach its end; None if it did.
    times
        Start, end and the time of each code cell.
    """

    notebook: nbformat.NotebookNode
    failure: Failure | None
    times: Times


@dataclass(slots=True)
class _Watch:
    """The watchdog's state: what it stopped the kernel for, if it did."""

    stopped: tuple[Cause, str] | None = None
    cell_index: int | None = None
    cells: list[CellTime] = field(default_factory=list)
    cell_started: float = 0.0


class _Client(NotebookClient):
    """nbclient on a kernel that somebody else started and will end.

    nbclient's own set-up installs signal handlers for the whole process, which several
    notebooks at once would take from each other.
    """

    @asynccontextmanager
    async def async_setup_kernel(self, **_: Any) -> AsyncIterator[None]:
        await self.async_start_new_kernel_client()
        try:
            yield
        finally:
            if self.kc is not None:
                self.kc.stop_channels()
                self.kc = None


def prepared(path: Path, values: Mapping[str, Any]) -> nbformat.NotebookNode:
    """Return the notebook at ``path`` with its parameters injected by papermill, no outputs."""
    # papermill's own reader, which sets up the metadata that its other functions look for.
    source = load_notebook_node(str(path))
    notebook: nbformat.NotebookNode = parameterize_notebook(
        source, dict(values), kernel_name="python3", language="python"
    )
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell.id = "injected-parameters"  # papermill draws one at random
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.metadata.pop("papermill", None)
    return notebook


async def _watch(
    kernel: PrivateKernel, limits: Limits, watch: _Watch, on_words: Callable[[str], None]
) -> None:
    """Stop the kernel when it passes a limit, and note which; hand on what it says of itself."""
    started, said = time.monotonic(), ""
    while True:
        await asyncio.sleep(_WATCH_SECONDS)
        words = kernel.progress()
        if words and words != said:
            said = words
            on_words(words)
        used = kernel.memory() / _GIB
        if used > limits.memory_gib:
            watch.stopped = (
                "memory limit",
                f"it held {used:.2f} GiB, over limits.memory_gib = {limits.memory_gib:g}",
            )
        elif time.monotonic() - started > limits.minutes * 60:
            watch.stopped = (
                "time limit",
                f"it ran for more than {limits.minutes:g} minutes (limits.minutes)",
            )
        else:
            continue
        kernel.kill()
        return


def _ended(kernel: PrivateKernel, watch: _Watch) -> Failure:
    """Return the failure of a kernel that is no longer there."""
    cause, words = watch.stopped or kernel.exit_words()
    actor = "The watchdog stopped the run" if watch.stopped else "The kernel is gone"
    return Failure(
        cause=cast("Cause", cause),
        summary=f"{actor}: {words}.",
        cell_index=watch.cell_index,
        log=kernel.log_tail() or None,
    )


async def execute(
    notebook: nbformat.NotebookNode,
    kernel: PrivateKernel,
    *,
    limits: Limits,
    on_cell: Callable[[int, int], None],
    on_words: Callable[[str], None] = lambda words: None,  # noqa: ARG005 - said to nobody
) -> Execution:
    """Return what came of running a notebook, whole or partial; never raise for its failures.

    Parameters
    ----------
    notebook
        With parameters injected; executed in place, held in memory.
    kernel
        A started kernel; the caller ends it.
    limits
        Elapsed minutes and memory of the process tree (GiB) at which the run is stopped.
    on_cell
        Called with the number of code cells begun and their total.
    on_words
        Called with what long work inside a cell says of how far it has come.
    """
    watch = _Watch()
    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    begun, clock = datetime.now(UTC), time.monotonic()

    def started(cell: nbformat.NotebookNode, cell_index: int) -> None:
        if cell.cell_type == "code":
            watch.cell_index, watch.cell_started = cell_index, time.monotonic()
            on_cell(len(watch.cells) + 1, total)

    def ended(cell: nbformat.NotebookNode, cell_index: int, **_: Any) -> None:
        if cell.cell_type == "code":
            seconds = round(time.monotonic() - watch.cell_started, 3)
            watch.cells.append({"index": cell_index, "seconds": seconds})

    client = _Client(
        notebook,
        km=kernel.manager,
        timeout=None,
        startup_timeout=180,
        record_timing=False,
        on_cell_start=started,
        on_cell_executed=ended,
    )
    watchdog = asyncio.create_task(_watch(kernel, limits, watch, on_words))
    failure: Failure | None = None
    try:
        await client.async_execute()
    except CellExecutionError as error:
        failure = Failure(
            cause="raised",
            summary=f"{error.ename}: {error.evalue}" if error.evalue else error.ename,
            cell_index=watch.cell_index,
            traceback=error.traceback,
        )
    except (DeadKernelError, RuntimeError):
        # nbclient raises RuntimeError when the kernel dies before its first answer; any
        # other RuntimeError is ours.
        if not watch.stopped and kernel.alive:
            raise
        failure = _ended(kernel, watch)
    finally:
        watchdog.cancel()
    if failure is None and watch.stopped:  # stopped between the last cell and here
        failure = _ended(kernel, watch)
    times: Times = {
        "started": begun.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock, 3),
        "cells": watch.cells,
    }
    return Execution(notebook=notebook, failure=failure, times=times)
