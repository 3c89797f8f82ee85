"""What the check of a host's store finds."""

import asyncio
import threading
import time
from typing import Any, Callable, Dict, Optional, Type

import pytest
from refundkit import LedgerRow, StoreStep, check_store, check_store_async


class Rows:
    """A table that keeps the rules."""

    def __init__(self) -> None:
        self.rows: Dict[str, LedgerRow] = {}
        self.lock = threading.Lock()

    def version(self, key: str) -> int:
        return self.rows[key].version if key in self.rows else 0

    def load(self, key: str) -> Optional[LedgerRow]:
        return self.rows.get(key)

    def store(self, step: StoreStep) -> Any:
        with self.lock:
            return step.expected == self.version(step.key) and self.write(step.key, step.body, step.expected + 1)

    def write(self, key: str, body: str, version: int) -> bool:
        self.rows[key] = LedgerRow(body=body, version=version)
        return True


class Unchecked(Rows):
    def store(self, step: StoreStep) -> bool:
        return self.write(step.key, step.body, step.expected + 1)


class OnlyOlder(Rows):
    def store(self, step: StoreStep) -> bool:
        version = self.version(step.key)
        if step.expected > version or (step.expected == 0 and version):
            return False
        return self.write(step.key, step.body, version + 1)


class Short(Rows):
    def write(self, key: str, body: str, version: int) -> bool:
        return super().write(key, body[:65_535], version)


class Cursor(Rows):
    def store(self, step: StoreStep) -> Any:
        return [super().store(step)]


FAULTS = [
    (Unchecked, "a first row is stored although there is one"),
    (OnlyOlder, "a row is stored over a newer version"),
    (Short, "does not come back as it was stored"),
    (Cursor, "must return a bool"),
]


def plainly(rows: Rows) -> None:
    check_store(rows.load, rows.store)


def in_a_task(rows: Rows) -> None:
    async def load(key: str) -> Optional[LedgerRow]:
        return rows.load(key)

    async def store(step: StoreStep) -> Any:
        return rows.store(step)

    asyncio.run(check_store_async(load, store))


WAYS = pytest.mark.parametrize("check", [plainly, in_a_task])


@WAYS
def test_a_table_that_keeps_the_rules_passes(check: Callable[[Rows], None]) -> None:
    check(Rows())


@WAYS
@pytest.mark.parametrize(("faulty", "said"), FAULTS)
def test_faults_are_found(check: Callable[[Rows], None], faulty: Type[Rows], said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        check(faulty())


def test_a_read_before_the_write_is_found() -> None:
    rows = Rows()

    async def load(key: str) -> Optional[LedgerRow]:
        return rows.load(key)

    async def store(step: StoreStep) -> bool:
        version = rows.version(step.key)
        await asyncio.sleep(0)
        return version == step.expected and rows.write(step.key, step.body, version + 1)

    with pytest.raises(AssertionError, match="at once not exactly one"):
        asyncio.run(check_store_async(load, store))


class ReadsFirst(Rows):
    """Reads the version, and then writes whatever is there now. Between the two is the way to a database."""

    def store(self, step: StoreStep) -> bool:
        version = self.version(step.key)
        time.sleep(0.02)
        return step.expected == version and self.write(step.key, step.body, version + 1)


def test_a_read_before_the_write_is_found_by_threads() -> None:
    with pytest.raises(AssertionError, match="at once not exactly one"):
        plainly(ReadsFirst())
    rows = ReadsFirst()
    check_store(rows.load, rows.store, at_once=False)


def test_what_store_raises_in_a_thread_passes() -> None:
    class Full(Rows):
        def store(self, step: StoreStep) -> Any:
            if step.expected == 2:
                raise OSError("the disk is full")
            return super().store(step)

    with pytest.raises(OSError, match="full"):
        plainly(Full())


def test_it_runs_within_a_loop() -> None:
    async def within() -> None:
        plainly(Rows())

    asyncio.run(within())
