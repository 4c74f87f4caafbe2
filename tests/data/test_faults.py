from __future__ import annotations

import pytest

from rml.data.faults import raise_faults
from rml.errors import DataError, DataUnavailableError


def test_no_fault_is_no_error():
    raise_faults([])


def test_one_fault_is_raised_as_it_is():
    fault = DataUnavailableError("It is not there.", where="tables.users", remedy="Put it there.")
    with pytest.raises(DataUnavailableError) as caught:
        raise_faults([fault])
    assert caught.value is fault


def test_several_faults_are_one_error_with_a_line_each():
    faults = [DataError("This is wrong.", where="a"), DataError("So is this.", remedy="Mend it.")]
    with pytest.raises(DataError) as caught:
        raise_faults(faults)
    assert str(caught.value) == "a: This is wrong.\nSo is this. Mend it."
