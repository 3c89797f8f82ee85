//! The bank of a host: payouts that take their time, and what a look shows of them.

use refundkit::providers::google::{GoogleDecline, GoogleRawResult, GoogleRefundResult};

/// What becomes of a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The money goes back.
    Moves,
    /// It is refused for good.
    Declined,
    /// The bank never heard of it.
    Nothing,
}

/// A payout as its host asked for it.
#[derive(Clone, Debug)]
pub(super) struct Payout {
    pub(super) key: String,
    pub(super) capture: usize,
    pub(super) request_id: String,
    pub(super) amount: i64,
    /// Whether it was asked for where one key is one payout.
    pub(super) replays: bool,
    pub(super) ends_ms: i64,
    pub(super) outcome: Outcome,
}

/// Every payout that was more than a repetition.
#[derive(Debug, Default)]
pub(super) struct Bank(Vec<Payout>);

impl Bank {
    /// Takes in a payout. Gives its number and when it ends: those of the first one where one key is one payout.
    pub(super) fn begin(&mut self, payout: Payout) -> (usize, i64) {
        let known = self.0.iter().position(|known| {
            let is_same = known.key == payout.key && known.replays && payout.replays;
            is_same && known.outcome != Outcome::Nothing && payout.outcome != Outcome::Nothing
        });
        let number = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push(payout.clone());
        }
        (
            number,
            payout
                .ends_ms
                .max(self.0[number].ends_ms),
        )
    }

    /// How a payout ended; none where the bank never heard of it.
    pub(super) fn result(&self, number: usize) -> Option<GoogleRefundResult> {
        match self.0[number].outcome {
            Outcome::Moves => Some(GoogleRefundResult::Refunded {
                refund_id: Some(format!("payout-{number}")),
                raw_result: None,
            }),
            Outcome::Declined => Some(GoogleRefundResult::Declined {
                code: GoogleDecline::AccountClosed,
                raw_result: GoogleRawResult {
                    scope: None,
                    raw_code: "4".to_owned(),
                },
                refund_id: None,
            }),
            Outcome::Nothing => None,
        }
    }

    /// What a look under a key shows at that time: money that moved before a refusal.
    pub(super) fn shown(&self, key: &str, now_ms: i64) -> Option<GoogleRefundResult> {
        let ended = |outcome| {
            self.0.iter().position(|payout| {
                let is_over = payout.ends_ms <= now_ms && payout.outcome == outcome;
                payout.key == key && is_over
            })
        };
        let number = ended(Outcome::Moves).or_else(|| ended(Outcome::Declined));
        number.and_then(|number| self.result(number))
    }

    /// The payouts that moved money.
    pub(super) fn moved(&self) -> impl Iterator<Item = &Payout> {
        let payouts = self.0.iter();
        payouts.filter(|payout| payout.outcome == Outcome::Moves)
    }
}
