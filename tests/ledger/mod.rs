//! The ledger: its record, and the rules that no story shows.

mod arrival;
mod captured;
mod desk;
mod details;
mod fields;
mod google;
mod growth;
mod held_answers;
mod host;
mod late;
mod ledgers;
mod limits;
mod listener;
mod on_call;
mod opening;
mod patience;
mod permit;
mod record;
mod repeat;
mod returned;
mod signing;
mod steps;
mod two_refunds;
mod two_workers;
mod unreadable;
mod waiting;
mod webhook_first;
mod wishes;
mod words;

use refundkit::ledger::{KeepsLedger, Ledger, LedgerRow, LedgerStep, SendStep, StoreStep};
use refundkit::{HttpResponse, SendResult};
use refundkit_tests::stories::providers::context;
use std::fmt::Display;

/// A response with this body.
pub(crate) fn says(body: impl Display) -> SendResult {
    SendResult::Response(HttpResponse::json(200, body.to_string()))
}

/// The row that a store leaves.
pub(crate) fn stored_row(store: StoreStep) -> Option<LedgerRow> {
    Some(LedgerRow {
        body: store.body,
        version: store.expected + 1,
    })
}

/// Does what a ledger says until it rests; every sending is answered so.
pub(crate) fn run<P: KeepsLedger>(
    ledger: &mut Ledger<&P>,
    now_ms: i64,
    mut answer: impl FnMut(&SendStep) -> SendResult,
) {
    loop {
        match ledger.next(now_ms).unwrap() {
            LedgerStep::Store(store) => ledger.stored(store.id).unwrap(),
            LedgerStep::Send(send) => ledger
                .received(send.id, &answer(&send), now_ms)
                .unwrap(),
            LedgerStep::Acknowledge(_) => {}
            _ => return,
        }
    }
}

/// Does what a ledger says until it rests, and gives the last row that it stored.
pub(crate) fn last_row<P: KeepsLedger>(
    ledger: &mut Ledger<&P>,
    now_ms: i64,
    mut answer: impl FnMut(&SendStep) -> SendResult,
) -> Option<LedgerRow> {
    let mut last = None;
    loop {
        match ledger
            .next_with(&context(now_ms))
            .unwrap()
        {
            LedgerStep::Store(step) => {
                ledger.stored(step.id).unwrap();
                last = stored_row(step);
            }
            LedgerStep::Send(send) => ledger
                .received(send.id, &answer(&send), now_ms)
                .unwrap(),
            _ => return last,
        }
    }
}
