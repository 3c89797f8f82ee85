//! What all messages have in common: their form, their header, and the id of a capture.

use super::failure::Fault;
use super::wire::{
    RequestHeaderIn, RequestHeaderOut, RequestIn, TimestampIn, TimestampOut, VersionIn,
};
use super::wire::{int64, is_object, string};
use crate::http::{ReceivedRequest, validate};
use crate::value::error::{RefundError, code};
use crate::wire::{RawValue, from_json, from_json_text};
use serde::{Deserialize, Serialize};

/// How far a message's time may be from now: 60,000 ms, inclusive.
const MOST_SKEW: u64 = 60_000;

/// The form of a message. A response has the form of its request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum GoogleShape {
    /// Account id, currency and amount side by side; results are words.
    #[default]
    Flat,
    /// Account id in the header; time, amount and result are objects.
    Object,
}

/// Version of the API that a request speaks. Does not tell the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleProtocolVersion {
    /// 1, in the object form also 2.
    pub major: u32,
    /// Minor version; always there in the flat form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub minor: Option<u32>,
    /// Revision; always there in the flat form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub revision: Option<u32>,
}

/// The names under which a payment is referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum GoogleCaptureIdKind {
    /// `captureRequestId`: the request id of the capture.
    CaptureRequestId,
    /// `transactionId`: the id of the capture in the object form.
    TransactionId,
    /// `generateReferenceNumberRequestId`: the request id of the call that made a reference number.
    GenerateReferenceNumberRequestId,
}

impl GoogleCaptureIdKind {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::CaptureRequestId => "captureRequestId",
            Self::TransactionId => "transactionId",
            Self::GenerateReferenceNumberRequestId => "generateReferenceNumberRequestId",
        }
    }
}

/// The payment that a refund is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleCaptureId {
    /// Under which name it came.
    pub kind: GoogleCaptureIdKind,
    /// The id, opaque: 1 to 256 characters.
    pub id: String,
}

/// A header that was read, with the account id wherever it stood.
pub(super) struct Header {
    pub(super) protocol_version: GoogleProtocolVersion,
    pub(super) request_id: String,
    pub(super) timestamp: i64,
    pub(super) account_id: String,
}

/// A body with its header opened, which tells the form.
pub(super) struct Message<'a> {
    pub(super) shape: GoogleShape,
    pub(super) body: RequestIn<'a>,
    header: RequestHeaderIn<'a>,
}

impl<'a> Message<'a> {
    pub(super) fn read(request: &'a ReceivedRequest) -> Result<Self, Fault> {
        let body: RequestIn<'a> = from_json(&request.body).map_err(|_| Fault::unreadable())?;
        let header = body
            .request_header
            .ok_or_else(|| Fault::missing("requestHeader"))?;
        let header: RequestHeaderIn<'a> = object("requestHeader", header)?;
        Ok(Self {
            shape: shape(&header),
            body,
            header,
        })
    }
}

/// An object as time, or the account id in the header, is the object form.
fn shape(header: &RequestHeaderIn<'_>) -> GoogleShape {
    let object = header
        .request_timestamp
        .is_some_and(is_object)
        || header
            .payment_integrator_account_id
            .is_some_and(|id| !id.is_empty());
    if object {
        GoogleShape::Object
    } else {
        GoogleShape::Flat
    }
}

pub(super) fn read_header(message: &Message<'_>) -> Result<Header, Fault> {
    let Message {
        shape,
        body,
        header,
    } = message;
    let shape = *shape;
    let request_id_text = text("requestHeader.requestId", header.request_id)?;
    request_id("requestHeader.requestId", &request_id_text)?;
    Ok(Header {
        protocol_version: version(header.protocol_version, shape)?,
        request_id: request_id_text,
        timestamp: timestamp(header, shape)?,
        account_id: account(header, body, shape)?,
    })
}

fn version(
    value: Option<RawValue<'_>>,
    shape: GoogleShape,
) -> Result<GoogleProtocolVersion, Fault> {
    const FIELD: &str = "requestHeader.protocolVersion";
    let value = value.ok_or_else(|| Fault::missing(FIELD))?;
    let parts: VersionIn<'_> = object(FIELD, value)?;
    let number = |part: RawValue<'_>| {
        int64(part)
            .and_then(|number| number.try_into().ok())
            .ok_or_else(|| Fault::invalid(FIELD, "is not a version"))
    };
    let version = GoogleProtocolVersion {
        major: number(
            parts
                .major
                .ok_or_else(|| Fault::missing("requestHeader.protocolVersion.major"))?,
        )?,
        minor: parts.minor.map(number).transpose()?,
        revision: parts
            .revision
            .map(number)
            .transpose()?,
    };
    if served(version, shape) {
        Ok(version)
    } else {
        Err(Fault::unserved_version(FIELD))
    }
}

fn served(version: GoogleProtocolVersion, shape: GoogleShape) -> bool {
    version.major == 1 || (version.major == 2 && shape == GoogleShape::Object)
}

fn timestamp(header: &RequestHeaderIn<'_>, shape: GoogleShape) -> Result<i64, Fault> {
    const FIELD: &str = "requestHeader.requestTimestamp";
    const MILLIS: &str = "requestHeader.requestTimestamp.epochMillis";
    let value = header
        .request_timestamp
        .ok_or_else(|| Fault::missing(FIELD))?;
    let (field, millis) = match shape {
        GoogleShape::Flat => (FIELD, Some(value)),
        GoogleShape::Object => (
            MILLIS,
            object::<TimestampIn<'_>>(FIELD, value)?.epoch_millis,
        ),
    };
    let millis = millis.ok_or_else(|| Fault::missing(field))?;
    int64(millis).ok_or_else(|| Fault::invalid(field, "is not an int64 of milliseconds"))
}

/// The account id where the form puts it; another one in the other place is a contradiction.
fn account(
    header: &RequestHeaderIn<'_>,
    body: &RequestIn<'_>,
    shape: GoogleShape,
) -> Result<String, Fault> {
    let top = body.payment_integrator_account_id;
    if shape == GoogleShape::Flat {
        return text(account_field(shape), top);
    }
    let inner = text(account_field(shape), header.payment_integrator_account_id)?;
    let top = top.filter(|top| !top.is_empty());
    let differs = top.is_some_and(|top| string(top).as_ref() != Some(&inner));
    if differs {
        let top = account_field(GoogleShape::Flat);
        Err(Fault::invalid(top, "is not the one in the header"))
    } else {
        Ok(inner)
    }
}

/// Where a form has the account id.
pub(super) fn account_field(shape: GoogleShape) -> &'static str {
    match shape {
        GoogleShape::Flat => "paymentIntegratorAccountId",
        GoogleShape::Object => "requestHeader.paymentIntegratorAccountId",
    }
}

/// A nested object. Something else in its place is a bad value, a doubled member makes the whole body unreadable.
pub(super) fn object<'a, T: Deserialize<'a>>(
    field: &'static str,
    value: RawValue<'a>,
) -> Result<T, Fault> {
    if is_object(value) {
        from_json_text(value.raw()).map_err(|_| Fault::unreadable())
    } else {
        Err(Fault::invalid(field, "must be an object"))
    }
}

/// A string that must be there.
pub(super) fn text(field: &'static str, value: Option<RawValue<'_>>) -> Result<String, Fault> {
    let value = value.ok_or_else(|| Fault::missing(field))?;
    let text = string(value).ok_or_else(|| Fault::invalid(field, "must be a string"))?;
    validate::line(field, &text, MOST_TEXT)?;
    Ok(text)
}

/// No document limits ids; this only keeps out what no id can be.
const MOST_TEXT: usize = 1024;

/// The time of a message against now.
pub(super) fn is_fresh(timestamp: i64, now_ms: i64) -> bool {
    now_ms.abs_diff(timestamp) <= MOST_SKEW
}

/// 1 to 100 of `a-z A-Z 0-9 : - _`.
pub(super) fn request_id<'a>(field: &str, value: &'a str) -> Result<&'a str, RefundError> {
    validate::visible_ascii(field, value, 100)?;
    let allowed = value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b":-_".contains(&byte));
    validate::require(
        allowed,
        field,
        "may have letters, digits, colon, hyphen and underscore only",
    )
    .map(|()| value)
}

/// An account id: it also becomes a path segment.
pub(super) fn account_id<'a>(field: &str, value: &'a str) -> Result<&'a str, RefundError> {
    validate::path_segment(field, value, 256)
}

/// The text of a capture id.
pub(super) fn capture_id_text<'a>(field: &str, value: &'a str) -> Result<&'a str, RefundError> {
    validate::line(field, value, 256)
}

/// What a sender puts into a header.
pub(super) struct Sender<'a> {
    pub(super) shape: GoogleShape,
    pub(super) protocol_version: GoogleProtocolVersion,
    pub(super) request_id: &'a str,
    pub(super) account_id: &'a str,
}

impl<'a> Sender<'a> {
    /// Checks everything, with the names of our own models.
    pub(super) fn check(&self) -> Result<(), RefundError> {
        request_id("requestId", self.request_id)?;
        account_id("accountId", self.account_id)?;
        let GoogleProtocolVersion {
            minor, revision, ..
        } = self.protocol_version;
        let whole = self.shape == GoogleShape::Object || (minor.is_some() && revision.is_some());
        if !whole {
            return Err(RefundError::new(
                code::MISSING_FIELD,
                "protocolVersion",
                "needs minor and revision",
            ));
        }
        validate::require(
            served(self.protocol_version, self.shape),
            "protocolVersion.major",
            "is not known",
        )
    }

    pub(super) fn header(&self, now_ms: i64) -> RequestHeaderOut<'a> {
        RequestHeaderOut {
            protocol_version: self.protocol_version.into(),
            request_id: self.request_id,
            request_timestamp: TimestampOut::new(self.shape, now_ms),
            payment_integrator_account_id: (self.shape == GoogleShape::Object)
                .then_some(self.account_id),
        }
    }

    /// The account id beside the header, where the form has it there.
    pub(super) fn top_account(&self) -> Option<&'a str> {
        (self.shape == GoogleShape::Flat).then_some(self.account_id)
    }
}
