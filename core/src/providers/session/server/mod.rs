//! The provider's own side: reads refunds, answers and announces them. For simulators, integrators and tests.

mod request;
mod response;

use self::request::{refund_call, status_call};
use self::response::{BodyOut, ErrorOut, NoticeOut, session};
use super::details::{SessionResponse, SessionWebhook};
use super::keys::{public_keys, signed_by_one};
use super::webhook::REFUNDED;
use super::{
    PROJECT, SIGNATURE, SIGNATURE_FIELD, SessionApiVersion, SessionProvider, SessionRefund,
    missing_key,
};
use crate::api::context::CallContext;
use crate::api::merchant::Provider;
use crate::api::orders::{RefundOrder, RefundReply, RefundUpdate, StatusCall};
use crate::api::server::{ServeRefunds, SimulateProvider};
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::validate;
use crate::http::{Header, HttpMethod, HttpRequest, HttpResponse, ReceivedRequest, Rejection};
use crate::json::to_json;
use crate::signature::notation::Notation;
use crate::signature::prepared::Prepared;
use crate::signature::rsa_key::{KeySize, RsaHash, RsaSigner, RsaVerifier};
use crate::signature::unverified;
use crate::value::error::{RefundError, code};
use crate::value::secret::Secret;
use crate::wire::printed::Printed;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// What the provider side speaks.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SessionServerConfig {
    /// The one generation of the API that is served, in paths, responses and webhooks; `v1` by default.
    #[serde(default)]
    pub api_version: SessionApiVersion,
}

/// What the provider side knows of a project, and its own key.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionServerCredentials {
    /// Id of the project: 1 to 255 visible ASCII characters.
    pub project: String,
    /// The merchant's public keys in PEM, several while they are being rotated.
    pub merchant_keys: Vec<String>,
    /// The provider's private key, PKCS#8 or PKCS#1 PEM: signs webhooks.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub private_key: Option<Secret>,
}

/// A refund as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionCall {
    /// What to do. The payment is the session's id, the reference is the JSON text of `metadata`.
    pub order: RefundOrder,
    /// The payer's legal entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub submerchant: Option<String>,
}

impl AsRef<RefundOrder> for SessionCall {
    fn as_ref(&self) -> &RefundOrder {
        &self.order
    }
}

impl SessionCall {
    /// Whether this is what `refund` puts on the wire.
    pub fn is_of(&self, refund: &SessionRefund) -> bool {
        self.order.payment == refund.session_id
            && self.order.amount.as_ref() == refund.amount.on_wire()
            && self.order.reference.as_deref()
                == refund
                    .metadata
                    .as_deref()
                    .map(str::trim)
            && self.order.key == refund.idempotency_key
    }
}

/// The own side of a provider that speaks the session protocol.
#[derive(Debug)]
pub struct SessionServer<P> {
    project: String,
    merchant_keys: Vec<RsaVerifier>,
    signer: Option<RsaSigner>,
    version: SessionApiVersion,
    provider: PhantomData<fn() -> P>,
}

impl<P: SessionProvider> Provider for SessionServer<P> {
    type Config = SessionServerConfig;
    type Credentials = SessionServerCredentials;

    fn new(
        config: SessionServerConfig,
        credentials: SessionServerCredentials,
    ) -> Result<Self, RefundError> {
        let within = |error: RefundError| error.within("credentials");
        validate::visible_ascii("project", &credentials.project, 255).map_err(within)?;
        if credentials.merchant_keys.is_empty() {
            return Err(missing_key(
                "credentials.merchantKeys",
                "are needed to verify requests",
            ));
        }
        let signer = |pem| RsaSigner::from_pem("privateKey", pem, KeySize::Safe);
        Ok(Self {
            merchant_keys: public_keys("merchantKeys", &credentials.merchant_keys)
                .map_err(within)?,
            signer: credentials
                .private_key
                .as_ref()
                .map(signer)
                .transpose()
                .map_err(within)?,
            project: credentials.project,
            version: config.api_version,
            provider: PhantomData,
        })
    }
}

impl<P: SessionProvider> ServeRefunds for SessionServer<P> {
    type Call = SessionCall;
    type Reply = RefundReply;

    fn parse_request(
        &self,
        request: &ReceivedRequest,
        _context: &CallContext,
    ) -> Result<SessionCall, Rejection> {
        self.authorize(request, "refund")?;
        refund_call(request).map_err(rejected)
    }
}

impl<P: SessionProvider> SimulateProvider for SessionServer<P> {
    type ResponseDetails = SessionResponse;
    type StatusDetails = SessionResponse;
    type WebhookDetails = SessionWebhook;

    fn build_response(
        &self,
        call: &SessionCall,
        reply: &RefundReply,
        details: Option<&SessionResponse>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        self.detailed(details, self.respond(call, reply, context)?)
    }

    fn parse_status_request(&self, request: &ReceivedRequest) -> Result<StatusCall, Rejection> {
        self.authorize(request, "status")?;
        status_call(request).map_err(rejected)
    }

    fn build_status_response(
        &self,
        payment: &PaymentSnapshot,
        details: Option<&SessionResponse>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        self.detailed(details, self.listed(payment, None, context)?)
    }

    fn build_webhook(
        &self,
        url: &str,
        update: &RefundUpdate,
        details: Option<&SessionWebhook>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        update.entry()?;
        let signer = self.signer.as_ref();
        let signer = signer
            .ok_or_else(|| missing_key("credentials.privateKey", "is needed to sign webhooks"))?;
        let session = session(&update.payment, None, self.version, context)?;
        let body = to_json(&NoticeOut {
            kind: REFUNDED,
            session,
        })?;
        let printed = details.map(|details| details.printed(self.version));
        let body = Printed::checked(printed)?.over(&body)?;
        let headers = vec![Header::new("content-type", "application/json")];
        let prepared =
            Prepared::over_body(HttpRequest::post(url.to_owned(), headers, body), SIGNATURE);
        let signature = signer.sign(
            RsaHash::Sha256,
            prepared.to_sign.as_bytes(),
            context.seed()?,
        )?;
        prepared.complete(&signature)
    }
}

impl<P> SessionServer<P> {
    fn respond(
        &self,
        call: &SessionCall,
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
                update.entry()?;
                self.listed(&update.payment, Some(&call.order.payment), context)
            }
        }
    }

    fn detailed(
        &self,
        details: Option<&SessionResponse>,
        response: HttpResponse,
    ) -> Result<HttpResponse, RefundError> {
        let printed = details.map(|details| details.printed(self.version));
        Printed::checked(printed)?.respond(response)
    }

    fn listed(
        &self,
        payment: &PaymentSnapshot,
        session_id: Option<&str>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        let session = session(payment, session_id, self.version, context)?;
        Ok(HttpResponse::json(
            200,
            to_json(&BodyOut {
                status: "ok",
                session: Some(session),
                error: None,
            })?,
        ))
    }

    /// The project, then the signature over the raw body, then method and path.
    fn authorize(&self, request: &ReceivedRequest, method: &str) -> Result<(), Rejection> {
        if request
            .header(PROJECT)
            .map_err(rejected)?
            != Some(&self.project)
        {
            let error = RefundError::new(
                code::UNAUTHORIZED,
                format!("headers.{PROJECT}"),
                "is not this project",
            );
            return Err(error.rejected_with(refusal(
                400,
                "authorization_error",
                "Unknown project",
            )));
        }
        let signature = request
            .header(SIGNATURE)
            .map_err(rejected)?;
        let signature = signature.unwrap_or_default();
        if !signed_by_one(&self.merchant_keys, &request.body, signature) {
            let otherwise = "is not by one of the merchant's keys over this body";
            let cause = Notation::Base64.cause(signature, otherwise);
            let error = unverified(SIGNATURE_FIELD, cause);
            return Err(error.rejected_with(refusal(
                400,
                "authentication_error",
                "Wrong signature",
            )));
        }
        if request.method != HttpMethod::Post || request.path() != self.version.path(method) {
            let error = RefundError::new(code::UNSUPPORTED, "url", "is not the documented method");
            return Err(error.rejected_with(refusal(404, "invalid_request", "Unknown method")));
        }
        Ok(())
    }
}

/// Every refusal of a request has a response, which names what is wrong; 400 is the only status that is attested for errors.
fn rejected(error: RefundError) -> Rejection {
    let description = format!("{}: {}", error.field(), error.detail());
    error.rejected_with(refusal(400, "invalid_request", &description))
}

fn refusal(http_status: u16, code: &str, description: &str) -> HttpResponse {
    let body = BodyOut {
        status: "error",
        session: None,
        error: Some(ErrorOut { code, description }),
    };
    HttpResponse::json(http_status, to_json(&body).unwrap_or_default())
}
