//! For authors of providers: what the six providers of this crate are made of.

pub use crate::decision::facts::RefundFacts;
pub use crate::decision::matcher::{RefundMatcher, observe_entry};
pub use crate::decision::observation::{Observation, either, read_response, read_response_as};
pub use crate::decision::profile::{
    Ambiguity, Finding, Idempotency, Lookup, OperationProfile, RateLimit, Verdict,
};
pub use crate::decision::table::{ProfileDocument, VerdictRow};
pub use crate::http::endpoint::PublishedHosts;
pub use crate::http::masking::{clean_date, clean_id, clean_text};
pub use crate::http::{MAX_BODY, ResponseHead, base64, form, validate};
pub use crate::json::{decode, encode, to_json};
pub use crate::signature::rsa_key::{KeySize, RsaHash, RsaSigner, RsaVerifier};
pub use crate::signature::{
    hmac_sha256, same_digest, sha1_sandwich, unauthorized, uncompressed, unusable, unverified,
    without_key,
};
pub use crate::value::currency::Currency;
pub use crate::value::money::{
    MAX_MINOR_UNITS, MinorUnits, ParseDecimalError, format_decimal, from_micros, known_currency,
    parse_decimal, parse_json_decimal, read_amount, to_micros,
};
pub use crate::value::timestamp::{epoch_millis, iso_8601};
pub use crate::value::{hex, int_or_digits};
pub use crate::wire::details::{DetailReader, DetailValue};
pub use crate::wire::{
    JsonError, RawValue, any_from_json, from_json, from_json_text, list_from_json,
};
