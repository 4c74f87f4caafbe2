"""The errors that a user of the collection can meet, each with a place and a remedy."""

from __future__ import annotations


class RmlError(Exception):
    """An error that says what is wrong, where, and what to do about it.

    Parameters
    ----------
    problem
        What was found and what is allowed, as one sentence.
    where
        The file, and within it the field, cell or row, as the user would look for it.
    remedy
        What the user can do, as an instruction.
    """

    def __init__(
        self, problem: str, *, where: str | None = None, remedy: str | None = None
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.problem}{advice}"


class CollectionError(RmlError):
    """A parameter file, notebook or the collection as a whole breaks its contract."""


class ParameterError(CollectionError):
    """A parameter is unknown, missing, ill-typed or out of bounds."""


class DataError(RmlError):
    """An input file is altered, malformed or against its schema."""


class DataUnavailableError(DataError):
    """An input file is in no cache, in no mirror, and could not be downloaded."""


class ProductError(RmlError):
    """A finding, figure or table cannot be published as it was given."""


class RunError(RmlError):
    """A notebook could not be run to its end."""


class PublicationError(RmlError):
    """A version could not be written, or a published one is not as it was."""
