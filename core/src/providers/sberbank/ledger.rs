//! What the ledger needs of both gateways.
//!
//! A response names neither refund nor amount, and `getOrderStatusExtended.do` shows totals. A total moves by whoever's
//! refund, so a ledger does not decide by it: what decides is a response, and on the new gateway an operation that carries
//! our `externalRefundId`. A lost refund is sent again where its `externalRefundId` gives the first response again; without
//! that it ends with a person.

use crate::decision::observation::Observation;
use crate::decision::profile::Finding;
use crate::json::decode;
use crate::ledger::Said;
use crate::value::error::RefundError;
use serde::{Deserialize, Serialize};

/// A payment at one of Sberbank's gateways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankOrder {
    /// The gateway's id of the order (`mdOrder`): 36 characters.
    pub order_id: String,
}

/// The order of a ledger's payment.
pub(super) fn order(payment: &str) -> Result<SberbankOrder, RefundError> {
    decode("payment", payment)
}

/// What a finding says. That the order was handled already, or is blocked by another action, is what an earlier arrival of
/// the same refund causes as well.
pub(super) fn said(observation: &Observation, turns_away: bool) -> Said {
    let message = observation
        .message
        .as_deref()
        .unwrap_or_default()
        .to_lowercase();
    let is_blocked = message.contains("заблокирован") || message.contains("blocked");
    let is_repeated = is_blocked || observation.code.as_deref() == Some("1");
    match observation.finding {
        Finding::Succeeded => Said::Succeeded,
        Finding::Pending => Said::Pending,
        Finding::DeclinedCheck => Said::RefusedOrRepeated,
        Finding::Declined if is_repeated => Said::RefusedOrRepeated,
        Finding::Declined => Said::Refused,
        Finding::RateLimited if turns_away => Said::TurnedAway,
        Finding::Contradiction(problem) => Said::Contradiction(problem),
        _ => Said::Nothing,
    }
}
