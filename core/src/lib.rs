//! Refundkit turns "give this money back" into the exact bytes that a payment provider expects, and turns the
//! provider's bytes back into an answer that a program can trust.
//!
//! It opens no socket, reads no clock, file or environment and draws no randomness: the host app sends the request with
//! its own HTTP stack, retries and redirects switched off, and hands back what came. It stores nothing and decides nothing
//! about goods, customers or receipts.
//!
//! | Provider | Merchant side | Its own side |
//! |---|---|---|
//! | [Bank 131](providers::bank131) | [`Bank131`] | [`Bank131Server`] |
//! | [Smart Glocal](providers::smart_glocal) | [`SmartGlocal`] | [`SmartGlocalServer`] |
//! | [Sberbank](providers::sberbank) | [`SberbankLegacy`], [`SberbankGateway`] | [`SberbankLegacyServer`], [`SberbankGatewayServer`] |
//! | [theMAP](providers::themap) | [`TheMap`] | [`TheMapServer`] |
//! | [Tranzzo](providers::tranzzo) | [`Tranzzo`] | [`TranzzoServer`] |
//! | [Google Standard Payments](providers::google), which calls us | [`GoogleIntegrator`] | [`GoogleCaller`] |
//!
//! ```
//! use refundkit::{Answer, BuildsRequests, Money, NextStep, Provider, Refunds, TheMap, TheMapConfig, TheMapCredentials};
//! use refundkit::{Endpoint, TheMapRefund};
//!
//! # fn main() -> Result<(), refundkit::RefundError> {
//! let config = TheMapConfig { endpoint: Endpoint::Demo, ..TheMapConfig::default() };
//! let themap = TheMap::new(config, TheMapCredentials { key: "Terminal".into(), signing_key: None })?;
//! let refund = TheMapRefund {
//!     map_order_id: "map-1".into(),
//!     merchant_order_id: "order-1".into(),
//!     amount: Money::parse("3.00", "RUB")?,
//!     params: Vec::new(),
//!     split: Vec::new(),
//!     goods: Vec::new(),
//!     baseline: None,
//! };
//! let request = themap.build_request(&refund)?;
//! assert_eq!(request.body.as_deref(), Some(r#"{"key":"Terminal","map_order_id":"map-1","amount":300}"#));
//! // The answer did not come: nobody knows whether the money moved, so the library says to ask, not to send again.
//! assert_eq!(themap.parse_response(&refund, &Answer::Lost)?.next_step, NextStep::Ask);
//! # Ok(())
//! # }
//! ```
//!
//! Where things are: [`provider`] has the traits and how to add a provider, [`outcome`] what comes back, [`profile`] what
//! to do then, [`snapshot`] how a refund is recognised, [`stored`] what outlives the process, [`document`] the one door for
//! all languages.

#![cfg_attr(
    not(any(feature = "typescript", feature = "uniffi")),
    forbid(unsafe_code)
)]

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!("refundkit");

pub mod base64_text;
pub mod currency;
pub mod document;
pub mod error;
pub mod event;
pub mod field;
#[cfg(feature = "uniffi")]
pub mod foreign;
pub mod form;
pub mod host;
pub mod http;
pub mod idempotency;
mod json;
pub mod merge;
pub mod money;
pub mod outcome;
pub mod profile;
pub mod provider;
pub mod providers;
pub mod reading;
pub mod redaction;
pub mod reversed;
pub mod secret;
pub mod signature;
pub mod snapshot;
pub mod stored;
pub mod timestamp;
pub mod verdicts;
pub mod wire;

pub use currency::Currency;
pub use error::RefundError;
pub use event::{EventKind, RefundEvent, UnverifiedNotice, WebhookPeek};
pub use host::Endpoint;
pub use http::{Answer, Header, HttpMethod, HttpRequest, HttpResponse, ReceivedRequest};
pub use idempotency::idempotency_key;
pub use money::{Money, RefundAmount};
pub use outcome::{NextStep, Problem, RefundOutcome, RefundStatus};
pub use provider::{
    Ambient, AsksStatus, BuildsRequests, Provider, ReadsNotices, ReadsStatus, RefundOrder,
    RefundReply, RefundUpdate, Refunds, SendsWebhooks, ServesRefunds, ServesStatus, SignsRequests,
    SignsStatus, StatusCall, VerifiesWebhooks,
};
pub use reversed::{
    AnswersRefunds, CallsRefunds, DecidesRefunds, Delivery, ReceivesNotifications,
    SendsNotifications,
};
pub use secret::Secret;
pub use signature::prepared::{Prepared, SigningAlgorithm};
pub use signature::rsa_key::BlindingSeed;
pub use snapshot::{Baseline, PaymentSnapshot, RefundEntry};
pub use stored::Stored;

macro_rules! reexport {
    ($($module:ident $classes:tt)*) => {
        $(pub use providers::$module::*;)*
    };
}

for_each_provider!(reexport);
