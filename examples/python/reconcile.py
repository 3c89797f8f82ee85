"""Compares our ledgers with the providers: `python reconcile.py refunds.sqlite http://127.0.0.1:PORT > differences.csv`.

Asks for every payment, and prints those where the providers gave back another sum than our ledgers prove, with the reason.
"""

import csv
import sys
from typing import Dict, Iterator, List, Optional

from refundkit import (
    HttpResponse, LedgerView, PaymentSnapshot, RefundAmount, RefundStatus, SberbankGatewayRefund, SberbankLegacyRefund,
    SberbankMethod, SendStep, SessionRefund, TheMapRefund, TranzzoRefund,
)  # fmt: skip
from shop import Line, Shop, line_of, send

# What a status is asked by: the payment. The amount is that of any refund, and says nothing here.
QUESTIONS = {
    "bank131": lambda line: SessionRefund(session_id=line.payment, amount=RefundAmount.PARTIAL(line.amount)),
    "sberbank_gateway": lambda line: SberbankGatewayRefund(
        method=SberbankMethod.REFUND, order_id=line.payment, amount=line.amount, external_refund_id=line.id
    ),
    "sberbank_legacy": lambda line: SberbankLegacyRefund(method=SberbankMethod.REFUND, order_id=line.payment, amount=line.amount),
    "themap": lambda line: TheMapRefund(map_order_id=line.payment, merchant_order_id=line.order, amount=line.amount),
    "tranzzo": lambda line: TranzzoRefund(order_id=line.order, amount=RefundAmount.PARTIAL(line.amount)),
}


def look(shop: Shop, line: Line) -> Optional[PaymentSnapshot]:
    """What the provider says of the payment; None where its response says nothing."""
    provider, question = shop.places[line.provider].provider, QUESTIONS[line.provider](line)  # type: ignore[no-untyped-call]
    step = SendStep(id=0, request=provider.build_status_request(question), money=False, before=2**52)
    try:
        response: Optional[HttpResponse] = send(step)
    except Exception:  # whatever the client says: there was no response
        response = None
    snapshot: Optional[PaymentSnapshot] = provider.parse_status_response(question, response).snapshot
    return snapshot


# Who lists the refunds of a payment. The others show a total, or neither.
LISTS = {"bank131", "tranzzo"}


def theirs(line: Line, snapshot: Optional[PaymentSnapshot]) -> Optional[int]:
    """Minor units by the provider's total, or by its list; None where it shows neither."""
    if snapshot and snapshot.refunded:
        return snapshot.refunded.minor_units
    if not snapshot or line.provider not in LISTS:
        return None
    done = [entry.amount for entry in snapshot.entries if entry.status is RefundStatus.SUCCEEDED]
    return sum(amount.minor_units for amount in done if amount)


def ours(view: LedgerView) -> int:
    return sum(refund.amount.minor_units for refund in view.refunds if refund.status is RefundStatus.SUCCEEDED)


def why(view: LedgerView, proven: int, shown: Optional[int]) -> str:
    if shown is None:
        return "the provider does not show it"
    undecided = sum(r.amount.minor_units for r in view.refunds if r.status in (RefundStatus.PENDING, RefundStatus.UNKNOWN))
    if proven < shown <= proven + undecided:
        return "a refund of ours that is not decided yet"
    return "somebody else gave money back" if shown > proven else "a refund that the provider does not show"


def differences(shop: Shop) -> Iterator[List[object]]:
    payments: Dict[str, Line] = {key: line_of(text) for key, text in shop.table.lines()}
    for line in payments.values():
        view = shop.open(line).view()
        proven, shown = ours(view), theirs(line, look(shop, line))
        if proven != shown:
            yield [line.provider, line.payment, proven, "unknown" if shown is None else shown, why(view, proven, shown)]


def main(database: str, base: str) -> None:
    table = csv.writer(sys.stdout)
    table.writerow(["provider", "payment", "ours", "theirs", "why"])
    table.writerows(differences(Shop(database, base)))


if __name__ == "__main__":
    main(*sys.argv[1:])
