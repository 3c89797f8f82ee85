//! The refund: model, request, response.

use super::super::cart::{Part, SberbankQuantity, check_sum};
use super::super::details::SberbankRefundResponse;
use super::super::response::RefundQuery;
use super::super::{SberbankMethod, TWELVE_DIGITS, check_amount, check_language, check_order_id};
use super::wire::{BUNDLE_MEMBERS, ITEM_MEMBERS, RefundParams, RequestOut, path, print_bundle};
use super::{AUTO_REFUND, REFUND, REPLAYING_AUTO_REFUND, SberbankAmountField, SberbankGateway};
use crate::api::context::CallContext;
use crate::api::merchant::Merchant;
use crate::api::parsed::Parsed;
use crate::api::stored::stored;
use crate::decision::observation::Observation;
use crate::decision::profile::OperationProfile;
use crate::http::validate::{self, in_refund, optional};
use crate::http::{Header, HttpRequest, SendResult};
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::value::int_or_digits;
use crate::value::money::Money;
use crate::value::text::one_spelling;
use crate::wire::extra;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A refund at the new gateway. Plain data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankGatewayRefund {
    /// `auto_refund` (money and points) or `refund` (money).
    pub method: SberbankMethod,
    /// The gateway's id of the order (`mdOrder`): 36 characters.
    pub order_id: String,
    /// How much, points included, in the account's currency: at most 12 digits.
    pub amount: Money,
    /// The merchant's id of this refund: 1 to 36 characters, unique within the order. Makes a repetition safe.
    pub external_refund_id: String,
    /// The positions that are given back, with fiscal data; needed for a receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub order_bundle: Option<SberbankOrderBundle>,
    /// Language of the response's texts: `ru` or `en`, the two in which the text of an unfinished refund is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub language: Option<String>,
}

/// `orderBundle`: the cart of a refund. A receipt is made only with `ffd_version` and `receipt_type`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankOrderBundle {
    /// Version of the fiscal format: `1.05` or `1.2`; one line of 1 to 10 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub ffd_version: Option<String>,
    /// Kind of receipt: `sell_refund`; one line of 1 to 32 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub receipt_type: Option<String>,
    /// The refund's amount in minor units once more.
    #[serde(
        default,
        with = "int_or_digits::optional",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub total: Option<i64>,
    /// The positions, at least one.
    pub items: Vec<SberbankGatewayItem>,
    /// Other members (`company`, `payments`, ..), at most 64, as the text of a JSON object; they travel as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Option<String>,
}

/// A position of the order that is given back. Position and code are those of the original order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankGatewayItem {
    /// Number of the position: 1 to 999999999999.
    pub position_id: i64,
    /// The shop's code of the goods: 1 to 100 characters, once in a request.
    pub item_code: String,
    /// Name: 1 to 100 characters.
    pub name: String,
    /// How much of it.
    pub quantity: SberbankQuantity,
    /// Price of one unit in minor units, before any bonus discount: at most 4294967200.
    #[serde(with = "int_or_digits")]
    pub item_price: i64,
    /// Cost of the position in minor units: price times quantity, exactly.
    #[serde(with = "int_or_digits")]
    pub item_amount: i64,
    /// Way of payment, such as `full_payment`: one line of 1 to 64 characters.
    pub payment_method: String,
    /// Kind of goods: a word or number such as `commodity` or `1`, one line of 1 to 64 characters.
    pub payment_object: String,
    /// Tax rate by the numbering in force, from 0 to 2147483647: the document has two.
    pub tax_type: i64,
    /// Other members (`markCode`, `agentInfo`, ..), at most 64, as the text of a JSON object; they travel as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Option<String>,
}

stored!(
    SberbankGatewayRefund,
    "sberbank_gateway_refund",
    sberbank_gateway_refund_from_stored
);

impl Merchant for SberbankGateway {
    type Refund = SberbankGatewayRefund;
    type ResponseDetails = SberbankRefundResponse;

    fn profiles() -> &'static [OperationProfile] {
        &[AUTO_REFUND, REPLAYING_AUTO_REFUND, REFUND]
    }

    fn profile(&self, refund: &SberbankGatewayRefund) -> OperationProfile {
        match refund.method {
            SberbankMethod::AutoRefund if self.auto_refund_replays => REPLAYING_AUTO_REFUND,
            SberbankMethod::AutoRefund => AUTO_REFUND,
            SberbankMethod::Refund => REFUND,
        }
    }

    fn parse_response(
        &self,
        refund: &SberbankGatewayRefund,
        response: &SendResult,
        _context: &CallContext,
    ) -> Result<Parsed<SberbankRefundResponse>, RefundError> {
        self.check(refund)?;
        let read = self.read(refund, response);
        Ok(Parsed::new(read, &self.profile(refund), &self.secrets()))
    }

    fn build_request(
        &self,
        refund: &SberbankGatewayRefund,
        _context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.check(refund)?;
        refund
            .amount
            .checked_in("refund.amount", &self.currency)?;
        let units = Some(refund.amount.minor_units);
        let composite = refund.method == SberbankMethod::AutoRefund
            && self.auto_refund_amount == SberbankAmountField::CompositeAmount;
        let body = RequestOut {
            composite_amount: units.filter(|_| composite),
            amount: units.filter(|_| !composite),
            json_params: Some(RefundParams {
                external_refund_id: &refund.external_refund_id,
            }),
            order_bundle: refund
                .order_bundle
                .as_ref()
                .map(print_bundle)
                .transpose()?,
            language: refund.language.as_deref(),
            ..self.about(&refund.order_id)
        };
        self.post(path(refund.method), &body)
    }
}

impl SberbankGateway {
    /// What a response says about this refund.
    pub(super) fn read(
        &self,
        refund: &SberbankGatewayRefund,
        response: &SendResult,
    ) -> (Observation, Option<SberbankRefundResponse>) {
        let query = RefundQuery {
            order_id: &refund.order_id,
            divided: self
                .operation_amounts
                .then_some(&refund.amount),
            lists_operations: false,
            secrets: &self.secrets(),
        };
        query.read(response)
    }

    /// Login, password and order, which every request begins with. The document's pattern of an id has no capitals.
    pub(super) fn about(&self, order_id: &str) -> RequestOut<'_> {
        RequestOut {
            user_name: self.access.field("userName"),
            password: self.access.field("password"),
            token: self.access.field("token"),
            order_id: one_spelling(order_id),
            composite_amount: None,
            amount: None,
            json_params: None,
            order_bundle: None,
            language: None,
        }
    }

    pub(super) fn post(
        &self,
        path: &str,
        body: &RequestOut<'_>,
    ) -> Result<HttpRequest, RefundError> {
        let headers = vec![Header::new("content-type", "application/json")];
        Ok(HttpRequest::post(
            format!("{}/{path}", self.base),
            headers,
            to_json(body)?,
        ))
    }

    /// Checks what does not depend on the account, which may have changed since the refund was sent.
    fn check(&self, refund: &SberbankGatewayRefund) -> Result<(), RefundError> {
        self.check_fields(refund)
            .map_err(in_refund)
    }

    fn check_fields(&self, refund: &SberbankGatewayRefund) -> Result<(), RefundError> {
        check_order_id(&refund.order_id)?;
        check_amount(&refund.amount, TWELVE_DIGITS)?;
        validate::line("externalRefundId", &refund.external_refund_id, 36)?;
        check_language(refund.language.as_deref())?;
        let bundle = refund
            .order_bundle
            .as_ref()
            .map(|bundle| check_bundle(bundle, refund.amount.minor_units));
        bundle
            .transpose()
            .map(|_| ())
            .map_err(|error| error.within("orderBundle"))
    }
}

fn check_bundle(bundle: &SberbankOrderBundle, refund: i64) -> Result<(), RefundError> {
    optional(
        validate::line,
        "ffdVersion",
        bundle.ffd_version.as_deref(),
        10,
    )?;
    optional(
        validate::line,
        "receiptType",
        bundle.receipt_type.as_deref(),
        32,
    )?;
    if bundle.items.is_empty() {
        return Err(RefundError::new(code::MISSING_FIELD, "items", "is empty"));
    }
    let mut wholes = Vec::with_capacity(bundle.items.len());
    let mut codes = BTreeSet::new();
    for (index, item) in bundle.items.iter().enumerate() {
        let at = |error: RefundError| error.within(&format!("items[{index}]"));
        wholes.push(check_item(item).map_err(at)?);
        if !codes.insert(&item.item_code) {
            return Err(at(RefundError::new(
                code::DUPLICATE_FIELD,
                "itemCode",
                "is there twice",
            )));
        }
    }
    check_sum("items", &wholes, refund)?;
    check_sum("total", &[bundle.total], refund)?;
    extra(bundle.extra.as_deref(), BUNDLE_MEMBERS).map(|_| ())
}

/// FFD tag 1079.
const HIGHEST_PRICE: i64 = 4_294_967_200;

/// Checks a position; gives its cost.
fn check_item(item: &SberbankGatewayItem) -> Result<Option<i64>, RefundError> {
    validate::require(
        (1..=TWELVE_DIGITS).contains(&item.position_id),
        "positionId",
        "must be from 1 to 999999999999",
    )?;
    validate::registered_name("itemCode", &item.item_code, 100)?;
    validate::registered_name("name", &item.name, 100)?;
    item.quantity
        .check()
        .map_err(|error| error.within("quantity"))?;
    validate::line("paymentMethod", &item.payment_method, 64)?;
    validate::line("paymentObject", &item.payment_object, 64)?;
    validate::require(
        (0..=i64::from(i32::MAX)).contains(&item.tax_type),
        "taxType",
        "must be from 0 to 2147483647",
    )?;
    extra(item.extra.as_deref(), ITEM_MEMBERS)?;
    if item.item_price > HIGHEST_PRICE {
        return Err(RefundError::new(
            code::INVALID_AMOUNT,
            "itemPrice",
            "must be at most 4294967200",
        ));
    }
    let (price, amount) = (Some(item.item_price), Some(item.item_amount));
    Part {
        price,
        amount,
        thousandths: item.quantity.thousandths,
    }
    .whole()
}

impl SberbankGatewayRefund {
    /// A refund of an order under the merchant's own id of it. Every other field is public and begins empty.
    pub fn new(
        method: SberbankMethod,
        order_id: impl Into<String>,
        amount: Money,
        external_refund_id: impl Into<String>,
    ) -> Self {
        Self {
            method,
            order_id: order_id.into(),
            amount,
            external_refund_id: external_refund_id.into(),
            order_bundle: None,
            language: None,
        }
    }
}
