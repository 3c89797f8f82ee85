//! The tests of the examples, linked once.

mod dispatch;
mod scenario;
mod webhooks;
mod wire;
