//! A simulator of the providers and a merchant that refunds against it, over real HTTP on loopback.

pub mod client;
pub mod courier;
pub mod histories;
pub mod host;
pub mod houses;
pub mod integrator;
pub mod ledger;
pub mod memo;
pub mod merchant;
pub mod server;
pub mod simulator;
pub mod stories;
