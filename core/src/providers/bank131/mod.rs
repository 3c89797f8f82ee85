//! Bank 131: refunds of card payments (`https://developer.131.ru/en/payments/payment-refund`).
//!
//! The protocol is the one in [`session`](super::session). Its own:
//!
//! ```text
//! https://proxy.bank131.ru     live
//! https://demo.bank131.ru      demo; a project has other keys there
//! ```
//!
//! * Full and partial refunds.
//! * `X-PARTNER-SUBMERCHANT` is mandatory for non-resident financial institutions.
//! * A webhook that is answered with 4xx or 5xx is repeated at growing intervals until it is taken.
//! * Hosts seen elsewhere (`api.bank131.ru`, bare `bank131.ru`) are not the API.

pub use super::session::{
    PaymentSession, SessionAmounts, SessionApiVersion, SessionCall, SessionConfig,
    SessionCredentials, SessionDetails, SessionFailure, SessionPayment, SessionPaymentDetails,
    SessionRefund, SessionRefundDetails, SessionRequest, SessionResponse, SessionRevenueShare,
    SessionServerConfig, SessionServerCredentials, SessionTransaction, SessionWebhook,
};

use super::session::{SessionMerchant, SessionProvider, SessionServer};
use crate::http::endpoint::PublishedHosts;

/// What the root of the crate shows.
pub(crate) mod for_merchants {
    pub use super::Bank131;
}

/// What [`server`](crate::server) shows.
pub(crate) mod for_servers {
    pub use super::Bank131Server;
}

/// Bank 131, as a provider that speaks the session protocol.
#[derive(Debug)]
pub enum Bank131Protocol {}

impl SessionProvider for Bank131Protocol {
    const HOSTS: PublishedHosts = PublishedHosts {
        live: Some("https://proxy.bank131.ru"),
        demo: Some("https://demo.bank131.ru"),
    };
    const KIND: &'static str = "bank131";
}

/// The merchant side of Bank 131.
pub type Bank131 = SessionMerchant<Bank131Protocol>;

/// Bank 131's own side.
pub type Bank131Server = SessionServer<Bank131Protocol>;
