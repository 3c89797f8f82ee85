//! A private key that lives elsewhere: what is asked to be signed, and what is taken for a signature.

use super::says;
use refundkit::dispatch;
use refundkit::ledger::{Ledger, LedgerRow, LedgerSettings, LedgerStep, SendStep, SignStep};
use refundkit::providers::bank131::{Bank131, Bank131Protocol};
use refundkit::{CallContext, Money, PaymentSession, RefundError, SessionRequest};
use refundkit_tests::ledger_documents::{BEGIN, opening_of, with};
use refundkit_tests::stories::providers::{merchant_signature, session};
use serde_json::{Value, json};

const LISTED: &str = r#"{"status":"ok","session":{"id":"ps_1","status":"accepted","acquiring_payments":[{"id":"pm_1","status":"succeeded","amount_details":{"amount":30000,"currency":"rub"}}]}}"#;

fn bank() -> Bank131 {
    session::<Bank131Protocol>(&story())
}

fn story() -> Value {
    json!({"provider": "bank131", "keyElsewhere": true})
}

fn open(bank: &Bank131) -> Ledger<&Bank131> {
    let payment = PaymentSession {
        session_id: "ps_1".into(),
    };
    let captured = Money::new(30_000, "RUB");
    Ledger::open(bank, LedgerSettings::new("shop"), &payment, &captured, None).unwrap()
}

/// A host that signs where it is asked to, until its ledger asks for the signature of the refund.
fn until_refund_is_to_be_signed(bank: &Bank131) -> (Ledger<&Bank131>, SignStep) {
    let mut ledger = open(bank);
    let amount = Money::new(10_000, "RUB");
    ledger
        .request("return-1", &SessionRequest::new(amount))
        .unwrap();
    loop {
        match ledger.next(BEGIN).unwrap() {
            LedgerStep::Store(store) => ledger.stored(store.id).unwrap(),
            LedgerStep::Sign(sign) if sign.money => return (ledger, sign),
            LedgerStep::Sign(sign) => ledger
                .signed(sign.id, &merchant_signature(&sign.to_sign))
                .unwrap(),
            LedgerStep::Send(query) => answer(&mut ledger, &query),
            step => panic!("{step:?}"),
        }
    }
}

fn answer(ledger: &mut Ledger<&Bank131>, query: &SendStep) {
    let response = says(LISTED);
    ledger
        .received(query.id, &response, BEGIN)
        .unwrap();
}

fn code(result: Result<(), RefundError>) -> String {
    result.map_or_else(|error| error.code().to_owned(), |()| String::new())
}

#[test]
fn what_the_public_key_does_not_verify_is_refused_and_asked_for_again() {
    let bank = bank();
    let (mut ledger, sign) = until_refund_is_to_be_signed(&bank);
    let of_other_bytes = merchant_signature("{}");
    assert_eq!(code(ledger.signed(sign.id, &of_other_bytes)), "unverified");
    assert_eq!(code(ledger.signed(sign.id, b"")), "unverified");
    assert_eq!(code(ledger.signed(sign.id + 1, b"")), "unknown_step");
    assert_eq!(ledger.next(BEGIN).unwrap_err().code(), "step_outstanding");
    let signature = merchant_signature(&sign.to_sign);
    ledger
        .signed(sign.id, &signature)
        .unwrap();
    assert_eq!(code(ledger.signed(sign.id, &signature)), "unknown_step");
    assert_eq!(code(ledger.not_signed(sign.id, BEGIN)), "unknown_step");
}

#[test]
fn the_refund_that_was_signed_is_armed_and_then_sent_with_its_signature() {
    let bank = bank();
    let (mut ledger, sign) = until_refund_is_to_be_signed(&bank);
    let signature = merchant_signature(&sign.to_sign);
    ledger
        .signed(sign.id, &signature)
        .unwrap();
    let LedgerStep::Store(armed) = ledger.next(BEGIN).unwrap() else {
        panic!("the refund is armed before it is sent");
    };
    ledger.stored(armed.id).unwrap();
    let LedgerStep::Send(sent) = ledger.next(BEGIN).unwrap() else {
        panic!("what is armed is sent");
    };
    assert!(sent.money);
    assert_eq!(sent.request.body.as_deref(), Some(sign.to_sign.as_str()));
    let mut headers = sent.request.headers.iter();
    let found = headers.find(|header| header.name == "x-partner-sign");
    let value = &found.expect("a signature").value;
    assert_eq!(refundkit::kit::base64::decode(value).unwrap(), signature);
}

/// Otherwise the payment would be looked at again, which needs a signature too, and so on without an end.
#[test]
fn who_signs_after_hours_signs_once() {
    const NINE_HOURS: i64 = 9 * 3_600_000;
    let bank = bank();
    let (mut ledger, sign) = until_refund_is_to_be_signed(&bank);
    ledger
        .signed(sign.id, &merchant_signature(&sign.to_sign))
        .unwrap();
    let step = ledger
        .next(BEGIN + NINE_HOURS)
        .unwrap();
    assert!(matches!(step, LedgerStep::Store(_)), "the refund is armed");
}

#[test]
fn whoever_loses_the_race_for_the_store_looks_and_signs_again() {
    let bank = bank();
    let (mut ledger, sign) = until_refund_is_to_be_signed(&bank);
    ledger
        .signed(sign.id, &merchant_signature(&sign.to_sign))
        .unwrap();
    let LedgerStep::Store(armed) = ledger.next(BEGIN).unwrap() else {
        panic!("the refund is armed before it is sent");
    };
    let mut other = open(&bank);
    other
        .request("return-2", &SessionRequest::new(Money::new(1, "RUB")))
        .unwrap();
    let LedgerStep::Store(first) = other.next(BEGIN).unwrap() else {
        panic!("a wish is stored");
    };
    let newer = LedgerRow {
        body: first.body,
        version: armed.expected + 1,
    };
    ledger.reload(Some(newer)).unwrap();
    let mut asked = Vec::new();
    while asked.len() < 2 {
        match ledger.next(BEGIN).unwrap() {
            LedgerStep::Store(store) => ledger.stored(store.id).unwrap(),
            LedgerStep::Send(query) if !query.money => answer(&mut ledger, &query),
            LedgerStep::Sign(sign) => {
                asked.push(sign.money);
                ledger
                    .signed(sign.id, &merchant_signature(&sign.to_sign))
                    .unwrap();
            }
            step => panic!("{step:?}"),
        }
    }
    assert_eq!(asked, [false, true], "the newer row is looked at first");
}

#[test]
fn a_listener_asks_nobody_to_sign() {
    let bank = bank();
    let mut ledger = open(&bank).listening();
    let amount = Money::new(10_000, "RUB");
    ledger
        .request("return-1", &SessionRequest::new(amount))
        .unwrap();
    let LedgerStep::Store(wish) = ledger.next(BEGIN).unwrap() else {
        panic!("a wish is stored");
    };
    ledger.stored(wish.id).unwrap();
    assert!(matches!(ledger.next(BEGIN).unwrap(), LedgerStep::Rest(_)));
}

#[test]
fn where_the_key_is_here_nothing_is_asked_for() {
    let bank = session::<Bank131Protocol>(&json!({"provider": "bank131"}));
    let mut ledger = open(&bank);
    let amount = Money::new(10_000, "RUB");
    ledger
        .request("return-1", &SessionRequest::new(amount))
        .unwrap();
    let without_randomness = ledger.next(BEGIN).unwrap_err();
    assert_eq!(without_randomness.field(), "seed");
    let seed = refundkit::BlindingSeed::new([7; 32]);
    let step = ledger.next_with(&CallContext::new(BEGIN, seed));
    assert!(matches!(step, Ok(LedgerStep::Store(_))));
}

/// A call of the JSON interface about the same payment.
fn call(more: Value) -> Value {
    let members = json!({
        "nowMs": BEGIN, "settings": {"account": "shop"}, "nonce": "a nonce of one call",
        "payment": {"sessionId": "ps_1"}, "captured": {"minorUnits": 30000, "currency": "RUB"},
        "inputs": [{"request": {"reference": "return-1", "refund": {"amount": {"minorUnits": 10000, "currency": "RUB"}}}}],
    });
    let document = with(&opening_of(&story()), "ledger_step", members);
    let document = with(&document, "ledger_step", more);
    serde_json::from_str(&dispatch::call(&document.to_string())).unwrap()
}

#[test]
fn a_document_takes_a_signature_over_the_bytes_of_the_step_alone() {
    let stored = call(json!({}));
    let row = json!({"body": stored["ok"]["body"], "version": 1});
    let step = |signed: Value| call(json!({"row": row, "inputs": [], "signed": signed}));
    let asked = call(json!({"row": row, "inputs": []}));
    let asked = &asked["ok"];
    assert_eq!(
        (&asked["kind"], &asked["money"]),
        (&json!("sign"), &json!(false))
    );
    let signature = |text: &str| refundkit::kit::base64::encode(&merchant_signature(text));
    let good = signature(asked["toSign"].as_str().unwrap());
    let sent = step(json!({"digest": asked["digest"], "signature": good}));
    assert_eq!(sent["ok"]["kind"], "send");
    let of_another = step(json!({"digest": "0", "signature": good}));
    assert_eq!(&of_another["ok"], asked, "it is asked for again");
    let refused = |signature: &str| {
        let refused = step(json!({"digest": asked["digest"], "signature": signature}));
        let error = &refused["error"];
        (error["code"].clone(), error["field"].clone())
    };
    assert_eq!(
        refused(&signature("{}")),
        (json!("unverified"), json!("signature"))
    );
    assert_eq!(
        refused("no Base64"),
        (json!("invalid_field"), json!("signed.signature"))
    );
}
