"""Make .venv from requirements.lock (the Makefile calls this when the lock is newer).

Needs nothing but Python's standard library. Two calls at once are safe: the second
waits for the first and finds its work done.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / ".installed"
NEEDED = (3, 11)


def say(words: str) -> None:
    print(words, flush=True)


def pip(*arguments: str) -> None:
    """Run pip in the environment; end with its own message if it fails."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    # On a terminal pip shows how far it is: torch alone may take minutes to download.
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    if subprocess.run([*command, *quiet, *arguments], cwd=ROOT, check=False).returncode:
        sys.exit(
            "The environment could not be made (pip's message stands above). With a network, "
            "run the command again; it starts afresh."
        )


def make_environment() -> None:
    start = time.monotonic()
    say(f"Making .venv with Python {sys.version.split()[0]} from requirements.lock …")
    venv.create(VENV, clear=True, with_pip=True)
    # torch first and alone: its CPU and CUDA builds share a version, so it carries no hash,
    # and a CPU build that pip is set up to find is taken and kept.
    torch = re.search(r"^torch==\S+$", LOCK.read_text(), flags=re.MULTILINE)
    say("  1 of 3: torch")
    pip(torch.group(0))
    say("  2 of 3: every other package, checked against its hash")
    pip("--requirement", str(LOCK))
    say("  3 of 3: rml itself")
    pip("--no-deps", "--no-build-isolation", "--editable", ".")
    STAMP.write_text("")
    say(f"The environment is ready after {time.monotonic() - start:.0f} s.")


def is_current() -> bool:
    return STAMP.exists() and STAMP.stat().st_mtime >= LOCK.stat().st_mtime


def main() -> None:
    if sys.version_info < NEEDED:
        sys.exit(
            f"Python {NEEDED[0]}.{NEEDED[1]} or newer is needed, not {sys.version.split()[0]}. "
            "Name another: make PYTHON=python3.12 …"
        )
    with (ROOT / ".venv.lock").open("w") as guard:
        try:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(guard, fcntl.LOCK_EX)
        except ImportError:
            pass
        if not is_current():
            make_environment()


if __name__ == "__main__":
    main()
