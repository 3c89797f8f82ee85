//! A host with one row, its columns and a clock.

use super::ledgers::NOW;
use refundkit::SendResult;
use refundkit::ledger::{Attention, KeepsLedger, Ledger, LedgerRow, LedgerStep, SendStep};
use refundkit_tests::stories::providers::{context, merchant_signature};

pub(crate) struct Host<'p, P> {
    pub(crate) ledger: Ledger<&'p P>,
    pub(crate) row: Option<LedgerRow>,
    pub(crate) due: Option<i64>,
    pub(crate) attention: Attention,
    pub(crate) now_ms: i64,
    pub(crate) stores: usize,
    pub(crate) sendings: usize,
    pub(crate) questions: usize,
    /// Whether somebody signs refunds, where the key lives elsewhere.
    pub(crate) signs: bool,
}

impl<'p, P: KeepsLedger> Host<'p, P> {
    pub(crate) fn new(ledger: Ledger<&'p P>) -> Self {
        Self {
            ledger,
            row: None,
            due: None,
            attention: Attention::None,
            now_ms: NOW,
            stores: 0,
            sendings: 0,
            questions: 0,
            signs: true,
        }
    }

    /// Carries out steps until the ledger rests. Says until when.
    pub(crate) fn run(&mut self, mut answer: impl FnMut(&SendStep) -> SendResult) -> Option<i64> {
        for _ in 0..64 {
            let step = self
                .ledger
                .next_with(&context(self.now_ms));
            match step.unwrap() {
                LedgerStep::Store(store) => {
                    self.row = Some(LedgerRow {
                        body: store.body,
                        version: store.expected + 1,
                    });
                    self.due = store.due;
                    self.attention = store.attention;
                    self.stores += 1;
                    self.ledger.stored(store.id).unwrap();
                }
                LedgerStep::Sign(sign) if sign.money && !self.signs => self
                    .ledger
                    .not_signed(sign.id, self.now_ms)
                    .unwrap(),
                LedgerStep::Sign(sign) => self
                    .ledger
                    .signed(sign.id, &merchant_signature(&sign.to_sign))
                    .unwrap(),
                LedgerStep::Send(send) => {
                    self.sendings += usize::from(send.money);
                    self.questions += usize::from(!send.money);
                    self.ledger
                        .received(send.id, &answer(&send), self.now_ms)
                        .unwrap();
                }
                LedgerStep::Rest(rest) => return rest.until,
                _ => {}
            }
        }
        panic!("the ledger never rests");
    }

    /// Runs whenever the row is due, until the time is over or nothing is due any more.
    pub(crate) fn run_until(
        &mut self,
        end_ms: i64,
        mut answer: impl FnMut(&SendStep) -> SendResult,
    ) {
        while let Some(due) = self.due.filter(|due| *due <= end_ms) {
            let before = self.now_ms;
            self.now_ms = due.max(before);
            self.run(&mut answer);
            assert!(
                self.due != Some(due) || self.now_ms > before,
                "the row stays due"
            );
        }
    }
}
