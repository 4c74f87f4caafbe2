"""What every page shares: the templates' environment and a security policy by hash."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from rml.report.verdict import VERDICTS, Verdict
from rml.run.template_files import TEMPLATES

_TICKED = re.compile(r"`([^`\n]+)`")


def prepare(environment: Environment) -> Environment:
    """Return ``environment`` set up for our templates: escaping, strict, with our filters."""
    environment.autoescape = True
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.filters.update(
        date=date, moment=moment, duration=duration, literal=literal, flat=flat
    )
    environment.filters["ticked"] = ticked
    environment.globals["embedded"] = embedded
    environment.globals["policy"] = policy
    return environment


def embedded(*names: str) -> Markup:
    """Return template files joined, to be put between ``<style>`` or ``<script>`` tags as they are.

    Raises
    ------
    ValueError
        If a file would end its element early.
    """
    text = "\n".join(Path(TEMPLATES / name).read_text(encoding="utf-8") for name in names)
    if "</" in text:
        raise ValueError(f"'</' must not occur in {', '.join(names)}: it would end the element.")
    return Markup(text)  # noqa: S704 - our own files


def policy(*, styles: str, script: str) -> Markup:
    """Return the content-security policy that admits this stylesheet and script, nothing else.

    Nothing is loaded from anywhere, pictures come from ``data:`` only, and what is not
    written in this file does not run, even where an escape was missed.
    """
    return Markup(
        "default-src 'none'; img-src data:; style-src '{}'; script-src '{}'; "
        "base-uri 'none'; form-action 'none'"
    ).format(Markup(_source_hash(styles)), Markup(_source_hash(script)))  # noqa: S704 - base64


def _source_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def verdict_counts(verdicts: Iterable[Verdict]) -> list[tuple[Verdict, int]]:
    """Return how often each verdict occurs, in the order in which verdicts are declared."""
    counts = Counter(verdicts)
    return [(verdict, counts[verdict]) for verdict in VERDICTS if counts[verdict]]


def ticked(text: str) -> Markup:
    """Return ``text`` escaped, with what stands between backticks set as code."""
    return Markup(_TICKED.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped


def date(moment_iso: str) -> str:
    """Return the day of an ISO 8601 time, in words."""
    day = datetime.fromisoformat(moment_iso)
    return f"{day.day} {day:%B %Y}"


def moment(moment_iso: str) -> str:
    """Return an ISO 8601 time in words, in UTC where its zone is known."""
    time = datetime.fromisoformat(moment_iso)
    if time.tzinfo is None:
        return f"{time.day} {time:%B %Y, %H:%M:%S}"
    time = time.astimezone(UTC)
    return f"{time.day} {time:%B %Y, %H:%M:%S} UTC"


def duration(seconds: float) -> str:
    """Return a duration in the units that people use for one of its size."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def literal(value: Any) -> str:
    """Return a parameter's value as JSON on one line, texts without quotation marks."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def flat(tree: Any, *, prefix: str = "") -> list[tuple[str, str]]:
    """Return nested tables as pairs of a name and a text, outer names first in each name."""
    if isinstance(tree, dict) and tree:
        return [
            pair
            for name, branch in tree.items()
            for pair in flat(branch, prefix=f"{prefix}: {name}" if prefix else str(name))
        ]
    return [(prefix, literal(tree))]
