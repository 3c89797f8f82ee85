//! The refund: model, request, response.

use super::encoding::{self, Lists, Params, TheMapParam};
use super::goods::{self, TheMapGood, TheMapSplit};
use super::wire::{RefundBody, ResponseBody, refusal};
use super::{REFUND, TheMap, TheMapEncoding, TheMapRefundResponse, content_type, spelling};
use crate::api::context::CallContext;
use crate::api::merchant::Merchant;
use crate::api::parsed::Parsed;
use crate::api::stored::stored;
use crate::decision::facts::RefundFacts;
use crate::decision::observation::{Observation, read_response};
use crate::decision::outcome::Problem;
use crate::decision::profile::{Finding, OperationProfile};
use crate::http::validate::in_refund;
use crate::http::{Header, HttpRequest, SendResult, form, validate};
use crate::json::to_json;
use crate::value::error::RefundError;
use crate::value::money::Money;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A refund of a theMAP payment that is `Charged`. Plain data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TheMapRefund {
    /// theMAP's id of the payment: 1 to 50 characters.
    pub map_order_id: String,
    /// The merchant's id of the payment, 1 to 50 characters: what getState asks by.
    pub merchant_order_id: String,
    /// How much, in the account's currency.
    pub amount: Money,
    /// Additional parameters, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub params: Vec<TheMapParam>,
    /// The terminals that give it back, where the payment is divided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub split: Vec<TheMapSplit>,
    /// What was returned, one entry a piece. Without it, theMAP writes the receipt by rules of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub goods: Vec<TheMapGood>,
}

stored!(TheMapRefund, "themap_refund", themap_refund_from_stored);

impl TheMapRefund {
    /// A refund of a payment by both of its ids. Every other field is public and begins empty.
    pub fn new(
        map_order_id: impl Into<String>,
        merchant_order_id: impl Into<String>,
        amount: Money,
    ) -> Self {
        Self {
            map_order_id: map_order_id.into(),
            merchant_order_id: merchant_order_id.into(),
            amount,
            params: Vec::new(),
            split: Vec::new(),
            goods: Vec::new(),
        }
    }
}

impl TheMapRefund {
    /// Whether an id is one of this payment's two.
    fn has_id(&self, id: &str) -> bool {
        id == self.map_order_id || id == self.merchant_order_id
    }
}

impl Merchant for TheMap {
    type Refund = TheMapRefund;
    type ResponseDetails = TheMapRefundResponse;

    fn profiles() -> &'static [OperationProfile] {
        &[REFUND]
    }

    fn profile(&self, _refund: &TheMapRefund) -> OperationProfile {
        REFUND
    }

    fn parse_response(
        &self,
        refund: &TheMapRefund,
        response: &SendResult,
        _context: &CallContext,
    ) -> Result<Parsed<TheMapRefundResponse>, RefundError> {
        self.check(refund)?;
        let read = self.read(refund, response);
        Ok(Parsed::new(read, &REFUND, &self.secrets()))
    }

    fn build_request(
        &self,
        refund: &TheMapRefund,
        _context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.check_to_send(refund)?;
        let body = self.body(refund)?;
        let (headers, body) = match self.encoding {
            TheMapEncoding::Json => (content_type("application/json"), to_json(&body)?),
            TheMapEncoding::Form => as_form(&body, Lists::Json)?,
            TheMapEncoding::FormWithBareLists => as_form(&body, Lists::Bare)?,
        };
        Ok(HttpRequest::post(self.url("Refund"), headers, body))
    }
}

impl TheMap {
    /// Checks everything that is in the caller's hands before a request is built, whatever the encoding.
    fn check_to_send(&self, refund: &TheMapRefund) -> Result<(), RefundError> {
        self.check(refund)?;
        refund
            .amount
            .checked_in("refund.amount", &self.currency)
            .map(drop)
    }

    /// Checks what does not depend on the account, which may have changed since the refund was sent.
    pub(super) fn check(&self, refund: &TheMapRefund) -> Result<(), RefundError> {
        self.check_fields(refund)
            .map_err(in_refund)
    }

    fn check_fields(&self, refund: &TheMapRefund) -> Result<(), RefundError> {
        validate::line("mapOrderId", &refund.map_order_id, 50)?;
        validate::line("merchantOrderId", &refund.merchant_order_id, 50)?;
        let whole = refund.amount.checked("amount")?.get();
        encoding::check(&refund.params)?;
        goods::check_split(&refund.split, whole)?;
        goods::check_goods(&refund.goods, whole)
    }

    fn body<'a>(&'a self, refund: &'a TheMapRefund) -> Result<RefundBody<'a>, RefundError> {
        let params = Some(refund.params.as_slice()).filter(|params| !params.is_empty());
        Ok(RefundBody {
            key: self.key.expose(),
            map_order_id: &refund.map_order_id,
            amount: refund.amount.minor_units,
            custom_params_rdy: params.map(|params| Params(Cow::Borrowed(params))),
            split: spelling::write_split(&refund.split)?,
            goods: spelling::write_goods(&refund.goods, self.prices)?,
        })
    }

    pub(super) fn read(
        &self,
        refund: &TheMapRefund,
        response: &SendResult,
    ) -> (Observation, Option<TheMapRefundResponse>) {
        let (head, body) = match read_response::<ResponseBody<'_>>(response) {
            Ok(read) => read,
            Err(observation) => return (observation, None),
        };
        let details = TheMapRefundResponse::read(&body, self.account(&self.secrets()));
        // What is left of another payment, or at another seller, is nothing of ours.
        let mismatch = self.find_mismatch(refund, &body);
        let facts = match mismatch {
            None => details.facts(),
            Some(_) => RefundFacts::default(),
        };
        let observation = observe(refund, &body, mismatch).with_facts(facts);
        (observation.with_head(head), Some(details))
    }

    /// What in a response is not about this refund's payment and seller, if anything.
    pub(super) fn find_mismatch(
        &self,
        refund: &TheMapRefund,
        body: &ResponseBody<'_>,
    ) -> Option<Problem> {
        if !body
            .order_ids()
            .all(|id| refund.has_id(&id))
        {
            return Some(Problem::PaymentMismatch);
        }
        body.key()
            .is_some_and(|key| !self.key.matches(&key))
            .then_some(Problem::MerchantMismatch)
    }
}

fn observe(
    refund: &TheMapRefund,
    body: &ResponseBody<'_>,
    mismatch: Option<Problem>,
) -> Observation {
    let observation = match (mismatch, body.success()) {
        (Some(problem), _) => Observation::new(Finding::Contradiction(problem)),
        (None, Some(true)) => succeeded(refund, body),
        (None, Some(false)) => Observation::new(failed(body)),
        (None, None) => Observation::new(Finding::Unrecognised),
    };
    // The state is the payment's. Beside a refusal it must not pass for what became of the refund.
    let state = body
        .state()
        .filter(|_| observation.finding != Finding::Declined);
    let observation = Observation {
        provider_status: state.map(Cow::into_owned),
        ..observation
    };
    observation.saying(body.code().map(Cow::into_owned), body.message())
}

fn as_form(body: &RefundBody<'_>, lists: Lists) -> Result<(Vec<Header>, String), RefundError> {
    let headers = content_type(form::CONTENT_TYPE);
    Ok((headers, encoding::to_form(body, lists).map_err(in_refund)?))
}

/// `Success` is false. Beside a state that only a refund leads to, the refusal is not believed.
fn failed(body: &ResponseBody<'_>) -> Finding {
    match body.state().as_deref() {
        Some("Refunded" | "Refunding") => Finding::Contradiction(Problem::SelfContradiction),
        _ => refusal(body.code().as_deref()),
    }
}

/// What beside `Success: true` denies it. An amount is not documented here: where there is one, it is the refund's.
fn find_contradiction(refund: &TheMapRefund, body: &ResponseBody<'_>) -> Option<Problem> {
    let returned = body.state().as_deref() == Some("Refunded");
    if body.names_error()
        || (returned
            && body
                .new_amount()
                .is_some_and(|left| left != 0))
    {
        return Some(Problem::SelfContradiction);
    }
    body.has_another_amount(refund.amount.minor_units)
        .then_some(Problem::AmountMismatch)
}

/// `Success` is true. It must name the payment and say what is left, as every response to a refund does. A state is not
/// documented here: where there is one, it must not say less than success.
fn succeeded(refund: &TheMapRefund, body: &ResponseBody<'_>) -> Observation {
    let of = |finding| Observation::new(finding);
    if let Some(problem) = find_contradiction(refund, body) {
        return of(Finding::Contradiction(problem));
    }
    if body.order_ids().next().is_none() || body.new_amount().is_none() {
        return of(Finding::Unrecognised);
    }
    match body.state().as_deref() {
        Some("Refunding") => of(Finding::Pending),
        None | Some("Refunded" | "Charged") => of(Finding::Succeeded),
        _ => of(Finding::Unrecognised),
    }
}
