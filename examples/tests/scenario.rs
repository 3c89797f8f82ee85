//! The simulator does what a scenario says, for every provider alike.

use refundkit::{
    Baseline, HttpMethod, HttpRequest, Money, ReceivedRequest, RefundStatus, SendResult,
};
use refundkit_examples::ledger::Payment;
use refundkit_examples::merchant_client::RefundIntent;
use refundkit_examples::providers::PROVIDERS;
use refundkit_examples::simulator::Simulator;
use refundkit_examples::simulator::fault::{Fault, Reaction};

const BASE: &str = "http://127.0.0.1:1";
const NOW: i64 = 1_700_000_000_000;

fn scenario(simulator: &mut Simulator, json: String) -> u16 {
    asked(simulator, HttpMethod::Post, "/scenario", &json).0
}

fn asked(simulator: &mut Simulator, method: HttpMethod, path: &str, body: &str) -> (u16, String) {
    let (url, body) = (path.to_owned(), body.as_bytes().to_vec());
    match simulator.handle(
        ReceivedRequest {
            method,
            url,
            headers: Vec::new(),
            body,
        },
        NOW,
    ) {
        Reaction::SendResult(response) => {
            (response.status, String::from_utf8(response.body).unwrap())
        }
        other => panic!("{other:?}"),
    }
}

fn intent(payment: &Payment, minor_units: i64, reference: &str) -> RefundIntent {
    RefundIntent {
        payment_id: payment.id.clone(),
        merchant_order: payment.merchant_order.clone(),
        amount: Money::new(minor_units, &payment.captured.currency),
        full: false,
        reference: reference.to_owned(),
        baseline: None,
    }
}

/// Whether money moved although no trustworthy response came, for each fault.
#[test]
fn each_fault_happens_to_the_refund_that_it_was_meant_for() {
    for provider in &PROVIDERS {
        for fault in Fault::ALL {
            let mut simulator = Simulator::new("https://shop.example");
            let merchant = provider.merchant_at(BASE);
            let payment = Payment::new(
                "00000000-0000-4000-8000-000000000001",
                "order-1",
                Money::new(10_000, merchant.currency()),
                false,
            );
            simulator
                .ledger(provider.name)
                .unwrap()
                .open(payment.clone());
            let word = serde_json::to_string(&fault).unwrap();
            assert_eq!(
                scenario(
                    &mut simulator,
                    format!(r#"{{"{}":{{"refunds":[{word}]}}}}"#, provider.name)
                ),
                204
            );
            let attempt = merchant.attempt(&intent(&payment, 1000, "one"));
            let mut request = ReceivedRequest::from(attempt.request().unwrap());
            request.url = request
                .url
                .strip_prefix(BASE)
                .unwrap()
                .to_owned();
            let reaction = simulator.handle(request, NOW);
            let acted = simulator
                .ledger(provider.name)
                .unwrap()
                .moved(&payment.id)
                > 0;
            assert_eq!(
                acted,
                fault.instead().is_none(),
                "{}: {fault:?}",
                provider.name
            );
            let silent = matches!(fault, Fault::DropBefore | Fault::DropAfter | Fault::Slow);
            assert_eq!(
                matches!(reaction, Reaction::SendResult(_)),
                !silent,
                "{}: {fault:?}",
                provider.name
            );
        }
    }
}

#[test]
fn webhooks_get_lost_doubled_delayed_and_forged() {
    for provider in &PROVIDERS {
        let mut simulator = Simulator::new("https://shop.example");
        let merchant = provider.merchant_at(BASE);
        let payment = Payment::new(
            "00000000-0000-4000-8000-000000000001",
            "order-1",
            Money::new(10_000, merchant.currency()),
            true,
        );
        simulator
            .ledger(provider.name)
            .unwrap()
            .open(payment.clone());
        let faults = r#"["lost","duplicated","delayed","forged"]"#;
        assert_eq!(
            scenario(
                &mut simulator,
                format!(r#"{{"{}":{{"webhooks":{faults}}}}}"#, provider.name)
            ),
            204
        );
        let mut counts = Vec::new();
        for reference in ["a", "b", "c", "d"] {
            let attempt = merchant.attempt(&intent(&payment, 1000, reference));
            let mut request = ReceivedRequest::from(attempt.request().unwrap());
            request.url = request
                .url
                .strip_prefix(BASE)
                .unwrap()
                .to_owned();
            simulator.handle(request, NOW);
            let delivered = simulator.settle_pending(NOW);
            if reference == "d" {
                let forged = attempt.receive(&delivered[0].clone().into());
                assert!(
                    !matches!(forged, Ok(Some(_))),
                    "{}: {forged:?}",
                    provider.name
                );
            }
            counts.push(delivered.len());
        }
        assert_eq!(counts, [0, 2, 0, 2], "{}", provider.name);
    }
}

#[test]
fn a_bad_scenario_is_refused() {
    let mut simulator = Simulator::new("https://shop.example");
    assert_eq!(
        scenario(
            &mut simulator,
            r#"{"tranzzo":{"refunds":["explode"]}}"#.to_owned()
        ),
        400
    );
}

/// For each provider, which lies of a status about a refund that succeeded are found out: about the amount, the currency,
/// the merchant's order, the provider's payment. The rest is not carried there, or is an id that the merchant never knew.
const FOUND_OUT: [(&str, [bool; 4]); 6] = [
    ("bank131", [true, true, false, true]),
    ("smart_glocal", [true, true, false, true]),
    ("sberbank_legacy", [true, true, false, true]),
    ("sberbank_gateway", [true, true, false, true]),
    ("themap", [false, false, true, true]),
    ("tranzzo", [true, true, true, false]),
];
const LIES: [Fault; 4] = [
    Fault::LyingAmount,
    Fault::LyingCurrency,
    Fault::LyingOrder,
    Fault::LyingPayment,
];

#[test]
fn a_status_about_something_else_decides_nothing() {
    for (provider, (name, found_out)) in PROVIDERS.iter().zip(FOUND_OUT) {
        assert_eq!(provider.name, name);
        let (merchant, mut simulated) = (
            provider.merchant_at(BASE),
            provider.simulated_for("https://shop.example"),
        );
        let captured = Money::new(10_000, merchant.currency());
        let payment = Payment::new(
            "00000000-0000-4000-8000-000000000001",
            "order-1",
            captured,
            false,
        );
        simulated.ledger().open(payment.clone());
        let mut baseline = Baseline::default();
        baseline.known_ids = Vec::new();
        baseline.refunded = Some(0);
        baseline.remaining = Some(10_000);
        let attempt = merchant.attempt(&RefundIntent {
            baseline: Some(baseline),
            ..intent(&payment, 10_000, "one")
        });
        let mut served = |request: HttpRequest, fault| {
            let mut request = ReceivedRequest::from(request);
            request.url = request
                .url
                .split_once(name)
                .unwrap()
                .1
                .to_owned();
            match simulated.serve(&request, NOW, fault) {
                Reaction::SendResult(response) => SendResult::Response(response),
                Reaction::Drop | Reaction::Stall => SendResult::Lost,
            }
        };
        served(attempt.request().unwrap(), Some(Fault::DropAfter));
        let mut asked = |lie| {
            let response = served(attempt.status_request().unwrap(), lie);
            attempt
                .resolve(&attempt.snapshot(&response).unwrap())
                .unwrap()
                .status
        };
        assert_eq!(asked(None), RefundStatus::Succeeded, "{name}");
        for (lie, found_out) in LIES.into_iter().zip(found_out) {
            let expected = if found_out {
                RefundStatus::Unknown
            } else {
                RefundStatus::Succeeded
            };
            assert_eq!(asked(Some(lie)), expected, "{name}: {lie:?}");
        }
    }
}

#[test]
fn a_refusal_can_be_asked_for_and_the_orders_tell_that_nothing_moved() {
    for provider in &PROVIDERS {
        let mut simulator = Simulator::new(BASE);
        let merchant = provider.merchant_at(BASE);
        let payment = Payment::new(
            "00000000-0000-4000-8000-000000000001",
            "order-1",
            Money::new(10_000, merchant.currency()),
            false,
        );
        simulator
            .ledger(provider.name)
            .unwrap()
            .open(payment.clone());
        simulator.expect(provider.name, Fault::Refused);
        let attempt = merchant.attempt(&intent(&payment, 1000, "one"));
        let mut request = ReceivedRequest::from(attempt.request().unwrap());
        request.url = request
            .url
            .strip_prefix(BASE)
            .unwrap()
            .to_owned();
        let Reaction::SendResult(response) = simulator.handle(request, NOW) else {
            panic!("{}", provider.name)
        };
        let outcome = attempt
            .parse(&SendResult::Response(response))
            .unwrap();
        assert_eq!(outcome.status, RefundStatus::Declined, "{}", provider.name);
        let listed = asked(&mut simulator, HttpMethod::Get, "/orders", "");
        assert_eq!(listed.0, 200);
        let found = format!(
            r#""{}":[{{"paymentId":"{}","merchantOrder":"order-1""#,
            provider.name, payment.id
        );
        assert!(listed.1.contains(&found), "{}", listed.1);
        assert!(
            listed
                .1
                .contains(r#""moved":0,"arrivals":1"#),
            "{}",
            listed.1
        );
    }
}

/// What is no refund by its address is told what is wrong with its query, not that there is no such address.
#[test]
fn a_status_query_that_cannot_be_read_is_refused_as_one() {
    let mut simulator = Simulator::new(BASE);
    let mut asked = |path: &str| {
        let form = "userName=demo-api&password=demo-password&order=1";
        asked(
            &mut simulator,
            HttpMethod::Post,
            &format!("/sberbank_legacy/payment/rest/{path}"),
            form,
        )
    };
    let (status, report) = asked("getOrderStatusExtended.do");
    assert!(
        status == 200 && report.contains("[orderId] is empty"),
        "{status} {report}"
    );
    assert_eq!(asked("elsewhere.do").0, 404);
}

#[test]
fn google_asks_the_app_when_it_is_told_to() {
    let mut simulator = Simulator::new(BASE);
    let ask = r#"{"requestId":"g-1","captureId":"capture-1","minorUnits":3000}"#;
    assert_eq!(
        asked(&mut simulator, HttpMethod::Post, "/google", ask).0,
        204
    );
    let asks = simulator.settle_pending(NOW);
    assert_eq!(asks.len(), 1);
    assert!(
        asks[0]
            .url
            .starts_with(&format!("{BASE}/google/")),
        "{}",
        asks[0].url
    );
    assert!(simulator.settle_pending(NOW).is_empty());
    assert_eq!(
        asked(
            &mut simulator,
            HttpMethod::Post,
            "/google",
            r#"{"requestId":"g-1"}"#
        )
        .0,
        400
    );
}
