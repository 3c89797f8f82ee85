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
//! The root is the face for merchants. [`kit`] is the face for authors of providers, and [`dispatch`] the JSON interface,
//! by which any language can drive every provider.

#![cfg_attr(
    not(any(feature = "typescript", feature = "uniffi")),
    forbid(unsafe_code)
)]

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!("refundkit");

mod api;
mod decision;
pub mod dispatch;
#[cfg(feature = "uniffi")]
pub mod ffi;
mod http;
mod json;
pub mod kit;
pub mod providers;
mod signature;
mod value;
mod wire;

pub use api::inbound::{
    AnswersRefunds, CallsRefunds, DecidesRefunds, Delivery, ReceivesNotifications,
    SendsNotifications,
};
pub use api::merchant::{
    Ambient, AsksStatus, BuildsRequests, Provider, ReadsNotices, ReadsStatus, RefundOrder,
    RefundReply, RefundUpdate, Refunds, SendsWebhooks, ServesRefunds, ServesStatus, SignsRequests,
    SignsStatus, StatusCall, VerifiesWebhooks,
};
pub use api::operations;
pub use api::stored::Stored;
pub use decision::event::{EventKind, RefundEvent, UnverifiedNotice, WebhookPeek};
pub use decision::outcome::{NextStep, Problem, RefundOutcome, RefundStatus};
pub use decision::snapshot::{Baseline, PaymentSnapshot, RefundEntry};
pub use http::endpoint::Endpoint;
pub use http::{Answer, Header, HttpMethod, HttpRequest, HttpResponse, ReceivedRequest, Rejection};
pub use signature::prepared::{Prepared, SigningAlgorithm};
pub use signature::rsa_key::BlindingSeed;
pub use value::error::{RefundError, code};
pub use value::idempotency::idempotency_key;
pub use value::money::{Money, RefundAmount};
pub use value::secret::Secret;

macro_rules! reexport {
    ($($module:ident $classes:tt)*) => {
        $(pub use providers::$module::*;)*
    };
}

for_each_provider!(reexport);
