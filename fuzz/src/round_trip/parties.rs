//! A merchant and the provider that it asks: what is built arrives, and what is answered is understood.

use super::{Asked, Exchange, ambient, refunds_of};
use crate::fixtures::{DOCUMENTS, open, operation, text};
use crate::mutated_response::MutatedResponse;
use crate::mutations::apply;
use crate::outcomes::{Expected, amount};
use refundkit::kit::decode;
use refundkit::server::{RefundOrder, RefundReply, RefundUpdate, ServeRefunds, SimulateProvider};
use refundkit::{
    CallContext, Merchant, Money, QueryStatus, ReceivedRequest, RefundEntry, RefundOutcome,
    RefundStatus,
};
use serde_json::{Value, json};

/// What a class reads in a webhook, if it does.
pub(super) type Receive<P> = fn(&P, &ReceivedRequest) -> Option<Vec<RefundEntry>>;

/// Everything that an exchange needs of the fixtures.
struct Parties<P: Merchant, S> {
    merchant: P,
    provider: S,
    receive: Receive<P>,
    asked: Value,
    refunds: Vec<Value>,
    mutated_response: MutatedResponse,
}

/// A refund that the merchant built and the provider read.
struct Arrived<P: Merchant, S: ServeRefunds> {
    document: Value,
    refund: P::Refund,
    whole: Money,
    call: S::Call,
}

/// What the provider said, and what the merchant made of it.
enum Said {
    /// A response to the refund. What says nothing of an amount is the same for every amount.
    Response(Vec<u8>, Box<RefundOutcome>),
    /// A status or a webhook: the refunds that it shows, and those that the provider had.
    Shown(Vec<RefundEntry>, Vec<RefundEntry>),
}

const STATUSES: [RefundStatus; 5] = [
    RefundStatus::Succeeded,
    RefundStatus::Pending,
    RefundStatus::Declined,
    RefundStatus::Reversed,
    RefundStatus::Unknown,
];

/// One exchange for each case in which the provider's own side responses.
pub(super) fn exchanges<P, S>(name: &str, receive: Receive<P>) -> Vec<Exchange>
where
    P: QueryStatus + Send + Sync + 'static,
    S: SimulateProvider + Send + Sync + 'static,
{
    let server = format!("{name}_server/build_response");
    let mut made: Vec<Exchange> = Vec::new();
    for (case, answered) in DOCUMENTS.iter() {
        if operation(answered) != server {
            continue;
        }
        if let Some(parties) = Parties::<P, S>::of(name, case, answered, receive) {
            made.push(Box::new(move |asked: Asked<'_>| parties.play(&asked)));
        }
    }
    made
}

/// The document of a case in which the merchant asks for a refund.
fn asking(name: &str, case: &str) -> Option<&'static Value> {
    DOCUMENTS
        .iter()
        .filter(|(other, _)| other == case)
        .map(|(_, document)| document)
        .find(|document| text(document, "provider") == name && document.get("refund").is_some())
}

impl<P, S> Parties<P, S>
where
    P: QueryStatus,
    S: SimulateProvider,
{
    fn of(name: &str, case: &str, answered: &Value, receive: Receive<P>) -> Option<Self> {
        let asked = asking(name, case)?;
        Some(Self {
            mutated_response: MutatedResponse::new(asked, answered)?,
            merchant: open(asked)?,
            provider: open(answered)?,
            receive,
            asked: asked.clone(),
            refunds: refunds_of(name),
        })
    }

    fn play(&self, asked: &Asked<'_>) {
        let Some(arrived) = self.arrived(self.refund(asked)) else {
            return;
        };
        let whole = &arrived.whole;
        let more = Money::new(whole.minor_units.saturating_add(1), whole.currency.clone());
        let right = self.said(&arrived, whole, &more, asked);
        let wrong = self.said(&arrived, &more, &more, asked);
        let expected = self.expected(&arrived);
        for said in right.iter().chain(&wrong) {
            said.check(&expected, whole);
        }
        if let (Some(right), Some(wrong)) = (right, wrong) {
            wrong.check_no_success(&right);
        }
    }

    /// One of the refunds of the fixtures, changed.
    fn refund(&self, asked: &Asked<'_>) -> Value {
        let index = usize::from(asked.refund) % (self.refunds.len() + 1);
        let own = &self.asked["refund"];
        let mut refund = self
            .refunds
            .get(index)
            .unwrap_or(own)
            .clone();
        apply(&asked.mutations, &mut refund);
        refund
    }

    /// None where the refund can't be read or built.
    fn arrived(&self, value: Value) -> Option<Arrived<P, S>> {
        let refund = decode::<P::Refund>("refund", &value.to_string()).ok()?;
        let request = self
            .merchant
            .build_request(&refund, &ambient())
            .ok()?;
        let whole = amount(&value).expect("it was built");
        let call = self
            .provider
            .parse_request(&request.into(), &CallContext::default())
            .expect("what was built arrives");
        check_amount(call.as_ref(), &whole);
        Some(Arrived {
            document: json!({"refund": value, "credentials": self.asked["credentials"]}),
            refund,
            whole,
            call,
        })
    }

    fn expected(&self, arrived: &Arrived<P, S>) -> Expected {
        let profile = self.merchant.profile(&arrived.refund);
        Expected::new(&arrived.document, profile)
    }

    /// What the provider says of a refund of `amount`, in the channel that was chosen.
    fn said(
        &self,
        arrived: &Arrived<P, S>,
        amount: &Money,
        most: &Money,
        asked: &Asked<'_>,
    ) -> Option<Said> {
        let status = STATUSES[usize::from(asked.status) % STATUSES.len()];
        let refund = &arrived.document["refund"];
        let update = self
            .mutated_response
            .update(refund, amount, most, status)?;
        match asked.channel % 3 {
            0 => self.answered(arrived, update),
            1 => self.looked_up(&arrived.refund, &update),
            _ => self.announced(&update),
        }
    }

    fn answered(&self, arrived: &Arrived<P, S>, update: RefundUpdate) -> Option<Said> {
        let reply = RefundReply::Accepted(update);
        let response = self
            .provider
            .build_response(&arrived.call, &reply, None, &ambient())
            .ok()?;
        let wire = response.body.clone();
        let understood = self
            .merchant
            .parse_response(&arrived.refund, &response.into(), &CallContext::default())
            .expect("an outcome")
            .outcome;
        Some(Said::Response(wire, Box::new(understood)))
    }

    fn looked_up(&self, refund: &P::Refund, update: &RefundUpdate) -> Option<Said> {
        let query = self
            .merchant
            .build_status_request(refund, &ambient())
            .ok()?;
        self.provider
            .parse_status_request(&query.into())
            .expect("what was built arrives");
        let response = self
            .provider
            .build_status_response(&update.payment, None, &ambient())
            .ok()?;
        let snapshot = self
            .merchant
            .parse_status_response(refund, &response.into())
            .expect("a parsed response")
            .snapshot
            .ok()?;
        Some(Said::Shown(
            snapshot.entries,
            update.payment.entries.clone(),
        ))
    }

    fn announced(&self, update: &RefundUpdate) -> Option<Said> {
        let webhook = self
            .provider
            .build_webhook("https://shop.example/hook", update, None, &ambient())
            .ok()?;
        let shown = (self.receive)(&self.merchant, &webhook.into())?;
        Some(Said::Shown(shown, update.payment.entries.clone()))
    }
}

/// An amount that arrives is the one that was asked for.
fn check_amount(order: &RefundOrder, whole: &Money) {
    if let Some(arrived) = &order.amount {
        assert_eq!(arrived, whole, "{order:?}");
    }
}

impl Said {
    fn check(&self, expected: &Expected, whole: &Money) {
        match self {
            Self::Response(_, outcome) => expected.check(outcome),
            Self::Shown(shown, had) => {
                expected.keeps_secrets(shown);
                let is_true = successes(shown, whole) <= successes(had, whole);
                assert!(is_true, "shown {shown:?} of {had:?}");
            }
        }
    }

    /// A response about another amount is no success, unless the wire does not tell the two apart.
    fn check_no_success(&self, right: &Self) {
        if let (Self::Response(wire, outcome), Self::Response(right, _)) = (self, right) {
            let succeeded = outcome.status == RefundStatus::Succeeded;
            assert!(!succeeded || wire == right, "another amount: {outcome:?}");
        }
    }
}

/// How many refunds of this amount succeeded.
fn successes(entries: &[RefundEntry], whole: &Money) -> usize {
    let of_amount = |entry: &&RefundEntry| {
        entry.status == RefundStatus::Succeeded && entry.amount.as_ref() == Some(whole)
    };
    entries
        .iter()
        .filter(of_amount)
        .count()
}
