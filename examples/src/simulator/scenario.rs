//! What is to go wrong, as a file: for each provider the faults of its next refunds and of its next webhooks, in order.
//!
//! `{"tranzzo": {"refunds": ["drop_after", "lying_amount"], "webhooks": ["duplicated"]}}`

use super::fault::Fault;
use super::outbox::DeliveryFault;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// Faults by provider.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scenario(BTreeMap<String, Script>);

/// One provider's faults.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// What happens to the next refunds.
    pub refunds: VecDeque<Fault>,
    /// What happens to the next webhooks.
    pub webhooks: VecDeque<DeliveryFault>,
}

impl Scenario {
    /// A provider's script.
    pub fn provider(&mut self, provider: &str) -> &mut Script {
        self.0
            .entry(provider.to_owned())
            .or_default()
    }

    /// Adds another scenario's faults after these.
    pub fn append(&mut self, other: Self) {
        for (provider, mut script) in other.0 {
            let ours = self.provider(&provider);
            ours.refunds
                .append(&mut script.refunds);
            ours.webhooks
                .append(&mut script.webhooks);
        }
    }
}
