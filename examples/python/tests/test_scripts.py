"""The three scripts against the simulator, over real HTTP; the batch is killed again and again."""

import csv
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Dict, Iterator, List, Optional

import httpx
import pytest

HERE = Path(__file__).parents[1]
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

import batch as batch_script  # noqa: E402
import shop  # noqa: E402
from refundkit import HttpMethod, HttpRequest, HttpResponse, money  # noqa: E402

PROVIDERS = {"tranzzo": "UAH", "sberbank_gateway": "RUB"}
FAULTS = ["drop_after", "unavailable_after", "html_after", "slow", "truncated", "drop_before", "lying_amount"]


@pytest.fixture()
def simulator() -> Iterator[str]:
    build = ["cargo", "build", "--quiet", "--package", "refundkit-examples", "--bin", "simulator"]
    subprocess.run(build, cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    process = subprocess.Popen([target / "debug/simulator"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin and process.stdout
    yield process.stdout.readline().split(",")[0].strip()
    process.stdin.close()
    process.wait()


def write_lines(path: Path, per_provider: int, amount: str = "30.00") -> List[Dict[str, str]]:
    rows = [
        {
            "id": f"{provider}-return-{index}", "provider": provider, "order": f"order-{index}", "amount": amount,
            "payment": f"00000000-0000-4000-8000-{index:012x}", "currency": currency,
        }
        for provider, currency in PROVIDERS.items()
        for index in range(per_provider)
    ]  # fmt: skip
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return rows


def given_back(base: str, row: Dict[str, str]) -> int:
    """What the simulator has moved, by its own list."""
    place = shop.shops(base)[row["provider"]]
    line = shop.Line(row["id"], row["provider"], row["payment"], row["order"], money(row["amount"], row["currency"]))
    refund = place.refund(line, None)
    snapshot = place.provider.parse_status_response(refund, shop.send(place.provider.build_status_request(refund))).snapshot
    assert snapshot.problem is None
    if snapshot.refunded:
        return int(snapshot.refunded.minor_units)
    return sum(entry.amount.minor_units for entry in snapshot.entries if entry.status.name in ("SUCCEEDED", "PENDING"))


def batch(base: str, folder: Path) -> "subprocess.Popen[bytes]":
    files = [str(folder / name) for name in ("in.csv", "out.csv", "book.sqlite")]
    return subprocess.Popen([sys.executable, "batch.py", *files, base], cwd=HERE, stderr=subprocess.PIPE)


def outcomes(folder: Path) -> Dict[str, Dict[str, str]]:
    with (folder / "out.csv").open() as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_a_batch_without_trouble(simulator: str, tmp_path: Path) -> None:
    rows = write_lines(tmp_path / "in.csv", 2)
    process = batch(simulator, tmp_path)
    _, bar = process.communicate(timeout=120)
    assert process.returncode == 0 and b"4/4" in bar
    assert {row["next_action"] for row in outcomes(tmp_path).values()} == {"done"}, outcomes(tmp_path)
    assert [given_back(simulator, row) for row in rows] == [3000] * 4


def test_a_wrong_line_stops_nothing_else(simulator: str, tmp_path: Path) -> None:
    write_lines(tmp_path / "in.csv", 1)
    with (tmp_path / "in.csv").open("a") as file:
        file.write("x,tranzzo,0,1.00,p,UAH\n")
    assert batch(simulator, tmp_path).wait(120) == 0
    assert outcomes(tmp_path)["x"]["status"] == "refused"


class Executioner(ThreadingHTTPServer):
    """Passes requests on to the simulator, and kills the batch before or after some of them."""

    def __init__(self, base: str, chance: random.Random, kills: int) -> None:
        super().__init__(("127.0.0.1", 0), Passage)
        self.base, self.chance, self.kills = base, chance, kills
        self.victim: Optional["subprocess.Popen[bytes]"] = None

    def strike(self) -> None:
        if self.victim and self.kills and self.chance.random() < 0.25:
            self.kills -= 1
            self.victim.send_signal(signal.SIGKILL)


class Passage(BaseHTTPRequestHandler):
    server: Executioner

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.strike()
        kept = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        try:
            response = httpx.request(self.command, self.server.base + self.path, headers=kept, content=body, trust_env=False)
        except httpx.HTTPError:
            return
        self.server.strike()
        self.send_response(response.status_code)
        self.send_header("content-length", str(len(response.content)))
        self.end_headers()
        self.wfile.write(response.content)

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("seed", [int(os.environ.get("SEED", 1)), 2])
def test_a_killed_batch_refunds_nothing_twice(simulator: str, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    rows = write_lines(tmp_path / "in.csv", 8)
    scenario = {provider: {"refunds": chance.choices(FAULTS, k=4)} for provider in PROVIDERS}
    httpx.post(f"{simulator}/scenario", content=json.dumps(scenario), trust_env=False).raise_for_status()
    passage = Executioner(simulator, chance, kills=15)
    threading.Thread(target=passage.serve_forever, daemon=True).start()
    ended = -signal.SIGKILL
    while ended == -signal.SIGKILL:
        passage.victim = batch(f"http://127.0.0.1:{passage.server_address[1]}", tmp_path)
        ended = passage.victim.wait(180)
    passage.shutdown()
    assert ended == 0 and passage.kills < 10
    time.sleep(1.5)
    found = outcomes(tmp_path)
    for row in rows:
        moved, outcome = given_back(simulator, row), found[row["id"]]
        assert moved in (0, 3000), (row, outcome)
        assert outcome["next_action"] != "done" or moved == 3000, (row, outcome)
        assert outcome["status"] != "declined" or moved == 0, (row, outcome)
    assert sum(outcome["next_action"] == "done" for outcome in found.values()) >= len(rows) // 2, found


class Killed(BaseException):
    """Nothing more is done, as after SIGKILL."""


def test_a_batch_that_dies_while_it_sends_again_does_not_send_a_third_time(
    simulator: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = write_lines(tmp_path / "in.csv", 1)[0]
    line = shop.Line(row["id"], row["provider"], row["payment"], row["order"], money(row["amount"], row["currency"]))
    place, book = shop.shops(simulator)[line.provider], shop.Book(str(tmp_path / "book.sqlite"))
    sendings: List[HttpRequest] = []

    def unlucky(request: HttpRequest) -> Optional[HttpResponse]:
        if request.method is HttpMethod.GET:
            return shop.send(request)
        sendings.append(request)
        if len(sendings) == 1:
            raise shop.NotSent
        shop.send(request)
        raise Killed

    monkeypatch.setattr(batch_script, "send", unlucky)
    with pytest.raises(Killed):
        batch_script.settle(book, place, line)
    monkeypatch.setattr(batch_script, "send", shop.send)
    outcome = batch_script.settle(book, place, line)
    assert outcome and (outcome.next_action.name, given_back(simulator, row), len(sendings)) == ("DONE", 3000, 2)


def test_two_batches_do_not_share_a_book(simulator: str, tmp_path: Path) -> None:
    write_lines(tmp_path / "in.csv", 1)
    book = shop.Book(str(tmp_path / "book.sqlite"))
    process = batch(simulator, tmp_path)
    _, error = process.communicate(timeout=60)
    assert process.returncode != 0 and b"locked" in error
    book.base.close()


def test_reconciliation_finds_what_the_book_lacks(simulator: str, tmp_path: Path) -> None:
    rows = write_lines(tmp_path / "in.csv", 2)
    assert batch(simulator, tmp_path).wait(120) == 0

    def differences() -> List[str]:
        command = [sys.executable, "reconcile.py", str(tmp_path / "book.sqlite"), simulator]
        return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True).stdout.splitlines()[1:]

    assert differences() == []
    other = shop.shops(simulator)["tranzzo"]
    line = shop.Line("by-hand", "tranzzo", rows[0]["payment"], rows[0]["order"], money("5.00", "UAH"))
    shop.send(other.provider.build_request(other.refund(line, None)))
    assert differences() == [f"tranzzo,{rows[0]['payment']},3000,3500"]


def test_webhooks(simulator: str, tmp_path: Path) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", 8081)) == 0:
            pytest.skip("port 8081 is taken")
    book = shop.Book(str(tmp_path / "book.sqlite"))
    place = shop.shops(simulator)["tranzzo"]
    line = shop.Line("r-1", "tranzzo", "00000000-0000-4000-8000-000000000001", "order-1", money("10.00", "UAH"))
    refund = place.refund(line, None)
    book.add(line, refund.to_stored())
    book.base.close()
    command = [sys.executable, "webhooks.py", str(tmp_path / "book.sqlite"), simulator]
    process = subprocess.Popen(command, cwd=HERE)
    try:
        for _ in range(100):
            time.sleep(0.1)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", 8081)) == 0:
                    break
        forged = httpx.post("http://127.0.0.1:8081/tranzzo", content=b"data=e30&signature=x", trust_env=False)
        assert forged.status_code >= 400
        assert httpx.post("http://127.0.0.1:8081/nobody", content=b"", trust_env=False).status_code == 404
        pending = place.provider.parse_response(refund, shop.send(place.provider.build_request(refund))).outcome
        assert pending.status.name == "PENDING"
        time.sleep(3)
    finally:
        process.terminate()
        process.wait()
    found = shop.Book(str(tmp_path / "book.sqlite")).find("r-1")
    assert found and found[2] and found[2].next_action.name == "DONE", found
