//! What can go wrong between a merchant and a provider, the same for every provider.

use crate::ledger::{ProviderRules, Refusal};
use refundkit::server::{RefundReply, RefundUpdate};
use refundkit::{HttpResponse, Money, PaymentSnapshot, RefundStatus};
use serde::{Deserialize, Serialize};

/// What happens to one request. "Before" means before money moves, "after" means that it has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The connection breaks before the provider reads.
    DropBefore,
    /// The connection breaks after the provider acted.
    DropAfter,
    /// 503, nothing done.
    UnavailableBefore,
    /// 503, and yet it was done.
    UnavailableAfter,
    /// A proxy's HTML page, nothing done.
    HtmlBefore,
    /// A proxy's HTML page, and yet it was done.
    HtmlAfter,
    /// Half of the response.
    Truncated,
    /// A redirect to another host, nothing done.
    Redirect,
    /// The response comes after the client's timeout.
    Slow,
    /// The provider receives the request twice at the same moment; the second response arrives.
    Twice,
    /// The response states another amount.
    LyingAmount,
    /// The response states another currency.
    LyingCurrency,
    /// The response names another order.
    LyingOrder,
    /// The response names another payment.
    LyingPayment,
    /// The provider refuses, in its words for too large a refund. No fault of the wire, so not among `ALL`.
    Refused,
    /// The provider refuses for good. Not among `ALL`.
    Declined,
    /// The provider refuses the credentials. Not among `ALL`.
    CredentialsRefused,
    /// The provider says that the key of the refund is taken. Where it refuses no key, it refuses the refund. Not among `ALL`.
    KeyTaken,
    /// 429 with a `Retry-After` of half a minute, nothing done. What the documents say of it differs, so not among `ALL`.
    RateLimited,
}

/// What a client sees.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "response")]
pub enum Reaction {
    /// A response.
    Response(HttpResponse),
    /// The connection breaks without a byte.
    Drop,
    /// Nothing for longer than a client waits.
    Stall,
}

impl Fault {
    /// Every fault of the wire.
    pub const ALL: [Self; 14] = [
        Self::DropBefore,
        Self::DropAfter,
        Self::UnavailableBefore,
        Self::UnavailableAfter,
        Self::HtmlBefore,
        Self::HtmlAfter,
        Self::Truncated,
        Self::Redirect,
        Self::Slow,
        Self::Twice,
        Self::LyingAmount,
        Self::LyingCurrency,
        Self::LyingOrder,
        Self::LyingPayment,
    ];

    /// The reaction of a fault that keeps the provider from acting.
    pub fn instead(self) -> Option<Reaction> {
        match self {
            Self::DropBefore => Some(Reaction::Drop),
            Self::UnavailableBefore => Some(Reaction::Response(HttpResponse::empty(503))),
            Self::RateLimited => Some(Reaction::Response(rate_limited())),
            Self::HtmlBefore => Some(Reaction::Response(html())),
            Self::Redirect => Some(Reaction::Response(redirect())),
            _ => None,
        }
    }

    /// How the provider refuses, if the fault is a refusal.
    pub fn refusal(self, rules: &ProviderRules) -> Option<Refusal> {
        match self {
            Self::Refused => Some(rules.excess),
            Self::Declined => Some(rules.declined),
            Self::CredentialsRefused => Some(rules.credentials),
            Self::KeyTaken => Some(
                rules
                    .repeated_key
                    .unwrap_or(rules.declined),
            ),
            _ => None,
        }
    }

    /// What becomes of the provider's own response on its way.
    pub fn afterwards(self, mut response: HttpResponse) -> Reaction {
        match self {
            Self::DropAfter => Reaction::Drop,
            Self::Slow => Reaction::Stall,
            Self::UnavailableAfter => Reaction::Response(HttpResponse::empty(503)),
            Self::HtmlAfter => Reaction::Response(html()),
            Self::Truncated => {
                response
                    .body
                    .truncate(response.body.len() / 2);
                Reaction::Response(response)
            }
            _ => Reaction::Response(response),
        }
    }

    /// What the provider says in place of the truth. Where the wire has no such field, the lie can't be told.
    pub fn twist(self, reply: RefundReply) -> RefundReply {
        match reply {
            RefundReply::Accepted(update) => RefundReply::Accepted(self.lie(update)),
            refused => refused,
        }
    }

    /// What a status says in place of the truth: the same lie, about everything that was given back.
    pub fn twist_status(self, mut payment: PaymentSnapshot) -> PaymentSnapshot {
        let amounts = payment
            .entries
            .iter_mut()
            .filter_map(|entry| entry.amount.as_mut());
        amounts
            .chain(&mut payment.refunded)
            .for_each(|amount| self.misstate(amount));
        if self == Self::LyingCurrency {
            payment
                .captured
                .iter_mut()
                .for_each(|amount| self.misstate(amount));
        }
        self.misname(&mut payment);
        payment
    }

    fn lie(self, mut update: RefundUpdate) -> RefundUpdate {
        let id = Some(update.refund_id.clone());
        let entry = update
            .payment
            .entries
            .iter_mut()
            .find(|entry| entry.refund_id == id);
        let entry = entry.filter(|entry| entry.status != RefundStatus::Declined);
        entry
            .and_then(|entry| entry.amount.as_mut())
            .into_iter()
            .for_each(|amount| self.misstate(amount));
        self.misname(&mut update.payment);
        update
    }

    /// By an amount that nobody asks for here, so that no lie becomes the truth about another refund.
    fn misstate(self, amount: &mut Money) {
        match self {
            Self::LyingAmount => amount.minor_units += 100,
            Self::LyingCurrency => amount.currency = FOREIGN.to_owned(),
            _ => {}
        }
    }

    fn misname(self, payment: &mut PaymentSnapshot) {
        match self {
            Self::LyingOrder => payment.merchant_order = Some("another-order".to_owned()),
            Self::LyingPayment => payment.payment_id = Some("another-payment".to_owned()),
            _ => {}
        }
    }
}

/// A currency that no account here is in.
pub const FOREIGN: &str = "NZD";

fn html() -> HttpResponse {
    let mut response = HttpResponse::empty(200);
    response.body = b"<html><body><h1>502 Bad Gateway</h1></body></html>".to_vec();
    response
}

fn redirect() -> HttpResponse {
    with_header(307, "location", "https://elsewhere.invalid/")
}

fn rate_limited() -> HttpResponse {
    with_header(429, "retry-after", "30")
}

fn with_header(status: u16, name: &str, value: &str) -> HttpResponse {
    let mut response = HttpResponse::empty(status);
    response
        .headers
        .push(refundkit::Header::new(name, value));
    response
}
