//! The table of ledgers: the two statements that a host owns, and a table in memory.

use refundkit::ledger::{LedgerRow, StoreStep};
use std::collections::BTreeMap;

/// Where the rows are. A statement that fails ends the program: a failed read is never "no row".
pub trait Table {
    /// The row under a key.
    fn load(&mut self, key: &str) -> Option<LedgerRow>;
    /// Writes a row, if its version is still the expected one. Says so only after a durable commit.
    fn store(&mut self, step: &StoreStep) -> bool;
}

/// The table of ledgers in memory, with the check of versions that a database makes.
#[derive(Debug, Default)]
pub struct Rows(BTreeMap<String, LedgerRow>);

impl Rows {
    /// The row under a key.
    pub fn load(&self, key: &str) -> Option<LedgerRow> {
        self.0.get(key).cloned()
    }

    /// The version of the row under a key.
    pub fn version(&self, key: &str) -> i64 {
        self.0
            .get(key)
            .map_or(0, |row| row.version)
    }
}

impl Table for Rows {
    fn load(&mut self, key: &str) -> Option<LedgerRow> {
        Self::load(self, key)
    }

    fn store(&mut self, step: &StoreStep) -> bool {
        let version = self.version(&step.key);
        if version != step.expected {
            return false;
        }
        let row = LedgerRow {
            body: step.body.clone(),
            version: version + 1,
        };
        self.0.insert(step.key.clone(), row);
        true
    }
}
