"""``rml crop``: the salient point and the crops of any images, by Twitter's model."""

from __future__ import annotations

import argparse
import json
import os
import sys
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from rml.errors import ParameterError, RmlError

if TYPE_CHECKING:
    from rml.cropping.decode import ImageSource
    from rml.cropping.saliency_model import CropResult

DEFAULT_RATIOS: Final = ("0.56", "1.0", "1.14", "2.0")
"""As the published program's, in the words that the output repeats."""


def _ratios(given: Sequence[str]) -> dict[str, float]:
    """Return the ratios by the words they were given in, refusing what is no ratio."""
    from rml.cropping.salient_point import crop_box  # noqa: PLC0415 - as all of this: when asked

    found = {}
    for word in given:
        try:
            found[word] = float(word)
            crop_box(1, 1, centre=(0, 0), ratio=found[word])
        except ValueError:
            raise ParameterError(
                f"{word!r} is no ratio.",
                where="--ratio",
                remedy="Give height by width of the crop, a number above 0. Images stand before "
                "--ratio, or after it behind --.",
            ) from None
    return found


def _plain(value: np.float32) -> float:
    """Return a float that reads as short as single precision allows: 25.85, not 25.850000381."""
    return float(str(value))


def _grid(result: CropResult) -> list[list[float]]:
    """Return x, y in pixels and the score of every cell, row by row."""
    grid = result.grid
    return [
        [_plain(x), _plain(y), _plain(grid.scores[row, column])]
        for row, y in enumerate(grid.y)
        for column, x in enumerate(grid.x)
    ]


def _json_line(
    path: str, result: CropResult, ratios: Mapping[str, float], *, with_scores: bool
) -> str:
    content = {
        "path": path,
        "width": result.width,
        "height": result.height,
        "salient_point": list(result.salient_point),
        "symmetric": result.symmetric,
        "crops": {word: list(result.crops[ratio]) for word, ratio in ratios.items()},
    }
    return json.dumps(content | ({"grid": _grid(result)} if with_scores else {})) + "\n"


def _text(path: str, result: CropResult, ratios: Mapping[str, float], *, with_scores: bool) -> str:
    x, y = result.salient_point
    centred = "; symmetric, so crops are centred from left to right" if result.symmetric else ""
    widest = max(len(word) for word in ratios)
    lines = [
        f"{path}: {result.width} x {result.height} pixels",
        f"  salient point {x}, {y}{centred}",
    ]
    for word, ratio in ratios.items():
        left, top, width, height = result.crops[ratio]
        lines.append(f"  crop {word:<{widest}}  left {left}, top {top}, {width} x {height}")
    if with_scores:
        rows = [("x", "y", "score"), *(map(repr, cell) for cell in _grid(result))]
        lines += ["  {:>12} {:>12} {:>16}".format(*row) for row in rows]
    return "\n".join(lines) + "\n"


def _printable(text: str) -> str:
    """Return text as standard output can hold it: file names need not be valid in its encoding."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _write_each(
    attempts: Iterable[tuple[ImageSource, CropResult | RmlError]],
    ratios: Mapping[str, float],
    *,
    as_json: bool,
    with_scores: bool,
) -> int:
    """Write each image's result as soon as it is there; return 1 if any had none, else 0."""
    written = _json_line if as_json else _text
    exit_code = 0
    for path, result in attempts:
        if isinstance(result, RmlError):
            exit_code = 1
            print(f"rml crop: {result}", file=sys.stderr, flush=True)
            continue
        sys.stdout.write(_printable(written(str(path), result, ratios, with_scores=with_scores)))
        sys.stdout.flush()
    return exit_code


def run(options: argparse.Namespace) -> int:
    """Return 0 if every image was cropped, 1 if some could not be; no collection is needed."""
    ratios = _ratios(options.ratio or DEFAULT_RATIOS)
    from PIL.Image import DecompressionBombWarning  # noqa: PLC0415 - refusals come at once

    from rml.cropping.saliency_model import load_saliency_model  # noqa: PLC0415 - takes seconds

    model = load_saliency_model(options.weights, device=options.device)
    with warnings.catch_warnings():
        # Of an image that is too large, one message is enough; what Pillow says of metadata
        # names no file.
        warnings.filterwarnings("ignore", category=UserWarning, module="PIL")
        warnings.simplefilter("error", DecompressionBombWarning)
        try:
            return _write_each(
                model.attempts(options.images, ratios=list(ratios.values())),
                ratios,
                as_json=options.json,
                with_scores=options.scores,
            )
        except BrokenPipeError:
            # Whoever read the output has enough, as `head` does. Without this, the interpreter
            # would complain once more when it closes the stream.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1
