"""Responses that no provider should give, by every client: what the ledger gets of them."""

import asyncio
import threading
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Callable, Iterator, List

import aiohttp
import httpx
import pytest
import requests
from refundkit import HttpMethod, HttpResponse, clients
from sending import request_to, step_of

LARGEST = 4 * 1024 * 1024


@contextmanager
def answering(lines: List[bytes], body: bytes) -> Iterator[str]:
    """A server that answers everything with these lines of a head, and this body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            head = [b"HTTP/1.1 200 OK", b"content-length: %d" % len(body), b"connection: close", *lines]
            self.wfile.write(b"\r\n".join(head) + b"\r\n\r\n" + body)

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def by_httpx(step: Any) -> HttpResponse:
    with httpx.Client(trust_env=False) as client:
        return clients.httpx_send(client)(step)


def by_httpx_async(step: Any) -> HttpResponse:
    async def send() -> HttpResponse:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await clients.httpx_send_async(client)(step)

    return asyncio.run(send())


def by_requests(step: Any) -> HttpResponse:
    with requests.Session() as session:
        return clients.requests_send(session)(step)


def by_aiohttp(step: Any) -> HttpResponse:
    async def send() -> HttpResponse:
        async with aiohttp.ClientSession() as session:
            return await clients.aiohttp_send(session)(step)

    return asyncio.run(send())


CLIENTS = pytest.mark.parametrize("send", [by_httpx, by_httpx_async, by_requests, by_aiohttp])


def answer(send: Callable[[Any], HttpResponse], lines: List[bytes], body: bytes) -> HttpResponse:
    with answering(lines, body) as url:
        return send(step_of(request_to(url, HttpMethod.POST), 20))


@CLIENTS
def test_a_header_of_any_bytes_is_text(send: Callable[[Any], HttpResponse]) -> None:
    response = answer(send, [b"x-node: caf\xe9"], b"{}")
    value = next(header.value for header in response.headers if header.name.lower() == "x-node")
    assert (response.body, value) == (b"{}", "café")


def packed(length: int) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packing.compress(b"x" * length) + packing.flush()


@CLIENTS
@pytest.mark.parametrize("lines", [[], [b"content-encoding: gzip"]], ids=["plain", "packed"])
@pytest.mark.parametrize(("length", "read"), [(LARGEST, LARGEST), (LARGEST + 1, LARGEST + 1), (4 * LARGEST, LARGEST + 1)])
def test_no_more_of_a_body_is_kept_than_tells_that_it_is_too_long(send: Callable[[Any], HttpResponse], lines: List[bytes], length: int, read: int) -> None:
    response = answer(send, lines, packed(length) if lines else b"x" * length)
    assert (response.status, len(response.body)) == (200, read)
