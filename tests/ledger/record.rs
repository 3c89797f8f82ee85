//! The record and the object around it: what is refused, what never stands in it, and how long it may become.

use super::ledgers::{NOW, code, looked, open, row, uah, wished};
use super::says;
use refundkit::ledger::{Ledger, LedgerSettings, LedgerStep};
use refundkit::{Money, TranzzoPayment, TranzzoRequest};
use refundkit_tests::stories::providers::tranzzo;
use serde_json::{Value, json};

#[test]
fn a_record_of_another_version_kind_or_with_an_unknown_field_is_refused() {
    let tranzzo = tranzzo();
    let (_, store) = wished(&tranzzo);
    let good: Value = serde_json::from_str(&store.body).unwrap();
    assert_eq!(
        (&good["version"], &good["kind"]),
        (&json!(1), &json!("ledger"))
    );
    assert!(open(&tranzzo, row(&store.body, 1)).is_ok());
    let changes: [fn(&mut Value); 7] = [
        |record| record["version"] = json!(2),
        |record| record["kind"] = json!("book"),
        |record| record["data"]["more"] = json!(1),
        |record| record["data"]["refunds"][0]["more"] = json!(1),
        // A word of a newer version is no end.
        |record| {
            let end = json!({"status": "half_done", "proof": "answer", "atMs": 1, "judge": 1});
            record["data"]["refunds"][0]["end"] = end;
        },
        // Two refunds of one reference would be armed for ever.
        |record| {
            let refund = record["data"]["refunds"][0].clone();
            record["data"]["refunds"] = json!([refund, refund]);
        },
        |record| {
            let refund = record["data"]["refunds"][0].clone();
            let mut same_on_the_wire = refund.clone();
            same_on_the_wire["reference"] = json!("return-2");
            record["data"]["refunds"] = json!([refund, same_on_the_wire]);
        },
    ];
    for change in changes {
        let mut record = good.clone();
        change(&mut record);
        assert!(
            open(&tranzzo, row(&record.to_string(), 1)).is_err(),
            "{record}"
        );
    }
}

#[test]
fn a_record_of_another_payment_or_account_or_amount_is_refused() {
    let tranzzo = tranzzo();
    let (_, store) = wished(&tranzzo);
    let other = |settings: LedgerSettings, order: &str, captured: i64| {
        let payment = TranzzoPayment {
            order_id: order.into(),
        };
        let row = row(&store.body, 1);
        code(Ledger::open(
            &tranzzo,
            settings,
            &payment,
            &uah(captured),
            row,
        ))
    };
    assert_eq!(other(LedgerSettings::new("shop"), "123", 30_000), "");
    assert_eq!(
        other(LedgerSettings::new("other"), "123", 30_000),
        "record_lost"
    );
    assert_eq!(
        other(LedgerSettings::new("shop"), "124", 30_000),
        "record_lost"
    );
    assert_eq!(
        other(LedgerSettings::new("shop"), "123", 30_001),
        "invalid_amount"
    );
}

#[test]
fn a_step_is_handed_out_once() {
    let tranzzo = tranzzo();
    let (mut ledger, store) = wished(&tranzzo);
    assert_eq!(code(ledger.next(NOW)), "step_outstanding");
    assert_eq!(code(ledger.stored(store.id + 1)), "unknown_step");
    ledger.stored(store.id).unwrap();
    assert_eq!(code(ledger.stored(store.id)), "unknown_step");
    assert!(matches!(ledger.next(NOW), Ok(LedgerStep::Send(send)) if !send.money));
}

#[test]
fn a_record_never_disappears_or_goes_back() {
    let tranzzo = tranzzo();
    let nothing = says("[]");
    let (mut ledger, store) = looked(&tranzzo, &nothing);
    let LedgerStep::Store(armed) = ledger.next(NOW).unwrap() else {
        panic!("arming is stored");
    };
    assert_eq!(armed.expected, 1);
    assert_eq!(code(ledger.clone().reload(None)), "record_lost");
    assert_eq!(
        code(
            ledger
                .clone()
                .reload(row(&store.body, 0))
        ),
        "record_lost"
    );
    // Overtaken by a newer version: what was decided is decided again.
    ledger
        .reload(row(&store.body, 2))
        .unwrap();
    assert!(
        matches!(ledger.next(NOW), Ok(LedgerStep::Store(_))),
        "the look is a fact"
    );
}

#[test]
fn an_overtaken_arming_sends_nothing_and_looks_again() {
    let tranzzo = tranzzo();
    let nothing = says("[]");
    let (mut ledger, store) = looked(&tranzzo, &nothing);
    let armed = ledger.next(NOW).unwrap();
    assert!(matches!(armed, LedgerStep::Store(_)));
    ledger
        .reload(row(&store.body, 5))
        .unwrap();
    let LedgerStep::Store(facts) = ledger.next(NOW).unwrap() else {
        panic!("facts are stored");
    };
    ledger.stored(facts.id).unwrap();
    assert!(matches!(ledger.next(NOW), Ok(LedgerStep::Send(send)) if !send.money));
}

#[test]
fn seconds_are_no_time_and_a_request_goes_out_by_the_hosts_own_clock() {
    let tranzzo = tranzzo();
    let mut ledger = open(&tranzzo, None).unwrap();
    for now in [0, NOW / 1000, i64::MAX] {
        assert_eq!(code(ledger.next(now)), "invalid_field", "{now}");
    }
    ledger
        .request("return-1", &TranzzoRequest::new(uah(100)))
        .unwrap();
    let LedgerStep::Store(store) = ledger.next(NOW).unwrap() else {
        panic!("a wish is stored first");
    };
    ledger.stored(store.id).unwrap();
    let step = ledger.next(NOW - 1000).unwrap();
    assert!(matches!(step, LedgerStep::Send(send) if send.before == NOW + 59_000));
}

#[test]
fn no_credential_stands_in_a_record() {
    let tranzzo = tranzzo();
    let (_, store) = wished(&tranzzo);
    for secret in ["apikey-1", "s3cr3t-of-the-shop", "endpoint-key"] {
        assert!(!store.body.contains(secret), "{secret}");
        assert!(!store.summary.contains(secret), "{secret}");
    }
}

#[test]
fn no_words_of_a_person_stand_in_a_record() {
    let tranzzo = tranzzo();
    let listed = r#"[{"operation_id":"p-1","order_id":"123","method":"refund","amount":1,"currency":"UAH","status":"success","comment":"Ivan Petrenko, card 4111111111111111"}]"#;
    let listed = says(listed);
    let (mut ledger, _) = looked(&tranzzo, &listed);
    let LedgerStep::Store(store) = ledger.next(NOW).unwrap() else {
        panic!("a look is stored");
    };
    assert!(store.body.contains("p-1"), "{}", store.body);
    for words in ["Petrenko", "4111"] {
        assert!(!store.body.contains(words), "{}", store.body);
    }
}

#[test]
fn a_wish_that_cannot_be_built_is_refused_at_once() {
    let tranzzo = tranzzo();
    let mut ledger = open(&tranzzo, None).unwrap();
    let mut request = TranzzoRequest::new(uah(100));
    request.comment = Some("x".repeat(2020));
    assert_eq!(code(ledger.request("return-1", &request)), "invalid_field");
    request.comment = Some("x".repeat(2019));
    assert_eq!(code(ledger.request("return-1", &request)), "");
    assert_eq!(
        code(ledger.request("", &TranzzoRequest::new(uah(1)))),
        "missing_field"
    );
    let roubles = TranzzoRequest::new(Money::new(1, "RUB"));
    assert_eq!(
        code(ledger.request("return-2", &roubles)),
        "invalid_currency"
    );
    let nothing = TranzzoRequest::new(uah(0));
    assert_eq!(code(ledger.request("return-2", &nothing)), "invalid_amount");
}

#[test]
fn sixty_four_refunds_fit_and_no_more() {
    let tranzzo = tranzzo();
    let mut ledger = open(&tranzzo, None).unwrap();
    for number in 0..64 {
        let asked = ledger.request(&format!("return-{number}"), &TranzzoRequest::new(uah(1)));
        asked.unwrap();
    }
    let one_more = ledger.request("return-64", &TranzzoRequest::new(uah(1)));
    assert_eq!(code(one_more), "invalid_field");
    assert_eq!(
        code(ledger.request("return-0", &TranzzoRequest::new(uah(1)))),
        ""
    );
}

/// Ten refunds, each with a reference of 64 bytes, a wish, a sending, an answer and seventeen looks.
#[test]
fn ten_refunds_with_twenty_facts_each_fit_into_sixteen_kibibytes() {
    let tranzzo = tranzzo();
    let mut ledger = open(&tranzzo, None).unwrap();
    let mut now = NOW;
    let mut listed: Vec<Value> = Vec::new();
    let mut longest = 0;
    for number in 0..10 {
        let reference = format!("{number:064}");
        ledger
            .request(&reference, &TranzzoRequest::new(uah(1000)))
            .unwrap();
        let mut questions = 0;
        loop {
            match ledger.next(now).unwrap() {
                LedgerStep::Store(store) => {
                    longest = longest.max(store.body.len());
                    ledger.stored(store.id).unwrap();
                }
                LedgerStep::Send(send) if send.money => {
                    let wire = ledger
                        .refund(&reference)
                        .unwrap()
                        .wire_reference;
                    let id = format!("f7d0c7cb-af32-441f-b2af-4d90d4da70e{number}");
                    listed.push(json!({"operation_id": id, "order_id": "123", "method": "refund", "amount": 10,
                        "currency": "UAH", "status": "pending", "comment": wire}));
                    let body = listed[number].to_string();
                    let answer = says(body);
                    ledger
                        .received(send.id, &answer, now)
                        .unwrap();
                }
                LedgerStep::Send(send) => {
                    questions += 1;
                    if questions == 11 {
                        listed[number]["status"] = json!("success");
                    }
                    let answer = says(json!(listed));
                    ledger
                        .received(send.id, &answer, now)
                        .unwrap();
                }
                LedgerStep::Rest(rest) => match rest.until {
                    Some(until) => now = until,
                    None => break,
                },
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(
            json!(
                ledger
                    .refund(&reference)
                    .unwrap()
                    .status
            ),
            "succeeded"
        );
    }
    assert!(longest <= 16 * 1024, "{longest} bytes");
}
