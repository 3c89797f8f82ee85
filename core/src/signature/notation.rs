//! How a signature is written, and why a text is not one: support is asked for the cause, not for the fact.

use crate::http::base64;
use crate::value::hex::from_hex;

/// How a provider's document writes a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    /// Base64 of the standard alphabet.
    Base64,
    /// Base64 of the alphabet for URLs.
    Base64Url,
    /// Hexadecimal digits.
    Hex,
}

impl Notation {
    /// Why a signature proves nothing: how it differs from the documented notation, or `otherwise` where it does not.
    pub(crate) fn cause(self, signature: &str, otherwise: &'static str) -> &'static str {
        self.difference(signature)
            .unwrap_or(otherwise)
    }

    fn difference(self, signature: &str) -> Option<&'static str> {
        if signature.contains(char::is_whitespace) {
            return Some("has white space in it or around it");
        }
        match (self, Self::of(signature)) {
            (Self::Hex, Some(Self::Hex)) => None,
            (Self::Hex, Some(_)) => Some("is Base64, where hexadecimal digits are documented"),
            (Self::Hex, None) => Some("is not hexadecimal"),
            (_, Some(Self::Hex)) => Some("is hexadecimal, where Base64 is documented"),
            (Self::Base64, _) if base64::decode(signature).is_some() => None,
            (Self::Base64Url, _) if base64::decode_url(signature).is_some() => None,
            (Self::Base64, Some(_)) => Some(
                "is Base64 without its padding or of the alphabet for URLs, where the standard one is documented",
            ),
            (Self::Base64Url, Some(_)) => {
                Some("is Base64 of the standard alphabet, where the one for URLs is documented")
            }
            (_, None) => Some("is not Base64"),
        }
    }

    /// The notation of a text; digits of hexadecimal numbers are that first, though they may be Base64 as well.
    fn of(text: &str) -> Option<Self> {
        if from_hex(text).is_some_and(|bytes| bytes.len() >= SHORTEST) {
            Some(Self::Hex)
        } else if base64::decode(text).is_some() {
            Some(Self::Base64)
        } else {
            // In either alphabet, with or without padding.
            let in_url_alphabet = text
                .replace('+', "-")
                .replace('/', "_");
            let bare = in_url_alphabet.trim_end_matches('=');
            base64::decode_url(bare).map(|_| Self::Base64Url)
        }
    }
}

/// The bytes of the shortest signature of these providers, a SHA-1.
const SHORTEST: usize = 20;
