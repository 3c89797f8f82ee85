//! Google's own side of a refund: asks, and understands the response. For simulators and tests.

mod notice;

pub use notice::GoogleNotice;

use super::message::{self, GoogleCaptureId, GoogleProtocolVersion, GoogleShape, Sender};
use super::refund::GoogleRefundRequest;
use super::reply::read_reply;
use super::result::meaning;
use super::wire::{AmountOut, CaptureIdOut, RefundOut};
use super::{GoogleCaller, GoogleReply, REFUND};
use crate::api::context::CallContext;
use crate::api::merchant::Merchant;
use crate::api::parsed::Parsed;
use crate::api::stored::stored;
use crate::decision::profile::OperationProfile;
use crate::http::validate::{self, in_refund};
use crate::http::{HttpRequest, SendResult};
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::value::money::{Money, known_currency, to_micros};
use serde::{Deserialize, Serialize};

/// A refund as Google asks for it. Plain data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleRefund {
    /// The form.
    pub shape: GoogleShape,
    /// The version to speak.
    pub protocol_version: GoogleProtocolVersion,
    /// The same for repetitions, another for every other refund: 1 to 100 of `a-z A-Z 0-9 : - _`.
    pub request_id: String,
    /// The integrator's account: one line of 1 to 256 characters, not `.` or `..`.
    pub account_id: String,
    /// The payment.
    pub capture_id: GoogleCaptureId,
    /// How much: at most 2^63 - 1 micros.
    pub amount: Money,
    /// The end-to-end id of the Pix payment (`pixEndToEndIdToRefund` of `refundable-one-time-payment-code-v1/refund`): one line of
    /// 1 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub pix_end_to_end_id_to_refund: Option<String>,
    /// An id of the refund (`refundId` of the same method): one line of 1 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub refund_id: Option<String>,
}

stored!(GoogleRefund, "google_refund", google_refund_from_stored);

impl GoogleRefundRequest {
    /// Whether this is what `refund` puts on the wire.
    pub fn is_of(&self, refund: &GoogleRefund) -> bool {
        self.shape == refund.shape
            && self.protocol_version == refund.protocol_version
            && self.request_id == refund.request_id
            && self.account_id == refund.account_id
            && self.capture_id == refund.capture_id
            && self.amount == refund.amount
            && self.pix_end_to_end_id_to_refund == refund.pix_end_to_end_id_to_refund
            && self.refund_id == refund.refund_id
    }
}

impl Merchant for GoogleCaller {
    type Refund = GoogleRefund;
    type ResponseDetails = GoogleReply;

    fn profiles() -> &'static [OperationProfile] {
        &[REFUND]
    }

    fn profile(&self, _refund: &GoogleRefund) -> OperationProfile {
        REFUND
    }

    fn build_request(
        &self,
        refund: &GoogleRefund,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        let now_ms = context.now_ms()?;
        let micros = check(refund)?;
        Ok(HttpRequest::post(
            self.refund_url.clone(),
            Vec::new(),
            to_json(&body(refund, micros, now_ms))?,
        ))
    }

    fn parse_response(
        &self,
        refund: &GoogleRefund,
        result: &SendResult,
        context: &CallContext,
    ) -> Result<Parsed<GoogleReply>, RefundError> {
        let now_ms = context.time()?;
        check(refund)?;
        Ok(Parsed::new(
            read_reply(result, now_ms, meaning),
            &REFUND,
            &[],
        ))
    }
}

impl GoogleCaller {
    /// What other languages, whose methods have no context, call to have a response's own time judged.
    #[doc(hidden)]
    pub fn parse_response_at(
        &self,
        refund: &GoogleRefund,
        result: &SendResult,
        context: &CallContext,
    ) -> Result<Parsed<GoogleReply>, RefundError> {
        Merchant::parse_response(self, refund, result, context)
    }
}

impl GoogleRefund {
    fn sender(&self) -> Sender<'_> {
        Sender {
            shape: self.shape,
            protocol_version: self.protocol_version,
            request_id: &self.request_id,
            account_id: &self.account_id,
        }
    }
}

/// No page gives a length; longer than any id that one shows.
const MOST_PIX_ID: usize = 255;

/// Checks everything that is in the caller's hands; gives the amount in micros.
pub(super) fn check(refund: &GoogleRefund) -> Result<i64, RefundError> {
    check_fields(refund).map_err(in_refund)
}

fn check_fields(refund: &GoogleRefund) -> Result<i64, RefundError> {
    refund.sender().check()?;
    for (field, said) in [
        ("pixEndToEndIdToRefund", &refund.pix_end_to_end_id_to_refund),
        ("refundId", &refund.refund_id),
    ] {
        said.as_deref()
            .map(|said| validate::line(field, said, MOST_PIX_ID))
            .transpose()?;
    }
    message::capture_id_text("captureId.id", &refund.capture_id.id)?;
    let minor_units = refund.amount.checked("amount")?.get();
    let (_, exponent) = known_currency("amount.currency", &refund.amount.currency)?;
    let too_large = || {
        RefundError::new(
            code::INVALID_AMOUNT,
            "amount.minorUnits",
            "is more than 2^63 - 1 micros",
        )
    };
    to_micros(minor_units, exponent).ok_or_else(too_large)
}

fn body(refund: &GoogleRefund, micros: i64, now_ms: i64) -> RefundOut<'_> {
    let sender = refund.sender();
    let currency = refund.amount.currency.as_str();
    let (currency_code, refund_amount) = match refund.shape {
        GoogleShape::Flat => (Some(currency), AmountOut::Flat(micros.to_string())),
        GoogleShape::Object => (
            None,
            AmountOut::Object {
                amount_micros: micros.to_string(),
                currency_code: currency,
            },
        ),
    };
    RefundOut {
        request_header: sender.header(now_ms),
        payment_integrator_account_id: sender.top_account(),
        capture_id: CaptureIdOut(&refund.capture_id),
        currency_code,
        refund_amount,
        pix_end_to_end_id_to_refund: refund
            .pix_end_to_end_id_to_refund
            .as_deref(),
        refund_id: refund.refund_id.as_deref(),
    }
}
