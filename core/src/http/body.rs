//! A body in our own documents: as text, or in Base64 where it is not UTF-8.

use super::base64;

pub(super) fn body_bytes(
    text: Option<String>,
    base64: Option<String>,
) -> Result<Vec<u8>, &'static str> {
    match (text, base64) {
        (Some(text), None) => Ok(text.into_bytes()),
        (None, Some(base64)) => base64::decode(&base64).ok_or("Base64 in bodyBase64"),
        _ => Err("given exactly one of body and bodyBase64"),
    }
}

pub(super) fn body_text(body: Vec<u8>) -> (Option<String>, Option<String>) {
    match String::from_utf8(body) {
        Ok(text) => (Some(text), None),
        Err(error) => (None, Some(base64::encode(error.as_bytes()))),
    }
}
