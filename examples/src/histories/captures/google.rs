//! Google: asks for refunds, asks again until it has heard an end, and now and then asks for something else under the same id.

use fastrand::Rng;
use refundkit::server::{GoogleCaller, GoogleCallerConfig, GoogleRefund};
use refundkit::{
    CallContext, Endpoint, GoogleCredentials, GoogleIntegrator, GoogleRefundRequest, HttpResponse,
    ReceivedRequest, RefundStatus, SendResult,
};
use refundkit_simulator::google::refund;

/// The amounts that are asked for, of 10,000 that were captured.
const AMOUNTS: [i64; 6] = [2_000, 4_000, 4_000, 4_000, 6_000, 10_000];

/// What a response says where less is left than was asked for.
const NO_MONEY_LEFT: &str = "NO_MONEY_LEFT_ON_TRANSACTION";

/// What Google asks for under an id, and what it heard.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) refund: GoogleRefund,
    pub(super) capture: usize,
    /// Whether it is asked for by mistake, under an id that stands for something else.
    pub(super) is_changed: bool,
    was_sent: bool,
    /// Whether Google asks for it once, and never again.
    pub(super) is_given_up: bool,
    /// The first end that it heard.
    pub(super) heard: Option<RefundStatus>,
    /// Whether it was told that the id stands for something else.
    pub(super) is_refused: bool,
    /// Whether it was told that less is left.
    pub(super) is_too_much: bool,
    next_ms: i64,
}

/// What a response said.
pub(super) struct Heard {
    pub(super) status: Option<RefundStatus>,
    pub(super) at_ms: Option<i64>,
    /// Whether Google had heard of another end before.
    pub(super) is_another: bool,
}

pub(super) struct Google {
    caller: GoogleCaller,
    /// Each request, and behind it what is asked for by mistake under its id.
    pub(super) asks: Vec<Ask>,
    /// Whether nothing goes wrong any more.
    pub(super) calm: bool,
}

impl Google {
    pub(super) fn new(now_ms: i64, rng: &mut Rng) -> Self {
        let base = "http://127.0.0.1:1".to_owned();
        let config = GoogleCallerConfig::at(Endpoint::Loopback(base));
        let caller = GoogleCaller::new(config, GoogleCredentials {});
        let mut asks = Vec::new();
        for number in 0..rng.usize(1..=3) {
            let amount = AMOUNTS[rng.usize(..AMOUNTS.len())];
            let begins_ms = now_ms + rng.i64(0..600_000);
            let mut ask = Ask::new(number, 0, amount, false, begins_ms);
            ask.is_given_up = rng.u8(..8) == 0;
            asks.push(ask);
            let (capture, changed) = [(0, amount - 1_000), (1, amount)][rng.usize(..2)];
            asks.push(Ask::new(number, capture, changed, true, begins_ms));
        }
        Self {
            caller: caller.expect("loopback is an endpoint"),
            asks,
            calm: false,
        }
    }

    /// When it asks next.
    pub(super) fn due(&self) -> i64 {
        let open = self
            .asks
            .iter()
            .filter(|ask| ask.is_open());
        open.map(|ask| ask.next_ms)
            .min()
            .unwrap_or(i64::MAX)
    }

    /// What Google asks for now. What has ended is asked for again one time in sixty, and one turn in sixty is a mistake.
    pub(super) fn asks(&mut self, now_ms: i64, rng: &mut Rng) -> Option<usize> {
        let number = rng.usize(..self.asks.len());
        let first = self.asks[number & !1].was_sent;
        let ask = &mut self.asks[number];
        let is_settled = ask.was_sent && !ask.is_changed && !ask.is_given_up;
        let again = is_settled && rng.u8(..60) == 0;
        let by_mistake = ask.is_changed && first && !self.calm && rng.u8(..60) == 0;
        let is_due = ask.is_open() && ask.next_ms <= now_ms;
        if !(is_due || again || by_mistake) {
            return None;
        }
        ask.was_sent = true;
        ask.next_ms = now_ms + rng.i64(5_000..1_200_000);
        Some(number)
    }

    /// The request, as an integrator reads it.
    pub(super) fn request(
        &self,
        number: usize,
        google: &GoogleIntegrator,
        now_ms: i64,
    ) -> GoogleRefundRequest {
        let context = CallContext::at(now_ms);
        let refund = &self.asks[number].refund;
        let request = self
            .caller
            .build_request(refund, &context);
        let received = ReceivedRequest::from(request.expect("it is a good refund"));
        let read = google.parse_request(&received, &context);
        read.expect("it is a good request")
    }

    /// What an integrator responded, if it arrives.
    pub(super) fn hear(&mut self, number: usize, response: HttpResponse) -> Heard {
        let ask = &mut self.asks[number];
        let response = SendResult::Response(response);
        let read = self
            .caller
            .parse_response(&ask.refund, &response, &CallContext::default());
        let read = read.expect("it is a good refund");
        let is_end = |status: &RefundStatus| {
            matches!(status, RefundStatus::Succeeded | RefundStatus::Declined)
        };
        let status = Some(read.outcome.status).filter(is_end);
        ask.is_refused |= read.outcome.http_status == Some(412);
        ask.is_too_much |= read.outcome.code.as_deref() == Some(NO_MONEY_LEFT);
        let is_another = status.is_some() && ask.heard.is_some() && ask.heard != status;
        ask.heard = ask.heard.or(status);
        Heard {
            status,
            at_ms: read
                .details
                .and_then(|details| details.response_timestamp),
            is_another,
        }
    }
}

impl Ask {
    fn new(number: usize, capture: usize, amount: i64, is_changed: bool, next_ms: i64) -> Self {
        let (id, of) = (format!("request-{number}"), format!("capture-{capture}"));
        Self {
            refund: refund(&id, &of, amount),
            capture,
            is_changed,
            was_sent: false,
            is_given_up: false,
            heard: None,
            is_refused: false,
            is_too_much: false,
            next_ms,
        }
    }

    /// Whether Google goes on asking: what it asked for by mistake, or gave up, it asks for once.
    fn is_open(&self) -> bool {
        let is_given_up = self.is_given_up && self.was_sent;
        !self.is_changed && !is_given_up && self.waits()
    }

    /// Whether Google has heard neither an end nor that its id stands for something else.
    pub(super) fn waits(&self) -> bool {
        self.heard.is_none() && !self.is_refused
    }
}
