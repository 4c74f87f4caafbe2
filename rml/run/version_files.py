"""The files of a version, made from an executed notebook."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

import nbformat

from rml.report.products import Product
from rml.report.table import table_csv
from rml.run.publish import json_text
from rml.run.record import FindingsFile, Record


def version_files(
    notebook: nbformat.NotebookNode,
    products: Sequence[Product],
    *,
    record: Record,
    findings: FindingsFile,
) -> dict[str, str | bytes]:
    """Return a version's files by name, all but its record and manifest.

    Parameters
    ----------
    notebook
        The executed notebook.
    products
        What it emitted.
    record, findings
        The version's record and findings, which the page shows.
    """
    # nbconvert takes a second to import: the runner has it done while the kernel works.
    renderer = importlib.import_module("rml.run.render")
    files: dict[str, str | bytes] = {
        "index.html": renderer.render_report(notebook, record=record, findings=findings),
        "notebook.ipynb": nbformat.writes(notebook),
        "findings.json": json_text(findings),
    }
    for product in products:
        if product["product"] == "figure":
            files[f"figures/{product['id']}.svg"] = product["svg"]
            files[f"figures/{product['id']}.csv"] = table_csv(product)
        elif product["product"] == "table":
            files[f"tables/{product['id']}.csv"] = table_csv(product)
    return files
