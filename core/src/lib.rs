//! Refundkit turns "give this money back" into the exact bytes that a payment provider expects, and turns the
//! provider's bytes back into an outcome that a program can trust.
//!
//! It opens no socket, reads no clock, file or environment and draws no randomness: the host app sends the request with
//! its own HTTP stack, retries and redirects switched off, and hands back what came. It stores nothing and decides nothing
//! about goods, customers or receipts.
//!
//! # Glossary
//!
//! | Word | What it means | Where |
//! |---|---|---|
//! | refund | One order to give money back, in the provider's own terms: plain data that you store before you send it. | [`TranzzoRefund`] and its siblings |
//! | minor units | An amount as a whole number of the currency's smallest unit: 1050 is 10.50 UAH, 500 is 500 JPY. | [`Money`] |
//! | `SendResult` | What sending a request came to: a response, lost (it may have arrived), or not sent. | argument of `parse_response` |
//! | outcome | What one message means for one refund: status, next action, problem and the facts. | [`RefundOutcome`] |
//! | details | Everything that a message of the provider says, typed and in its own words. Parsed messages carry them beside the outcome, the snapshot or the event. | [`Parsed`] |
//! | status | What happened to the money. `Unknown` must never be taken for success or failure. | [`RefundStatus`] |
//! | next action | What is safe to do now. | [`NextAction`] |
//! | problem | Why an outcome is not a plain success. | [`Problem`] |
//! | finding | What a parser saw in a message, before anything is decided. | [`kit::Finding`] |
//! | `Observation` | A finding with its facts: the amount, the ids, the provider's code and text. | [`kit`] |
//! | `OperationProfile` | How an operation of a provider behaves when it is repeated, and how its fate can be looked up. It turns a finding into a verdict. | [`kit`] |
//! | `Idempotency` | What the provider does with the same refund sent twice: it repeats its response, rejects the second, lets only one through, or pays twice. | in the `OperationProfile` |
//! | precondition | A condition in a request, such as the expected balance, under which the provider lets only one of two equal requests through (compare-and-set). | in the `OperationProfile` |
//! | lookup | How the fate of a refund can be found out afterwards: by reference, by entries, by total, by state, or not at all. | [`kit::Lookup`] |
//! | verdict | Status, next action and problem that follow from a finding; all of them are in one decision table. | [`kit::Verdict`] |
//! | reference | The merchant's own id of a refund, which travels with the refund and comes back in its entry where the provider keeps it. | a field of most refunds |
//! | snapshot | A payment as the provider describes it in a status response: what was captured, what was refunded, the refund entries. | [`PaymentSnapshot`] |
//! | entry | One refund of a payment as the provider lists it. | [`RefundEntry`] |
//! | ledger | What one payment's refunds came to, as a row that the host stores: it says what to send, when to ask, and what is proven. | [`ledger`] |
//! | `RefundMatcher` | Finds which entry of a response is ours: by the reference, then by the amount, among those that were not there before. | [`kit`] |
//! | event | A webhook whose signature was verified. The ledger finds out which refund it is about. | [`RefundEvent`] |
//! | notice | A message that nobody signed. Its only use is to ask for the status. | [`UnverifiedNotice`] |
//! | rejection | The refusal of a message that reached us: the error, and the HTTP response for its sender. | [`Rejection`] |
//! | merchant side, provider side | The side that asks for refunds, and the provider's own side for simulators and tests. | [`Tranzzo`], [`TranzzoServer`](server::TranzzoServer) |
//! | context | The time and the randomness that the host gives to a call, since the core has neither. The last argument of everything that builds a message. | [`CallContext`] |
//!
//! # Providers
//!
//! | Provider | Merchant side | Its own side |
//! |---|---|---|
//! | [Bank 131](providers::bank131) | [`Bank131`] | [`Bank131Server`](server::Bank131Server) |
//! | [Smart Glocal](providers::smart_glocal) | [`SmartGlocal`] | [`SmartGlocalServer`](server::SmartGlocalServer) |
//! | [Sberbank](providers::sberbank) | [`SberbankLegacy`], [`SberbankGateway`] | [`SberbankLegacyServer`](server::SberbankLegacyServer), [`SberbankGatewayServer`](server::SberbankGatewayServer) |
//! | [theMAP](providers::themap) | [`TheMap`] | [`TheMapServer`](server::TheMapServer) |
//! | [Tranzzo](providers::tranzzo) | [`Tranzzo`] | [`TranzzoServer`](server::TranzzoServer) |
//! | [Google Standard Payments](providers::google), which calls us | [`GoogleIntegrator`] | [`GoogleCaller`](server::GoogleCaller) |
//!
//! ```
//! use refundkit::{CallContext, Endpoint, Money, NextAction, SendResult};
//! use refundkit::{TheMap, TheMapConfig, TheMapCredentials, TheMapRefund};
//!
//! # fn main() -> Result<(), refundkit::RefundError> {
//! let themap = TheMap::new(TheMapConfig::at(Endpoint::Demo), TheMapCredentials { key: "Terminal".into(), signing_key: None })?;
//! let refund = TheMapRefund::new("map-1", "order-1", Money::parse("3.00", "RUB")?);
//! let context = CallContext::at(1_700_000_000_000);
//! let request = themap.build_request(&refund, &context)?;
//! assert_eq!(request.body.as_deref(), Some(r#"{"key":"Terminal","map_order_id":"map-1","amount":300}"#));
//! // The response did not come: nobody knows whether the money moved, so the library says to ask, not to send again.
//! let parsed = themap.parse_response(&refund, &SendResult::Lost, &context)?;
//! assert_eq!(parsed.outcome.next_action, NextAction::QueryStatus);
//! # Ok(())
//! # }
//! ```
//!
//! # For whom
//!
//! | Reader | Module | What is in it |
//! |---|---|---|
//! | merchants, and integrators whom Google asks | the root | the classes above and what their methods take and give; other data of one provider is in [`providers`] |
//! | simulators and tests | [`server`] | the providers' own side |
//! | authors of providers | [`kit`] | what the six providers are made of; the traits to implement are in the root and in [`server`] |
//! | other languages | [`dispatch`] | the JSON interface, by which any language can drive every provider |
//!
//! A class has all its methods itself. The traits are for generic code and for providers outside this crate.

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
pub mod ledger;
pub mod providers;
pub mod server;
mod signature;
mod value;
mod wire;

pub use api::context::CallContext;
pub use api::merchant::{
    Merchant, Provider, QueryStatus, ReadNotices, SignElsewhere, VerifyWebhooks,
};
pub use api::operations;
pub use api::parsed::{Parsed, ParsedNotice, ParsedStatus, ParsedWebhook};
#[cfg(any(feature = "typescript", feature = "uniffi"))]
pub use api::records;
pub use api::stored::Stored;
pub use decision::event::{EventKind, RefundEvent, UnverifiedNotice, WebhookPeek};
pub use decision::facts::RefundParts;
pub use decision::outcome::{NextAction, Problem, RefundOutcome, RefundStatus};
pub use decision::snapshot::{PaymentSnapshot, RefundEntry, UnusableStatus};
pub use http::endpoint::Endpoint;
pub use http::{
    Header, HttpMethod, HttpRequest, HttpResponse, ReceivedRequest, Rejection, SendResult,
};
pub use providers::session::{
    PaymentSession, SessionConfig, SessionCredentials, SessionRefund, SessionRequest,
};
pub use signature::prepared::{Prepared, SigningAlgorithm};
pub use signature::rsa_key::BlindingSeed;
pub use value::error::{RefundError, code};
pub use value::idempotency::idempotency_key;
pub use value::money::{Money, RefundAmount};
pub use value::secret::Secret;

macro_rules! reexport {
    ($($module:ident $classes:tt)*) => {
        $(pub use providers::$module::for_merchants::*;)*
    };
}

for_each_provider!(reexport);
