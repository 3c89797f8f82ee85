"""The database: a row for each payment's ledger, with the version check that everything rests on, and the shop's own lines.

Any number of processes may use one file at a time.
"""

import sqlite3
from typing import Any, List, Optional, Tuple

from refundkit import LedgerRow, StoreStep

SCHEMA = """
CREATE TABLE IF NOT EXISTS refund_ledgers (
    key TEXT PRIMARY KEY, body TEXT NOT NULL, version BIGINT NOT NULL, due BIGINT, attention TEXT NOT NULL, summary TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS lines (id TEXT PRIMARY KEY, ledger TEXT NOT NULL, line TEXT NOT NULL);
"""
INSERT = "INSERT INTO refund_ledgers VALUES (:key, :body, 1, :due, :attention, :summary) ON CONFLICT DO NOTHING"
UPDATE = """UPDATE refund_ledgers SET body = :body, version = version + 1, due = :due, attention = :attention, summary = :summary
    WHERE key = :key AND version = :expected"""


class Table:
    def __init__(self, path: str) -> None:
        self.base = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
        self.base.execute("PRAGMA journal_mode = WAL")
        self.base.execute("PRAGMA synchronous = FULL")
        self.base.executescript(SCHEMA)

    def load(self, key: str) -> Optional[LedgerRow]:
        """A read that fails raises: that is never "no row"."""
        row = self.base.execute("SELECT body, version FROM refund_ledgers WHERE key = ?", [key]).fetchone()
        return LedgerRow(body=row[0], version=row[1]) if row else None

    def store(self, step: StoreStep) -> bool:
        """Whether the row still had the version that the ledger expects. Each statement is committed by itself."""
        columns = {**vars(step), "attention": step.attention.name.lower()}
        return self.base.execute(UPDATE if step.expected else INSERT, columns).rowcount == 1

    def due(self, key: str) -> Optional[int]:
        row = self.base.execute("SELECT due FROM refund_ledgers WHERE key = ?", [key]).fetchone()
        return row[0] if row else None

    def take(self, id: str, ledger: str, line: str) -> bool:
        """Keeps a line of the shop, once. False where another line is under this id."""
        self.base.execute("INSERT INTO lines VALUES (?, ?, ?) ON CONFLICT DO NOTHING", [id, ledger, line])
        found: Tuple[str] = self.base.execute("SELECT line FROM lines WHERE id = ?", [id]).fetchone()
        return found[0] == line

    def lines(self, ledger: Optional[str] = None) -> List[Tuple[str, str]]:
        """The ledger and the text of each line, in the order in which they were taken."""
        select = "SELECT ledger, line FROM lines WHERE ledger = COALESCE(?, ledger) ORDER BY rowid"
        found: List[Any] = self.base.execute(select, [ledger]).fetchall()
        return found
