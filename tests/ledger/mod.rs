//! The ledger: its record, and the rules that no story shows.

mod arrival;
mod details;
mod google;
mod limits;
mod listener;
mod on_call;
mod opening;
mod permit;
mod record;
mod returned;
mod signing;
mod steps;
