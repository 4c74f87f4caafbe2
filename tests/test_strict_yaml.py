from __future__ import annotations

import pytest

from rml.errors import CollectionError
from rml.strict_yaml import read_mapping


def read(tmp_path, text):
    path = tmp_path / "a file.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path, where="params/a file.yaml")


def test_values_keep_their_plain_types(tmp_path):
    content = read(tmp_path, "day: 2021-01-31\ncountry: no\nflag: true\nshare: 0.5\nnone: null\n")
    assert content == {
        "day": "2021-01-31",
        "country": "no",
        "flag": True,
        "share": 0.5,
        "none": None,
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- a\n- b\n", "one mapping"),
        ("", "holds nothing"),
        ("just text\n", "holds a str"),
        ("1: a\n", "named fields"),
        ("a: !!python/object/apply:os.system [ls]\n", "tag"),
        ("a: !secret b\n", "tag"),
        ("a: 1\nb: 2\na: 3\n", "twice"),
        ("a:\n  b: 1\n  b: 2\n", "twice"),
        ("a: [1, 2\n", "not valid YAML"),
        ("a: 1\n---\nb: 2\n", "not valid YAML"),
        ("a: \x07\n", "not valid YAML"),
    ],
)
def test_refusals_name_file_and_problem(tmp_path, text, words):
    with pytest.raises(CollectionError, match=words) as caught:
        read(tmp_path, text)
    assert "params/a file.yaml" in str(caught.value)


def test_merged_mappings_are_allowed(tmp_path):
    content = read(tmp_path, "base: &base {a: 1, b: 2}\nmore: {<<: *base, b: 3}\n")
    assert content["more"] == {"a": 1, "b": 3}


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "binary.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CollectionError, match="cannot be read"):
        read_mapping(path, where="binary.yaml")
