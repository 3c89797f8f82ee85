//! A simulator of the providers and a merchant that refunds against it, over real HTTP on loopback.

pub mod cache;
pub mod client;
pub mod histories;
pub mod host;
pub mod integrator;
pub mod kills;
pub mod ledger;
pub mod ledger_client;
pub mod ledger_loop;
pub mod listens;
pub mod parallel;
pub mod postgres_server;
pub mod providers;
pub mod scenarios;
pub mod server;
pub mod signed_once;
pub mod simulator;
pub mod table;
pub mod transport;
