"""The blocks of the page of all providers, run as they are printed against the simulator, without a socket, and what the page says of TLS."""

import json
import re
import time
from functools import partial
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Tuple

import certifi
import httpx
import pytest
import refundkit
import requests
from refundkit import HttpMethod, HttpRequest, ReceivedRequest, RefundStatus, Simulator, SimulatorReaction
from sending import ROOT, Servers, servers

PAGE = Path(refundkit.__file__).with_name("providers.md").read_text()
README = Path(__file__).parents[1].joinpath("README.md").read_text()
BYTES = (ROOT / "tests/pages/requests.txt").read_text().splitlines()
ROOTS = (ROOT / "tests/keys/tls_unknown.pem").read_text().split("-----BEGIN")
TLS = PAGE.partition("## TLS")[2]


class Block(NamedTuple):
    """A block of a section, and what it prints by its comments."""

    title: str
    code: str

    def says(self) -> List[str]:
        return re.findall(r"^print\(.*\)  # (.*)$", self.code, re.MULTILINE)


def blocks() -> Iterator[Block]:
    for section in PAGE.partition("## Which Sberbank")[0].split("\n## "):
        for code in re.findall(r"```python\n(.*?)```", section, re.DOTALL):
            yield Block(section.splitlines()[0], code)


class Shop:
    """The README's program at the simulator, and what it sent."""

    def __init__(self) -> None:
        self.simulator = Simulator("http://127.0.0.1:8081")
        self.sent: List[str] = []

    def handle(self, method: str, url: str, headers: List[Tuple[str, str]], body: bytes) -> refundkit.HttpResponse:
        listed = [refundkit.Header(name=name, value=value) for name, value in headers]
        request = ReceivedRequest(method=HttpMethod[method], url=url, headers=listed, body=body)
        reaction = self.simulator.handle(request, now())
        assert isinstance(reaction, SimulatorReaction.RESPONSE)
        return reaction.response

    def respond(self, request: httpx.Request) -> httpx.Response:
        url = request.url.raw_path.decode()
        if request.method == "POST" and not re.search("status|getState", url, re.IGNORECASE):
            self.sent.append(f"POST {request.url} {request.content.decode()}")
        found = self.handle(request.method, url, request.headers.multi_items(), request.content)
        return httpx.Response(found.status, content=found.body)

    def names(self) -> Dict[str, Any]:
        found = self.handle("GET", "/accounts", [("host", "127.0.0.1:8080")], b"")
        keys = json.loads(found.body)["bank131"]["credentials"]
        (bank_key,) = keys["providerKeys"]
        return {"private_key": keys["privateKey"], "bank_key": bank_key, "glocal_key": bank_key}

    def received(self, title: str) -> List[ReceivedRequest]:
        told = [unsigned()] if title == "theMAP, as a form" else self.simulator.webhooks(now())
        return [ReceivedRequest(method=each.method, url=each.url, headers=each.headers, body=(each.body or "").encode()) for each in told]


def unsigned() -> HttpRequest:
    """What theMAP tells where an account has no signing key."""
    server = refundkit.TheMapServer(refundkit.TheMapCredentials(key="DemoTerminal"))
    entry = refundkit.RefundEntry(refund_id="1", status=RefundStatus.SUCCEEDED, amount=refundkit.money("10.50", "RUB"))
    ids = {"payment_id": "00000000-0000-4000-8000-000000000004", "merchant_order": "order-4"}
    payment = refundkit.PaymentSnapshot(**ids, captured=refundkit.money("100.00", "RUB"), entries=[entry])
    return server.build_webhook("http://127.0.0.1:8081/themap", refundkit.RefundUpdate(refund_id="1", payment=payment), now())


def now() -> int:
    return time.time_ns() // 1_000_000


def test_every_block_against_the_simulator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    shop = Shop()
    monkeypatch.setattr(httpx, "Client", partial(httpx.Client, transport=httpx.MockTransport(shop.respond)))
    names = shop.names()
    exec(README.partition("```python\n")[2].partition("```")[0], names)
    shop.sent.clear()
    capsys.readouterr()
    for block in blocks():
        names["received"] = next(iter(shop.received(block.title)), None)
        exec(block.code, names)
        printed = capsys.readouterr().out.splitlines()
        assert len(printed) == len(block.says()), block
        assert all(comment.startswith(line) for line, comment in zip(printed, block.says())), (block.title, printed)
    assert shop.sent == BYTES
    google_pays_once(names)


def google_pays_once(names: Dict[str, Any]) -> None:
    paid: List[str] = []
    names["pay_out"] = lambda key, amount: paid.append(key) or "payout-1"  # type: ignore[func-returns-value]
    header = {"protocolVersion": {"major": 1, "minor": 0, "revision": 0}, "requestId": "request-1", "requestTimestamp": str(now())}
    asked = {"requestHeader": header, "paymentIntegratorAccountId": "shop", "captureRequestId": "capture-1"}
    body = json.dumps({**asked, "currencyCode": "USD", "refundAmount": "10500000"}).encode()
    received = ReceivedRequest(method=HttpMethod.POST, url="/v1/refund", headers=[], body=body)
    assert [names["answer"](received, now()).status for _ in range(2)] == [200, 200]
    assert len(paid) == 1


@pytest.fixture(scope="module")
def unknown() -> Iterator[Servers]:
    with servers() as started:
        yield started


def bundle(folder: Path, usual: str = "") -> str:
    file = folder / "russian_trusted_root_ca.pem"
    file.write_text(f"{usual}-----BEGIN{ROOTS[-1]}")
    return str(file)


def test_a_root_that_python_does_not_know_is_the_error_on_the_page(unknown: Servers) -> None:
    (said,) = re.findall(r"```text\n(.*?)\n```", TLS)
    url = unknown.told["tls_unknown_ca"]["url"]
    for get, error in ((httpx.get, httpx.ConnectError), (requests.get, requests.exceptions.SSLError)):
        with pytest.raises(error, match=re.escape(said)):
            get(url)


def test_the_block_of_the_page_adds_the_root(unknown: Servers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    bundle(tmp_path)
    names = {"httpx": httpx, "httpx_send": refundkit.clients.httpx_send}
    (code,) = re.findall(r"```python\n(.*?)```", TLS, re.DOTALL)
    exec(code, names)
    for server in ("tls_unknown_ca", "tls_unknown_root"):
        assert names["client"].get(unknown.told[server]["url"]).status_code == 200  # type: ignore[attr-defined]


def test_the_variables_of_the_page_add_the_root(unknown: Servers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = bundle(tmp_path, Path(certifi.where()).read_text())
    monkeypatch.setenv("SSL_CERT_FILE", file)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", file)
    url = unknown.told["tls_unknown_ca"]["url"]
    assert [httpx.get(url).status_code, requests.get(url).status_code] == [200, 200]


def test_certifi_has_no_russian_authority() -> None:
    text = Path(certifi.where()).read_text()
    assert text.count("# Subject: ") > 100
    assert not re.search("^# (Subject|Issuer): .*(Russian|Ministry)", text, re.MULTILINE)
