"""``rml data``: what input files are at hand, and getting those that are not."""

from __future__ import annotations

import argparse

from rml.data import command


def run(options: argparse.Namespace) -> int:
    """Return 0 if the action succeeded, 1 if a file could not be had."""
    return command.run(options)
