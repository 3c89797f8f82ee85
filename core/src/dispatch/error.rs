//! An error as a document.

use crate::http::{HttpResponse, Rejection};
use crate::json::encode;
use crate::value::error::RefundError;
use serde::Serialize;

/// Why a call was refused: `{"code", "field", "detail", "reply"?}`.
#[derive(Serialize)]
pub struct ErrorDocument {
    code: String,
    field: String,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<HttpResponse>,
}

impl From<RefundError> for ErrorDocument {
    fn from(error: RefundError) -> Self {
        Self {
            code: error.code().to_owned(),
            field: error.field().to_owned(),
            detail: error.detail().to_owned(),
            reply: None,
        }
    }
}

impl From<Rejection> for ErrorDocument {
    fn from(rejection: Rejection) -> Self {
        Self {
            reply: Some(rejection.reply),
            ..Self::from(rejection.error)
        }
    }
}

/// Any refusal of a call as the text of its document.
pub fn error_text(error: impl Into<ErrorDocument>) -> String {
    let document = error.into();
    encode(&document).unwrap_or_else(|_| r#"{"code":"invalid_document"}"#.to_owned())
}
