"""What is compared: a payment with our ledger of it, what the provider shows of its refunds, and the days of a register."""

from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple, Optional, Set, Union

from reasons import Difference, Reason
from refundkit import LedgerView, Money, RefundEntry, RefundStatus, RefundView

# How far a day of theirs may be from ours: their days begin at another hour. Where a register has days of posting, it is more.
APART = timedelta(days=1)

# What has moved money, what may still do so, and the rest.
STATUSES = [RefundStatus.SUCCEEDED, RefundStatus.PENDING, RefundStatus.UNKNOWN, RefundStatus.REVERSED, RefundStatus.DECLINED]
MOVING = STATUSES[:2]
UNDECIDED = {RefundStatus.PENDING, RefundStatus.UNKNOWN}


class Payment(NamedTuple):
    """A payment and its ledger. `id` is the one by which the provider knows it."""

    provider: str
    id: str
    captured: Money
    view: LedgerView


class Unopened(NamedTuple):
    """A payment whose ledger does not open, and why. `id` is the one by which the provider knows it."""

    provider: str
    id: str
    why: str

    def difference(self) -> Difference:
        return Difference(self.provider, self.id, Reason.UNOPENED, ours=self.why)


class Shown(NamedTuple):
    """A refund as it is shown, with an amount. The entries of a status have neither line nor day here."""

    entry: RefundEntry
    line: str = ""
    day: Optional[date] = None


def day_of(ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, timezone.utc).date()


class Period(NamedTuple):
    """The days of a register. Their days may begin at another hour than ours, and we learn of an end later than they."""

    first: date
    last: date

    def needs(self, refund: RefundView) -> bool:
        """Whether a refund of ours has to be shown, if it succeeded. Near an end, the register before or after may have it."""
        return refund.ended_at_ms is None or self.first + APART <= day_of(refund.ended_at_ms) <= self.last - APART

    def is_over(self, refund: RefundView) -> bool:
        """Whether an earlier register had it: it succeeded before the first day."""
        ended = refund.ended_at_ms if refund.status is RefundStatus.SUCCEEDED else None
        return ended is not None and day_of(ended) < self.first - APART


ALWAYS = Period(date(1, 1, 2), date(9999, 12, 31))


def ids(one: Union[RefundView, RefundEntry]) -> Set[str]:
    """By which the provider or the banks know a refund. Some providers have the bank's reference alone."""
    return {id for id in (one.refund_id, one.bank_reference) if id}


def standing(refund: RefundView, shown: RefundStatus) -> Optional[Reason]:
    """What is wrong with a status beside ours. Two that are undecided agree."""
    if refund.status in UNDECIDED:
        return None if shown in UNDECIDED else Reason.UNDECIDED_WITH_US
    return None if shown is refund.status else Reason.STATUS_DIFFERS


def is_too_late(refund: RefundView, line: Shown) -> bool:
    """Whether it is dated after we knew that the refund had succeeded. The other way round is common: we learn of it later than they."""
    if refund.status is not RefundStatus.SUCCEEDED or refund.ended_at_ms is None or line.day is None:
        return False
    return line.day - day_of(refund.ended_at_ms) > APART
