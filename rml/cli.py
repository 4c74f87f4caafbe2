"""The command ``rml``."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rml.errors import RmlError

EXIT_OK, EXIT_FAILED, EXIT_REFUSED = 0, 1, 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rml",
        description="Build, check and compare the reports of a collection.",
        epilog="Exit codes: 0 all well, 1 a report failed, feedback or a decision was "
        "refused, an image could not be cropped or something differs, "
        "2 refused before anything ran.",
    )
    parser.add_argument("--project", type=Path, help="the collection's folder (default: here)")
    parser.add_argument("--outputs", type=Path, help="where versions are published")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, summary: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=summary, description=summary)

    listing = add("list", "List the reports with their data kind, state and latest version.")
    listing.add_argument("only", nargs="*", metavar="REPORT", help="names or patterns")

    run = add("run", "Build what is stale.")
    run.add_argument("only", nargs="*", metavar="REPORT", help="names or patterns; none: all")
    run.add_argument("--quick", action="store_true", help="the cheap profile, never the latest")
    run.add_argument("--strict", action="store_true", help="waiting for data is an error")
    run.add_argument("--force", action="store_true", help="run even where nothing changed")
    run.add_argument("--jobs", type=int, metavar="N", help="kernels at a time (default: cores)")

    why = add("why", "Say why a report would be built, or that nothing changed.")
    why.add_argument("only", nargs="*", metavar="REPORT", help="names or patterns; none: all")
    why.add_argument("--quick", action="store_true", help="ask about the quick profile")

    verify = add("verify", "Re-hash published versions and say which link breaks.")
    verify.add_argument("only", nargs="*", metavar="REPORT", help="names or patterns; none: all")
    verify.add_argument("--verbose", action="store_true", help="list what holds, too")

    compare = add("compare", "Compare findings, tables and parameters of two versions.")
    compare.epilog = (
        "Exit code 1 when a finding is missing, its verdict or its numbers differ beyond the "
        "tolerance, or a version is not as it was published; 0 when only tables, parameters, "
        "words or circumstances differ."
    )
    for side, words in (("a", "the version to compare with"), ("b", "the other version")):
        compare.add_argument(
            side,
            metavar=side.upper(),
            help=f"{words}: REPORT (its latest), REPORT@VERSION, a version's folder or an "
            "exported zip",
        )
    compare.add_argument("--relative", type=float, default=1e-9, help="relative tolerance")
    compare.add_argument("--absolute", type=float, default=0.0, help="absolute tolerance")
    compare.add_argument("--html", type=Path, metavar="FILE", help="write a page as well")

    export = add("export", "Pack a version with licences, citation and how to verify it.")
    export.add_argument("version", metavar="REPORT[@VERSION]", help="default: its latest")
    export.add_argument("--to", type=Path, metavar="FILE", help="the zip to write")

    data = add("data", "Show or get input files.")
    actions = data.add_subparsers(dest="action", required=True, metavar="ACTION")
    status = actions.add_parser("status", help="what is at hand and what is missing")
    status.add_argument("--json", action="store_true", help="as JSON")
    get = actions.add_parser("get", help="download and verify")
    get.add_argument("names", nargs="*", metavar="DATASET", help="default: all")

    crop = add("crop", "Crop images as Twitter's saliency model did: salient point and crops.")
    crop.epilog = (
        "Exit code 1 when an image could not be cropped; the others are. Needs no collection. "
        "The weights are those of the dataset twitter_fastgaze: rml data get twitter_fastgaze"
    )
    crop.add_argument("images", nargs="+", metavar="IMAGE", help="JPEG, PNG, GIF, BMP, TIFF, WebP")
    crop.add_argument(
        "--ratio",
        nargs="+",
        action="extend",
        metavar="R",
        help="height by width of the crops (default: 0.56 1.0 1.14 2.0)",
    )
    crop.add_argument("--json", action="store_true", help="one JSON object a line")
    crop.add_argument("--scores", action="store_true", help="the score of every cell as well")
    crop.add_argument("--weights", type=Path, metavar="FILE", help="another weights file (.vxm)")
    crop.add_argument("--device", default="cpu", help="where the network runs, such as cuda")

    _add_impute(add)

    new = add("new", "Make a notebook, its parameter model, parameter file and test.")
    new.add_argument("name", metavar="ANALYSIS/NOTEBOOK")

    schema = add("schema", "Write the JSON schemas that editors use for parameter files.")
    schema.add_argument("--check", action="store_true", help="only say whether they are current")
    return parser


def _add_impute(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    impute = add(
        "impute", "Write probabilities of race for your own file of names, or group totals."
    )
    impute.epilog = (
        "Everything stays on this machine, and no name is printed or logged. Without --yes a "
        "word must be typed before probabilities of single people are written. Needs no "
        "collection; the tables are got with: rml data get name_race_probabilities "
        "us_county_race_pep2018 us_county_context_medsl"
    )
    impute.add_argument("names", type=Path, metavar="FILE", help="CSV in UTF-8 with a header")
    impute.add_argument("--surname", default="surname", metavar="COLUMN", help="default: surname")
    for kind, words in (
        ("first_name", "first names"),
        ("zcta", "ZIP codes"),
        ("county_fips", "county FIPS codes"),
        ("state", "states"),
    ):
        impute.add_argument(
            f"--{kind.replace('_', '-')}",
            metavar="COLUMN",
            help=f"{words}; default: {kind}, if the file has it",
        )
    impute.add_argument("--totals-only", action="store_true", help="group totals (recommended)")
    impute.add_argument("--yes", action="store_true", help="confirm without being asked")
    impute.add_argument(
        "--restore-zeros", action="store_true", help="put lost leading zeros back into codes"
    )
    impute.add_argument(
        "--missing-words-are-names",
        action="store_true",
        help="take nan, null, none or n/a for a name; else it is a missing one",
    )
    impute.add_argument(
        "--keep-columns", nargs="+", metavar="COLUMN", help="copy these columns to the output"
    )
    impute.add_argument(
        "--to", type=Path, metavar="FILE", help="the file to write; never one there"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code of the command line ``arguments`` (default: the process's own)."""
    options = _parser().parse_args(arguments)
    # Each command's module is imported when asked for: a no-op stays fast.
    command: Any = importlib.import_module(f"rml.commands.{options.command}")
    try:
        return int(command.run(options))
    except RmlError as error:
        sys.stdout.flush()
        print(f"rml {options.command}: {error}", file=sys.stderr)
        return EXIT_REFUSED
    except KeyboardInterrupt:
        print("Stopped. Versions published so far are intact.", file=sys.stderr)
        return EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main())
