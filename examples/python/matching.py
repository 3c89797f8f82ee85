"""Whose a refund is that a provider shows: an entry of a status, or a line of a register.

Our reference decides, then the refund's id. What neither names is given to our refunds by amount, status and day.
"""

from datetime import date
from typing import Dict, Iterable, List, Optional, Set, Tuple

from refundkit import RefundEntry, RefundStatus, RefundView
from shown import MOVING, STATUSES, Payment, Period, Shown, ids, is_too_late, standing

# Who gives our reference back in every refund that has one: without it, a refund is none of ours.
ECHOES = {"tranzzo"}


def agrees(refund: RefundView, entry: RefundEntry) -> bool:
    return entry.amount == refund.amount and standing(refund, entry.status) is None


def may_be(refund: RefundView, entry: RefundEntry) -> bool:
    """Whether what nothing names can be this refund."""
    contradicts = ids(refund) and ids(entry) and not ids(refund) & ids(entry)
    return refund.sendings > 0 and not (entry.chargeback or entry.reference or contradicts)


def rank(line: Shown) -> Tuple[int, int]:
    """What moved money first, and the latest days first: the fewest refunds can be theirs."""
    return STATUSES.index(line.entry.status), -(line.day or date.min).toordinal()


class Matching:
    """What is shown of a payment: what belongs to each of our refunds, what to none, and what was there before."""

    def __init__(self, payment: Payment, shown: Iterable[Shown], period: Period) -> None:
        self.refunds, self.period = payment.view.refunds, period
        self.own: Dict[str, List[Shown]] = {refund.reference: [] for refund in self.refunds}
        lines = sorted(shown, key=rank)
        self.strange = [line for line in lines if line.entry.chargeback]  # it may have the id of what it took back
        self.again: List[Shown] = []
        self.assign([line for line in lines if not line.entry.chargeback])
        self.named = {reference for reference, lines in self.own.items() if lines}
        if payment.provider not in ECHOES:
            self.pair()

    def assign(self, shown: List[Shown]) -> None:
        seen: Set[object] = set()
        copies: List[Shown] = []
        for line in shown:
            id, whole, refund = line.entry.refund_id or line.entry.bank_reference, (line.entry, line.day), self.owner(line.entry)
            if id in seen:
                self.again.append(line)
            elif refund:
                self.own[refund.reference].append(line)
            else:
                (copies if whole in seen else self.strange).append(line)
            seen.add(id or whole)
        self.strange += copies  # last, so that what is left over is one of them

    def owner(self, entry: RefundEntry) -> Optional[RefundView]:
        by_reference = (refund for refund in self.refunds if entry.reference == refund.wire_reference)
        by_id = (refund for refund in self.refunds if ids(refund) & ids(entry))
        return next(by_reference, None) or next(by_id, None)

    def pair(self) -> None:
        for fits in (agrees, self.resembles):
            for line in list(self.strange):
                fitting = (refund for refund in self.free(line) if fits(refund, line.entry) and not is_too_late(refund, line))
                self.give(line, next(fitting, None))
        missing = [refund for refund in self.refunds if self.is_missing(refund)]
        if len(missing) == 1:  # the last one on either side
            left = [line for line in self.strange if line.entry.status in MOVING and may_be(missing[0], line.entry)]
            if len(left) == 1:
                self.give(left[0], missing[0])

    def free(self, line: Shown) -> List[RefundView]:
        """What has to be shown first, and the earliest first: later ones can have the lines that are still to come as well."""
        idle = [refund for refund in self.refunds if not self.own[refund.reference] and may_be(refund, line.entry)]
        possible = [refund for refund in idle if not self.period.is_over(refund)]
        return sorted(possible, key=lambda refund: (not self.is_missing(refund), refund.ended_at_ms or 0))

    def resembles(self, refund: RefundView, entry: RefundEntry) -> bool:
        """A refusal that nothing names may be that of any sending: it decides no refund that is open."""
        return entry.amount == refund.amount and (entry.status is RefundStatus.SUCCEEDED or self.is_missing(refund))

    def give(self, line: Shown, refund: Optional[RefundView]) -> None:
        if refund:
            self.strange.remove(line)
            self.own[refund.reference].append(line)

    def is_missing(self, refund: RefundView) -> bool:
        return refund.status is RefundStatus.SUCCEEDED and not self.own[refund.reference] and self.period.needs(refund)
