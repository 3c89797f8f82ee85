"""A world in the shapes that the comparison is given: views of ledgers, the lines of a register, statuses of payments."""

import csv
import io
import json
from random import Random
from typing import Dict, List, Optional, Tuple

from facts import DECLINED, PENDING, SUCCEEDED, Facts
from refundkit import LedgerView, Money, PaymentSnapshot, RefundEntry, RefundStage, RefundStatus, RefundView
from shown import Payment
from worlds import Line, Order, Refund, World, noon, wire


def payments(world: World) -> List[Payment]:
    currency = world.facts.currency
    return [
        Payment(world.facts.provider, order.id, Money(minor_units=order.captured, currency=currency), view(order, world.facts))
        for order in world.orders
    ]


def view(order: Order, facts: Facts) -> LedgerView:
    currency = facts.currency
    refunds = [refund_view(refund, currency, facts.ids) for refund in order.refunds]
    captured = Money(minor_units=order.captured, currency=currency)
    return LedgerView(captured=captured, left=Money(minor_units=0, currency=currency), refunds=refunds, alerts=[], settled=[])


def refund_view(refund: Refund, currency: str, ids: Tuple[str, ...]) -> RefundView:
    ended = refund.ours in (SUCCEEDED, DECLINED)
    return RefundView(
        reference=refund.reference, wire_reference=wire(refund), amount=Money(minor_units=refund.amount, currency=currency),
        stage=RefundStage.ENDED if ended else RefundStage.IN_PROGRESS, status=RefundStatus(refund.ours), reason=None, problem=None,
        blocked_by=None, refund_id=refund.known if "refund_id" in ids else None,
        bank_reference=refund.known if "bank_reference" in ids else None, receipt=None, fee=None, parts=None, completed_at=None,
        code=None, asked_at_ms=0, sendings=refund.sendings, ended_at_ms=noon(refund.day) if ended and refund.day else None,
        decided=None, alerts=[],
    )  # fmt: skip


def register(world: World, chance: Random) -> List[str]:
    """The same register is written in many ways."""
    columns = ["provider", "payment", "refund_id", "reference", "amount", "currency", "status", "date", "kind", "shop"]
    chance.shuffle(columns)
    texts = [written(columns)] + [text_of(world, line, columns, chance) for line in world.lines]
    mark, blank = chance.choice(["", "", "", "\ufeff"]), chance.choice([[], [], [""], [" , "]])
    return [mark + texts[0] + "\n"] + [text + chance.choice(["\n", "\r\n"]) for text in texts[1:] + blank]


def text_of(world: World, line: Line, columns: List[str], chance: Random) -> str:
    words = [*world.facts.words[line.status], line.status]
    row: Dict[str, str] = {
        "provider": world.facts.provider, "payment": line.payment, "refund_id": line.id,
        "reference": chance.choice([line.reference, *spelled(world, line)]),
        "amount": major(line.amount, chance), "currency": line.currency, "status": chance.choice(words), "date": day_text(line, chance),
        "kind": "chargeback" if line.chargeback else chance.choice(["", "refund"]), "shop": "Shop, \"Mugs\"",
    }  # fmt: skip
    column, broken = line.broken
    row["status"] = broken if column == "code" else row["status"]
    row["reference"] = chance.choice(["", "", " "]) + row["reference"] + chance.choice(["", "", " "])
    text = written([broken if name == column else row[name] for name in columns])
    if column == "quote":  # the one that ends a field is gone
        return text.replace('""Mugs"""', '""Mugs""')
    return broken.replace("LINE", text) if column == "line" else text


def spelled(world: World, line: Line) -> List[str]:
    """`metadata` is JSON, or a JSON text that holds JSON."""
    if not world.facts.as_json or not line.reference:
        return [line.reference]
    return [json.dumps(line.reference), json.dumps(json.dumps(line.reference))]


def written(row: List[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(row)
    return text.getvalue()


def major(amount: int, chance: Random) -> str:
    """10.50 is also written 10.5, and 10.00 is also 10."""
    text = f"{amount // 100}.{amount % 100:02}"
    return chance.choice([text, text, text.rstrip("0").rstrip(".")])


def day_text(line: Line, chance: Random) -> str:
    return f"{line.day}{chance.choice(['', 'T10:10:10.100', ' 10:10:10', 'T02:03:00.000000Z'])}" if line.day else ""


def total(world: World, order: Order) -> int:
    done = (line.amount for line in world.lines_of(order) if line.status == SUCCEEDED and not line.chargeback)
    return sum(done) + world.totals.get(order.id, 0)


def snapshot(world: World, order: Order, chance: Random) -> Optional[PaymentSnapshot]:
    """As the library reads the provider's response to the question."""
    facts = world.facts
    given_back = Money(minor_units=total(world, order), currency=facts.currency)
    entries = [entry(world, line, chance) for line in world.lines_of(order)]
    if world.silent == order.id:
        return None
    if facts.status == "state":
        return PaymentSnapshot(provider_status=state(world, order))
    refunded = None if facts.status == "list" or world.untold == order.id else given_back
    return PaymentSnapshot(refunded=refunded, entries=[] if facts.status == "total" else entries)


def entry(world: World, line: Line, chance: Random) -> RefundEntry:
    currency = world.facts.currency if line.currency.upper() in ("", "643", "810", "RUR") else line.currency.upper()
    column, broken = line.broken
    reference = chance.choice(spelled(world, line)) or None
    ids = world.facts.ids if reference else ("refund_id", *world.facts.ids)
    return RefundEntry(
        refund_id=(line.id or None) if "refund_id" in ids else None, bank_reference=(line.id or None) if "bank_reference" in ids else None,
        status=RefundStatus.UNKNOWN if column == "status" else RefundStatus(line.status),
        provider_status=broken or world.facts.words[line.status][0],
        amount=None if column == "amount" else Money(minor_units=line.amount, currency=currency),
        reference=reference, chargeback=line.chargeback,
    )  # fmt: skip


def state(world: World, order: Order) -> str:
    """theMAP's state of a payment, which a refund of a part leaves as it was."""
    if total(world, order) >= order.captured:
        return "Refunded"
    return "Refunding" if any(line.status == PENDING for line in world.lines_of(order)) else "Charged"
