//! A ledger for hosts that keep nothing between two steps but the row: a call takes the row and what was heard, and gives one
//! step.
//!
//! An object knows which sending it armed; a text does not. So the host draws a fresh nonce for each call. A store that arms a
//! sending writes the nonce's digest, and gives the nonce back as the permit of the next call. Who finds the sending armed and
//! has no permit takes it for lost.

use super::adopt::AdoptedRefund;
use super::facts::Fact;
use super::keeps::KeepsLedger;
use super::key::digest;
use super::machine::{Armed, Machine, Outstanding, check_time};
use super::record::{Attempt, Record};
use super::settings::SEND_WITHIN;
use super::shell::Ledger;
use super::signature::SignedBytes;
use super::steps::{LedgerStep, unknown_step};
use super::word::RefundDecision;
use crate::api::context::CallContext;
use crate::decision::event::{RefundEvent, UnverifiedNotice};
use crate::http::{HttpResponse, SendResult, validate};
use crate::json::decode;
use crate::value::error::{RefundError, code};
use crate::value::money::Money;
use crate::wire::RawJson;
use serde::{Deserialize, Serialize};
use std::ops::Deref;

/// What a ledger is told. In documents: `{"request": {..}}`, `{"received": {..}}`, .. or `"credentialsChanged"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub(crate) enum LedgerInput {
    /// A wish; `refund` is the provider's own.
    Request {
        reference: String,
        refund: RawJson,
    },
    /// What came of a `send`: its `id`, `money` and `before`, and the result.
    Received {
        id: u64,
        money: bool,
        before: i64,
        result: SendResult,
    },
    Webhook {
        event: RefundEvent,
    },
    Notice {
        notice: UnverifiedNotice,
    },
    Adopt {
        reference: String,
        adopted: AdoptedRefund,
    },
    Decide {
        reference: String,
        decision: RefundDecision,
        by: String,
        note: String,
    },
    DeclareExternal {
        entry_id: String,
        by: String,
        note: String,
    },
    Cancel {
        reference: String,
    },
    AskAgain {
        reference: String,
    },
    SettleAlert {
        alert: String,
        by: String,
        note: String,
    },
    CorrectCaptured {
        amount: Money,
        by: String,
        note: String,
    },
    CredentialsChanged,
    /// Nobody signed what the last `sign` asked for.
    NotSigned,
}

impl LedgerInput {
    fn name(&self) -> &'static str {
        match self {
            Self::Request { .. } => "request",
            Self::Received { .. } => "received",
            Self::Webhook { .. } => "webhook",
            Self::Notice { .. } => "notice",
            Self::Adopt { .. } => "adopt",
            Self::Decide { .. } => "decide",
            Self::DeclareExternal { .. } => "declareExternal",
            Self::Cancel { .. } => "cancel",
            Self::AskAgain { .. } => "askAgain",
            Self::SettleAlert { .. } => "settleAlert",
            Self::CorrectCaptured { .. } => "correctCaptured",
            Self::CredentialsChanged => "credentialsChanged",
            Self::NotSigned => "notSigned",
        }
    }
}

/// What a call may send.
#[derive(Clone, Debug)]
pub(crate) struct Permits<'a> {
    /// A fresh random text of this call, 16 to 128 characters, kept in memory alone.
    pub(crate) nonce: &'a str,
    /// The nonce of the call before, if its store armed a sending and was committed.
    pub(crate) permit: Option<&'a str>,
    /// The signature that the last `sign` asked for, until its request was handed out.
    pub(crate) signed: Option<SignedBytes>,
}

/// One step, with what a host without an object has to keep for the next one.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatelessStep {
    #[serde(flatten)]
    step: LedgerStep,
    /// Once this store is committed, the next call may send.
    #[serde(skip_serializing_if = "Option::is_none")]
    permit: Option<String>,
    /// Once this store is committed, the response to the webhook that was handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledge: Option<HttpResponse>,
}

impl<P: KeepsLedger, H: Deref<Target = P>> Ledger<H> {
    /// Takes everything that was heard since the row was written, in this order.
    pub(crate) fn tell(&mut self, inputs: &[LedgerInput], now_ms: i64) -> Result<(), RefundError> {
        self.machine.see_time(now_ms)?;
        for (place, input) in inputs.iter().enumerate() {
            self.take(input, now_ms)
                .map_err(|error| error.within(&format!("inputs[{place}].{}", input.name())))?;
        }
        Ok(())
    }

    fn take(&mut self, input: &LedgerInput, now_ms: i64) -> Result<(), RefundError> {
        match input {
            LedgerInput::Request { reference, refund } => {
                self.request(reference, &decode("refund", refund.as_scalar().raw())?)
            }
            LedgerInput::Received {
                id,
                money,
                before,
                result,
            } => {
                self.machine
                    .resume(*id, *money, *before)?;
                self.received(*id, result, now_ms)
            }
            LedgerInput::Webhook { event } => self.webhook(event, now_ms),
            LedgerInput::Notice { notice } => self.notice(notice, now_ms),
            LedgerInput::Adopt { reference, adopted } => self.adopt(reference, adopted, now_ms),
            LedgerInput::NotSigned => {
                self.machine.wait_to_sign();
                Ok(())
            }
            LedgerInput::CredentialsChanged => self.credentials_changed(now_ms),
            words => self.hear_person(words, now_ms),
        }
    }

    fn hear_person(&mut self, words: &LedgerInput, now_ms: i64) -> Result<(), RefundError> {
        match words {
            LedgerInput::Decide {
                reference,
                decision,
                by,
                note,
            } => self.decide(reference, *decision, by, note, now_ms),
            LedgerInput::DeclareExternal { entry_id, by, note } => {
                self.declare_external(entry_id, by, note, now_ms)
            }
            LedgerInput::Cancel { reference } => self.cancel(reference, now_ms),
            LedgerInput::AskAgain { reference } => self.ask_again(reference, now_ms),
            LedgerInput::SettleAlert { alert, by, note } => {
                self.settle_alert(alert, by, note, now_ms)
            }
            LedgerInput::CorrectCaptured { amount, by, note } => {
                self.correct_captured(amount, by, note, now_ms)
            }
            LedgerInput::Request { .. }
            | LedgerInput::Received { .. }
            | LedgerInput::Webhook { .. }
            | LedgerInput::Notice { .. }
            | LedgerInput::Adopt { .. }
            | LedgerInput::CredentialsChanged
            | LedgerInput::NotSigned => Ok(()),
        }
    }

    /// The one step of a call.
    pub(crate) fn step(
        &mut self,
        permits: Permits<'_>,
        context: &CallContext,
    ) -> Result<StatelessStep, RefundError> {
        let nonce = permits.nonce;
        self.machine.permit(permits)?;
        let step = self.next_with(context)?;
        Ok(self.machine.handed_over(step, nonce))
    }
}

impl Machine {
    /// What a call before this one was given to send, unless its result was handed in.
    fn permit(&mut self, permits: Permits<'_>) -> Result<(), RefundError> {
        check_nonce("nonce", permits.nonce)?;
        self.nonce = Some(digest(permits.nonce));
        self.signature = permits
            .signed
            .map(SignedBytes::read)
            .transpose()?;
        let Some(permit) = permits.permit else {
            return Ok(());
        };
        check_nonce("permit", permit)?;
        let permit = digest(permit);
        let open = self
            .record
            .open_attempt(|attempt| attempt.permit.as_ref() == Some(&permit));
        self.permission = open.filter(|armed| !self.has_heard_of(armed));
        Ok(())
    }

    /// Whether the result of a sending was handed in.
    fn has_heard_of(&self, sent: &Armed) -> bool {
        self.facts
            .iter()
            .any(|fact| match fact {
                Fact::Answered { armed, .. }
                | Fact::Lost { armed, .. }
                | Fact::NotSent { armed, .. } => *armed == sent.armed,
                _ => false,
            })
    }

    /// The step whose result a host hands in. Its id is the version that armed it, or on which it asks, and its deadline tells when
    /// it was handed out.
    fn resume(&mut self, id: u64, money: bool, before: i64) -> Result<(), RefundError> {
        let version = i64::try_from(id).map_err(|_| unknown_step())?;
        if version > self.version {
            let detail = "is later than the row, which went back to an older version";
            return Err(RefundError::new(code::RECORD_LOST, "id", detail));
        }
        self.step = if money {
            let armed = self.sending(version, before)?;
            Outstanding::Money { id, armed }
        } else {
            Outstanding::Query {
                id,
                version,
                asked_ms: self.handed_out_ms(before)?,
            }
        };
        Ok(())
    }

    /// The sending that a version armed, with its deadline: a row that was restored and went on may have armed another one with the same
    /// version.
    fn sending(&self, version: i64, before: i64) -> Result<Armed, RefundError> {
        let armed = self
            .record
            .attempt(|attempt| attempt.armed == version && !attempt.taken_over);
        let armed = armed.ok_or_else(unknown_step)?;
        if armed.window.end == before {
            return Ok(armed);
        }
        let detail = "is not that of the sending that the row has under this id";
        Err(RefundError::new(code::UNKNOWN_STEP, "before", detail))
    }

    /// When a step with this deadline was handed out, told from the largest time: what has passed since then by the host's own clock.
    fn handed_out_ms(&self, before: i64) -> Result<i64, RefundError> {
        let by_its_clock = before.saturating_sub(SEND_WITHIN);
        check_time("before", by_its_clock)?;
        let waited = self
            .clock_ms
            .saturating_sub(by_its_clock);
        Ok(self
            .now_ms
            .saturating_sub(waited.max(0)))
    }

    /// A step as a host without an object needs it.
    fn handed_over(&self, mut step: LedgerStep, nonce: &str) -> StatelessStep {
        let (mut permit, mut acknowledge) = (None, None);
        match (&mut step, &self.step) {
            (LedgerStep::Store(_), Outstanding::Store { draft, armed, .. }) => {
                permit = armed
                    .as_ref()
                    .map(|_| nonce.to_owned());
                acknowledge = self.acknowledged_by(draft);
            }
            (LedgerStep::Send(send), Outstanding::Money { armed, .. }) => {
                send.id = armed.armed.unsigned_abs();
            }
            (LedgerStep::Send(send), Outstanding::Query { version, .. }) => {
                send.id = version.unsigned_abs();
            }
            _ => {}
        }
        StatelessStep {
            step,
            permit,
            acknowledge,
        }
    }
}

impl Record {
    /// The first attempt of this kind.
    fn attempt(&self, is_it: impl Fn(&Attempt) -> bool) -> Option<Armed> {
        let attempts = self.refunds.iter().flat_map(|refund| {
            let attempts = refund.attempts.iter();
            attempts.map(|attempt| (&refund.reference, attempt))
        });
        let mut found = attempts.filter(|(_, attempt)| is_it(attempt));
        found
            .next()
            .map(|(reference, attempt)| Armed {
                reference: reference.clone(),
                armed: attempt.armed,
                window: attempt.window(),
            })
    }

    fn open_attempt(&self, is_it: impl Fn(&Attempt) -> bool) -> Option<Armed> {
        self.attempt(|attempt| attempt.end_version().is_none() && is_it(attempt))
    }
}

fn check_nonce(field: &str, text: &str) -> Result<(), RefundError> {
    validate::line(field, text, 128)?;
    validate::require(text.len() >= 16, field, "must have 16 to 128 characters")
}
