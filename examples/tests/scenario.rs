//! The simulator does what a scenario says, for every provider alike.

use refundkit::{HttpMethod, Money, ReceivedRequest};
use refundkit_examples::houses::HOUSES;
use refundkit_examples::ledger::Payment;
use refundkit_examples::merchant::Plan;
use refundkit_examples::simulator::Simulator;
use refundkit_examples::simulator::fault::{Fault, Reaction};

const BASE: &str = "http://127.0.0.1:1";
const NOW: i64 = 1_700_000_000_000;

fn scenario(simulator: &mut Simulator, json: String) -> u16 {
    let (url, body) = ("/scenario".to_owned(), json.into_bytes());
    match simulator.handle(ReceivedRequest { method: HttpMethod::Post, url, headers: Vec::new(), body }, NOW) {
        Reaction::Answer(response) => response.status,
        other => panic!("{other:?}"),
    }
}

fn plan(payment: &Payment, minor_units: i64, mark: &str) -> Plan {
    Plan {
        payment_id: payment.id.clone(),
        merchant_order: payment.merchant_order.clone(),
        amount: Money::new(minor_units, &payment.captured.currency),
        full: false,
        mark: mark.to_owned(),
        baseline: None,
    }
}

/// Whether money moved although no trustworthy answer came, for each fault.
#[test]
fn each_fault_happens_to_the_refund_that_it_was_meant_for() {
    for house in &HOUSES {
        for fault in Fault::ALL {
            let mut simulator = Simulator::new("https://shop.example");
            let till = house.till_at(BASE);
            let payment = Payment::new(
                "00000000-0000-4000-8000-000000000001",
                "order-1",
                Money::new(10_000, till.currency()),
                false,
            );
            simulator.ledger(house.name).unwrap().open(payment.clone());
            let word = serde_json::to_string(&fault).unwrap();
            assert_eq!(scenario(&mut simulator, format!(r#"{{"{}":{{"refunds":[{word}]}}}}"#, house.name)), 204);
            let attempt = till.attempt(&plan(&payment, 1000, "one"));
            let mut request = ReceivedRequest::from(attempt.request().unwrap());
            request.url = request.url.strip_prefix(BASE).unwrap().to_owned();
            let reaction = simulator.handle(request, NOW);
            let acted = simulator.ledger(house.name).unwrap().moved(&payment.id) > 0;
            assert_eq!(acted, fault.instead().is_none(), "{}: {fault:?}", house.name);
            let silent = matches!(fault, Fault::DropBefore | Fault::DropAfter | Fault::Slow);
            assert_eq!(matches!(reaction, Reaction::Answer(_)), !silent, "{}: {fault:?}", house.name);
        }
    }
}

#[test]
fn webhooks_get_lost_doubled_delayed_and_forged() {
    for house in &HOUSES {
        let mut simulator = Simulator::new("https://shop.example");
        let till = house.till_at(BASE);
        let payment =
            Payment::new("00000000-0000-4000-8000-000000000001", "order-1", Money::new(10_000, till.currency()), true);
        simulator.ledger(house.name).unwrap().open(payment.clone());
        let faults = r#"["lost","duplicated","delayed","forged"]"#;
        assert_eq!(scenario(&mut simulator, format!(r#"{{"{}":{{"webhooks":{faults}}}}}"#, house.name)), 204);
        let mut counts = Vec::new();
        for mark in ["a", "b", "c", "d"] {
            let attempt = till.attempt(&plan(&payment, 1000, mark));
            let mut request = ReceivedRequest::from(attempt.request().unwrap());
            request.url = request.url.strip_prefix(BASE).unwrap().to_owned();
            simulator.handle(request, NOW);
            let delivered = simulator.settle_pending(NOW);
            if mark == "d" {
                let forged = attempt.hear(&delivered[0].clone().into());
                assert!(!matches!(forged, Ok(Some(_))), "{}: {forged:?}", house.name);
            }
            counts.push(delivered.len());
        }
        assert_eq!(counts, [0, 2, 0, 2], "{}", house.name);
    }
}

#[test]
fn a_bad_scenario_is_refused() {
    let mut simulator = Simulator::new("https://shop.example");
    assert_eq!(scenario(&mut simulator, r#"{"tranzzo":{"refunds":["explode"]}}"#.to_owned()), 400);
}
