"""The loop: what it tells the ledger of each end that a sending can have, and what passes through it."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any, Callable, Coroutine, Dict, List, Optional

import pytest
import refundkit
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from refundkit import HttpResponse, LedgerRow, LedgerSettings, NotSent, SendStep, SignStep, StoreStep, TranzzoPayment

KEYS = {"pos_id": "pos", "api_key": "key", "api_secret": "secret", "endpoints_key": "endpoints"}
NOW = 1_800_000_000_000
KEYS_OF_TESTS = Path(__file__).parents[3] / "tests" / "keys"
SESSION = b'{"status":"ok","session":{"id":"ps_1","status":"accepted","acquiring_payments":[{"id":"pm_1","status":"succeeded"}]}}'
NOTHING = HttpResponse(status=200, body=b"[]")


class Host:
    """Rows with the version check, and a provider that lists nothing. `refund` says what comes of a refund's sending."""

    def __init__(self, refund: Callable[[], Optional[HttpResponse]] = lambda: None) -> None:
        self.rows: Dict[str, LedgerRow] = {}
        self.refund, self.refunds = refund, 0
        self.responses: List[HttpResponse] = []
        self.acknowledge: Callable[[HttpResponse], None] = self.responses.append
        self.send_failed: Optional[Callable[[SendStep, Exception], None]] = None

    def load(self, key: str) -> Optional[LedgerRow]:
        return self.rows.get(key)

    def store(self, step: StoreStep) -> bool:
        row = self.rows.get(step.key)
        if step.expected != (row.version if row else 0):
            return False
        self.rows[step.key] = LedgerRow(body=step.body, version=step.expected + 1)
        return True

    def send(self, step: SendStep) -> Optional[HttpResponse]:
        if not step.money:
            return NOTHING
        self.refunds += 1
        return self.refund()

    def sign(self, step: SignStep) -> Optional[bytes]:
        raise AssertionError("Tranzzo's requests are not signed by a key elsewhere")

    def ledger(self) -> Any:
        """A ledger with its row, or a new one that is asked for a refund."""
        settings, payment = LedgerSettings(account="shop"), TranzzoPayment(order_id="1")
        tranzzo = refundkit.Tranzzo(refundkit.TranzzoCredentials(**KEYS))
        row = self.load(tranzzo.ledger_key(settings, payment))
        ledger = tranzzo.ledger(settings, payment, refundkit.money("5.00", "UAH"), row)
        ledger.request("a", refundkit.TranzzoRequest(amount=refundkit.money("1.00", "UAH")))
        return ledger


def plainly(ledger: Any, host: Any) -> Optional[int]:
    functions = [host.load, host.store, host.send, host.acknowledge]
    return refundkit.run_ledger(ledger, *functions, sign=host.sign, send_failed=host.send_failed)


def awaited(call: Callable[..., Any]) -> Callable[..., Coroutine[Any, Any, Any]]:
    async def later(*given: Any) -> Any:
        await asyncio.sleep(0)
        return call(*given)

    return later


def in_a_task(ledger: Any, host: Any) -> Optional[int]:
    functions = [awaited(call) for call in (host.load, host.store, host.send, host.acknowledge)]
    send_failed = host.send_failed and awaited(host.send_failed)
    return asyncio.run(refundkit.run_ledger_async(ledger, *functions, sign=awaited(host.sign), send_failed=send_failed))


RUN = pytest.mark.parametrize("run", [plainly, in_a_task])


def raising(error: BaseException) -> Callable[[], Optional[HttpResponse]]:
    def send() -> Optional[HttpResponse]:
        raise error

    return send


def stands(ledger: Any) -> Any:
    refund = ledger.refund("a")
    return refund.stage.name, refund.status.name, refund.reason and refund.reason.name


@RUN
@pytest.mark.parametrize("refund", [lambda: None, raising(OSError()), raising(asyncio.TimeoutError())])
def test_a_sending_without_a_response_is_lost(run: Any, refund: Any) -> None:
    host = Host(refund)
    ledger = host.ledger()
    until = run(ledger, host)
    assert stands(ledger)[:2] == ("IN_PROGRESS", "UNKNOWN") and until is not None
    run(host.ledger(), host)
    assert host.refunds == 1


@RUN
def test_a_mistake_in_send_is_named_where_nobody_hears_it(run: Any, caplog: Any) -> None:
    host = Host(raising(NameError(KEYS["api_secret"])))
    host.send_failed = None
    run(host.ledger(), host)
    assert [(record.name, record.levelname) for record in caplog.records] == [("refundkit", "WARNING")]
    assert "send raised NameError" in caplog.text and KEYS["api_secret"] not in caplog.text


@RUN
def test_what_was_not_sent_waits_for_its_next_sending(run: Any) -> None:
    host = Host(raising(NotSent()))
    ledger = host.ledger()
    assert run(ledger, host) is not None
    assert stands(ledger) == ("PLANNED", "PENDING", "PAUSE")


@RUN
@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), asyncio.CancelledError(), GeneratorExit()])
def test_what_ends_the_program_passes(run: Any, error: BaseException) -> None:
    host = Host(raising(error))
    with pytest.raises(type(error)):
        run(host.ledger(), host)
    ledger = host.ledger()
    run(ledger, host)
    assert (stands(ledger)[:2], host.refunds) == (("IN_PROGRESS", "UNKNOWN"), 1)


FAILURES = pytest.mark.parametrize(
    ("error", "stage", "reason"), [(AttributeError("reqest"), "IN_PROGRESS", "LOST"), (NotSent(), "PLANNED", "PAUSE")]
)


@RUN
@FAILURES
def test_what_send_raises_is_heard_after_the_ledger_was_told(run: Any, error: Exception, stage: str, reason: str) -> None:
    host = Host(raising(error))
    ledger = host.ledger()
    heard: List[Any] = []
    host.send_failed = lambda step, error: heard.append((step.money, error, stands(ledger)[::2]))
    run(ledger, host)
    assert heard == [(True, error, (stage, reason))]


@RUN
@FAILURES
def test_what_the_hook_raises_is_raised_when_the_sending_is_stored(run: Any, error: Exception, stage: str, reason: str) -> None:
    host = Host(raising(error))
    host.send_failed = unwritten
    with pytest.raises(OSError, match="no log"):
        run(host.ledger(), host)
    assert stands(host.ledger())[::2] == (stage, reason)
    run(host.ledger(), host)
    assert host.refunds == 1


def unwritten(step: SendStep, error: Exception) -> None:
    raise OSError("no log")


@RUN
def test_a_question_that_fails_is_not_asked_at_once_again(run: Any) -> None:
    host: Any = Host()
    host.asked = 0

    def send(step: SendStep) -> Any:
        host.asked += 1
        raise AttributeError("reqest")

    host.send, host.send_failed = send, unwritten
    with pytest.raises(OSError, match="no log"):
        run(host.ledger(), host)
    run(host.ledger(), host)
    assert host.asked == 1


@RUN
@pytest.mark.parametrize("error", [KeyboardInterrupt(), asyncio.CancelledError()])
def test_what_ends_the_program_is_not_heard(run: Any, error: BaseException) -> None:
    host = Host(raising(error))
    host.send_failed = unwritten
    with pytest.raises(type(error)):
        run(host.ledger(), host)


@RUN
def test_what_the_program_ends_with_passes_through_the_hook(run: Any) -> None:
    def ends(step: SendStep, error: Exception) -> None:
        raise KeyboardInterrupt

    host = Host(raising(OSError()))
    host.send_failed = ends
    with pytest.raises(KeyboardInterrupt):
        run(host.ledger(), host)
    ledger = host.ledger()
    plainly(ledger, host)
    assert (stands(ledger)[0], host.refunds) == ("IN_PROGRESS", 1)


def test_a_plain_function_hears_in_a_task() -> None:
    host, heard = Host(raising(OSError("reset"))), []
    functions = [awaited(call) for call in (host.load, host.store, host.send)]
    asyncio.run(refundkit.run_ledger_async(host.ledger(), *functions, send_failed=lambda step, error: heard.append(str(error))))
    assert heard == ["reset"]


def test_a_task_that_is_cancelled_does_not_send_again() -> None:
    host = Host()
    ledger = host.ledger()

    async def send(step: SendStep) -> Optional[HttpResponse]:
        if step.money:
            await asyncio.sleep(60)
        return NOTHING

    async def cancelled() -> None:
        run = refundkit.run_ledger_async(ledger, awaited(host.load), awaited(host.store), send)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(run, 0.1)

    asyncio.run(cancelled())
    plainly(host.ledger(), host)
    assert host.refunds == 0


@RUN
@pytest.mark.parametrize("name", ["load", "store", "acknowledge"])
def test_what_the_host_raises_passes(run: Any, name: str) -> None:
    host: Any = Host()
    ledger, died = host.ledger(), OSError("died")

    def dies(*_: Any) -> Any:
        raise died

    host.store = host.store if name != "load" else lambda step: False
    ledger.webhook(event(), NOW)
    setattr(host, name, dies)
    with pytest.raises(OSError, match="died"):
        run(ledger, host)
    assert host.refunds == 0


def event() -> Any:
    """An event about the payment that tells of none of its refunds."""
    return refundkit.RefundEvent(
        kind=refundkit.EventKind.REFUND, provider_type="refund", merchant_order="1", dedupe_key="d",
        acknowledgement=HttpResponse(status=200, body=b""),
    )  # fmt: skip


@RUN
def test_a_webhook_is_responded_to_after_the_store(run: Any) -> None:
    host = Host()
    ledger = host.ledger()
    ledger.listen()
    ledger.webhook(event(), NOW)
    run(ledger, host)
    assert ([response.status for response in host.responses], len(host.rows), host.refunds) == ([200], 1, 0)


class Signer(Host):
    """A host of Bank 131 whose private key is not the package's. `key` signs, where there is one."""

    def __init__(self, key: Any) -> None:
        super().__init__(lambda: NOTHING)
        self.key, self.signed = key, 0

    def ledger(self) -> Any:
        settings, payment = LedgerSettings(account="shop"), refundkit.PaymentSession(session_id="ps_1")
        public = (KEYS_OF_TESTS / "merchant_public.pem").read_text()
        bank = refundkit.Bank131(refundkit.SessionCredentials(project="p", public_key=public))
        row = self.load(bank.ledger_key(settings, payment))
        ledger = bank.ledger(settings, payment, refundkit.money("5.00", "RUB"), row)
        ledger.request("a", refundkit.SessionRequest(amount=refundkit.money("1.00", "RUB")))
        return ledger

    def send(self, step: SendStep) -> Optional[HttpResponse]:
        self.refunds += step.money
        return HttpResponse(status=200, body=SESSION)

    def sign(self, step: SignStep) -> Optional[bytes]:
        self.signed += 1
        return self.key and self.key.sign(step.to_sign.encode(), padding.PKCS1v15(), hashes.SHA256())


@RUN
def test_a_key_elsewhere_signs_each_question_and_the_refund(run: Any) -> None:
    key = serialization.load_pem_private_key((KEYS_OF_TESTS / "merchant_pkcs8.pem").read_bytes(), None)
    host = Signer(key)
    run(host.ledger(), host)
    assert (host.signed, host.refunds) == (2, 1)


@RUN
def test_who_has_no_signature_is_asked_again_after_a_pause(run: Any) -> None:
    host = Signer(None)
    ledger = host.ledger()
    until = run(ledger, host)
    assert until is not None and (host.signed, host.refunds) == (1, 0)
    assert stands(ledger) == ("PLANNED", "PENDING", "PAUSE")


def test_a_ledger_without_a_private_key_needs_sign() -> None:
    host = Signer(None)
    with pytest.raises(TypeError, match="needs sign"):
        refundkit.run_ledger(host.ledger(), host.load, host.store, host.send)


def test_a_webhook_needs_somebody_who_responds() -> None:
    host = Host()
    ledger = host.ledger()
    ledger.webhook(event(), NOW)
    with pytest.raises(TypeError, match="needs acknowledge"):
        refundkit.run_ledger(ledger, host.load, host.store, host.send)


@pytest.mark.parametrize("stored", [None, 1, object()])
def test_only_a_bool_says_that_it_was_stored(stored: Any) -> None:
    host: Any = Host()
    host.store = lambda step: stored
    with pytest.raises(TypeError, match="must return a bool"):
        plainly(host.ledger(), host)
    assert host.refunds == 0


@RUN
def test_a_response_of_another_type_is_refused(run: Any) -> None:
    answer: Any = "text"
    host = Host(lambda: answer)
    with pytest.raises(refundkit.RefundError) as refused:
        run(host.ledger(), host)
    assert (refused.value.code, refused.value.field) == ("invalid_field", "response")


class Awaitable:
    async def __call__(self, step: SendStep) -> Optional[HttpResponse]:
        return NOTHING


async def sends(_: object, step: SendStep) -> Optional[HttpResponse]:
    return NOTHING


@pytest.mark.parametrize("send", [awaited(lambda step: NOTHING), partial(sends, None), Awaitable(), Awaitable().__call__])
def test_whatever_is_awaited_may_send(send: Any) -> None:
    host = Host()
    asyncio.run(refundkit.run_ledger_async(host.ledger(), awaited(host.load), awaited(host.store), send))


@pytest.mark.parametrize("send", [awaited(lambda step: NOTHING), partial(sends, None), Awaitable()])
def test_what_has_to_be_awaited_does_not_send_without(send: Any) -> None:
    host = Host()
    with pytest.raises(TypeError, match="send must not be an async function"):
        refundkit.run_ledger(host.ledger(), host.load, host.store, send)


@pytest.mark.parametrize("name", ["load", "store", "send"])
def test_what_is_no_function_is_refused_before_anything_is_done(name: str) -> None:
    host = Host()
    wrong: Any = {"load": host.load, "store": host.store, "send": host.send, name: None}
    with pytest.raises(TypeError, match=f"{name} must be a function"):
        refundkit.run_ledger(host.ledger(), **wrong)
    with pytest.raises(TypeError, match=f"{name} must be a function"):
        asyncio.run(refundkit.run_ledger_async(host.ledger(), **wrong))


def test_a_send_that_is_not_awaited_is_refused_before_it_sends() -> None:
    """Such as `httpx_send` in the place of `httpx_send_async`: what it sent would be taken for lost."""
    host = Garbled()
    for send in (host.send, partial(host.send)):
        with pytest.raises(TypeError, match="send must be an async function"):
            asyncio.run(refundkit.run_ledger_async(host.ledger(), awaited(host.load), awaited(host.store), send))
    assert host.asked == 0


class Garbled(Host):
    """A host whose client gives something else than a response, whatever was asked."""

    asked = 0

    def send(self, step: SendStep) -> Any:
        self.asked += 1
        return "text"


@RUN
def test_a_response_that_is_refused_is_stored_as_lost(run: Any) -> None:
    """Otherwise every run would ask again at once, for ever."""
    host = Garbled()
    with pytest.raises(refundkit.RefundError):
        run(host.ledger(), host)
    assert host.asked == 1
    run(host.ledger(), host)
    assert host.asked == 1
