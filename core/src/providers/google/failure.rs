//! Errors as responses: which there are, their HTTP statuses, and their bodies in both forms.

use super::GoogleIntegrator;
use super::message::GoogleShape;
use super::wire::{ResponseHeaderOut, UnionOut};
use crate::http::validate::{self, optional};
use crate::http::{HttpResponse, Rejection};
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use serde::{Deserialize, Serialize};

/// Which error; it decides the HTTP status and the code on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GoogleErrorKind {
    /// 400: a version that is not served.
    InvalidApiVersion,
    /// 401: signed with an unknown or inactive key.
    InvalidPayloadSignature,
    /// 400: encrypted to an unknown or inactive key.
    InvalidPayloadEncryption,
    /// 400: the request's time is more than 60 s from now.
    RequestTimestampOutOfRange,
    /// 404: an account, capture or other id is unknown; the description names the kind.
    InvalidIdentifier,
    /// 412: the request id stands for a different refund.
    IdempotencyViolation,
    /// 400: a value outside of what is allowed.
    InvalidFieldValue,
    /// 400: a required field is missing.
    MissingRequiredField,
    /// 400: a constraint is broken, such as more than what is left.
    PreconditionViolation,
    /// 400: something that the user does stands in the way. Not for concurrency within the integrator.
    UserActionInProgress,
    /// 400: opened, but no JSON of the documented form.
    InvalidDecryptedRequest,
    /// 409, without a code: the same request is being worked on.
    InFlight,
    /// 404, without a code: another method than `refund`.
    NotServed,
    /// 500, without a code: the integrator failed.
    Internal,
}

impl GoogleErrorKind {
    /// HTTP status.
    pub fn http_status(self) -> u16 {
        match self {
            Self::InvalidPayloadSignature => 401,
            Self::InvalidIdentifier | Self::NotServed => 404,
            Self::InFlight => 409,
            Self::IdempotencyViolation => 412,
            Self::Internal => 500,
            _ => 400,
        }
    }

    /// `errorResponseCode` and the member of `errorResponseResult`; the code is optional on the wire.
    fn names(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::InvalidApiVersion => ("INVALID_API_VERSION", "invalidApiVersion"),
            Self::InvalidPayloadSignature => {
                ("INVALID_PAYLOAD_SIGNATURE", "invalidPayloadSignature")
            }
            Self::InvalidPayloadEncryption => {
                ("INVALID_PAYLOAD_ENCRYPTION", "invalidPayloadEncryption")
            }
            Self::RequestTimestampOutOfRange => (
                "REQUEST_TIMESTAMP_OUT_OF_RANGE",
                "requestTimestampOutOfRange",
            ),
            Self::InvalidIdentifier => ("INVALID_IDENTIFIER", "invalidIdentifier"),
            Self::IdempotencyViolation => ("IDEMPOTENCY_VIOLATION", "idempotencyViolation"),
            Self::InvalidFieldValue => ("INVALID_FIELD_VALUE", "invalidFieldValue"),
            Self::MissingRequiredField => ("MISSING_REQUIRED_FIELD", "missingRequiredField"),
            Self::PreconditionViolation => ("PRECONDITION_VIOLATION", "preconditionViolation"),
            Self::UserActionInProgress => ("USER_ACTION_IN_PROGRESS", "userActionInProgress"),
            Self::InvalidDecryptedRequest => {
                ("INVALID_DECRYPTED_REQUEST", "invalidDecryptedRequest")
            }
            Self::InFlight | Self::NotServed | Self::Internal => return None,
        })
    }

    fn description(self) -> &'static str {
        match self {
            Self::InvalidApiVersion => "The API version is not served",
            Self::InvalidPayloadSignature => "The signature is not of a known, active key",
            Self::InvalidPayloadEncryption => "The encryption is not to a known, active key",
            Self::RequestTimestampOutOfRange => {
                "The requestTimestamp is more than 60 seconds from now"
            }
            Self::InvalidIdentifier => "Unknown identifier",
            Self::IdempotencyViolation => "The requestId was used for a different refund",
            Self::InvalidFieldValue => "A field has an invalid value",
            Self::MissingRequiredField => "A required field is missing",
            Self::PreconditionViolation => "A precondition is violated",
            Self::UserActionInProgress => "A user action is in progress",
            Self::InvalidDecryptedRequest => "The request cannot be parsed",
            Self::InFlight => "The same request is in progress",
            Self::NotServed => "The method is not served",
            Self::Internal => "Internal error",
        }
    }
}

/// An error to respond with. Not to be stored as the request's result: a repetition may do better.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleFailure {
    /// Which error.
    pub kind: GoogleErrorKind,
    /// The request's form; `flat` by default, and where it could not be read.
    #[serde(default)]
    pub shape: GoogleShape,
    /// For support staff, without values that are not public: 1 to 1000 characters. A plain one by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub description: Option<String>,
    /// The integrator's own id of this error, for debugging: 1 to 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub error_identifier: Option<String>,
}

impl GoogleFailure {
    /// An error with its plain description.
    pub fn new(kind: GoogleErrorKind, shape: GoogleShape) -> Self {
        Self {
            kind,
            shape,
            description: None,
            error_identifier: None,
        }
    }

    /// The same with a description.
    #[must_use]
    pub fn saying(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The response.
    pub(super) fn respond(&self, now_ms: i64) -> Result<HttpResponse, RefundError> {
        let names = self.kind.names();
        let flat = self.shape == GoogleShape::Flat;
        let body = to_json(&ErrorOut {
            response_header: ResponseHeaderOut::new(self.shape, now_ms),
            error_response_code: names
                .filter(|_| flat)
                .map(|(code, _)| code),
            error_response_result: names
                .filter(|_| !flat)
                .map(|(_, member)| UnionOut {
                    member,
                    raw_result: None,
                }),
            error_description: self
                .description
                .as_deref()
                .unwrap_or(self.kind.description()),
            payment_integrator_error_identifier: self.error_identifier.as_deref(),
        })?;
        Ok(plain_json(self.kind.http_status(), body))
    }
}

/// A body without a content type: that one is the envelope's.
pub(super) fn plain_json(status: u16, body: String) -> HttpResponse {
    HttpResponse {
        status,
        headers: Vec::new(),
        body: body.into_bytes(),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorOut<'a> {
    response_header: ResponseHeaderOut,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_response_code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_response_result: Option<UnionOut<'static>>,
    error_description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_integrator_error_identifier: Option<&'a str>,
}

impl GoogleIntegrator {
    pub(super) fn failure(
        &self,
        failure: &GoogleFailure,
        now_ms: i64,
    ) -> Result<HttpResponse, RefundError> {
        optional(
            validate::text,
            "failure.description",
            failure.description.as_deref(),
            1000,
        )?;
        optional(
            validate::line,
            "failure.errorIdentifier",
            failure.error_identifier.as_deref(),
            256,
        )?;
        failure.respond(now_ms)
    }
}

/// What is wrong with a request: the error for our user, and which one Google gets.
pub(super) struct Fault {
    kind: GoogleErrorKind,
    error: RefundError,
}

impl Fault {
    fn new(kind: GoogleErrorKind, code: &'static str, field: &str, detail: &str) -> Self {
        Self {
            kind,
            error: RefundError::new(code, field, detail),
        }
    }

    pub(super) fn missing(field: &'static str) -> Self {
        Self::new(
            GoogleErrorKind::MissingRequiredField,
            code::MISSING_FIELD,
            field,
            "is missing",
        )
    }

    pub(super) fn invalid(field: &'static str, detail: &str) -> Self {
        Self::new(
            GoogleErrorKind::InvalidFieldValue,
            code::INVALID_FIELD,
            field,
            detail,
        )
    }

    pub(super) fn unreadable() -> Self {
        Self::new(
            GoogleErrorKind::InvalidDecryptedRequest,
            code::INVALID_MESSAGE,
            "body",
            "is not readable JSON",
        )
    }

    pub(super) fn not_served(field: &'static str) -> Self {
        Self::new(
            GoogleErrorKind::NotServed,
            code::UNSUPPORTED,
            field,
            "is not that of a served method",
        )
    }

    pub(super) fn unserved_version(field: &'static str) -> Self {
        Self::new(
            GoogleErrorKind::InvalidApiVersion,
            code::UNSUPPORTED,
            field,
            "is not served",
        )
    }

    pub(super) fn stale() -> Self {
        let (kind, field) = (
            GoogleErrorKind::RequestTimestampOutOfRange,
            "requestHeader.requestTimestamp",
        );
        Self::new(kind, code::STALE, field, "is more than 60 seconds from now")
    }

    pub(super) fn unknown(field: &'static str) -> Self {
        Self::new(
            GoogleErrorKind::InvalidIdentifier,
            code::UNKNOWN_IDENTIFIER,
            field,
            "is not known here",
        )
    }

    /// The error with the response to give, in the form of the request.
    pub(super) fn rejected(self, shape: GoogleShape, now_ms: i64) -> Rejection {
        let described = match self.kind {
            GoogleErrorKind::InvalidIdentifier => {
                let field = self.error.field();
                let name = field.rsplit('.').next();
                format!("Unknown {}", name.unwrap_or(field))
            }
            _ => format!("{} {}", self.error.field(), self.error.detail()),
        };
        let failure = GoogleFailure::new(self.kind, shape).saying(described);
        match failure.respond(now_ms) {
            Ok(reply) => self.error.rejected_with(reply),
            Err(error) => own_fault(error),
        }
    }
}

/// The rejection of a request that cannot be judged because of our own host: after a 500 Google asks again.
pub(super) fn own_fault(error: RefundError) -> Rejection {
    error.rejected_with(HttpResponse::empty(500))
}

/// A check of a value that is there; an empty one counts as missing.
impl From<RefundError> for Fault {
    fn from(error: RefundError) -> Self {
        let missing = error.code() == code::MISSING_FIELD;
        let kind = if missing {
            GoogleErrorKind::MissingRequiredField
        } else {
            GoogleErrorKind::InvalidFieldValue
        };
        Self { kind, error }
    }
}
