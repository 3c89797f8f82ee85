"""Compares our ledgers with the providers, and prints every difference with its reason.

`python reconcile.py refunds.sqlite http://127.0.0.1:PORT > differences.csv` asks each provider for the status of every payment.
`python reconcile.py refunds.sqlite http://127.0.0.1:PORT register.csv [2026-11-01 2026-11-30]` reads a provider's register, of those days.
"""

import csv
import sys
from datetime import date
from typing import Iterator, Optional, Union

import register
from reasons import COLUMNS, Difference
from refundkit import (
    HttpResponse, PaymentSnapshot, RefundAmount, RefundError, SberbankGatewayRefund, SberbankLegacyRefund, SberbankMethod, SendStep,
    SessionRefund, TheMapRefund, TranzzoRefund,
)  # fmt: skip
from shop import DoesNotOpen, Line, Shop, line_of, send
from shown import ALWAYS, Payment, Period, Unopened
from statuses import of_status

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


def lines(shop: Shop) -> Iterator[Line]:
    """A line of each payment."""
    return map(line_of, shop.table.payments())


def payment_of(shop: Shop, line: Line) -> Union[Payment, Unopened]:
    """Tranzzo knows a payment by our order. One whose ledger does not open must not keep the others."""
    id = line.order if line.provider == "tranzzo" else line.payment
    try:
        return Payment(line.provider, id, line.captured, shop.open(line).view())
    except (DoesNotOpen, RefundError) as error:
        return Unopened(line.provider, id, str(error))


def by_statuses(shop: Shop) -> Iterator[Difference]:
    for line in lines(shop):
        payment = payment_of(shop, line)
        if isinstance(payment, Unopened):
            yield payment.difference()
        else:
            yield from of_status(payment, look(shop, line))


def by_register(shop: Shop, path: str, *days: str) -> Iterator[Difference]:
    period = Period(*map(date.fromisoformat, days)) if days else ALWAYS
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        yield from register.differences(file, (payment_of(shop, line) for line in lines(shop)), period)


def main(database: str, base: str, *given: str) -> None:
    shop, table = Shop(database, base), csv.writer(sys.stdout)
    table.writerow(COLUMNS)
    table.writerows(found.row() for found in (by_register(shop, *given) if given else by_statuses(shop)))


if __name__ == "__main__":
    main(*sys.argv[1:])
