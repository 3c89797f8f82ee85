//! What came of histories of captures, by the bank's own list and by what Google heard.

use super::google::{Ask, Heard};
use super::{CAPTURED, World, opening};
use refundkit::RefundStatus;
use refundkit::ledger::Attention;
use refundkit::providers::google::GoogleCaptureLedger;
use std::collections::BTreeMap;
use std::ops::AddAssign;

macro_rules! counts {
    ($( $(#[doc = $doc:literal])+ $name:ident $title:literal; )+) => {
        /// What came of many histories of captures.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct CaptureCount { $( $(#[doc = $doc])+ pub $name: u64, )+ }

        impl AddAssign for CaptureCount {
            fn add_assign(&mut self, other: Self) {
                $( self.$name += other.$name; )+
            }
        }

        impl CaptureCount {
            /// A table of one row.
            pub fn table(&self) -> String {
                let titles = [$( $title ),+];
                let counts = [$( self.$name.to_string() ),+];
                let line = "---|".repeat(titles.len());
                format!("| {} |\n|{line}\n| {} |", titles.join(" | "), counts.join(" | "))
            }
        }
    };
}

counts! {
    /// Histories.
    histories "histories";
    /// Requests of Google's, without those that it made by mistake.
    requests "requests";
    /// Ids for which money moved more than once.
    doubles "paid twice";
    /// Captures of which more than everything was given back.
    overdrawn "too much";
    /// Responses of a success for which no money had moved.
    false_successes "false success";
    /// Requests that Google heard were refused for which money moved.
    false_refusals "false refusal";
    /// Requests that were refused since less was left, although they would have fitted: money never comes back here.
    idle_refusals "refused for nothing";
    /// Requests that Google asked for to the end, and that have none although they would have fitted.
    held_up "held up for nothing";
    /// Responses with another end than before.
    other_ends "other end";
    /// Responses with another time than that of whoever answers.
    other_times "other time";
    /// Alerts of money that moved twice or otherwise, where it did not.
    false_alarms "false alarm";
    /// Captures of which everything has ended, and another rest is said than there is.
    wrong_rests "wrong rest";
    /// Requests without an end of which nobody was told within two days.
    unseen "unseen";
    /// Requests for which a person had to look, or without an end at the end.
    persons "with a person";
    /// Captures with the alert that clocks differ.
    clocks "clocks differ";
}

impl CaptureCount {
    /// Whether no money went wrong, nothing untrue was said, and nothing waits unseen.
    pub fn is_clean(&self) -> bool {
        let money = self.doubles + self.overdrawn + self.wrong_rests;
        let refused = self.false_refusals + self.idle_refusals + self.held_up;
        let said = self.false_successes + refused + self.false_alarms;
        money + said + self.other_ends + self.other_times + self.unseen == 0
    }
}

impl World<'_> {
    /// What Google heard just now.
    pub(super) fn judge_response(&mut self, number: usize, heard: &Heard, clock_ms: i64) {
        let ask = &self.google.asks[number];
        let has_moved = self.moved_for(ask, self.now_ms) > 0;
        let is_success = heard.status == Some(RefundStatus::Succeeded);
        self.count.false_successes += u64::from(is_success && !has_moved);
        self.count.other_ends += u64::from(heard.is_another);
        let is_other = heard
            .at_ms
            .is_some_and(|at_ms| at_ms != clock_ms);
        self.count.other_times += u64::from(is_other);
    }

    /// How often exactly this has moved until then.
    fn moved_for(&self, ask: &Ask, now_ms: i64) -> usize {
        let moved = self.bank.moved().filter(|payout| {
            let is_it = payout.capture == ask.capture && payout.request_id == ask.refund.request_id;
            is_it && payout.amount == ask.refund.amount.minor_units && payout.ends_ms <= now_ms
        });
        moved.count()
    }

    pub(super) fn judged(mut self) -> CaptureCount {
        self.count.histories = 1;
        let mut by_id: BTreeMap<&str, u64> = BTreeMap::new();
        for payout in self.bank.moved() {
            *by_id
                .entry(&payout.request_id)
                .or_default() += 1;
        }
        self.count.doubles = by_id
            .values()
            .filter(|times| **times > 1)
            .count() as u64;
        for ask in &self.google.asks {
            let is_refused = ask.heard == Some(RefundStatus::Declined);
            let has_moved = self.moved_for(ask, i64::MAX) > 0;
            self.count.false_refusals += u64::from(is_refused && has_moved);
        }
        let asks = self.google.asks.iter();
        let refused = asks.filter(|ask| {
            ask.is_too_much && self.given_back(ask.capture) + amount(ask) <= CAPTURED
        });
        self.count.idle_refusals = refused.count() as u64;
        let asks = self.google.asks.iter();
        let held_up = asks.filter(|ask| self.is_held_up(ask));
        self.count.held_up = held_up.count() as u64;
        self.judge_requests();
        for capture in 0..self.table.captures.len() {
            self.judge_capture(capture);
        }
        self.count
    }

    fn judge_requests(&mut self) {
        let asks = self.google.asks.iter();
        for ask in asks.filter(|ask| !ask.is_changed) {
            let id = &ask.refund.request_id;
            let mut captures = self.table.captures.iter();
            let is_asked = captures.any(|columns| columns.persons.contains(id));
            let has_no_end = ask.waits();
            self.count.requests += 1;
            self.count.persons += u64::from(is_asked || has_no_end);
        }
    }

    fn judge_capture(&mut self, capture: usize) {
        let columns = &self.table.captures[capture];
        let moved = self.given_back(capture);
        let open = columns.open();
        let is_unseen = columns.attention == Attention::None;
        let left = self.left(capture);
        let is_wrong = open.is_empty() && left != (CAPTURED - moved).max(0);
        let alarms = columns
            .lines
            .iter()
            .filter(|line| line.alert.is_some());
        let untrue = alarms.filter(|line| self.moves(capture, &line.reference) < 2);
        let false_alarms = untrue.count() as u64;
        self.count.overdrawn += u64::from(moved > CAPTURED);
        self.count.unseen += if is_unseen { open.len() as u64 } else { 0 };
        self.count.wrong_rests += u64::from(is_wrong);
        self.count.false_alarms += false_alarms;
        self.count.clocks += u64::from(columns.clocks_differ);
    }

    /// Whether a request got no end that would have fitted, where only others that Google gave up are open. After a clock that was a
    /// year ahead a payout is open until that time is over.
    fn is_held_up(&self, ask: &Ask) -> bool {
        let is_wanted = !ask.is_changed && !ask.is_given_up && ask.waits();
        let columns = &self.table.captures[ask.capture];
        let open = columns.open();
        let is_given_up = |id: &String| {
            let mut asks = self.google.asks.iter();
            asks.any(|other| other.is_given_up && other.refund.request_id == *id)
        };
        is_wanted
            && !columns.clocks_differ
            && self.given_back(ask.capture) + amount(ask) <= CAPTURED
            && open.iter().all(is_given_up)
    }

    fn given_back(&self, capture: usize) -> i64 {
        let moved = self.bank.moved();
        let of_it = moved.filter(|payout| payout.capture == capture);
        of_it.map(|payout| payout.amount).sum()
    }

    fn moves(&self, capture: usize, id: &str) -> usize {
        let moved = self.bank.moved();
        let of_it = moved.filter(|payout| payout.capture == capture && payout.request_id == id);
        of_it.count()
    }

    fn left(&self, capture: usize) -> i64 {
        let row = self.table.row(capture);
        let ledger = GoogleCaptureLedger::open(self.integrator, opening(capture, false), row);
        let ledger = ledger.expect("the row is this capture's");
        ledger.left().minor_units
    }
}

fn amount(ask: &Ask) -> i64 {
    ask.refund.amount.minor_units
}
