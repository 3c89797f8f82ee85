//! What can be done with a provider, as traits, and the data that outlives the process.

pub(crate) mod context;
#[cfg(feature = "uniffi")]
pub(crate) mod ffi_error;
pub(crate) mod merchant;
pub mod operations;
pub(crate) mod orders;
pub(crate) mod parsed;
#[cfg(any(feature = "typescript", feature = "uniffi"))]
pub mod records;
pub(crate) mod redaction;
pub(crate) mod server;
pub(crate) mod stored;
