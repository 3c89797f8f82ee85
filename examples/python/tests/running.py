"""What the tests of the scripts share: the simulator beside them, lines to refund, and runs of the batch."""

import csv
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple

import httpx
import psycopg

HERE = Path(__file__).parents[1]
ROOT = HERE.parents[1]

PROVIDERS = {"bank131": "RUB", "sberbank_gateway": "RUB", "sberbank_legacy": "RUB", "themap": "RUB", "tranzzo": "UAH"}


class Simulator(NamedTuple):
    base: str
    webhooks: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def program(name: str, env: Dict[str, str]) -> Iterator[str]:
    """A program of the examples, which prints a line and ends with its standard input."""
    # In the test command it is built already, and cargo would wait for what it compiles beside these tests.
    if "REFUNDKIT_XTASK_BUILT" not in os.environ:
        build = ["cargo", "build", "--quiet", "--package", "refundkit-examples", "--bin", name]
        subprocess.run(build, cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    process = subprocess.Popen(
        [target / "debug" / name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **env}
    )
    assert process.stdin and process.stdout
    yield process.stdout.readline().strip()
    process.stdin.close()
    process.wait()


def empty(server: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return server


def faults(simulator: Simulator, scenario: Dict[str, Any]) -> None:
    httpx.post(f"{simulator.base}/scenario", content=json.dumps(scenario), trust_env=False).raise_for_status()


def orders(simulator: Simulator, row: Dict[str, str]) -> Dict[str, Any]:
    """What the simulator knows of a line's order: what moved, and how many requests came."""
    found: List[Dict[str, Any]] = httpx.get(f"{simulator.base}/orders", trust_env=False).json()[row["provider"]]
    return next(order for order in found if order["merchantOrder"] == row["order"])


def write_lines(path: Path, per_provider: int, amount: str = "30.00", name: str = "return") -> List[Dict[str, str]]:
    rows = [
        {
            "id": f"{provider}-{name}-{index}", "provider": provider, "order": f"order-{index}", "amount": amount,
            "payment": f"00000000-0000-4000-8000-{index:012x}", "currency": currency, "captured": "100.00",
            "goods": "Mug*2@1250;Tea*1@500" if provider == "themap" else "",
        }
        for provider, currency in PROVIDERS.items()
        for index in range(per_provider)
    ]  # fmt: skip
    save_lines(path, rows)
    return rows


def save_lines(path: Path, rows: List[Dict[str, str]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def spoil(sqlite: str, provider: str = "") -> None:
    """Makes the ledgers' rows, or those of one provider, such as do not open."""
    with sqlite3.connect(sqlite) as database:
        database.execute("UPDATE refund_ledgers SET body = '{' WHERE instr(key, ?)", [provider])


def batch(
    base: str, folder: Path, database: str, ahead: int = 0, out: str = "out.csv", renewed: Iterable[str] = ()
) -> "subprocess.Popen[bytes]":
    """A run of the batch, on a clock that goes ahead by so many milliseconds. The simulator responds at once: what it keeps is given up soon."""
    files = [str(folder / "in.csv"), str(folder / out), database]
    clock = (
        "import runpy, sys, time; now, nanoseconds = time.time, time.time_ns;"
        f"time.time = lambda: now() + {ahead / 1000}; time.time_ns = lambda: nanoseconds() + {ahead * 1_000_000};"
        "from refundkit import clients; patient = clients.httpx_send; clients.httpx_send = lambda client: patient(client, longest=2);"
        "sys.path.insert(0, '.'); runpy.run_path('batch.py', run_name='__main__')"
    )
    return subprocess.Popen([sys.executable, "-c", clock, *files, base, *renewed], cwd=HERE, stderr=subprocess.PIPE)


def ended(process: "subprocess.Popen[bytes]") -> int:
    """The code of its exit. What it said stands beside a failure."""
    _, said = process.communicate(timeout=180)
    print(said.decode())
    return process.returncode


def outcomes(folder: Path, name: str = "out.csv") -> Dict[str, Dict[str, str]]:
    with (folder / name).open() as file:
        return {row["id"]: row for row in csv.DictReader(file)}


class Closing(BaseHTTPRequestHandler):
    def handle(self) -> None:
        self.rfile.readline()


@contextmanager
def mute() -> Iterator[str]:
    """A server that closes every connection without a word."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Closing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
