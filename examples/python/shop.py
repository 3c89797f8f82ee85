"""What the three scripts share: the shop's providers, one HTTP client, and the book of refunds.

The credentials are the simulator's (`cargo run --package refundkit-examples --bin simulator`).
"""

import sqlite3
from typing import Any, Callable, Dict, Iterator, NamedTuple, Optional, Tuple

import httpx
from refundkit import (
    Baseline, Endpoint, HttpRequest, HttpResponse, Money, RefundAmount, RefundError, RefundOutcome, SberbankAmountField,
    SberbankGateway, SberbankGatewayConfig, SberbankGatewayCredentials, SberbankGatewayRefund, SberbankMethod, Tranzzo,
    TranzzoConfig, TranzzoCredentials, TranzzoRefund,
)  # fmt: skip


class Line(NamedTuple):
    """One line of the batch. `id` is the shop's own and never used twice: it tells this refund from all others."""

    id: str
    provider: str
    payment: str
    order: str
    amount: Money


def tranzzo(base: str) -> Tranzzo:
    keys = TranzzoCredentials(
        pos_id="dc728de1-51ef-4ef1-80f7-3b44b07b5667", api_key="demo-key", api_secret="demo-secret",
        endpoints_key="demo-endpoints-key",
    )  # fmt: skip
    return Tranzzo(keys, TranzzoConfig(endpoint=Endpoint.LOOPBACK(f"{base}/tranzzo")))


def tranzzo_refund(line: Line, baseline: Optional[Baseline]) -> TranzzoRefund:
    amount = RefundAmount.PARTIAL(line.amount)
    return TranzzoRefund(order_id=line.order, amount=amount, reference=line.id, baseline=baseline)


def sberbank(base: str) -> SberbankGateway:
    keys = SberbankGatewayCredentials(user_name="demo-api", password="demo-password")
    endpoint, field = Endpoint.LOOPBACK(f"{base}/sberbank_gateway"), SberbankAmountField.COMPOSITE_AMOUNT
    return SberbankGateway(keys, SberbankGatewayConfig(endpoint=endpoint, auto_refund_amount=field))


def sberbank_refund(line: Line, baseline: Optional[Baseline]) -> SberbankGatewayRefund:
    return SberbankGatewayRefund(
        method=SberbankMethod.REFUND, order_id=line.payment, amount=line.amount, external_refund_id=line.id,
        baseline=baseline,
    )  # fmt: skip


class Shop(NamedTuple):
    """A provider, how a line reads in its terms, and how a stored refund is read."""

    provider: Any
    refund: Callable[[Line, Optional[Baseline]], Any]
    read: Callable[[str], Any]


def shops(base: str) -> Dict[str, Shop]:
    return {
        "tranzzo": Shop(tranzzo(base), tranzzo_refund, TranzzoRefund.from_stored),
        "sberbank_gateway": Shop(sberbank(base), sberbank_refund, SberbankGatewayRefund.from_stored),
    }


class NotSent(Exception):
    """No connection was made: not one byte has left."""


# No kept connections: a client may send again on its own where the other side closed one.
CLIENT = httpx.Client(
    timeout=2.0, follow_redirects=False, trust_env=False, transport=httpx.HTTPTransport(retries=0),
    limits=httpx.Limits(max_keepalive_connections=0),
)  # fmt: skip


def send(request: HttpRequest) -> Optional[HttpResponse]:
    """Sends once. None is a lost response: it may have arrived."""
    headers = [(header.name, header.value) for header in request.headers]
    try:
        received = CLIENT.request(request.method.name, request.url, headers=headers, content=request.body)
    except httpx.ConnectError as error:
        raise NotSent from error
    except httpx.HTTPError:
        return None
    return HttpResponse(status=received.status_code, body=received.content)


class Book:
    """Every refund with what is known of it. One process at a time may write."""

    def __init__(self, path: str) -> None:
        self.base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.base.executescript(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE;"
            "CREATE TABLE IF NOT EXISTS refunds (id TEXT PRIMARY KEY, provider TEXT, payment TEXT, shop_order TEXT,"
            " refund TEXT NOT NULL, sent INTEGER NOT NULL DEFAULT 0, outcome TEXT);"
            "CREATE TABLE IF NOT EXISTS events (dedupe_key TEXT PRIMARY KEY); COMMIT;"
        )

    def add(self, line: Line, refund: str) -> None:
        values = (line.id, line.provider, line.payment, line.order, refund)
        self.base.execute("INSERT INTO refunds (id, provider, payment, shop_order, refund) VALUES (?, ?, ?, ?, ?)", values)

    def find(self, id: str) -> Optional[Tuple[str, bool, Optional[RefundOutcome]]]:
        row = self.base.execute("SELECT refund, sent, outcome FROM refunds WHERE id = ?", (id,)).fetchone()
        return row and (row[0], bool(row[1]), row[2] and RefundOutcome.from_stored(row[2]))

    def about_to_send(self, id: str) -> None:
        """From here on it may have been sent, whatever happens to this process. What an earlier sending came to is taken
        out: after a crash its advice to send again would be about this one."""
        self.base.execute("UPDATE refunds SET sent = 1, outcome = NULL WHERE id = ?", (id,))

    def learn(self, id: str, outcome: RefundOutcome) -> RefundOutcome:
        """Keeps what all outcomes together say; they may come in any order."""
        known = self.base.execute("SELECT outcome FROM refunds WHERE id = ?", (id,)).fetchone()[0]
        merged = RefundOutcome.from_stored(known).merge(outcome) if known else outcome
        self.base.execute("UPDATE refunds SET outcome = ? WHERE id = ?", (merged.to_stored(), id))
        return merged

    def all(self) -> Iterator[Tuple[str, str, str, str, str]]:
        yield from self.base.execute("SELECT id, provider, payment, shop_order, refund FROM refunds ORDER BY id").fetchall()

    def is_new(self, dedupe_key: str) -> bool:
        return self.base.execute("SELECT 1 FROM events WHERE dedupe_key = ?", (dedupe_key,)).fetchone() is None

    def seen(self, dedupe_key: str) -> None:
        self.base.execute("INSERT OR IGNORE INTO events VALUES (?)", (dedupe_key,))


__all__ = ["Book", "Line", "NotSent", "RefundError", "Shop", "send", "shops"]
