"""The lines of the package's first page, run as they are printed."""

import io
import json
import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Dict, List, Optional, Tuple

import pytest
from refundkit import Money, PaymentSnapshot, RefundEntry, RefundStatus, RefundUpdate, TranzzoServer, TranzzoServerConfig, TranzzoCredentials

PAGE = Path(__file__).parents[1].joinpath("README.md").read_text()
REFUND, WEBHOOK, LEDGER = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
RESPONSE = b'{"operation_id":"f7d0","order_id":"123","method":"refund","amount":10.5,"currency":"UAH","status":"success"}'


def played(monkeypatch: pytest.MonkeyPatch, request: Any) -> Dict[str, Any]:
    client: Any = ModuleType("httpx")
    client.request, client.HTTPError = request, ConnectionError
    monkeypatch.setitem(sys.modules, "httpx", client)
    names: Dict[str, Any] = {}
    exec(REFUND, names)
    return names


def response(*_: Any, **__: Any) -> Any:
    return SimpleNamespace(status_code=200, content=RESPONSE)


def silence(*_: Any, **__: Any) -> Any:
    raise ConnectionError


def test_a_refund_in_ten_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    assert played(monkeypatch, response)["then"] == "given back"
    lost = played(monkeypatch, silence)
    assert (lost["outcome"].status, lost["then"]) == (RefundStatus.UNKNOWN, "the same")


def test_a_webhook_in_wsgi(monkeypatch: pytest.MonkeyPatch) -> None:
    names = played(monkeypatch, response)
    exec(WEBHOOK, names)
    credentials = TranzzoCredentials(pos_id=names["credentials"].pos_id, api_key="key", api_secret="secret", endpoints_key="endpoints")
    entry = RefundEntry(refund_id="1", status=RefundStatus.SUCCEEDED, amount=Money(minor_units=1050, currency="UAH"))
    update = RefundUpdate(refund_id="1", payment=PaymentSnapshot(merchant_order="123", entries=[entry]))
    body = TranzzoServer(credentials, TranzzoServerConfig()).build_webhook("https://shop.example/hook", update, 1_800_000_000_000).body or ""
    assert called(names["app"], body) == "200 ." and called(names["app"], body.replace("data=", "data=A")) == "401 ."


class Db:
    """One row, with the version check of the page."""

    row: Optional[Dict[str, Any]] = None

    def load(self, key: str) -> Optional[Dict[str, Any]]:
        return self.row

    def store(self, step: Dict[str, Any]) -> bool:
        assert step["expected"] == (self.row or {}).get("version", 0)
        self.row = {"body": step["body"], "version": step["expected"] + 1}
        return True


class Tranzzo:
    """What arrives: questions are answered with nothing, refunds as `refund` says."""

    def __init__(self, refund: Any) -> None:
        self.refund, self.refunds = refund, 0

    def __call__(self, method: str, url: str, **request: Any) -> Any:
        answer = "[]" if method == "GET" else self.refund(json.loads(request["content"])["comment"])
        self.refunds += method == "POST"
        return SimpleNamespace(status_code=200, headers={}, text=answer)


def ledger(monkeypatch: pytest.MonkeyPatch, tranzzo: Tranzzo, db: Db) -> Dict[str, Any]:
    client: Any = ModuleType("httpx")
    client.request, client.HTTPError = tranzzo, ConnectionError
    monkeypatch.setitem(sys.modules, "httpx", client)
    names: Dict[str, Any] = {"db": db}
    exec(LEDGER, names)
    return names


def view(names: Dict[str, Any], db: Db) -> Any:
    shown = names["call"]({**names["opening"], "operation": "ledger_view", "row": db.row, "nowMs": 1_800_000_000_000})
    return [(refund["stage"], refund["status"]) for refund in shown["refunds"]]


def test_a_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    db, tranzzo = Db(), Tranzzo(lambda comment: RESPONSE.decode()[:-1] + ',"comment":"' + comment + '"}')
    names = ledger(monkeypatch, tranzzo, db)
    assert (names["until"], view(names, db), tranzzo.refunds) == (None, [("ended", "succeeded")], 1)
    ledger(monkeypatch, tranzzo, db)
    assert tranzzo.refunds == 1, "the same request again is the same refund"


def test_a_program_that_dies_while_it_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(comment: str) -> Any:
        raise KeyboardInterrupt

    db, tranzzo = Db(), Tranzzo(dies)
    with pytest.raises(KeyboardInterrupt):
        ledger(monkeypatch, tranzzo, db)
    tranzzo.refund = lambda comment: pytest.fail("it may have been sent")
    names = ledger(monkeypatch, tranzzo, db)
    assert view(names, db) == [("in_progress", "unknown")]


def called(app: Any, body: str) -> str:
    sent: List[Tuple[str, Any]] = []
    octets = body.encode()
    environment = {"REQUEST_METHOD": "POST", "PATH_INFO": "/hook", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    length = {"CONTENT_LENGTH": str(len(octets)), "wsgi.input": io.BytesIO(octets)}
    app({**environment, **length}, lambda *head: sent.append(head))
    return sent[0][0]
