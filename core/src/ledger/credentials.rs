//! Whether the provider refused the credentials: of a refund, which stops all sending, or of a look, which a person is told.

use super::books::Books;
use super::guards::Guard;
use super::judge::answers;
use super::moment::Moment;
use super::provider::Said;
use super::record::{Alert, AlertKind, Answer, Refund};
use crate::decision::outcome::Problem;

/// What stands in the place of an entry where an alert is about looks.
pub(super) const LOOKS: &str = "looks";

impl Books<'_> {
    /// When the credentials were last refused, unless a later change answers that.
    pub(super) fn refused_credentials(&self, refund: &Refund) -> Option<Moment> {
        let refused = answers(refund)
            .filter(|answer| answer.said == Said::CredentialsRefused)
            .map(Answer::moment)
            .max()?;
        (self.record.credentials_changed < Some(refused)).then_some(refused)
    }

    /// Whether nothing may be sent because the credentials were refused.
    pub(crate) fn are_credentials_refused(&self) -> bool {
        *self
            .once
            .credentials_refused
            .get_or_init(|| {
                let mut refunds = self.record.refunds.iter();
                self.rules.hold(Guard::CredentialsStop)
                    && refunds.any(|refund| {
                        self.refused_credentials(refund)
                            .is_some()
                    })
            })
    }

    /// When the first look was refused for its credentials, unless they changed since then, or a later look could be read.
    fn refused_look(&self) -> Option<Moment> {
        let readable = self.readable_looks().iter();
        let read = readable.map(|look| Moment {
            version: look.version,
            at_ms: look.at_ms,
        });
        let answered = self
            .record
            .credentials_changed
            .max(read.max());
        let looks = self.record.looks.iter();
        let refused = looks
            .filter(|look| look.problem == Some(Problem::CredentialsRefused))
            .flat_map(|look| &look.asked)
            .map(|question| Moment {
                version: question.version,
                at_ms: question.at_ms,
            });
        refused
            .filter(|asked| Some(*asked) > answered)
            .min()
    }

    pub(super) fn refused_credentials_alert(&self, refund: &Refund) -> Option<Alert> {
        let refused = self.refused_credentials(refund)?;
        Some(Alert {
            found: Some(refused.version),
            ..self.about(refund, AlertKind::CredentialsRefused)
        })
    }

    pub(super) fn refused_look_alert(&self) -> Option<Alert> {
        let refused = self.refused_look()?;
        Some(Alert {
            entry: Some(LOOKS.to_owned()),
            evidence: vec![refused.version.to_string()],
            ..self.alert(AlertKind::CredentialsRefused)
        })
    }

    /// Whether what an alert about refused credentials is about is still so.
    pub(super) fn is_still_refused(&self, alert: &Alert) -> bool {
        match alert.reference.as_deref() {
            None => self.refused_look().is_some(),
            Some(reference) => {
                let refund = self.record.refund(reference);
                refund.is_some_and(|refund| {
                    self.refused_credentials(refund)
                        .is_some()
                })
            }
        }
    }
}
