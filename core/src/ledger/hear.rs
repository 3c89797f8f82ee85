//! What comes back: responses, webhooks and notices. After something was sent, nothing here fails for a reason of state.

use super::facts::Fact;
use super::key::digest;
use super::machine::{Armed, Machine, Outstanding, Owed};
use super::provider::{LedgerOrder, LedgerProvider, Reading, Said, Shown};
use super::steps::unknown_step;
use crate::decision::event::{EventKind, RefundEvent, UnverifiedNotice};
use crate::decision::outcome::Problem;
use crate::http::{HttpResponse, SendResult};
use crate::value::error::{RefundError, code};

impl Machine {
    /// What came of a `send`.
    pub(crate) fn received(
        &mut self,
        provider: &dyn LedgerProvider,
        step: u64,
        result: &SendResult,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        // An answer must not be lost for a clock that is wrong.
        let _ = self.see_time(now_ms);
        match std::mem::replace(&mut self.step, Outstanding::None) {
            Outstanding::Money { id, armed } if id == step => {
                self.hear_pause(result);
                self.hear_answer(provider, armed, result);
                Ok(())
            }
            Outstanding::Query {
                id,
                version,
                asked_ms,
            } if id == step => {
                self.hear_status(provider, (version, asked_ms), result);
                Ok(())
            }
            other => {
                self.step = other;
                Err(unknown_step())
            }
        }
    }

    fn hear_answer(&mut self, provider: &dyn LedgerProvider, sent: Armed, result: &SendResult) {
        let reading = self.read(provider, &sent, result);
        let (reference, armed) = (sent.reference, sent.armed);
        let fact = match result {
            SendResult::NotSent => Fact::NotSent { reference, armed },
            SendResult::Lost => Fact::Lost { reference, armed },
            SendResult::Response(_) => Fact::Answered {
                reference,
                armed,
                at_ms: self.now_ms,
                reading: Box::new(reading),
            },
        };
        self.facts.push(fact);
    }

    fn read(&self, provider: &dyn LedgerProvider, sent: &Armed, result: &SendResult) -> Reading {
        self.with_sent(sent, |order| provider.read(order, result))
            .unwrap_or_else(|| Reading::new(Said::Nothing))
    }

    /// Hands a refund to `hand` as it was sent.
    fn with_sent<T>(&self, sent: &Armed, hand: impl FnOnce(&LedgerOrder<'_>) -> T) -> Option<T> {
        let refund = self.record.refund(&sent.reference)?;
        let mut attempts = refund.attempts.iter();
        let known = attempts
            .find(|attempt| attempt.armed == sent.armed)
            .map_or(0, |attempt| attempt.known);
        Some(
            self.record
                .with_order(refund, known, hand),
        )
    }

    /// Hands the refund that the outstanding step sends to `hand`.
    pub(super) fn sent_order<T>(
        &self,
        step: u64,
        hand: impl FnOnce(&LedgerOrder<'_>) -> T,
    ) -> Result<T, RefundError> {
        let sent = match &self.step {
            Outstanding::Money { id, armed } if *id == step => self.with_sent(armed, hand),
            _ => None,
        };
        sent.ok_or_else(unknown_step)
    }

    /// The payment that the outstanding step asks about.
    pub(super) fn asked_payment(&self, step: u64) -> Result<&str, RefundError> {
        match &self.step {
            Outstanding::Query { id, .. } if *id == step => Ok(&self.record.payment),
            _ => Err(unknown_step()),
        }
    }

    /// What came of a question, with the version and the time at which it was asked.
    fn hear_status(
        &mut self,
        provider: &dyn LedgerProvider,
        (version, asked_ms): (i64, i64),
        result: &SendResult,
    ) {
        let shown = match result {
            SendResult::Response(_) => provider.read_status(&self.record.payment, result),
            SendResult::Lost => Err(Problem::Lost),
            SendResult::NotSent => Err(Problem::NotSent),
        };
        // A look that can be used is used on the version on which it was asked, and at once.
        if shown.is_err() {
            self.hear_pause(result);
        }
        let lacks_total = self.rules.terms.shows_total()
            && shown
                .as_ref()
                .is_ok_and(|shown| shown.total.is_none());
        self.facts.push(Fact::Looked {
            version,
            asked_ms,
            shown,
            lacks_total,
        });
    }

    /// A verified webhook. Its acknowledgement is a step, after the fact is stored.
    pub(crate) fn webhook(
        &mut self,
        provider: &dyn LedgerProvider,
        event: &RefundEvent,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        let _ = self.see_time(now_ms);
        let shown = provider
            .read_event(&self.record.payment, event)
            .ok_or_else(|| another_payment("event"))?;
        let key = (shown != Shown::default()).then(|| digest(&event.dedupe_key));
        if let Some(key) = &key {
            self.facts.push(Fact::Heard {
                key: key.clone(),
                at_ms: self.now_ms,
                shown,
            });
        } else if event.kind == EventKind::Refund {
            self.ask_earlier();
        }
        self.owe_acknowledgement(&event.acknowledgement, key);
        Ok(())
    }

    /// A message that nobody signed: a reason to ask earlier, at most once in the time after which asking makes sense.
    pub(crate) fn notice(
        &mut self,
        provider: &dyn LedgerProvider,
        notice: &UnverifiedNotice,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        let _ = self.see_time(now_ms);
        if !provider.is_notice_of(&self.record.payment, notice) {
            return Err(another_payment("notice"));
        }
        self.ask_earlier();
        self.owe_acknowledgement(&notice.acknowledgement, None);
        Ok(())
    }

    /// Something happened to the payment, and nothing says what.
    fn ask_earlier(&mut self) {
        let apart = self.rules.terms.profile.ask_after_ms;
        let last = self.record.noticed_ms.unwrap_or(0);
        if self.now_ms.saturating_sub(last) >= apart {
            self.facts
                .push(Fact::Noticed { at_ms: self.now_ms });
        }
    }

    fn owe_acknowledgement(&mut self, response: &HttpResponse, key: Option<String>) {
        self.acknowledgements.push(Owed {
            response: response.clone(),
            key,
        });
    }

    /// `Retry-After` is the floor of every pause.
    fn hear_pause(&mut self, result: &SendResult) {
        let SendResult::Response(response) = result else {
            return;
        };
        let asked = response
            .head()
            .wait_until_ms(self.now_ms);
        let wait = asked.map(|until_ms| Fact::MustWait { until_ms });
        self.facts.extend(wait);
    }
}

fn another_payment(field: &str) -> RefundError {
    RefundError::new(code::UNKNOWN_IDENTIFIER, field, "is about another payment")
}
