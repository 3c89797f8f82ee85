//! Refundkit turns "give this money back" into the exact bytes that a payment provider expects, and turns the
//! provider's bytes back into an answer that a program can trust.
//!
//! It opens no socket, reads no clock, file or environment and draws no randomness: the host app sends the request with
//! its own HTTP stack, retries and redirects switched off, and hands back what came.

pub mod base64_text;
pub mod currency;
pub mod document;
pub mod error;
pub mod event;
pub mod field;
pub mod form;
pub mod host;
pub mod http;
pub mod merge;
pub mod money;
pub mod outcome;
pub mod profile;
pub mod provider;
pub mod providers;
pub mod reading;
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
pub use money::{Money, RefundAmount};
pub use outcome::{NextStep, Problem, RefundOutcome, RefundStatus};
pub use provider::{
    Ambient, AsksStatus, BuildsRequests, Provider, ReadsNotices, ReadsStatus, RefundOrder, RefundReply, RefundUpdate,
    Refunds, SendsWebhooks, ServesRefunds, ServesStatus, SignsRequests, SignsStatus, StatusCall, VerifiesWebhooks,
};
pub use reversed::{AnswersRefunds, CallsRefunds, DecidesRefunds, Delivery, ReceivesNotifications, SendsNotifications};
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
