"""How much of a webhook's body is read. `python3 test_bodies.py` runs it without the package, with a stub in its place."""

import asyncio
import importlib
import io
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, AsyncIterator, Dict, List

LARGEST = 4 * 1024 * 1024


def clients() -> Any:
    return importlib.import_module("refundkit.clients")


class Input:
    """A body of any length, of which no more than is asked for exists."""

    def __init__(self) -> None:
        self.asked: List[int] = []

    def read(self, size: int) -> bytes:
        self.asked.append(size)
        return b"x" * min(size, LARGEST + 1) if size >= 0 else b"everything"


def by_wsgi(length: Any) -> Any:
    given = Input()
    environ: Dict[str, Any] = {"REQUEST_METHOD": "POST", "PATH_INFO": "/hook", "wsgi.input": given}
    if length is not None:
        environ["CONTENT_LENGTH"] = length
    received = clients().wsgi_request(environ)
    assert len(given.asked) == 1, given.asked
    return given.asked[0], len(received.body)


def test_wsgi_reads_one_byte_more_than_is_parsed() -> None:
    longest = LARGEST + 1
    for length, read in ((str(LARGEST), LARGEST), (str(longest), longest), ("99999999999", longest), ("9" * 5000, longest)):
        found = by_wsgi(length)
        assert found == (read, read), (length[:20], found)


def test_wsgi_reads_nothing_of_a_body_without_a_length() -> None:
    for length in (None, "", "-1", "-0", "1e9", "0x10", "+5", "1_000", " 5", "٣", "²"):
        found = by_wsgi(length)
        assert found == (0, 0), (length, found)


def test_wsgi_reads_a_body_that_ends_by_itself() -> None:
    for size in (0, 5, 70_000, LARGEST + 70_000):
        stream = io.BytesIO(b"x" * size)
        environ: Dict[str, Any] = {"REQUEST_METHOD": "POST", "PATH_INFO": "/hook", "wsgi.input": stream, "wsgi.input_terminated": True}
        body = clients().wsgi_request(environ).body
        assert len(body) == min(size, LARGEST + 1), size


def test_a_webhook_comes_by_get_or_post_and_another_method_has_a_response() -> None:
    for method in ("PUT", "HEAD", "get"):
        environ: Dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": "/hook", "wsgi.input": io.BytesIO()}
        try:
            clients().wsgi_request(environ)
        except clients().RefundError as error:
            assert (error.code, error.field, error.reply.status) == ("invalid_message", "method", 405)
            assert [(header.name, header.value) for header in error.reply.headers] == [("allow", "GET, POST")]
        else:
            raise AssertionError(method)


class Streaming:
    """A request of Starlette's whose body is given piece by piece."""

    method, url, headers = "POST", "http://shop/hook", {"x-signature": "aa"}

    def __init__(self, piece: bytes, pieces: int) -> None:
        self.piece, self.pieces, self.given = piece, pieces, 0

    async def stream(self) -> AsyncIterator[bytes]:
        while self.given < self.pieces:
            self.given += 1
            yield self.piece

    async def body(self) -> bytes:
        return b"".join([piece async for piece in self.stream()])


def test_starlette_gives_no_more_than_one_byte_more_than_is_parsed() -> None:
    for size, pieces, given, read in ((64, 3, 3, 192), (65536, 64, 64, LARGEST), (65536, 1000, 65, LARGEST + 1)):
        request = Streaming(b"x" * size, pieces)
        received = asyncio.run(clients().starlette_request(request))
        assert (request.given, len(received.body)) == (given, read), (request.given, len(received.body))


def stub() -> ModuleType:
    """Stands for the package's generated part."""
    package: Any = ModuleType("refundkit")
    package.__path__ = [str(Path(__file__).parents[1] / "src" / "refundkit")]
    for name in ("Header", "HttpRequest", "HttpResponse", "ReceivedRequest", "SendStep"):
        setattr(package, name, SimpleNamespace)
    package.HttpMethod, package.NotSent = SimpleNamespace(GET="GET", POST="POST"), Exception
    package.RefundError = Exception
    return package  # type: ignore[no-any-return]


if __name__ == "__main__":
    sys.modules["refundkit"] = stub()
    test_wsgi_reads_one_byte_more_than_is_parsed()
    test_wsgi_reads_nothing_of_a_body_without_a_length()
    test_starlette_gives_no_more_than_one_byte_more_than_is_parsed()
