//! The refund: model, request, response.

use super::super::cart::check_sum;
use super::super::details::SberbankRefundResponse;
use super::super::response::RefundQuery;
use super::super::{
    SECRET_FIELDS, SberbankMethod, TWELVE_DIGITS, check_amount, check_language, check_order_id,
};
use super::item::{SberbankLegacyItem, check_item};
use super::wire::{amount_name, path, print_items};
use super::{AUTO_REFUND, REFUND, REFUND_WITH_PRECONDITION, REPLAYING_REFUND, SberbankLegacy};
use crate::api::context::CallContext;
use crate::api::merchant::Merchant;
use crate::api::parsed::Parsed;
use crate::api::stored::stored;
use crate::decision::observation::Observation;
use crate::decision::profile::OperationProfile;
use crate::http::validate::{self, in_refund, optional};
use crate::http::{Header, HttpRequest, SendResult, form};
use crate::value::error::{RefundError, code};
use crate::value::int_or_digits;
use crate::value::money::{MAX_MINOR_UNITS, Money};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A field of a request: its name and its value.
type Field<'a> = (&'static str, Cow<'a, str>);

/// A refund at the legacy gateway. Plain data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankLegacyRefund {
    /// `auto_refund` (money and points) or `refund` (money).
    pub method: SberbankMethod,
    /// The gateway's id of the order (`mdOrder`): 36 characters.
    pub order_id: String,
    /// How much, points included, in the account's currency. Not more than 12 digits in `refund`.
    pub amount: Money,
    /// The positions that are given back; needed for a part of an order that had a cart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub refund_items: Vec<SberbankLegacyItem>,
    /// What must still be deposited for this refund to be carried out: the amount of the refund to 999999999999, in minor units;
    /// `refund` only.
    #[serde(
        default,
        with = "int_or_digits::optional",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub expected_deposited_amount: Option<i64>,
    /// The merchant's id of this refund: 1 to 32 characters, unique within the order; `refund` only. A new idempotency key
    /// has 36 characters and fits without its hyphens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub external_refund_id: Option<String>,
    /// Language of the response's texts: `ru` or `en`, the two in which the text of an unfinished refund is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub language: Option<String>,
}

stored!(
    SberbankLegacyRefund,
    "sberbank_legacy_refund",
    sberbank_legacy_refund_from_stored
);

impl Merchant for SberbankLegacy {
    type Refund = SberbankLegacyRefund;
    type ResponseDetails = SberbankRefundResponse;

    fn profiles() -> &'static [OperationProfile] {
        &[
            AUTO_REFUND,
            REFUND,
            REPLAYING_REFUND,
            REFUND_WITH_PRECONDITION,
        ]
    }

    fn profile(&self, refund: &SberbankLegacyRefund) -> OperationProfile {
        let replays = self.external_refund_id_replays && refund.external_refund_id.is_some();
        let preconditions = self.expected_amount_is_precondition
            && refund
                .expected_deposited_amount
                .is_some();
        match refund.method {
            SberbankMethod::AutoRefund => AUTO_REFUND,
            SberbankMethod::Refund if replays => REPLAYING_REFUND,
            SberbankMethod::Refund if preconditions => REFUND_WITH_PRECONDITION,
            SberbankMethod::Refund => REFUND,
        }
    }

    fn parse_response(
        &self,
        refund: &SberbankLegacyRefund,
        response: &SendResult,
        _context: &CallContext,
    ) -> Result<Parsed<SberbankRefundResponse>, RefundError> {
        self.check(refund)?;
        let read = self.read(refund, response);
        Ok(Parsed::new(read, &self.profile(refund), &self.secrets()))
    }

    fn build_request(
        &self,
        refund: &SberbankLegacyRefund,
        _context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.check(refund)?;
        refund
            .amount
            .checked_in("refund.amount", &self.currency)?;
        let mut pairs = self.about(&refund.order_id)?;
        pairs.push((
            amount_name(refund.method),
            refund
                .amount
                .minor_units
                .to_string()
                .into(),
        ));
        let mut push = |name, value: Option<Cow<'_, str>>| {
            pairs.extend(value.map(|value| (name, value.into_owned().into())))
        };
        push(
            "refundItems",
            print_items(&refund.refund_items)?.map(Cow::Owned),
        );
        push(
            "expectedDepositedAmount",
            refund
                .expected_deposited_amount
                .map(|units| units.to_string().into()),
        );
        push(
            "externalRefundId",
            refund
                .external_refund_id
                .as_deref()
                .map(Cow::Borrowed),
        );
        push(
            "language",
            refund
                .language
                .as_deref()
                .map(Cow::Borrowed),
        );
        Ok(self.post(path(refund.method), &pairs))
    }
}

impl SberbankLegacy {
    /// What a response says about this refund.
    pub(super) fn read(
        &self,
        refund: &SberbankLegacyRefund,
        response: &SendResult,
    ) -> (Observation, Option<SberbankRefundResponse>) {
        let query = RefundQuery {
            order_id: &refund.order_id,
            divided: self
                .operation_amounts
                .then_some(&refund.amount),
            lists_operations: true,
            secrets: &self.secrets(),
        };
        query.read(response)
    }

    /// The login and the order, which every request begins with.
    pub(super) fn about<'a>(&'a self, order_id: &'a str) -> Result<Vec<Field<'a>>, RefundError> {
        let login = self.login()?;
        let fields = SECRET_FIELDS
            .iter()
            .filter_map(|name| Some((*name, login.field(name)?)));
        Ok(fields
            .chain([("orderId", order_id)])
            .map(|(name, value)| (name, Cow::Borrowed(value)))
            .collect())
    }

    pub(super) fn post(&self, path: &str, pairs: &[Field<'_>]) -> HttpRequest {
        HttpRequest::post(
            format!("{}/{path}", self.base),
            vec![Header::new("content-type", form::CONTENT_TYPE)],
            form::encode(pairs),
        )
    }

    /// Checks what does not depend on the account, which may have changed since the refund was sent.
    pub(super) fn check(&self, refund: &SberbankLegacyRefund) -> Result<(), RefundError> {
        self.check_fields(refund)
            .map_err(in_refund)
    }

    fn check_fields(&self, refund: &SberbankLegacyRefund) -> Result<(), RefundError> {
        check_order_id(&refund.order_id)?;
        let most = if refund.method == SberbankMethod::Refund {
            TWELVE_DIGITS
        } else {
            MAX_MINOR_UNITS
        };
        check_amount(&refund.amount, most)?;
        check_preconditions(refund)?;
        optional(
            validate::line,
            "externalRefundId",
            refund.external_refund_id.as_deref(),
            32,
        )?;
        check_language(refund.language.as_deref())?;
        check_items(refund)
    }
}

fn check_preconditions(refund: &SberbankLegacyRefund) -> Result<(), RefundError> {
    let preconditions = [
        (
            "expectedDepositedAmount",
            refund
                .expected_deposited_amount
                .is_some(),
        ),
        ("externalRefundId", refund.external_refund_id.is_some()),
    ];
    if let Some((name, _)) = preconditions
        .iter()
        .find(|(_, given)| *given && refund.method == SberbankMethod::AutoRefund)
    {
        return Err(RefundError::new(
            code::UNSUPPORTED,
            *name,
            "is not taken by autoRefund.do",
        ));
    }
    let enough = refund
        .expected_deposited_amount
        .is_none_or(|expected| (refund.amount.minor_units..=TWELVE_DIGITS).contains(&expected));
    if enough {
        return Ok(());
    }
    Err(RefundError::new(
        code::INVALID_AMOUNT,
        "expectedDepositedAmount",
        "must be from the refund's amount to 999999999999",
    ))
}

fn check_items(refund: &SberbankLegacyRefund) -> Result<(), RefundError> {
    let whole = |(index, item): (usize, &SberbankLegacyItem)| {
        check_item(item).map_err(|error| error.within(&format!("refundItems[{index}]")))
    };
    let wholes: Vec<Option<i64>> = refund
        .refund_items
        .iter()
        .enumerate()
        .map(whole)
        .collect::<Result<_, _>>()?;
    if wholes.is_empty() {
        Ok(())
    } else {
        check_sum("refundItems", &wholes, refund.amount.minor_units)
    }
}

impl SberbankLegacyRefund {
    /// A refund of an order. Every other field is public and begins empty.
    pub fn new(method: SberbankMethod, order_id: impl Into<String>, amount: Money) -> Self {
        Self {
            method,
            order_id: order_id.into(),
            amount,
            refund_items: Vec::new(),
            expected_deposited_amount: None,
            external_refund_id: None,
            language: None,
        }
    }
}
