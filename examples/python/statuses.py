"""Compares our ledger of a payment with the provider's status of it: refund by refund where the status lists them, else by total or state."""

from dataclasses import replace
from typing import Iterator, Optional, Set

from compare import compare
from reasons import Difference, Reason
from refundkit import LedgerView, Money, PaymentSnapshot, RefundStatus
from shown import UNDECIDED, Payment, Shown
from words import reference_of, status_of

# Who lists the refunds of a payment in every status. Sberbank's gateways list them, or show a total alone.
LISTS = {"bank131", "smart_glocal", "tranzzo"}


def of_status(payment: Payment, snapshot: Optional[PaymentSnapshot]) -> Iterator[Difference]:
    """`snapshot` is None where the response said nothing."""
    if snapshot is None:
        yield of_payment(payment, Reason.NO_ANSWER)
    elif payment.provider in LISTS or is_whole(snapshot):
        yield from of_list(payment, snapshot)
    elif snapshot.refunded:
        yield from of_total(payment, snapshot.refunded)
    elif snapshot.provider_status:
        yield from of_state(payment, snapshot.provider_status)
    else:
        yield of_payment(payment, Reason.SHOWS_NOTHING)


def is_whole(snapshot: PaymentSnapshot) -> bool:
    """Whether there is a list, and it adds up to the total beside it."""
    done = [entry.amount for entry in snapshot.entries if entry.status is RefundStatus.SUCCEEDED and entry.amount]
    listed = sum(amount.minor_units for amount in done)
    return bool(snapshot.entries) and snapshot.refunded is not None and snapshot.refunded.minor_units == listed


def of_list(payment: Payment, snapshot: PaymentSnapshot) -> Iterator[Difference]:
    read = []
    for entry in snapshot.entries:
        if entry.amount is None or entry.status is RefundStatus.UNKNOWN and not is_documented(payment, entry.provider_status):
            theirs = f"{entry.refund_id}: {entry.amount} {entry.provider_status}"
            yield Difference(payment.provider, payment.id, Reason.UNREADABLE, theirs=theirs)
        else:
            read.append(Shown(replace(entry, reference=reference_of(payment.provider, entry.reference))))
    yield from compare(payment, read)


def is_documented(payment: Payment, word: Optional[str]) -> bool:
    return bool(word) and status_of(payment.provider, word or "") is not None


def of_total(payment: Payment, shown: Money) -> Iterator[Difference]:
    proven = proven_by(payment.view)
    if shown.minor_units - proven in undecided_sums(payment):
        yield of_payment(payment, Reason.POSSIBLY_OURS, shown)
    elif shown.minor_units != proven:
        yield of_payment(payment, Reason.TOTAL_ABOVE if shown.minor_units > proven else Reason.TOTAL_BELOW, shown)


def of_state(payment: Payment, state: str) -> Iterator[Difference]:
    """theMAP: everything was given back, or not everything."""
    if state == "Refunded":
        yield from of_total(payment, payment.captured)
    elif state == "Charged" and proven_by(payment.view) >= payment.captured.minor_units:
        yield of_payment(payment, Reason.TOTAL_BELOW)
    elif payment.view.refunds:
        yield of_payment(payment, Reason.SHOWS_NOTHING)


def proven_by(view: LedgerView) -> int:
    return sum(refund.amount.minor_units for refund in view.refunds if refund.status is RefundStatus.SUCCEEDED)


def undecided_sums(payment: Payment) -> Set[int]:
    """What the undecided refunds that were sent come to, each with and without the others."""
    sums = {0}
    for refund in payment.view.refunds:
        if refund.status in UNDECIDED and refund.sendings:
            sums |= {refund.amount.minor_units + other for other in sums}
    return sums - {0}


def of_payment(payment: Payment, reason: Reason, shown: Optional[Money] = None) -> Difference:
    ours = Money(minor_units=proven_by(payment.view), currency=payment.captured.currency)
    return Difference(payment.provider, payment.id, reason, ours=str(ours), theirs=str(shown or ""))
