//! The exchange with a provider that calls: its refund, and our response.

use super::{Asked, Exchange, refunds_of};
use crate::fixtures::{documents, member, open, operation};
use crate::mutations::apply;
use crate::outcomes::{Expected, amount};
use refundkit::kit::decode;
use refundkit::server::AnswerRefunds;
use refundkit::{CallContext, Merchant, RefundOutcome, Stored};
use serde_json::{Value, json};

/// Who calls, who responses, and with what result.
struct Call<C, S: AnswerRefunds> {
    caller: C,
    asked: S,
    result: S::Reply,
    refunds: Vec<Value>,
    now_ms: i64,
}

/// One exchange for each case in which the provider calls, with the result of the fixtures.
pub(super) fn calls<C, S>(name: &str) -> Vec<Exchange>
where
    C: Merchant + Send + Sync + 'static,
    S: AnswerRefunds<Reply: Send + Sync> + Send + Sync + 'static,
{
    let mut made: Vec<Exchange> = Vec::new();
    for calling in of_operation(format!("{name}_caller/build_request")) {
        if let Some(call) = Call::<C, S>::of(name, calling) {
            made.push(Box::new(move |chosen: Asked<'_>| call.play(&chosen)));
        }
    }
    made
}

fn of_operation(name: String) -> impl Iterator<Item = &'static Value> {
    documents().filter(move |document| operation(document) == name)
}

impl<C, S> Call<C, S>
where
    C: Merchant,
    S: AnswerRefunds,
{
    fn of(name: &str, calling: &Value) -> Option<Self> {
        let answering = of_operation(format!("{name}/build_response")).next()?;
        Some(Self {
            caller: open(calling)?,
            asked: open(answering)?,
            result: member(answering, "result")?,
            refunds: refunds_of(&format!("{name}_caller")),
            now_ms: member(calling, "nowMs")?,
        })
    }

    fn play(&self, chosen: &Asked<'_>) {
        let index = usize::from(chosen.refund) % self.refunds.len();
        let mut value = self.refunds[index].clone();
        apply(&chosen.mutations, &mut value);
        let Ok(refund) = decode::<C::Refund>("refund", &value.to_string()) else {
            return;
        };
        if let Some(arrived) = self.arrived(&refund) {
            check_amount(&arrived, &value);
            let outcome = self.answered(&refund, &arrived);
            self.expected(value, &refund)
                .check(&outcome);
        }
    }

    /// None where the request can't be built or is refused.
    fn arrived(&self, refund: &C::Refund) -> Option<S::Call> {
        let request = self
            .caller
            .build_request(refund, &CallContext::at(self.now_ms))
            .ok()?;
        self.asked
            .parse_request(&request.into(), &CallContext::at(self.now_ms))
            .ok()
    }

    fn answered(&self, refund: &C::Refund, arrived: &S::Call) -> RefundOutcome {
        let response = self
            .asked
            .build_response(arrived, &self.result, &CallContext::at(self.now_ms))
            .expect("a response");
        self.caller
            .parse_response(refund, &response.into(), &CallContext::at(self.now_ms))
            .expect("an outcome")
            .outcome
    }

    fn expected(&self, value: Value, refund: &C::Refund) -> Expected {
        let document = json!({"refund": value, "credentials": {}});
        Expected::new(&document, self.caller.profile(refund))
    }
}

/// What arrived is what was asked for.
fn check_amount<T: Stored>(arrived: &T, refund: &Value) {
    let text = arrived
        .to_stored()
        .expect("it can be stored");
    let stored: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(amount(&stored["data"]), amount(refund));
}
