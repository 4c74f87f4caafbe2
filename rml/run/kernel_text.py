"""What a kernel wrote, made fit to publish: no colour codes, no machine's paths."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

# Colours, cursor moves and window titles, as terminals understand them (ECMA-48).
_TERMINAL_CODES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_REDRAWN_LINE = re.compile(r"[^\n]*\r(?!\n)")
# A path's start: not in the middle of a word or of an address such as https://….
_START = r"(?<![\w/])(?!//)(?:~|\x00|[A-Za-z]:)?"
_CELL_FILE = re.compile(_START + r"[/\\][^\s:'\"]*?ipykernel_\d+[/\\]\d+\.py")
_LIBRARY = re.compile(_START + r"[/\\][^\s:'\",<>()]*?[/\\](?=(?:site|dist)-packages[/\\])")
_STANDARD_LIBRARY = re.compile(_START + r"[/\\][^\s:'\",<>()]*?/lib/(?=python3\.\d+/)")


def readable(text: str, *, root: Path = ROOT) -> str:
    """Return ``text`` without terminal codes and without paths above the repository.

    Parameters
    ----------
    text
        What a kernel printed or raised.
    root
        The repository: paths below it are shown relative to it. The home directory
        becomes ``~``, an installed package's folder begins at ``site-packages``, and
        the file that a cell was compiled from becomes ``<cell>``.
    """
    text = _TERMINAL_CODES.sub("", text)
    # A progress bar redraws its line; only its last state was there to be read.
    text = _REDRAWN_LINE.sub("", text.replace("\r\n", "\n"))
    text = _CONTROL.sub("", text)
    # The repository is marked by NUL until libraries inside it are shortened, too; being
    # replaced as they are, both folders may hold spaces.
    for folder, shown in ((root, "\x00"), (Path.home(), "~")):
        if folder != folder.parent:
            text = text.replace(f"{folder.as_posix()}/", f"{shown}/")
            text = text.replace(f"{folder}\\", f"{shown}\\")
    for pattern, shown in ((_CELL_FILE, "<cell>"), (_LIBRARY, ""), (_STANDARD_LIBRARY, "")):
        text = pattern.sub(shown, text)
    return text.replace("\x00/", "").replace("\x00\\", "").strip("\n")
