//! The table in PostgreSQL.

use crate::table::Table;
use postgres::{Client, Error, NoTls};
use refundkit::ledger::{LedgerRow, StoreStep};

/// A connection of one worker.
pub(super) struct PostgresTable(Client);

/// Makes the table.
pub(super) fn create(address: &str) -> Result<(), Error> {
    Client::connect(address, NoTls)?.batch_execute(super::store::DEFINITION)
}

impl PostgresTable {
    pub(super) fn open(address: &str) -> Result<Self, Error> {
        Client::connect(address, NoTls).map(Self)
    }

    fn written(&mut self, step: &StoreStep) -> Result<u64, Error> {
        let attention = step.attention.as_str();
        match step.expected {
            0 => self.0.execute(
                "INSERT INTO refund_ledgers (key, body, version, due, attention, summary)
                 VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT DO NOTHING",
                &[&step.key, &step.body, &step.due, &attention, &step.summary],
            ),
            expected => self.0.execute(
                "UPDATE refund_ledgers
                 SET body = $2, version = version + 1, due = $3, attention = $4, summary = $5
                 WHERE key = $1 AND version = $6",
                &[
                    &step.key,
                    &step.body,
                    &step.due,
                    &attention,
                    &step.summary,
                    &expected,
                ],
            ),
        }
    }
}

impl Table for PostgresTable {
    fn load(&mut self, key: &str) -> Option<LedgerRow> {
        let found = self.0.query_opt(
            "SELECT body, version FROM refund_ledgers WHERE key = $1",
            &[&key],
        );
        let row = found.expect("the table can be read")?;
        Some(LedgerRow {
            body: row.get(0),
            version: row.get(1),
        })
    }

    fn store(&mut self, step: &StoreStep) -> bool {
        self.written(step)
            .expect("the table can be written")
            == 1
    }
}
