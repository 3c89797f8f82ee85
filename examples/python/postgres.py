"""PostgreSQL, by its address, with psycopg."""

import threading
from typing import Any, List, Tuple

import psycopg


class Postgres:
    """Each statement is committed by itself, and is on the disk when it has been carried out.

    What fails raises, and whether it was carried out is unknown then.
    """

    serial = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"

    def __init__(self, address: str) -> None:
        self.address = address
        self.lock = threading.Lock()
        self.connection = self._connect()

    def create(self, schema: str) -> None:
        """Workers that start at once must not create a table at once."""
        self._execute(f"SELECT pg_advisory_xact_lock(131); {schema}", None)

    def all(self, text: str, *values: object) -> List[Tuple[Any, ...]]:
        return self._execute(text, values).fetchall()

    def run(self, text: str, *values: object) -> int:
        """How many rows changed."""
        return self._execute(text, values).rowcount

    def _connect(self) -> "psycopg.Connection[Any]":
        """To the primary: a replica may not have yet what was stored. A server that vanished is noticed within half a minute."""
        return psycopg.connect(
            self.address, autocommit=True, cursor_factory=psycopg.RawCursor, connect_timeout=5,
            target_session_attrs="primary", options="-c synchronous_commit=on", tcp_user_timeout=20_000,
            keepalives_idle=10, keepalives_interval=5, keepalives_count=3,
        )  # fmt: skip

    def _execute(self, text: str, values: Any) -> "psycopg.Cursor[Any]":
        return self._open().execute(text.encode(), values)

    def _open(self) -> "psycopg.Connection[Any]":
        """Another one where it broke in an earlier statement, which failed. Threads that find it broken open one together."""
        with self.lock:
            if self.connection.closed:
                self.connection = self._connect()
            return self.connection
