//! Smart Glocal: refunds of card payments (`https://developer.smart-glocal.com/docs/payments/payment-refund`).
//!
//! The protocol is the one in [`session`](super::session). Its own:
//!
//! ```text
//! https://proxy.smart-glocal.com     live
//! https://demo.smart-glocal.com      demo; a project has other keys there
//! ```
//!
//! * Partial refunds must be switched on by the manager. For payments from some countries a refund can be asked for
//!   only on the next day.
//! * A webhook that is not answered, or with 4xx or 5xx, is repeated at intervals of up to 15 minutes and given up after
//!   30 minutes (an older page: until it is taken). After that only the status tells.
//! * The page on signatures could be read up to "RSA over the whole body"; hash and encoding are taken to be Bank 131's.
//! * The card tokenisation hosts that Telegram clients use (`tgb.smart-glocal.com`) are not the refund API.

pub use super::session::{
    SessionApiVersion, SessionCall, SessionConfig, SessionCredentials, SessionRefund,
    SessionServerConfig, SessionServerCredentials,
};

use super::session::{SessionMerchant, SessionProvider, SessionServer};
use crate::http::endpoint::PublishedHosts;

/// What the root of the crate shows.
pub(crate) mod for_merchants {
    pub use super::SmartGlocal;
}

/// What [`server`](crate::server) shows.
pub(crate) mod for_servers {
    pub use super::SmartGlocalServer;
}

/// Smart Glocal, as a provider that speaks the session protocol.
#[derive(Debug)]
pub enum SmartGlocalProtocol {}

impl SessionProvider for SmartGlocalProtocol {
    const HOSTS: PublishedHosts = PublishedHosts {
        live: Some("https://proxy.smart-glocal.com"),
        demo: Some("https://demo.smart-glocal.com"),
    };
    const KIND: &'static str = "smart_glocal";
}

/// The merchant side of Smart Glocal.
pub type SmartGlocal = SessionMerchant<SmartGlocalProtocol>;

/// Smart Glocal's own side.
pub type SmartGlocalServer = SessionServer<SmartGlocalProtocol>;
