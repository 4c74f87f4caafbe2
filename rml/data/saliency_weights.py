"""The weights of the saliency model that cropped image previews on Twitter."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rml.data.fetch import fetch
from rml.data.ledger import record_input

DATASET: Final = "twitter_fastgaze"


def saliency_weights_path() -> Path:
    """Return the verified file of weights, ``fastgaze.vxm`` (489,616 bytes).

    Raises
    ------
    DataError
        If the file is altered.
    DataUnavailableError
        If it is neither here nor to be downloaded.

    References
    ----------
    Yee, Tantipongpipat & Mishra 2021, https://doi.org/10.1145/3479594
    """
    (path,) = fetch(DATASET).values()
    record_input(DATASET, "real")
    return path
