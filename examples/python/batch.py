"""Refunds a file of lines: `python batch.py in.csv out.csv refunds.sqlite http://127.0.0.1:PORT`.

The database is a file, or PostgreSQL at a `postgresql://` address. in.csv has `id,provider,payment,order,captured,amount,currency,goods`.
It may be killed at any moment and started again, and several may run at once on one database: a line is refunded once. out.csv says of each
line how it stands, and when to run this again. After a provider refused the credentials and has new ones, name it behind the address: only then
do its refunds go on. Where an id is known, that is how the refund under it stands, and `why` says what is wrong with
the line; `unknown,failed` says that it may have been sent.
"""

import csv
import os
import sys
import time
from datetime import datetime, timezone
from typing import Container, Dict, List

from refundkit import AlertKind, RefundError, RefundLedger, RefundStage, RefundView, money
from shop import Line, Shop, line_of
from tqdm import tqdm

COLUMNS: List[object] = ["id", "status", "stage", "why", "amount", "currency", "code", "refund_id", "bank_reference", "receipt", "left", "alerts", "again_at"]


def read_lines(path: str) -> List[Dict[str, str]]:
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def read(row: Dict[str, str], shop: Shop, renewed: Container[str]) -> List[object]:
    if row["provider"] not in shop.places:
        return wrong(shop, row["id"], "there is no such provider")
    try:
        line = parsed(row)
    except RefundError as error:
        return wrong(shop, row["id"], str(error))
    return settle(shop, line, renewed)


def parsed(row: Dict[str, str]) -> Line:
    captured, amount = (money(row[name], row["currency"]) for name in ("captured", "amount"))
    return Line(row["id"], row["provider"], row["payment"], row["order"], captured, amount, row.get("goods") or "")


def settle(shop: Shop, line: Line, renewed: Container[str]) -> List[object]:
    """Takes the line on, and brings its payment as far as it goes now."""
    try:
        ledger = shop.ask(line)
    except RefundError as error:
        return wrong(shop, line.id, str(error))
    if not shop.table.take(line.id, shop.key_of(line), line.text()):
        return wrong(shop, line.id, "another line had this id before, and stands for itself")
    refund = ledger.refund(line.id)
    if line.provider in renewed and are_credentials_refused(ledger):
        ledger.credentials_changed(time.time_ns() // 1_000_000)
        shop.run(ledger)
    elif is_due(shop, line) or refund is None or refund.stage is RefundStage.PLANNED:
        shop.run(ledger)
    return report(shop, line, ledger)


def are_credentials_refused(ledger: RefundLedger) -> bool:
    return any(alert.kind is AlertKind.CREDENTIALS_REFUSED for alert in ledger.view().alerts)


def is_due(shop: Shop, line: Line) -> bool:
    due = shop.table.due(shop.key_of(line))
    return due is not None and due <= time.time() * 1000


def report(shop: Shop, line: Line, ledger: RefundLedger, wrong: str = "") -> List[object]:
    refund = ledger.refund(line.id)
    assert refund
    due = shop.table.due(shop.key_of(line))
    alerts = " ".join(alert.kind.name.lower() for alert in ledger.view().alerts)  # the payment's: many name no refund
    again = datetime.fromtimestamp(due / 1000, timezone.utc).isoformat() if due and refund.stage is not RefundStage.ENDED else ""
    why = wrong or (refund.reason.name.lower() if refund.reason else "")
    known = [refund.code, refund.refund_id, refund.bank_reference, refund.receipt]
    return [*standing(refund), why, refund.amount.format(), refund.amount.currency, *known, ledger.view().left.format(), alerts, again]


def standing(refund: RefundView) -> List[object]:
    return [refund.reference, refund.status.name.lower(), refund.stage.name.lower()]


def wrong(shop: Shop, id: str, why: str) -> List[object]:
    """The line itself is wrong. Only where its id is new, this says that nothing was sent: else the line that was taken under it stands."""
    text = shop.table.kept(id)
    if text is None:
        return [id, "refused", "ended", why]
    line = line_of(text)
    return report(shop, line, shop.open(line), why)


def main(source: str, target: str, database: str, base: str, *renewed: str) -> None:
    """`renewed` are providers with new credentials. Each refusal uses up a sending of a refund, so this is not said at every start."""
    shop = Shop(database, base)
    write(target, [COLUMNS, *(found(row, shop, renewed) for row in tqdm(read_lines(source), unit="refund"))])


def found(row: Dict[str, str], shop: Shop, renewed: Container[str]) -> List[object]:
    """Whatever goes wrong with a line, the others go on."""
    try:
        return read(row, shop, renewed)
    except Exception as error:  # the line may be kept, and may have been sent
        return [row.get("id"), "unknown", "failed", f"{type(error).__name__}: {error}"]


def write(target: str, rows: List[List[object]]) -> None:
    """All of it or nothing: half a report looks like a whole one."""
    new = f"{target}.{os.getpid()}"
    with open(new, "w", newline="") as file:
        csv.writer(file).writerows(rows)
    os.replace(new, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
