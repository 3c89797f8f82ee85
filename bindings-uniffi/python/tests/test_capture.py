"""The ledger of a capture: Google asks, the host stores, pays once and responds."""

import json
from typing import Any, Callable, Dict, List

import pytest
import refundkit
from refundkit import AlertKind, Attention, GoogleCaptureOpening, GoogleConfig, GoogleIntegrator, GoogleRefundResult, GoogleStep, HttpMethod, LedgerRow, ReceivedRequest

NOW = 1_800_000_000_000
MINUTE = 60_000
GOOGLE = GoogleIntegrator(refundkit.GoogleCredentials(), GoogleConfig(account_ids=["shop"]))
CAPTURE = GoogleCaptureOpening(capture_key="payment-1", account_id="shop", captured=refundkit.money("100.00", "USD"))


def request(identifier: str, now: int) -> Any:
    header = {"protocolVersion": {"major": 1, "minor": 0, "revision": 0}, "requestId": identifier, "requestTimestamp": str(now)}
    asked = {"requestHeader": header, "paymentIntegratorAccountId": "shop", "captureRequestId": "capture-1"}
    body = json.dumps({**asked, "currencyCode": "USD", "refundAmount": "10500000"}).encode()
    return GOOGLE.parse_request(ReceivedRequest(method=HttpMethod.POST, url="/v1/refund", headers=[], body=body), now)


class Host:
    """Rows, and a bank that counts. `payout` says what came of a payout."""

    def __init__(self) -> None:
        self.rows: Dict[str, LedgerRow] = {}
        self.paid: List[str] = []
        self.opening = CAPTURE

    def open(self) -> Any:
        return GOOGLE.ledger(self.opening, self.rows.get(GOOGLE.ledger_key(self.opening)))

    def answer(self, identifier: str, now: int, payout: Callable[[Any, Any], None]) -> Any:
        ledger = self.open()
        asked = request(identifier, now)
        ledger.answer(asked, self.rows.get(GOOGLE.request_key(asked)))
        while True:
            step: Any = ledger.next(now)
            if step.is_respond():
                return step.value.response.status, json.loads(step.value.response.body).get("result")
            if step.is_store():
                self.store(ledger, step.value)
            else:
                payout(ledger, step)

    def store(self, ledger: Any, step: Any) -> None:
        row = self.rows.get(step.key)
        if step.expected != (row.version if row else 0):
            return ledger.reload(row)
        self.rows[step.key] = LedgerRow(body=step.body, version=step.expected + 1)
        self.attention, self.summary = step.attention, json.loads(step.summary)
        ledger.stored(step.id)

    def pays(self, ledger: Any, step: Any) -> None:
        assert isinstance(step, GoogleStep.PAY)
        self.paid.append(step.value.key)
        ledger.paid(step.value.id, GoogleRefundResult.REFUNDED(refund_id="refund", raw_result=None))

    def dies(self, ledger: Any, step: Any) -> None:
        self.paid.append(step.value.key)
        raise OSError("died")


def test_a_request_is_claimed_paid_once_stored_and_responded_to() -> None:
    host = Host()
    assert host.answer("request-1", NOW, host.pays) == (200, "SUCCESS")
    assert host.answer("request-1", NOW + 1000, host.pays) == (200, "SUCCESS")
    assert len(host.paid) == 1


def test_a_program_that_dies_while_it_pays_does_not_pay_again() -> None:
    host = Host()
    with pytest.raises(OSError, match="died"):
        host.answer("request-1", NOW, host.dies)
    assert host.answer("request-1", NOW + 1000, host.dies)[0] != 200, "nobody knows yet"

    def checks(ledger: Any, step: Any) -> None:
        assert isinstance(step, GoogleStep.CHECK) and host.paid == [step.value.key]
        ledger.paid(step.value.id, GoogleRefundResult.REFUNDED(refund_id="found", raw_result=None))

    assert host.answer("request-1", NOW + 3 * MINUTE, checks) == (200, "SUCCESS")
    assert len(host.paid) == 1


def test_two_payouts_of_one_request_are_an_alert_until_a_person_settles_it() -> None:
    host = Host()
    captured = refundkit.money("100.00", "USD")
    host.opening = GoogleCaptureOpening(capture_key="payment-1", account_id="shop", captured=captured, payouts_replay=True)

    def pays_as(refund_id: str) -> Callable[[Any, Any], None]:
        return lambda ledger, step: ledger.paid(step.value.id, GoogleRefundResult.REFUNDED(refund_id=refund_id, raw_result=None))

    def pays_late(ledger: Any, step: Any) -> None:
        host.answer("request-1", NOW, pays_as("one"))
        pays_as("two")(ledger, step)

    host.answer("request-1", NOW, pays_late)
    assert (host.attention, host.summary[0]["refundIds"]) == (Attention.ALERT, ["one", "two"])
    ledger = host.open()
    [alert] = ledger.alerts()
    assert (alert.kind, alert.reference, alert.expected, alert.found) == (AlertKind.PAID_TWICE, "request-1", 1050, 2100)
    with pytest.raises(refundkit.RefundError) as refused:
        ledger.settle_alert("another", "anna", "claimed back", NOW)
    assert (refused.value.code, refused.value.field) == ("unknown_identifier", "alert")
    ledger.settle_alert(alert.id, "anna", "claimed back", NOW)
    while (step := ledger.next(NOW)).is_store():
        host.store(ledger, step.value)
    settled = {"atMs": NOW, "by": "anna", "note": "claimed back"}
    assert (host.attention, host.summary[0]["settled"], host.open().alerts()) == (Attention.NONE, settled, [])
