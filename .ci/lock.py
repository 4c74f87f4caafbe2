"""Write the locks and environment.yml from pyproject.toml (``make lock``).

``python .ci/lock.py --keep`` keeps every pin that still fits: for one package more, so
that a change of the lock shows that package and nothing else.

The lock pins every package with its hashes, for every platform and Python
version the project supports. torch is the one exception: its CPU and CUDA
builds differ in bytes under one version, so it is pinned without a hash and
installed first, and what only the CUDA build needs is left to pip.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TORCH = re.search(r'"(torch==[0-9.]+)"', (ROOT / "pyproject.toml").read_text()).group(1)
# A release younger than this is not taken: most poisoned releases are found within days.
COOLDOWN = timedelta(days=7)
CUDA_ONLY = re.compile(r"^(torch|triton|nvidia-|cuda-)")

LOCK_HEADER = f"""\
# Made by `make lock` from pyproject.toml; do not edit.
# torch has no hash because its CPU and CUDA builds share a version; it is installed
# first (see Makefile), so that a CPU build that pip finds is taken and kept.
{TORCH}
"""

SPARK_HEADER = """\
# Made by `make lock` from pyproject.toml; do not edit.
# What the extra `spark` needs beyond requirements.lock: .venv/bin/pip install -r this file.
# PySpark needs Java 17 besides.
"""

ENVIRONMENT_HEADER = """\
# Made by `make lock` from requirements.lock; do not edit. A test fails when the two drift.
# conda cannot install torch before the rest, so this file repeats the pins without hashes.
name: rml
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python=3.11
  - pip
  - make
  - pip:
"""


def command_of(*more: str) -> list[str]:
    """Return the command that resolves the requirements with hashes."""
    newest = (datetime.now(UTC) - COOLDOWN).strftime("%Y-%m-%d")
    return [
        "uv", "pip", "compile", "pyproject.toml", "--group", "dev", "--universal",
        "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate",
        "--no-config", "--quiet", "--exclude-newer", newest, *more,
    ]  # fmt: skip


def spark_only() -> str:
    """Return what the extra ``spark`` needs beyond the lock that was just written."""
    lock = (ROOT / "requirements.lock").read_text()
    held = set(re.findall(r"^([a-z0-9._-]+)==", lock, flags=re.MULTILINE))
    command = command_of("--extra", "spark", "--constraint", "requirements.lock")
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    entries = re.split(r"^(?=\S)", without_cuda(found), flags=re.MULTILINE)
    return "".join(entry for entry in entries if entry.partition("==")[0] not in held)


def compiled(*, keep: bool) -> str:
    """Return the resolved requirements with hashes, torch and CUDA packages included."""
    command = command_of()
    if keep:
        # uv keeps the pins that it finds in the file it is to write.
        with tempfile.TemporaryDirectory() as folder:
            written = Path(folder) / "requirements.lock"
            shutil.copyfile(ROOT / "requirements.lock", written)
            subprocess.run([*command, "--output-file", str(written)], cwd=ROOT, check=True)
            return written.read_text()
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def without_cuda(lock: str) -> str:
    """Return the lock's entries except torch's and those of its CUDA build."""
    entries = re.split(r"^(?=\S)", lock, flags=re.MULTILINE)
    return "".join(entry for entry in entries if not CUDA_ONLY.match(entry))


def environment(lock: str) -> str:
    """Return environment.yml with the same pins as ``lock``."""
    pins = [line.rstrip(" \\") for line in lock.splitlines() if re.match(r"^\w", line)]
    return ENVIRONMENT_HEADER + "".join(f'      - "{pin}"\n' for pin in pins)


def main() -> int:
    lock = LOCK_HEADER + without_cuda(compiled(keep="--keep" in sys.argv[1:]))
    (ROOT / "requirements.lock").write_text(lock)
    (ROOT / "environment.yml").write_text(environment(lock))
    (ROOT / "requirements-spark.lock").write_text(SPARK_HEADER + spark_only())
    return 0


if __name__ == "__main__":
    sys.exit(main())
