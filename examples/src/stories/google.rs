//! Google's stories: there Google calls us, and repeats itself.

use super::{Row, Told, came_back, word};
use crate::client::Client;
use crate::host::now;
use crate::integrator::{ACCOUNT, Integrator};
use crate::server::serve;
use crate::simulator::fault::Reaction;
use refundkit::{
    CallsRefunds, Endpoint, GoogleCaller, GoogleCallerConfig, GoogleCredentials,
    GoogleProtocolVersion, GoogleReference, GoogleReferenceKind, GoogleRefund, GoogleShape, Money,
    NextStep, Provider, RefundError, RefundOutcome, Refunds, SendResult,
};
use std::sync::Arc;
use std::thread;

const HOUSE: &str = "google (calls us)";
const CAPTURE: &str = "capture-1";
const CAPTURED: i64 = 10_000;
/// How Google names each refund, how much it asks for, and how often it sends the request at the same moment.
const CALLS: [(&str, &str, i64, usize); 5] = [
    ("partial", "g1", 3_000, 1),
    ("the same again", "g1", 3_000, 1),
    ("too much", "g2", 9_000, 1),
    ("two at once", "g3", 2_000, 2),
    ("same id, other amount", "g1", 4_000, 1),
];
const MOVED: i64 = 5_000;

struct Google {
    caller: GoogleCaller,
    client: Client,
}

/// Google asks for refunds of one payment.
pub(super) fn tell(client: Client) -> Result<Told, RefundError> {
    let integrator = Arc::new(Integrator::default());
    integrator.open(CAPTURE, Money::new(CAPTURED, "USD"));
    let served = Arc::clone(&integrator);
    let address = serve(move |request| Reaction::SendResult(served.handle(&request, now())))
        .expect("loopback can be listened on");
    let config = GoogleCallerConfig {
        endpoint: Endpoint::Loopback(format!("http://{address}")),
        product: "v1".to_owned(),
    };
    let google = Google {
        caller: GoogleCaller::new(config, GoogleCredentials {})?,
        client,
    };
    let mut told = Told::default();
    for (story, request_id, minor_units, times) in CALLS {
        if times > 1 {
            integrator.linger();
        }
        told.rows
            .push(google.call(story, &refund(request_id, minor_units), times)?);
    }
    let moved = integrator.moved(CAPTURE);
    if moved != MOVED {
        told.faults
            .push(format!("{HOUSE}: asked {MOVED}, moved {moved}"));
    }
    Ok(told)
}

impl Google {
    fn call(
        &self,
        story: &'static str,
        refund: &GoogleRefund,
        times: usize,
    ) -> Result<Row, RefundError> {
        let answers: Vec<SendResult> = thread::scope(|scope| {
            let calls: Vec<_> = (0..times)
                .map(|_| scope.spawn(|| self.send(refund)))
                .collect();
            calls
                .into_iter()
                .filter_map(|call| call.join().ok())
                .collect()
        });
        let mut outcomes = Vec::new();
        for answer in &answers {
            outcomes.push(self.caller.parse_response(refund, answer)?);
        }
        let repeats = outcomes
            .iter()
            .any(|outcome| outcome.next_step == NextStep::RetrySame);
        let both = answers.iter().zip(&outcomes);
        let open =
            |(_, outcome): &(&SendResult, &RefundOutcome)| outcome.next_step == NextStep::RetrySame;
        let (answer, outcome) = both.max_by_key(open).expect("something was sent");
        Ok(Row {
            house: HOUSE,
            story,
            sent: format!("POST refund {}", refund.amount.format()?),
            came_back: came_back(answer, outcome),
            outcome: word(&outcome.status),
            next_step: word(&outcome.next_step),
            then: if repeats {
                self.again(refund)?
            } else {
                String::new()
            },
        })
    }

    fn again(&self, refund: &GoogleRefund) -> Result<String, RefundError> {
        let outcome: RefundOutcome = self.caller.parse_response(refund, &self.send(refund))?;
        Ok(format!("sent again: {}", word(&outcome.status)))
    }

    fn send(&self, refund: &GoogleRefund) -> SendResult {
        self.caller
            .build_request(refund, now())
            .map_or(SendResult::NotSent, |request| self.client.send(&request))
    }
}

fn refund(request_id: &str, minor_units: i64) -> GoogleRefund {
    GoogleRefund {
        shape: GoogleShape::Flat,
        protocol_version: GoogleProtocolVersion {
            major: 1,
            minor: Some(0),
            revision: Some(0),
        },
        request_id: request_id.to_owned(),
        account_id: ACCOUNT.to_owned(),
        reference: GoogleReference {
            kind: GoogleReferenceKind::CaptureRequestId,
            id: CAPTURE.to_owned(),
        },
        amount: Money::new(minor_units, "USD"),
    }
}
