"""The loop of a ledger's host, over functions of the host. It does no I/O of its own. The package's types have its signatures."""

from __future__ import annotations

import time
import typing
from contextlib import contextmanager

from ._native.refundkit import HttpResponse, LedgerRow, RefundLedger, RestStep, SendStep, SignStep, StoreStep

__all__ = ["NotSent", "run_ledger", "run_ledger_async"]


class NotSent(Exception):
    """What `send` raises where certainly not one byte of the request left, such as where no connection could be made."""


def now() -> int:
    return time.time_ns() // 1_000_000


def run_ledger(
    ledger: RefundLedger,
    load: typing.Callable[[str], typing.Optional[LedgerRow]],
    store: typing.Callable[[StoreStep], bool],
    send: typing.Callable[[SendStep], typing.Optional[HttpResponse]],
    acknowledge: typing.Optional[typing.Callable[[HttpResponse], object]] = None,
    clock: typing.Callable[[], int] = now,
    sign: typing.Optional[typing.Callable[[SignStep], typing.Optional[bytes]]] = None,
    send_failed: typing.Optional[typing.Callable[[SendStep, Exception], object]] = None,
) -> typing.Optional[int]:
    """Carries out a ledger's steps until it rests. Returns when there is work again, in milliseconds since 1970, or None where
    only a message or a person brings work; of a ledger that listens always None, and the row's `due` says it.

    `load` returns the row of a key, from the primary; None only if there is certainly none. `store` writes the row if its
    version is still `expected` (0: if there is none), and returns whether that was committed; the new version is one more.
    `send` sends once, without redirects and retries, and gives up at `before`. None is a lost response, and so is whatever
    exception it raises, but for `NotSent`. What it returns and is no response is lost as well, and raised at the end of the run,
    when that is stored. `acknowledge` responds to the webhook that the ledger was told of, and is not
    called for one that could not be kept. `clock` gives milliseconds since 1970. `sign` signs the bytes of `to_sign` with the
    private key, where that lives elsewhere; None says that there is no signature now, and it is asked for again after a pause.

    `send_failed` hears what `send` raised, `NotSent` too, after the ledger was told what that means: for a log, where a mistake in
    `send` can be told from a lost response. What ends the program or the task passes unheard. What `send_failed` raises itself
    changes nothing for the ledger, and is raised at the end of the run, when the loss is stored. Without it the class of what was
    raised is a warning of the logger `refundkit`. The step's request holds credentials, and the error of an HTTP client may hold them too: log its text or its traceback.

    What `load`, `store`, `sign` and `acknowledge` raise ends the run: drop the ledger, the next run loads the row and finds out.
    """
    check_functions(load, store, send)
    if is_async(send):
        raise TypeError("send must not be an async function: run_ledger_async awaits it")
    refused: typing.List[Exception] = []
    while True:
        step: typing.Any = ledger.next(clock())
        if step.is_rest():
            return rested(step.value, refused)
        if step.is_acknowledge():
            (acknowledge or needed("was told of a webhook", "acknowledge"))(step.value.response)
        elif step.is_sign():
            give(ledger, step.value, (sign or needed("has no private key", "sign"))(step.value), clock())
        elif step.is_send():
            try:
                response = send(step.value)
            except Exception as error:
                give_failure(ledger, step.value, error, clock())
                with kept(refused):
                    (send_failed or nobody)(step.value, error)
            else:
                give_response(ledger, step.value, response, clock(), refused)
        elif committed(store(step.value)):
            ledger.stored(step.value.id)
        else:
            ledger.reload(load(step.value.key))


async def run_ledger_async(
    ledger: RefundLedger,
    load: typing.Callable[[str], typing.Awaitable[typing.Optional[LedgerRow]]],
    store: typing.Callable[[StoreStep], typing.Awaitable[bool]],
    send: typing.Callable[[SendStep], typing.Awaitable[typing.Optional[HttpResponse]]],
    acknowledge: typing.Optional[typing.Callable[[HttpResponse], typing.Awaitable[object]]] = None,
    clock: typing.Callable[[], int] = now,
    sign: typing.Optional[typing.Callable[[SignStep], typing.Awaitable[typing.Optional[bytes]]]] = None,
    send_failed: typing.Optional[typing.Callable[[SendStep, Exception], object]] = None,
) -> typing.Optional[int]:
    """`run_ledger` with functions that are awaited; `send_failed` may be a plain one. Where the task is cancelled, that passes: drop
    the ledger.

    `send` has to be an `async def`, a `partial` of one, or an object with an `async def __call__`, and is refused otherwise: what
    it sent before it turns out that nothing is awaited would count as lost."""
    check_functions(load, store, send)
    if not is_async(send):
        raise TypeError("send must be an async function")
    refused: typing.List[Exception] = []
    while True:
        step: typing.Any = ledger.next(clock())
        if step.is_rest():
            return rested(step.value, refused)
        if step.is_acknowledge():
            await (acknowledge or needed("was told of a webhook", "acknowledge"))(step.value.response)
        elif step.is_sign():
            give(ledger, step.value, await (sign or needed("has no private key", "sign"))(step.value), clock())
        elif step.is_send():
            try:
                response = await send(step.value)
            except Exception as error:
                give_failure(ledger, step.value, error, clock())
                with kept(refused):
                    await finished((send_failed or nobody)(step.value, error))
            else:
                give_response(ledger, step.value, response, clock(), refused)
        elif committed(await store(step.value)):
            ledger.stored(step.value.id)
        else:
            ledger.reload(await load(step.value.key))


def check_functions(load: object, store: object, send: object) -> None:
    """Found out by its first call, a `send` that is no function would count as a response that was lost."""
    for name, function in (("load", load), ("store", store), ("send", send)):
        if not callable(function):
            raise TypeError(f"{name} must be a function")


def is_async(function: object) -> bool:
    import inspect

    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(getattr(function, "__call__", None))


def give_failure(ledger: RefundLedger, step: SendStep, error: Exception, now_ms: int) -> None:
    """Whatever was raised on the way, the request may have arrived: it is lost.

    What ends the program or the task is no `Exception`. It passes, and whoever loads the row takes the sending for lost.
    """
    if isinstance(error, NotSent):
        ledger.not_sent(step.id, now_ms)
    else:
        ledger.received(step.id, None, now_ms)


def nobody(step: SendStep, error: Exception) -> None:
    """Hears what `send` raised where the host has nobody who does. The error of an HTTP client may hold the request, so that only its
    class is named."""
    if not isinstance(error, NotSent):
        import logging

        name = type(error).__name__
        logging.getLogger("refundkit").warning("send raised %s, and the response counts as lost: send_failed hears why", name)


@contextmanager
def kept(refused: typing.List[Exception]) -> typing.Iterator[None]:
    """Keeps what is raised for the end of the run. Were the run to end with it, nothing of the sending would be stored: what was
    not sent would count as lost, and each run would ask again at once."""
    try:
        yield
    except Exception as error:
        refused.append(error)


async def finished(result: object) -> None:
    if isinstance(result, typing.Awaitable):
        await result


def give_response(
    ledger: RefundLedger, step: SendStep, response: typing.Optional[HttpResponse], now_ms: int, refused: typing.List[Exception]
) -> None:
    """A response that cannot be taken is lost. Were the run to end with it, nothing of it would be stored, and each run would ask
    again at once."""
    try:
        ledger.received(step.id, response, now_ms)
    except Exception as error:
        ledger.received(step.id, None, now_ms)
        refused.append(error)


def rested(step: RestStep, refused: typing.List[Exception]) -> typing.Optional[int]:
    if refused:
        raise refused[0]
    return step.until


def committed(stored: object) -> bool:
    """A cursor or a coroutine would count as true whatever was written, and a refund would be sent without its row."""
    if not isinstance(stored, bool):
        raise TypeError("store must return a bool")
    return stored


def give(ledger: RefundLedger, step: SignStep, signature: typing.Optional[bytes], now_ms: int) -> None:
    if signature is None:
        ledger.not_signed(step.id, now_ms)
    else:
        ledger.signed(step.id, signature)


def needed(why: str, function: str) -> typing.NoReturn:
    raise TypeError(f"a ledger that {why} needs {function}")
