"""Stages: computed once, named by all that decides them, never used damaged."""

import shutil
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest

from rml import stages
from rml.stages import code_digest, images_digest, stage

CODE = ["rml.stages"]
GIVEN = {"scores": np.arange(12, dtype=np.float32).reshape(3, 4), "winner": np.array([0, 1])}


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "stages"


class Work:
    """Gives arrays and counts how often it was asked to."""

    def __init__(self, arrays=None):
        self.arrays = GIVEN if arrays is None else arrays
        self.done = 0

    def __call__(self):
        self.done += 1
        return self.arrays


def kept(cache, name="toy"):
    (path,) = (cache / name).glob("*.npz")
    return path


def assert_given(arrays):
    assert arrays.keys() == GIVEN.keys()
    for name, array in GIVEN.items():
        assert arrays[name].dtype == array.dtype
        assert np.array_equal(arrays[name], array)


def test_a_stage_is_computed_once_and_read_back_as_it_was():
    work = Work()
    for _ in range(3):
        assert_given(stage("toy", key={"seed": 1}, code=CODE, compute=work))
    assert work.done == 1


def test_the_order_of_the_key_and_of_the_modules_does_not_matter():
    work = Work()
    stage("toy", key={"a": 1, "b": [2, 3]}, code=["rml.stages", "rml.progress"], compute=work)
    stage("toy", key={"b": [2, 3], "a": 1}, code=["rml.progress", "rml.stages"], compute=work)
    assert work.done == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "other"},
        {"key": {"seed": 2, "images": ["a", "b"]}},
        {"key": {"seed": 1, "images": ["b", "a"]}},
        {"key": {"seed": 1, "images": ["a", "b"], "more": None}},
        {"key": {"seed": "1", "images": ["a", "b"]}},
        {"code": ["rml.progress"]},
        {"packages": ("numpy",)},
    ],
)
def test_whatever_decides_the_arrays_changes_the_name(changed):
    given = {"name": "toy", "key": {"seed": 1, "images": ["a", "b"]}, "code": CODE}
    stage(**given, compute=Work())
    work = Work()
    stage(**(given | changed), compute=work)
    assert work.done == 1


def test_another_release_of_a_package_changes_the_name(monkeypatch):
    stage("toy", key={}, code=CODE, compute=Work())
    monkeypatch.setattr(stages, "version", lambda package: f"{package} 99")
    work = Work()
    stage("toy", key={}, code=CODE, compute=work)
    assert work.done == 1


def test_code_counts_with_what_it_imports_but_not_comments(tmp_path, monkeypatch):
    package = tmp_path / "rml"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text("from rml.two import TWO\n\nONE = TWO\n")
    two, apart = package / "two.py", package / "apart.py"
    two.write_text("TWO = 2\n")
    apart.write_text("APART = 1\n")
    monkeypatch.setattr(stages, "__file__", str(package / "stages.py"))

    def digest():
        code_digest.cache_clear()
        return code_digest(("rml.one",))

    try:
        first = digest()
        two.write_text('"""Two."""\n# A comment.\nTWO = 2\n')
        apart.write_text("APART = 2\n")
        assert digest() == first
        two.write_text("TWO = 3\n")
        assert digest() != first
    finally:
        code_digest.cache_clear()


def test_the_checksum_of_images_depends_on_their_order():
    assert images_digest(["a", "b"]) == images_digest(("a", "b"))
    assert len({images_digest(names) for names in (["a", "b"], ["b", "a"], ["ab"], [])}) == 4


def test_whatever_byte_is_damaged_the_stage_is_made_anew(cache):
    stage("toy", key={}, code=CODE, compute=Work())
    path = kept(cache)
    content = path.read_bytes()
    rng = np.random.default_rng(1)
    for place in range(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(damaged)
        assert stages._kept(path) is None
        assert not path.exists()
    for damaged in (b"", content[:-1], content[: len(content) // 2], content + b"x", b"PK\x03\x04"):
        path.write_bytes(damaged)
        work = Work()
        assert_given(stage("toy", key={}, code=CODE, compute=work))
        assert work.done == 1
        assert path.read_bytes() == content


def test_failed_work_leaves_nothing_and_is_tried_again(cache):
    def fails():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stage("toy", key={}, code=CODE, compute=fails)
    work = Work()
    stage("toy", key={}, code=CODE, compute=work)
    assert work.done == 1
    assert {path.suffix for path in (cache / "toy").iterdir()} <= {".npz", ".lock"}


def test_objects_are_not_kept(cache):
    work = Work({"people": np.array([{"a": 1}], dtype=object)})
    with pytest.raises(ValueError, match="[Oo]bject arrays cannot be saved"):
        stage("toy", key={}, code=CODE, compute=work)
    assert not list((cache / "toy").glob("*.npz"))


def test_a_full_disk_leaves_no_half_file(cache, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space left"):
        stage("toy", key={}, code=CODE, compute=Work())
    monkeypatch.undo()
    assert {path.suffix for path in (cache / "toy").iterdir()} <= {".lock"}


def test_threads_wait_for_the_first_and_take_its_result():
    work, found = Work(), []
    slow = SimpleNamespace(compute=lambda: (time.sleep(0.2), work())[1])

    def run():
        found.append(stage("toy", key={}, code=CODE, compute=slow.compute))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert work.done == 1
    assert len(found) == 4
    for arrays in found:
        assert_given(arrays)


def test_processes_wait_for_the_first_and_take_its_result(tmp_path):
    script = tmp_path / "work.py"
    script.write_text(
        "import sys, time\n"
        "import numpy as np\n"
        "from rml.stages import stage\n"
        "def compute():\n"
        "    with open(sys.argv[1], 'a') as log:\n"
        "        log.write('computed\\n')\n"
        "    time.sleep(0.5)\n"
        "    return {'a': np.arange(3)}\n"
        "print(stage('toy', key={}, code=['rml.stages'], compute=compute)['a'].sum())\n"
    )
    log = tmp_path / "log"
    started = [
        subprocess.Popen([sys.executable, script, log], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [process.communicate()[0].strip() for process in started] == ["3"] * 3
    assert log.read_text() == "computed\n"


def test_a_cache_that_cannot_be_written_is_said(cache):
    cache.parent.mkdir()
    cache.write_text("no folder")
    with pytest.raises(OSError, match="stages"):
        stage("toy", key={}, code=CODE, compute=Work())
    cache.unlink()
    shutil.rmtree(cache.parent)
