//! Evidence of a payment as a whole, where the provider lists no refunds, and what its responses say is left.
//!
//! A value proves its own meaning where it fits exactly one reading: what was captured, what was left before, what is left
//! after, or the refund itself. It is evidence without a reference, so it ends a lost refund only under `no_other_refunds`.

use super::books::Books;
use super::guards::Guard;
use super::provider::{PaymentState, Said};
use super::record::Refund;
use super::terms::StatusShows;

/// What the payment as a whole says about one refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// Nothing.
    Silent,
    /// A refund is under way.
    UnderWay,
    /// Money moved that can only be this refund, if nobody else refunds.
    Moved,
    /// Money moved, and another refund explains it as well.
    Unclear,
}

/// The readings of a value.
struct Readings {
    captured: i64,
    before: i64,
    after: i64,
    ours: i64,
    /// Whether a refund of before this ledger had this amount or more: it may be told of late.
    may_be_earlier: bool,
    /// What our other refunds moved or may have moved, each by itself.
    of_others: Vec<i64>,
}

impl Books<'_> {
    /// What looks and webhooks after the sending say of the payment as a whole. An amount of before a person corrected what was
    /// captured says nothing: it was measured by another one.
    pub(super) fn whole(&self, refund: &Refund) -> Whole {
        match self.rules.terms.status_shows {
            StatusShows::Total => self.movement(refund),
            _ => self.by_state(refund),
        }
    }

    fn by_state(&self, refund: &Refund) -> Whole {
        // What was turned away is looked for only where something says that a copy of it was not.
        let announced = || {
            refund
                .first_sent()
                .filter(|_| self.is_announced_by_amount(refund))
        };
        let Some(armed) = refund.last_armed().or_else(announced) else {
            return Whole::Silent;
        };
        let readings = self.readings(refund);
        let corrected = self
            .record
            .corrected()
            .map(|moment| moment.version);
        let looks = self.record.looks.iter();
        let looks = looks.filter_map(|look| {
            let asked = look.asked.iter();
            let later = asked.filter(|question| question.version >= armed);
            let last = later
                .map(|question| question.version)
                .max()?;
            let amount = look
                .open_amount
                .filter(|_| Some(last) >= corrected);
            Some(readings.of_look(look.state, amount))
        });
        let webhooks = self.record.webhooks.iter();
        let webhooks = webhooks.filter(|webhook| webhook.version > armed);
        let webhooks = webhooks.map(|webhook| {
            let amount = webhook.open_amount.filter(|_| {
                self.record
                    .is_after_correction(webhook.moment())
            });
            readings.of_webhook(webhook.state, amount)
        });
        let said = looks.chain(webhooks);
        let strongest = said.max_by_key(|whole| weight(*whole));
        match strongest.unwrap_or(Whole::Silent) {
            Whole::Moved if self.has_a_twin(refund) => Whole::Unclear,
            whole => whole,
        }
    }

    /// Whether a notification says that some refund of this amount succeeded since this one was first sent, no other refund of ours
    /// that succeeded explains it, and the amount is none that the notification of another one may name.
    pub(super) fn is_announced_by_amount(&self, refund: &Refund) -> bool {
        let Some(armed) = refund.first_sent() else {
            return false;
        };
        let mut webhooks = self.record.webhooks.iter();
        let is_announced = webhooks.any(|webhook| {
            webhook.version > armed
                && webhook.state == Some(PaymentState::OneSucceeded)
                && webhook.open_amount == Some(refund.amount)
        });
        let mut others = self.others(refund);
        is_announced
            && !others.any(|other| other.amount == refund.amount && other.has_succeeded())
            && !self.is_named_by_another(refund)
    }

    /// The same where no other refund of ours may be meant.
    pub(super) fn is_announced_alone(&self, refund: &Refund) -> bool {
        self.is_announced_by_amount(refund) && !self.has_a_twin(refund)
    }

    /// Whether the notification of another refund may name this one's amount: as what was captured, what was left or what had gone
    /// back. Where none was sent, there is no other notification.
    fn is_named_by_another(&self, refund: &Refund) -> bool {
        let earlier = self.record.already_refunded;
        let captured = self.record.last_captured();
        let gone = earlier.saturating_add(self.succeeded_beside(refund, |_| true));
        let before = captured.saturating_sub(gone);
        let after = before.saturating_sub(refund.amount);
        let was_sent = |other: &Refund| other.first_sent().is_some();
        let is_alone = earlier < refund.amount && !self.others(refund).any(was_sent);
        !is_alone && [captured, before, after, gone].contains(&refund.amount)
    }

    fn readings(&self, refund: &Refund) -> Readings {
        let before = self.left_without(refund);
        Readings {
            captured: self.record.last_captured(),
            before,
            after: before.saturating_sub(refund.amount),
            ours: refund.amount,
            may_be_earlier: self.record.already_refunded >= refund.amount,
            of_others: self
                .others(refund)
                .filter(|other| other.live_attempts().next().is_some())
                .map(|other| other.amount)
                .collect(),
        }
    }

    /// Whether another refund of ours explains a movement of the same amount: one of equal amount, or one whose end
    /// nobody knows.
    pub(super) fn has_a_twin(&self, refund: &Refund) -> bool {
        let mut others = self.others(refund);
        self.rules.hold(Guard::OneExplanation)
            && others.any(|other| {
                other.is_open_ended()
                    || (other.amount == refund.amount && other.sent_attempts().next().is_some())
            })
    }

    /// What the response to a success said is left, and the version that armed that refund. It binds until a person corrects what
    /// was captured.
    pub(super) fn said_to_be_left(&self, refund: &Refund) -> Option<(i64, i64)> {
        let attempts = refund.attempts.iter();
        let mut said = attempts.filter_map(|attempt| {
            let answer = attempt.answer.as_ref()?;
            let remaining = answer.remaining?;
            let is_later = self
                .record
                .is_after_correction(answer.moment());
            let binds = answer.said == Said::Succeeded && is_later;
            binds.then_some((attempt.armed, remaining))
        });
        said.next()
    }

    /// What the responses to our refunds say is left, less what was sent after them.
    pub(super) fn left_by_answers(
        &self,
        undecided_count: bool,
        without: Option<&str>,
    ) -> Option<i64> {
        let refunds = self.record.refunds.iter();
        let counts = |refund: &&Refund| without != Some(refund.reference.as_str());
        let said = refunds
            .filter(counts)
            .filter_map(|refund| self.said_to_be_left(refund));
        said.map(|(armed, remaining)| {
            let refunds = self.record.refunds.iter();
            let held = refunds
                .zip(self.all_held(undecided_count))
                .filter(|(refund, _)| counts(refund))
                .filter(|(refund, _)| first_armed(refund).is_some_and(|at| at > armed))
                .map(|(_, held)| *held);
            held.fold(remaining, i64::saturating_sub)
        })
        .min()
    }
}

fn first_armed(refund: &Refund) -> Option<i64> {
    refund
        .live_attempts()
        .next()
        .map(|attempt| attempt.armed)
}

impl Readings {
    fn of_look(&self, state: Option<PaymentState>, open_amount: Option<i64>) -> Whole {
        match (state, open_amount) {
            (Some(PaymentState::Refunding), _) => Whole::UnderWay,
            (Some(PaymentState::Refunded), _) if self.after == 0 => Whole::Moved,
            (Some(PaymentState::Refunded), _) => Whole::Unclear,
            (_, Some(value)) if value == self.after && self.is_no_other(value) => Whole::Moved,
            _ => Whole::Silent,
        }
    }

    /// Whether what is left after the refund cannot be read as anything else.
    fn is_no_other(&self, value: i64) -> bool {
        value != self.captured
            && value != self.before
            && value != self.ours
            && value != self.given_back_before()
            && !self.of_others.contains(&value)
    }

    /// What went back without the refund: an amount may be the sum of what was given back.
    fn given_back_before(&self) -> i64 {
        self.captured
            .saturating_sub(self.before)
    }

    fn of_webhook(&self, state: Option<PaymentState>, open_amount: Option<i64>) -> Whole {
        match (state, open_amount) {
            (Some(PaymentState::Refunding), _) => Whole::UnderWay,
            (Some(PaymentState::OneSucceeded), Some(value)) if self.is_ours(value) => Whole::Moved,
            (Some(PaymentState::OneSucceeded), _) => Whole::Unclear,
            _ => Whole::Silent,
        }
    }

    fn is_ours(&self, value: i64) -> bool {
        value == self.ours
            && value != self.captured
            && value != self.before
            && value != self.after
            && value != self.given_back_before()
            && !self.may_be_earlier
    }
}

fn weight(whole: Whole) -> u8 {
    match whole {
        Whole::Silent => 0,
        Whole::UnderWay => 1,
        Whole::Unclear => 2,
        Whole::Moved => 3,
    }
}
