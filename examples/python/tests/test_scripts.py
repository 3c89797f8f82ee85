"""The three scripts against the simulator, over real HTTP, on SQLite and on PostgreSQL; the batch is killed again and again."""

import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Dict, Optional

import httpx
import pytest
from running import HERE, PROVIDERS, Simulator, batch, empty, ended, faults, orders, outcomes, save_lines, spoil, write_lines

FAULTS = ["drop_after", "unavailable_after", "html_after", "slow", "truncated", "drop_before", "lying_amount"]
MINUTE = 60_000


def test_the_table_keeps_the_rules(database: str) -> None:
    script = f"from refundkit import check_store; from table import Table; table = Table({database!r}); check_store(table.load, table.store)"
    subprocess.run([sys.executable, "-c", script], cwd=HERE, check=True)


def test_a_script_that_starts_waits_for_one_that_writes(sqlite: str) -> None:
    writing = sqlite3.connect(sqlite, isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")
    starting = subprocess.Popen([sys.executable, "-c", f"from table import Table; Table({sqlite!r})"], cwd=HERE, stderr=subprocess.PIPE)
    time.sleep(1)
    writing.execute("COMMIT")
    assert ended(starting) == 0


def test_a_commit_of_sqlite_is_on_the_disk(sqlite: str) -> None:
    """3 is `EXTRA`: after it, the journal that would undo a commit is gone for good as well."""
    script = f"from sqlite import Sqlite; assert Sqlite({sqlite!r}).all('PRAGMA synchronous') == [(3,)]"
    subprocess.run([sys.executable, "-c", script], cwd=HERE, check=True)


BROKEN = """
import psycopg, sys
from table import Table
table = Table(sys.argv[1])
with psycopg.connect(sys.argv[1], autocommit=True) as other:
    other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
try:
    table.due("x")
except psycopg.OperationalError:
    assert table.due("x") is None
else:
    raise AssertionError("what broke was repeated without a word")
"""


DURABLE = """
import psycopg, sys
from postgres import Postgres
with psycopg.connect(sys.argv[1], autocommit=True) as other:
    other.execute(f"ALTER DATABASE {other.info.dbname} SET synchronous_commit = off")
assert Postgres(sys.argv[1]).all("SHOW synchronous_commit") == [("on",)]
"""


TOGETHER = """
import psycopg, sys, time
from concurrent.futures import ThreadPoolExecutor
from postgres import Postgres
connect, opened = psycopg.connect, []
def slowly(*address, **options):
    time.sleep(0.5)
    opened.append(connect(*address, **options))
    return opened[-1]
psycopg.connect = slowly
database = Postgres(sys.argv[1])
database.connection.close()
with ThreadPoolExecutor(4) as threads:
    assert list(threads.map(database.all, ["SELECT 1"] * 4)) == [[(1,)]] * 4
assert len(opened) == 2
"""


VANISHED = """
import sys
from postgres import Postgres
options = Postgres(sys.argv[1]).connection.info.get_parameters()
assert int(options["tcp_user_timeout"]) + 1000 * int(options["keepalives_idle"]) <= 30_000, options
assert int(options["keepalives_idle"]) + int(options["keepalives_interval"]) * int(options["keepalives_count"]) <= 30, options
"""

OF_POSTGRES = {
    "a broken connection": BROKEN, "a commit is on the disk": DURABLE, "threads connect once": TOGETHER, "a server that vanished": VANISHED,
}  # fmt: skip


@pytest.mark.parametrize("script", OF_POSTGRES.values(), ids=OF_POSTGRES)
def test_postgres(postgres: str, script: str) -> None:
    subprocess.run([sys.executable, "-c", script, empty(postgres)], cwd=HERE, check=True)


def test_a_batch_without_trouble(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    rows = write_lines(tmp_path / "in.csv", 1)
    process = batch(simulator.base, tmp_path, sqlite)
    _, bar = process.communicate(timeout=120)
    assert process.returncode == 0 and b"5/5" in bar, bar
    found = outcomes(tmp_path)
    assert {row["status"] for row in found.values()} == {"succeeded"}, found
    assert {row["left"] for row in found.values()} == {"70.00"}
    assert [(orders(simulator, row)["moved"], orders(simulator, row)["arrivals"]) for row in rows] == [(3000, 1)] * 5


def test_the_line_of_the_page_is_refunded(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    page = (HERE / "README.md").read_text()
    columns, line = re.findall(r"`(id,provider,[^`]*|return-1,[^`]*)`", page)
    (tmp_path / "in.csv").write_text(f"{columns}\n{line}\n")
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    assert outcomes(tmp_path)["return-1"]["status"] == "succeeded"


def test_a_second_run_sends_nothing(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    rows = write_lines(tmp_path / "in.csv", 1)
    assert [ended(batch(simulator.base, tmp_path, sqlite)) for _ in range(2)] == [0, 0]
    assert [orders(simulator, row)["arrivals"] for row in rows] == [1] * 5


def test_what_is_pending_is_decided_when_it_is_due(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    write_lines(tmp_path / "in.csv", 2)
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    pending = [row for row in outcomes(tmp_path).values() if row["status"] == "pending"]
    assert len(pending) == 5 and all(row["again_at"] for row in pending), outcomes(tmp_path)
    time.sleep(1.5)
    assert ended(batch(simulator.base, tmp_path, sqlite, ahead=MINUTE)) == 0
    found = outcomes(tmp_path)
    # theMAP's state does not tell of a part of a payment: its notification would, and the last word is a person's.
    undecided = [id for id, row in found.items() if row["status"] != "succeeded"]
    assert undecided == ["themap-return-1"] and found["themap-return-1"]["again_at"], found


def test_a_wrong_line_stops_nothing_else(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    write_lines(tmp_path / "in.csv", 1)
    with (tmp_path / "in.csv").open("a") as file:
        file.write("x,tranzzo,order-1,p,0,UAH,100.00,\ny,nobody,order-1,1.00,0,UAH,100.00,\nz,themap,order-2,30.00,0,RUB,100.00,Mug*1@1\n")
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    found = outcomes(tmp_path)
    assert [found[id]["status"] for id in "xyz"] == ["refused"] * 3
    assert [row["status"] for row in found.values()].count("succeeded") == 5


GOODS = ["Mug*2", "Mug", "Mug*x@1", "Mug*-1@3000", "*1@3000", "Mug*1@3000@1", "Mug*99999@1"]


def test_goods_that_cannot_be_read_cost_their_line_alone(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    of_themap = [row for row in write_lines(tmp_path / "in.csv", 1) if row["provider"] == "themap"]
    wrong = [{**of_themap[0], "id": goods, "goods": goods} for goods in GOODS]
    save_lines(tmp_path / "in.csv", [*wrong, *of_themap])
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    found = outcomes(tmp_path)
    assert [(found[goods]["status"], "goods" in found[goods]["why"]) for goods in GOODS] == [("refused", True)] * len(GOODS)
    assert found["themap-return-0"]["status"] == "succeeded"


def test_whatever_fails_costs_its_line_alone(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    write_lines(tmp_path / "in.csv", 1)
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    with sqlite3.connect(sqlite) as database:
        database.execute("UPDATE lines SET line = '{' WHERE instr(id, 'themap')")
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    stages = [row["stage"] for row in outcomes(tmp_path).values()]
    assert sorted(stages) == ["ended"] * 4 + ["failed"]
    assert {file.name for file in tmp_path.iterdir()} == {"in.csv", "out.csv", "refunds.sqlite"}


CHANGED = [
    {"amount": "20.00", "goods": ""}, {"captured": "200.00"}, {"amount": "p"}, {"provider": "nobody"},
    {"order": "order-2", "payment": "00000000-0000-4000-8000-000000000002"},
]  # fmt: skip


@pytest.mark.parametrize("changed", CHANGED, ids=[",".join(changed) for changed in CHANGED])
def test_a_changed_line_under_an_old_id_stands_as_it_was_taken(
    simulator: Simulator, tmp_path: Path, sqlite: str, changed: Dict[str, str]
) -> None:
    rows = write_lines(tmp_path / "in.csv", 1)
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    before = outcomes(tmp_path)
    save_lines(tmp_path / "in.csv", [{**row, **changed} for row in rows])
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    found = outcomes(tmp_path)
    assert {row["status"] for row in found.values()} == {"succeeded"}
    assert all(" " in row["why"] for row in found.values()), found
    assert [{**row, "why": ""} for row in found.values()] == [{**row, "why": ""} for row in before.values()]
    assert [(orders(simulator, row)["moved"], orders(simulator, row)["arrivals"]) for row in rows] == [(3000, 1)] * 5


def test_nobody_says_that_nothing_was_sent_where_a_ledger_does_not_open(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    rows = write_lines(tmp_path / "in.csv", 1)
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    spoil(sqlite)
    save_lines(tmp_path / "in.csv", [*rows, *({**row, "id": f"{row['id']}-later"} for row in rows), {**rows[0], "amount": "20.00"}])
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    assert {(row["status"], row["stage"]) for row in outcomes(tmp_path).values()} == {("unknown", "failed")}


def test_a_later_line_of_the_same_payment_is_refunded_too(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    write_lines(tmp_path / "in.csv", 1)
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    rows = write_lines(tmp_path / "in.csv", 1, name="later")
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    assert {row["status"] for row in outcomes(tmp_path).values()} == {"succeeded"}
    assert [orders(simulator, row)["moved"] for row in rows] == [6000] * 5


def test_alerts_of_a_payment_that_name_no_refund_are_reported(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    write_lines(tmp_path / "in.csv", 1)
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_lines(elsewhere / "in.csv", 1, amount="5.00", name="by-hand")
    assert ended(batch(simulator.base, elsewhere, str(elsewhere / "refunds.sqlite"))) == 0
    write_lines(tmp_path / "in.csv", 1, name="later")
    assert ended(batch(simulator.base, tmp_path, sqlite)) == 0
    with sqlite3.connect(sqlite) as database:
        marked = database.execute("SELECT key FROM refund_ledgers WHERE attention = 'alert'").fetchall()
    found = {id.partition("-")[0] for id, row in outcomes(tmp_path).items() if row["alerts"]}
    assert found == {key.split(":")[1].split("/")[0] for (key,) in marked} and {"tranzzo", "bank131"} <= found


def test_refused_credentials_are_tried_again_when_they_are_new(simulator: Simulator, tmp_path: Path, sqlite: str) -> None:
    rows = write_lines(tmp_path / "in.csv", 1)
    faults(simulator, {provider: {"refunds": ["credentials_refused"]} for provider in PROVIDERS})
    for minutes in range(5):  # without a word none of its four sendings is used up
        assert ended(batch(simulator.base, tmp_path, sqlite, ahead=minutes * 60 * MINUTE)) == 0
        found = outcomes(tmp_path)
        assert {(row["why"], row["alerts"]) for row in found.values()} == {("credentials_refused", "credentials_refused")}, found
    assert ended(batch(simulator.base, tmp_path, sqlite, ahead=300 * MINUTE, renewed=PROVIDERS)) == 0
    found = outcomes(tmp_path)
    assert {(row["status"], row["alerts"]) for row in found.values()} == {("succeeded", "")}, found
    assert [orders(simulator, row)["moved"] for row in rows] == [3000] * 5


def test_two_batches_on_one_database_send_once(simulator: Simulator, tmp_path: Path, database: str) -> None:
    rows = write_lines(tmp_path / "in.csv", 2)
    both = [batch(simulator.base, tmp_path, database, out=name) for name in ("one.csv", "two.csv")]
    assert [ended(process) for process in both] == [0, 0]
    assert [orders(simulator, row)["arrivals"] for row in rows] == [1] * len(rows)


class Late(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        time.sleep(3)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_a_response_that_takes_its_time_is_not_lost() -> None:
    script = """
import sys
from refundkit import HttpMethod, HttpRequest, SendStep
from shop import send
request = HttpRequest(method=HttpMethod.GET, url=sys.argv[1], headers=[], body="")
assert send(SendStep(id=0, request=request, money=False, before=2**52)).status == 200
"""
    with ThreadingHTTPServer(("127.0.0.1", 0), Late) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        subprocess.run([sys.executable, "-c", script, f"http://127.0.0.1:{server.server_port}"], cwd=HERE, check=True)
        server.shutdown()


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


@pytest.mark.parametrize(("database", "seed"), [("sqlite", int(os.environ.get("SEED", 1))), ("postgres", 2)], indirect=["database"])
def test_a_killed_batch_refunds_nothing_twice(simulator: Simulator, tmp_path: Path, database: str, seed: int) -> None:
    chance = random.Random(seed)
    rows = write_lines(tmp_path / "in.csv", 3)
    faults(simulator, {provider: {"refunds": chance.choices(FAULTS, k=3)} for provider in PROVIDERS})
    passage = Executioner(simulator.base, chance, kills=15)
    threading.Thread(target=passage.serve_forever, daemon=True).start()
    code = -signal.SIGKILL
    while code == -signal.SIGKILL:
        passage.victim = batch(f"http://127.0.0.1:{passage.server_address[1]}", tmp_path, database)
        code = ended(passage.victim)
    passage.shutdown()
    assert code == 0 and passage.kills < 10
    for minutes in (2, 8, 32, 64):
        assert ended(batch(simulator.base, tmp_path, database, ahead=minutes * MINUTE)) == 0
    found = outcomes(tmp_path)
    for row in rows:
        moved, outcome = orders(simulator, row)["moved"], found[row["id"]]
        assert moved in (0, 3000), (row, outcome)
        assert outcome["status"] != "succeeded" or moved == 3000, (row, outcome)
        assert outcome["status"] != "declined" or moved == 0, (row, outcome)
    assert sum(outcome["status"] == "succeeded" for outcome in found.values()) >= len(rows) // 2, found


def test_webhooks(simulator: Simulator, tmp_path: Path, database: str) -> None:
    rows = [row for row in write_lines(tmp_path / "in.csv", 2) if row["provider"] in ("tranzzo", "bank131")]
    command = [sys.executable, "webhooks.py", database, simulator.base, str(simulator.webhooks)]
    address = f"http://127.0.0.1:{simulator.webhooks}"
    process = subprocess.Popen(command, cwd=HERE)
    try:
        wait_for(simulator.webhooks)
        assert httpx.post(f"{address}/tranzzo", content=b"data=e30&signature=x", trust_env=False).status_code >= 400
        assert httpx.post(f"{address}/nobody", content=b"", trust_env=False).status_code == 404
        callback = httpx.get(f"{address}/sberbank_legacy?mdOrder=a&checksum=AA", trust_env=False)
        assert callback.status_code not in (200, 404, 405), "Sberbank calls by GET as well"
        assert ended(batch(simulator.base, tmp_path, database)) == 0
        time.sleep(3)
    finally:
        process.terminate()
        process.wait()
    assert ended(batch(simulator.base, tmp_path, database)) == 0
    found = outcomes(tmp_path)
    assert [found[row["id"]]["status"] for row in rows] == ["succeeded"] * len(rows), found
    assert [orders(simulator, row)["arrivals"] for row in rows] == [1] * len(rows)


def wait_for(port: int) -> None:
    for _ in range(100):
        time.sleep(0.1)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
