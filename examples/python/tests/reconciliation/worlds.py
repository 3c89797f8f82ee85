"""A world: what a provider shows of its refunds, and our ledgers. In a true one they agree as far as ledgers can."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Dict, List, Optional, Tuple

from facts import Facts

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
CAPTURED = 10_000


@dataclass
class Refund:
    """A refund of ours. `known` is the provider's id, if our ledger has it; `day` is when our ledger learned of the end."""

    reference: str
    amount: int
    ours: str
    known: Optional[str] = None
    sendings: int = 1
    day: Optional[date] = None


@dataclass
class Line:
    """A refund as it is shown. `of` is our reference of the refund that it truly is, if it is one of ours; `broken` are texts that
    stand in the register instead."""

    payment: str
    of: Optional[str]
    id: str
    reference: str
    amount: int
    status: str
    currency: str
    day: Optional[date] = None
    chargeback: bool = False
    broken: Tuple[str, str] = ("", "")


@dataclass
class Order:
    """A payment."""

    id: str
    captured: int = CAPTURED
    refunds: List[Refund] = field(default_factory=list)

    def refund(self, reference: Optional[str]) -> Optional[Refund]:
        return next((refund for refund in self.refunds if refund.reference == reference), None)


@dataclass
class World:
    facts: Facts
    orders: List[Order]
    lines: List[Line]
    for_register: bool
    has_period: bool
    totals: Dict[str, int] = field(default_factory=dict)  # what is in the total of a payment and in no line
    silent: str = ""  # the payment for which there is no response
    untold: str = ""  # the payment whose response has no total
    ids: int = 0

    def lines_of(self, order: Order) -> List[Line]:
        return [line for line in self.lines if line.payment == order.id]

    def shown(self, order: Order, refund: Refund) -> List[Line]:
        return [line for line in self.lines_of(order) if line.of == refund.reference]

    def new_id(self) -> str:
        """Of a refund that no other line has."""
        self.ids += 1
        return self.facts.id.format(self.ids) if self.facts.id else ""

    def is_needed(self, refund: Refund) -> bool:
        """Whether a success has to be in the register: not where it is near an end of the period."""
        day = timedelta(days=1)
        return not self.has_period or refund.day is None or FIRST + day <= refund.day <= LAST - day


def wire(refund: Refund) -> str:
    """What travels in place of our reference. A shop may also number its refunds."""
    return refund.reference if refund.reference[0].isdecimal() else f"shop-{refund.reference}"


def noon(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc).timestamp() * 1000)
