//! A merchant that refunds against the simulator, over real HTTP on loopback.

pub mod client;
pub mod connection;
pub mod histories;
pub mod host;
pub mod integrator;
pub mod kills;
pub mod ledger_client;
pub mod ledger_loop;
pub mod listens;
pub mod parallel;
pub mod person;
pub mod postgres_server;
pub mod providers;
pub mod scenarios;
pub mod server;
pub mod signed_once;
pub mod table;
pub mod transport;
