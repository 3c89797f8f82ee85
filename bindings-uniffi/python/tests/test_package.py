"""The package as it is installed: its types for checkers, its generated code, its sizes, its import."""

import inspect
import json
import re
import subprocess
import sys
from importlib.metadata import distribution, version
from pathlib import Path
from typing import List

import pytest
import refundkit

PACKAGE = Path(refundkit.__file__).parent
GENERATED = PACKAGE / "_native" / "refundkit.py"
STUB = PACKAGE / "__init__.pyi"

GOOD = """
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from decimal import Decimal
from typing import Any
import aiohttp, httpx, requests
from refundkit import (Endpoint, Money, NextAction, RefundAmount, RefundError, RefundOutcome, Tranzzo, TranzzoConfig,
                       TranzzoCredentials, TranzzoRefund, money)
from refundkit import HttpResponse, LedgerRow, LedgerStep, RefundLedger, SendStep, StoreStep, check_store, check_store_async, run_ledger, run_ledger_async
from refundkit import LedgerSettings, NotSent, RefundStatus, SessionConfig, TranzzoPayment, __version__
from refundkit.clients import aiohttp_send, httpx_send, httpx_send_async, requests_send

def refund(text: str) -> RefundOutcome:
    keys = TranzzoCredentials(pos_id="p", api_key="k", api_secret="s", endpoints_key="e")
    tranzzo = Tranzzo(keys, config=TranzzoConfig(endpoint=Endpoint.LOOPBACK("http://127.0.0.1:1")))
    amount: Money = money(Decimal("10.50"), "UAH")
    refund = TranzzoRefund(order_id="1", amount=RefundAmount.PARTIAL(amount), split=[])
    again: TranzzoRefund = TranzzoRefund.from_stored(refund.to_stored())
    try:
        request = tranzzo.build_request(again)
    except RefundError as error:
        code: str = error.code
        field: str = error.field
        status: int = error.reply.status if error.reply else 0
        print(code, field, status, str(error))
        raise
    print(request.body, NextAction.DONE)
    return tranzzo.parse_response(refund, None).outcome

def one_step(ledger: RefundLedger) -> int:
    match ledger.next(1):
        case LedgerStep.STORE(store):
            version: int = store.expected
            return version
        case LedgerStep.SEND(send):
            return send.before
        case LedgerStep.REST(rest):
            return rest.until or 0
        case step:
            return step.value.response.status if isinstance(step, LedgerStep.ACKNOWLEDGE) else 0

class Host:
    def load(self, key: str) -> LedgerRow | None: return None
    def store(self, step: StoreStep) -> bool: return False
    def send(self, step: SendStep) -> HttpResponse | None: raise NotSent("no connection")
    async def loaded(self, key: str) -> LedgerRow | None: return None
    async def stored(self, step: StoreStep) -> bool: return False
    async def sent(self, step: SendStep) -> HttpResponse | None: return None

def sends(client: httpx.Client, session: requests.Session) -> list[Callable[[SendStep], HttpResponse]]:
    return [httpx_send(client), requests_send(session)]

def told(outcome: RefundOutcome, wanted: str) -> str:
    status: RefundStatus = RefundStatus(wanted)
    written: dict[str, Any] = asdict(outcome)
    again: RefundOutcome = replace(outcome, status=status, code=None)
    names: list[str] = [field.name for field in fields(Money)]
    seen: set[RefundOutcome] = {again, outcome}
    words: list[str] = [status, status.value, str(written), *names, repr(seen)]
    match again.status:
        case RefundStatus.SUCCEEDED | RefundStatus.REVERSED:
            return "known"
        case RefundStatus.PENDING | RefundStatus.DECLINED | RefundStatus.UNKNOWN:
            return ", ".join(words)

def sums(amounts: list[Money]) -> Decimal:
    total: Money = sum(amounts, start=Money(minor_units=0, currency="UAH"))
    largest: Money = max(amounts) if amounts else total
    rest: Money = total - largest if largest <= total else largest
    match rest:
        case Money(0, currency):
            return Decimal(len(currency))
        case Money(minor_units=minor_units):
            return rest.decimal + minor_units

def host(config: TranzzoConfig, amount: RefundAmount) -> str:
    match config.endpoint:
        case Endpoint.CUSTOM(base) | Endpoint.LOOPBACK(base):
            return base
        case _:
            demo: bool = config.endpoint == Endpoint.DEMO
    match amount:
        case RefundAmount.FULL(expected):
            return f"{expected} {demo}"
        case RefundAmount.PARTIAL(value=part):
            return f"{part} {SessionConfig(endpoint=Endpoint.DEMO).api_version} {__version__}"
        case _:
            return ""

async def run(tranzzo: Tranzzo, host: Host, client: httpx.AsyncClient, session: aiohttp.ClientSession) -> int | None:
    settings, payment = LedgerSettings(account="shop"), TranzzoPayment(order_id="1")
    ledger = tranzzo.ledger(settings, payment, money("1", "UAH"), None)
    one_step(ledger)
    check_store(host.load, host.store)
    await check_store_async(host.loaded, host.stored)
    until: int | None = run_ledger(ledger, host.load, host.store, host.send, acknowledge=print)
    await run_ledger_async(ledger, host.loaded, host.stored, httpx_send_async(client))
    await run_ledger_async(ledger, host.loaded, host.stored, aiohttp_send(session))
    return until or await run_ledger_async(ledger, host.loaded, host.stored, host.sent)
"""
BAD = [
    'TranzzoRefund(order_id=1, amount=RefundAmount.PARTIAL(money("1", "UAH")))',
    'TranzzoRefund(order_id="1", amount=money("1", "UAH"))',
    'TranzzoRefund(order_id="1", amount=RefundAmount.PARTIAL(money("1", "UAH")), reference=5)',
    'TranzzoRefund(order_id="1", amount=RefundAmount.PARTIAL(money("1", "UAH")), split="a")',
    'TranzzoRefund(order_id="1")',
    'RefundAmount.PARTIAL("1")',
    "money(1.5, 'UAH')",
    "Tranzzo()",
    "TranzzoLedger()",
    "run_ledger(Tranzzo, print, print, print)",
    "check_store(5, print)",
    "LedgerStep.STORE(5)",
    'Money(5, "UAH")',
    'money("1", "UAH") + 5',
    'money("1", "UAH") < 5',
    "RefundStatus.DONE",
    "RefundStatus.SUCCEEDED.value + 5",
    "SessionConfig(endpoint='live')",
    "Endpoint.DEMO()",
    "TheMapConfig()",
]


@pytest.mark.parametrize("checker", [["mypy", "--strict"], ["pyright"]], ids=["mypy", "pyright"])
def test_the_types(checker: List[str], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.pyright]\ntypeCheckingMode = "strict"\n')
    (tmp_path / "good.py").write_text(GOOD)
    bad = "from refundkit import *\n" + "".join(f"value{index} = {line}\n" for index, line in enumerate(BAD))
    (tmp_path / "bad.py").write_text(bad)

    def check(file: str) -> "subprocess.CompletedProcess[str]":
        options = ["--pythonpath", sys.executable] if checker == ["pyright"] else []
        command = [sys.executable, "-m", *checker, *options, file]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    good = check("good.py")
    assert good.returncode == 0, good.stdout
    found = check("bad.py").stdout
    for index, line in enumerate(BAD):
        assert re.search(rf"bad\.py:{index + 2}:.*error", found), (line, found)


def test_the_stub_is_strict(tmp_path: Path) -> None:
    (tmp_path / "refundkit.pyi").write_text(STUB.read_text())
    command = [sys.executable, "-m", "mypy", "--strict", "refundkit.pyi"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


def test_the_stub_names_what_is_there() -> None:
    named = set(re.findall(r"^(?:class|def|async def) ([A-Za-z]\w*)", STUB.read_text(), re.MULTILINE))
    # `refundkit.clients` stands there once something has imported it.
    assert named == {name for name, kind in vars(refundkit).items() if not name.startswith("_") and not inspect.ismodule(kind)}


@pytest.mark.parametrize("path", [GENERATED, STUB], ids=["generated", "stub"])
def test_no_rust_leaks_into_the_text(path: Path) -> None:
    text = path.read_text()
    for leaked in (r"\[`?crate::", r"\]\(crate", r"\[`?super::", r"\*/", r"/\*", r"Option<", r"Vec<", r"\(`?\w+::\w+"):
        assert not re.search(leaked, text), (leaked, re.findall(f".*{leaked}.*", text)[:3])


def test_licensing_of_what_others_wrote() -> None:
    files = {path.name: path.locate() for path in distribution("refundkit").files or []}
    bill = json.loads(Path(str(files["sbom.cdx.json"])).read_text())
    lines = Path(str(files["THIRD-PARTY-LICENSES"])).read_text().splitlines()
    foreign = [f"{one['name']} {one['version']} (" for one in bill["components"] if "hashes" in one]
    assert bill["metadata"]["component"]["version"] == version("refundkit")
    assert any(name.startswith("rsa ") for name in foreign)
    assert [name for name in foreign if not any(line.startswith(name) for line in lines)] == []


def test_imports_without_a_warning() -> None:
    subprocess.run([sys.executable, "-B", "-W", "error", "-c", "import refundkit"], check=True)
    compiled = f"compile(open({str(GENERATED)!r}).read(), 'generated', 'exec')"
    subprocess.run([sys.executable, "-B", "-W", "error", "-c", compiled], check=True)


def test_imports_little() -> None:
    """Modules that take milliseconds, and that few programs need."""
    slow = "{'asyncio', 'dataclasses', 'datetime', 'inspect', 'linecache', 'logging', 'traceback', 'uuid'}"
    script = f"import sys; before = set(sys.modules); import refundkit; print(*{slow} & (set(sys.modules) - before))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


def test_the_library_is_small() -> None:
    library = next(PACKAGE.glob("_native/librefundkit.*"))
    assert library.stat().st_size < 5_294_000  # its cryptography is compiled for speed, and the simulator is in it
