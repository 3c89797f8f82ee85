"""Amounts of money as a Python programmer expects them: exact sums, an order, decimals, a text."""

from decimal import Decimal
from typing import Any, Callable

import pytest
from refundkit import Money, RefundError, money

LARGEST = 2**53 - 1
UAH = money("10.50", "UAH")


def refused(call: Callable[[], object]) -> RefundError:
    with pytest.raises(RefundError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize("currency", ["UAH", "JPY", "KWD", "CLF"])
def test_amounts_add_up_exactly(currency: str) -> None:
    one, other = Money(minor_units=LARGEST - 1, currency=currency), Money(minor_units=1, currency=currency)
    assert one + other == Money(minor_units=LARGEST, currency=currency) and (one + other) - other == one
    assert (other - other).minor_units == 0 and sum([other, other], start=other - other).minor_units == 2
    assert other < one and other <= one and one > other and one >= other and not other < other and other <= other
    assert sorted([one, other]) == [other, one] and max(one, other) is one
    exponent = {"UAH": 2, "JPY": 0, "KWD": 3, "CLF": 4}[currency]
    assert one.decimal == Decimal(LARGEST - 1).scaleb(-exponent) and one.decimal.as_tuple().exponent == -exponent
    assert money(one.decimal, currency) == one and str(one) == f"{one.decimal} {currency}"


def test_an_amount_prints_itself() -> None:
    assert (str(UAH), f"{UAH}", repr(UAH)) == ("10.50 UAH", "10.50 UAH", "Money(minor_units=1050, currency='UAH')")
    assert str(Money(minor_units=1050, currency="???")) == "Money(minor_units=1050, currency='???')"
    wrong: Any = Money(minor_units="5", currency=None)  # type: ignore[arg-type]
    assert str(wrong) == "Money(minor_units='5', currency=None)"


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_amounts_of_two_currencies_have_nothing_in_common(operation: str) -> None:
    error = refused(lambda: getattr(UAH, operation)(money("10.50", "RUB")))
    assert (error.code, error.field) == ("invalid_currency", "other.currency")
    for stranger in (5, Decimal("10.50"), "10.50", None):
        assert getattr(UAH, operation)(stranger) is NotImplemented
    assert UAH != money("10.50", "RUB") and UAH != 1050


def test_a_result_out_of_range_is_an_error() -> None:
    largest, smallest = Money(minor_units=LARGEST, currency="UAH"), Money(minor_units=1, currency="UAH")
    for call in (lambda: largest + smallest, lambda: smallest - largest, lambda: largest + largest):
        error = refused(call)
        assert (error.code, error.field) == ("invalid_amount", "other.minor_units")
    beyond = Money(minor_units=2**63 - 1, currency="UAH")
    assert refused(lambda: beyond + beyond).code == "invalid_amount"
