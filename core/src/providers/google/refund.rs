//! The refund that Google asks for: model and parser, both forms.

use super::GoogleIntegrator;
use super::failure::{Fault, own_fault};
use super::message::{
    self, GoogleCaptureId, GoogleProtocolVersion, GoogleShape, Header, Message, object, text,
};
use super::result::GoogleRefundResult;
use super::wire::{AmountIn, RequestIn, int64, string};
use crate::api::context::CallContext;
use crate::api::server::ServeRefunds;
use crate::api::stored::stored;
use crate::decision::event::dedupe_key;
use crate::http::{HttpMethod, ReceivedRequest, Rejection};
use crate::value::error::{RefundError, code};
use crate::value::hex::to_hex;
use crate::value::money::{MinorUnits, Money, from_micros, known_currency, to_micros};
use crate::wire::RawValue;
use crate::wire::details::DetailReader;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A refund that Google asks for, checked in form, clock and account. Plain data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleRefundRequest {
    /// The request's form, which the response mirrors.
    pub shape: GoogleShape,
    /// The version that it speaks.
    pub protocol_version: GoogleProtocolVersion,
    /// With the account id the idempotency key: 1 to 100 characters.
    pub request_id: String,
    /// When it was sent, in milliseconds since 1970. Differs from repetition to repetition.
    pub request_timestamp: i64,
    /// Our account: one of the configured ones.
    pub account_id: String,
    /// The payment.
    pub capture_id: GoogleCaptureId,
    /// The amount in millionths of the currency's unit, as it came. A string of digits in documents.
    #[serde(with = "micros")]
    #[cfg_attr(feature = "typescript", tsify(type = "string"))]
    pub micros: i64,
    /// The same amount in minor units, exactly.
    pub amount: Money,
    /// SHA-256, in hex, of capture id, currency and micros: equal for repetitions, different for another refund.
    pub fingerprint: String,
    /// The end-to-end id of the Pix payment (`pixEndToEndIdToRefund` of `refundable-one-time-payment-code-v1/refund`). No page that
    /// could be read says more; it decides nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub pix_end_to_end_id_to_refund: Option<String>,
    /// An id of the refund (`refundId` of the same method). No page that could be read says whose; it decides nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub refund_id: Option<String>,
}

stored!(
    GoogleRefundRequest,
    "google_refund_request",
    google_refund_request_from_stored
);

impl GoogleRefundRequest {
    /// Whether amount, micros and fingerprint still belong together, after the request was stored and came back.
    pub(super) fn is_whole(&self) -> bool {
        let micros = known_currency("", &self.amount.currency)
            .ok()
            .and_then(|(_, exponent)| to_micros(self.amount.minor_units, exponent));
        micros == Some(self.micros)
            && self.fingerprint == fingerprint(&self.capture_id, &self.amount, self.micros)
    }
}

/// SHA-256 of `{length}:{kind},{length}:{id},{length}:{currency},{length}:{micros}`: no two refunds give the same text.
fn fingerprint(capture_id: &GoogleCaptureId, amount: &Money, micros: i64) -> String {
    let parts = [
        capture_id.kind.name(),
        &capture_id.id,
        &amount.currency,
        &micros.to_string(),
    ];
    to_hex(&Sha256::digest(dedupe_key(&parts)))
}

impl ServeRefunds for GoogleIntegrator {
    type Call = GoogleRefundRequest;
    type Reply = GoogleRefundResult;

    fn parse_request(
        &self,
        request: &ReceivedRequest,
        context: &CallContext,
    ) -> Result<GoogleRefundRequest, Rejection> {
        let now_ms = context.now_ms().map_err(own_fault)?;
        let message =
            Message::read(request).map_err(|fault| fault.rejected(GoogleShape::Flat, now_ms))?;
        self.read(request, &message, now_ms)
            .map_err(|fault| fault.rejected(message.shape, now_ms))
    }
}

impl GoogleIntegrator {
    /// Form first, then the clock, then the account.
    fn read(
        &self,
        request: &ReceivedRequest,
        message: &Message<'_>,
        now_ms: i64,
    ) -> Result<GoogleRefundRequest, Fault> {
        check_method(request)?;
        let header = message::read_header(message)?;
        let read = described(&message.body, message.shape, header)?;
        if !message::is_fresh(read.request_timestamp, now_ms) {
            return Err(Fault::stale());
        }
        if !self
            .account_ids
            .contains(&read.account_id)
        {
            return Err(Fault::unknown(message::account_field(read.shape)));
        }
        Ok(read)
    }
}

/// The last word of the path tells `refund` from `asynchronousRefund`, whose bodies are alike.
fn check_method(request: &ReceivedRequest) -> Result<(), Fault> {
    if request.method != HttpMethod::Post {
        return Err(Fault::not_served("method"));
    }
    let path = request.path();
    let has_gap = path.split('/').any(str::is_empty);
    if !has_gap && path.rsplit('/').next() == Some("refund") {
        Ok(())
    } else {
        Err(Fault::not_served("url"))
    }
}

fn described(
    body: &RequestIn<'_>,
    shape: GoogleShape,
    header: Header,
) -> Result<GoogleRefundRequest, Fault> {
    let capture_id = capture_id(body)?;
    let (currency, micros) = money(body, shape)?;
    let amount = exact(shape, &currency, micros)?;
    Ok(GoogleRefundRequest {
        shape,
        protocol_version: header.protocol_version,
        request_id: header.request_id,
        request_timestamp: header.timestamp,
        account_id: header.account_id,
        fingerprint: fingerprint(&capture_id, &amount, micros),
        capture_id,
        micros,
        amount,
        pix_end_to_end_id_to_refund: said(body.pix_end_to_end_id_to_refund),
        refund_id: said(body.refund_id),
    })
}

/// A text that decides nothing; something else in its place is absent.
fn said(value: Option<RawValue<'_>>) -> Option<String> {
    let text = string(value?)?;
    DetailReader::new(&[]).exact(Some(text.as_str()))
}

fn capture_id(body: &RequestIn<'_>) -> Result<GoogleCaptureId, Fault> {
    let mut capture_ids = body
        .capture_ids()
        .filter(|(_, id)| !id.is_empty());
    let (kind, id) = capture_ids
        .next()
        .or_else(|| body.capture_ids().next())
        .ok_or_else(|| Fault::missing("captureRequestId"))?;
    if let Some((second, _)) = capture_ids.next() {
        return Err(Fault::invalid(second.name(), "is a second reference"));
    }
    let id = text(kind.name(), Some(id))?;
    message::capture_id_text(kind.name(), &id)?;
    Ok(GoogleCaptureId { kind, id })
}

/// Currency and micros from where the form has them.
fn money(body: &RequestIn<'_>, shape: GoogleShape) -> Result<(String, i64), Fault> {
    let amount = body
        .refund_amount
        .ok_or_else(|| Fault::missing("refundAmount"))?;
    if shape == GoogleShape::Flat {
        return Ok((
            text(currency_field(shape), body.currency_code)?,
            micros_of(micros_field(shape), Some(amount))?,
        ));
    }
    let inner: AmountIn<'_> = object("refundAmount", amount)?;
    let currency = text(currency_field(shape), inner.currency_code)?;
    if body
        .currency_code
        .filter(|outer| !outer.is_empty())
        .is_some_and(|outer| string(outer).as_ref() != Some(&currency))
    {
        return Err(Fault::invalid(
            "currencyCode",
            "is not the one of the amount",
        ));
    }
    Ok((
        currency,
        micros_of(micros_field(shape), inner.amount_micros)?,
    ))
}

/// Where a form has the currency.
fn currency_field(shape: GoogleShape) -> &'static str {
    match shape {
        GoogleShape::Flat => "currencyCode",
        GoogleShape::Object => "refundAmount.currencyCode",
    }
}

/// Where a form has the number.
fn micros_field(shape: GoogleShape) -> &'static str {
    match shape {
        GoogleShape::Flat => "refundAmount",
        GoogleShape::Object => "refundAmount.amountMicros",
    }
}

fn micros_of(field: &'static str, value: Option<RawValue<'_>>) -> Result<i64, Fault> {
    let value = value.ok_or_else(|| Fault::missing(field))?;
    let micros = int64(value).filter(|micros| *micros > 0);
    micros.ok_or_else(|| {
        RefundError::new(code::INVALID_AMOUNT, field, "is not a positive int64").into()
    })
}

/// Micros as minor units; what is no whole number of them is refused, never rounded.
fn exact(shape: GoogleShape, currency: &str, micros: i64) -> Result<Money, Fault> {
    let (_, exponent) = known_currency(currency_field(shape), currency)?;
    let inexact = || {
        RefundError::new(
            code::INVALID_AMOUNT,
            micros_field(shape),
            "is not a whole number of minor units",
        )
    };
    let minor_units = from_micros(micros, exponent).ok_or_else(inexact)?;
    Ok(Money::new(
        MinorUnits::new(micros_field(shape), minor_units)?.get(),
        currency,
    ))
}

/// An int64 beyond what JavaScript numbers hold: digits in a string; an integer is read as well.
mod micros {
    pub(super) use crate::value::int_or_digits::deserialize;
    use serde::Serializer;

    pub(super) fn serialize<S: Serializer>(value: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }
}
