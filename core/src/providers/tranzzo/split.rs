//! A refund whose payment was split among several receivers: who gives back how much.

use super::Tranzzo;
use super::major_units::print_amount;
use super::refund::{TranzzoRefund, minor_units_of};
use super::wire::{Share, SplitRefundBody};
use crate::http::validate::{self, require_sum};
use crate::value::error::{RefundError, code};
use crate::value::int_or_digits;
use crate::value::money::MinorUnits;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One receiver's share of a split refund.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TranzzoShare {
    /// Minor units, in the refund's currency.
    #[serde(with = "int_or_digits")]
    pub minor_units: i64,
    /// The receiver's id: one line of 1 to 100 characters.
    pub sub_merchant_id: String,
}

/// The receivers give back what the refund states, and together all of it.
pub(super) fn check_split(refund: &TranzzoRefund) -> Result<(), RefundError> {
    if refund.split.is_empty() {
        return Ok(());
    }
    let whole = refund
        .amount
        .on_wire()
        .ok_or_else(|| {
            RefundError::new(
                code::INVALID_AMOUNT,
                "amount",
                "a split refund states its amount: it can't be full",
            )
        })?;
    check_shares(&refund.split, whole.minor_units, OWN_NAMES)
}

/// The names of a share's members: of its number and of its receiver.
type ShareNames = [&'static str; 2];

const OWN_NAMES: ShareNames = ["minorUnits", "subMerchantId"];

/// Each receiver gives something back, and together they give back the whole.
pub(super) fn check_shares(
    split: &[TranzzoShare],
    whole: i64,
    [minor_units, receiver]: ShareNames,
) -> Result<(), RefundError> {
    for (index, share) in split.iter().enumerate() {
        let at = |error: RefundError| error.within(&format!("split[{index}]"));
        MinorUnits::new(minor_units, share.minor_units).map_err(at)?;
        validate::line(receiver, &share.sub_merchant_id, 100).map_err(at)?;
    }
    let parts = split
        .iter()
        .map(|share| share.minor_units);
    require_sum("split", parts, whole)
}

impl Tranzzo {
    pub(super) fn split_body<'a>(
        &'a self,
        refund: &'a TranzzoRefund,
        decimals: u32,
    ) -> Result<SplitRefundBody<'a>, RefundError> {
        let share = |(index, share): (usize, &'a TranzzoShare)| {
            let at = |error: RefundError| error.within(&format!("split[{index}]"));
            let amount = print_amount("minorUnits", share.minor_units, decimals).map_err(at)?;
            Ok(Share {
                amount,
                sub_merchant_id: Cow::Borrowed(&share.sub_merchant_id),
            })
        };
        let whole = refund.amount.expected();
        Ok(SplitRefundBody {
            pos_id: Cow::Borrowed(&self.pos_id),
            order_id: Cow::Borrowed(&refund.order_id),
            currency: Cow::Borrowed(&whole.currency),
            refund_amount: print_amount(
                &minor_units_of(&refund.amount),
                whole.minor_units,
                decimals,
            )?,
            comment: refund
                .reference
                .as_deref()
                .map(Cow::Borrowed),
            server_url: refund
                .server_url
                .as_deref()
                .map(Cow::Borrowed),
            split: refund
                .split
                .iter()
                .enumerate()
                .map(share)
                .collect::<Result<_, RefundError>>()?,
        })
    }
}
