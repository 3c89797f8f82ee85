//! What a provider's parser read: the finding and the facts beside it, before the verdict.

use crate::money::Money;
use crate::outcome::{Problem, RefundOutcome};
use crate::profile::{Finding, Profile};
use crate::secret::{Secret, shown};

/// A finding with its facts. A provider's parser makes one, [`Reading::judged`] turns it into an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
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

impl Reading {
    /// A finding without facts.
    pub fn of(finding: Finding) -> Self {
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

    /// The same with the HTTP status.
    #[must_use]
    pub fn at(mut self, http_status: u16) -> Self {
        self.http_status = Some(http_status);
        self
    }

    /// The same with the provider's code and text, and in all texts secrets masked, what does not print dropped and no
    /// more than 1000 characters kept: they are meant to be stored and shown.
    #[must_use]
    pub fn saying(
        mut self,
        code: Option<String>,
        message: Option<String>,
        secrets: &[&Secret],
    ) -> Self {
        let clean = |text: String| shown(text, secrets);
        self.code = code.map(clean);
        self.message = message.map(clean);
        self.provider_status = self.provider_status.map(clean);
        self.refund_id = self.refund_id.map(clean);
        self
    }

    /// The same with another finding.
    #[must_use]
    pub fn but(mut self, finding: Finding) -> Self {
        self.finding = finding;
        self
    }

    /// The outcome that follows.
    pub fn judged(self, profile: &Profile) -> RefundOutcome {
        let finding = self.believable();
        let verdict = profile.verdict(finding);
        RefundOutcome {
            status: verdict.status,
            next_step: verdict.next_step,
            ask_after: profile.ask_after(verdict.next_step),
            problem: verdict.problem,
            refund_id: self.refund_id,
            amount: self.amount,
            provider_status: self.provider_status,
            code: self.code,
            message: self.message,
            http_status: self.http_status,
        }
    }

    /// What of the finding the HTTP status lets stand: success and pending need 2xx, and 5xx and 429 speak for themselves.
    fn believable(&self) -> Finding {
        let claims_progress = matches!(
            self.finding,
            Finding::Succeeded | Finding::Pending | Finding::Reversed
        );
        match (self.finding, self.http_status) {
            (finding @ Finding::Contradiction(_), _) => finding,
            (finding, Some(status)) if claims_progress => match status {
                200..300 => finding,
                _ => Finding::Contradiction(Problem::StatusMismatch),
            },
            (_, Some(429)) => Finding::RateLimited,
            (_, Some(500..)) => Finding::ServerError,
            (finding, _) => finding,
        }
    }
}
