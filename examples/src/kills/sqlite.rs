//! The table in SQLite: a file, opened by every process for itself.

use crate::table::Table;
use refundkit::ledger::{LedgerRow, StoreStep};
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;
use std::time::Duration;

/// Longer than any process keeps the file locked.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection to the file.
pub(super) struct SqliteTable(Connection);

/// Makes the file with its table.
pub(super) fn create(path: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.execute_batch(super::store::DEFINITION)
}

impl SqliteTable {
    /// Opens the file. Each commit is on the disk before it counts.
    pub(super) fn open(path: &str) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        Ok(Self(connection))
    }

    fn written(&self, step: &StoreStep) -> rusqlite::Result<usize> {
        let attention = step.attention.as_str();
        match step.expected {
            0 => self.0.execute(
                "INSERT INTO refund_ledgers (key, body, version, due, attention, summary)
                 VALUES (?1, ?2, 1, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
                params![step.key, step.body, step.due, attention, step.summary],
            ),
            expected => self.0.execute(
                "UPDATE refund_ledgers
                 SET body = ?2, version = version + 1, due = ?3, attention = ?4, summary = ?5
                 WHERE key = ?1 AND version = ?6",
                params![
                    step.key,
                    step.body,
                    step.due,
                    attention,
                    step.summary,
                    expected
                ],
            ),
        }
    }
}

impl Table for SqliteTable {
    fn load(&mut self, key: &str) -> Option<LedgerRow> {
        let found = self.0.query_row(
            "SELECT body, version FROM refund_ledgers WHERE key = ?1",
            [key],
            |row| {
                Ok(LedgerRow {
                    body: row.get(0)?,
                    version: row.get(1)?,
                })
            },
        );
        found
            .optional()
            .expect("the table can be read")
    }

    fn store(&mut self, step: &StoreStep) -> bool {
        self.written(step)
            .expect("the table can be written")
            == 1
    }
}
