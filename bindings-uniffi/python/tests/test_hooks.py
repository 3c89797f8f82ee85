"""Hooks of a client: what they raise came after the response and proves nothing, and none sends a second time."""

import asyncio
from contextlib import asynccontextmanager
from typing import Any, AsyncIterator

import aiohttp
import httpx
import pytest
import requests
from refundkit import HttpMethod, HttpResponse, NotSent, clients
from sending import Servers, request_to, servers, step_of


def step_to(started: Servers, name: str) -> Any:
    return step_of(request_to(started.told[name]["url"], HttpMethod.POST), 20)


async def by_aiohttp(session: Any, step: Any) -> HttpResponse:
    async with session:
        return await clients.aiohttp_send(session)(step)


def test_a_hook_of_httpx_proves_nothing() -> None:
    """The request arrived, was answered, and then a service that the hook calls was down."""
    with servers() as started:
        refused = started.told["refused"]["url"]
        hooks = {"response": [lambda response: httpx.post(refused, trust_env=False)]}
        with httpx.Client(event_hooks=hooks) as client, pytest.raises(httpx.ConnectError):
            clients.httpx_send(client)(step_to(started, "ok"))
        assert started.arrived("ok")["requests"] == 1


def test_a_hook_of_httpx_proves_nothing_in_a_task() -> None:
    with servers() as started:

        async def audit(response: httpx.Response) -> None:
            async with httpx.AsyncClient(trust_env=False) as other:
                await other.post(started.told["refused"]["url"])

        async def send() -> None:
            async with httpx.AsyncClient(event_hooks={"response": [audit]}) as client:
                await clients.httpx_send_async(client)(step_to(started, "ok"))

        with pytest.raises(httpx.ConnectError):
            asyncio.run(send())
        assert started.arrived("ok")["requests"] == 1


class Auditing(httpx.Client):
    """A client of one's own, which tells another service what came."""

    other = ""

    def send(self, *given: Any, **named: Any) -> httpx.Response:
        response = super().send(*given, **named)
        httpx.post(self.other, trust_env=False)
        return response


def test_a_class_of_ones_own_over_httpx_proves_nothing() -> None:
    with servers() as started, Auditing() as client:
        client.other = started.told["refused"]["url"]
        with pytest.raises(httpx.ConnectError):
            clients.httpx_send(client)(step_to(started, "ok"))
        assert started.arrived("ok")["requests"] == 1


def test_a_hook_of_requests_is_left_out() -> None:
    with servers() as started, requests.Session() as session:
        session.hooks["response"].append(lambda response, **_: requests.post(started.told["refused"]["url"]))
        assert clients.requests_send(session)(step_to(started, "ok")).status == 200
        assert started.arrived("ok")["requests"] == 1


def test_a_hook_of_requests_sends_no_second_time() -> None:
    with servers() as started, requests.Session() as session:

        def again(response: requests.Response, **named: Any) -> Any:
            return session.send(response.request, **named) if response.status_code == 401 else None

        session.hooks["response"].append(again)
        assert clients.requests_send(session)(step_to(started, "status_401")).status == 401
        assert started.arrived("status_401")["requests"] == 1


class AuditingSession(requests.Session):
    """A session of one's own, which tells another service what came."""

    other = ""

    def send(self, *given: Any, **named: Any) -> requests.Response:
        response = super().send(*given, **named)
        requests.post(self.other)
        return response


def test_a_class_of_ones_own_over_requests_proves_nothing() -> None:
    with servers() as started, AuditingSession() as session:
        session.other = started.told["refused"]["url"]
        with pytest.raises(requests.ConnectionError):
            clients.requests_send(session)(step_to(started, "ok"))
        assert started.arrived("ok")["requests"] == 1


def test_a_trace_of_aiohttp_proves_nothing() -> None:
    with servers() as started:

        async def audit(*_: Any) -> None:
            async with aiohttp.ClientSession() as other, other.post(started.told["refused"]["url"]):
                pass

        async def send() -> None:
            trace = aiohttp.TraceConfig()
            trace.on_request_end.append(audit)
            await by_aiohttp(aiohttp.ClientSession(trace_configs=[trace]), step_to(started, "ok"))

        with pytest.raises(aiohttp.ClientConnectorError):
            asyncio.run(send())
        assert started.arrived("ok")["requests"] == 1


class Retrying:
    """As packages that retry have it: a session that asks again with the same arguments."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    @asynccontextmanager
    async def request(self, **named: Any) -> AsyncIterator[Any]:
        async with self.inner.request(**named) as first:
            if first.status < 500:
                yield first
                return
        async with self.inner.request(**named) as second:
            yield second


def test_a_session_that_retries_over_aiohttp_sends_no_second_time() -> None:
    with servers() as started:

        async def send() -> None:
            async with aiohttp.ClientSession() as session:
                await clients.aiohttp_send(Retrying(session))(step_to(started, "status_503"))  # type: ignore[arg-type]

        with pytest.raises(RuntimeError, match="sent once"):
            asyncio.run(send())
        assert started.arrived("status_503")["requests"] == 1


def test_a_refusal_is_a_response_where_a_hook_of_requests_raises_it() -> None:
    with servers() as started, requests.Session() as session:
        session.hooks["response"].append(lambda response, **_: response.raise_for_status())
        assert clients.requests_send(session)(step_to(started, "status_401")).status == 401


def test_a_refusal_is_a_response_where_a_session_of_aiohttp_raises_it() -> None:
    with servers() as started:

        async def send() -> HttpResponse:
            return await by_aiohttp(aiohttp.ClientSession(raise_for_status=True), step_to(started, "status_401"))

        assert asyncio.run(send()).status == 401


def test_who_is_not_connected_is_not_sent_yet() -> None:
    """With no hook, the same errors are a proof."""
    with servers() as started, httpx.Client() as client, requests.Session() as session:
        for send in (clients.httpx_send(client), clients.requests_send(session)):
            with pytest.raises(NotSent):
                send(step_to(started, "refused"))
        with pytest.raises(NotSent):

            async def send_in_task() -> None:
                await by_aiohttp(aiohttp.ClientSession(), step_to(started, "refused"))

            asyncio.run(send_in_task())
