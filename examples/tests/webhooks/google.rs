//! The other direction: we tell Google what became of a refund whose response was lost, and the same network is in between.
//!
//! Forgery is not played: what Google and we send each other is sealed outside of the core.

use super::network::{NOW, status};
use refundkit::providers::google::{
    GoogleCaptureId, GoogleCaptureIdKind, GoogleNotification, GoogleProtocolVersion,
    GoogleRefundResult, GoogleShape,
};
use refundkit::server::{Delivery, GoogleCaller, GoogleCallerConfig, GoogleRefund};
use refundkit::{
    CallContext, Endpoint, GoogleConfig, GoogleCredentials, GoogleIntegrator, HttpRequest,
    HttpResponse, Money, NextAction, ReceivedRequest, RefundOutcome, RefundStatus, Rejection,
    SendResult,
};
use refundkit_examples::client::Client;
use refundkit_examples::host::lock;
use refundkit_examples::integrator::ACCOUNT;
use refundkit_examples::server::{own_fault, serve};
use refundkit_examples::simulator::fault::Reaction;
use refundkit_examples::simulator::outbox::{DeliveryFault, Outbox};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the network does to the first notification, how long until it is sent again, and what Google then answers, sending by
/// sending: the HTTP status of everything that arrived.
struct Case {
    fault: Option<DeliveryFault>,
    lag: i64,
    responses: [&'static [u16]; 2],
}

const CASES: [Case; 5] = [
    Case {
        fault: None,
        lag: 30_000,
        responses: [&[200], &[200]],
    },
    Case {
        fault: Some(DeliveryFault::Lost),
        lag: 30_000,
        responses: [&[], &[200]],
    },
    Case {
        fault: Some(DeliveryFault::Duplicated),
        lag: 30_000,
        responses: [&[200, 200], &[200]],
    },
    Case {
        fault: Some(DeliveryFault::Delayed),
        lag: 30_000,
        responses: [&[], &[200, 200]],
    },
    // Later than a minute after its time it is refused; only the fresh one counts.
    Case {
        fault: Some(DeliveryFault::Delayed),
        lag: 90_000,
        responses: [&[], &[200, 400]],
    },
];

#[test]
fn whatever_happens_to_notifications_google_learns_what_became_of_the_money() {
    for case in &CASES {
        let mut outbox = Outbox::default();
        let google = Google::listens();
        let mut report = Vec::new();
        for (round, expected) in case.responses.into_iter().enumerate() {
            google
                .clock
                .store(NOW + case.lag * round as i64, Ordering::SeqCst);
            let sent = google.notification();
            let responses =
                google.deliver(outbox.deliver(vec![sent], || case.fault.filter(|_| round == 0)));
            assert_eq!(
                responses
                    .iter()
                    .map(status)
                    .collect::<Vec<_>>(),
                expected
            );
            report.push(
                google.delivery(
                    responses
                        .first()
                        .unwrap_or(&SendResult::Lost),
                ),
            );
        }
        assert_eq!(
            report[0].delivered,
            !case.responses[0].is_empty(),
            "{:?}",
            case.fault
        );
        assert_eq!(
            report[0].next_action == NextAction::ResendSame,
            case.responses[0].is_empty(),
            "{:?}",
            case.fault
        );
        assert!(report[1].delivered);
        google.knows();
    }
}

struct Google {
    caller: Arc<GoogleCaller>,
    integrator: GoogleIntegrator,
    client: Client,
    clock: Arc<AtomicI64>,
    /// Request ids of the notifications, and what they mean for the refund.
    heard: Arc<Mutex<Vec<(String, RefundOutcome)>>>,
}

impl Google {
    /// Google behind HTTP, at a time that the test sets.
    fn listens() -> Self {
        let (clock, heard) = (
            Arc::new(AtomicI64::new(NOW)),
            Arc::<Mutex<Vec<_>>>::default(),
        );
        let config = GoogleCallerConfig::at(Endpoint::Loopback("http://127.0.0.1:1".to_owned()));
        let caller = Arc::new(GoogleCaller::new(config, GoogleCredentials {}).unwrap());
        let served = (Arc::clone(&caller), Arc::clone(&clock), Arc::clone(&heard));
        let address = serve(move |request| {
            let (caller, clock, heard) = &served;
            let response = take(caller, &request, clock.load(Ordering::SeqCst), heard);
            Reaction::SendResult(response.unwrap_or_else(|rejection| rejection.reply))
        });
        let endpoint = Endpoint::Loopback(format!("http://{}", address.unwrap()));
        let mut config = GoogleConfig::new(vec![ACCOUNT.to_owned()]);
        config.endpoint = endpoint;
        let integrator = GoogleIntegrator::new(config, GoogleCredentials {}).unwrap();
        Self {
            caller,
            integrator,
            client: Client::new(Duration::from_secs(30)),
            clock,
            heard,
        }
    }

    fn now_ms(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    /// The same notification every time, with the time of now.
    fn notification(&self) -> HttpRequest {
        let refund = refund();
        let notification = GoogleNotification {
            shape: refund.shape,
            protocol_version: refund.protocol_version,
            request_id: "notification-1".to_owned(),
            account_id: refund.account_id,
            refund_request_id: refund.request_id,
            result: GoogleRefundResult::Refunded {
                refund_id: Some("refund-of-g1".to_owned()),
                raw_result: None,
            },
        };
        self.integrator
            .build_notification(&notification, &CallContext::at(self.now_ms()))
            .unwrap()
    }

    fn deliver(&self, notifications: Vec<HttpRequest>) -> Vec<SendResult> {
        notifications
            .iter()
            .map(|notification| self.client.send(notification))
            .collect()
    }

    fn delivery(&self, response: &SendResult) -> Delivery {
        self.integrator
            .parse_notification_response(response, &CallContext::at(self.now_ms()))
            .unwrap()
            .delivery
    }

    /// Everything that was taken is the one notification, and settles the refund whose response was lost.
    fn knows(&self) {
        let lost = self
            .caller
            .parse_response(&refund(), &SendResult::Lost, &CallContext::default())
            .unwrap()
            .outcome;
        assert_eq!(lost.status, RefundStatus::Unknown);
        for (id, settled) in lock(&self.heard).iter() {
            assert_eq!(
                (id.as_str(), lost.merge(settled).status),
                ("notification-1", RefundStatus::Succeeded)
            );
            assert_eq!(lost.merge(settled), settled.merge(&lost));
        }
    }
}

fn take(
    google: &GoogleCaller,
    request: &ReceivedRequest,
    now_ms: i64,
    heard: &Mutex<Vec<(String, RefundOutcome)>>,
) -> Result<HttpResponse, Rejection> {
    let notice = google.parse_notification(request, &CallContext::at(now_ms))?;
    let settled = google
        .settle_notification(&refund(), &notice)
        .map_err(own_fault)?;
    lock(heard).push((notice.request_id.clone(), settled));
    google
        .build_notification_response(&notice, &CallContext::at(now_ms))
        .map_err(own_fault)
}

fn refund() -> GoogleRefund {
    GoogleRefund {
        shape: GoogleShape::Flat,
        protocol_version: GoogleProtocolVersion {
            major: 1,
            minor: Some(0),
            revision: Some(0),
        },
        request_id: "g1".to_owned(),
        account_id: ACCOUNT.to_owned(),
        capture_id: GoogleCaptureId {
            kind: GoogleCaptureIdKind::CaptureRequestId,
            id: "capture-1".to_owned(),
        },
        amount: Money::new(3_000, "USD"),
        pix_end_to_end_id_to_refund: None,
        refund_id: None,
    }
}
