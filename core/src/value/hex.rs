//! Bytes as hexadecimal text.

/// The bytes of upper- or lower-case hex, or `None` if the text is not hex.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let nibble = |byte: &u8| {
        char::from(*byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |[high, low]: &[u8; 2]| {
        nibble(high)?
            .checked_mul(16)?
            .checked_add(nibble(low)?)
    };
    if rest.is_empty() {
        pairs.iter().map(byte).collect()
    } else {
        None
    }
}

/// Bytes as lower-case hex.
pub fn to_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    let nibbles = bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf]);
    text.extend(nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)));
    text
}
