"""What pydantic complains of, in words."""

import pytest
from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from rml.run.validation import complaints


class Made(BaseModel):
    first: float = Field(ge=0, le=1)
    second: float = Field(ge=0, le=1)
    day: str = "2018-01-24"

    @field_validator("day")
    @classmethod
    def _a_day(cls, day):
        if len(day) != 10:
            raise ValueError("a day has ten characters")
        return day

    @model_validator(mode="after")
    def _not_both(self):
        if not (self.first or self.second):
            raise ValueError("first and second are both 0; raise one of them.")
        return self


class Outer(BaseModel):
    parameters: Made


def problems_of(model, values):
    with pytest.raises(ValidationError) as caught:
        model(**values)
    problems, _ = complaints(caught.value.errors(), known=set())
    return problems


def test_a_rule_about_several_fields_is_said_in_its_own_words_alone():
    wrong = {"first": 0, "second": 0}
    assert problems_of(Made, wrong) == ["first and second are both 0; raise one of them."]
    (nested,) = problems_of(Outer, {"parameters": wrong})
    assert nested == "`parameters`: first and second are both 0; raise one of them."


def test_a_rule_about_one_field_names_it_and_what_was_given():
    (problem,) = problems_of(Made, {"first": 1, "second": 1, "day": "today"})
    assert problem == "`day` is wrong: a day has ten characters (given: 'today')."
