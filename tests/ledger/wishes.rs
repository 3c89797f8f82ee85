//! What a wish carries beside its amount goes on the wire, and a notice is of one payment.

use super::ledgers::{NOW, code, map_payment, open, uah};
use super::{run, says};
use refundkit::ledger::{KeepsLedger, Ledger, LedgerSettings};
use refundkit::{HttpResponse, Money, SendResult, TheMap, TranzzoRequest, UnverifiedNotice};
use refundkit_tests::stories::providers::{themap, tranzzo};
use serde_json::{Value, json};

/// The body of the refund that a ledger sends.
fn sent<P: KeepsLedger>(ledger: &mut Ledger<&P>) -> String {
    let mut body = None;
    run(ledger, NOW, |send| {
        if send.money {
            body.clone_from(&send.request.body);
            return SendResult::Lost;
        }
        says("[]")
    });
    body.unwrap()
}

fn at_themap(themap: &TheMap) -> Ledger<&TheMap> {
    let payment = map_payment();
    let captured = Money::new(10_000, "RUB");
    Ledger::open(
        themap,
        LedgerSettings::new("shop"),
        &payment,
        &captured,
        None,
    )
    .unwrap()
}

fn notice(payment_id: &str, merchant_order: &str) -> UnverifiedNotice {
    let (payment_id, order) = (Some(payment_id.to_owned()), Some(merchant_order.to_owned()));
    UnverifiedNotice::new("refund", payment_id, order, &["1"])
}

#[test]
fn what_a_wish_at_themap_carries_is_sent() {
    let themap = themap();
    let mut ledger = at_themap(&themap);
    let split = json!([{"terminalId": 7, "minorUnits": 3000, "purpose": "a returned chair", "fee": "2.75"}]);
    let wish = json!({
        "amount": {"minorUnits": 3000, "currency": "RUB"}, "split": split, "params": [{"name": "desk", "value": "12"}],
    });
    ledger
        .request("return-1", &serde_json::from_value(wish).unwrap())
        .unwrap();
    let body = sent(&mut ledger);
    for carried in ["a returned chair", "2.75", "desk", "12"] {
        assert!(body.contains(carried), "{carried}: {body}");
    }
}

#[test]
fn what_a_wish_at_tranzzo_carries_is_sent() {
    let tranzzo = tranzzo();
    let mut ledger = open(&tranzzo, None).unwrap();
    let wish = json!({
        "amount": {"minorUnits": 1000, "currency": "UAH"}, "serverUrl": "https://shop.example/hook",
        "split": [{"minorUnits": 1000, "subMerchantId": "seller-1"}],
    });
    ledger
        .request("return-1", &serde_json::from_value(wish).unwrap())
        .unwrap();
    let body: Value = serde_json::from_str(&sent(&mut ledger)).unwrap();
    let body = body.to_string();
    for carried in ["https://shop.example/hook", "seller-1"] {
        assert!(body.contains(carried), "{carried}: {body}");
    }
}

#[test]
fn a_notice_of_another_payment_is_refused() {
    let themap = themap();
    let mut ledger = at_themap(&themap);
    assert_eq!(
        code(ledger.notice(&notice("map-2", "ord-1"), NOW)),
        "unknown_identifier"
    );
    ledger
        .notice(&notice("map-1", "ord-2"), NOW)
        .unwrap();
    let tranzzo = tranzzo();
    let mut ledger = open(&tranzzo, None).unwrap();
    assert_eq!(
        code(ledger.notice(&notice("123", "124"), NOW)),
        "unknown_identifier"
    );
    ledger
        .notice(&notice("pay", "123"), NOW)
        .unwrap();
}

#[test]
fn the_code_of_a_refund_that_is_under_way_is_shown() {
    let tranzzo = tranzzo();
    let mut ledger = open(&tranzzo, None).unwrap();
    ledger
        .request("return-1", &TranzzoRequest::new(uah(1_000)))
        .unwrap();
    run(&mut ledger, NOW, |send| {
        let fault = r#"{"message":"try later","args":{"code":"S-500"}}"#;
        let (status, body) = if send.money {
            (500, fault)
        } else {
            (200, "[]")
        };
        SendResult::Response(HttpResponse::json(status, body.to_owned()))
    });
    let refund = ledger.refund("return-1").unwrap();
    assert_eq!(refund.code.as_deref(), Some("S-500"));
}
