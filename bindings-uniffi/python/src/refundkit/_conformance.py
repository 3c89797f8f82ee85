"""Whether a host's table keeps what every ledger rests on. For the tests of a host."""

from __future__ import annotations

import typing

from ._native.refundkit import Attention, LedgerRow, StoreStep

__all__ = ["check_store", "check_store_async"]

TEXT = '{"text":"Возврат «1» \\u0000 €","filler":"' + "x" * 100_000 + '"}'


def check_store(
    load: typing.Callable[[str], typing.Optional[LedgerRow]], store: typing.Callable[[StoreStep], bool], at_once: bool = True
) -> None:
    """Checks that a table keeps what every ledger rests on, above all the version check, and raises what is wrong with `load` or
    `store`. Leaves one row, under a key that no ledger has. At the end four threads store at once, unless `at_once` is False: for
    a connection that belongs to one thread, such as sqlite3's, where a read before the write is not found."""

    async def loads(key: str) -> typing.Optional[LedgerRow]:
        return load(key)

    async def stores(step: StoreStep) -> bool:
        return store(step)

    try:
        check(Table(new_key(), loads, stores), in_threads if at_once else one_after_the_other).send(None)  # nothing of it waits
    except StopIteration:
        pass


async def check_store_async(
    load: typing.Callable[[str], typing.Awaitable[typing.Optional[LedgerRow]]],
    store: typing.Callable[[StoreStep], typing.Awaitable[bool]],
) -> None:
    """`check_store` with functions that are awaited. Four writers come at once."""
    import asyncio

    await check(Table(new_key(), load, store), asyncio.gather)


def new_key() -> str:
    import uuid

    return f"conformance/{uuid.uuid4()}"


async def one_after_the_other(*writers: typing.Awaitable[bool]) -> typing.List[bool]:
    return [await writer for writer in writers]


async def in_threads(*writers: typing.Coroutine[typing.Any, typing.Any, bool]) -> typing.List[bool]:
    """Each in a thread of its own, which waits for the others before it stores."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    start = Barrier(len(writers))

    def stored(writer: typing.Coroutine[typing.Any, typing.Any, bool]) -> bool:
        start.wait()
        try:
            writer.send(None)
        except StopIteration as ended:
            return bool(ended.value)
        raise AssertionError("store waits")

    with ThreadPoolExecutor(len(writers)) as pool:
        return list(pool.map(stored, writers))


async def check(table: Table, all_of: typing.Callable[..., typing.Awaitable[typing.Iterable[bool]]]) -> None:
    holds(await table.load(table.key) is None, "load gives a row that nobody stored")
    holds(await table.write(0, TEXT), "the first row is refused")
    await table.finds(TEXT, 1, "the first row does not come back as it was stored, with version 1")
    holds(not await table.write(0, "again"), "a first row is stored although there is one")
    holds(not await table.write(7, "early"), "a row is stored over a version that is not there yet")
    await table.finds(TEXT, 1, "a row that was refused changed what is there")
    holds(await table.write(1, "second", due=4_102_444_800_000, attention=Attention.MANUAL_REVIEW), "the next version is refused")
    await table.finds("second", 2, "the second row does not come back as it was stored, with version 2")
    holds(not await table.write(1, "late"), "a row is stored over a newer version")
    await table.finds("second", 2, "a late row changed what is there")
    won = list(await all_of(*(table.write(2, body) for body in "abcd")))
    holds(won.count(True) == 1, "of four that stored the same version at once not exactly one was told that it did")
    await table.finds("abcd"[won.index(True)], 3, "of four that stored the same version at once another one's row is there")


class Table(typing.NamedTuple):
    key: str
    load: typing.Callable[[str], typing.Awaitable[typing.Optional[LedgerRow]]]
    store: typing.Callable[[StoreStep], typing.Awaitable[bool]]

    async def write(self, expected: int, body: str, due: typing.Optional[int] = None, attention: Attention = Attention.NONE) -> bool:
        step = StoreStep(id=1, key=self.key, body=body, expected=expected, due=due, attention=attention, summary="[]")
        stored = await self.store(step)
        holds(isinstance(stored, bool), "store must return a bool")
        return stored

    async def finds(self, body: str, version: int, sentence: str) -> None:
        row = await self.load(self.key)
        holds(row is not None and row.body == body and row.version == version, sentence)


def holds(fact: bool, sentence: str) -> None:
    if not fact:
        raise AssertionError(f"refunds will be lost or sent twice: {sentence}")
