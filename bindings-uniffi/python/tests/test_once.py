"""What clients are told so that they send once, and what is read of a response, by stand-ins. `python3 test_once.py` runs it without
the package, with a stub in its place."""

import asyncio
import sys
from types import SimpleNamespace
from typing import Any, List

from test_bodies import clients, stub


async def entered(times: int) -> int:
    """How many requests the middleware of aiohttp lets through, whatever the response is."""
    once = clients().only_once()
    sent: List[object] = []

    async def handler(request: object) -> SimpleNamespace:
        sent.append(request)
        return SimpleNamespace(status=503)

    for _ in range(times):
        try:
            await once(object(), handler)
        except RuntimeError as error:
            assert str(error) == "a request is sent once"
    return len(sent)


def test_a_session_that_retries_enters_once() -> None:
    assert asyncio.run(entered(3)) == 1


def test_a_hook_of_ours_takes_the_place_of_the_sessions() -> None:
    request = SimpleNamespace(method=SimpleNamespace(name="POST"), url="http://shop", headers=[], body="{}")
    hooks: Any = clients().requests_arguments(request).get("hooks", {})
    assert hooks and hooks["response"](object(), timeout=1) is None


def test_a_header_of_aiohttp_is_read_as_bytes() -> None:
    response = SimpleNamespace(status=200, raw_headers=((b"x-node", b"caf\xe9"),), headers={"x-node": "caf\udce9"})
    received = asyncio.run(clients().aiohttp_response(response, b"{}"))
    assert [header.value for header in received.headers] == ["café"]


if __name__ == "__main__":
    sys.modules["refundkit"] = stub()
    test_a_session_that_retries_enters_once()
    test_a_hook_of_ours_takes_the_place_of_the_sessions()
    test_a_header_of_aiohttp_is_read_as_bytes()
