import pytest

from rml.data import ledger


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["real"], "real"),
        (["published"], "published"),
        (["simulated"], "simulated"),
        (["real", "published"], "real"),
        (["simulated", "published"], "simulated"),
        (["real", "simulated"], "mixed"),
        (["published", "simulated", "real"], "mixed"),
    ],
)
def test_the_data_kind_follows_from_the_inputs(kinds, expected):
    assert ledger.derive_data_kind({str(i): kind for i, kind in enumerate(kinds)}) == expected


def test_without_inputs_there_is_no_data_kind():
    with pytest.raises(ValueError, match="there is no data kind"):
        ledger.derive_data_kind(ledger.inputs())


def test_inputs_are_kept_in_order_of_first_use_and_handed_out_as_a_copy():
    ledger.record_input("b", "real")
    ledger.record_input("a", "published")
    ledger.record_input("b", "real")
    assert list(ledger.inputs()) == ["b", "a"]
    ledger.inputs()["c"] = "simulated"
    assert "c" not in ledger.inputs()
    ledger.clear()
    assert ledger.inputs() == {}


def test_each_call_of_a_generator_is_noted():
    @ledger.simulated
    def draw(number, *, scale=1):
        """Return a draw."""
        return number * scale

    assert ledger.inputs() == {}
    assert draw(2, scale=3) == 6
    (name,) = ledger.inputs()
    assert name.endswith("draw")
    assert ledger.inputs()[name] == "simulated"
    assert draw.__doc__ == "Return a draw."
