"""The simulator over HTTP: `python -m refundkit.simulator [scenario.json]`. `docs/simulator.md` tells what it knows and does."""

import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import List
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from . import Header, HttpMethod, HttpRequest, HttpResponse, ReceivedRequest, Simulator, SimulatorReaction


class Server(ThreadingHTTPServer):
    """Serves a simulator, and sends its webhooks once a second."""

    daemon_threads = True

    def __init__(self, host: str, port: int, simulator: Simulator) -> None:
        super().__init__((host, port), Exchange)
        self.simulator = simulator
        threading.Thread(target=self._announce, daemon=True).start()

    def _announce(self) -> None:
        while True:
            time.sleep(1)
            for webhook in self.simulator.webhooks(now_ms()):
                print(f"webhook to {webhook.url}: {sent(webhook)}", file=sys.stderr)


class Exchange(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        reaction = self.server.simulator.handle(self._request(), now_ms())
        if isinstance(reaction, SimulatorReaction.RESPONSE):
            self._respond(reaction.response)
            return
        self.close_connection = True
        if isinstance(reaction, SimulatorReaction.STALL):
            self.rfile.read(1)  # until the client hangs up

    do_GET = do_POST

    def _request(self) -> ReceivedRequest:
        headers = [Header(name=name, value=value) for name, value in self.headers.items()]
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
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
        with urlopen(Request(webhook.url, body, headers, method=webhook.method.name), timeout=5) as response:
            return str(response.status)
    except HTTPError as error:
        return str(error.code)
    except (URLError, OSError) as error:
        return str(error)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def follow(simulator: Simulator, scenario: str) -> None:
    body = Path(scenario).read_bytes()
    reaction = simulator.handle(ReceivedRequest(method=HttpMethod.POST, url="/scenario", headers=[], body=body), now_ms())
    assert isinstance(reaction, SimulatorReaction.RESPONSE)
    if reaction.response.status != 204:
        sys.exit(f"{scenario}: {reaction.response.body.decode()}")


def main(arguments: List[str]) -> None:
    webhooks = os.environ.get("WEBHOOKS", "http://127.0.0.1:8081")
    simulator = Simulator(webhooks)
    for scenario in arguments:
        follow(simulator, scenario)
    server = Server(os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8080")), simulator)
    host, port = server.server_address[:2]
    print(f"http://{host!s}:{port}, webhooks to {webhooks}/<provider>", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main(sys.argv[1:])
