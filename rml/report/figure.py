"""Figures as deterministic SVG, with words for those who cannot see them and their data."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas

from rml.data.ledger import DataKind
from rml.errors import ProductError
from rml.report.alt_text import check_alt
from rml.report.palette import INK
from rml.report.people import People, people_record
from rml.report.products import Figure, check_id
from rml.report.show import provenance, show
from rml.report.small_cells import GuardedFrame
from rml.report.style import FONT
from rml.report.table import check_caption, guarded_data
from rml.report.tabulate import table_data

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["figure"]

LARGEST_SVG: Final = 1_500_000
WATERMARK: Final[dict[DataKind, str]] = {
    "simulated": "SIMULATED",
    "mixed": "SIMULATED OUTCOMES",
}


def figure(
    fig: Canvas,
    *,
    id: str,  # noqa: A002 - the word for it in parameter files and pages
    caption: str,
    alt: str,
    data: pd.DataFrame | GuardedFrame,
    people: People,
    inputs: Sequence[str] | None = None,
) -> None:
    """Show a matplotlib figure with its caption, alternative text and data, and close it.

    A figure drawn while simulated inputs are in use bears a watermark.

    Parameters
    ----------
    fig
        Drawn with ``rml.report.style.new_figure``, without a title: the caption is one.
    id
        In snake_case, unique among the report's figures.
    caption
        What the figure shows, as plain text.
    alt
        What a reader sees in the figure, in a sentence or two, as plain text.
    data
        The numbers drawn, one row for each mark. If they count few people, draw and pass
        ``guard(frame, people)``.
    people
        ``PeopleCounts(...)`` if a column counts people, else ``NO_PEOPLE(reason)``.
    inputs
        The datasets that it was made of, by name; all that were loaded so far if None. What is
        shown of published figures alone is then marked so in a report on real data.

    Raises
    ------
    ProductError
        If a text is missing or empty of content, the data would show few people or has an
        index that would be lost, the figure has a title, its SVG is over 1.5 MB, or ``inputs``
        names what was not loaded.
    """
    check_id(id, where="figure")
    where = f"figure `{id}`"
    check_caption(caption, where=where)
    check_alt(alt, caption=caption, where=where)
    data_kind, used = provenance(where=where, inputs=inputs)
    guarded = guarded_data(data, people, where=where)
    if data is not guarded and any(mark["mark"] != "public" for mark in guarded.marks):
        raise ProductError(
            f"The figure's data shows few people. {guarded.notes[0]}",
            where=where,
            remedy="Draw from guard(frame, people).frame and pass data=guard(frame, people).",
        )
    if fig.get_suptitle() or (len(fig.axes) == 1 and _title(fig.axes[0])):
        raise ProductError(
            "The figure has a title, which its caption would repeat.",
            where=where,
            remedy="Leave the title out and say it in the caption.",
        )
    svg = svg_of(fig, identifier=id, watermark=WATERMARK.get(data_kind), where=where)
    product: Figure = {
        "product": "figure",
        "id": id,
        "data_kind": data_kind,
        "inputs": used,
        "caption": caption.strip(),
        "alt": " ".join(alt.split()),
        "svg": svg,
        "people": people_record(people),
        "data": table_data(guarded, where=where),
    }
    show(product)


def svg_of(fig: Canvas, *, identifier: str, watermark: str | None, where: str) -> str:
    """Return ``fig`` as SVG that is the same in every run, and close it.

    Raises
    ------
    ProductError
        If the SVG is over 1.5 MB.
    """
    # Text is measured alike whatever backend and resolution the kernel draws with.
    FigureCanvasSVG(fig)
    fig.set_dpi(72)
    if watermark:
        _draw_watermark(fig, watermark)
    options: Any = {"svg.hashsalt": f"rml-{identifier}", "svg.fonttype": "none", **FONT}
    buffer = io.StringIO()
    with mpl.rc_context(options):
        # A date or matplotlib's version would make two equal figures differ.
        fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    _close(fig)
    svg = buffer.getvalue()
    if len(svg) > LARGEST_SVG:
        raise ProductError(
            f"The figure's SVG has {len(svg) / 1e6:.1f} MB; at most {LARGEST_SVG / 1e6} MB fit.",
            where=where,
            remedy="Draw summaries instead of single points, or pass rasterized=True to scatter.",
        )
    return svg


def _title(axes: Axes) -> str:
    return "".join(axes.get_title(place) for place in ("left", "center", "right"))


def _draw_watermark(fig: Canvas, words: str) -> None:
    fig.draw_without_rendering()  # the layout decides how large the axes are
    for axes in fig.axes:
        box = axes.get_window_extent()
        if box.width < 40 or box.height < 40:
            continue  # a colour bar
        inches = math.hypot(box.width, box.height) / fig.dpi
        axes.text(
            0.5,
            0.5,
            words,
            transform=axes.transAxes,
            ha="center",
            va="center",
            rotation=math.degrees(math.atan2(box.height, box.width)),
            fontsize=min(48.0, 0.8 * inches * 72 / (0.75 * len(words))),
            fontweight="bold",
            color=INK,
            alpha=0.16,
            zorder=100,
            gid=f"watermark_{fig.axes.index(axes)}",
        )


def _close(fig: Canvas) -> None:
    from matplotlib import pyplot as plt  # noqa: PLC0415 - choosing a backend is pyplot's side effect

    plt.close(fig)
