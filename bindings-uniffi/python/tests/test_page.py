"""The lines of the package's first page, run as they are printed, each test with a table of its own."""

import io
import json
import re
import time
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

import httpx
import pytest
import refundkit
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PAGE = Path(__file__).parents[1].joinpath("README.md").read_text()
LEDGER, DUE, WEBHOOK, SIGNED, MESSAGE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
RESPONSE = '{"operation_id":"f7d0","order_id":"order-2","method":"refund","amount":10.5,"currency":"UAH","status":"success"}'


class Shop:
    """The page's program. Questions are answered with nothing, refunds as `answer` says, told of the program's names."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        transport = httpx.MockTransport(self.respond)
        monkeypatch.setattr(httpx, "Client", partial(httpx.Client, transport=transport))
        self.names: Dict[str, Any] = {}
        self.answer: Callable[[str], str] = succeeded
        self.sent: List[str] = []
        self.questions = 0

    def respond(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            self.questions += 1
            return httpx.Response(200, content=b"[]")
        self.sent.append(str(request.url))
        return httpx.Response(200, json=json.loads(self.answer(request.content.decode())))

    def run(self, code: str = LEDGER) -> None:
        exec(code, self.names)

    def refund(self) -> Tuple[str, str]:
        ledger = self.names["ledger_of"](self.names["key"])
        refund = ledger.refund("return-2041")
        return refund.stage.name, refund.status.name


def succeeded(refund: str) -> str:
    return json.dumps({**json.loads(RESPONSE), "comment": json.loads(refund).get("comment")})


def lost(refund: str) -> str:
    raise httpx.ReadError("reset")


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shop:
    monkeypatch.chdir(tmp_path)
    return Shop(monkeypatch)


def test_a_refund(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.run()
    assert capsys.readouterr().out == "ended succeeded\n"
    assert shop.sent == ["http://127.0.0.1:8080/tranzzo/api/v1/refund"]
    shop.run()
    assert len(shop.sent) == 1, "the same request again is the same refund"


def test_the_row_has_its_columns(shop: Shop) -> None:
    shop.run()
    row = shop.names["table"].execute("SELECT key, version > 1, due, attention, summary FROM refund_ledgers").fetchall()
    ((key, stored_often, due, attention, summary),) = row
    assert (key, stored_often, due, attention) == (shop.names["key"], True, None, "none")
    assert json.loads(summary)[0]["status"] == "succeeded"


def test_a_lost_call_is_not_sent_again(shop: Shop) -> None:
    shop.answer = lost
    shop.run()
    shop.run()
    assert (shop.refund(), len(shop.sent)) == (("IN_PROGRESS", "UNKNOWN"), 1)


@pytest.mark.parametrize("died", [KeyboardInterrupt, SystemExit])
def test_a_program_that_dies_while_it_sends_does_not_send_again(shop: Shop, died: Any) -> None:
    def dies(refund: str) -> str:
        raise died

    shop.answer = dies
    with pytest.raises(died):
        shop.run()
    shop.answer = succeeded
    shop.run()
    assert (shop.refund(), len(shop.sent)) == (("IN_PROGRESS", "UNKNOWN"), 1)


def test_a_program_that_dies_while_it_stores_does_not_send_again(shop: Shop) -> None:
    def dies(refund: str) -> str:
        shop.names["table"].close()
        return succeeded(refund)

    shop.answer = dies
    with pytest.raises(Exception, match="closed database"):
        shop.run()
    shop.answer = succeeded
    shop.run()
    assert (shop.refund(), len(shop.sent)) == (("IN_PROGRESS", "UNKNOWN"), 1)


def test_who_loses_the_race_for_a_row_reloads_it(shop: Shop) -> None:
    shop.run()
    names = shop.names
    one, two = names["ledger_of"](names["key"]), names["ledger_of"](names["key"])
    for ledger, reference in ((one, "return-1"), (two, "return-2")):
        ledger.request(reference, refundkit.TranzzoRequest(amount=refundkit.money("1.00", "UAH")))
    assert names["store"](two.next(now()).value)
    refundkit.run_ledger(one, names["load"], names["store"], names["send"])
    assert [refund.reference for refund in one.view().refunds] == ["return-2041", "return-2", "return-1"]


def test_one_of_two_writes_the_first_row(shop: Shop) -> None:
    shop.run()
    names, payment = shop.names, refundkit.TranzzoPayment(order_id="124")
    key = names["tranzzo"].ledger_key(names["settings"], payment)
    names["orders"][key] = (payment, names["captured"])
    steps = []
    for ledger in (names["ledger_of"](key), names["ledger_of"](key)):
        ledger.request("return-1", refundkit.TranzzoRequest(amount=refundkit.money("1.00", "UAH")))
        steps.append(ledger.next(now()).value)
    assert [names["store"](step) for step in steps] == [True, False]


def test_what_is_due_is_asked(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.answer = lost
    shop.run()
    asked = shop.questions
    an_hour_later(monkeypatch)
    shop.run(DUE)
    assert (shop.questions, len(shop.sent)) == (asked + 1, 1)


def an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time_ns() + 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: later)


def test_a_webhook_in_wsgi(shop: Shop) -> None:
    shop.answer = lost
    shop.run()
    shop.run(WEBHOOK)
    reference = shop.names["ledger"].refund("return-2041").wire_reference
    body = webhook(reference, "order-2")
    assert called(shop.names["app"], body.replace("data=", "data=A")) == "401 ."
    assert shop.refund() == ("IN_PROGRESS", "UNKNOWN")
    assert called(shop.names["app"], webhook(reference, "124")) == "200 .", "about no payment of ours"
    assert shop.refund() == ("IN_PROGRESS", "UNKNOWN")
    assert called(shop.names["app"], body) == "200 ."
    assert (shop.refund(), len(shop.sent)) == (("ENDED", "SUCCEEDED"), 1)
    assert called(shop.names["app"], body) == "200 .", "told once more"


def test_nothing_is_sent_while_a_provider_waits(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.answer = lost
    shop.run()
    shop.run(WEBHOOK)
    asked = shop.questions
    an_hour_later(monkeypatch)
    reference = shop.names["ledger"].refund("return-2041").wire_reference
    assert called(shop.names["app"], webhook(reference, "order-2", refundkit.RefundStatus.PENDING)) == "200 ."
    assert (shop.questions, len(shop.sent)) == (asked, 1)


def webhook(reference: str, order: str, status: refundkit.RefundStatus = refundkit.RefundStatus.SUCCEEDED) -> str:
    """The body of the webhook that tells of the page's refund."""
    keys = {"pos_id": "dc728de1-51ef-4ef1-80f7-3b44b07b5667", "api_key": "demo-key", "api_secret": "demo-secret", "endpoints_key": "demo-endpoints-key"}
    server = refundkit.TranzzoServer(refundkit.TranzzoCredentials(**keys))
    amount = refundkit.money("10.50", "UAH")
    entry = refundkit.RefundEntry(refund_id="1", status=status, amount=amount, reference=reference)
    update = refundkit.RefundUpdate(refund_id="1", payment=refundkit.PaymentSnapshot(merchant_order=order, entries=[entry]))
    return server.build_webhook("https://shop.example/hook", update, now()).body or ""


def called(app: Any, body: str) -> str:
    sent: List[Tuple[str, Any]] = []
    octets = body.encode()
    environment = {"REQUEST_METHOD": "POST", "PATH_INFO": "/hook", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    length = {"CONTENT_LENGTH": str(len(octets)), "wsgi.input": io.BytesIO(octets)}
    app({**environment, **length}, lambda *head: sent.append(head))
    return sent[0][0]


def test_a_refund_that_a_key_elsewhere_signs(shop: Shop) -> None:
    shop.run()
    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    shop.names.update(private_key=key, public_key=public.decode())
    shop.answer = listed
    shop.run(SIGNED)
    assert shop.names["signed"].refund("return-2043").status is refundkit.RefundStatus.SUCCEEDED
    assert [url.rpartition("/")[2] for url in shop.sent[1:]] == ["status", "refund"]


def listed(request: str) -> str:
    """A session with the refund of a request, or without one."""
    asked = json.loads(request)
    paid = {"amount": 10_000, "currency": "rub"}
    payment: Dict[str, Any] = {"id": "pm_1", "status": "succeeded", "amount_details": paid}
    if "amount_details" in asked:
        refund = {"id": "rf_1", "status": "accepted", "amount_details": asked["amount_details"], "metadata": asked["metadata"]}
        payment["refunds"] = [refund]
    session = {"id": asked["session_id"], "status": "accepted", "acquiring_payments": [payment]}
    return json.dumps({"status": "ok", "session": session})


def test_one_message_at_a_time(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.run()
    shop.run(MESSAGE)
    assert capsys.readouterr().out.splitlines()[-1] == "succeeded f7d0"
    shop.answer = lost
    shop.run(MESSAGE)
    assert capsys.readouterr().out == "unknown None\n"


def now() -> int:
    return time.time_ns() // 1_000_000
