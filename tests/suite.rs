//! The tests of the core that need no process of their own, linked once.

mod dispatch;
mod external_provider;
mod ledger;
mod providers;
mod safety;
