//! The ledger: its stories, its record, and the rules that no story shows.

mod google;
mod limits;
mod opening;
mod providers;
mod record;
mod story;
