"""The typed API: a refund from end to end, errors, printing, storing, threads, memory."""

import copy
import dataclasses
import enum
import inspect
import json
import logging
import pickle
import subprocess
import sys
import threading
import traceback
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest
import refundkit
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from refundkit import *

KEYS = Path(__file__).parents[3] / "tests" / "keys"
SECRET = "hush-hush"
ACCEPTED = b'{"operation_id":"f7d0","order_id":"123","method":"refund","amount":10.5,"currency":"UAH","status":"success"}'


def tranzzo() -> Tranzzo:
    return Tranzzo(TranzzoCredentials(pos_id="pos", api_key="key", api_secret=SECRET, endpoints_key=SECRET))


def a_refund(**changed: Any) -> TranzzoRefund:
    given: Dict[str, Any] = {"order_id": "123", "amount": RefundAmount.PARTIAL(money("10.50", "UAH")), **changed}
    return TranzzoRefund(**given)


def refused(call: Callable[[], object]) -> RefundError:
    with pytest.raises(RefundError) as caught:
        call()
    return caught.value


def test_a_refund_from_end_to_end() -> None:
    provider, refund = tranzzo(), a_refund()
    request = provider.build_request(refund)
    assert (request.method, request.url) == (HttpMethod.POST, "https://cpay.tranzzo.com/api/v1/refund")
    outcome = provider.parse_response(refund, HttpResponse(status=200, body=ACCEPTED)).outcome
    assert (outcome.status, outcome.next_action, outcome.amount) == (RefundStatus.SUCCEEDED, NextAction.DONE, money("10.50", "UAH"))
    lost = provider.parse_response(refund, None).outcome
    assert (lost.next_action, lost.problem) == (NextAction.QUERY_STATUS, Problem.LOST)
    assert provider.not_sent(refund).next_action is NextAction.START_NEW
    assert outcome.is_final() and not lost.is_final()


def test_a_status_shows_the_payment() -> None:
    provider, refund = tranzzo(), a_refund()
    assert provider.build_status_request(refund).method is HttpMethod.GET
    snapshot = provider.parse_status_response(refund, HttpResponse(status=200, body=b"[" + ACCEPTED + b"]")).snapshot
    assert snapshot
    [entry] = snapshot.entries
    assert (entry.refund_id, entry.status, entry.amount) == ("f7d0", RefundStatus.SUCCEEDED, money("10.50", "UAH"))
    lost = provider.parse_status_response(refund, None)
    assert lost.snapshot is None and lost.unusable and lost.unusable.problem is Problem.LOST
    known = provider.parse_response(a_refund(known_refund_ids=["f7d0"]), HttpResponse(status=200, body=ACCEPTED)).outcome
    assert known.problem is Problem.REFUND_MISMATCH


def test_money_is_exact() -> None:
    assert money("10.50", "RUB") == money(Decimal("10.50"), "RUB") == Money(minor_units=1050, currency="RUB")
    assert money(Decimal("1E+2"), "RUB").format() == "100.00"
    assert money(Decimal("10.500"), "RUB") == money("10.50", "RUB")
    assert money("10.500", "RUB") == money("10.50", "RUB")
    assert refused(lambda: money(Decimal("10.5001"), "RUB")).code == "invalid_amount"
    assert refused(lambda: money("10.505", "RUB")).code == "invalid_amount"
    for number in ("NaN", "-Infinity", "1E+400000000", "1E-400000000"):
        assert refused(lambda: money(Decimal(number), "RUB")).field == "text"


def test_an_error_has_its_parts() -> None:
    error = refused(lambda: money("ten", "RUB"))
    assert (error.code, error.field, error.reply) == ("invalid_amount", "text", None)
    assert str(error) == f"invalid_amount: text: {error.detail}"
    assert pickle.loads(pickle.dumps(error)).field == "text"


def test_a_path_is_spelled_as_in_python() -> None:
    body = b"Amount=100&MerchantContract=another&MerchantOrderId=1&Notification=Block&OriginalOrderId=2&State=Charged&Success=true"
    headers = [Header(name="content-type", value="application/x-www-form-urlencoded")]
    notice = ReceivedRequest(method=HttpMethod.POST, url="/", headers=headers, body=body)
    config = TheMapConfig(endpoint=Endpoint.DEMO, unsigned_notifications=TheMapUnsigned.READ_AS_NOTICES)
    themap = TheMap(TheMapCredentials(key="k"), config)
    assert refused(lambda: themap.parse_webhook(notice)).field == "credentials.signing_key"
    assert refused(lambda: themap.parse_notice(notice)).field == "MerchantContract", "the provider's own name"


def test_an_unverified_webhook_has_a_reply() -> None:
    webhook = ReceivedRequest(method=HttpMethod.POST, url="/tranzzo", headers=[], body=b"data=e30&signature=x")
    error = refused(lambda: tranzzo().parse_webhook(webhook).event)
    assert error.code == "unverified" and error.reply is not None and error.reply.status >= 400
    assert peek_webhook("tranzzo", webhook) == WebhookPeek()
    assert refused(lambda: peek_webhook("nobody", webhook)).field == "provider"


WRONG: List[Any] = [
    ({"order_id": 5}, "refund.order_id"),
    ({"order_id": None}, "refund.order_id"),
    ({"reference": b"x"}, "refund.reference"),
    ({"reference": "\ud800"}, "refund.reference"),
    ({"amount": 10.5}, "refund.amount"),
    ({"amount": Money(minor_units=1, currency="UAH")}, "refund.amount"),
    ({"amount": RefundAmount.PARTIAL(Money(minor_units=True, currency="UAH"))}, "refund.amount.value.minor_units"),
    ({"amount": RefundAmount.PARTIAL(Money(minor_units=10.0, currency="UAH"))}, "refund.amount.value.minor_units"),  # type: ignore
    ({"amount": RefundAmount.FULL(Money(minor_units=2**63, currency="UAH"))}, "refund.amount.expected.minor_units"),
    ({"split": "abc"}, "refund.split"),
    ({"split": [TranzzoShare(minor_units=5, sub_merchant_id="a"), 7]}, "refund.split[1]"),
    ({"split": [TranzzoShare(minor_units=5, sub_merchant_id=5)]}, "refund.split[0].sub_merchant_id"),  # type: ignore
    ({"known_refund_ids": "abc"}, "refund.known_refund_ids"),
    ({"known_refund_ids": ["a", True]}, "refund.known_refund_ids[1]"),
]


@pytest.mark.parametrize(("changed", "field"), WRONG, ids=[field for _, field in WRONG])
def test_wrong_types_name_the_field(changed: Dict[str, Any], field: str) -> None:
    provider = tranzzo()
    error = refused(lambda: provider.build_request(a_refund(**changed)))
    assert (error.code, error.field) == ("invalid_field", field)
    assert SECRET not in str(error)


def test_wrong_types_say_what_they_must_be() -> None:
    given: Any = 10.5
    assert refused(lambda: money(given, "UAH")).detail == "must be of type str or Decimal, not float"
    amounts = (10.0, "must be of type int, not float"), (2**63, "is too large"), (-(2**63) - 1, "is too small")
    for value, detail in amounts:
        given = value
        amount = RefundAmount.PARTIAL(Money(minor_units=given, currency="UAH"))
        assert refused(lambda: tranzzo().build_request(a_refund(amount=amount))).detail == detail


def test_wrong_types_in_other_places_name_the_field() -> None:
    provider, refund = tranzzo(), a_refund()
    response: Any = HttpResponse(status=True, body=b"")
    assert refused(lambda: provider.parse_response(refund, response).outcome).field == "response.status"
    response = HttpResponse(status=200, body="text")  # type: ignore[arg-type]
    assert refused(lambda: provider.parse_response(refund, response).outcome).field == "response.body"
    response = HttpResponse(status=200, headers=[("a", "b")], body=b"")  # type: ignore[list-item]
    assert refused(lambda: provider.parse_response(refund, response).outcome).field == "response.headers[0]"
    config = TranzzoConfig(endpoint="live")  # type: ignore[arg-type]
    credentials = TranzzoCredentials(pos_id="pos", api_key="key", api_secret=SECRET, endpoints_key=SECRET)
    assert refused(lambda: Tranzzo(credentials, config)).field == "config.endpoint"
    other: Any = SberbankGatewayCredentials(user_name="me", password=SECRET)
    assert refused(lambda: Tranzzo(other)).field == "credentials"
    for value in (1.5, True, None, b"1"):
        given: Any = value
        assert refused(lambda: money(given, "RUB")).field == "text"
        assert refused(lambda: dispatch(given)).field == "document"
    server = TranzzoServer(TranzzoCredentials(pos_id="pos", api_key="key", api_secret=SECRET, endpoints_key=SECRET))
    when: Any = 1.5
    assert refused(lambda: server.build_status_response(PaymentSnapshot(), when)).field == "now_ms"


def a_ledger() -> TranzzoLedger:
    settings, payment = LedgerSettings(account="shop"), TranzzoPayment(order_id="123")
    ledger = tranzzo().ledger(settings, payment, money("100.00", "UAH"), None)
    ledger.request("return-2041", TranzzoRequest(amount=money("10.50", "UAH")))
    return ledger


def test_a_step_is_matched_by_its_kind() -> None:
    match a_ledger().next(1_800_000_000_000):
        case LedgerStep.SEND(send):
            pytest.fail(f"nothing is stored: {send}")
        case LedgerStep.STORE(store):
            assert (store.expected, store.attention) == (0, Attention.NONE)
            assert repr(LedgerStep.STORE(store)).startswith("LedgerStep.STORE(StoreStep(id=1, key='7:tranzzo/")


def test_a_ledger_is_strict() -> None:
    ledger = a_ledger()
    assert isinstance(ledger, RefundLedger) and not isinstance(tranzzo(), RefundLedger)
    for step in (True, 1.0, None, -1, 2**64):
        given: Any = step
        assert refused(lambda: ledger.stored(given)).field == "step"
    row: Any = "row"
    assert refused(lambda: ledger.reload(row)).field == "row"
    assert refused(lambda: ledger.stored(2**64 - 1)).code == "unknown_step"
    with pytest.raises(TypeError, match="TranzzoLedger holds keys"):
        copy.copy(ledger)


def given(type_name: str) -> Any:
    text = SECRET if "Secret" in type_name else "open"
    return [text] if "List" in type_name else text


def secretive() -> List[Any]:
    """One of every class of credentials, with a secret in every text, and every part of HTTP."""
    made: List[Any] = []
    for name, kind in vars(refundkit).items():
        if name.endswith("Credentials"):
            types = {field: str(kind) for field, kind in kind.__init__.__annotations__.items() if field != "return"}
            made.append(kind(**{field: given(type_name) for field, type_name in types.items()}))
    headers = [Header(name="authorization", value=SECRET)]
    request = HttpRequest(method=HttpMethod.POST, url=f"https://x/?a={SECRET}", headers=headers, body=SECRET)
    made += [headers[0], request, HttpResponse(status=200, headers=headers, body=SECRET.encode())]
    made += [ReceivedRequest(method=HttpMethod.POST, url="/", headers=headers, body=SECRET.encode())]
    algorithm = SigningAlgorithm.RSA_PKCS1_SHA256
    made += [Prepared(request=request, to_sign=SECRET, digest="", algorithm=algorithm, signature_header="x")]
    return made


@pytest.mark.parametrize("value", secretive(), ids=lambda value: type(value).__name__)
def test_nothing_prints_a_secret(value: Any, caplog: pytest.LogCaptureFixture) -> None:
    texts = [repr(value), str(value), format(value), f"{value}", "%s %r" % (value, value), repr([value]), str({"a": value})]
    with caplog.at_level(logging.INFO):
        logging.info("sent %s and %r", value, [value])
    try:
        raise ValueError(value)
    except ValueError:
        texts.append(traceback.format_exc())
    for text in [*texts, caplog.text]:
        assert SECRET not in text


def test_an_object_shows_no_key() -> None:
    provider = tranzzo()
    assert SECRET not in repr(provider) and SECRET not in str(vars(provider))
    public = [name for name in dir(provider) if not name.startswith("_")]
    assert not [name for name in public if not callable(getattr(provider, name))]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_an_object_is_not_copied(copied: Callable[[object], object]) -> None:
    provider = tranzzo()
    with pytest.raises(TypeError, match="Tranzzo"):
        copied(provider)
    assert provider.build_request(a_refund())


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_credentials_are_not_copied(copied: Callable[[object], object]) -> None:
    with pytest.raises(TypeError, match="TranzzoCredentials holds keys"):
        copied(TranzzoCredentials(pos_id="p", api_key="k", api_secret=SECRET, endpoints_key=SECRET))


def test_records_are_plain_data() -> None:
    refund = a_refund(reference="m")
    assert copy.deepcopy(refund) == refund == pickle.loads(pickle.dumps(refund)) and refund != None  # noqa: E711
    assert repr(refund).startswith("TranzzoRefund(order_id='123', amount=RefundAmount.PARTIAL(Money(minor_units=1050, ")


def test_written_here_and_read_in_another_process() -> None:
    refund, snapshot = a_refund(reference="m"), PaymentSnapshot(payment_id="p", entries=[RefundEntry(status=RefundStatus.PENDING)])
    outcome = tranzzo().parse_response(refund, None).outcome
    event = RefundEvent(kind=EventKind.REFUND, provider_type="refund", dedupe_key="d", acknowledgement=HttpResponse(status=200, body=b""))
    kept = [(type(value).__name__, value.to_stored(), repr(value)) for value in (refund, outcome, snapshot, event)]
    reader = (
        "import json, sys, refundkit\n"
        "for name, text, shown in json.load(sys.stdin):\n"
        "    value = getattr(refundkit, name).from_stored(text)\n"
        "    assert repr(value) == shown and value.to_stored() == text, (value, shown)\n"
    )
    subprocess.run([sys.executable, "-c", reader], input=json.dumps(kept), text=True, check=True)
    error = refused(lambda: RefundOutcome.from_stored(refund.to_stored()))
    assert error.field == "stored.kind"


def test_a_key_that_lives_elsewhere() -> None:
    key = serialization.load_pem_private_key((KEYS / "merchant_pkcs8.pem").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    bank = Bank131(SessionCredentials(project="p", public_key=(KEYS / "merchant_public.pem").read_text()))
    refund = SessionRefund(session_id="s", amount=RefundAmount.PARTIAL(money("1.00", "RUB")))
    prepared = bank.prepare(refund)
    assert prepared.algorithm is SigningAlgorithm.RSA_PKCS1_SHA256
    signature = key.sign(prepared.to_sign.encode(), padding.PKCS1v15(), hashes.SHA256())
    request = bank.finish(Prepared(**vars(prepared)), signature)
    here = Bank131(SessionCredentials(project="p", private_key=(KEYS / "merchant_pkcs8.pem").read_text()))
    assert request == here.build_request(refund)
    assert refused(lambda: bank.finish(prepared, signature[:-1] + b"\0")).code == "unverified"
    assert refused(lambda: bank.build_request(refund)).field.endswith("private_key")


def test_a_reference_that_is_no_json_is_told_how_to_be_one() -> None:
    bank = Bank131(SessionCredentials(project="p", public_key=(KEYS / "merchant_public.pem").read_text()))
    refund = SessionRefund(session_id="s", amount=RefundAmount.PARTIAL(money("1.00", "RUB")), metadata="return-1")
    error = refused(lambda: bank.prepare(refund))
    assert error.field == "refund.metadata" and "with quotation marks" in error.detail
    assert bank.prepare(dataclasses.replace(refund, metadata='"return-1"'))


def test_many_threads_at_once() -> None:
    provider, wrong = tranzzo(), []

    def work(number: int) -> None:
        for index in range(200):
            refund = a_refund(order_id=f"{number}-{index}")
            request = provider.build_request(refund)
            body = ACCEPTED.replace(b'"123"', json.dumps(refund.order_id).encode())
            outcome = provider.parse_response(refund, HttpResponse(status=200, body=body)).outcome
            if refund.order_id not in (request.body or "") or outcome.status is not RefundStatus.SUCCEEDED:
                wrong.append(refund.order_id)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert wrong == []


def test_memory_stays_flat() -> None:
    """`python tests/memory.py 1000000` does the same with a million calls."""
    script = Path(__file__).with_name("memory.py")
    subprocess.run([sys.executable, str(script), "20000"], check=True)


def test_profiles_and_keys() -> None:
    assert profiles("tranzzo")[0].lookup is Lookup.BY_ENTRIES and profiles("tranzzo")[0].verdicts
    assert len({new_idempotency_key() for _ in range(100)}) == 100
    key = new_idempotency_key()
    assert (str(uuid.UUID(key)), uuid.UUID(key).version, uuid.UUID(key).variant) == (key, 4, uuid.RFC_4122)
    assert tranzzo().fingerprint(a_refund()) == tranzzo().fingerprint(a_refund(known_refund_ids=["a"]))


def test_every_public_name_is_clean() -> None:
    for name, kind in vars(refundkit).items():
        if name.startswith("_") or inspect.ismodule(kind):
            continue
        assert "niffi" not in name and not name.endswith("Protocol")
        assert inspect.isfunction(kind) or inspect.isclass(kind)
        assert not (inspect.isclass(kind) and issubclass(kind, enum.Enum)) or len(kind) > 0
