"""Compares our refunds of a payment with what the provider shows of it. Everything that differs is said once, with its reason."""

from typing import Iterable, Iterator, List, Optional

from matching import Matching
from reasons import Difference, Reason
from refundkit import Money, RefundStatus, RefundView
from shown import ALWAYS, MOVING, Payment, Period, Shown, ids, is_too_late, standing


def compare(payment: Payment, shown: Iterable[Shown], period: Period = ALWAYS) -> Iterator[Difference]:
    matching = Matching(payment, shown, period)
    for refund in payment.view.refunds:
        yield from of_refund(payment, refund, matching)
    for line in matching.again:
        yield difference(payment, Reason.TWICE, line=line)
    for line in matching.strange:
        if line.entry.status in MOVING:  # a refusal takes nothing from us
            yield difference(payment, of_nobody(line, matching), line=line)


def difference(payment: Payment, reason: Reason, refund: Optional[RefundView] = None, line: Optional[Shown] = None) -> Difference:
    ours = described(refund.amount, refund.status) if refund else ""
    theirs = described(line.entry.amount, line.entry.status) if line else ""
    reference = refund.reference if refund else ""
    return Difference(payment.provider, payment.id, reason, reference, line.line if line else "", ours, theirs)


def described(amount: Optional[Money], status: RefundStatus) -> str:
    return f"{amount} {status.name.lower()}"


def of_refund(payment: Payment, refund: RefundView, matching: Matching) -> Iterator[Difference]:
    lines = matching.own[refund.reference]
    if matching.is_missing(refund):
        yield difference(payment, Reason.NOT_SHOWN, refund)
    if not lines:
        return
    counted = [line for line in lines if line.entry.status in MOVING] or lines[:1]
    one = [line for line in counted if line.entry.amount == refund.amount]
    if len(counted) > 1 and one:  # and not in parts, which add up
        yield from (difference(payment, Reason.TWICE, refund, line) for line in counted if line is not one[0])
        counted = one[:1]
    for reason in reasons(refund, counted, refund.reference in matching.named):
        yield difference(payment, reason, refund, counted[0])


def units(lines: List[Shown]) -> int:
    return sum(line.entry.amount.minor_units for line in lines if line.entry.amount)


def reasons(refund: RefundView, lines: List[Shown], named: bool) -> List[Reason]:
    entries = [line.entry for line in lines]
    found = []
    if any(entry.amount and entry.amount.currency != refund.amount.currency for entry in entries):
        found.append(Reason.CURRENCY_DIFFERS)
    elif units(lines) != refund.amount.minor_units:
        found.append(Reason.AMOUNT_DIFFERS)
    wrong = next(filter(None, (standing(refund, entry.status) for entry in entries)), None)
    if wrong:
        found.append(wrong if named or refund.status is RefundStatus.SUCCEEDED else Reason.POSSIBLY_OURS)
    if any(entry.reference not in (None, refund.wire_reference) for entry in entries):
        found.append(Reason.REFERENCE_DIFFERS)
    if any(is_too_late(refund, line) for line in lines):
        found.append(Reason.DATE_DIFFERS)
    has_other_id = ids(refund) and all(ids(entry) and not ids(entry) & ids(refund) for entry in entries)
    return found or [Reason.ID_DIFFERS] * bool(has_other_id)


def of_nobody(line: Shown, matching: Matching) -> Reason:
    if line.entry.chargeback:
        return Reason.CHARGEBACK
    same = (other for lines in matching.own.values() for other in lines if other.entry == line.entry and other.day == line.day)
    return Reason.TWICE if any(same) else Reason.NOT_WITH_US
