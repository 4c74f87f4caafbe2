"""A folder of labelled images: its list, checked against the files there, and its fingerprint.

Imports the standard library only: a run that finds nothing to do reads such folders, too.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rml.data.labels_file import IMAGE, LABELS_FILE, PERSON, Faults, check_values, read_list
from rml.errors import DataUnavailableError

VARIABLE: Final = "RML_FOLDERS"
"""The runner names the folders here, as JSON: the name in the parameter file to the path."""

SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp")
# Not read, but seen: an image left out because of its format must not go unnoticed.
_OTHER_SUFFIXES: Final = (".avif", ".heic", ".heif", ".jfif", ".jp2", ".jpe", ".jxl")
# How files of these formats begin. An error page saved as .jpg does not, nor does the text
# that git keeps for a large file.
_BEGINNING: Final = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|BM|II[*+]\x00|MM\x00[*+]|RIFF.{4}WEBP", re.DOTALL
)
_LONGEST_BEGINNING: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedImage:
    """One row of ``labels.csv`` with its file.

    Parameters
    ----------
    image
        The path relative to the folder, with forward slashes, in Unicode's NFC form.
    path
        Where the file lies on this machine.
    sha256
        Of its bytes.
    row
        Every column of ``labels.csv``, as text.
    """

    image: str
    path: Path
    sha256: str
    row: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledFolder:
    """A folder whose list and files agree.

    Parameters
    ----------
    columns
        The columns of ``labels.csv``, in its order.
    images
        Every image of the folder, in the order of ``labels.csv``.
    list_sha256
        Of the bytes of ``labels.csv``.
    """

    columns: tuple[str, ...]
    images: tuple[ListedImage, ...]
    list_sha256: str

    @property
    def labels(self) -> tuple[str, ...]:
        """The columns that are neither ``image`` nor ``person``."""
        return tuple(name for name in self.columns if name not in {IMAGE, PERSON})

    @property
    def persons(self) -> tuple[str, ...]:
        """Whom each image shows; the image itself where the list has no column ``person``."""
        return tuple(image.row.get(PERSON, image.image) for image in self.images)

    @property
    def fingerprint(self) -> str:
        """The sha256 of what ``sha256sum`` prints for list and images, sorted by path."""
        sums = {LABELS_FILE: self.list_sha256} | {item.image: item.sha256 for item in self.images}
        text = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
        return hashlib.sha256(text.encode()).hexdigest()


def is_folder(path: Path) -> bool:
    """Return True if ``path`` is a folder that can be looked up."""
    try:
        return path.is_dir()
    except OSError:  # a folder above it is closed to this user
        return False


def read_labelled_folder(folder: Path, *, where: str) -> LabelledFolder:
    """Return what a folder of labelled images holds, every file read and checked.

    Parameters
    ----------
    folder
        Holds images in any subfolders and ``labels.csv``: UTF-8, a header, the column
        ``image`` with paths relative to the folder, optionally ``person``, and labels.
        Hidden files and folders, whose names begin with a dot, do not count.
    where
        How messages name the folder. They never name its place on this machine, because
        they may be published.

    Raises
    ------
    DataUnavailableError
        If there is no such folder.
    DataError
        If ``labels.csv`` is missing or malformed, lists an image twice, one that is not
        inside the folder, two of the same bytes, or a file that is no image; if there is no
        label, or a value is empty; or if the folder holds an image that is not listed. All
        faults at once, with counts and examples.
    """
    if not is_folder(folder):
        raise DataUnavailableError(
            "There is no such folder on this machine.",
            where=where,
            remedy="Put it there, or correct its path.",
        )
    faults = Faults(where)
    columns, rows, list_sha256 = read_list(folder / LABELS_FILE, faults)
    names = [unicodedata.normalize("NFC", row[IMAGE]) for row in rows]
    check_values(columns, rows, names, faults)
    files = _files_below(folder, faults)
    known = {name: files[name] for name in dict.fromkeys(names) if name in files}
    sums = _checksums(known, faults, of=len(rows))
    _check_places(names, files, faults)
    inside = folder.resolve()
    # The folder must hold all: a copy of it would lack what a link leads to.
    outside = [name for name in sums if inside not in known[name].resolve().parents]
    faults.add("a link to a file outside the folder", outside, of=len(rows))
    # Counted twice, one picture would pass for two people, or for two pictures of one.
    first = {sha256: name for name, sha256 in reversed(sums.items())}
    copies = [name for name, sha256 in sums.items() if first[sha256] != name]
    faults.add("the same bytes as another image", copies, of=len(rows))
    faults.raise_all()
    images = tuple(
        ListedImage(image=name, path=known[name], sha256=sums[name], row=row)
        for name, row in zip(names, rows, strict=True)
    )
    return LabelledFolder(columns=columns, images=images, list_sha256=list_sha256)


def _files_below(folder: Path, faults: Faults) -> dict[str, Path]:
    """Return the files below a folder by relative path; hidden ones left out."""
    files: dict[str, Path] = {}
    unread: list[OSError] = []
    alike: list[str] = []
    # Links to folders are not followed; what lies behind them is not in the folder.
    for parent, folders, names in os.walk(folder, onerror=unread.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(parent, name)
                # macOS may spell a name otherwise than the program that wrote the list.
                shown = unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
                if shown in files:
                    alike.append(shown)
                files[shown] = path
    faults.found.extend(f"a subfolder cannot be read ({error.strerror})" for error in unread)
    faults.add("two files whose names look the same", alike, of=len(files), unit="files")
    return files


def _checksums(files: Mapping[str, Path], faults: Faults, *, of: int) -> dict[str, str]:
    """Return the sha256 of each file by name; note what cannot be read or is no image."""
    sums = {}
    unreadable, foreign = [], []
    for name, path in files.items():
        try:
            if not path.is_file():
                unreadable.append(f"{name}: neither a file nor a link to one")
                continue
            with path.open("rb") as stream:
                beginning = stream.read(_LONGEST_BEGINNING)
                stream.seek(0)
                sums[name] = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            unreadable.append(f"{name}: {error.strerror}")
            continue
        if _BEGINNING.match(beginning) is None:
            foreign.append(name)
    faults.add("the file cannot be read", unreadable, of=of)
    faults.add(
        "no JPEG, PNG, GIF, BMP, TIFF or WebP, judging by how the file begins", foreign, of=of
    )
    return sums


def _check_places(names: Sequence[str], files: Mapping[str, Path], faults: Faults) -> None:
    """Note where list and folder disagree about which images there are."""
    listed = {name: None for name in names if name}  # a set that keeps the order
    total = len(names)
    malformed = [name for name in listed if _is_malformed(name)]
    faults.add(
        "not a path inside the folder (relative, with forward slashes, without . and ..)",
        malformed,
        of=total,
    )
    faults.add(
        "the name does not end in " + ", ".join(SUFFIXES),
        [name for name in listed if not name.lower().endswith(SUFFIXES)],
        of=total,
    )
    faults.add(
        "listed but not in the folder",
        [name for name in listed if name not in files and name not in malformed],
        of=total,
    )
    images = [name for name in files if name.lower().endswith(SUFFIXES + _OTHER_SUFFIXES)]
    faults.add(
        f"in the folder but not in {LABELS_FILE}",
        [name for name in images if name not in listed],
        of=len(images),
        unit="images",
    )


def _is_malformed(name: str) -> bool:
    return "\\" in name or bool({"", ".", ".."} & set(name.split("/"))) or not name.isprintable()
