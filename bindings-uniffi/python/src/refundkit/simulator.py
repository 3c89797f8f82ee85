"""The simulator over HTTP: `python -m refundkit.simulator [scenario.json]`. `docs/simulator.md` tells what it knows and does."""

import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import List, Optional
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from . import Header, HttpMethod, HttpRequest, HttpResponse, ReceivedRequest, Simulator, SimulatorReaction


OPENER = build_opener(ProxyHandler({}))
LONGEST = 4 * 1024 * 1024


class Server(ThreadingHTTPServer):
    """Serves a simulator, and sends its webhooks once a second."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, host: str, port: int, simulator: Simulator) -> None:
        super().__init__((host, port), Exchange)
        self.simulator = simulator
        threading.Thread(target=self._announce, daemon=True).start()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error here."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def _announce(self) -> None:
        while True:
            time.sleep(1)
            for webhook in self.simulator.webhooks(now_ms()):
                print(f"webhook to {webhook.url}: {sent(webhook)}", file=sys.stderr, flush=True)


class Exchange(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        request = self._request()
        if request is None:
            return
        reaction = self.server.simulator.handle(request, now_ms())
        if isinstance(reaction, SimulatorReaction.RESPONSE):
            self._respond(reaction.response)
            return
        self.close_connection = True
        if reaction.is_stall():
            self.rfile.read(1)  # until the client hangs up

    do_GET = do_POST

    def _request(self) -> Optional[ReceivedRequest]:
        """None of a body that does not say how long it is, is too long, or breaks off."""
        length = self.headers.get("content-length", "0")
        if "transfer-encoding" in self.headers or not length.isdecimal() or int(length) > LONGEST:
            self.close_connection = True
            self.send_error(411)
            return None
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            return None
        headers = [Header(name=name, value=value) for name, value in self.headers.items()]
        return ReceivedRequest(method=HttpMethod[self.command], url=self.path, headers=headers, body=body)

    def _respond(self, response: HttpResponse) -> None:
        self.send_response(response.status)
        for header in response.headers:
            self.send_header(header.name, header.value)
        self.send_header("content-length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, *_: object) -> None:
        pass


def sent(webhook: HttpRequest) -> str:
    """What became of a webhook, which is sent once."""
    headers = {header.name: header.value for header in webhook.headers}
    body = (webhook.body or "").encode()
    try:
        with OPENER.open(Request(webhook.url, body, headers, method=webhook.method.name), timeout=5) as response:
            return str(response.status)
    except HTTPError as error:
        return str(error.code)
    except Exception as error:  # whatever the app does, the next webhook is sent
        return str(error)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def follow(simulator: Simulator, scenario: str) -> None:
    try:
        body = Path(scenario).read_bytes()
    except OSError as error:
        sys.exit(str(error))
    reaction = simulator.handle(ReceivedRequest(method=HttpMethod.POST, url="/scenario", headers=[], body=body), now_ms())
    assert isinstance(reaction, SimulatorReaction.RESPONSE)
    if reaction.response.status != 204:
        sys.exit(f"{scenario}: {reaction.response.body.decode()}")


def main(arguments: List[str]) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    webhooks = setting("WEBHOOKS", "http://127.0.0.1:8081")
    simulator = Simulator(webhooks)
    for scenario in arguments[:1]:
        follow(simulator, scenario)
    try:
        server = Server(setting("HOST", "127.0.0.1"), int(setting("PORT", "8080")), simulator)
    except (OSError, ValueError, OverflowError) as error:
        sys.exit(str(error))
    host, port = server.server_address[:2]
    print(f"http://{host!s}:{port}, webhooks to {webhooks}/<provider>", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


def setting(name: str, default: str) -> str:
    return os.environ.get(name) or default


if __name__ == "__main__":
    main(sys.argv[1:])
