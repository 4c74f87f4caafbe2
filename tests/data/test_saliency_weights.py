import pytest

from rml.data import ledger, saliency_weights
from rml.data.registry import dataset
from rml.data.saliency_weights import DATASET, saliency_weights_path
from rml.errors import DataError, DataUnavailableError


def test_the_one_file_is_returned_and_noted(monkeypatch, tmp_path):
    path = tmp_path / "fastgaze.vxm"
    monkeypatch.setattr(saliency_weights, "fetch", lambda name: {f"{name}/fastgaze.vxm": path})
    assert saliency_weights_path() == path
    assert ledger.inputs() == {DATASET: "real"}


def test_without_the_file_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setenv("RML_OFFLINE", "1")
    with pytest.raises(DataUnavailableError, match="rml data get twitter_fastgaze"):
        saliency_weights_path()
    assert ledger.inputs() == {}


def test_altered_weights_are_never_used(monkeypatch, tmp_path):
    monkeypatch.setenv("RML_MIRROR", str(tmp_path))
    (file,) = dataset(DATASET).files
    place = tmp_path / file.place
    place.parent.mkdir(parents=True)
    place.write_bytes(bytes(file.bytes))
    with pytest.raises(DataError, match=r"`bin/fastgaze.vxm`.* is altered"):
        saliency_weights_path()
    assert ledger.inputs() == {}
