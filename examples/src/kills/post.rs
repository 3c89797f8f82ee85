//! What a worker has around its ledger: it announces each point of the loop, and waits until it may go on.

use super::orders::{Order, Report, Task};
use super::point::Point;
use crate::client::Client;
use crate::ledger_loop::Host;
use crate::table::Table;
use refundkit::ledger::{LedgerRow, SendStep, StoreStep};
use refundkit::{Header, HttpResponse, SendResult};
use std::collections::BTreeMap;
use std::io::{self, BufRead};

/// The header that tells the parent which refund a request is, since not every provider's wire does.
pub(super) const REFUND: &str = "x-refund";
/// The header that tells the parent which process sent a request.
pub(super) const SENDER: &str = "x-sender";

/// What is in memory and not in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    Nothing,
    Wish,
    Look,
    Response,
    Webhook,
    Word,
}

/// A worker's table, HTTP client and clock.
pub(super) struct Post {
    table: Box<dyn Table>,
    client: Client,
    now_ms: i64,
    /// How often each refund of the row was armed.
    armings: BTreeMap<String, usize>,
    /// The refund that this process armed last.
    armed: Option<String>,
    pub(super) news: News,
    pub(super) acknowledged: bool,
}

impl Post {
    pub(super) fn new(table: Box<dyn Table>, client: Client) -> Self {
        Self {
            table,
            client,
            now_ms: 0,
            armings: BTreeMap::new(),
            armed: None,
            news: News::Nothing,
            acknowledged: false,
        }
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// The next order; nothing when the parent is gone.
    pub(super) fn ordered(&mut self) -> Option<Task> {
        let mut line = String::new();
        io::stdin()
            .lock()
            .read_line(&mut line)
            .ok()?;
        let order: Order = serde_json::from_str(&line).ok()?;
        self.now_ms = order.now_ms;
        Some(order.task)
    }

    pub(super) fn report(&self, report: &Report) {
        println!("{}", serde_json::to_string(report).expect("it is plain"));
    }

    /// Announces a point and waits. A worker whose parent is gone ends.
    fn at(&mut self, point: Option<Point>) {
        let Some(point) = point else { return };
        self.report(&Report::At(point, self.armed.clone()));
        if self.ordered().is_none() {
            std::process::exit(1);
        }
    }

    /// The refund that a row arms which the last one did not.
    fn arms(&self, body: &str) -> Option<String> {
        let mut armings = armings(body).into_iter();
        let known = |reference: &str| {
            self.armings
                .get(reference)
                .copied()
                .unwrap_or(0)
        };
        armings
            .find(|(reference, count)| *count > known(reference))
            .map(|(reference, _)| reference)
    }

    fn before_store(&self, arms: bool) -> Option<Point> {
        match self.news {
            _ if arms => Some(Point::C3),
            News::Wish => Some(Point::C0),
            News::Look => Some(Point::C2),
            News::Response => Some(Point::C6),
            News::Webhook => Some(Point::C8),
            News::Word => Some(Point::C10),
            News::Nothing => None,
        }
    }

    fn after_store(&self, arms: bool) -> Option<Point> {
        match self.news {
            _ if arms => Some(Point::C4),
            News::Wish => Some(Point::C1),
            News::Response => Some(Point::C7),
            News::Webhook => Some(Point::C9),
            News::Look | News::Word | News::Nothing => None,
        }
    }

    fn send_refund(&mut self, step: &SendStep) -> SendResult {
        let mut request = step.request.clone();
        let refund = self.armed.clone().unwrap_or_default();
        let sender = std::process::id().to_string();
        request
            .headers
            .extend([Header::new(REFUND, refund), Header::new(SENDER, sender)]);
        self.at(Some(Point::C5));
        let result = self.client.send(&request);
        self.at(Some(Point::C6));
        self.news = News::Response;
        result
    }

    fn ask(&mut self, step: &SendStep) -> SendResult {
        let is_first = self
            .armings
            .values()
            .any(|armings| *armings == 0);
        let point = is_first.then_some(Point::C2);
        self.at(point);
        let result = self.client.send(&step.request);
        self.at(point);
        self.news = News::Look;
        result
    }
}

impl Table for Post {
    fn load(&mut self, key: &str) -> Option<LedgerRow> {
        let row = self.table.load(key);
        self.armings = row
            .as_ref()
            .map(|row| armings(&row.body))
            .unwrap_or_default();
        row
    }

    fn store(&mut self, step: &StoreStep) -> bool {
        let arms = self.arms(&step.body);
        self.at(self.before_store(arms.is_some()));
        if !self.table.store(step) {
            return false;
        }
        self.armings = armings(&step.body);
        let point = self.after_store(arms.is_some());
        self.armed = arms.or(self.armed.take());
        self.news = News::Nothing;
        self.at(point);
        true
    }
}

impl Host for Post {
    fn table(&mut self) -> &mut dyn Table {
        self
    }

    fn now_ms(&self) -> i64 {
        self.now_ms
    }

    fn send(&mut self, step: &SendStep) -> SendResult {
        match step.money {
            true => self.send_refund(step),
            false => self.ask(step),
        }
    }

    fn respond(&mut self, _response: HttpResponse) {
        self.acknowledged = true;
    }
}

/// How often each refund of a record was armed. A program has no need to know; here it says which point of the loop it is.
fn armings(body: &str) -> BTreeMap<String, usize> {
    let record: serde_json::Value = serde_json::from_str(body).expect("a record is JSON");
    let refunds = record["data"]["refunds"].as_array();
    let refunds = refunds.into_iter().flatten();
    refunds
        .map(|refund| {
            let reference = refund["reference"]
                .as_str()
                .unwrap_or_default();
            let attempts = refund["attempts"].as_array();
            (reference.to_owned(), attempts.map_or(0, Vec::len))
        })
        .collect()
}
