//! theMAP's own side: reads refunds, answers and announces them. For simulators, integrators and tests.
//!
//! Refusals are HTTP 200 with `Success: false`: clients take any other status for a broken line. A response documents no word
//! for "not decided yet"; where the simulated money is slow, it carries `State: Refunding`, as getState does.

mod response;

use self::response::{ResponseOut, accepted, described, refusal, rejected, state_beside, unsaid};
use super::encoding::{self, TheMapParam, bad};
use super::goods::{self, TheMapGood, TheMapSplit};
use super::spelling::{self, Prices};
use super::webhook::{REFUND_TYPE, SIGNATURE, sign};
use super::wire::{RefundIn, StateBody};
use super::{
    TheMapCredentials, TheMapGoodsPrice, TheMapNotification, TheMapRefund, TheMapRefundResponse,
    TheMapState, check, content_type, prices,
};
use crate::api::context::CallContext;
use crate::api::merchant::Provider;
use crate::api::orders::{RefundOrder, RefundReply, RefundUpdate, StatusCall};
use crate::api::server::{ServeRefunds, SimulateProvider};
use crate::decision::outcome::RefundStatus;
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::{
    HttpMethod, HttpRequest, HttpResponse, ReceivedRequest, Rejection, form, validate,
};
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::value::money::Money;
use crate::value::secret::Secret;
use crate::wire::from_json;
use crate::wire::printed::Printed;
use serde::{Deserialize, Serialize};

/// What the provider side knows of its contract.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct TheMapServerConfig {
    /// Currency of the account; `RUB` by default.
    #[serde(default = "super::roubles")]
    #[cfg_attr(feature = "uniffi", uniffi(default = "RUB"))]
    pub currency: String,
    /// The unit of a good's price; needed where a refund has goods.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub goods_price: Option<TheMapGoodsPrice>,
}

impl Default for TheMapServerConfig {
    fn default() -> Self {
        Self {
            currency: super::roubles(),
            goods_price: None,
        }
    }
}

/// A refund as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TheMapCall {
    /// What to do. The payment is theMAP's id.
    pub order: RefundOrder,
    /// Additional parameters, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub params: Vec<TheMapParam>,
    /// The terminals that give it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub split: Vec<TheMapSplit>,
    /// What was returned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub goods: Vec<TheMapGood>,
}

impl AsRef<RefundOrder> for TheMapCall {
    fn as_ref(&self) -> &RefundOrder {
        &self.order
    }
}

impl TheMapCall {
    /// Whether this is what `refund` puts on the wire.
    pub fn is_of(&self, refund: &TheMapRefund) -> bool {
        self.order.payment == refund.map_order_id
            && self.order.amount.as_ref() == Some(&refund.amount)
            && self.params == refund.params
            && self.split == refund.split
            && self.goods == refund.goods
    }
}

/// theMAP's own side.
#[derive(Debug)]
pub struct TheMapServer {
    key: Secret,
    signing_key: Option<Secret>,
    currency: String,
    prices: Option<Prices>,
}

impl Provider for TheMapServer {
    type Config = TheMapServerConfig;
    type Credentials = TheMapCredentials;

    fn new(
        config: TheMapServerConfig,
        credentials: TheMapCredentials,
    ) -> Result<Self, RefundError> {
        check(&credentials).map_err(|error| error.within("credentials"))?;
        let prices = prices(&config.currency, config.goods_price)?;
        let TheMapCredentials { key, signing_key } = credentials;
        Ok(Self {
            key,
            signing_key,
            currency: config.currency,
            prices,
        })
    }
}

impl ServeRefunds for TheMapServer {
    type Call = TheMapCall;
    type Reply = RefundReply;

    fn parse_request(
        &self,
        request: &ReceivedRequest,
        _context: &CallContext,
    ) -> Result<TheMapCall, Rejection> {
        posted(request, "Refund")?;
        let read = read_body(request).and_then(|body| self.call(body));
        read.map_err(rejected)
    }
}

impl SimulateProvider for TheMapServer {
    type ResponseDetails = TheMapRefundResponse;
    type StatusDetails = TheMapState;
    type WebhookDetails = TheMapNotification;

    fn build_response(
        &self,
        call: &TheMapCall,
        reply: &RefundReply,
        details: Option<&TheMapRefundResponse>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        let response = self.respond(call, reply, context)?;
        let printed = details.map(|details| details.printed(&self.currency));
        Printed::checked(printed)?.respond(response)
    }

    fn parse_status_request(&self, request: &ReceivedRequest) -> Result<StatusCall, Rejection> {
        posted(request, "getState")?;
        self.status_call(&request.body)
            .map_err(rejected)
    }

    fn build_status_response(
        &self,
        payment: &PaymentSnapshot,
        details: Option<&TheMapState>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        context.time()?;
        let printed = details.map(|details| details.printed(&self.currency));
        Printed::checked(printed)?.respond(described(payment)?)
    }

    fn build_webhook(
        &self,
        url: &str,
        update: &RefundUpdate,
        details: Option<&TheMapNotification>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        context.time()?;
        let (entry, payment) = (update.entry()?, &update.payment);
        let success = match entry.status {
            RefundStatus::Succeeded | RefundStatus::Pending => "true",
            RefundStatus::Declined => "false",
            RefundStatus::Reversed | RefundStatus::Unknown => return Err(unsaid("a notification")),
        };
        let amount = entry
            .amount
            .as_ref()
            .map(|amount| amount.minor_units.to_string());
        let mut pairs = vec![
            ("Amount", amount.unwrap_or_default()),
            ("ErrCode", String::new()),
            ("MerchantContract", self.key.expose().to_owned()),
            (
                "MerchantOrderId",
                payment
                    .payment_id
                    .clone()
                    .unwrap_or_default(),
            ),
            ("Notification", REFUND_TYPE.to_owned()),
            (
                "OriginalOrderId",
                payment
                    .merchant_order
                    .clone()
                    .unwrap_or_default(),
            ),
            ("State", state_beside(entry, payment)?.to_owned()),
            ("Success", success.to_owned()),
        ];
        let printed = details.map(|details| details.printed(&self.currency));
        Printed::checked(printed)?.over_form(&mut pairs);
        pairs.sort_unstable();
        if let Some(key) = &self.signing_key {
            let form = form::encode(&pairs);
            pairs.push((
                SIGNATURE,
                sign(key, &form, &form::decode(&form).unwrap_or_default()),
            ));
            pairs.sort_unstable();
        }
        Ok(HttpRequest::post(
            url.to_owned(),
            content_type(form::CONTENT_TYPE),
            form::encode(&pairs),
        ))
    }
}

fn posted(request: &ReceivedRequest, path: &str) -> Result<(), Rejection> {
    let unsupported = |field: &str, status: u16| {
        RefundError::new(code::UNSUPPORTED, field, "is not the documented one")
            .rejected_with(HttpResponse::empty(status))
    };
    match request.method {
        _ if request.path() != path => Err(unsupported("url", 404)),
        HttpMethod::Post => Ok(()),
        HttpMethod::Get => Err(unsupported("method", 405)),
    }
}

fn read_body(request: &ReceivedRequest) -> Result<RefundIn, RefundError> {
    let content_type = request
        .header("content-type")?
        .unwrap_or_default()
        .to_ascii_lowercase();
    match content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
    {
        "application/json" => encoding::read_json(&request.body),
        form::CONTENT_TYPE => encoding::from_form(request.text()?),
        _ => Err(bad("headers.content-type", "is neither JSON nor a form")),
    }
}

impl TheMapServer {
    fn respond(
        &self,
        call: &TheMapCall,
        reply: &RefundReply,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        context.time()?;
        let (http_status, response) = match reply {
            RefundReply::Accepted(update) => (200, accepted(&call.order, update)?),
            RefundReply::Refused {
                http_status,
                code,
                message,
            } => {
                let response = ResponseOut {
                    order_id: Some(&call.order.payment),
                    key: Some(self.key.expose()),
                    new_amount: Some(0),
                    err_message: Some(message.as_str()).filter(|message| !message.is_empty()),
                    ..refusal(code)
                };
                (*http_status, response)
            }
        };
        Ok(HttpResponse::json(http_status, to_json(&response)?))
    }

    fn authorize(&self, key: &str) -> Result<(), RefundError> {
        if self.key.matches(key) {
            return Ok(());
        }
        Err(RefundError::new(
            code::UNAUTHORIZED,
            "key",
            "is not this seller's",
        ))
    }

    fn status_call(&self, body: &[u8]) -> Result<StatusCall, RefundError> {
        let body: StateBody<'_> = from_json(body).map_err(|_| bad("body", "is not a query"))?;
        self.authorize(&body.key)?;
        Ok(StatusCall {
            payment: body.merchant_order_id.into_owned(),
        })
    }

    fn call(&self, body: RefundIn) -> Result<TheMapCall, RefundError> {
        self.authorize(&body.key)?;
        let split = spelling::read_split(body.split.unwrap_or_default())
            .ok_or_else(|| bad("split.fee", "is not a number"))?;
        let call = TheMapCall {
            order: RefundOrder {
                payment: body.map_order_id,
                amount: Some(Money::new(body.amount, &self.currency)),
                reference: None,
                key: None,
                precondition: None,
                webhook_url: None,
            },
            params: body
                .custom_params_rdy
                .map(|params| params.0.into_owned())
                .unwrap_or_default(),
            split,
            goods: spelling::read_goods(&body.goods.unwrap_or_default(), self.prices)?,
        };
        check_call(&call, body.amount).map(|()| call)
    }
}

/// The rules that the document states for a request.
fn check_call(call: &TheMapCall, whole: i64) -> Result<(), RefundError> {
    validate::line("mapOrderId", &call.order.payment, 50)?;
    crate::value::money::MinorUnits::new("amount", whole)?;
    encoding::check(&call.params)?;
    goods::check_split(&call.split, whole)?;
    goods::check_goods(&call.goods, whole)
}
