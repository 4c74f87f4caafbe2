"""The base class of every notebook's parameter model."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class NotebookParameters(BaseModel):
    """Parameters of one notebook: strict types, no unknown fields, no defaults.

    A subclass gives every field a description, bounds, and its unit as
    ``json_schema_extra={"unit": ...}``. Defaults are left out on purpose: each
    parameter file states every value that made its report.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
