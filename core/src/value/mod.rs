//! Values that every layer uses: exact money, currencies, secrets, errors, points in time.

pub(crate) mod currency;
pub(crate) mod error;
pub mod hex;
pub(crate) mod idempotency;
pub mod int_or_digits;
pub(crate) mod money;
pub(crate) mod secret;
pub(crate) mod text;
pub(crate) mod timestamp;
