"""How far long work inside a notebook has come."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")

VARIABLE: Final = "RML_PROGRESS"
"""The runner names a file here and shows what it holds; it is no part of the report."""

_TERMINAL_SECONDS: Final = 0.5
_PLAIN_SECONDS: Final = 30.0
_SECONDS_TOLD: Final = 90.0


def progress(items: Iterable[T], *, total: int, what: str) -> Iterator[T]:
    """Return an iterator over ``items`` that tells how many are done.

    In a run it tells the runner, which shows it beside the cell; on a terminal it rewrites a
    line; elsewhere, as in JupyterLab, it writes a line every half minute.

    Parameters
    ----------
    items
        The work.
    total
        How many items there are.
    what
        What they are, in the plural.
    """
    file = os.environ.get(VARIABLE)
    terminal = sys.stderr.isatty()
    pause = _TERMINAL_SECONDS if file or terminal else _PLAIN_SECONDS
    start = told = time.monotonic()
    for done, item in enumerate(items, start=1):
        yield item
        now = time.monotonic()
        if now - told < pause:
            continue
        told = now
        left = (now - start) / done * (total - done)
        rest = f"{left / 60:.0f} min" if left >= _SECONDS_TOLD else f"{left:.0f} s"
        words = f"{done:,} of {total:,} {what}, about {rest} left"
        if file:
            with suppress(OSError):  # a full disk must not end the work
                Path(file).write_text(words, encoding="utf-8")
        else:
            sys.stderr.write(f"\r\x1b[K{words}" if terminal else f"{words}\n")
            sys.stderr.flush()
    if terminal and not file and told > start:
        sys.stderr.write("\r\x1b[K")
