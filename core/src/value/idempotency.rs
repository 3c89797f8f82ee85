//! Idempotency keys, made from randomness that the host supplies.

use crate::value::hex::to_hex;

/// A version 4 UUID (RFC 9562) of 16 random bytes, in lower case. It is a key for one refund: store it
/// before you send the refund. It has 36 characters; without its four hyphens it has the 32 that Sberbank's legacy gateway
/// takes as `externalRefundId`.
pub fn idempotency_key(random: [u8; 16]) -> String {
    let bits = u128::from_be_bytes(random) & !(0xf << 76 | 0b11 << 62) | 0x4 << 76 | 0b10 << 62;
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
