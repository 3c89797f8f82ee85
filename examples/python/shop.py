"""What the three scripts share: the lines of the shop, its providers, and one HTTP client.

The credentials are the simulator's (`python -m refundkit.simulator`).
"""

import json
import logging
import re
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional

import httpx
from refundkit import *
from refundkit.clients import httpx_send
from table import Table

GOOD = re.compile(r"(?P<name>[^*]+)\*(?P<pieces>[0-9]{1,4})@(?P<price>[0-9]{1,12})")
KEYS = Path(__file__).parents[2] / "simulator" / "keys"

# Your own name of the account, for ever. Nobody but these scripts refunds its payments.
SETTINGS = LedgerSettings(account="shop", no_other_refunds=True, patience=Patience(questions=6))


class Line(NamedTuple):
    """A refund that the shop wants. `id` is the shop's own: the same id is the same refund."""

    id: str
    provider: str
    payment: str
    order: str
    captured: Money
    amount: Money
    goods: str

    def text(self) -> str:
        captured, amount = self.captured, self.amount
        return json.dumps([*self[:4], captured.format(), amount.format(), amount.currency, self.goods])


def line_of(text: str) -> Line:
    id, provider, payment, order, captured, amount, currency, goods = json.loads(text)
    return Line(id, provider, payment, order, money(captured, currency), money(amount, currency), goods)


class Place(NamedTuple):
    """A provider, and how a line reads in its terms."""

    provider: Any
    payment: Callable[[Line], Any]
    request: Callable[[Line], Any]


def tranzzo(base: str) -> Place:
    keys = TranzzoCredentials(
        pos_id="dc728de1-51ef-4ef1-80f7-3b44b07b5667", api_key="demo-key", api_secret="demo-secret",
        endpoints_key="demo-endpoints-key",
    )  # fmt: skip
    provider = Tranzzo(keys, TranzzoConfig(endpoint=Endpoint.LOOPBACK(f"{base}/tranzzo")))
    return Place(provider, lambda line: TranzzoPayment(order_id=line.order), lambda line: TranzzoRequest(amount=line.amount))


def bank131(base: str) -> Place:
    private, public = ((KEYS / name).read_text() for name in ("merchant.pem", "provider_public.pem"))
    keys = SessionCredentials(project="demo-project", private_key=private, provider_keys=[public])
    provider = Bank131(keys, SessionConfig(endpoint=Endpoint.LOOPBACK(f"{base}/bank131"), api_version=SessionApiVersion.V1))
    return Place(provider, lambda line: PaymentSession(session_id=line.payment), lambda line: SessionRequest(amount=line.amount))


def themap(base: str) -> Place:
    keys = TheMapCredentials(key="DemoTerminal", signing_key="demo-signing-key")
    config = TheMapConfig(
        endpoint=Endpoint.LOOPBACK(f"{base}/themap"), encoding=TheMapEncoding.JSON, goods_price=TheMapGoodsPrice.KOPECKS,
        unsigned_notifications=TheMapUnsigned.REFUSED,
    )  # fmt: skip
    return Place(TheMap(keys, config), themap_payment, lambda line: TheMapRequest(amount=line.amount, goods=themap_goods(line)))


def themap_payment(line: Line) -> TheMapPayment:
    return TheMapPayment(map_order_id=line.payment, merchant_order_id=line.order)


def themap_goods(line: Line) -> List[TheMapGood]:
    """`Mug*2@1250;Tea*1@500`: pieces and prices in minor units, which add up to the amount."""
    goods = []
    for good in filter(None, line.goods.split(";")):
        read = GOOD.fullmatch(good)
        if read is None:
            raise RefundError("invalid_field", "goods", "is not NAME*PIECES@PRICE;..")
        goods += [TheMapGood(name=read["name"], price=int(read["price"]))] * int(read["pieces"])
    return goods


def sberbank_order(line: Line) -> SberbankOrder:
    return SberbankOrder(order_id=line.payment)


def sberbank_gateway(base: str) -> Place:
    keys = SberbankGatewayCredentials(user_name="demo-api", password="demo-password")
    endpoint, field = Endpoint.LOOPBACK(f"{base}/sberbank_gateway"), SberbankAmountField.COMPOSITE_AMOUNT
    provider = SberbankGateway(keys, SberbankGatewayConfig(endpoint=endpoint, auto_refund_amount=field))
    request = lambda line: SberbankGatewayRequest(method=SberbankMethod.REFUND, amount=line.amount)  # noqa: E731
    return Place(provider, sberbank_order, request)


def sberbank_legacy(base: str) -> Place:
    keys = SberbankLegacyCredentials(user_name="demo-api", password="demo-password", callback_tokens=["demo-token"])
    provider = SberbankLegacy(keys, SberbankLegacyConfig(endpoint=Endpoint.LOOPBACK(f"{base}/sberbank_legacy"), callback_hash=RsaHash.SHA512))
    request = lambda line: SberbankLegacyRequest(method=SberbankMethod.AUTO_REFUND, amount=line.amount)  # noqa: E731
    return Place(provider, sberbank_order, request)


PLACES = [bank131, sberbank_gateway, sberbank_legacy, themap, tranzzo]


class DoesNotOpen(Exception):
    """The ledger of a payment cannot be opened: nobody knows what was sent for it."""


class Shop:
    """The shop's providers, and the ledgers of its payments in one database."""

    def __init__(self, database: str, base: str) -> None:
        self.table = Table(database)
        self.places: Dict[str, Place] = {place.__name__: place(base) for place in PLACES}

    def key_of(self, line: Line) -> str:
        place = self.places[line.provider]
        key: str = place.provider.ledger_key(SETTINGS, place.payment(line))
        return key

    def open(self, line: Line) -> RefundLedger:
        """The ledger of a line's payment, with every line of it. Asked for again, a refund is the same refund.

        Where nothing is kept of the payment, it raises what is wrong with the line.
        """
        key = self.key_of(line)
        row, texts = self.table.load(key), [text for _, text in self.table.lines(key)]
        try:
            return self.opened(line, row, texts)
        except (RefundError, ValueError) as error:
            if row is None and not texts:
                raise
            raise DoesNotOpen(f"the ledger of {key} does not open: {error}") from error

    def opened(self, line: Line, row: Optional[LedgerRow], texts: List[str]) -> RefundLedger:
        place = self.places[line.provider]
        ledger = place.provider.ledger(SETTINGS, place.payment(line), line.captured, row)
        for wish in map(line_of, texts):
            ledger.request(wish.id, place.request(wish))
        opened: RefundLedger = ledger
        return opened

    def ask(self, line: Line) -> RefundLedger:
        """The ledger with this line as well. Raises what is wrong with it beside the others of its payment; nothing is kept."""
        place = self.places[line.provider]
        for _, text in self.table.lines(self.key_of(line))[:1]:
            refuse_other(line_of(text).captured, line.captured)
        ledger: Any = self.open(line)
        ledger.request(line.id, place.request(line))
        asked: RefundLedger = ledger
        return asked

    def run(self, ledger: RefundLedger, acknowledge: Optional[Callable[[HttpResponse], object]] = None) -> None:
        run_ledger(ledger, self.table.load, self.table.store, send, acknowledge, send_failed=send_failed)


def refuse_other(captured: Money, given: Money) -> None:
    if captured != given:
        raise RefundError("invalid_amount", "captured", "is not what an earlier line of this payment says")


def send_failed(step: SendStep, error: Exception) -> None:
    """A lost response, or a mistake in `send`: whoever runs the script is to see which."""
    logging.warning("%s: %r", "refund" if step.money else "question", error.__cause__ or error)


# Each sending has as long as its step allows: a response that comes after one gave up is lost.
send = httpx_send(httpx.Client(trust_env=False))
