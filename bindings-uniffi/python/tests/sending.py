"""Sends to every server of tests/clients/server.py, as the package has a client do it and as the client does it by itself, and
keeps what came of it and what arrived."""

import asyncio
import json
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, Iterator, NamedTuple, Optional

import aiohttp
import httpx
import requests
from refundkit import Header, HttpMethod, HttpRequest, HttpResponse, NotSent, SendStep, clients

ROOT = Path(__file__).parents[3]
AUTHORITY = ROOT / "tests" / "keys" / "tls_ca.pem"
PATH = "/a%2Fb?x=%27+~&y=%D0%B0"
HEADERS = [("content-type", "application/json"), ("authorization", "Basic b3Vycw=="), ("x-b", "1"), ("x-a", "2")]
BODY = ' {"a": "é"} '
WAITING = ["silent", "stalled"]  # for an end that does not come
SECONDS = {"silent": 0.8, "stalled": 0.8, "connect_timeout": 0.6}

Sending = Callable[[HttpRequest, float], HttpResponse]


class Client(NamedTuple):
    """How the package sends with it, and how it sends by itself."""

    send: Sending
    plain: Sending


class Sent(NamedTuple):
    """What the ledger hears, the client's error behind it, and what arrived."""

    heard: str
    error: Optional[BaseException]
    arrived: Any


class Servers:
    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/clients/server.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.told: Dict[str, Any] = self.line()

    def line(self) -> Any:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def arrived(self, name: str) -> Any:
        assert self.process.stdin
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        return self.line()


@contextmanager
def servers() -> Iterator[Servers]:
    started = Servers()
    yield started
    started.process.communicate()


def request_to(url: str, method: HttpMethod) -> HttpRequest:
    headers = [Header(name=name, value=value) for name, value in HEADERS]
    return HttpRequest(method=method, url=url, headers=headers, body=BODY if method == HttpMethod.POST else None)


def step_of(request: HttpRequest, seconds: float) -> SendStep:
    return SendStep(id=1, request=request, money=True, before=int((time.time() + seconds) * 1000))


def sent(servers: Servers, send: Sending, name: str, method: HttpMethod) -> Sent:
    """Sends once to a case, on a connection that was used before where the case asks for that."""
    url = servers.told[name]["url"]
    if name == "reused_reset":
        send(request_to(url, method), 20)
        servers.arrived(name)
    heard, error = ended(lambda: send(request_to(url + PATH, method), SECONDS.get(name, 20)))
    return Sent(heard, error, servers.arrived(name))


def ended(send: Callable[[], HttpResponse]) -> Any:
    try:
        response = send()
    except NotSent as error:
        return "not sent", error.__cause__
    except Exception as error:
        return "lost", error
    assert response.status >= 300 or response.body == b"{}"
    return str(response.status), None


def context() -> ssl.SSLContext:
    """The usual authorities, and one more."""
    made = ssl.create_default_context()
    made.load_verify_locations(AUTHORITY)
    return made


@contextmanager
def by_httpx() -> Iterator[Client]:
    with httpx.Client(verify=context(), trust_env=False) as client:
        send = clients.httpx_send(client)

        def plain(request: HttpRequest, seconds: float) -> HttpResponse:
            headers, content = dict(HEADERS), request.body and request.body.encode()
            return clients.httpx_response(client.request(request.method.name, request.url, headers=headers, content=content, timeout=seconds))

        yield Client(lambda request, seconds: send(step_of(request, seconds)), plain)


@contextmanager
def by_requests() -> Iterator[Client]:
    with requests.Session() as session:
        session.verify = str(AUTHORITY)
        send = clients.requests_send(session)

        def plain(request: HttpRequest, seconds: float) -> HttpResponse:
            data = request.body and request.body.encode()
            return clients.requests_response(session.request(request.method.name, request.url, headers=dict(HEADERS), data=data, timeout=seconds))

        yield Client(lambda request, seconds: send(step_of(request, seconds)), plain)


@contextmanager
def awaited(opened: Callable[[], Any], sends: Callable[[Any], Any]) -> Iterator[Client]:
    """A client of asyncio, whose calls are awaited one by one."""
    loop = asyncio.new_event_loop()

    async def enter() -> Any:
        return await opened().__aenter__()

    client = loop.run_until_complete(enter())
    send, plain = sends(client)
    yield Client(
        lambda request, seconds: loop.run_until_complete(send(step_of(request, seconds))),
        lambda request, seconds: loop.run_until_complete(plain(request, seconds)),
    )
    loop.run_until_complete(client.__aexit__(None, None, None))
    loop.close()


def by_httpx_async() -> Any:
    def sends(client: httpx.AsyncClient) -> Any:
        async def plain(request: HttpRequest, seconds: float) -> HttpResponse:
            headers, content = dict(HEADERS), request.body and request.body.encode()
            return clients.httpx_response(await client.request(request.method.name, request.url, headers=headers, content=content, timeout=seconds))

        return clients.httpx_send_async(client), plain

    return awaited(lambda: httpx.AsyncClient(verify=context(), trust_env=False), sends)


def by_aiohttp() -> Any:
    def sends(client: aiohttp.ClientSession) -> Any:
        async def plain(request: HttpRequest, seconds: float) -> HttpResponse:
            timeout = aiohttp.ClientTimeout(total=seconds)
            data = request.body and request.body.encode()
            async with client.request(request.method.name, request.url, headers=HEADERS, data=data, timeout=timeout) as response:
                return await clients.aiohttp_response(response)

        return clients.aiohttp_send(client), plain

    return awaited(lambda: aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context())), sends)
