"""Image cropping: the saliency model and the paired-crop audit."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any


def load_saliency_model(path: str | Path | None = None, *, device: str = "cpu") -> Any:
    """Return the saliency model: see `rml.cropping.saliency_model.load_saliency_model`."""
    # Imported when asked for: torch takes seconds, and most modules here do without.
    return importlib.import_module("rml.cropping.saliency_model").load_saliency_model(
        path, device=device
    )
