//! Tranzzo's own side: reads refunds, answers and announces them. For simulators, integrators and tests.

mod request;
mod response;

use self::response::{operation, purchase, refusal};
use super::refund::TranzzoRefund;
use super::split::TranzzoShare;
use super::{TranzzoCredentials, TranzzoOperation, TranzzoOrder, authorization};
use crate::api::context::CallContext;
use crate::api::merchant::Provider;
use crate::api::orders::{RefundOrder, RefundReply, RefundUpdate, StatusCall};
use crate::api::server::{ServeRefunds, SimulateProvider};
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::base64::encode_url;
use crate::http::{
    Header, HttpMethod, HttpRequest, HttpResponse, ReceivedRequest, Rejection, form,
};
use crate::json::to_json;
use crate::signature::sha1_sandwich;
use crate::value::error::{RefundError, code};
use crate::value::secret::Secret;
use crate::wire::printed::Printed;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The provider side has nothing to configure.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TranzzoServerConfig {}

/// A refund as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TranzzoCall {
    /// What to do.
    pub order: RefundOrder,
    /// Currency of the order.
    pub currency: String,
    /// Who gives it back, in a split refund.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub split: Vec<TranzzoShare>,
}

impl AsRef<RefundOrder> for TranzzoCall {
    fn as_ref(&self) -> &RefundOrder {
        &self.order
    }
}

impl TranzzoCall {
    /// Whether this is what `refund` puts on the wire.
    pub fn is_of(&self, refund: &TranzzoRefund) -> bool {
        self.order.payment == refund.order_id
            && self.order.amount.as_ref() == refund.amount.on_wire()
            && self.order.reference == refund.reference
            && self.order.webhook_url == refund.server_url
            && self.currency == refund.amount.expected().currency
            && self.split == refund.split
    }
}

/// Tranzzo's own side.
#[derive(Debug)]
pub struct TranzzoServer {
    pos_id: String,
    api_secret: Secret,
    authorization: Secret,
    endpoints_key: Secret,
}

impl Provider for TranzzoServer {
    type Config = TranzzoServerConfig;
    type Credentials = TranzzoCredentials;

    fn new(
        _config: TranzzoServerConfig,
        credentials: TranzzoCredentials,
    ) -> Result<Self, RefundError> {
        let authorization =
            authorization(&credentials).map_err(|error| error.within("credentials"))?;
        Ok(Self {
            pos_id: credentials.pos_id,
            api_secret: credentials.api_secret,
            authorization,
            endpoints_key: credentials.endpoints_key,
        })
    }
}

impl ServeRefunds for TranzzoServer {
    type Call = TranzzoCall;
    type Reply = RefundReply;

    fn parse_request(
        &self,
        request: &ReceivedRequest,
        _context: &CallContext,
    ) -> Result<TranzzoCall, Rejection> {
        self.authorize(request, HttpMethod::Post)?;
        self.read(request)
    }
}

impl SimulateProvider for TranzzoServer {
    type ResponseDetails = TranzzoOperation;
    type StatusDetails = TranzzoOrder;
    type WebhookDetails = TranzzoOperation;

    fn build_response(
        &self,
        call: &TranzzoCall,
        reply: &RefundReply,
        details: Option<&TranzzoOperation>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        let response = self.respond(call, reply, context)?;
        let printed = details.map(TranzzoOperation::printed);
        Printed::checked(printed)?.respond(response)
    }

    fn parse_status_request(&self, request: &ReceivedRequest) -> Result<StatusCall, Rejection> {
        self.authorize(request, HttpMethod::Get)?;
        let prefix = format!("api/v1/pos/{}/orders/", form::escape(&self.pos_id));
        let order = request
            .path()
            .strip_prefix(&prefix)
            .filter(|order| !order.contains('/'))
            .and_then(form::unescape);
        let payment = order
            .map(Cow::into_owned)
            .ok_or_else(|| not_found("is not a status query"))?;
        Ok(StatusCall { payment })
    }

    fn build_status_response(
        &self,
        payment: &PaymentSnapshot,
        details: Option<&TranzzoOrder>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        let mut operations = vec![purchase(&self.pos_id, payment, context)?];
        for entry in &payment.entries {
            operations.push(operation(&self.pos_id, payment, entry, context)?);
        }
        let list = to_json(&operations)?;
        let list = details.map_or_else(|| Ok(list.clone()), |details| details.over(&list))?;
        Ok(HttpResponse::json(200, list))
    }

    fn build_webhook(
        &self,
        url: &str,
        update: &RefundUpdate,
        details: Option<&TranzzoOperation>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        let (payment, entry) = (&update.payment, update.entry()?);
        let json = to_json(&operation(&self.pos_id, payment, entry, context)?)?;
        let json = Printed::checked(details.map(TranzzoOperation::printed))?.over(&json)?;
        let data = encode_url(json.as_bytes());
        let signature = encode_url(&sha1_sandwich(self.api_secret.expose(), data.as_bytes()));
        let body = form::encode(&[("data", data), ("signature", signature)]);
        Ok(HttpRequest::post(
            url.to_owned(),
            vec![Header::new("content-type", form::CONTENT_TYPE)],
            body,
        ))
    }
}

impl TranzzoServer {
    fn respond(
        &self,
        call: &TranzzoCall,
        reply: &RefundReply,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        match reply {
            RefundReply::Refused {
                http_status,
                code,
                message,
            } => Ok(refusal(*http_status, code, message)),
            RefundReply::Accepted(update) => {
                let mut operation =
                    operation(&self.pos_id, &update.payment, update.entry()?, context)?;
                operation.order_id = operation
                    .order_id
                    .or(Some(&call.order.payment));
                Ok(HttpResponse::json(200, to_json(&operation)?))
            }
        }
    }

    fn authorize(&self, request: &ReceivedRequest, method: HttpMethod) -> Result<(), Rejection> {
        let authorization = header(request, "x-api-auth")?;
        let endpoints_key = header(request, "x-api-key")?;
        if !(self
            .authorization
            .matches(authorization)
            & self
                .endpoints_key
                .matches(endpoints_key))
        {
            let reply = refusal(401, "S-404", "Invalid pos_id field or credentials");
            let error = RefundError::new(code::UNAUTHORIZED, "headers", "are not this merchant's");
            return Err(error.rejected_with(reply));
        }
        if request.method != method {
            let reply = refusal(405, "S-405", "Method not allowed");
            let error = RefundError::new(code::UNSUPPORTED, "method", "is not the documented one");
            return Err(error.rejected_with(reply));
        }
        Ok(())
    }

    fn read(&self, request: &ReceivedRequest) -> Result<TranzzoCall, Rejection> {
        match request.path() {
            "api/v1/refund" => self
                .read_plain(&request.body)
                .map_err(rejected),
            "api/v1/split/refund" => self
                .read_split(&request.body)
                .map_err(rejected),
            _ => Err(not_found("is not a refund")),
        }
    }
}

fn header<'a>(request: &'a ReceivedRequest, name: &str) -> Result<&'a str, Rejection> {
    let value = request
        .header(name)
        .map_err(rejected)?;
    Ok(value.unwrap_or_default())
}

fn not_found(detail: &str) -> Rejection {
    let error = RefundError::new(code::UNSUPPORTED, "url", detail);
    error.rejected_with(refusal(404, "", "Not found"))
}

/// Every refusal of a request has a response, which names what is wrong.
fn rejected(error: RefundError) -> Rejection {
    let message = format!("{}: {}", error.field(), error.detail());
    error.rejected_with(refusal(400, "S-400", &message))
}
