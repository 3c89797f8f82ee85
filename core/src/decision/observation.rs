//! What a provider's parser read: the finding and the facts beside it, before the verdict.

use super::facts::RefundFacts;
use super::http_status::HttpStatusClass;
use crate::decision::outcome::{Problem, RefundOutcome};
use crate::decision::profile::{Finding, OperationProfile};
use crate::http::masking::{clean_id, clean_text};
use crate::http::{ResponseHead, SendResult};
use crate::value::money::Money;
use crate::value::secret::Secret;
use crate::wire::{JsonError, from_json, without_byte_order_mark};
use serde::Deserialize;

/// A finding with its facts. A provider's parser makes one, [`Observation::into_outcome`] turns it into an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// What was found.
    pub finding: Finding,
    /// The provider's id of the refund.
    pub refund_id: Option<String>,
    /// What the provider said it gives back.
    pub amount: Option<Money>,
    /// The provider's status of the refund, as it was spelled.
    pub provider_status: Option<String>,
    /// The provider's code.
    pub code: Option<String>,
    /// The provider's text.
    pub message: Option<String>,
    /// HTTP status.
    pub http_status: Option<u16>,
    /// Milliseconds that the provider asks us to wait (`Retry-After`).
    pub retry_after_ms: Option<i64>,
    /// What a support desk shows beside these. Boxed, since an observation is also an error.
    pub facts: Option<Box<RefundFacts>>,
}

impl Observation {
    /// A finding without facts.
    pub fn new(finding: Finding) -> Self {
        Self {
            finding,
            refund_id: None,
            amount: None,
            provider_status: None,
            code: None,
            message: None,
            http_status: None,
            retry_after_ms: None,
            facts: None,
        }
    }

    /// Adds the HTTP status.
    #[must_use]
    pub fn with_http_status(mut self, http_status: u16) -> Self {
        self.http_status = Some(http_status);
        self
    }

    /// Adds the HTTP status, and how long the provider asks us to wait.
    #[must_use]
    pub fn with_head(mut self, head: ResponseHead) -> Self {
        self.http_status = Some(head.status);
        self.retry_after_ms = head.retry_after_ms;
        self
    }

    /// Adds the provider's code and text.
    #[must_use]
    pub fn saying(mut self, code: Option<String>, message: Option<String>) -> Self {
        self.code = code;
        self.message = message;
        self
    }

    /// Adds what a support desk shows.
    #[must_use]
    pub fn with_facts(mut self, facts: RefundFacts) -> Self {
        self.facts = Some(Box::new(facts));
        self
    }

    /// Replaces the finding.
    #[must_use]
    pub fn with_finding(mut self, finding: Finding) -> Self {
        self.finding = finding;
        self
    }

    /// The outcome that follows. What the provider wrote is cleaned here, whichever way it came: what does not print is
    /// dropped, at most 1000 characters are kept, and secrets are masked in its text. Ids, codes and statuses are never
    /// masked.
    pub fn into_outcome(self, profile: &OperationProfile, secrets: &[&Secret]) -> RefundOutcome {
        let finding = self.checked_against_status();
        let verdict = profile.verdict(finding);
        let facts = self
            .facts
            .map_or_else(RefundFacts::default, |facts| facts.cleaned(secrets));
        let pause = self
            .retry_after_ms
            .filter(|_| verdict.next_action.goes_on());
        RefundOutcome {
            status: verdict.status,
            next_action: verdict.next_action,
            ask_after_ms: profile
                .ask_after_ms(verdict.next_action)
                .max(pause),
            problem: verdict.problem,
            refund_id: self.refund_id.map(clean_id),
            amount: self.amount,
            provider_status: self.provider_status.map(clean_id),
            code: self.code.map(clean_id),
            message: self
                .message
                .map(|text| clean_text(text, secrets)),
            http_status: self.http_status,
            remaining: facts.remaining,
            bank_reference: facts.bank_reference,
            receipt: facts.receipt,
            fee: facts.fee,
            completed_at: facts.completed_at,
            completed_at_ms: facts.completed_at_ms,
            parts: facts.parts,
        }
    }

    /// The observation with its finding as far as the HTTP status allows it. A ledger is told this one.
    #[must_use]
    pub fn checked(mut self) -> Self {
        self.finding = self.checked_against_status();
        self
    }

    /// The finding as far as the HTTP status allows it: success and pending need 2xx, and 429 and 5xx are findings of their
    /// own.
    fn checked_against_status(&self) -> Finding {
        let claims_progress = matches!(
            self.finding,
            Finding::Succeeded | Finding::Pending | Finding::Reversed
        );
        let is_contradiction = matches!(self.finding, Finding::Contradiction(_));
        match self
            .http_status
            .map(HttpStatusClass::of)
        {
            None | Some(HttpStatusClass::Success) => self.finding,
            Some(_) if is_contradiction => self.finding,
            Some(_) if claims_progress => Finding::Contradiction(Problem::StatusMismatch),
            Some(HttpStatusClass::RateLimited) => Finding::RateLimited,
            Some(HttpStatusClass::ServerError) => Finding::ServerError,
            Some(HttpStatusClass::Redirected | HttpStatusClass::Other) => self.finding,
        }
    }
}

/// Reads the JSON object of a response, or says why it can't. The body of a redirect is never read.
pub fn read_response<'a, T: Deserialize<'a>>(
    response: &'a SendResult,
) -> Result<(ResponseHead, T), Observation> {
    read_response_as(response, from_json)
}

/// Reads a response whose body is not necessarily a JSON object.
pub fn read_response_as<'a, T>(
    response: &'a SendResult,
    read: impl Fn(&'a [u8]) -> Result<T, JsonError>,
) -> Result<(ResponseHead, T), Observation> {
    let response = match response {
        SendResult::NotSent => return Err(Observation::new(Finding::NotSent)),
        SendResult::Lost => return Err(Observation::new(Finding::Lost)),
        SendResult::Response(response) => response,
    };
    let body = response.body.as_slice();
    let head = response.head();
    if HttpStatusClass::of(head.status) == HttpStatusClass::Redirected {
        return Err(Observation::new(Finding::Redirected).with_head(head));
    }
    read(body)
        .map(|document| (head, document))
        .map_err(|fault| unread(fault, head, body))
}

fn unread(fault: JsonError, head: ResponseHead, body: &[u8]) -> Observation {
    let finding = match fault {
        JsonError::Duplicate => Finding::Contradiction(Problem::DuplicateField),
        JsonError::Unreadable
            if without_byte_order_mark(body)
                .trim_ascii()
                .is_empty() =>
        {
            Finding::Empty
        }
        JsonError::Unreadable => Finding::Unreadable,
    };
    Observation::new(finding).with_head(head)
}

/// The value of one of two names for the same field; two different values are a contradiction.
pub fn either<T: PartialEq>(first: Option<T>, second: Option<T>) -> Result<Option<T>, Problem> {
    match (first, second) {
        (Some(first), Some(second)) if first != second => Err(Problem::DuplicateField),
        (first, second) => Ok(first.or(second)),
    }
}
