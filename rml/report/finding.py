"""Findings: an estimate with what it means, what it rests on and what it amounts to."""

from __future__ import annotations

from collections.abc import Mapping

from rml.errors import ProductError
from rml.estimate import Estimate
from rml.report.format import Prose, Value, estimate_text, prose, refuse_unused
from rml.report.html import plain_prose
from rml.report.number_text import ten_digits
from rml.report.products import Finding, PublishedValue, RecoveryRecord, check_id
from rml.report.show import end, provenance, show
from rml.report.verdict import Comparison, Published, Recovery, judge

__all__ = ["Recovery", "finding"]

_ALIASES = {name: f"estimate.{name}" for name in ("value", "low", "high")}
_RESERVED = (*_ALIASES, "estimate")


def finding(
    id: str,  # noqa: A002 - the word for it in parameter files and pages
    statement: str,
    estimate: Estimate,
    *,
    estimand: str,
    assumptions: str,
    breaks_if: str,
    values: Mapping[str, Value] | None = None,
    published: Published | None = None,
    comparison: Comparison | None = None,
    recovery: Recovery | None = None,
    why: str | None = None,
) -> None:
    """Show a finding and its verdict, which is computed from the data kind and comparison.

    Parameters
    ----------
    id
        In snake_case, unique among the report's findings.
    statement
        The finding in a sentence. Like the other texts it is Markdown with fields, which
        name the estimate (``{estimate}``, ``{value}``, ``{low}``, ``{high}``) or ``values``.
    estimate
        The quantity with its interval, in the unit in which it is published if it is.
    estimand
        What is estimated: of whom or what, over which units and which contrast.
    assumptions
        What must hold for the interval to mean what it says.
    breaks_if
        What would break it: an observation or defect that would overturn the finding.
    values
        Further values for the texts' fields.
    published
        The published figure, from ``rml.data.published_figures.published_figure``.
    comparison
        ``"same data"``, ``"new data"`` or ``"not comparable"``; required with ``published``.
    recovery
        For simulated inputs: how the method did over at least 1,000 repetitions.
    why
        Why the verdict came out as it did; required if the comparison is "not comparable".

    Raises
    ------
    ProductError
        If a text is empty or names an unknown field, the id is malformed, nothing was
        loaded, or the comparison cannot be made honestly (see ``rml.report.verdict.judge``).
    """
    where = f"finding `{id}`"
    check_id(id, where="finding")
    if not isinstance(estimate, Estimate):
        raise ProductError(
            f"The estimate is a {type(estimate).__name__}.",
            where=where,
            remedy="Pass an Estimate, as the functions of rml.stats return it.",
        )
    data_kind, inputs = provenance(where=where)
    judgement = judge(
        estimate,
        data_kind=data_kind,
        published=published,
        comparison=comparison,
        recovery=recovery,
        where=where,
    )
    if judgement.verdict == "not comparable" and not why:
        raise ProductError(
            "It is called not comparable without a reason.",
            where=where,
            remedy="Say in `why` what differs between this estimate and the published one.",
        )
    known = _known_values(estimate, values or {}, where=where)

    def written(name: str, template: str) -> Prose:
        return prose(template, known, where=f"{where}, {name}", aliases=_ALIASES)

    texts: dict[str, Prose] = {
        "statement": written("statement", statement),
        "estimand": written("estimand", estimand),
        "assumptions": written("assumptions", assumptions),
        "breaks_if": written("breaks_if", breaks_if),
    }
    reason_why = written("why", why) if why else None
    used = [*texts.values(), *([reason_why] if reason_why else [])]
    refuse_unused(values or {}, used, where=where)
    product: Finding = {
        "product": "finding",
        "id": id,
        "data_kind": data_kind,
        "inputs": inputs,
        "statement": plain_prose(texts["statement"], where=where),
        "value": ten_digits(estimate.value),
        "low": end(estimate.low),
        "high": end(estimate.high),
        "level": estimate.level,
        "n": estimate.n,
        "unit": estimate.unit,
        "method": estimate.method,
        "estimate": estimate_text(estimate),
        "estimand": plain_prose(texts["estimand"], where=where),
        "assumptions": plain_prose(texts["assumptions"], where=where),
        "breaks_if": plain_prose(texts["breaks_if"], where=where),
        "published": _published_value(published),
        "comparison": comparison,
        "recovery": _recovery_record(recovery),
        "verdict": judgement.verdict,
        "reason": judgement.reason,
        "why": plain_prose(reason_why, where=where) if reason_why else None,
        "prose": {
            "statement": texts["statement"],
            "estimand": texts["estimand"],
            "assumptions": texts["assumptions"],
            "breaks_if": texts["breaks_if"],
            "why": reason_why,
        },
    }
    show(product)


def _known_values(
    estimate: Estimate, values: Mapping[str, Value], *, where: str
) -> dict[str, Value]:
    for name in _RESERVED:
        if name in values:
            raise ProductError(
                f"The name `{name}` stands for the estimate itself.",
                where=where,
                remedy="Give the value another name.",
            )
    return {**values, "estimate": estimate}


def _published_value(published: Published | None) -> PublishedValue | None:
    if published is None:
        return None
    return {
        "value": ten_digits(published.value),
        "unit": published.unit,
        "printed": published.printed,
        "tolerance": ten_digits(published.tolerance),
        "source": published.source,
        "status": published.status,
    }


def _recovery_record(recovery: Recovery | None) -> RecoveryRecord | None:
    if recovery is None:
        return None
    return {
        "repetitions": recovery.repetitions,
        "bias": ten_digits(recovery.bias),
        "bias_bound": ten_digits(recovery.bias_bound),
        "coverage": ten_digits(recovery.coverage),
        "width": ten_digits(recovery.width),
        "width_bound": ten_digits(recovery.width_bound),
    }
