//! What there is, and what is to go wrong, as a file: for each provider the payments that it has besides, and the faults of its
//! next refunds and of its next webhooks, in order.
//!
//! `{"tranzzo": {"refunds": ["drop_after", "lying_amount"], "webhooks": ["duplicated"]}}`

use crate::fault::Fault;
use crate::ledger::Payment;
use crate::outbox::DeliveryFault;
use refundkit::Money;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// Payments and faults by provider.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scenario(pub(crate) BTreeMap<String, Script>);

/// One provider's payments and faults.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// Payments that it has besides.
    pub payments: Vec<ScriptedPayment>,
    /// What happens to the next refunds.
    pub refunds: VecDeque<Fault>,
    /// What happens to the next webhooks.
    pub webhooks: VecDeque<DeliveryFault>,
}

/// A payment that can be refunded.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScriptedPayment {
    /// The provider's id.
    pub payment_id: String,
    /// The merchant's id of the order.
    pub merchant_order: String,
    /// What was taken.
    pub captured: Money,
    /// Whether refunds are decided later and announced by webhook.
    #[serde(default)]
    pub decided_later: bool,
}

impl Script {
    /// Adds another script's faults after these.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.refunds.append(&mut other.refunds);
        self.webhooks
            .append(&mut other.webhooks);
    }
}

impl From<ScriptedPayment> for Payment {
    fn from(scripted: ScriptedPayment) -> Self {
        let (id, order) = (scripted.payment_id, scripted.merchant_order);
        Self::new(&id, &order, scripted.captured, scripted.decided_later)
    }
}
