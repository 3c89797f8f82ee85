"""Sessions, adapters and transports that send again by themselves: what they prove is nothing, and where it can be told they are refused."""

import asyncio
from typing import Any

import httpx
import pytest
import requests
from refundkit import HttpMethod, NotSent, clients
from sending import request_to, servers, step_of


@pytest.mark.parametrize("retries", [1, requests.adapters.Retry(None, read=1), requests.adapters.Retry(3, allowed_methods=None)])
def test_a_session_that_retries_is_refused(retries: Any) -> None:
    with requests.Session() as session:
        session.mount("https://", requests.adapters.HTTPAdapter(max_retries=retries))
        with pytest.raises(ValueError, match="https:// retries"):
            clients.requests_send(session)


def test_an_adapter_that_is_mounted_later_and_retries_sends_nothing() -> None:
    with servers() as started, requests.Session() as session:
        send = clients.requests_send(session)
        session.mount("http://127.0.0.1", requests.adapters.HTTPAdapter(max_retries=1))
        with pytest.raises(NotSent, match="retries"):
            send(step_of(request_to(started.told["ok"]["url"], HttpMethod.POST), 20))
        assert started.arrived("ok")["connections"] == 0


class Again(requests.adapters.HTTPAdapter):
    """Sends to a server that reads the request, and then to one that does not listen."""

    def __init__(self, other: str) -> None:
        super().__init__()
        self.other = other

    def send(self, request: Any, *given: Any, **named: Any) -> Any:
        try:
            return super().send(request, *given, **named)
        except requests.ConnectionError:
            request.url = self.other
            return super().send(request, *given, **named)


def test_the_last_error_of_an_adapter_of_ones_own_proves_nothing() -> None:
    with servers() as started, requests.Session() as session:
        session.mount("http://", Again(started.told["refused"]["url"]))
        with pytest.raises(requests.ConnectionError):
            clients.requests_send(session)(step_of(request_to(started.told["reset"]["url"], HttpMethod.POST), 20))
        assert started.arrived("reset")["requests"] == 1


class TransportOfOnesOwn(httpx.BaseTransport):
    def __init__(self, other: str) -> None:
        self.inner, self.other = httpx.HTTPTransport(), other

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return self.inner.handle_request(request)
        except httpx.ReadError:
            request.url = httpx.URL(self.other)
            return self.inner.handle_request(request)


class AsyncTransportOfOnesOwn(httpx.AsyncBaseTransport):
    def __init__(self, other: str) -> None:
        self.inner, self.other = httpx.AsyncHTTPTransport(), other

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self.inner.handle_async_request(request)
        except httpx.ReadError:
            request.url = httpx.URL(self.other)
            return await self.inner.handle_async_request(request)


async def send_by(client: httpx.AsyncClient, step: Any) -> None:
    async with client:
        await clients.httpx_send_async(client)(step)


def test_the_last_error_of_a_transport_of_ones_own_proves_nothing() -> None:
    with servers() as started:
        refused, step = started.told["refused"]["url"], step_of(request_to(started.told["reset"]["url"], HttpMethod.POST), 20)
        with httpx.Client(transport=TransportOfOnesOwn(refused)) as client, pytest.raises(httpx.ConnectError):
            clients.httpx_send(client)(step)
        assert started.arrived("reset")["requests"] == 1
        client_async = httpx.AsyncClient(transport=AsyncTransportOfOnesOwn(refused))
        with pytest.raises(httpx.ConnectError):
            asyncio.run(send_by(client_async, step))
        assert started.arrived("reset")["requests"] == 1
