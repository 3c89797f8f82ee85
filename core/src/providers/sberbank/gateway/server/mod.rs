//! The new gateway's own side: reads refunds, answers and announces them. For simulators, integrators and tests.
//!
//! Liberal in what it reads: members in any order, unknown ones passed over, numbers as text, either name of the amount.

use super::super::details::{SberbankOrderStatus, SberbankRefundResponse};
use super::super::login::Login;
use super::super::order_description::{RefundList, describe};
use super::super::response::{code_and_text, is_carried_out, said};
use super::super::{SberbankMethod, TWELVE_DIGITS, checked_currency, roubles};
use super::refund::{SberbankGatewayRefund, SberbankOrderBundle};
use super::wire::{RequestIn, STATUS_PATH, path, read_bundle};
use super::{SberbankGatewayCredentials, SberbankGatewayNotice};
use crate::api::context::CallContext;
use crate::api::merchant::Provider;
use crate::api::orders::{RefundOrder, RefundReply, RefundUpdate, StatusCall};
use crate::api::server::{ServeRefunds, SimulateProvider};
use crate::decision::observation::either;
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::{Header, HttpMethod, HttpRequest, HttpResponse, ReceivedRequest, Rejection};
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::value::money::Money;
use crate::value::text::same_id;
use crate::wire::printed::Printed;
use crate::wire::{RawValue, from_json};
use serde::{Deserialize, Serialize};

/// How the provider side behaves.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct SberbankGatewayServerConfig {
    /// The account's currency; `RUB` by default.
    #[cfg_attr(feature = "uniffi", uniffi(default = "RUB"))]
    pub currency: String,
}

impl Default for SberbankGatewayServerConfig {
    fn default() -> Self {
        Self {
            currency: roubles(),
        }
    }
}

/// A refund as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankGatewayCall {
    /// What to do.
    pub order: RefundOrder,
    /// Which request it was.
    pub method: SberbankMethod,
    /// The cart, as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub order_bundle: Option<SberbankOrderBundle>,
    /// Language of the response's texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub language: Option<String>,
}

impl AsRef<RefundOrder> for SberbankGatewayCall {
    fn as_ref(&self) -> &RefundOrder {
        &self.order
    }
}

impl SberbankGatewayCall {
    /// Whether this is what `refund` puts on the wire.
    pub fn is_of(&self, refund: &SberbankGatewayRefund) -> bool {
        same_id(&self.order.payment, &refund.order_id)
            && self.order.amount.as_ref() == Some(&refund.amount)
            && self.order.key.as_deref() == Some(&refund.external_refund_id)
            && self.method == refund.method
            && self.order_bundle == refund.order_bundle
            && self.language == refund.language
    }
}

/// The new gateway's own side.
#[derive(Debug)]
pub struct SberbankGatewayServer {
    access: Login,
    currency: String,
}

impl Provider for SberbankGatewayServer {
    type Config = SberbankGatewayServerConfig;
    type Credentials = SberbankGatewayCredentials;

    fn new(
        config: SberbankGatewayServerConfig,
        credentials: SberbankGatewayCredentials,
    ) -> Result<Self, RefundError> {
        Ok(Self {
            access: Login::checked(
                credentials.user_name,
                credentials.password,
                credentials.token,
            )?,
            currency: checked_currency(config.currency)?,
        })
    }
}

impl ServeRefunds for SberbankGatewayServer {
    type Call = SberbankGatewayCall;
    type Reply = RefundReply;

    fn parse_request(
        &self,
        request: &ReceivedRequest,
        _context: &CallContext,
    ) -> Result<SberbankGatewayCall, Rejection> {
        let body = self.admitted(request)?;
        let method = match last_segment(request) {
            "autoRefund" | "autoRefund.do" => SberbankMethod::AutoRefund,
            segment if segment == path(SberbankMethod::Refund) => SberbankMethod::Refund,
            _ => return Err(not_found("is not a refund")),
        };
        let bundle = body
            .order_bundle
            .map(read_bundle)
            .transpose();
        Ok(SberbankGatewayCall {
            order: self.order(method, &body)?,
            method,
            order_bundle: bundle
                .map_err(|error| error.rejected_with(said(200, "8", "Неверный формат корзины")))?,
            language: body
                .language
                .and_then(RawValue::string),
        })
    }
}

/// The callback, unsigned.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallbackOut<'a> {
    md_order: Option<&'a str>,
    order_number: Option<&'a str>,
    operation: &'static str,
    status: i64,
}

impl SimulateProvider for SberbankGatewayServer {
    type ResponseDetails = SberbankRefundResponse;
    type StatusDetails = SberbankOrderStatus;
    type WebhookDetails = SberbankGatewayNotice;

    fn build_response(
        &self,
        _call: &SberbankGatewayCall,
        reply: &RefundReply,
        details: Option<&SberbankRefundResponse>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        context.time()?;
        let printed = details.map(SberbankRefundResponse::printed);
        Printed::checked(printed)?.respond(respond(reply)?)
    }

    fn parse_status_request(&self, request: &ReceivedRequest) -> Result<StatusCall, Rejection> {
        let body = self.admitted(request)?;
        if last_segment(request) != STATUS_PATH {
            return Err(not_found("is not a status query"));
        }
        let (id, number) = (
            body.order_id
                .and_then(RawValue::string),
            body.order_number
                .and_then(RawValue::string),
        );
        match (id, number) {
            (Some(payment), None) | (None, Some(payment)) => Ok(StatusCall { payment }),
            _ => Err(bad("orderId", "5", "Неверный параметр операции")),
        }
    }

    fn build_status_response(
        &self,
        payment: &PaymentSnapshot,
        details: Option<&SberbankOrderStatus>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        context.time()?;
        let printed = details.map(|details| details.printed(&self.currency));
        let described = describe(payment, &self.currency, RefundList::Operations)?;
        Printed::checked(printed)?.respond(described)
    }

    fn build_webhook(
        &self,
        url: &str,
        update: &RefundUpdate,
        details: Option<&SberbankGatewayNotice>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        context.time()?;
        let callback = CallbackOut {
            md_order: update.payment.payment_id.as_deref(),
            order_number: update
                .payment
                .merchant_order
                .as_deref(),
            operation: "refunded",
            status: i64::from(is_carried_out(update.entry()?.status)?),
        };
        let printed = details.map(SberbankGatewayNotice::printed);
        let body = Printed::checked(printed)?.over(&to_json(&callback)?)?;
        let headers = vec![Header::new("content-type", "application/json")];
        Ok(HttpRequest::post(url.to_owned(), headers, body))
    }
}

impl SberbankGatewayServer {
    /// The body of a request with our login and password.
    fn admitted<'a>(&self, request: &'a ReceivedRequest) -> Result<RequestIn<'a>, Rejection> {
        if request.method != HttpMethod::Post {
            let error = RefundError::new(code::UNSUPPORTED, "method", "is not the documented one");
            return Err(error.rejected_with(HttpResponse::empty(405)));
        }
        let body: RequestIn<'_> = from_json(&request.body)
            .map_err(|_| bad("body", "5", "Ошибка валидации данных запроса"))?;
        let given = |name: &str| body.login(name).unwrap_or_default();
        if self.access.admits(given) {
            return Ok(body);
        }
        let error = RefundError::new(
            code::UNAUTHORIZED,
            "userName",
            "or password or token is not this merchant's",
        );
        Err(error.rejected_with(said(200, "5", "Доступ запрещен")))
    }

    fn order(
        &self,
        method: SberbankMethod,
        body: &RequestIn<'_>,
    ) -> Result<RefundOrder, Rejection> {
        let params = body.json_params.as_ref();
        let refund_id = params
            .and_then(|params| params.external_refund_id)
            .and_then(RawValue::string);
        let payment = body
            .order_id
            .and_then(RawValue::string);
        Ok(RefundOrder {
            payment: payment
                .ok_or_else(|| bad("orderId", "4", "Номер заказа не может быть пуст"))?,
            amount: Some(self.amount(method, body)?),
            reference: refund_id.clone(),
            key: refund_id,
            precondition: None,
            webhook_url: None,
        })
    }

    fn amount(&self, method: SberbankMethod, body: &RequestIn<'_>) -> Result<Money, Rejection> {
        let wrong = || bad("amount", "5", "Неверная сумма");
        let composite = body
            .composite_amount
            .filter(|_| method == SberbankMethod::AutoRefund);
        let given = either(
            composite.map(RawValue::integer),
            body.amount.map(RawValue::integer),
        )
        .map_err(|_| wrong())?;
        let units = given
            .flatten()
            .filter(|units| (1..=TWELVE_DIGITS).contains(units))
            .ok_or_else(wrong)?;
        Ok(Money::new(units, self.currency.as_str()))
    }
}

/// The response without further details.
fn respond(reply: &RefundReply) -> Result<HttpResponse, RefundError> {
    match reply {
        RefundReply::Refused {
            http_status,
            code,
            message,
        } => Ok(said(*http_status, code, message)),
        RefundReply::Accepted(update) => {
            let (error_code, error_message) = code_and_text(update.entry()?.status);
            Ok(said(200, error_code, error_message))
        }
    }
}

fn last_segment(request: &ReceivedRequest) -> &str {
    request
        .path()
        .rsplit('/')
        .next()
        .unwrap_or_default()
}

fn not_found(detail: &str) -> Rejection {
    RefundError::new(code::UNSUPPORTED, "url", detail).rejected_with(HttpResponse::empty(404))
}

/// What the provider answers to a request that it cannot read.
fn bad(field: &str, error_code: &str, message: &str) -> Rejection {
    RefundError::new(
        code::INVALID_MESSAGE,
        field,
        "is not what the document describes",
    )
    .rejected_with(said(200, error_code, message))
}
