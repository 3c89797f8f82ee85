//! Errors name the fields that the caller of a ledger gave.

use super::ledgers::{NOW, open, payment, uah};
use refundkit::kit::decode;
use refundkit::ledger::{AdoptedRefund, KeepsLedger, Ledger, LedgerSettings};
use refundkit::providers::bank131::Bank131Protocol;
use refundkit::{Money, RefundError, TranzzoPayment, TranzzoRequest, dispatch};
use refundkit_tests::ledger_documents::opening;
use refundkit_tests::stories::providers::{gateway, legacy, session, themap, tranzzo};
use refundkit_tests::with;
use serde_json::{Value, json};

fn said(error: &RefundError) -> String {
    format!("{} {}", error.code(), error.field())
}

/// What the opening of a ledger and the key of its row say of a bad payment, which must be the same.
fn opened<P: KeepsLedger>(provider: &P, payment: &str) -> String {
    let payment: P::Payment = decode("payment", payment).unwrap();
    let settings = LedgerSettings::new("shop");
    let key = provider
        .ledger_key(&settings, &payment)
        .unwrap_err();
    let captured = Money::new(30_000, "RUB");
    let error = Ledger::open(provider, settings, &payment, &captured, None)
        .map(drop)
        .unwrap_err();
    assert_eq!(said(&key), said(&error));
    said(&error)
}

#[test]
fn a_bad_payment_is_named_as_the_payment() {
    let bank131 = session::<Bank131Protocol>(&json!({"provider": "bank131"}));
    let legacy = legacy(&json!({"provider": "sberbank_legacy"}));
    assert_eq!(
        opened(&tranzzo(), r#"{"orderId":"0"}"#),
        "invalid_field payment.orderId"
    );
    assert_eq!(
        opened(&bank131, r#"{"sessionId":""}"#),
        "missing_field payment.sessionId"
    );
    for said in [
        opened(&gateway(), r#"{"orderId":"2003"}"#),
        opened(&legacy, r#"{"orderId":"2003"}"#),
    ] {
        assert_eq!(said, "invalid_field payment.orderId");
    }
    assert_eq!(
        opened(&themap(), r#"{"mapOrderId":"","merchantOrderId":"o"}"#),
        "missing_field payment.mapOrderId"
    );
}

#[test]
fn a_bad_comment_is_named_as_the_comment() {
    let tranzzo = tranzzo();
    let asked = |comment: String| {
        let mut ledger = open(&tranzzo, None).unwrap();
        let request = with!(TranzzoRequest::new(uah(10_000)), comment = Some(comment));
        ledger.request("return-1", &request)
    };
    assert!(asked("d".repeat(2019)).is_ok());
    for (comment, expected) in [
        (String::new(), "missing_field refund.comment: is empty"),
        (
            "damaged ".to_owned(),
            "invalid_field refund.comment: has white space around it",
        ),
        (
            "d".repeat(2020),
            "invalid_field refund.comment: has more than 2019 characters",
        ),
    ] {
        let error = asked(comment).unwrap_err();
        assert_eq!(format!("{}: {}", said(&error), error.detail()), expected);
    }
}

type Change = fn(&mut LedgerSettings);

#[test]
fn bad_settings_are_named_as_the_settings() {
    let tranzzo = tranzzo();
    let payment = TranzzoPayment {
        order_id: "123".into(),
    };
    let changes: [(&str, Change); 3] = [
        ("settings.account", |settings| settings.account.clear()),
        ("settings.httpTimeoutMs", |settings| {
            settings.http_timeout_ms = 0
        }),
        ("settings.patience.longestMs", |settings| {
            settings.patience.longest_ms = 0
        }),
    ];
    for (field, change) in changes {
        let mut settings = LedgerSettings::new("shop");
        change(&mut settings);
        let key = tranzzo
            .ledger_key(&settings, &payment)
            .unwrap_err();
        assert_eq!(key.field(), field);
        let opened = Ledger::open(&tranzzo, settings, &payment, &uah(30_000), None);
        assert_eq!(opened.map(drop).unwrap_err().field(), field);
    }
}

/// What is wrong with these settings.
fn wrong(change: impl FnOnce(&mut LedgerSettings)) -> Option<[String; 2]> {
    let (tranzzo, mut settings) = (tranzzo(), LedgerSettings::new("shop"));
    change(&mut settings);
    let opened = Ledger::open(&tranzzo, settings, &payment(), &uah(30_000), None);
    let error = opened.map(drop).err()?;
    Some([error.field(), error.detail()].map(str::to_owned))
}

/// Days or seconds, where milliseconds are meant, would end a refund at once.
#[test]
fn a_time_in_another_unit_is_no_setting() {
    let days = 86_400_000;
    let minute = "must be in milliseconds, from 60000 (one minute) to 31622400000 (366 days)";
    let second = "must be in milliseconds, from 1000 (one second) to 31622400000 (366 days)";
    type Set = fn(&mut LedgerSettings, i64);
    let times: [(&str, i64, &str, Set); 5] = [
        ("httpTimeoutMs", 1000, second, |of, time| {
            of.http_timeout_ms = time
        }),
        ("planExpiresMs", 60_000, minute, |of, time| {
            of.plan_expires_ms = time
        }),
        ("keyLifetimeMs", 60_000, minute, |of, time| {
            of.key_lifetime_ms = Some(time)
        }),
        ("patience.longestMs", 60_000, minute, |of, time| {
            of.patience.longest_ms = time
        }),
        ("patience.unreadableMs", 60_000, minute, |of, time| {
            of.patience.unreadable_ms = time
        }),
    ];
    for (field, least, detail, set) in times {
        let said = [format!("settings.{field}"), detail.to_owned()];
        for time in [-1, 0, 7, 30, least - 1, 366 * days + 1] {
            assert_eq!(wrong(|settings| set(settings, time)), Some(said.clone()));
        }
        for time in [least, 366 * days] {
            assert_eq!(wrong(|settings| set(settings, time)), None);
        }
    }
}

#[test]
fn a_time_of_sending_that_is_no_time_is_named() {
    let tranzzo = tranzzo();
    let adopted = |sent_at_ms| {
        let mut ledger = open(&tranzzo, None).unwrap();
        let adopted = AdoptedRefund {
            amount: uah(10_000),
            wire_reference: None,
            sent_at_ms,
        };
        ledger.adopt("older-1", &adopted, NOW)
    };
    assert!(adopted(NOW - 4 * 86_400_000).is_ok());
    assert!(adopted(NOW + 1000).is_ok(), "a clock that is ahead");
    for sent_at_ms in [NOW / 1000, 1, 0, -5, i64::MAX] {
        let error = adopted(sent_at_ms).unwrap_err();
        assert_eq!(said(&error), "invalid_field adopted.sentAtMs");
    }
}

/// A ledger's request has one amount, and it is never `full`.
#[test]
fn an_amount_that_the_wire_cannot_write_is_named_as_the_ledgers() {
    let tranzzo = tranzzo();
    let payment = TranzzoPayment {
        order_id: "123".into(),
    };
    let dinars = |minor_units| Money::new(minor_units, "KWD");
    let settings = LedgerSettings::new("shop");
    let mut ledger = Ledger::open(&tranzzo, settings, &payment, &dinars(30_000), None).unwrap();
    let refused = ledger
        .request("return-1", &TranzzoRequest::new(dinars(1_001)))
        .unwrap_err();
    assert_eq!(said(&refused), "invalid_amount refund.amount.minorUnits");
}

/// The field that a document with this input is refused for.
fn refused(input: &Value) -> String {
    let mut document = opening("tranzzo");
    let members = json!({
        "operation": "ledger_view", "settings": {"account": "shop"}, "payment": {"orderId": "123"},
        "captured": {"minorUnits": 30000, "currency": "UAH"}, "nowMs": NOW, "inputs": [input],
    });
    for (name, value) in members.as_object().unwrap() {
        document[name] = value.clone();
    }
    let told: Value = serde_json::from_str(&dispatch::call(&document.to_string())).unwrap();
    told["error"]["field"].to_string()
}

#[test]
fn an_input_that_is_refused_is_named_by_its_own_members() {
    let amount = |minor_units| json!({"minorUnits": minor_units, "currency": "UAH"});
    let adopted = |more: Value| {
        let mut adopted = json!({"amount": amount(1000), "sentAtMs": NOW});
        let (name, value) = more
            .as_object()
            .unwrap()
            .iter()
            .next()
            .unwrap();
        adopted[name] = value.clone();
        json!({"adopt": {"reference": "older-1", "adopted": adopted}})
    };
    let long = json!({"amount": amount(1000), "comment": "x".repeat(70_000)});
    let (by, note) = ("anna", "looked");
    for (input, field) in [
        (
            json!({"correctCaptured": {"amount": amount(0), "by": by, "note": note}}),
            "correctCaptured.amount.minorUnits",
        ),
        (
            adopted(json!({"wireReference": "x".repeat(3000)})),
            "adopt.adopted.wireReference",
        ),
        (
            adopted(json!({"sentAtMs": NOW / 1000})),
            "adopt.adopted.sentAtMs",
        ),
        (
            json!({"request": {"reference": "return-1", "refund": long}}),
            "request.refund",
        ),
        (
            json!({"received": {"id": 9, "money": true, "before": NOW, "result": "lost"}}),
            "received.id",
        ),
    ] {
        assert_eq!(refused(&input), format!("\"inputs[0].{field}\""));
    }
}
