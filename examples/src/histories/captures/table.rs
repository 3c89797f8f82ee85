//! The table of a host, and the columns beside each row.

use crate::table::{Rows, Table};
use refundkit::ledger::{Attention, LedgerRow, StoreStep};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// A line of the column `summary`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Line {
    pub(super) reference: String,
    pub(super) status: String,
    pub(super) alert: Option<String>,
}

/// What stands beside the row of a capture.
#[derive(Debug)]
pub(super) struct Columns {
    key: String,
    pub(super) due: Option<i64>,
    pub(super) attention: Attention,
    pub(super) lines: Vec<Line>,
    /// Whether there was an alert that two clocks differ.
    pub(super) clocks_differ: bool,
    /// The requests for which a person had to look.
    pub(super) persons: BTreeSet<String>,
}

/// Two captures, and the rows of requests.
#[derive(Debug)]
pub(super) struct CaptureTable {
    rows: Rows,
    pub(super) captures: [Columns; 2],
}

impl Columns {
    fn new(key: String) -> Self {
        Self {
            key,
            due: None,
            attention: Attention::None,
            lines: Vec::new(),
            clocks_differ: false,
            persons: BTreeSet::new(),
        }
    }

    fn write(&mut self, step: &StoreStep) {
        self.due = step.due;
        self.attention = step.attention;
        self.lines = serde_json::from_str(&step.summary).expect("a summary is JSON");
        self.clocks_differ |= step.body.contains("\"clockAhead\"");
        if self.attention == Attention::ManualReview {
            self.persons.extend(self.open());
        }
    }

    /// The requests that have no end.
    pub(super) fn open(&self) -> Vec<String> {
        let open = self
            .lines
            .iter()
            .filter(|line| line.status == "unknown");
        open.map(|line| line.reference.clone())
            .collect()
    }
}

impl CaptureTable {
    pub(super) fn new(keys: [String; 2]) -> Self {
        Self {
            rows: Rows::default(),
            captures: keys.map(Columns::new),
        }
    }

    pub(super) fn load(&self, key: &str) -> Option<LedgerRow> {
        self.rows.load(key)
    }

    /// The row of a capture.
    pub(super) fn row(&self, capture: usize) -> Option<LedgerRow> {
        self.load(&self.captures[capture].key)
    }

    /// Whether the row still had its version.
    pub(super) fn store(&mut self, step: &StoreStep) -> bool {
        let is_stored = self.rows.store(step);
        let mut captures = self.captures.iter_mut();
        let columns = captures.find(|columns| columns.key == step.key);
        if let Some(columns) = columns.filter(|_| is_stored) {
            columns.write(step);
        }
        is_stored
    }

    /// When a row has to be opened next.
    pub(super) fn due(&self) -> Option<i64> {
        let dues = self.captures.iter();
        dues.filter_map(|columns| columns.due)
            .min()
    }

    /// The request whose payouts have this key.
    pub(super) fn request_of(&self, capture: usize, key: &str) -> String {
        let row = self
            .row(capture)
            .expect("it is claimed");
        let record: Value = serde_json::from_str(&row.body).expect("a row is JSON");
        let refunds = record["data"]["refunds"].as_array();
        let mut refunds = refunds.into_iter().flatten();
        let refund = refunds.find(|refund| refund["payoutKey"] == key);
        let id = refund.and_then(|refund| refund["requestId"].as_str());
        id.expect("a payout is a request's")
            .to_owned()
    }
}
