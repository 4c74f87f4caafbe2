"""Plans: what each report would be made of, checked before any kernel starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from rml.data.registry import dataset, registry
from rml.errors import CollectionError
from rml.parameters import NotebookParameters
from rml.run.collection import ReportSpec
from rml.run.notebook_source import NotebookSource, read_notebook
from rml.run.parameters import check_notebook, checked_values, load_model
from rml.run.project import Project
from rml.run.record import Profile
from rml.run.tables import check_table_names

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One report, checked: nothing in it can fail before its kernel runs.

    Parameters
    ----------
    spec
        The parameter file.
    source
        The notebook.
    model
        The parameter model.
    profile
        ``full`` or ``quick``.
    values
        The profile's parameters, every field, JSON-able.
    """

    spec: ReportSpec
    source: NotebookSource
    model: type[NotebookParameters]
    profile: Profile
    values: dict[str, Any]


def _plan(project: Project, spec: ReportSpec, profile: Profile) -> Plan:
    source = read_notebook(project, spec.notebook)
    model = load_model(source)
    check_notebook(source, model)
    for name in spec.datasets:
        try:
            dataset(name)
        except CollectionError as error:
            raise CollectionError(
                error.problem, where=f"{spec.where}, datasets", remedy=error.remedy
            ) from error
    for name in (*spec.folders, *spec.tables):
        # Products name their inputs; one name must not mean two.
        field = "folders" if name in spec.folders else "tables"
        if name in registry().datasets:
            raise CollectionError(
                f"The {field[:-1]} `{name}` has the name of a dataset.",
                where=f"{spec.where}, {field}",
                remedy="Give it another name.",
            )
        if name in spec.folders and name in spec.tables:
            raise CollectionError(
                f"A folder and a table are both called `{name}`.",
                where=f"{spec.where}, folders",
                remedy="Give the folder another name.",
            )
    check_table_names(spec, model.own_tables, model.own_table_ways)
    full = checked_values(spec, model, "full")
    quick = checked_values(spec, model, "quick")
    return Plan(
        spec=spec,
        source=source,
        model=model,
        profile=profile,
        values=full if profile == "full" else quick,
    )


def _all(make: Callable[[T], Plan], items: Iterable[T]) -> list[Plan]:
    """Return all plans, or raise every refusal at once."""
    plans: list[Plan] = []
    refusals: list[CollectionError] = []
    for item in items:
        try:
            plans.append(make(item))
        except CollectionError as error:
            refusals.append(error)
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise CollectionError("\n".join(str(error) for error in refusals))
    return plans


def make_plans(project: Project, specs: Iterable[ReportSpec], profile: Profile) -> dict[str, Plan]:
    """Return a checked plan for each report, by name, in the given order.

    Raises
    ------
    CollectionError
        If any report's notebook, parameters or datasets are wrong; all of them at once.
        What folders and tables of the author's own hold is not looked at: a fault there
        concerns one report, and must not keep the others from being built.
    """
    plans = _all(lambda spec: _plan(project, spec, profile), specs)
    return {plan.spec.name: plan for plan in plans}
