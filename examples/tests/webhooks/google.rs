//! The other direction: we tell Google what became of a refund, and the same network is in between.
//!
//! Forgery is not played: what Google and we send each other is sealed outside of the core.

use super::network::status;
use crate::merchant::NOW;
use refundkit::providers::google::{
    GoogleNotice, GoogleNotification, GoogleProtocolVersion, GoogleRefundResult, GoogleShape,
};
use refundkit::server::{Delivery, GoogleCaller, GoogleCallerConfig};
use refundkit::{
    CallContext, Endpoint, GoogleConfig, GoogleCredentials, GoogleIntegrator, HttpRequest,
    HttpResponse, NextAction, ReceivedRequest, Rejection, SendResult,
};
use refundkit_examples::client::Client;
use refundkit_examples::host::lock;
use refundkit_examples::server::{own_fault, serve};
use refundkit_simulator::fault::Reaction;
use refundkit_simulator::google::ACCOUNT;
use refundkit_simulator::outbox::{DeliveryFault, Outbox};
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

/// Google's id of its request for the refund.
const REFUND: &str = "g1";

struct Google {
    integrator: GoogleIntegrator,
    client: Client,
    clock: Arc<AtomicI64>,
    /// The notifications that were taken.
    heard: Arc<Mutex<Vec<GoogleNotice>>>,
}

impl Google {
    /// Google behind HTTP, at a time that the test sets.
    fn listens() -> Self {
        let (clock, heard) = (
            Arc::new(AtomicI64::new(NOW)),
            Arc::<Mutex<Vec<_>>>::default(),
        );
        let config = GoogleCallerConfig::at(Endpoint::Loopback("http://127.0.0.1:1".to_owned()));
        let caller = GoogleCaller::new(config, GoogleCredentials {}).unwrap();
        let served = (Arc::clone(&clock), Arc::clone(&heard));
        let address = serve(move |request| {
            let (clock, heard) = &served;
            let response = take(&caller, &request, clock.load(Ordering::SeqCst), heard);
            Reaction::Response(response.unwrap_or_else(|rejection| rejection.reply))
        });
        let endpoint = Endpoint::Loopback(format!("http://{}", address.unwrap()));
        let mut config = GoogleConfig::new(vec![ACCOUNT.to_owned()]);
        config.endpoint = endpoint;
        let integrator = GoogleIntegrator::new(config, GoogleCredentials {}).unwrap();
        Self {
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
        let notification = GoogleNotification {
            shape: GoogleShape::Flat,
            protocol_version: GoogleProtocolVersion {
                major: 1,
                minor: Some(0),
                revision: Some(0),
            },
            request_id: "notification-1".to_owned(),
            account_id: ACCOUNT.to_owned(),
            refund_request_id: REFUND.to_owned(),
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

    /// Everything that was taken is the one notification, and says what became of the refund that it names.
    fn knows(&self) {
        let heard = lock(&self.heard);
        assert!(!heard.is_empty());
        for notice in heard.iter() {
            assert_eq!(notice.request_id, "notification-1");
            assert_eq!(notice.account_id, ACCOUNT);
            assert_eq!(notice.refund_request_id, REFUND);
            assert_eq!(notice.refund_id.as_deref(), Some("refund-of-g1"));
            assert_eq!(notice.result, "SUCCESS");
        }
    }
}

fn take(
    google: &GoogleCaller,
    request: &ReceivedRequest,
    now_ms: i64,
    heard: &Mutex<Vec<GoogleNotice>>,
) -> Result<HttpResponse, Rejection> {
    let notice = google.parse_notification(request, &CallContext::at(now_ms))?;
    let response = google.build_notification_response(&notice, &CallContext::at(now_ms));
    lock(heard).push(notice);
    response.map_err(own_fault)
}
