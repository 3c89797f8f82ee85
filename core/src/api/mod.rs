//! What can be done with a provider, as traits, and the data that outlives the process.

pub(crate) mod inbound;
pub(crate) mod merchant;
pub mod operations;
pub(crate) mod stored;
