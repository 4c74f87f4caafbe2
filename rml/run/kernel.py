"""One private kernel per report: its own folder, sockets, settings and share of threads."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import psutil
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from rml.data.documents import DUE_VARIABLE as DUE
from rml.data.documents import VARIABLE as DOCUMENTS
from rml.data.fetch import cache_folder
from rml.data.findings import VARIABLE as FINDINGS
from rml.data.labelled_folder import VARIABLE as FOLDERS
from rml.data.own_tables import VARIABLE as TABLES
from rml.progress import VARIABLE as PROGRESS_VARIABLE
from rml.run.project import Project

_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_LOG_LINES = 20
_PROGRESS_FILE = "progress"
_PREFIX = "rml-"


class _OwnSpec(KernelSpecManager):
    """Gives the kernel of this very interpreter, whatever kernels the user has installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python", name=kernel_name)


def _environment(
    project: Project,
    folder: Path,
    threads: int,
    *,
    findings: Mapping[str, str],
    folders: Mapping[str, str],
    tables: Mapping[str, str],
    documents: Mapping[str, str],
    due: Mapping[str, str],
) -> dict[str, str]:
    """Return the variables of a kernel: nothing of the user's own settings shows in a report."""
    # A kernel has a folder of its own, in which a relative path would lead elsewhere.
    places = {
        name: str(Path(os.environ[name]).resolve())
        for name in ("RML_CACHE", "RML_MIRROR")
        if os.environ.get(name)
    }
    return {
        **os.environ,
        **places,
        **dict.fromkeys(_THREAD_VARIABLES, str(threads)),
        FINDINGS: json.dumps(dict(findings)),
        FOLDERS: json.dumps(dict(folders)),
        TABLES: json.dumps(dict(tables)),
        DOCUMENTS: json.dumps(dict(documents)),
        DUE: json.dumps(dict(due)),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        # Shared, because building matplotlib's font list anew takes a second per kernel.
        "MPLCONFIGDIR": str(cache_folder().resolve() / "matplotlib"),
        "MPLBACKEND": "agg",
        "PYTHONPATH": str(project.root),
        PROGRESS_VARIABLE: str(folder / _PROGRESS_FILE),
        "PYTHONNOUSERSITE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def remove_leftovers() -> None:
    """Delete the folders of kernels whose runner is gone: a killed run cannot tidy up."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdecimal() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


class PrivateKernel:
    """A kernel process with a folder of its own; a context manager that leaves nothing behind.

    Parameters
    ----------
    project
        The collection whose ``rml`` the kernel imports.
    threads
        How many threads numeric libraries may use.
    findings
        The path of the findings of each report that the notebook may read, by name.
    folders
        The path of each folder of the author's own images that it may read, by name.
    tables
        Where each table of the author's own lies that it may read, by name.
    documents
        The path of each folder of documents of the collection that it may read, by name.
    due
        The documents that are due for another look, each with its day.
    """

    def __init__(
        self,
        project: Project,
        *,
        threads: int,
        findings: Mapping[str, str] | None = None,
        folders: Mapping[str, str] | None = None,
        tables: Mapping[str, str] | None = None,
        documents: Mapping[str, str] | None = None,
        due: Mapping[str, str] | None = None,
    ) -> None:
        self._project = project
        self._threads = threads
        self._findings = findings or {}
        self._folders = folders or {}
        self._tables = tables or {}
        self._documents = documents or {}
        self._due = due or {}
        self._process: Any = None
        self._log: IO[bytes] | None = None
        # Short, because a Unix socket's path holds about 100 characters; private, because
        # kernels that share a socket folder under transport=ipc get each other's messages.
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        sockets = {"transport": "ipc", "ip": str(self.folder / "s")} if os.name != "nt" else {}
        self.manager = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=_OwnSpec(),
            connection_file=str(self.folder / "connection.json"),
            **sockets,
        )

    async def __aenter__(self) -> Self:
        work = self.folder / "work"
        work.mkdir()
        self._log = (self.folder / "log").open("wb")
        await self.manager.start_kernel(
            extra_arguments=["--HistoryManager.enabled=False"],
            cwd=str(work),
            env=_environment(
                self._project,
                self.folder,
                self._threads,
                findings=self._findings,
                folders=self._folders,
                tables=self._tables,
                documents=self._documents,
                due=self._due,
            ),
            stdout=self._log,
            stderr=self._log,
        )
        # Kept, because the manager forgets the process when it ends and with it the exit code.
        self._process = getattr(self.manager.provisioner, "process", None)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        with suppress(RuntimeError, OSError):
            await self.manager.shutdown_kernel(now=True)
        await self.manager.cleanup_resources()
        if self._log:
            self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def alive(self) -> bool:
        """True while the kernel's process runs."""
        return self._process is not None and self._process.poll() is None

    def _tree(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            root = psutil.Process(self._process.pid)
            return [root, *root.children(recursive=True)]
        return []

    def memory(self) -> int:
        """Return the bytes of memory that the kernel and its children hold by themselves.

        A forked child's pages shared with its parent count once.
        """
        total = 0
        for number, process in enumerate(self._tree()):
            with suppress(psutil.Error):
                usage = process.memory_info()
                total += usage.rss if number == 0 else usage.rss - getattr(usage, "shared", 0)
        return total

    def kill(self) -> None:
        """End the kernel and every process it started, at once."""
        for process in reversed(self._tree()):
            with suppress(psutil.Error):
                process.kill()

    def exit_words(self) -> tuple[str, str]:
        """Return how the process ended, as a cause (``killed`` or ``crashed``) and in words."""
        code = self._process.poll()
        if code is None:
            return "crashed", "it stopped answering"
        if code >= 0:
            return "crashed", f"its process ended by itself with exit code {code}"
        name = signal.Signals(-code).name
        if -code in {signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}:
            hint = (
                "; the operating system does this when memory runs out"
                if -code == signal.SIGKILL
                else ""
            )
            return "killed", f"another process ended it with {name}{hint}"
        return "crashed", f"native code failed with {name}"

    def progress(self) -> str:
        """Return how far the notebook's current long work has come; empty if it says nothing."""
        try:
            return (self.folder / _PROGRESS_FILE).read_text("utf-8")
        except OSError:
            return ""

    def log_tail(self) -> str:
        """Return the last lines that the kernel's process wrote to its output and error streams."""
        try:
            lines = (self.folder / "log").read_text("utf-8", "replace").splitlines()
        except OSError:
            return ""
        return "\n".join(lines[-_LOG_LINES:])
