"""The usual HTTP clients and servers: one sending of a ledger's step with httpx, requests or aiohttp, and a webhook as WSGI and
Starlette have it.

A client is imported when it is used, and the package needs none. Each `.._send` sends once, without redirects and retries. It
gives up at the step's `before`, or after `longest` seconds; httpx and requests count anew when a piece of the response comes. It
raises `NotSent` where the client's error proves that not one byte of the request left; whatever else it raises is a lost
response. So is every error of a client with code of your own in it: a transport or an adapter may send again and show its last
error alone, and a hook may call somebody else after the response came and show that error.
`docs/http-clients.md` of the repository has every error and what it proves.
"""

from __future__ import annotations

import time
import typing

from . import Header, HttpMethod, HttpRequest, HttpResponse, NotSent, ReceivedRequest, RefundError, SendStep

if typing.TYPE_CHECKING:
    import aiohttp
    import httpx
    import requests

__all__ = [
    "aiohttp_arguments", "aiohttp_response", "aiohttp_send", "httpx_arguments", "httpx_response", "httpx_send",
    "httpx_send_async", "requests_arguments", "requests_response", "requests_send", "starlette_request", "wsgi_request",
]  # fmt: skip

Send = typing.Callable[[SendStep], HttpResponse]
SendAsync = typing.Callable[[SendStep], typing.Awaitable[HttpResponse]]
Arguments = typing.Dict[str, typing.Any]

# Seconds. The ledger gives a sending no more than a minute.
LONGEST = 60.0
CONNECTING = 10.0
# Bytes. A longer body is refused when it is parsed, so no more than one byte beyond is read.
LARGEST = 4 * 1024 * 1024
PIECE = 64 * 1024
TWICE = "retries, and a refund that is sent twice may be paid twice"


def httpx_send(client: httpx.Client, longest: float = LONGEST) -> Send:
    """`send` of `run_ledger`, with httpx."""
    import httpx

    if hasattr(client, "aclose") or not callable(getattr(client, "stream", None)):
        raise TypeError("httpx_send takes an httpx.Client")

    def send(step: SendStep) -> HttpResponse:
        connecting, reading = seconds(step, longest)
        timeout = httpx.Timeout(reading, connect=connecting)
        try:
            with client.stream(**httpx_arguments(step.request), timeout=timeout) as response:
                return httpx_response(response, beginning(response.iter_bytes()))
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if not is_of_httpx(client, step.request.url):
                raise
            raise NotSent from error

    return send


def httpx_send_async(client: httpx.AsyncClient, longest: float = LONGEST) -> SendAsync:
    """`send` of `run_ledger_async`, with httpx."""
    import httpx

    if not (hasattr(client, "aclose") and callable(getattr(client, "stream", None))):
        raise TypeError("httpx_send_async takes an httpx.AsyncClient")

    async def send(step: SendStep) -> HttpResponse:
        connecting, reading = seconds(step, longest)
        timeout = httpx.Timeout(reading, connect=connecting)
        try:
            async with client.stream(**httpx_arguments(step.request), timeout=timeout) as response:
                return httpx_response(response, await beginning_async(response.aiter_bytes()))
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if not is_of_httpx(client, step.request.url):
                raise
            raise NotSent from error

    return send


def is_of_httpx(client: typing.Any, url: str) -> bool:
    """Whether an error can be of the sending alone: the client is httpx's own and without hooks, and a transport of httpx sends
    to this URL. Those try again only to connect. httpx has no public name for the question."""
    import httpx

    if type(client) not in (httpx.Client, httpx.AsyncClient) or any(client.event_hooks.values()):
        return False
    chosen = getattr(client, "_transport_for_url", lambda url: None)(httpx.URL(url))
    return type(chosen) in (httpx.HTTPTransport, httpx.AsyncHTTPTransport)


def httpx_arguments(request: HttpRequest) -> Arguments:
    """What httpx has to be told about a request: `client.request(**httpx_arguments(request), timeout=60)`.

    It holds credentials in plain text: print none of it."""
    once = {"follow_redirects": False, "auth": None}
    return {"method": request.method.name, "url": request.url, "headers": pairs(request), "content": octets(request), **once}


def httpx_response(response: httpx.Response, body: typing.Optional[bytes] = None) -> HttpResponse:
    """A response of httpx, for the parse methods. The body is what the response has read, unless it is given."""
    headers = [Header(name=name, value=value) for name, value in response.headers.multi_items()]
    return HttpResponse(status=response.status_code, headers=headers, body=response.content if body is None else body)


def requests_send(session: requests.Session, longest: float = LONGEST) -> Send:
    """`send` of `run_ledger`, with requests. A session whose adapters retry is refused, and one that gets such an adapter later
    sends nothing."""
    import requests

    for prefix, adapter in session.adapters.items():
        if retries(adapter):
            raise ValueError(f"the session's adapter for {prefix} {TWICE}")

    def send(step: SendStep) -> HttpResponse:
        timeout = seconds(step, longest)
        adapter = session.get_adapter(step.request.url)
        if retries(adapter):
            raise NotSent(f"the session's adapter {TWICE}")
        try:
            with session.request(**requests_arguments(step.request), timeout=timeout, stream=True) as response:
                return requests_response(response, beginning(response.iter_content(PIECE)))
        except requests.ConnectionError as error:
            if not is_of_requests(session, adapter) or not is_unconnected(error):
                raise
            raise NotSent from error

    return send


def is_of_requests(session: object, adapter: object) -> bool:
    """Whether an error can be of the sending alone: the session is requests' own, and so is what sends. The adapter's class may
    add a TLS context, but no `send`."""
    import requests

    return type(session) is requests.Session and getattr(type(adapter), "send", None) is requests.adapters.HTTPAdapter.send


def retries(adapter: object) -> bool:
    """Whether requests' adapter sends again: urllib3 counts down from `total`, and False is none as well."""
    total = getattr(getattr(adapter, "max_retries", None), "total", 0)
    return total is None or total > 0


def requests_arguments(request: HttpRequest) -> Arguments:
    """What requests has to be told about a request: `session.request(**requests_arguments(request), timeout=60)`.

    It holds credentials in plain text: print none of it."""
    # An `auth` of ours keeps `~/.netrc` from putting another Authorization in the place of the request's, and a hook of ours
    # takes the place of the session's, of which some send again.
    once = {"allow_redirects": False, "auth": lambda prepared: prepared, "hooks": {"response": lambda response, **_: None}}
    return {"method": request.method.name, "url": request.url, "headers": dict(pairs(request)), "data": octets(request), **once}


def requests_response(response: requests.Response, body: typing.Optional[bytes] = None) -> HttpResponse:
    """A response of requests, for the parse methods. The body is what the response has read, unless it is given."""
    headers = [Header(name=name, value=value) for name, value in response.headers.items()]
    return HttpResponse(status=response.status_code, headers=headers, body=response.content if body is None else body)


def is_unconnected(error: requests.ConnectionError) -> bool:
    """Whether there was no connection yet: urllib3 says so, or the error came out of the TLS handshake.

    The class alone does not tell: requests has the same one for a connection that breaks in the handshake and for one that
    breaks after the request. What is read is what the error holds, never what it was raised beside: that may be older.
    """
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProtocolError, SSLError

    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    if isinstance(reason, (ConnectTimeoutError, NewConnectionError)):
        return True
    inner = reason.args[-1] if isinstance(reason, (ProtocolError, SSLError)) and reason.args else None
    return isinstance(inner, OSError) and raised_in(inner) == "do_handshake"


def raised_in(error: BaseException) -> typing.Optional[str]:
    """The function that raised it."""
    name, traceback = None, error.__traceback__
    while traceback:
        name, traceback = traceback.tb_frame.f_code.co_name, traceback.tb_next
    return name


def aiohttp_send(session: aiohttp.ClientSession, longest: float = LONGEST) -> SendAsync:
    """`send` of `run_ledger_async`, with aiohttp 3.12 or newer."""
    import aiohttp

    async def send(step: SendStep) -> HttpResponse:
        connecting, reading = seconds(step, longest)
        timeout = aiohttp.ClientTimeout(total=connecting + reading, connect=connecting)
        try:
            async with session.request(**aiohttp_arguments(step.request), timeout=timeout) as response:
                return await aiohttp_response(response, await beginning_async(response.content.iter_any()))
        except (aiohttp.ClientConnectorError, aiohttp.ClientConnectorCertificateError, aiohttp.ConnectionTimeoutError) as error:
            if not is_of_aiohttp(session):
                raise
            raise NotSent from error

    return send


def is_of_aiohttp(session: aiohttp.ClientSession) -> bool:
    """Whether an error can be of the sending alone: the session is aiohttp's own, and nothing is traced, which may raise at any
    time."""
    import aiohttp

    return type(session) is aiohttp.ClientSession and not session.trace_configs


def aiohttp_arguments(request: HttpRequest) -> Arguments:
    """What aiohttp has to be told about a request: `session.request(**aiohttp_arguments(request))`. Make it anew for each call.

    It holds credentials in plain text: print none of it."""
    from yarl import URL

    url = URL(request.url, encoded=True)
    once = {"allow_redirects": False, "raise_for_status": False, "middlewares": [only_once()]}
    return {"method": request.method.name, "url": url, "headers": pairs(request), "data": octets(request), **once}


def only_once() -> typing.Callable[..., typing.Awaitable[typing.Any]]:
    """Lets a request through once: aiohttp sends a GET again where the connection broke, and sessions that retry do so with
    anything."""
    is_sent = False
    failed: BaseException = RuntimeError("a request is sent once")

    async def middleware(request: typing.Any, handler: typing.Any) -> typing.Any:
        nonlocal is_sent, failed
        if is_sent:
            raise failed
        is_sent = True
        try:
            return await handler(request)
        except BaseException as error:
            failed = error
            raise

    return middleware


async def aiohttp_response(response: aiohttp.ClientResponse, body: typing.Optional[bytes] = None) -> HttpResponse:
    """A response of aiohttp, for the parse methods. The body is read here, unless it is given."""
    # As bytes: a header that is no UTF-8 would not be text, and the response would be lost with it.
    headers = [Header(name=name.decode("latin-1"), value=value.decode("latin-1")) for name, value in response.raw_headers]
    return HttpResponse(status=response.status, headers=headers, body=await response.read() if body is None else body)


def seconds(step: SendStep, longest: float) -> typing.Tuple[float, float]:
    """How long it may take: for the connection, and after it."""
    left = step.before / 1000 - time.time()
    if left <= 0:
        raise NotSent("it is too late to send")
    left = min(left, longest)
    connecting = min(CONNECTING, left / 2)
    return connecting, left - connecting


def pairs(request: HttpRequest) -> typing.List[typing.Tuple[str, str]]:
    return [(header.name, header.value) for header in request.headers]


def octets(request: HttpRequest) -> typing.Optional[bytes]:
    return None if request.body is None else request.body.encode()


def beginning(pieces: typing.Iterable[bytes]) -> bytes:
    """Of a body, what is parsed, or one byte more, which tells that it is too long."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > LARGEST:
            break
    return bytes(body[: LARGEST + 1])


async def beginning_async(pieces: typing.AsyncIterable[bytes]) -> bytes:
    """`beginning` of what is awaited."""
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > LARGEST:
            break
    return bytes(body[: LARGEST + 1])


async def starlette_request(request: typing.Any) -> ReceivedRequest:
    """A webhook as Starlette and FastAPI have it, for the parse methods. The body is read here: who needs it as well awaits
    `request.body()` before."""
    body = await beginning_async(request.stream())
    headers = [Header(name=name, value=value) for name, value in request.headers.items()]
    return ReceivedRequest(method=method(request.method), url=str(request.url), headers=headers, body=body)


def wsgi_request(environ: typing.Mapping[str, typing.Any], body: typing.Optional[bytes] = None) -> ReceivedRequest:
    """A webhook as WSGI has it, for the parse methods. The body is read unless it is given: in Flask
    `wsgi_request(request.environ, request.get_data())`, in Django `wsgi_request(request.META, request.body)`."""
    if body is None:
        body = wsgi_body(environ)
    names = {name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")}
    names["CONTENT_TYPE"] = environ.get("CONTENT_TYPE", "")
    headers = [Header(name=name.replace("_", "-").lower(), value=value) for name, value in names.items()]
    url = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
    return ReceivedRequest(method=method(environ["REQUEST_METHOD"]), url=url, headers=headers, body=body)


def wsgi_body(environ: typing.Mapping[str, typing.Any]) -> bytes:
    """A body without a length, as it comes in chunks, ends by itself where the server says so."""
    stream, length = environ["wsgi.input"], environ.get("CONTENT_LENGTH")
    if not length and environ.get("wsgi.input_terminated"):
        return beginning(iter(lambda: stream.read(PIECE), b""))
    return bytes(stream.read(readable(length or "")))


def readable(length: str) -> int:
    """How many bytes to read of a body that says to have so many. One that says no number has none."""
    is_number = length.isascii() and length.isdigit()
    return int(min(float(length), LARGEST + 1)) if is_number else 0


def method(name: str) -> HttpMethod:
    """Of webhooks. Scanners try others."""
    if name not in ("GET", "POST"):
        reply = HttpResponse(status=405, headers=[Header(name="allow", value="GET, POST")], body=b"")
        raise RefundError("invalid_message", "method", "must be GET or POST", reply)
    return HttpMethod.GET if name == "GET" else HttpMethod.POST
