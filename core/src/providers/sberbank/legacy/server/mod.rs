//! The legacy gateway's own side: reads refunds, answers and announces them. For simulators, integrators and tests.
//!
//! Liberal in what it reads: GET and POST, parameters in any order, unknown ones passed over.

mod request;
mod response;

use self::request::{bad, is_last_segment, order};
use self::response::respond;
use super::super::details::{SberbankOrderStatus, SberbankRefundResponse};
use super::super::login::Login;
use super::super::order_description::{RefundList, describe};
use super::super::response::{is_carried_out, said};
use super::super::{SberbankMethod, checked_currency, roubles};
use super::SberbankCallback;
use super::checksum::{CHECKSUM, CallbackSigner, SIGN_ALIAS, to_sign};
use super::item::SberbankLegacyItem;
use super::refund::SberbankLegacyRefund;
use super::wire::{STATUS_PATH, path, read_items};
use crate::api::context::CallContext;
use crate::api::merchant::Provider;
use crate::api::orders::{RefundOrder, RefundReply, RefundUpdate, StatusCall};
use crate::api::server::{ServeRefunds, SimulateProvider};
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::{
    Header, HttpMethod, HttpRequest, HttpResponse, ReceivedRequest, Rejection, form,
};
use crate::signature::rsa_key::RsaHash;
use crate::value::error::{RefundError, code};
use crate::value::hex::to_hex;
use crate::value::secret::Secret;
use crate::wire::printed::Printed;
use serde::{Deserialize, Serialize};

/// How the provider side behaves.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct SberbankLegacyServerConfig {
    /// The account's currency; `RUB` by default.
    #[cfg_attr(feature = "uniffi", uniffi(default = "RUB"))]
    pub currency: String,
    /// How callbacks are sent, as a form by POST or as a query by GET; `POST` by default.
    pub callback_method: HttpMethod,
    /// The hash of asymmetric checksums; `sha512` by default.
    pub callback_hash: RsaHash,
    /// Takes a callback key of 1024 bits; false by default.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub small_callback_key: bool,
}

impl Default for SberbankLegacyServerConfig {
    fn default() -> Self {
        Self {
            currency: roubles(),
            callback_method: HttpMethod::Post,
            callback_hash: RsaHash::Sha512,
            small_callback_key: false,
        }
    }
}

/// What a merchant must present, and with which callbacks are signed: a token, a private key, or neither.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankLegacyServerCredentials {
    /// Login of the API user: 1 to 30 visible ASCII characters. Absent beside a token.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub user_name: Option<Secret>,
    /// Its password: 1 to 30 visible ASCII characters. Absent beside a token.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub password: Option<Secret>,
    /// A token instead of login and password: 1 to 256 visible ASCII characters.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub token: Option<Secret>,
    /// Token of the symmetric checksum.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub callback_token: Option<Secret>,
    /// Private key of the asymmetric checksum, in PEM.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub callback_key: Option<Secret>,
}

impl SberbankLegacyServerCredentials {
    /// Login and password of the API user.
    pub fn with_password(user_name: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        Self {
            user_name: Some(user_name.into()),
            password: Some(password.into()),
            token: None,
            callback_token: None,
            callback_key: None,
        }
    }

    /// A token instead of login and password.
    pub fn with_token(token: impl Into<Secret>) -> Self {
        Self {
            user_name: None,
            password: None,
            token: Some(token.into()),
            callback_token: None,
            callback_key: None,
        }
    }
}

/// A refund as it arrived. An order without amount is `refund.do` with `amount=0`: everything that is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankLegacyCall {
    /// What to do.
    pub order: RefundOrder,
    /// Which request it was.
    pub method: SberbankMethod,
    /// The positions that are given back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub refund_items: Vec<SberbankLegacyItem>,
    /// Language of the response's texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub language: Option<String>,
}

impl AsRef<RefundOrder> for SberbankLegacyCall {
    fn as_ref(&self) -> &RefundOrder {
        &self.order
    }
}

impl SberbankLegacyCall {
    /// Whether this is what `refund` puts on the wire.
    pub fn is_of(&self, refund: &SberbankLegacyRefund) -> bool {
        self.order.payment == refund.order_id
            && self.order.amount.as_ref() == Some(&refund.amount)
            && self.order.key == refund.external_refund_id
            && self.order.precondition == refund.expected_deposited_amount
            && self.method == refund.method
            && self.refund_items == refund.refund_items
            && self.language == refund.language
    }
}

/// The legacy gateway's own side.
#[derive(Debug)]
pub struct SberbankLegacyServer {
    access: Login,
    currency: String,
    callback_method: HttpMethod,
    signer: CallbackSigner,
}

impl Provider for SberbankLegacyServer {
    type Config = SberbankLegacyServerConfig;
    type Credentials = SberbankLegacyServerCredentials;

    fn new(
        config: SberbankLegacyServerConfig,
        credentials: SberbankLegacyServerCredentials,
    ) -> Result<Self, RefundError> {
        let (token, key) = (credentials.callback_token, credentials.callback_key);
        Ok(Self {
            access: Login::checked(
                credentials.user_name,
                credentials.password,
                credentials.token,
            )?,
            currency: checked_currency(config.currency)?,
            callback_method: config.callback_method,
            signer: CallbackSigner::checked(
                token,
                key,
                config.callback_hash,
                config.small_callback_key,
            )?,
        })
    }
}

impl ServeRefunds for SberbankLegacyServer {
    type Call = SberbankLegacyCall;
    type Reply = RefundReply;

    fn parse_request(
        &self,
        request: &ReceivedRequest,
        _context: &CallContext,
    ) -> Result<SberbankLegacyCall, Rejection> {
        let parameters = self.admitted(request)?;
        let methods = [SberbankMethod::AutoRefund, SberbankMethod::Refund];
        let Some(method) = methods
            .into_iter()
            .find(|method| is_last_segment(request, path(*method)))
        else {
            let error = RefundError::new(code::UNSUPPORTED, "url", "is not a refund");
            return Err(error.rejected_with(HttpResponse::empty(404)));
        };
        let items = parameters
            .value("refundItems")
            .map(read_items)
            .transpose();
        Ok(SberbankLegacyCall {
            order: order(&self.currency, method, &parameters)?,
            method,
            refund_items: items
                .map_err(|error| error.rejected_with(said(200, "8", "Неверный формат корзины")))?
                .unwrap_or_default(),
            language: parameters.owned("language"),
        })
    }
}

impl SimulateProvider for SberbankLegacyServer {
    type ResponseDetails = SberbankRefundResponse;
    type StatusDetails = SberbankOrderStatus;
    type WebhookDetails = SberbankCallback;

    fn build_response(
        &self,
        call: &SberbankLegacyCall,
        reply: &RefundReply,
        details: Option<&SberbankRefundResponse>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        context.time()?;
        let printed = details.map(SberbankRefundResponse::printed);
        Printed::checked(printed)?.respond(respond(call, reply)?)
    }

    fn parse_status_request(&self, request: &ReceivedRequest) -> Result<StatusCall, Rejection> {
        let parameters = self.admitted(request)?;
        if !is_last_segment(request, STATUS_PATH) {
            let error = RefundError::new(code::UNSUPPORTED, "url", "is not a status query");
            return Err(error.rejected_with(HttpResponse::empty(404)));
        }
        let order = parameters
            .owned("orderId")
            .or_else(|| parameters.owned("orderNumber"));
        order
            .map(|payment| StatusCall { payment })
            .ok_or_else(|| bad("orderId", "1", "[orderId] is empty."))
    }

    fn build_status_response(
        &self,
        payment: &PaymentSnapshot,
        details: Option<&SberbankOrderStatus>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        context.time()?;
        let printed = details.map(|details| details.printed(&self.currency));
        let described = describe(payment, &self.currency, RefundList::Refunds)?;
        Printed::checked(printed)?.respond(described)
    }

    fn build_webhook(
        &self,
        url: &str,
        update: &RefundUpdate,
        details: Option<&SberbankCallback>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        context.time()?;
        let entry = update.entry()?;
        let status = if is_carried_out(entry.status)? {
            "1"
        } else {
            "0"
        };
        let all = [
            ("mdOrder", update.payment.payment_id.as_deref()),
            (
                "orderNumber",
                update
                    .payment
                    .merchant_order
                    .as_deref(),
            ),
            ("operation", Some("refunded")),
            ("status", Some(status)),
            ("externalRefundId", entry.reference.as_deref()),
        ];
        let given = all
            .into_iter()
            .filter_map(|(name, value)| Some((name.into(), value?.into())));
        let mut pairs: Vec<form::Pair<'_>> = given.collect();
        details.map_or(Ok(()), |details| details.over(&mut pairs))?;
        if let Some((checksum, alias)) = self
            .signer
            .sign(&to_sign(&pairs)?, context)?
        {
            pairs.extend(alias.map(|alias| (SIGN_ALIAS.into(), alias.into())));
            pairs.push((
                CHECKSUM.into(),
                to_hex(&checksum)
                    .to_ascii_uppercase()
                    .into(),
            ));
        }
        Ok(self.callback(url, form::encode(&pairs)))
    }
}

impl SberbankLegacyServer {
    fn callback(&self, url: &str, pairs: String) -> HttpRequest {
        match self.callback_method {
            HttpMethod::Get => HttpRequest::get(format!("{url}?{pairs}"), Vec::new()),
            HttpMethod::Post => HttpRequest::post(
                url.to_owned(),
                vec![Header::new("content-type", form::CONTENT_TYPE)],
                pairs,
            ),
        }
    }
}
