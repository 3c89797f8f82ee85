//! The tests of the examples, linked once.

mod decisions;
mod details;
mod dispatch;
mod histories;
mod kills;
mod merchant;
mod scenario;
mod webhooks;
mod wire;
