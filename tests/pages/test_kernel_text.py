from pathlib import Path

import pytest

from rml.run.kernel_text import readable

ROOT = Path("/srv/people/someone/audits")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("\x1b[0;31mValueError\x1b[0m: no", "ValueError: no"),
        ("\x1b]0;title\x07text", "text"),
        ("File /srv/people/someone/audits/rml/stats/x.py:3", "File rml/stats/x.py:3"),
        ("File /tmp/ipykernel_812/3141.py:2, in f", "File <cell>:2, in f"),
        (
            "File /opt/env/lib/python3.11/site-packages/scipy/a.py:9",
            "File site-packages/scipy/a.py:9",
        ),
        (
            "'/srv/people/someone/audits/.venv/lib/python3.11/site-packages/x.py'",
            "'site-packages/x.py'",
        ),
        ("File /usr/lib/python3.11/json/decoder.py:1", "File python3.11/json/decoder.py:1"),
        ("10 %\r 50 %\r100 %\ndone", "100 %\ndone"),
        ("one\r\ntwo", "one\ntwo"),
        ("a\x00b\x08c", "abc"),
        ("https://example.org/site-packages/x stays", "https://example.org/site-packages/x stays"),
    ],
)
def test_terminal_codes_and_machine_paths_are_gone(given, shown):
    assert readable(given, root=ROOT) == shown


def test_the_home_directory_is_not_named():
    home = Path.home()
    assert readable(f"{home}/.cache/rml/file.csv", root=ROOT) == "~/.cache/rml/file.csv"


def test_ordinary_text_stays_as_it_is():
    text = "a / b, 3/4, and/or, C:\\ or <b>: half\n  indented"
    assert readable(text, root=ROOT) == text


def test_a_repository_whose_path_holds_spaces_is_not_named():
    text = (
        "File /home/some one/my audits/rml/x.py, /home/some one/my audits/.venv/lib/dist-packages/y"
    )
    shown = readable(text, root=Path("/home/some one/my audits"))
    assert shown == "File rml/x.py, dist-packages/y"
