"""`reconcile.py` against the simulator, and the corruptions of true worlds."""

import csv
import os
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, NamedTuple

import pytest
import register
from reasons import Reason
from running import HERE, Simulator, batch, ended, mute, outcomes, spoil, write_lines

# Some seconds of them. `cargo xtask reconciliation` makes a hundred thousand.
CASES = 1800
HEADER = "provider,payment,refund_id,reference,amount,currency,status,date\n"


class Found(NamedTuple):
    provider: str
    payment: str
    reason: str


def reconcile(database: str, *given: str) -> List[Found]:
    command = [sys.executable, "reconcile.py", database, *given]
    ran = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return sorted(Found(row["provider"], row["payment"], row["reason"]) for row in csv.DictReader(ran.stdout.splitlines()))


def payment_of(row: Dict[str, str]) -> str:
    return row["order"] if row["provider"] == "tranzzo" else row["payment"]


def found_everywhere(rows: List[Dict[str, str]], reason: str, **others: str) -> List[Found]:
    return sorted(Found(row["provider"], payment_of(row), others.get(row["provider"], reason)) for row in rows)


def test_statuses_show_what_our_ledgers_lack(simulator: Simulator, tmp_path: Path, database: str) -> None:
    rows = write_lines(tmp_path / "in.csv", 1)
    assert ended(batch(simulator.base, tmp_path, database)) == 0
    of_themap = [row for row in rows if row["provider"] == "themap"]
    assert reconcile(database, simulator.base) == found_everywhere(of_themap, "shows_nothing")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_lines(elsewhere / "in.csv", 1, amount="5.00", name="by-hand")
    assert ended(batch(simulator.base, elsewhere, str(elsewhere / "refunds.sqlite"))) == 0
    assert reconcile(database, simulator.base) == found_everywhere(rows, "not_with_us", themap="shows_nothing")
    with mute() as base:
        assert reconcile(database, base) == found_everywhere(rows, "no_answer")


def test_a_ledger_that_does_not_open_costs_itself_alone(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    rows = write_lines(tmp_path / "in.csv", 1)
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    spoil(sqlite, "sberbank_gateway")
    unopened = [row for row in rows if row["provider"] == "sberbank_gateway"]
    expected = found_everywhere(unopened, "unopened")
    of_themap = [row for row in rows if row["provider"] == "themap"]
    assert reconcile(sqlite, simulator.base) == sorted([*expected, *found_everywhere(of_themap, "shows_nothing")])
    lines = [line_of(row, outcomes(tmp_path)[row["id"]]) for row in rows]
    stranger = line_of({**rows[0], "payment": "ps_1"}, outcomes(tmp_path)[rows[0]["id"]])
    register = tmp_path / "register.csv"
    register.write_text("".join([HEADER, *lines, stranger]))
    assert reconcile(sqlite, simulator.base, str(register)) == sorted([*expected, Found("bank131", "ps_1", "unknown_payment")])


def line_of(row: Dict[str, str], outcome: Dict[str, str], **changed: str) -> str:
    """A refund of the batch, as the provider's register has it."""
    line = {**row, **outcome, "payment": payment_of(row), "refund_id": outcome["refund_id"] or outcome["bank_reference"], **changed}
    return ",".join(line.get(column, "") for column in HEADER.strip().split(",")) + "\n"


NONSENSE = [
    "garbage", '"no end', 'tranzzo,order-0,,,1.00,UAH,success,"2026-11-30', "\x00,\x00", "x" * 200_000,
    "tranzzo,,,,30.00,UAH,success,", "nobody,order-0,,,30.00,UAH,success,",
]  # fmt: skip
UNREAD = ["1.005,UAH,success,", "-1.00,UAH,success,", "1.00,UAH,perhaps,", "1.00,ROUBLES,success,", "1.00,UAH,success,30.11.2026"]


def test_a_register_is_compared_line_by_line(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    rows = {row["provider"]: row for row in write_lines(tmp_path / "in.csv", 1)}
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    found = {row["id"].partition("-")[0]: row for row in outcomes(tmp_path).values()}
    true = {provider: line_of(row, found[provider]) for provider, row in rows.items()}
    file = tmp_path / "register.csv"

    def compared(*lines: str, days: Iterable[str] = ()) -> List[Found]:
        file.write_bytes(b"\xef\xbb\xbf" + (HEADER + "".join(lines)).encode() + b"\n\n")
        return reconcile(sqlite, simulator.base, str(file), *days)

    assert compared(*true.values()) == []
    assert compared() == found_everywhere(list(rows.values()), "not_shown")
    assert compared(days=["2020-01-01", "2020-01-31"]) == []
    assert compared(*true.values(), *true.values()) == found_everywhere(list(rows.values()), "twice")
    others = {provider: line_of(row, found[provider], amount="29.99") for provider, row in rows.items()}
    assert compared(*others.values()) == found_everywhere(list(rows.values()), "amount_differs")
    stranger = line_of(rows["bank131"], found["bank131"], payment="ps_1")
    spoiled = [line + "\n" for line in NONSENSE] + [f"tranzzo,order-0,,,{rest}\n" for rest in UNREAD]
    unreadable = [Found("", "", "unreadable")] * len(NONSENSE) + [Found("tranzzo", "order-0", "unreadable")] * len(UNREAD)
    assert compared(*spoiled, *true.values(), stranger) == sorted([*unreadable, Found("bank131", "ps_1", "unknown_payment")])


def test_a_register_is_read_as_it_comes() -> None:
    def lines() -> Iterator[str]:
        yield from (HEADER, "garbage\n")
        raise AssertionError("it was read ahead")

    first = next(register.differences(lines(), iter([])))
    assert (first.reason, first.line) == (Reason.UNREADABLE, "2")


@pytest.mark.parametrize("head", ["", "provider,payment,reference,amount", f"{HEADER.strip()},amount"])
def test_what_is_no_register_is_refused(head: str) -> None:
    with pytest.raises(ValueError, match="the first line of a register"):
        list(register.differences([head], []))


def corrupt(*given: str) -> None:
    command, env = [sys.executable, *given], {**os.environ, "PYTHONPATH": str(HERE)}
    ran = subprocess.run(command, cwd=HERE, env=env, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_corruptions_are_found_and_none_is_invented() -> None:
    corrupt("tests/reconciliation", str(CASES))


def test_each_rule_is_necessary() -> None:
    corrupt("tests/reconciliation/necessary.py")
