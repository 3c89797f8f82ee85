//! What happens to the first sending of a refund, and what looks show afterwards: the simulator's messages, in the provider's words.

use crate::merchant::{BASE, NOW, payment, seen};
use refundkit::{ReceivedRequest, SendResult};
use refundkit_examples::providers::DemoProvider;
use refundkit_simulator::fault::Fault;

/// What the host sees of the first sending. Later ones are answered truly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sending {
    NotSent,
    Lost,
    Unavailable,
    Html,
    Redirect,
    RateLimited,
    Succeeded,
    Pending,
    Lie,
    WrongStatus,
    Declined,
    Exceeds,
    KeyTaken,
    CredentialsRefused,
}

impl Sending {
    /// Each with its words on the page.
    pub(super) const ALL: [(Self, &str); 14] = [
        (Self::NotSent, "not sent"),
        (Self::RateLimited, "429"),
        (Self::Lost, "lost"),
        (Self::Unavailable, "503"),
        (Self::Html, "HTML"),
        (Self::Redirect, "307"),
        (Self::Succeeded, "success"),
        (Self::Pending, "taken, not decided"),
        (Self::WrongStatus, "success with HTTP 400"),
        (Self::Lie, "success of something else"),
        (Self::Declined, "refused"),
        (Self::Exceeds, "refused: exceeds what is left"),
        (Self::KeyTaken, "refused: key taken"),
        (Self::CredentialsRefused, "credentials refused"),
    ];

    /// What was not sent does not arrive.
    pub(super) fn arrives(self) -> bool {
        self != Self::NotSent
    }

    pub(super) fn is_possible_before(self, look: Look) -> bool {
        self.arrives() || matches!(look, Look::Nothing | Look::Unreadable)
    }

    /// What comes back. Nothing where the provider has no words for it.
    pub(super) fn result(
        self,
        provider: &DemoProvider,
        request: &ReceivedRequest,
    ) -> Option<SendResult> {
        let answer = |fault| respond(provider, request, fault, false).result;
        match self {
            Self::NotSent => Some(SendResult::NotSent),
            Self::Lost => Some(SendResult::Lost),
            Self::Succeeded => Some(answer(None)),
            Self::Pending => Some(respond(provider, request, None, true).result),
            Self::Unavailable => Some(answer(Some(Fault::UnavailableBefore))),
            Self::Html => Some(answer(Some(Fault::HtmlBefore))),
            Self::Redirect => Some(answer(Some(Fault::Redirect))),
            Self::RateLimited => Some(answer(Some(Fault::RateLimited))),
            Self::Declined => Some(answer(Some(Fault::Declined))),
            Self::Exceeds => Some(answer(Some(Fault::Refused))),
            Self::CredentialsRefused => Some(answer(Some(Fault::CredentialsRefused))),
            Self::KeyTaken => Some(answer(Some(Fault::KeyTaken)))
                .filter(|taken| *taken != answer(Some(Fault::Declined))),
            Self::WrongStatus => Some(with_status(answer(None), 400)),
            Self::Lie => lie(provider, request),
        }
    }
}

fn with_status(result: SendResult, status: u16) -> SendResult {
    match result {
        SendResult::Response(mut response) => {
            response.status = status;
            SendResult::Response(response)
        }
        other => other,
    }
}

/// A success that names another amount, payment, order or currency.
fn lie(provider: &DemoProvider, request: &ReceivedRequest) -> Option<SendResult> {
    let lies = [
        Fault::LyingAmount,
        Fault::LyingPayment,
        Fault::LyingOrder,
        Fault::LyingCurrency,
    ];
    let told = lies.map(|lie| respond(provider, request, Some(lie), false));
    let mut told = told.into_iter();
    told.find(|told| told.is_lie)
        .map(|told| told.result)
}

/// A response, and whether it says something else than the truth.
struct Told {
    result: SendResult,
    is_lie: bool,
}

/// The response of a provider of its own, so that nothing happens at the one that is looked at.
fn respond(
    provider: &DemoProvider,
    request: &ReceivedRequest,
    fault: Option<Fault>,
    asynchronous: bool,
) -> Told {
    let currency = provider.ledger_at(BASE).currency();
    let mut simulated = provider.simulated_for(BASE);
    simulated
        .ledger()
        .open(payment(1, currency, asynchronous));
    let result = seen(simulated.serve(request, NOW, fault));
    let is_lie = simulated.has_lied();
    Told { result, is_lie }
}

/// What became of the first sending at the provider, and how looks show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// It did not arrive.
    Nothing,
    Succeeded,
    Pending,
    Declined,
    /// It succeeded, and is shown without the merchant's reference.
    WithoutReference,
    /// It succeeded, and another amount is shown.
    OtherAmount,
    /// It succeeded, if it was sent, and a proxy answers every look.
    Unreadable,
}

impl Look {
    /// What happens to each look after the first sending.
    pub(super) fn fault(self) -> Option<Fault> {
        match self {
            Self::OtherAmount => Some(Fault::LyingAmount),
            Self::Unreadable => Some(Fault::HtmlBefore),
            _ => None,
        }
    }

    pub(super) fn arrives(self) -> bool {
        self != Self::Nothing
    }

    /// Whether the provider decides later.
    pub(super) fn is_asynchronous(self) -> bool {
        matches!(self, Self::Pending | Self::Declined)
    }
}
