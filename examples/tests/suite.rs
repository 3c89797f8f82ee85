//! The tests of the examples, linked once.

mod door;
mod scenario;
mod webhooks;
mod wire;
