"""The table: a row for each payment's ledger, with the version check that everything rests on, and the shop's own lines.

The statements are the same in SQLite and in PostgreSQL. Any number of processes may use one database at a time.
"""

from typing import TYPE_CHECKING, Any, Iterator, List, Optional, Tuple, Union

from refundkit import LedgerRow, StoreStep
from sqlite import Sqlite

if TYPE_CHECKING:
    from postgres import Postgres

SCHEMA = """
CREATE TABLE IF NOT EXISTS refund_ledgers (
    key TEXT PRIMARY KEY, body TEXT NOT NULL, version BIGINT NOT NULL, due BIGINT, attention TEXT NOT NULL, summary TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS lines (number {serial}, id TEXT NOT NULL UNIQUE, ledger TEXT NOT NULL, line TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS lines_of_ledgers ON lines (ledger);
"""
INSERT = "INSERT INTO refund_ledgers VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT DO NOTHING"
PAYMENTS = "SELECT ledger, MIN(line) FROM lines WHERE ledger > $1 GROUP BY ledger ORDER BY ledger LIMIT 500"
UPDATE = """UPDATE refund_ledgers SET body = $2, version = version + 1, due = $3, attention = $4, summary = $5
    WHERE key = $1 AND version = $6"""


def database_at(address: str) -> Union[Sqlite, "Postgres"]:
    """PostgreSQL at a `postgresql://` address, else SQLite in a file."""
    if not address.startswith(("postgresql://", "postgres://")):
        return Sqlite(address)
    from postgres import Postgres  # wants psycopg

    return Postgres(address)


class Table:
    def __init__(self, address: str) -> None:
        self.database = database_at(address)
        self.database.create(SCHEMA.format(serial=self.database.serial))

    def load(self, key: str) -> Optional[LedgerRow]:
        """A read that fails raises: that is never "no row"."""
        rows = self.database.all("SELECT body, version FROM refund_ledgers WHERE key = $1", key)
        return LedgerRow(body=rows[0][0], version=rows[0][1]) if rows else None

    def store(self, step: StoreStep) -> bool:
        """Whether the row still had the version that the ledger expects."""
        columns = [step.key, step.body, step.due, step.attention.name.lower(), step.summary]
        if step.expected == 0:
            return self.database.run(INSERT, *columns) == 1
        return self.database.run(UPDATE, *columns, step.expected) == 1

    def due(self, key: str) -> Optional[int]:
        rows = self.database.all("SELECT due FROM refund_ledgers WHERE key = $1", key)
        due: Optional[int] = rows[0][0] if rows else None
        return due

    def take(self, id: str, ledger: str, line: str) -> bool:
        """Keeps a line of the shop, once. False where another line is under this id."""
        self.database.run("INSERT INTO lines (id, ledger, line) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", id, ledger, line)
        return self.kept(id) == line

    def kept(self, id: str) -> Optional[str]:
        """The text of the line that was taken under an id."""
        rows = self.database.all("SELECT line FROM lines WHERE id = $1", id)
        return str(rows[0][0]) if rows else None

    def lines(self, ledger: str) -> List[Tuple[Any, ...]]:
        """The ledger and the text of each line of it, in the order in which they were taken."""
        return self.database.all("SELECT ledger, line FROM lines WHERE ledger = $1 ORDER BY number", ledger)

    def payments(self) -> Iterator[str]:
        """The text of one line of each payment, some hundreds at a time."""
        rows: List[Tuple[Any, ...]] = [("", "")]
        while rows := self.database.all(PAYMENTS, rows[-1][0]):
            yield from (line for _, line in rows)
