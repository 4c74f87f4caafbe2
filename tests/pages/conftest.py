"""An executed notebook made with rml.report in this process, without a kernel."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import IPython.display
import pandas as pd
import pytest
from nbformat import NotebookNode, v4

from rml.data import ledger
from rml.data.published_figures import PublishedFigure
from rml.estimate import Estimate
from rml.report.figure import figure
from rml.report.finding import finding
from rml.report.products import products_of
from rml.report.small_cells import NO_PEOPLE
from rml.report.style import new_figure
from rml.report.table import table
from rml.report.text import limits, plain_words, text
from rml.run.failure import Failure
from rml.run.render import render_failure, render_report
from rml.run.site import (
    FailedEntry,
    FindingEntry,
    IndexEntry,
    VersionEntry,
    WaitingEntry,
    render_index,
)

IMAGES = NO_PEOPLE("counts of stitched images, not of people")


@pytest.fixture(scope="session")
def display() -> Callable[..., list[NotebookNode]]:
    """Return a function that runs a call and returns the outputs a kernel would hold."""

    def outputs_of(*calls: Callable[[], object]) -> list[NotebookNode]:
        outputs: list[NotebookNode] = []

        def keep(bundle: dict[str, Any], *, raw: bool) -> None:
            assert raw
            outputs.append(v4.new_output("display_data", data=copy.deepcopy(bundle)))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(IPython.display, "display", keep)
            for call in calls:
                call()
        return outputs

    return outputs_of


def published(value: float, printed: str) -> PublishedFigure:
    return PublishedFigure(
        id="gap_total",
        value=value,
        unit="probability minus 0.5",
        printed=printed,
        tolerance=0.005,
        source="Yee, Tantipongpipat & Mishra 2021, section 4.2, doi:10.1145/3479594",
        status="verified",
    )


def gap(value: float, *, low: float, high: float) -> Estimate:
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=0.95,
        n="40,000 pairs",
        unit="probability minus 0.5",
        method="difference from parity, Wilson interval over pairs",
    )


PAIRS = pd.DataFrame(
    {
        "pair": ["Black women – Black men", "white women – white men", "white women – Black men"],
        "gap": [0.071, 0.092, 0.139],
        "low": [0.064, 0.083, 0.129],
        "high": [0.078, 0.101, 0.149],
        "pairs": [10000, 10000, 10000],
    }
)


def show_findings() -> None:
    finding(
        "female_male_gap",
        "In the recorded runs the crop falls on the woman **{value:.3f}** more often than parity.",
        gap(0.0941, low=0.0893, high=0.0989),
        estimand="Probability that the crop shows the woman of a pair, minus one half",
        assumptions="Each pair of images is drawn anew; in fact images are used many times.",
        breaks_if="Another way to pair the images moves the gap by more than its interval.",
        published=published(0.08, "8 %"),
        comparison="same data",
        why="the published total leaves out the pair white women and Black men",
    )
    finding(
        "white_black_gap",
        "The crop falls on the white face {value:.3f} more often than parity.",
        gap(0.0402, low=0.0353, high=0.0451),
        estimand="Probability that the crop shows the white person of a pair, minus one half",
        assumptions="Side does not matter; Black faces always stand left, so this is untested.",
        breaks_if="Shuffled sides give another gap.",
        published=published(0.04, "4 %"),
        comparison="same data",
    )


def show_figure() -> None:
    fig, axes = new_figure(6.5, 2.6)
    axes.errorbar(PAIRS["gap"], range(3), xerr=0.01, fmt="o")
    axes.set_yticks(range(3), PAIRS["pair"])
    axes.set_xlabel("probability minus 0.5")
    figure(
        fig,
        id="gap_by_pair",
        caption="How much more often than parity the crop falls on the woman, for three pairs.",
        alt="Three points with intervals, all right of zero: 0.07 for Black women and Black men, "
        "0.09 for white women and white men, 0.14 for white women and Black men.",
        data=PAIRS,
        people=IMAGES,
    )


def show_table() -> None:
    table(
        PAIRS,
        id="gaps",
        caption="Gap of each pair of groups, with its 95 % interval.",
        people=IMAGES,
        units={"gap": "probability minus 0.5", "pairs": "count"},
    )


def code(source: str, outputs: list[NotebookNode], **metadata: Any) -> NotebookNode:
    return v4.new_code_cell(source, outputs=outputs, metadata=metadata)


@pytest.fixture(scope="session")
def build_notebook(display) -> Callable[..., NotebookNode]:
    """Return a function that makes a realistic executed notebook on a kind of data."""

    built: dict[tuple[str, bool], NotebookNode] = {}

    def build(*, kind: str = "published", compared: bool = True) -> NotebookNode:
        if (kind, compared) not in built:
            built[kind, compared] = make(kind, compared=compared)
        return copy.deepcopy(built[kind, compared])

    def make(kind: str, *, compared: bool) -> NotebookNode:
        ledger.clear()
        if kind in ("real", "mixed"):
            ledger.record_input("drifterbot_timelines", "real")
        if kind in ("simulated", "mixed"):
            ledger.record_input("rml.cropping.draw_crops", "simulated")
        if kind == "published":
            ledger.record_input("crop_results_tidy", "published")
        claims = show_findings if compared else show_illustration
        notebook = v4.new_notebook(
            cells=[
                v4.new_markdown_cell(
                    "# Image cropping: the published runs\n\n"
                    "Twitter published in 2021 how often its saliency model put the crop on one of "
                    "two people. This report recomputes each gap from the recorded runs.\n\n"
                    "The code is in [the repository](https://example.org/code)."
                ),
                code("level = 0.95\npairs = 40000", [], tags=["parameters"]),
                code("level = 0.9", [], tags=["injected-parameters"]),
                code(
                    "from rml.data.crop_runs import load_crop_runs\n\n"
                    "runs = load_crop_runs()  # one row per run\n"
                    'print(f"{len(runs)} runs")',
                    [v4.new_output("stream", name="stdout", text="42 runs\n")],
                ),
                v4.new_markdown_cell(
                    "## What the runs say\n\nThe gap of a pair is the share of crops that fall on "
                    "the first of two people, minus one half.\n\n| group | images |\n|---|--:|\n"
                    "| women | 100 |\n| men | 100 |\n\n### By pair of groups"
                ),
                code("figure(fig, id='gap_by_pair')", display(show_figure)),
                code("table(pairs, id='gaps')", display(show_table)),
                v4.new_markdown_cell("## What can be claimed"),
                code("finding('female_male_gap')", display(claims)),
                code(
                    "text(...)",
                    display(
                        lambda: text(
                            "The largest gap is {largest:.2f}, of one pair.", largest=0.139
                        )
                    ),
                ),
                v4.new_markdown_cell("## In plain words"),
                code(
                    "plain_words(...)",
                    display(
                        lambda: plain_words(
                            "Twitter’s crop showed women more often than men. Over all pairs the "
                            "gap is {gap:.1%}, larger than the published total.",
                            gap=0.0941,
                        )
                    ),
                ),
                v4.new_markdown_cell("## Limits"),
                code(
                    "limits([...])",
                    display(
                        lambda: limits(
                            [
                                "The runs say nothing about pictures that people post.",
                                "Images are used many times, so the intervals are too narrow.",
                            ]
                        )
                    ),
                ),
            ]
        )
        ledger.clear()
        return notebook

    return build


def show_illustration() -> None:
    finding(
        "female_male_gap",
        "In this draw the crop falls on group A {value:.3f} more often than parity.",
        gap(0.0941, low=0.0893, high=0.0989),
        estimand="Probability that the crop shows group A, minus one half",
        assumptions="The outcomes follow the stated model.",
        breaks_if="Nothing observed can: it is one simulated draw.",
    )


@pytest.fixture(scope="session")
def findings_of() -> Callable[..., dict[str, Any]]:
    """Return a function that makes findings.json from a notebook, as the runner does."""

    def make(notebook: NotebookNode, *, kind: str, profile: str) -> dict[str, Any]:
        left_out = {"product", "inputs", "prose"}
        findings = [
            {
                "primary": product["id"] == "female_male_gap",
                **{key: value for key, value in product.items() if key not in left_out},
            }
            for product in products_of(notebook)
            if product["product"] == "finding"
        ]
        return {
            "report": "image_cropping/published_runs",
            "version": "3f9a1c20b7d4",
            "data_kind": kind,
            "profile": profile,
            "findings": findings,
        }

    return make


@pytest.fixture
def record() -> dict[str, Any]:
    """Return a record of a version, as record.json holds it."""
    path = Path(__file__).parent / "record.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture
def report_page(build_notebook, findings_of, record) -> Callable[..., str]:
    """Return a function that renders the page of a version, with changes to its record."""

    def page(*, kind: str = "published", profile: str = "full", **changes: Any) -> str:
        notebook = build_notebook(kind=kind, compared=kind not in ("simulated", "mixed"))
        return render_report(
            notebook,
            record={**record, "data_kind": kind, "profile": profile, **changes},
            findings=findings_of(notebook, kind=kind, profile=profile),
        )

    return page


@pytest.fixture
def failure_page(build_notebook, record) -> Callable[..., str]:
    """Return a function that renders the page of a failed run."""

    def page(failure: Failure | None = None, **changes: Any) -> str:
        arguments = {
            "report": record["report"],
            "title": record["title"],
            "summary": record["summary"],
            "command": record["command"],
            "data_kind": "published",
            "parameters": record["parameters"],
            "parameter_fields": record["parameter_fields"],
            "products": {"findings": ["female_male_gap"], "figures": ["gap_by_pair"], "tables": []},
            "finished": record["times"]["finished"],
            "failure": failure or RAISED,
            **changes,
        }
        notebook = arguments.pop("notebook", build_notebook())
        return render_failure(notebook, **arguments)

    return page


RAISED = Failure(
    cause="raised",
    summary="Cell 7 raised ZeroDivisionError: division by zero.",
    cell_index=9,
    traceback="\x1b[0;31mZeroDivisionError\x1b[0m: division by zero\n"
    "File /tmp/ipykernel_12/345.py:1",
)


@pytest.fixture
def index_entries(record) -> list[IndexEntry]:
    """Return a report that stands, one that waits, one that failed and a simulated one."""
    version = VersionEntry(
        version="3f9a1c20b7d4",
        path="image_cropping/published_runs/3f9a1c20b7d4/index.html",
        date="2026-11-22T05:00:00+00:00",
        profile="full",
        manifest="a" * 64,
    )
    quick = replace(version, version="9c0ffee12345", profile="quick", path="quick/index.html")
    findings = (
        FindingEntry(
            id="female_male_gap",
            statement="The crop falls on the woman 0.094 more often than parity.",
            verdict="differs",
            primary=True,
            data_kind="published",
        ),
        FindingEntry(
            id="white_black_gap",
            statement="The crop falls on the white face 0.040 more often than parity.",
            verdict="reproduced",
            primary=False,
            data_kind="published",
        ),
    )
    return [
        IndexEntry(
            report=record["report"],
            title=record["title"],
            summary=record["summary"],
            data_kind="published",
            findings=findings,
            latest=version,
            older=(replace(version, version="0123456789ab", path="older/index.html"),),
            quick=(quick,),
            cite=f"The authors (2026). manifest sha256 {'a' * 64}.",
        ),
        IndexEntry(
            report="home_timeline/panel_exposure_by_race",
            title="Who saw what in a Facebook panel",
            summary="Exposure by self-reported race.",
            data_kind="real",
            waiting=WaitingEntry(
                datasets=("citizen_browser_health",), command="rml data get citizen_browser_health"
            ),
        ),
        IndexEntry(
            report="political_amplification/neutral_accounts",
            title="What Twitter’s API returned to neutral accounts",
            summary="Home timelines of 15 accounts.",
            data_kind="real",
            quick=(quick,),
            findings=findings[:1],
            failed=FailedEntry(
                reason="Cell 7 raised ZeroDivisionError.",
                command="make reports ONLY=political_amplification/neutral_accounts",
                page="political_amplification/neutral_accounts/failed/index.html",
            ),
        ),
        IndexEntry(
            report="political_amplification/holdback",
            title="A simulated holdback experiment",
            summary="What could such an experiment find?",
            data_kind="simulated",
            findings=(
                FindingEntry(
                    id="ratio",
                    statement="The ratio comes out at 1.2.",
                    verdict="illustration",
                    primary=True,
                    data_kind="simulated",
                ),
            ),
            latest=replace(version, path="holdback/index.html"),
        ),
    ]


@pytest.fixture
def index_page(index_entries) -> str:
    return render_index(index_entries, generated_from="versions.jsonl")
