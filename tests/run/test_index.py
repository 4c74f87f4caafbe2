"""The index: in which order it lists the reports."""

from __future__ import annotations

from rml.run.index import index_order


def test_audits_come_first_and_others_by_name():
    names = [
        *("choice/one", "zebra/one", "home_timeline/two", "home_timeline/one"),
        *("lessons/one", "image_cropping/one", "another/one"),
    ]
    assert index_order(names) == [
        *("image_cropping/one", "home_timeline/two", "home_timeline/one", "choice/one"),
        *("lessons/one", "another/one", "zebra/one"),
    ]
