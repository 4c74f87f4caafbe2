"""What becomes of a platform's table of authors: parties of countries, their roles and pairs."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from rml.amplification.holdback.audience import LingerRule
from rml.amplification.seven_countries.own_log import (
    PARTY,
    own_frame,
    study_rules,
    with_party_of_country,
)


def authors(*rows, names=("country", "party", "side", "extremity", "in_government")):
    frame = pd.DataFrame(
        {
            name: pd.Series(
                [dict(zip(names, row, strict=True))[name] for row in rows], dtype=object
            )
            for name in names
        }
    )
    return frame.assign(author=np.arange(len(rows)))


FAR, NEAR = "far", "moderate"


def test_a_party_is_that_of_its_country_and_missing_without_either():
    found = with_party_of_country(
        authors(
            ("A", "Left"), ("B", "Left"), (None, "Left"), ("A", None), names=("country", "party")
        )
    )
    assert found[PARTY][:2].tolist() == ["A Left", "B Left"]
    assert found[PARTY][2:].isna().all()


def test_most_of_a_partys_accounts_say_its_role():
    (row,) = own_frame(
        authors(
            ("A", "P", "left", FAR, True),
            ("A", "P", "right", FAR, False),
            ("A", "P", "left", None, False),
            ("A", "P", None, NEAR, None),
        )
    ).to_dict("records")
    assert row == {
        "country": "A",
        "label": "A P",
        "members": 4,
        "side": "left",
        "extremity": FAR,
        "in_government": False,
        "pair": "left",
    }


def test_what_is_not_given_is_none():
    frame = own_frame(authors(("A", "P"), ("A", "Q"), names=("country", "party")))
    assert frame["label"].tolist() == ["A P", "A Q"]
    roles = ["side", "extremity", "in_government", "pair"]
    assert all(value is None for value in frame[roles].to_numpy().ravel())
    empty = own_frame(authors((None, "P", "left", FAR, True)))
    assert empty.empty
    assert list(empty) == list(frame)


def test_pairs_are_the_largest_party_of_each_side_of_a_country():
    rows = own_frame(
        authors(
            *[("B", "small", "left", NEAR, True)] * 2,
            *[("B", "large", "left", NEAR, True)] * 3,
            *[("B", "tie", "right", NEAR, True)] * 2,
            *[("B", "tie too", "right", NEAR, True)] * 2,
            *[("B", "none", None, None, None)] * 9,
            *[("A", "large", "right", NEAR, True)] * 1,
        )
    )
    assert rows["label"].tolist() == [
        "A large",
        "B none",
        "B large",
        "B small",
        "B tie",
        "B tie too",
    ]
    assert rows["pair"].tolist() == ["right", None, "left", None, "right", None]
    assert rows["members"].tolist() == [1, 9, 3, 2, 2, 2]


def test_the_rules_of_a_study_cover_its_days_and_take_the_declared_choices():
    rules = study_rules(
        first_day="2020-02-28",
        days=3,
        size_ratio=4,
        linger=LingerRule(min_dwell_ms=700),
        choices={"unknown_users": "leave out"},
    )
    assert rules.days == (dt.date(2020, 2, 28), dt.date(2020, 2, 29), dt.date(2020, 3, 1))
    assert rules.unknown_users == "leave out"
    assert rules.users_in_both_arms == "error"
    assert rules.size_ratio == 4
    assert rules.linger.min_dwell_ms == 700
    with pytest.raises(TypeError, match="unknown_user"):
        study_rules(
            first_day="2020-02-28",
            days=3,
            size_ratio=4,
            linger=LingerRule(),
            choices={"unknown_user": "x"},
        )
