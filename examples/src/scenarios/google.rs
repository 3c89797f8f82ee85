//! Google's scenarios: there Google calls us, and repeats itself.

use super::{Report, Row, came_back, said, word};
use crate::client::Client;
use crate::host::now_ms;
use crate::integrator::Integrator;
use crate::server::serve;
use refundkit::server::{GoogleCaller, GoogleCallerConfig, GoogleRefund};
use refundkit::{
    CallContext, Endpoint, GoogleCredentials, Money, NextAction, RefundError, RefundOutcome,
    SendResult,
};
use refundkit_simulator::fault::Reaction;
use refundkit_simulator::google;
use std::sync::Arc;
use std::thread;

const PROVIDER: &str = "google (calls us)";
const CAPTURE: &str = "capture-1";
const CAPTURED: i64 = 10_000;
/// A refund that Google asks for.
struct Call {
    name: &'static str,
    request_id: &'static str,
    minor_units: i64,
    /// How often it sends the request at the same moment.
    times: usize,
}

const CALLS: [Call; 5] = [
    Call::once("partial", "g1", 3_000),
    Call::once("the same again", "g1", 3_000),
    Call::once("too much", "g2", 9_000),
    Call {
        times: 2,
        ..Call::once("two at once", "g3", 2_000)
    },
    Call::once("same id, other amount", "g1", 4_000),
];
const MOVED: i64 = 5_000;

impl Call {
    const fn once(name: &'static str, request_id: &'static str, minor_units: i64) -> Self {
        Self {
            name,
            request_id,
            minor_units,
            times: 1,
        }
    }
}

struct Google {
    caller: GoogleCaller,
    client: Client,
}

/// Google asks for refunds of one payment.
pub(super) fn run(client: Client) -> Result<Report, RefundError> {
    let integrator = Arc::new(Integrator::default());
    integrator.open(CAPTURE, Money::new(CAPTURED, "USD"));
    let google = Google {
        caller: caller(&integrator)?,
        client,
    };
    let mut report = Report::default();
    for call in &CALLS {
        if call.times > 1 {
            integrator.linger();
        }
        report.rows.push(google.call(call)?);
    }
    report
        .faults
        .extend(fault(integrator.moved(CAPTURE)));
    Ok(report)
}

/// Google beside an integrator that listens on loopback.
fn caller(integrator: &Arc<Integrator>) -> Result<GoogleCaller, RefundError> {
    let served = Arc::clone(integrator);
    let address = serve(move |request| Reaction::Response(served.handle(&request, now_ms())))
        .expect("loopback can be listened on");
    let config = GoogleCallerConfig::at(Endpoint::Loopback(format!("http://{address}")));
    GoogleCaller::new(config, GoogleCredentials {})
}

fn fault(moved: i64) -> Option<String> {
    if moved == MOVED {
        None
    } else {
        Some(format!("{PROVIDER}: asked {MOVED}, moved {moved}"))
    }
}

/// A response and what was understood.
struct Parsed {
    response: SendResult,
    outcome: RefundOutcome,
}

impl Parsed {
    fn is_open(&self) -> bool {
        self.outcome.next_action == NextAction::ResendSame
    }
}

impl Google {
    /// The row tells of an open response, if there is one.
    fn call(&self, call: &Call) -> Result<Row, RefundError> {
        let refund = google::refund(call.request_id, CAPTURE, call.minor_units);
        let all = self.understood(&refund, call.times)?;
        let report = all
            .iter()
            .max_by_key(|understood| understood.is_open());
        let Parsed { response, outcome } = report.expect("something was sent");
        let then = if outcome.next_action == NextAction::ResendSame {
            self.again(&refund)?
        } else {
            String::new()
        };
        Ok(Row {
            provider: PROVIDER,
            name: call.name,
            sent: format!("POST refund {}", refund.amount.format()?),
            came_back: came_back(response, said(outcome)),
            outcome: word(&outcome.status),
            next_action: word(&outcome.next_action),
            then,
        })
    }

    fn understood(&self, refund: &GoogleRefund, times: usize) -> Result<Vec<Parsed>, RefundError> {
        let mut all = Vec::new();
        for response in self.send_at_once(refund, times) {
            let outcome = self
                .caller
                .parse_response(refund, &response, &CallContext::default())?
                .outcome;
            all.push(Parsed { response, outcome });
        }
        Ok(all)
    }

    fn send_at_once(&self, refund: &GoogleRefund, times: usize) -> Vec<SendResult> {
        thread::scope(|scope| {
            let calls: Vec<_> = (0..times)
                .map(|_| scope.spawn(|| self.send(refund)))
                .collect();
            calls
                .into_iter()
                .filter_map(|call| call.join().ok())
                .collect()
        })
    }

    fn again(&self, refund: &GoogleRefund) -> Result<String, RefundError> {
        let outcome: RefundOutcome = self
            .caller
            .parse_response(refund, &self.send(refund), &CallContext::default())?
            .outcome;
        Ok(format!("sent again: {}", word(&outcome.status)))
    }

    fn send(&self, refund: &GoogleRefund) -> SendResult {
        self.caller
            .build_request(refund, &CallContext::at(now_ms()))
            .map_or(SendResult::NotSent, |request| self.client.send(&request))
    }
}
