//! What the parent and a worker say to each other: one JSON document in a line.

use super::point::Point;
use refundkit::HttpRequest;
use refundkit::RefundStatus;
use refundkit::ledger::{RefundDecision, RefundReason, RefundStage, RefundView};
use serde::{Deserialize, Serialize};

/// What a worker is for: its only argument.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Errand {
    /// The provider.
    pub(super) world: String,
    /// The table.
    pub(super) store: String,
    /// The provider's address.
    pub(super) base: String,
    /// The provider's id of the payment.
    pub(super) payment: String,
    /// The amounts to give back.
    pub(super) wishes: Vec<i64>,
}

/// An order, and what the worker's clock shows.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) now_ms: i64,
    pub(super) task: Task,
}

/// What a worker is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Task {
    /// Do what the ledger says.
    Run,
    /// The same, after a webhook came.
    Hear(HttpRequest),
    /// The same, after a person said what became of a refund.
    Decide {
        reference: String,
        decision: RefundDecision,
    },
    /// Go on from the point that was announced.
    GoOn,
}

/// What a worker tells.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Report {
    /// It is at this point, with this refund armed, and waits.
    At(Point, Option<String>),
    /// It has nothing to do.
    Rest(Rest),
}

/// What a worker knows when it has nothing to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Rest {
    /// When there is work again.
    pub(super) until: Option<i64>,
    /// Whether the webhook was acknowledged.
    pub(super) acknowledged: bool,
    /// The refunds.
    pub(super) refunds: Vec<Standing>,
}

/// A refund as the ledger knows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Standing {
    pub(super) reference: String,
    pub(super) ended: bool,
    /// Whether only a person can say what became of it.
    pub(super) waits_for_person: bool,
    /// Whether a person ended it.
    pub(super) by_person: bool,
    pub(super) status: RefundStatus,
}

impl From<RefundView> for Standing {
    fn from(view: RefundView) -> Self {
        Self {
            reference: view.reference,
            ended: view.stage == RefundStage::Ended,
            waits_for_person: view.stage == RefundStage::ManualReview,
            by_person: view.reason == Some(RefundReason::Person),
            status: view.status,
        }
    }
}
