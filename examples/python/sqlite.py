"""SQLite, in a file. Every process that uses it opens it for itself."""

import sqlite3
import threading
from typing import Any, List, Tuple


class Sqlite:
    """Each statement is committed by itself, and is on the disk when it has been carried out."""

    serial = "INTEGER PRIMARY KEY"

    def __init__(self, path: str) -> None:
        self.lock = threading.Lock()
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
        self.connection.execute("PRAGMA synchronous = EXTRA")

    def create(self, schema: str) -> None:
        self.connection.executescript(schema)

    def all(self, text: str, *values: object) -> List[Tuple[Any, ...]]:
        with self.lock:
            return self._execute(text, values).fetchall()

    def run(self, text: str, *values: object) -> int:
        """How many rows changed. SQLite counts for the connection, and so another thread's statement must not come between."""
        with self.lock:
            return self._execute(text, values).rowcount

    def _execute(self, text: str, values: Tuple[Any, ...]) -> sqlite3.Cursor:
        """`$1` of PostgreSQL is `?1` here."""
        return self.connection.execute(text.replace("$", "?"), values)
