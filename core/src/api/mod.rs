//! What can be done with a provider, as traits, and the data that outlives the process.

#[cfg(feature = "uniffi")]
pub(crate) mod ffi_error;
pub(crate) mod inbound;
pub(crate) mod merchant;
pub mod operations;
pub(crate) mod redaction;
pub(crate) mod stored;
