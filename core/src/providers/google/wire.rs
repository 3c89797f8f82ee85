//! Google's names, as its documents spell them, in both forms.

use super::message::{GoogleCaptureId, GoogleCaptureIdKind, GoogleProtocolVersion, GoogleShape};
use crate::value::int_or_digits::parse_digits;
use crate::wire::RawValue;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;

/// An int64 of ms: a string, or an object with one.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum TimestampOut {
    Flat(String),
    #[serde(rename_all = "camelCase")]
    Object {
        epoch_millis: String,
    },
}

impl TimestampOut {
    pub(super) fn new(shape: GoogleShape, millis: i64) -> Self {
        match shape {
            GoogleShape::Flat => Self::Flat(millis.to_string()),
            GoogleShape::Object => Self::Object {
                epoch_millis: millis.to_string(),
            },
        }
    }
}

#[derive(Serialize)]
pub(super) struct VersionOut {
    major: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    minor: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<u32>,
}

impl From<GoogleProtocolVersion> for VersionOut {
    fn from(version: GoogleProtocolVersion) -> Self {
        Self {
            major: version.major,
            minor: version.minor,
            revision: version.revision,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestHeaderOut<'a> {
    pub(super) protocol_version: VersionOut,
    pub(super) request_id: &'a str,
    pub(super) request_timestamp: TimestampOut,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payment_integrator_account_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResponseHeaderOut {
    response_timestamp: TimestampOut,
}

impl ResponseHeaderOut {
    pub(super) fn new(shape: GoogleShape, now_ms: i64) -> Self {
        Self {
            response_timestamp: TimestampOut::new(shape, now_ms),
        }
    }
}

/// `refund`, as Google sends it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundOut<'a> {
    pub(super) request_header: RequestHeaderOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payment_integrator_account_id: Option<&'a str>,
    #[serde(flatten)]
    pub(super) capture_id: CaptureIdOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) currency_code: Option<&'a str>,
    pub(super) refund_amount: AmountOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pix_end_to_end_id_to_refund: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refund_id: Option<&'a str>,
}

/// The one capture id, under the name of its kind.
pub(super) struct CaptureIdOut<'a>(pub(super) &'a GoogleCaptureId);

impl Serialize for CaptureIdOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.0.kind.name(), &self.0.id)?;
        map.end()
    }
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum AmountOut<'a> {
    Flat(String),
    #[serde(rename_all = "camelCase")]
    Object {
        amount_micros: String,
        currency_code: &'a str,
    },
}

/// A member of a union, such as `{"success": {}}`.
pub(super) struct UnionOut<'a> {
    pub(super) member: &'static str,
    pub(super) raw_result: Option<RawResultOut<'a>>,
}

impl Serialize for UnionOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'b, 'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            raw_result: Option<&'b RawResultOut<'a>>,
        }
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(
            self.member,
            &Body {
                raw_result: self.raw_result.as_ref(),
            },
        )?;
        map.end()
    }
}

/// A result code, or a union of results.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum ResultOut<'a> {
    Flat(&'static str),
    Object(UnionOut<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawResultOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<&'a str>,
    pub(super) raw_code: &'a str,
}

/// Any request of Google, and the notification: what is missing or of a wrong type is found by name later.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestIn<'a> {
    #[serde(borrow)]
    pub(super) request_header: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) payment_integrator_account_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    capture_request_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    transaction_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    generate_reference_number_request_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) currency_code: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) refund_amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) pix_end_to_end_id_to_refund: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) refund_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) refund_request_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) payment_integrator_refund_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) refund_result: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) result: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) raw_result: Option<RawValue<'a>>,
}

impl<'a> RequestIn<'a> {
    /// The members of `captureId` that are present, with their kinds.
    pub(super) fn capture_ids(&self) -> impl Iterator<Item = (GoogleCaptureIdKind, RawValue<'a>)> {
        [
            (
                GoogleCaptureIdKind::CaptureRequestId,
                self.capture_request_id,
            ),
            (GoogleCaptureIdKind::TransactionId, self.transaction_id),
            (
                GoogleCaptureIdKind::GenerateReferenceNumberRequestId,
                self.generate_reference_number_request_id,
            ),
        ]
        .into_iter()
        .filter_map(|(kind, id)| Some((kind, id?)))
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestHeaderIn<'a> {
    #[serde(borrow)]
    pub(super) protocol_version: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) request_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) request_timestamp: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) payment_integrator_account_id: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
pub(super) struct VersionIn<'a> {
    #[serde(borrow)]
    pub(super) major: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) minor: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) revision: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TimestampIn<'a> {
    #[serde(borrow)]
    pub(super) epoch_millis: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AmountIn<'a> {
    #[serde(borrow)]
    pub(super) amount_micros: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) currency_code: Option<RawValue<'a>>,
}

/// Any response: of the integrator to `refund`, of Google to a notification, and errors.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReplyIn<'a> {
    #[serde(borrow)]
    pub(super) response_header: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) result: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) payment_integrator_refund_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) raw_result: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) error_response_code: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) error_response_result: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) error_description: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) payment_integrator_error_identifier: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResponseHeaderIn<'a> {
    #[serde(borrow)]
    pub(super) response_timestamp: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawResultIn<'a> {
    #[serde(borrow)]
    pub(super) scope: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) raw_code: Option<RawValue<'a>>,
}

/// What a union's member holds.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UnionBodyIn<'a> {
    #[serde(borrow)]
    pub(super) raw_result: Option<RawValue<'a>>,
}

/// A positive or zero int64, a string or a number: digits alone, without leading zeros.
pub(super) fn int64(value: RawValue<'_>) -> Option<i64> {
    let text = value.text()?;
    let padded = text.len() > 1 && text.starts_with('0');
    parse_digits(&text).filter(|_| !padded)
}

/// The text of a JSON string; nothing for any other value, such as a number.
pub(super) fn string(value: RawValue<'_>) -> Option<String> {
    value.as_str().map(Cow::into_owned)
}

/// Whether this is an object.
pub(super) fn is_object(value: RawValue<'_>) -> bool {
    value.raw().starts_with('{')
}
