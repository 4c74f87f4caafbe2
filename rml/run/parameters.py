"""Check parameters: the file, the model and the notebook's cell must agree."""

from __future__ import annotations

import importlib
import json
from typing import Any

from pydantic import ValidationError

from rml.errors import CollectionError, ParameterError
from rml.parameters import NotebookParameters
from rml.run.collection import ReportSpec
from rml.run.notebook_source import NotebookSource
from rml.run.record import FieldNote, Profile
from rml.run.validation import raise_first
from rml.suggest import did_you_mean


def load_model(source: NotebookSource) -> type[NotebookParameters]:
    """Return the parameter model that a notebook names.

    Raises
    ------
    CollectionError
        If the module or the class does not exist, or is no ``NotebookParameters``.
    """
    module_name, _, class_name = source.model.partition(":")
    where = f"{source.where}, metadata.rml.parameters"
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise CollectionError(
            f"The parameter model's module `{module_name}` cannot be imported: {error}.",
            where=where,
        ) from error
    model = getattr(module, class_name, None)
    if not (isinstance(model, type) and issubclass(model, NotebookParameters)):
        models = [
            name
            for name, item in vars(module).items()
            if isinstance(item, type) and issubclass(item, NotebookParameters)
        ]
        raise CollectionError(
            f"`{module_name}` has no parameter model `{class_name}`.",
            where=where,
            remedy=did_you_mean(class_name, models),
        )
    return model


def check_notebook(source: NotebookSource, model: type[NotebookParameters]) -> None:
    """Refuse a notebook whose parameters cell and model differ in names or types.

    Raises
    ------
    ParameterError
        Naming the notebook and the field.
    """
    where = f"{source.where}, parameters cell"
    fields = set(model.model_fields)
    for name in source.defaults:
        if name not in fields:
            raise ParameterError(
                f"The cell sets `{name}`, which is not a field of {source.model}.",
                where=where,
                remedy=did_you_mean(name, fields),
            )
    for name in model.model_fields:
        if name not in source.defaults:
            raise ParameterError(
                f"The cell lacks `{name}`, a field of {source.model}.",
                where=where,
                remedy=f"Add the line `{name} = …`.",
            )
    _validate(model, source.defaults, where)


def _validate(
    model: type[NotebookParameters], values: dict[str, Any], where: str
) -> NotebookParameters:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise_first(error, where=where, error_type=ParameterError, known=set(model.model_fields))


def checked_values(
    spec: ReportSpec, model: type[NotebookParameters], profile: Profile
) -> dict[str, Any]:
    """Return a report's parameters as plain JSON-able values, every field of the model.

    Raises
    ------
    ParameterError
        If a field is unknown, missing, ill-typed or out of bounds; all of them at once.
    """
    part = "parameters" if profile == "full" else "parameters with quick"
    checked = _validate(model, spec.values(profile), f"{spec.where}, {part}")
    return checked.model_dump(mode="json")


def field_notes(model: type[NotebookParameters]) -> dict[str, FieldNote]:
    """Return description and unit of every field, for the report's parameter table."""
    notes: dict[str, FieldNote] = {}
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        notes[name] = {
            "description": field.description or "",
            "unit": str(extra.get("unit", "")),
        }
    return notes


def schema_text(model: type[NotebookParameters]) -> str:
    """Return the JSON schema of a whole parameter file of this model, for editors.

    The file's own fields come from ``ReportSpec``; its ``parameters`` are the model's.
    """
    schema = ReportSpec.model_json_schema()
    own = model.model_json_schema()
    definitions = {**schema.pop("$defs", {}), **own.pop("$defs", {})}
    for name in ("name", "where"):
        schema["properties"].pop(name)
        schema["required"].remove(name)
    schema["title"] = f"Parameter file of {model.__name__}"
    schema["properties"]["parameters"] = own
    schema["properties"]["quick"] = {
        **own,
        "required": [],
        "title": "Overrides of the quick profile",
    }
    schema["$defs"] = definitions
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
