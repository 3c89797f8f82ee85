"""Reads a provider's register of refunds, a CSV file, and compares our ledgers with it, line by line.

A line that cannot be read costs itself alone. Neither the register nor our ledgers have to fit into memory.
"""

import csv
import json
import sqlite3
from datetime import date
from typing import Dict, Iterable, Iterator, List, Tuple, Union

from compare import compare
from reasons import Difference, Reason
from refundkit import Money, RefundEntry, RefundError, money
from shown import ALWAYS, Payment, Period, Shown, Unopened
from words import PROVIDERS, reference_of, status_of

# Every register has the first, whose fields may be empty where the provider shows nothing. The others may be absent.
NEEDED = ["provider", "payment", "reference", "amount", "status"]
OTHERS = ["refund_id", "currency", "date", "kind"]

# How registers also write the rouble: its numbers, and its code before 1998.
ROUBLE = {"643", "810", "RUR"}

Row = Dict[str, str]


def differences(register: Iterable[str], payments: Iterable[Union[Payment, Unopened]], period: Period = ALWAYS) -> Iterator[Difference]:
    """`register` gives the lines of the file, `payments` all that we ever refunded, in any order."""
    table = Lines()
    yield from table.read(iter(register))
    for payment in payments:
        rows, shown = table.take(payment.provider, payment.id), []
        if isinstance(payment, Unopened):
            yield payment.difference()
            continue
        for number, row in rows:
            try:
                shown.append(read(row, number, payment.captured))
            except (RefundError, ValueError) as error:
                yield Difference(payment.provider, payment.id, Reason.UNREADABLE, line=number, theirs=str(error))
        yield from (outside(payment, line) for line in shown if line.day and not period.first <= line.day <= period.last)
        yield from compare(payment, shown, period)
    yield from table.rest()


def outside(payment: Payment, line: Shown) -> Difference:
    return Difference(payment.provider, payment.id, Reason.OUTSIDE_PERIOD, line=line.line, theirs=str(line.day))


def read(row: Row, number: str, captured: Money) -> Shown:
    """Raises what is wrong with the line. Where a register names no currency, it is the payment's."""
    currency = row["currency"].upper() or captured.currency
    status = status_of(row["provider"], row["status"])
    if status is None:
        raise ValueError(f"no document of the provider has the status {row['status']!r}")
    if row["kind"] not in ("", "refund", "chargeback"):
        raise ValueError(f"a line is a refund or a chargeback, and no {row['kind']!r}")
    entry = RefundEntry(
        status=status, amount=money(row["amount"], "RUB" if currency in ROUBLE else currency),
        refund_id=row["refund_id"] or None, reference=reference_of(row["provider"], row["reference"]), chargeback=row["kind"] == "chargeback",
    )  # fmt: skip
    return Shown(entry, number, date.fromisoformat(row["date"][:10]) if row["date"] else None)


class Lines:
    """The lines of a register by their payments, in a temporary file."""

    def __init__(self) -> None:
        self.database = sqlite3.connect("")
        self.database.execute(
            "CREATE TABLE lines (provider TEXT, payment TEXT, number INTEGER, row TEXT, PRIMARY KEY (provider, payment, number)) WITHOUT ROWID"
        )

    def read(self, lines: Iterator[str]) -> Iterator[Difference]:
        """Keeps what can be read. Raises where this is no register at all."""
        columns = fields_of(next(lines, ""))
        wrong = [column for column in NEEDED if columns.count(column) != 1] + [column for column in OTHERS if columns.count(column) > 1]
        if wrong:
            raise ValueError(f"the first line of a register has the columns {', '.join(NEEDED)}, each once: see {', '.join(wrong)}")
        for number, line in enumerate(lines, start=2):
            try:
                self.keep(columns, fields_of(line), number)
            except (csv.Error, ValueError) as error:
                yield Difference("", "", Reason.UNREADABLE, line=str(number), theirs=str(error))

    def keep(self, columns: List[str], fields: List[str], number: int) -> None:
        if not any(fields):
            return
        if len(fields) != len(columns):
            raise ValueError(f"{len(fields)} fields, where the first line has {len(columns)}")
        row = {**dict.fromkeys(OTHERS, ""), **dict(zip(columns, fields))}
        if row["provider"] not in PROVIDERS or not row["payment"]:
            raise ValueError(f"there is no payment {row['payment']!r} of a provider {row['provider']!r}")
        self.database.execute("INSERT INTO lines VALUES (?, ?, ?, ?)", [row["provider"], row["payment"], number, json.dumps(row)])

    def take(self, provider: str, payment: str) -> List[Tuple[str, Row]]:
        """The lines of a payment with their numbers, once."""
        key = [provider, payment]
        found = self.database.execute("SELECT number, row FROM lines WHERE provider = ? AND payment = ? ORDER BY number", key).fetchall()
        self.database.execute("DELETE FROM lines WHERE provider = ? AND payment = ?", key)
        return [(str(number), json.loads(row)) for number, row in found]

    def rest(self) -> Iterator[Difference]:
        """What is about no payment of ours."""
        for provider, payment, number, row in self.database.execute("SELECT * FROM lines ORDER BY number"):
            theirs = " ".join(json.loads(row)[name] for name in ("amount", "currency", "status"))
            yield Difference(provider, payment, Reason.UNKNOWN_PAYMENT, line=str(number), theirs=theirs)


def fields_of(line: str) -> List[str]:
    """Of one line by itself: a quote that does not end must not swallow the lines below it."""
    return [field.strip() for field in next(csv.reader([line.lstrip("\ufeff")], strict=True), [])]
