"""The parameter model of ``explanation/model_cards``."""

from __future__ import annotations

from rml.parameters import Level, NotebookParameters


class ModelCards(NotebookParameters):
    """Parameters of ``explanation/model_cards``."""

    level: Level
