//! What each provider must do, beyond its fixtures: round trips in both directions, and refusals that name the field.

mod google;
mod sberbank;
mod session;
mod strategies;
mod themap;
mod tranzzo;
