//! What a provider's parser read: the finding and the facts beside it, before the verdict.

use super::http_status::HttpStatusClass;
use crate::decision::outcome::{Problem, RefundOutcome};
use crate::decision::profile::{Finding, OperationProfile};
use crate::http::SendResult;
use crate::http::masking::clean_text;
use crate::value::money::Money;
use crate::value::secret::Secret;
use crate::wire::{JsonError, from_json};
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
        }
    }

    /// Adds the HTTP status.
    #[must_use]
    pub fn with_http_status(mut self, http_status: u16) -> Self {
        self.http_status = Some(http_status);
        self
    }

    /// Adds the provider's code and text.
    #[must_use]
    pub fn saying(mut self, code: Option<String>, message: Option<String>) -> Self {
        self.code = code;
        self.message = message;
        self
    }

    /// Replaces the finding.
    #[must_use]
    pub fn with_finding(mut self, finding: Finding) -> Self {
        self.finding = finding;
        self
    }

    /// The outcome that follows. What the provider wrote is cleaned here, whichever way it came: secrets are masked, what
    /// does not print is dropped, and at most 1000 characters are kept.
    pub fn into_outcome(self, profile: &OperationProfile, secrets: &[&Secret]) -> RefundOutcome {
        let finding = self.checked_against_status();
        let verdict = profile.verdict(finding);
        let clean = |text: Option<String>| text.map(|text| clean_text(text, secrets));
        RefundOutcome {
            status: verdict.status,
            next_step: verdict.next_step,
            ask_after: profile.ask_after(verdict.next_step),
            problem: verdict.problem,
            refund_id: clean(self.refund_id),
            amount: self.amount,
            provider_status: clean(self.provider_status),
            code: clean(self.code),
            message: clean(self.message),
            http_status: self.http_status,
        }
    }

    /// The finding as far as the HTTP status allows it: success and pending need 2xx, and 429 and 5xx are findings of their
    /// own.
    fn checked_against_status(&self) -> Finding {
        let claims_progress = matches!(
            self.finding,
            Finding::Succeeded | Finding::Pending | Finding::Reversed
        );
        let is_contradiction = matches!(self.finding, Finding::Contradiction(_));
        match self.http_status.map(HttpStatusClass::of) {
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
    answer: &'a SendResult,
) -> Result<(u16, T), Observation> {
    read_response_as(answer, from_json)
}

/// Reads a response whose body is not necessarily a JSON object.
pub fn read_response_as<'a, T>(
    answer: &'a SendResult,
    read: impl Fn(&'a [u8]) -> Result<T, JsonError>,
) -> Result<(u16, T), Observation> {
    let response = match answer {
        SendResult::NotSent => return Err(Observation::new(Finding::NotSent)),
        SendResult::Lost => return Err(Observation::new(Finding::Lost)),
        SendResult::Response(response) => response,
    };
    let body = response.body.as_slice();
    let status = response.status;
    if HttpStatusClass::of(status) == HttpStatusClass::Redirected {
        return Err(Observation::new(Finding::Redirected).with_http_status(status));
    }
    read(body)
        .map(|document| (status, document))
        .map_err(|fault| unread(fault, status, body))
}

fn unread(fault: JsonError, status: u16, body: &[u8]) -> Observation {
    let finding = match fault {
        JsonError::Duplicate => Finding::Contradiction(Problem::DuplicateField),
        JsonError::Unreadable if body.trim_ascii().is_empty() => Finding::Empty,
        JsonError::Unreadable => Finding::Unreadable,
    };
    Observation::new(finding).with_http_status(status)
}

/// The value of one of two names for the same field; two different values are a contradiction.
pub fn either<T: PartialEq>(first: Option<T>, second: Option<T>) -> Result<Option<T>, Problem> {
    match (first, second) {
        (Some(first), Some(second)) if first != second => Err(Problem::DuplicateField),
        (first, second) => Ok(first.or(second)),
    }
}
