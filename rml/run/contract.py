"""The product contract: what a notebook must have emitted, and what its findings become."""

from __future__ import annotations

from collections.abc import Sequence

from rml.data.ledger import DataKind, InputKind, derive_data_kind
from rml.report.products import Product
from rml.run.collection import ReportSpec
from rml.run.failure import Failure
from rml.run.record import FindingsFile, Profile

_KINDS = (("finding", "findings"), ("figure", "figures"), ("table", "tables"))


def used_inputs(products: Sequence[Product]) -> dict[str, InputKind]:
    """Return every dataset and generator that any product was made after, with its kind."""
    used: dict[str, InputKind] = {}
    for product in products:
        used.update(product["inputs"])
    return used


def breach(products: Sequence[Product], spec: ReportSpec) -> Failure | None:
    """Return how a finished notebook breaks its contract; None if it keeps it.

    Parameters
    ----------
    products
        The payloads that the notebook emitted.
    spec
        The parameter file: declared products, datasets, folders, tables and data kind.
    """
    missing = [
        f"{kind} `{name}`"
        for kind, plural in _KINDS
        for name in getattr(spec.products, plural)
        if name not in {item["id"] for item in products if item["product"] == kind}
    ]
    if missing:
        return Failure(
            cause="missing product",
            summary=f"The notebook ended without an error but did not emit {', '.join(missing)}, "
            f"which {spec.where} declares.",
        )
    used = used_inputs(products)
    loaded = {name for name, kind in used.items() if kind != "simulated"}
    needed = {*spec.datasets, *spec.folders, *spec.tables}
    undeclared = sorted(loaded - needed - {f"report:{name}" for name in spec.reports})
    unused = sorted(needed - loaded)
    if undeclared or unused:
        words = []
        if undeclared:
            words.append(f"it loaded {', '.join(undeclared)} without declaring them")
        if unused:
            words.append(f"it did not load {', '.join(unused)}, which it declares")
        return Failure(
            cause="wrong product",
            summary=f"The notebook's inputs differ from those declared in {spec.where}: "
            f"{' and '.join(words)}.",
        )
    kind = derive_data_kind(used)
    if kind != spec.data_kind:
        return Failure(
            cause="wrong product",
            summary=f"{spec.where} says data_kind: {spec.data_kind}, but from the inputs that "
            f"were loaded the report is `{kind}`.",
        )
    return None


def findings_file(
    products: Sequence[Product], spec: ReportSpec, *, version: str, profile: Profile
) -> FindingsFile:
    """Return the content of ``findings.json``, in the order that the notebook claimed them."""
    kind: DataKind = derive_data_kind(used_inputs(products))
    # The texts as templates, and what holds for the whole report, are said elsewhere.
    left_out = {"product", "inputs", "prose"}
    findings = [
        {
            "id": item["id"],
            "primary": item["id"] == spec.primary_finding,
            **{key: value for key, value in item.items() if key not in {"id", *left_out}},
        }
        for item in products
        if item["product"] == "finding"
    ]
    return {
        "report": spec.name,
        "version": version,
        "data_kind": kind,
        "profile": profile,
        "findings": findings,  # type: ignore[typeddict-item]
    }
