//! What the ledger needs of both gateways.
//!
//! A response names neither refund nor amount, and `getOrderStatusExtended.do` shows totals. What decides is a response, or
//! an operation or a signed callback that carries our `externalRefundId`. A lost refund is sent again where its
//! `externalRefundId` gives the first response again. A total moves by whoever's refund: on the legacy gateway it is all that
//! is left, so that it ends a lost refund where nobody else refunds; on the new gateway it decides nothing.

use crate::decision::observation::Observation;
use crate::decision::profile::Finding;
use crate::decision::snapshot::RefundEntry;
use crate::json::decode;
use crate::ledger::{Said, Shown};
use crate::value::error::RefundError;
use crate::value::text::same_id;
use serde::{Deserialize, Serialize};

/// A payment at one of Sberbank's gateways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankOrder {
    /// The gateway's id of the order (`mdOrder`): 36 characters.
    pub order_id: String,
}

/// The order of a ledger's payment.
pub(super) fn order(payment: &str) -> Result<SberbankOrder, RefundError> {
    decode("payment", payment)
}

/// Whether a message names the order of a ledger.
pub(super) fn is_about(payment: &str, named: Option<&str>) -> bool {
    let own = order(payment);
    own.is_ok_and(|own| named.is_some_and(|id| same_id(id, &own.order_id)))
}

/// Only operations that carry an `externalRefundId` are told: an order need not list any.
pub(super) fn with_reference(entries: Vec<RefundEntry>) -> Shown {
    let entries = entries.into_iter();
    let with_reference = entries.filter(|entry| entry.reference.is_some());
    Shown::listing(with_reference, str::to_owned)
}

/// What stands in a refusal of the login rather than of the refund (code 5), in lower case: "access denied", and that the user
/// has to change the password.
const LOGIN_TEXTS: &[&str] = &[
    "доступ запрещ",
    "access denied",
    "сменить пароль",
    "change the password",
    "change password",
];

pub(super) fn is_about_the_login(message: Option<&str>) -> bool {
    let message = message
        .unwrap_or_default()
        .to_lowercase();
    LOGIN_TEXTS
        .iter()
        .any(|text| message.contains(text))
}

/// What a finding says. A refusal of the login may look like one that an earlier sending of the refund explains.
pub(super) fn said(observation: &Observation, turns_away: bool) -> Said {
    let is_about_the_login = is_about_the_login(observation.message.as_deref());
    match observation.finding {
        Finding::Succeeded => Said::Succeeded,
        Finding::Pending => Said::Pending,
        Finding::Declined | Finding::DeclinedCheck if is_about_the_login => {
            Said::CredentialsRefused
        }
        Finding::DeclinedCheck => Said::RefusedOrRepeated,
        Finding::Declined => Said::Refused,
        Finding::RateLimited if turns_away => Said::TurnedAway,
        Finding::Contradiction(problem) => Said::Contradiction(problem),
        _ => Said::Nothing,
    }
}
