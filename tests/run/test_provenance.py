import hashlib
import json

import pytest

from rml.data.registry import PACKAGE_FOLDER, registry
from rml.run.provenance import dataset_records, file_records

LISTED = [name for name, entry in registry().datasets.items() if entry.listings]


def test_a_record_names_each_file_that_the_registry_names():
    (record,) = dataset_records(["citizen_browser_health"])
    entry = registry().datasets["citizen_browser_health"]
    assert record["files"] == [
        {
            "repository": file.repository,
            "commit": file.commit,
            "path": file.path,
            "sha256": file.sha256,
        }
        for file in entry.files
    ]


@pytest.mark.parametrize("name", LISTED)
def test_a_record_counts_listed_files_and_names_none(name):
    entry = registry().datasets[name]
    records = file_records(entry)
    assert sum(file.get("files", 1) for file in records) == len(entry.files)
    for listing in entry.listings:
        (file,) = (file for file in records if file["path"] == listing.file)
        content = (PACKAGE_FOLDER / listing.file).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert (file["repository"], file["commit"]) == (listing.repository, listing.commit)
        assert file["files"] == content.count(b"\n") - 1
    text = json.dumps(dataset_records([name]))
    for file in entry.files:
        if file.listing is not None:
            assert file.path.rsplit("/", 1)[-1] not in text
            assert file.sha256 not in text


def test_portraits_and_pictures_are_listed():
    assert LISTED == ["congress_portraits_117", "osie_eye_fixations"]
