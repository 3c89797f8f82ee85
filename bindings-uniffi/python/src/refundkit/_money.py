"""What an amount of money can do in Python. Decimals and range are the core's."""

from __future__ import annotations

import typing
from decimal import Decimal

from ._values import Record


class Amount(Record):
    minor_units: int
    currency: str
    format: typing.Callable[[], str]
    _plus: typing.Callable[[Amount], Amount]
    _minus: typing.Callable[[Amount], Amount]

    @property
    def decimal(self) -> Decimal:
        """The amount, exactly, with all decimals of its currency: `Decimal("10.50")`."""
        return Decimal(self.format())

    def __str__(self) -> str:
        """`10.50 UAH`."""
        try:
            return f"{self.format()} {self.currency}"
        except Exception:  # a currency or a number that cannot be
            return repr(self)

    def __add__(self, other: Amount) -> Amount:
        """An amount of another currency, or a sum that is too large, is a `RefundError`."""
        return self._plus(other) if isinstance(other, Amount) else NotImplemented

    def __sub__(self, other: Amount) -> Amount:
        """An amount of another currency, or one that is larger, is a `RefundError`."""
        return self._minus(other) if isinstance(other, Amount) else NotImplemented

    def __lt__(self, other: Amount) -> bool:
        return self._beyond(other) < 0 if isinstance(other, Amount) else NotImplemented

    def __le__(self, other: Amount) -> bool:
        return self._beyond(other) <= 0 if isinstance(other, Amount) else NotImplemented

    def __gt__(self, other: Amount) -> bool:
        return self._beyond(other) > 0 if isinstance(other, Amount) else NotImplemented

    def __ge__(self, other: Amount) -> bool:
        return self._beyond(other) >= 0 if isinstance(other, Amount) else NotImplemented

    def _beyond(self, other: Amount) -> int:
        if self.currency != other.currency:
            self._minus(other)  # says what is wrong
        return self.minor_units - other.minor_units
