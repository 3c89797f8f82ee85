//! Idempotency keys, made from randomness that the host supplies.

use crate::value::hex::to_hex;

/// The bits that say which version a UUID is, and which variant.
const VERSION: u128 = 0xf << 76;
const VERSION_4: u128 = 0x4 << 76;
const VARIANT: u128 = 0b11 << 62;
const VARIANT_1: u128 = 0b10 << 62;

/// A version 4 UUID (RFC 9562) of 16 random bytes, in lower case. It is a key for one refund: store it
/// before you send the refund. It has 36 characters; without its four hyphens it has the 32 that Sberbank's legacy gateway
/// takes as `externalRefundId`.
pub fn idempotency_key(random: [u8; 16]) -> String {
    let bits = u128::from_be_bytes(random);
    let bits = (bits & !VERSION) | VERSION_4;
    let bits = (bits & !VARIANT) | VARIANT_1;
    let hex = to_hex(&bits.to_be_bytes());
    let groups = [
        hex.get(..8),
        hex.get(8..12),
        hex.get(12..16),
        hex.get(16..20),
        hex.get(20..),
    ];
    groups
        .map(Option::unwrap_or_default)
        .join("-")
}
