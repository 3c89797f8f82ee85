//! How the payouts of a request ended, as the host said it.

use super::record::{Claim, Refund};
use crate::ledger::AuditNote;
use crate::providers::google::GoogleRefundResult;
use serde::{Deserialize, Serialize};

/// An end of a payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct End {
    /// The claim whose payout it was; none where nothing was to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) claim: Option<i64>,
    pub(super) result: GoogleRefundResult,
    /// When it was said, which the next step tells. Records of before do not have it, nor where the ledger itself declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) at_ms: Option<i64>,
    /// Who looked after the alert that it was a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) settled: Option<AuditNote>,
}

impl End {
    pub(super) fn new(claim: Option<i64>, result: GoogleRefundResult) -> Self {
        Self {
            claim,
            result,
            at_ms: None,
            settled: None,
        }
    }

    /// Whether it is not what is known already. Two claims that moved money are two payouts, unless the host says that its payouts
    /// replay; two ids of refunds are two payouts always.
    fn differs(&self, known: &Self, replays: bool) -> bool {
        use GoogleRefundResult::{Declined, Refunded};
        match (&self.result, &known.result) {
            (
                Refunded { refund_id: id, .. },
                Refunded {
                    refund_id: other, ..
                },
            ) => {
                let has_another_id = id.is_some() && other.is_some() && id != other;
                has_another_id || (self.claim != known.claim && !replays)
            }
            (Declined { .. }, Declined { .. }) => false,
            _ => true,
        }
    }

    /// The host's id of what moved; nothing where nothing did.
    pub(super) fn moved(&self) -> Option<Option<&str>> {
        match &self.result {
            GoogleRefundResult::Refunded { refund_id, .. } => Some(refund_id.as_deref()),
            GoogleRefundResult::Declined { .. } => None,
        }
    }
}

impl Refund {
    /// What Google hears: the first result, whatever is said later.
    pub(super) fn result(&self) -> Option<&GoogleRefundResult> {
        self.ends
            .first()
            .map(|end| &end.result)
    }

    pub(super) fn end(&mut self, end: &End, replays: bool) {
        let is_another = |known: &End| {
            let mut both = [known, end].into_iter();
            end.differs(known, both.all(|end| self.is_replayed(end, replays)))
        };
        if self.ends.iter().all(is_another) {
            self.ends.push(end.clone());
        }
    }

    /// Whether its payout was permitted where one key is one payout; what the host says now where the record does not say it. Of a
    /// claim that was forgotten it is known only where the host never said otherwise.
    fn is_replayed(&self, end: &End, replays: bool) -> bool {
        let said = |claim: &Claim| claim.replays.unwrap_or(replays);
        let mut claims = self.claims.iter();
        match claims.find(|claim| Some(claim.version) == end.claim) {
            Some(claim) => said(claim),
            None => replays && self.claims.iter().all(said),
        }
    }

    /// How often money moved.
    pub(super) fn moved(&self) -> usize {
        self.ends
            .iter()
            .filter_map(End::moved)
            .count()
    }

    /// The host's ids of everything that moved.
    pub(super) fn refund_ids(&self) -> Vec<&str> {
        let moved = self.ends.iter().filter_map(End::moved);
        moved.flatten().collect()
    }
}
