//! What a response says in the provider's own words, while its step is outstanding.

use super::says;
use refundkit::ledger::{Ledger, LedgerSettings, LedgerStep, SendStep};
use refundkit::{Money, RefundStatus, SendResult, Tranzzo, TranzzoPayment, TranzzoRequest};
use refundkit_tests::ledger_documents::BEGIN;
use refundkit_tests::stories::providers::tranzzo;

fn asked(tranzzo: &Tranzzo) -> Ledger<&Tranzzo> {
    let payment = TranzzoPayment {
        order_id: "123".into(),
    };
    let (settings, captured) = (LedgerSettings::new("shop"), Money::new(10_000, "UAH"));
    let mut ledger = Ledger::open(tranzzo, settings, &payment, &captured, None).unwrap();
    let wish = TranzzoRequest::new(Money::new(1_050, "UAH"));
    ledger
        .request("return-1", &wish)
        .unwrap();
    ledger
}

fn next_send(ledger: &mut Ledger<&Tranzzo>) -> SendStep {
    loop {
        match ledger.next(BEGIN).unwrap() {
            LedgerStep::Store(store) => ledger.stored(store.id).unwrap(),
            LedgerStep::Send(send) => return send,
            step => panic!("{step:?}"),
        }
    }
}

#[test]
fn a_question_and_a_refund_are_read_before_they_are_received() {
    let tranzzo = tranzzo();
    let mut ledger = asked(&tranzzo);
    let query = next_send(&mut ledger);
    let listed = says(
        r#"[{"operation_id":"op-1","order_id":"123","method":"purchase","amount":100,"currency":"UAH","status":"success"}]"#,
    );
    let parsed = ledger
        .parse_status_response(query.id, &listed)
        .unwrap();
    assert_eq!(
        parsed
            .details
            .unwrap()
            .operations
            .len(),
        1
    );
    assert!(
        ledger
            .parse_response(query.id, &listed)
            .is_err(),
        "it is no refund"
    );
    ledger
        .received(query.id, &listed, BEGIN)
        .unwrap();
    let gone = ledger.parse_status_response(query.id, &listed);
    assert_eq!(gone.unwrap_err().code(), "unknown_step");

    let refund = next_send(&mut ledger);
    let given = says(
        r#"{"operation_id":"op-2","order_id":"123","method":"refund","amount":10.5,"currency":"UAH","status":"success","receipt_url":"https://tranzzo.example/2"}"#,
    );
    let parsed = ledger
        .parse_response(refund.id, &given)
        .unwrap();
    assert_eq!(parsed.outcome.status, RefundStatus::Succeeded);
    let details = parsed.details.unwrap();
    assert_eq!(
        details.receipt_url.as_deref(),
        Some("https://tranzzo.example/2")
    );
    let lost = ledger
        .parse_response(refund.id, &SendResult::Lost)
        .unwrap();
    assert_eq!(lost.details, None);
    assert_eq!(
        ledger
            .refund("return-1")
            .unwrap()
            .status,
        RefundStatus::Unknown,
        "reading changes nothing"
    );
    let other = ledger.parse_response(refund.id + 1, &given);
    assert_eq!(other.unwrap_err().code(), "unknown_step");
}
