//! The simulator does what a scenario says, for every provider alike.

use crate::merchant::{Around, BASE, CAPTURED, NOW, arriving, payment, seen, settings, wish};
use refundkit::ledger::{RefundStage, RefundView, SendStep};
use refundkit::{HttpMethod, ReceivedRequest, RefundStatus, SendResult};
use refundkit_examples::listens::Heard;
use refundkit_examples::providers::{DemoProvider, PROVIDERS};
use refundkit_simulator::Simulator;
use refundkit_simulator::fault::{FOREIGN, Fault, Reaction};
use refundkit_simulator::ledger::Payment;
use refundkit_simulator::providers::PLACES;
use refundkit_tests::merchants;
use std::collections::BTreeSet;

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
        Reaction::Response(response) => {
            (response.status, String::from_utf8(response.body).unwrap())
        }
        other => panic!("{other:?}"),
    }
}

/// What became of a refund of 10.00: what was seen of its first request, what had moved by then, and where it is.
struct Sent {
    result: SendResult,
    moved: i64,
    view: RefundView,
}

/// Opens a payment at the provider, and lets the merchant's ledger refund 10.00 of it.
fn refunded(simulator: &mut Simulator, provider: &DemoProvider, payment: &Payment) -> Sent {
    let merchant = provider.ledger_at(BASE);
    let books = simulator.ledger(provider.name);
    books.unwrap().open(payment.clone());
    let mut first = None;
    let mut around = Around::new(|step: &SendStep| {
        let result = seen(simulator.handle(arriving(&step.request, BASE), NOW));
        let books = simulator.ledger(provider.name);
        let moved = books.unwrap().moved(&payment.id);
        if step.money {
            first.get_or_insert((result.clone(), moved));
        }
        result
    });
    let opened = merchant.open(payment, settings(), &mut around.rows);
    let mut ledger = opened.unwrap();
    ledger
        .request(&wish("one", payment, 1000))
        .unwrap();
    ledger.run(&mut around).unwrap();
    let view = ledger.refund("one").unwrap();
    let (result, moved) = first.expect("it was sent");
    Sent {
        result,
        moved,
        view,
    }
}

/// Whether money moved although no trustworthy response came, for each fault.
#[test]
fn each_fault_happens_to_the_refund_that_it_was_meant_for() {
    for provider in &PROVIDERS {
        for fault in Fault::ALL {
            let mut simulator = Simulator::new("https://shop.example");
            let merchant = provider.ledger_at(BASE);
            let payment = payment(1, merchant.currency(), false);
            let word = serde_json::to_string(&fault).unwrap();
            let faults = format!(r#"{{"{}":{{"refunds":[{word}]}}}}"#, provider.name);
            assert_eq!(scenario(&mut simulator, faults), 204);
            let sent = refunded(&mut simulator, provider, &payment);
            assert_eq!(
                sent.moved > 0,
                fault.instead().is_none(),
                "{}: {fault:?}",
                provider.name
            );
            let silent = matches!(fault, Fault::DropBefore | Fault::DropAfter | Fault::Slow);
            assert_eq!(
                sent.result == SendResult::Lost,
                silent,
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
        let merchant = provider.ledger_at(BASE);
        let faults = r#"["lost","duplicated","delayed","forged"]"#;
        let faults = format!(r#"{{"{}":{{"webhooks":{faults}}}}}"#, provider.name);
        assert_eq!(scenario(&mut simulator, faults), 204);
        let mut delivered = Vec::new();
        for index in 0..4 {
            let payment = payment(index, merchant.currency(), true);
            let sent = refunded(&mut simulator, provider, &payment);
            assert_eq!(sent.view.status, RefundStatus::Pending, "{}", provider.name);
            delivered.push(simulator.settle_pending(NOW));
        }
        let counts: Vec<usize> = delivered
            .iter()
            .map(Vec::len)
            .collect();
        assert_eq!(counts, [0, 2, 0, 2], "{}", provider.name);
        let forged = merchant.read_webhook(&delivered[3][0].clone().into());
        assert!(
            !matches!(forged, Ok(Heard::Event(_))),
            "{}: {forged:?}",
            provider.name
        );
    }
}

/// Google, which asks, has no place. A lie about a currency has to be one everywhere.
#[test]
fn every_provider_that_a_merchant_asks_has_a_place_in_another_currency() {
    let asked = merchants()
        .into_iter()
        .filter(|name| *name != "google");
    let places = PLACES.iter().map(|place| place.name);
    let (asked, places): (BTreeSet<_>, BTreeSet<_>) = (asked.collect(), places.collect());
    assert_eq!(places, asked, "PLACES in simulator/src/providers/mod.rs");
    for place in PLACES {
        assert_ne!(place.currency, FOREIGN, "{}", place.name);
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
const FOUND_OUT: [(&str, [bool; 4]); PROVIDERS.len()] = [
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

/// A refund of everything whose responses are lost: what the ledger believes after the first status, which may lie, and after two
/// more, which do not.
fn believed(provider: &DemoProvider, mut lie: Option<Fault>) -> [RefundStatus; 2] {
    let base = format!("{BASE}/{}", provider.name);
    let merchant = provider.ledger_at(BASE);
    let mut simulated = provider.simulated_for("https://shop.example");
    let payment = payment(1, merchant.currency(), false);
    simulated
        .ledger()
        .open(payment.clone());
    let mut was_sent = false;
    let mut around = Around::new(|step: &SendStep| {
        was_sent |= step.money;
        let fault = match step.money {
            true => Some(Fault::DropAfter),
            false if was_sent => lie.take(),
            false => None,
        };
        seen(simulated.serve(&arriving(&step.request, &base), NOW, fault))
    });
    let opened = merchant.open(&payment, settings(), &mut around.rows);
    let mut ledger = opened.unwrap();
    let wish = wish("one", &payment, CAPTURED);
    ledger.request(&wish).unwrap();
    around.go_on(ledger.as_mut(), 0);
    let [first, _, third] = [1, 2, 3].map(|_| {
        let questions = around.questions;
        while around.questions == questions && around.go_on(ledger.as_mut(), 1) {}
        ledger.refund("one").unwrap().status
    });
    [first, third]
}

#[test]
fn a_status_about_something_else_decides_nothing() {
    for (provider, (name, found_out)) in PROVIDERS.iter().zip(FOUND_OUT) {
        assert_eq!(provider.name, name);
        assert_eq!(
            believed(provider, None),
            [RefundStatus::Succeeded; 2],
            "{name}"
        );
        for (lie, found_out) in LIES.into_iter().zip(found_out) {
            let [first, then] = believed(provider, Some(lie));
            assert_eq!(first, unless(found_out), "{name}: {lie:?}");
            // A total that went down again is for a person.
            let is_stuck = name == "sberbank_legacy" && lie == Fault::LyingAmount;
            assert_eq!(then, unless(is_stuck), "{name}: {lie:?}");
        }
    }
}

/// What the ledger believes of money that has moved, unless something keeps it from that.
fn unless(is_doubtful: bool) -> RefundStatus {
    match is_doubtful {
        true => RefundStatus::Unknown,
        false => RefundStatus::Succeeded,
    }
}

/// How each provider says that a refund is too large.
const TOO_LARGE: [(&str, &str); PROVIDERS.len()] = [
    ("bank131", "invalid_request"),
    ("smart_glocal", "invalid_request"),
    ("sberbank_legacy", "7"),
    ("sberbank_gateway", "5"),
    ("themap", "AMOUNT_EXCEED"),
    ("tranzzo", "P-400"),
];

#[test]
fn a_refusal_can_be_asked_for_and_the_orders_tell_that_nothing_moved() {
    for (provider, (name, code)) in PROVIDERS.iter().zip(TOO_LARGE) {
        assert_eq!(provider.name, name);
        let mut simulator = Simulator::new(BASE);
        let currency = provider.ledger_at(BASE).currency();
        let payment = payment(1, currency, false);
        simulator.expect(name, Fault::Refused);
        let sent = refunded(&mut simulator, provider, &payment);
        assert_eq!(sent.view.code.as_deref(), Some(code), "{name}");
        assert_eq!(sent.view.stage, RefundStage::InProgress, "{name}");
        let listed = asked(&mut simulator, HttpMethod::Get, "/orders", "");
        assert_eq!(listed.0, 200);
        let id = &payment.id;
        let found = format!(r#""{name}":[{{"paymentId":"{id}","merchantOrder":"order-1""#);
        assert!(listed.1.contains(&found), "{}", listed.1);
        let counts = r#""moved":0,"arrivals":1"#;
        assert!(listed.1.contains(counts), "{}", listed.1);
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
    assert!(
        simulator
            .settle_pending(NOW)
            .is_empty()
    );
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
