"""What the usual clients do when something goes wrong, over real sockets: what arrives, which errors prove that nothing left, and
that docs/http-clients.md says so. With WRITE_FIXTURES set, the page's tables are written anew."""

import asyncio
import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Tuple

import pytest
import refundkit
import requests
from refundkit import HttpMethod, NotSent, clients
from sending import (
    BODY, HEADERS, PATH, ROOT, WAITING, Sent, by_aiohttp, by_httpx, by_httpx_async, by_requests, request_to, sent, servers, step_of,
)  # fmt: skip
from starlette.requests import Request

OPENED: Dict[str, Callable[[], Any]] = {
    f"httpx {version('httpx')}": by_httpx,
    "the same, `async`": by_httpx_async,
    f"requests {version('requests')}": by_requests,
    f"aiohttp {version('aiohttp')}": by_aiohttp,
}


class Run(NamedTuple):
    """What came of every case, by method: sent by the package, and by the client as it comes."""

    told: Dict[str, Any]
    here: Dict[str, Dict[str, Sent]]
    by_itself: Dict[str, Dict[str, Sent]]


def run(opened: Callable[[], Any]) -> Run:
    with servers() as started, opened() as client:
        here: Dict[str, Dict[str, Sent]] = {}
        by_itself: Dict[str, Dict[str, Sent]] = {}
        for name, case in started.told.items():
            arrives = not case["unsent"] and name not in WAITING
            methods = [HttpMethod.POST, HttpMethod.GET] if arrives else [HttpMethod.POST]
            here[name] = {method.name: sent(started, client.send, name, method) for method in methods}
            if arrives and not name.startswith("tls"):
                by_itself[name] = {method.name: sent(started, client.plain, name, method) for method in methods}
        return Run(started.told, here, by_itself)


@pytest.fixture(scope="module", autouse=True)
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A password that requests would take for the request's own; and no other authorities in the place of ours."""
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETRC", str(netrc))
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="module")
def runs(environment: None) -> Dict[str, Run]:
    with ThreadPoolExecutor() as pool:
        return dict(zip(OPENED, pool.map(run, OPENED.values())))


def test_what_is_not_sent_has_not_arrived_and_could_not(runs: Dict[str, Run]) -> None:
    for client, found in runs.items():
        for name, ends in found.here.items():
            if ends["POST"].heard == "not sent":
                assert found.told[name]["unsent"] and ends["POST"].arrived["bytes"] == 0, (client, name)


def test_one_sending_arrives_once(runs: Dict[str, Run]) -> None:
    for client, found in runs.items():
        arrived = {(name, method): end.arrived["requests"] for name, ends in found.here.items() for method, end in ends.items()}
        assert {case: count for case, count in arrived.items() if count > 1} == {}, client


def test_it_arrives_as_it_was_built(runs: Dict[str, Run]) -> None:
    for client, found in runs.items():
        end = found.here["ok"]["POST"]
        assert (end.heard, end.arrived["line"], end.arrived["body"]) == ("200", f"POST {PATH} HTTP/1.1", BODY), client
        headers = [(name.lower(), value) for name, value in end.arrived["headers"]]
        assert [header for header in headers if header[0] in dict(HEADERS)] == HEADERS, client
        assert ("content-length", "13") in headers, client


def described(end: Sent) -> str:
    """The classes of an error; requests alone needs more than its own."""
    error = end.error
    assert error is not None
    text = f"`{type(error).__name__}`"
    if isinstance(error, requests.ConnectionError) and error.args:
        reason = getattr(error.args[0], "reason", error.args[0])
        inner = reason.args[-1] if reason.args else None
        place = ", out of `do_handshake`" if isinstance(inner, OSError) and clients.raised_in(inner) == "do_handshake" else ""
        text += f" of `{type(reason).__name__}`{place}"
    return f"{text}: {'lost' if end.heard == 'lost' else '**not sent**'}"


def counted(ends: Dict[str, Sent]) -> str:
    posts, gets = (ends[method].arrived["requests"] for method in ("POST", "GET"))
    return f"{posts}" if posts == gets else f"POST {posts}, GET {gets}"


def table(head: List[str], rows: List[List[str]]) -> str:
    lines = [["", *head], ["---"] * (len(head) + 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def test_the_page_says_what_was_found(runs: Dict[str, Run]) -> None:
    told = next(iter(runs.values())).told
    errors, arrivals = [], []
    for name, case in told.items():
        ends = [found.here[name]["POST"] for found in runs.values()]
        errors.append([case["what"], *("response" if end.heard.isdigit() else described(end) for end in ends)])
        if all(name in found.by_itself for found in runs.values()):
            arrivals.append([case["what"], *(counted(found.by_itself[name]) for found in runs.values())])
    tables = table(list(runs), errors), table(list(runs), arrivals)
    text = f"What the ledger hears:\n\n{tables[0]}\n\nRequests that arrive when the client sends by itself, as it comes:\n\n{tables[1]}"
    hold_page("Python", text)


def hold_page(part: str, text: str) -> None:
    """Compares what stands between the two marks of a part, or writes it."""
    page = ROOT / "docs" / "http-clients.md"
    begin, end = f"<!-- {part}: written by the tests -->\n", f"<!-- end of {part} -->"
    before, rest = page.read_text().split(begin)
    found, after = rest.split(end)
    if os.environ.get("WRITE_FIXTURES"):
        page.write_text(f"{before}{begin}\n{text}\n\n{end}{after}")
    else:
        assert found == f"\n{text}\n\n"


def test_a_client_of_the_other_kind_is_refused_before_it_sends() -> None:
    import httpx

    plain, awaited = httpx.Client(), httpx.AsyncClient()
    cases: List[Tuple[Any, Any]] = [
        (clients.httpx_send, awaited), (clients.httpx_send_async, plain), (clients.httpx_send, requests.Session()),
    ]  # fmt: skip
    for make, client in cases:
        with pytest.raises(TypeError, match="takes an httpx"):
            make(client)
    plain.close()


def test_what_comes_too_late_is_not_sent() -> None:
    class Untouched:
        adapters: Dict[str, object] = {}
        stream = staticmethod(print)

    class Awaited(Untouched):
        aclose = None

    step = step_of(request_to("https://shop.example", HttpMethod.POST), -1)
    untouched: Any = Untouched()
    waiting: Any = Awaited()
    for send in (clients.httpx_send(untouched), clients.requests_send(untouched)):
        with pytest.raises(NotSent):
            send(step)
    for send_async in (clients.httpx_send_async(waiting), clients.aiohttp_send(untouched)):
        with pytest.raises(NotSent):
            asyncio.run(awaiting(send_async, step))


async def awaiting(send: Any, step: Any) -> Any:
    return await send(step)


def test_an_older_error_proves_nothing() -> None:
    """An error that is raised while another is handled has that one beside it."""
    with servers() as started, requests.Session() as session:
        send, url = clients.requests_send(session), {name: case["url"] for name, case in started.told.items()}
        try:
            session.get(url["refused"])
        except requests.ConnectionError as refused:
            assert clients.is_unconnected(refused)
            with pytest.raises(requests.ConnectionError):
                send(step_of(request_to(url["reset"], HttpMethod.POST), 20))
        assert started.arrived("reset")["requests"] == 1


WEBHOOK = {"content-type": "application/json", "x-signature": "aa"}


def fields(received: refundkit.ReceivedRequest) -> Tuple[Any, ...]:
    return received.method, received.body, {header.name: header.value for header in received.headers}


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_webhook_of_starlette(method: str) -> None:
    async def receive() -> Any:
        return {"type": "http.request", "body": b"\xff{}"}

    headers = [(name.encode(), value.encode()) for name, value in WEBHOOK.items()]
    scope = {"type": "http", "method": method, "path": "/hook", "query_string": b"a=%20", "headers": headers, "server": ("shop", 80), "scheme": "http"}
    received = asyncio.run(clients.starlette_request(Request(scope, receive)))
    assert fields(received) == (HttpMethod[method], b"\xff{}", WEBHOOK)
    assert received.url == "http://shop/hook?a=%20"


@pytest.mark.parametrize("given", [None, b"\xff{}"], ids=["read", "given"])
def test_a_webhook_of_wsgi(given: Any) -> None:
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/hook", "QUERY_STRING": "a=%20", "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": "3", "HTTP_X_SIGNATURE": "aa", "wsgi.input": io.BytesIO(b"" if given else b"\xff{}and the next"),
    }  # fmt: skip
    received = clients.wsgi_request(environ, given)
    assert (fields(received), received.url) == ((HttpMethod.POST, b"\xff{}", WEBHOOK), "/hook?a=%20")


def test_importing_it_imports_no_client(tmp_path: Path) -> None:
    script = "import sys, refundkit.clients; print([name for name in ('httpx', 'requests', 'aiohttp') if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, check=True, text=True, cwd=tmp_path).stdout
    assert printed.strip() == "[]"
