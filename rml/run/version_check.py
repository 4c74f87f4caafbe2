"""Whether a version's folder is as it was published, and its files agree with each other."""

from __future__ import annotations

import json
from pathlib import Path

from rml.run.fingerprint import fingerprint_of_parts, version_name
from rml.run.manifest import MANIFEST, file_sha256, problems
from rml.run.versions import LOG, Version

# What an export adds to a version's folder, beside the files that the manifest lists.
EXPORT_FILES = ("CITATION.cff", "LICENCES.md", "LICENSE", "VERIFY.md")


def version_problems(
    folder: Path, *, listed: Version | None = None, exported: bool = False
) -> list[str]:
    """Return how a version is not as it was published, one sentence each; empty if it is.

    Parameters
    ----------
    folder
        The version's folder.
    listed
        Its line in the log, where there is one.
    exported
        True if the files that an export adds are no problem.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return [f"{MANIFEST} is missing, so nothing shows whether the files are as published"]
    found = []
    if listed is not None and file_sha256(path) != listed.manifest:
        found.append(f"{MANIFEST} is not the one whose checksum stands in {LOG}")
    added = {f"{name} is not in {MANIFEST}" for name in EXPORT_FILES} if exported else set()
    found += [problem for problem in problems(folder) if problem not in added]
    return found + _contradictions(folder, listed)


def _contradictions(folder: Path, listed: Version | None) -> list[str]:
    """Return where a version's files contradict each other or the log."""
    try:
        findings = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
        record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
        found = [
            f"findings.json and record.json disagree about `{key}`"
            for key in ("report", "version", "data_kind", "profile")
            if findings.get(key) != record.get(key)
        ]
        fingerprint = record["fingerprint"]
        recomputed = fingerprint_of_parts(fingerprint["parts"])
    except KeyError as error:
        return [f"record.json lacks {error}, so the version's name cannot be checked"]
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        return [f"findings.json or record.json cannot be read: {error}"]
    named = (fingerprint.get("result"), record.get("version"))
    if listed is not None:
        named = (listed.result, listed.version)
    if (recomputed["result"], version_name(recomputed)) != named:
        found.append("the parts in record.json do not lead to this version's name")
    return found
