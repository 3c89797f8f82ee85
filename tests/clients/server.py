"""Servers on loopback that each misbehave in one way, and count what arrives: `python3 server.py`.

Prints a JSON object with the URL of every case, what happens there, and whether nothing of a request can have left. For each line
on the standard input, which is the name of a case, it prints what has arrived there since the last time: `connections`,
`requests`, `bytes`, and of the last request `line`, `headers` and `body`. Bytes are those of HTTP, after TLS was taken off. It
ends when the standard input does.
"""

import json
import socket
import ssl
import struct
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

KEYS = Path(__file__).parents[1] / "keys"
ABORT = struct.pack("ii", 1, 0)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Twice: 1\r\nX-Twice: 2\r\nContent-Length: 2\r\n"
HALF = OK.replace(b"Length: 2", b"Length: 20")


class Arrived:
    """What has arrived at a case since somebody asked."""

    def __init__(self) -> None:
        self.connections = self.requests = self.bytes = 0
        self.line, self.body = "", ""
        self.headers: List[Tuple[str, str]] = []

    def add(self, head: bytes, body: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        self.requests += 1
        self.line, self.body = first, body.decode()
        self.headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]


class Connection:
    """A connection that was accepted, and how many requests came on it."""

    def __init__(self, accepted: socket.socket, case: "Case") -> None:
        self.socket, self.case, self.requests = accepted, case, 0
        self.unread = b""

    def reset(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)

    def receive(self) -> bool:
        """Reads one request. Says whether one came."""
        while b"\r\n\r\n" not in self.unread:
            if not self.more():
                return False
        head, _, self.unread = self.unread.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = sum(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))
        while len(self.unread) < length:
            if not self.more():
                return False
        self.requests += 1
        self.case.arrived.add(head, self.unread[:length])
        self.unread = self.unread[length:]
        return True

    def more(self) -> bool:
        try:
            found = self.socket.recv(65536)
        except OSError:
            return False
        self.case.arrived.bytes += len(found)
        self.unread += found
        return bool(found)


# A case answers a request, and says whether the connection stays.
Answer = Callable[[Connection], bool]


def respond(connection: Connection) -> bool:
    connection.socket.sendall(OK + b"Connection: close\r\n\r\n{}")
    return False


def reset(connection: Connection) -> bool:
    connection.reset()
    return False


def close(connection: Connection) -> bool:
    return False


def half(connection: Connection) -> bool:
    connection.socket.sendall(HALF + b"Connection: close\r\n\r\n{}")
    return False


def stall(connection: Connection) -> bool:
    connection.socket.sendall(HALF + b"Connection: close\r\n\r\n")
    return True


def silence(connection: Connection) -> bool:
    return True


def reset_when_reused(connection: Connection) -> bool:
    """What asks for `/` opens a connection for what comes after it."""
    opens = connection.case.arrived.line.split(" ")[1] == "/"
    if connection.requests > 1 and not opens:
        return reset(connection)
    connection.socket.sendall(OK + b"Connection: keep-alive\r\n\r\n{}")
    return True


def status(code: int, header: str) -> Answer:
    """Only the first time: whoever sends again finds that it works now."""

    def answer(connection: Connection) -> bool:
        if connection.case.arrived.requests > 1:
            return respond(connection)
        head = f"HTTP/1.1 {code} .\r\n{header}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        connection.socket.sendall(head.encode())
        return False

    return answer


def shake_hands(accepted: ssl.SSLSocket) -> None:
    """Where it fails, the client hears the reason: closing before what it sent is read would take that away."""
    try:
        accepted.do_handshake()
    except OSError:
        accepted.shutdown(socket.SHUT_WR)
        accepted.settimeout(1)
        while socket.socket.recv(accepted, 65536):
            pass
        raise


class Case:
    def __init__(self, answer: Answer, tls: Optional[ssl.SSLContext] = None, name: str = "127.0.0.1") -> None:
        self.answer, self.tls, self.arrived = answer, tls, Arrived()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.open: List[threading.Thread] = []
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://{name}:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            accepted, _ = self.listener.accept()
            thread = threading.Thread(target=self.serve, args=[accepted], daemon=True)
            self.arrived.connections += 1
            thread.start()
            self.open.append(thread)

    def serve(self, accepted: socket.socket) -> None:
        try:
            if self.tls:
                accepted = self.tls.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False)
                shake_hands(accepted)
            connection = Connection(accepted, self)
            while connection.receive() and self.answer(connection):
                pass
        except OSError:
            pass
        finally:
            accepted.close()

    def report(self) -> Arrived:
        """What has arrived, once every connection that a client gave up has been read to its end."""
        end = time.monotonic() + 0.2
        for thread in self.open:
            thread.join(max(0.0, end - time.monotonic()))
        found, self.open = self.arrived, [thread for thread in self.open if thread.is_alive()]
        self.arrived = Arrived()
        return found


class Refusing:
    """A port that is taken and on which nobody listens."""

    def __init__(self) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def report(self) -> Arrived:
        return Arrived()


class Full(Refusing):
    """A port whose queue of connections is full: what else connects gets no answer."""

    def __init__(self) -> None:
        super().__init__()
        self.socket.listen(0)
        self.waiting = [socket.socket() for _ in range(4)]
        for client in self.waiting:
            client.setblocking(False)
            client.connect_ex(self.socket.getsockname())


class Unknown(Refusing):
    """A host that has no address: RFC 6761 keeps the name free."""

    def __init__(self) -> None:
        self.url = "http://refundkit.invalid"


class Abrupt(Case):
    """Reads the first message of the handshake, and resets the connection."""

    def serve(self, accepted: socket.socket) -> None:
        accepted.recv(65536)
        Connection(accepted, self).reset()
        accepted.close()


class Plain(Case):
    """Speaks no TLS."""

    def serve(self, accepted: socket.socket) -> None:
        accepted.recv(65536)
        accepted.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        accepted.close()


def context(file: str = "tls_server.pem") -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(KEYS / file, KEYS / "tls_server_pkcs8.pem")
    return made


def self_signed() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(KEYS / "provider_next_certificate.pem", KEYS / "provider_next_pkcs8.pem")
    return made


def unknown(certificates: int) -> ssl.SSLContext:
    """Below an authority that nobody trusts, with so much of the chain: the server's, the one above it, the root."""
    end = "-----END CERTIFICATE-----\n"
    chain = (KEYS / "tls_unknown.pem").read_text().split(end)[:certificates]
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("".join(certificate + end for certificate in chain))
        file.flush()
        return context(file.name)


def for_members() -> ssl.SSLContext:
    """Wants a certificate of the client. In TLS 1.3 a client hears that it is missing only after its handshake is over."""
    made = context()
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    made.load_verify_locations(KEYS / "tls_ca.pem")
    made.verify_mode = ssl.CERT_REQUIRED
    return made


class Row(NamedTuple):
    """A case, what happens there, and whether nothing of a request can have left."""

    case: Any
    what: str
    unsent: bool = False

    def told(self) -> Dict[str, Any]:
        return {"url": self.case.url, "what": self.what, "unsent": self.unsent}


def without_connection() -> Dict[str, Row]:
    return {
        "dns": Row(Unknown(), "the host has no address", True),
        "refused": Row(Refusing(), "nobody listens", True),
        "connect_timeout": Row(Full(), "connecting gets no reply", True),
    }


def without_trust() -> Dict[str, Row]:
    return {
        "tls_unknown_ca": Row(Case(respond, unknown(2)), "TLS: the authority is unknown", True),
        "tls_unknown_root": Row(Case(respond, unknown(3)), "TLS: the authority is unknown, and its root was sent", True),
        "tls_leaf_alone": Row(Case(respond, unknown(1)), "TLS: the authority is unknown, and its own certificate was not sent", True),
        "tls_self_signed": Row(Case(respond, self_signed()), "TLS: the certificate is signed by itself", True),
        "tls_expired": Row(Case(respond, context("tls_expired.pem")), "TLS: the certificate has expired", True),
        "tls_other_name": Row(Case(respond, context(), "localhost"), "TLS: the certificate is of another host", True),
        "tls_plain": Row(Plain(respond, context()), "TLS: the server speaks none", True),
        "tls_reset": Row(Abrupt(respond, context()), "TLS: the connection is reset in the handshake", True),
        "tls_client_certificate": Row(
            Case(respond, for_members()), "TLS 1.3: the server misses a certificate of the client, after the handshake"
        ),
    }


def without_response() -> Dict[str, Row]:
    return {
        "reset": Row(Case(reset), "reset after the request"),
        "closed": Row(Case(close), "closed after the request"),
        "half": Row(Case(half), "half of a response"),
        "silent": Row(Case(silence), "no response in time"),
        "stalled": Row(Case(stall), "headers, then nothing"),
        "reused_reset": Row(Case(reset_when_reused), "reset after the second request on a connection"),
    }


def with_response() -> Dict[str, Row]:
    statuses = {
        "503": "Retry-After: 0", "408": "Connection: close", "421": "X-Misdirected: 1",
        "401": 'WWW-Authenticate: Basic realm="x"', "302": "Location: /elsewhere", "307": "Location: /elsewhere",
        "308": "Location: /elsewhere",
    }  # fmt: skip
    named = {"503": "503 with `Retry-After: 0`", "401": "401 that asks for a password"}
    rows = {f"status_{code}": Row(Case(status(int(code), header)), named.get(code, code)) for code, header in statuses.items()}
    trusted = Row(Case(respond, context()), "200 over TLS, with the authority added")
    return {**rows, "ok": Row(Case(respond), "200"), "tls_ok": trusted}


if __name__ == "__main__":
    rows = {**without_connection(), **without_trust(), **without_response(), **with_response()}
    print(json.dumps({name: row.told() for name, row in rows.items()}), flush=True)
    for line in sys.stdin:
        print(json.dumps(vars(rows[line.strip()].case.report())), flush=True)
