"""`python -m refundkit.simulator`, as a new user starts it, and what `/accounts` gives in the JSON interface."""

import base64
import json
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, List

import httpx
import pytest
import refundkit
from refundkit import HttpMethod, ReceivedRequest, Simulator, SimulatorReaction

NUMBER = "00000000-0000-4000-8000-000000000002"
REFUNDS = {
    "bank131": {"sessionId": NUMBER, "idempotencyKey": "r-1"}, "smart_glocal": {"sessionId": NUMBER, "idempotencyKey": "r-1"},
    "sberbank_legacy": {"orderId": NUMBER, "method": "refund"}, "sberbank_gateway": {"orderId": NUMBER, "method": "refund", "externalRefundId": "r-1"},
    "themap": {"mapOrderId": NUMBER, "merchantOrderId": "order-2"}, "tranzzo": {"orderId": "order-2"},
}  # fmt: skip
MAY_BE_FULL = ("bank131", "smart_glocal", "tranzzo")
AMBIENT = {"nowMs": 1_800_000_000_000, "seed": base64.b64encode(bytes(32)).decode()}
INPUTS = {each.provider: each.inputs for each in refundkit.operations() if each.operation == "build_request"}


def start(*arguments: str, **env: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "refundkit.simulator", *arguments]
    env = {**os.environ, "PORT": "0", **env}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


@contextmanager
def running(*arguments: str, **env: str) -> Iterator[httpx.Client]:
    process = start(*arguments, **env)
    assert process.stdout
    base = process.stdout.readline().split(",")[0]
    try:
        with httpx.Client(base_url=base, trust_env=False) as client:
            yield client
    finally:
        process.kill()
        _, said = process.communicate()
    assert "Traceback" not in said, said


@pytest.fixture(scope="module")
def simulator() -> Iterator[httpx.Client]:
    with running() as client:
        yield client


def call(provider: str, operation: str, **document: Any) -> Any:
    answer = json.loads(refundkit.dispatch(json.dumps({"provider": provider, "operation": operation, **document})))
    assert "ok" in answer, answer
    return answer["ok"]


def test_every_account_is_tried(simulator: httpx.Client) -> None:
    assert set(simulator.get("/accounts").json()) == {*REFUNDS, "google"}


@pytest.mark.parametrize("provider", REFUNDS)
def test_accounts_reach_every_provider(simulator: httpx.Client, provider: str) -> None:
    account: Dict[str, Any] = simulator.get("/accounts").json()[provider]
    amount = {"minorUnits": 1050, "currency": account.pop("currency")}
    refund = {**REFUNDS[provider], "amount": {"partial": amount} if provider in MAY_BE_FULL else amount}
    ambient = {name: value for name, value in AMBIENT.items() if name in INPUTS[provider]}
    request = call(provider, "build_request", refund=refund, **ambient, **account)
    found = httpx.post(request["url"], headers=request["headers"], content=request["body"], trust_env=False)
    assert found.is_success, found.text
    assert moved(simulator, provider, "order-2") == 1050, found.text


def send(simulator: httpx.Client, order: str, fault: str, **options: Any) -> httpx.Response:
    """A refund of Tranzzo, to which a fault happens."""
    simulator.post("/scenario", json={"tranzzo": {"refunds": [fault]}})
    account = simulator.get("/accounts").json()["tranzzo"]
    account.pop("currency")
    refund = {"orderId": order, "amount": {"partial": {"minorUnits": 1050, "currency": "UAH"}}}
    request = call("tranzzo", "build_request", refund=refund, **account)
    return httpx.post(request["url"], headers=request["headers"], content=request["body"], trust_env=False, **options)


def moved(simulator: httpx.Client, provider: str, order: str) -> int:
    orders = {each["merchantOrder"]: each for each in simulator.get("/orders").json()[provider]}
    minor_units: int = orders[order]["moved"]
    return minor_units


def test_a_connection_breaks_after_the_money_moved(simulator: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        send(simulator, "order-4", "drop_after")
    assert moved(simulator, "tranzzo", "order-4") == 1050


def test_a_response_that_does_not_come(simulator: httpx.Client) -> None:
    with pytest.raises(httpx.ReadTimeout):
        send(simulator, "order-6", "slow", timeout=0.5)
    assert moved(simulator, "tranzzo", "order-6") == 1050


def test_half_a_request_is_no_request(simulator: httpx.Client) -> None:
    with socket.create_connection((simulator.base_url.host, simulator.base_url.port or 80)) as half:
        half.sendall(b"POST /scenario HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{}")
        half.shutdown(socket.SHUT_WR)
        assert half.recv(100) == b""
    chunked = simulator.post("/scenario", content=iter([b"{}"]))
    assert chunked.status_code == 411


def test_a_scenario_has_payments_of_its_own(tmp_path: Path) -> None:
    own = {"paymentId": "p-1", "merchantOrder": "mine", "captured": {"minorUnits": 500, "currency": "UAH"}}
    scenario = tmp_path / "scenario.json"
    scenario.write_text(json.dumps({"tranzzo": {"payments": [own]}}))
    with running(str(scenario)) as client:
        assert client.get("/orders").json()["tranzzo"][-1] == {**own, "moved": 0, "arrivals": 0}


def test_a_wrong_scenario_is_refused_with_the_reason(simulator: httpx.Client, tmp_path: Path) -> None:
    refused = simulator.post("/scenario", json={"tranzo": {}})
    assert (refused.status_code, refused.json()) == (400, {"error": "tranzo: is no provider here"})
    (tmp_path / "scenario.json").write_text('{"tranzzo": {"refunds": ["vanish"]}}')
    process = start(str(tmp_path / "scenario.json"))
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1 and "unknown variant `vanish`" in said, said


def test_without_a_socket() -> None:
    simulator = Simulator("http://127.0.0.1:8081")
    request = ReceivedRequest(method=HttpMethod.GET, url="/orders", headers=[], body=b"")
    reaction = simulator.handle(request, 1)
    assert isinstance(reaction, SimulatorReaction.RESPONSE)
    orders: Dict[str, List[object]] = json.loads(reaction.response.body)
    assert {len(payments) for payments in orders.values()} == {10}
    assert simulator.webhooks(1) == []
