"""Folders of one's own images: what is accepted, what is refused, what the fingerprint sees."""

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import unicodedata

import pytest
from PIL import Image

from rml.data import ledger
from rml.data.image_folder import image_folder_fingerprint, load_image_folder
from rml.data.labelled_folder import VARIABLE, read_labelled_folder
from rml.errors import DataError, DataUnavailableError

ROWS = [
    {"image": "b.png", "gender": "female", "age": "old"},
    {"image": "more/a.jpg", "gender": "male", "age": "young"},
    {"image": "more/even more/c.webp", "gender": "female", "age": "young"},
]


def draw(path, number):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 6), (number % 256, number // 256, 40)).save(path)


def write_list(folder, rows, **options):
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), **options)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def folder(tmp_path):
    """A folder of three images that is right."""
    made = tmp_path / "a study" / "portraits"
    for number, row in enumerate(ROWS):
        draw(made / row["image"], number)
    write_list(made, ROWS)
    return made


@pytest.fixture
def load(folder, monkeypatch):
    monkeypatch.setenv(VARIABLE, json.dumps({"mine": str(folder)}))
    return lambda: load_image_folder("mine")


def refusal(folder):
    with pytest.raises(DataError) as caught:
        read_labelled_folder(folder, where="params/a/b.yaml, folders.mine")
    text = str(caught.value)
    assert str(folder) not in text, "messages may be published"
    assert text.startswith("params/a/b.yaml, folders.mine: ")
    return text


def test_images_come_with_people_labels_and_checksums(load, folder):
    images = load()
    frame = images.frame
    assert (images.name, images.kind) == ("mine", "real")
    assert list(frame.columns) == ["image", "path", "sha256", "person", "gender", "age"]
    assert list(frame["image"]) == sorted(row["image"] for row in ROWS)
    assert list(frame["person"]) == list(frame["image"])
    by_name = {row["image"]: row for row in ROWS}
    for row in frame.itertuples():
        assert row.path == folder / row.image
        assert row.sha256 == hashlib.sha256((folder / row.image).read_bytes()).hexdigest()
        assert row.gender == by_name[row.image]["gender"]
    assert ledger.inputs() == {"mine": "real"}


def test_a_person_may_have_several_images(load, folder):
    write_list(folder, [{**row, "person": row["age"]} for row in ROWS])
    images = load()
    assert list(images.frame["person"]) == ["old", "young", "young"]
    assert read_labelled_folder(folder, where="x").persons == ("old", "young", "young")
    assert read_labelled_folder(folder, where="x").labels == ("gender", "age")


@pytest.mark.parametrize("form", ["BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP"])
def test_every_format_is_known_by_how_it_begins(folder, form):
    suffix = {"JPEG": "JPG", "TIFF": "tif"}.get(form, form.lower())
    Image.new("RGB", (8, 6), (9, 9, 9)).save(folder / f"new.{suffix}", form)
    write_list(folder, [*ROWS, {"image": f"new.{suffix}", "gender": "male", "age": "old"}])
    assert len(read_labelled_folder(folder, where="x").images) == 4


def test_what_spreadsheets_write_is_read(folder):
    text = (folder / "labels.csv").read_text(encoding="utf-8").replace("female", ' "female" ')
    lines = [f"{line.rstrip()}\r\n" for line in text.replace('"', "").splitlines()]
    (folder / "labels.csv").write_bytes(("\ufeff" + "".join(lines) + ",,\r\n\r\n").encode())
    read = read_labelled_folder(folder, where="x")
    assert [image.row["gender"] for image in read.images] == ["female", "male", "female"]


def test_a_name_may_be_spelt_in_either_form_of_unicode(folder):
    name = "Zoë.png"
    draw(folder / unicodedata.normalize("NFD", name), 77)
    row = {"image": unicodedata.normalize("NFC", name), "gender": "female", "age": "old"}
    write_list(folder, [*ROWS, row])
    composed = read_labelled_folder(folder, where="x")
    path = folder / unicodedata.normalize("NFD", name)
    path.rename(folder / unicodedata.normalize("NFC", name))
    assert read_labelled_folder(folder, where="x").fingerprint == composed.fingerprint


def add_unlisted(folder):
    for number in range(4):
        draw(folder / "more" / f"new {number}.jpg", 50 + number)


def replace_in_list(old, new):
    def change(folder):
        path = folder / "labels.csv"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return change


def link_outside(folder):
    other = folder.parent / "elsewhere.png"
    draw(other, 99)
    (folder / "b.png").unlink()
    (folder / "b.png").symlink_to(other)


FAULTS = {
    "unlisted": (
        add_unlisted,
        (
            "in the folder but not in labels.csv: 4 of 7 images "
            "(`more/new 0.jpg`, `more/new 1.jpg`, `more/new 2.jpg`, ...)"
        ),
    ),
    "unlisted in a format that is not read": (
        lambda folder: (folder / "x.HEIC").write_bytes(b"any"),
        "in the folder but not in labels.csv: 1 of 4 images (`x.HEIC`)",
    ),
    "missing": (
        lambda folder: (folder / "b.png").unlink(),
        "listed but not in the folder: 1 of 3 rows (`b.png`)",
    ),
    "repeated": (
        replace_in_list("more/a.jpg", "b.png"),
        "listed more than once: 1 of 2 images (`b.png`)",
    ),
    "above": (
        replace_in_list("b.png", "../portraits/b.png"),
        (
            "not a path inside the folder (relative, with forward slashes, without . and ..): "
            "1 of 3 rows (`../portraits/b.png`)"
        ),
    ),
    "absolute": (replace_in_list("b.png", "/b.png"), "1 of 3 rows (`/b.png`)"),
    "backward": (replace_in_list("more/a.jpg", "more\\a.jpg"), "1 of 3 rows (`more\\a.jpg`)"),
    "escape codes": (replace_in_list("b.png", "\x1b[2Jb.png"), "1 of 3 rows (`\\x1b[2Jb.png`)"),
    "link out": (link_outside, "a link to a file outside the folder: 1 of 3 rows (`b.png`)"),
    "no image": (
        lambda folder: (folder / "b.png").write_text("<!doctype html>Not found"),
        "judging by how the file begins: 1 of 3 rows (`b.png`)",
    ),
    "empty": (
        lambda folder: (folder / "b.png").write_bytes(b""),
        "judging by how the file begins: 1 of 3 rows (`b.png`)",
    ),
    "same bytes": (
        lambda folder: shutil.copy(folder / "b.png", folder / "more" / "a.jpg"),
        "the same bytes as another image: 1 of 3 rows (`more/a.jpg`)",
    ),
    "other suffix": (
        lambda folder: (
            (folder / "b.png").rename(folder / "b.xyz"),
            replace_in_list("b.png", "b.xyz")(folder),
        ),
        "the name does not end in .jpg, .jpeg, .png, .gif, .bmp, .tif, .tiff, .webp: 1 of 3",
    ),
    "no label": (
        replace_in_list("b.png,female", "b.png,"),
        (
            "column `gender`: the value is empty (write a word for it, such as unknown): "
            "1 of 3 rows (`b.png`)"
        ),
    ),
    "no name": (
        replace_in_list("b.png", ""),
        "column `image`: the value is empty: 1 of 3 rows (`row 1`)",
    ),
    "short row": (
        replace_in_list("b.png,female,old", "b.png,female"),
        "not 3 values, as the header has: 1 of 3 rows (`line 2`)",
    ),
    "no column": (
        replace_in_list("image,", "Image,"),
        "column `image` is missing (the header is `Image`, `gender`, `age`)",
    ),
    "semicolons": (replace_in_list(",", ";"), "write commas for the semicolons"),
    "nameless column": (replace_in_list("image,gender", "image,"), "a column has no name"),
    "twice a column": (
        replace_in_list("image,gender,age", "image,age,age"),
        "column `age` stands there 2 times",
    ),
    "taken column": (
        replace_in_list("image,gender", "image,path"),
        "column `path` must have another name",
    ),
    "nothing but images": (
        lambda folder: write_list(folder, [{"image": row["image"]} for row in ROWS]),
        "no column is a label",
    ),
    "no rows": (
        lambda folder: (folder / "labels.csv").write_text("image,gender\n"),
        "labels.csv has no rows",
    ),
    "nothing": (lambda folder: (folder / "labels.csv").write_bytes(b""), "labels.csv has no rows"),
    "not UTF-8": (
        lambda folder: (folder / "labels.csv").write_bytes(b"image,gender\n\xe9.png,x\n"),
        "labels.csv is not CSV in UTF-8",
    ),
    "no list": (
        lambda folder: (folder / "labels.csv").unlink(),
        "labels.csv cannot be read (No such file or directory)",
    ),
    "a folder for an image": (
        lambda folder: ((folder / "b.png").unlink(), (folder / "b.png").mkdir()),
        "listed but not in the folder: 1 of 3 rows (`b.png`)",
    ),
    "link to nowhere": (
        lambda folder: ((folder / "b.png").unlink(), (folder / "b.png").symlink_to("nowhere")),
        "the file cannot be read: 1 of 3 rows",
    ),
    "link to itself": (
        lambda folder: ((folder / "b.png").unlink(), (folder / "b.png").symlink_to("b.png")),
        "the file cannot be read: 1 of 3 rows",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_said_with_counts_and_examples(folder, fault):
    make, words = FAULTS[fault]
    make(folder)
    text = refusal(folder)
    assert words in text
    assert "docs/image_cropping.md" in text
    # Where the list names an image wrongly, the image itself is one that no row names.
    complaints = text.split(" failed: ")[0].rpartition(": ")[2]
    assert complaints == ("2 checks" if "but not in labels.csv: 1 of 3" in text else "1 check")


def test_all_faults_are_said_at_once(folder):
    add_unlisted(folder)
    (folder / "b.png").unlink()
    replace_in_list(",male,young", ",,young")(folder)
    replace_in_list("even more/c", "../c")(folder)
    text = refusal(folder)
    assert "4 checks failed: " in text
    for words in (
        "in the folder but not in labels.csv: 5 of 6 images",
        "listed but not in the folder: 1 of 3 rows",
        "column `gender`: the value is empty",
        "not a path inside the folder",
    ):
        assert words in text


def test_the_fingerprint_is_what_two_tools_of_the_shell_say(folder):
    if not shutil.which("sha256sum"):
        pytest.skip("sha256sum is not installed")
    command = (
        "find . -type f ! -path '*/.*' | cut -c3- | LC_ALL=C sort | tr '\\n' '\\0' "
        "| xargs -0 sha256sum | sha256sum"
    )
    said = subprocess.run(
        command, shell=True, cwd=folder, capture_output=True, text=True, check=True
    ).stdout.split()[0]
    assert read_labelled_folder(folder, where="x").fingerprint == said


def fingerprint(folder):
    return read_labelled_folder(folder, where="x").fingerprint


def test_the_fingerprint_sees_labels_images_and_names_and_nothing_else(folder, tmp_path):
    first = fingerprint(folder)
    (folder / "README.txt").write_text("From the archive.")
    (folder / ".DS_Store").write_text("of macOS")
    (folder / ".cache").mkdir()
    draw(folder / ".cache" / "thumb.png", 3)
    draw(folder / "more" / "._a.jpg", 4)
    os.utime(folder / "b.png", (0, 0))
    assert fingerprint(folder) == first
    copy = shutil.copytree(folder, tmp_path / "copy")
    assert fingerprint(copy) == first
    changes = [
        replace_in_list("old", "older"),
        lambda folder: draw(folder / "b.png", 200),
        lambda folder: (
            (folder / "b.png").rename(folder / "d.png"),
            replace_in_list("b.png", "d.png")(folder),
        ),
    ]
    seen = {first}
    for number, change in enumerate(changes):
        changed = shutil.copytree(folder, tmp_path / str(number))
        change(changed)
        seen.add(fingerprint(changed))
    assert len(seen) == 1 + len(changes)


def test_the_loader_gives_the_fingerprint_too(load, folder):
    assert image_folder_fingerprint("mine") == fingerprint(folder)


def test_a_missing_folder_is_told_apart_from_a_wrong_one(load, folder):
    shutil.rmtree(folder)
    with pytest.raises(DataUnavailableError, match=r"folder mine: There is no such folder.*Put it"):
        load()
    folder.write_text("a file")
    with pytest.raises(DataUnavailableError):
        load()
    assert ledger.inputs() == {}


def test_a_folder_that_was_not_given_is_named(load, monkeypatch):
    with pytest.raises(DataError, match=r"`folders:`.*Did you mean `mine`\?"):
        load_image_folder("mines")
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(DataError, match="`mine` was not given to this notebook"):
        load_image_folder("mine")


def test_reading_a_folder_imports_nothing_heavy():
    code = "import sys, rml.data.labelled_folder; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "pandas", "PIL", "torch", "pydantic"} & set(said.stdout.split())
