//! What can go wrong between a merchant and a provider, the same for every provider.

use refundkit::{HttpResponse, RefundReply, RefundStatus, RefundUpdate};
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
    /// Half of the answer.
    Truncated,
    /// A redirect to another host, nothing done.
    Redirect,
    /// The answer comes after the client's timeout.
    Slow,
    /// The provider receives the request twice at the same moment; the second answer arrives.
    Twice,
    /// The answer states another amount.
    LyingAmount,
    /// The answer states another currency.
    LyingCurrency,
    /// The answer names another order.
    LyingOrder,
    /// The answer names another payment.
    LyingPayment,
}

/// What a client sees.
#[derive(Debug)]
pub enum Reaction {
    /// An answer.
    Answer(HttpResponse),
    /// The connection breaks without a byte.
    Drop,
    /// Nothing for longer than a client waits.
    Stall,
}

impl Fault {
    /// Every fault.
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
            Self::UnavailableBefore => Some(Reaction::Answer(HttpResponse::empty(503))),
            Self::HtmlBefore => Some(Reaction::Answer(html())),
            Self::Redirect => Some(Reaction::Answer(redirect())),
            _ => None,
        }
    }

    /// What becomes of the provider's own answer on its way.
    pub fn afterwards(self, mut answer: HttpResponse) -> Reaction {
        match self {
            Self::DropAfter => Reaction::Drop,
            Self::Slow => Reaction::Stall,
            Self::UnavailableAfter => Reaction::Answer(HttpResponse::empty(503)),
            Self::HtmlAfter => Reaction::Answer(html()),
            Self::Truncated => {
                answer.body.truncate(answer.body.len() / 2);
                Reaction::Answer(answer)
            }
            _ => Reaction::Answer(answer),
        }
    }

    /// What the provider says in place of the truth. Where the wire has no such field, the lie can't be told.
    pub fn twist(self, reply: RefundReply) -> RefundReply {
        match reply {
            RefundReply::Accepted(update) => RefundReply::Accepted(self.lie(update)),
            refused => refused,
        }
    }

    fn lie(self, mut update: RefundUpdate) -> RefundUpdate {
        let id = Some(update.refund_id.clone());
        let entry = update.payment.entries.iter_mut().find(|entry| entry.refund_id == id);
        let amount =
            entry.filter(|entry| entry.status != RefundStatus::Declined).and_then(|entry| entry.amount.as_mut());
        match (self, amount) {
            (Self::LyingAmount, Some(amount)) => amount.minor_units += 100,
            (Self::LyingCurrency, Some(amount)) => amount.currency = "EUR".to_owned(),
            (Self::LyingOrder, _) => update.payment.merchant_order = Some("another-order".to_owned()),
            (Self::LyingPayment, _) => update.payment.payment_id = Some("another-payment".to_owned()),
            _ => {}
        }
        update
    }
}

fn html() -> HttpResponse {
    let mut response = HttpResponse::empty(200);
    response.body = b"<html><body><h1>502 Bad Gateway</h1></body></html>".to_vec();
    response
}

fn redirect() -> HttpResponse {
    let mut response = HttpResponse::empty(307);
    response.headers.push(refundkit::Header::new("location", "https://elsewhere.invalid/"));
    response
}
