//! An answer that is handed in after the record went on: what it says against an end is told, and takes its amount off what is left.

use super::ledgers::{NOW, payment, uah, wishing};
use super::two_workers::{send, store, total};
use super::{last_row, run, says};
use refundkit::ledger::{
    AlertKind, KeepsLedger, Ledger, LedgerRow, LedgerSettings, RefundDecision, RefundReason,
};
use refundkit::{
    HttpResponse, Money, SberbankGateway, SberbankGatewayRequest, SberbankLegacyRequest,
    SberbankMethod, SberbankOrder, SendResult, Tranzzo, TranzzoRequest,
};
use refundkit_tests::stories::providers::{context, gateway, legacy, tranzzo};
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const ORDER: &str = "12b59da8-f68f-7c8d-12b5-9da8000826ea";

/// Hands in what was held, finds that the row went on, and does what there is to do.
fn hand_in<P: KeepsLedger>(
    held: &mut Held<'_, P>,
    answer: &SendResult,
    now_ms: i64,
    row: Option<LedgerRow>,
    shown: &SendResult,
) -> Option<LedgerRow> {
    let ledger = &mut held.ledger;
    ledger
        .received(held.sending, answer, now_ms)
        .unwrap();
    ledger
        .next_with(&context(now_ms))
        .unwrap();
    ledger.reload(row).unwrap();
    last_row(ledger, now_ms, |_| shown.clone())
}

/// A ledger whose refund was sent, and the row that armed it.
struct Held<'p, P: KeepsLedger> {
    ledger: Ledger<&'p P>,
    sending: u64,
    armed: Option<LedgerRow>,
}

fn held_at_tranzzo<'p>(tranzzo: &'p Tranzzo, settings: &LedgerSettings) -> Held<'p, Tranzzo> {
    let mut ledger = at_tranzzo(tranzzo, settings, None);
    ledger
        .request("return-1", &TranzzoRequest::new(uah(10_000)))
        .unwrap();
    store(&mut ledger, NOW);
    let asked = send(&mut ledger, NOW);
    ledger
        .received(asked.id, &says("[]"), NOW)
        .unwrap();
    let armed = store(&mut ledger, NOW);
    Held {
        sending: send(&mut ledger, NOW).id,
        ledger,
        armed,
    }
}

fn at_tranzzo<'p>(
    tranzzo: &'p Tranzzo,
    settings: &LedgerSettings,
    row: Option<LedgerRow>,
) -> Ledger<&'p Tranzzo> {
    Ledger::open(tranzzo, settings.clone(), &payment(), &uah(30_000), row).unwrap()
}

fn operation(id: &str, status: &str) -> Value {
    json!({
        "operation_id": id, "payment_id": "pay", "order_id": "123", "pos_id": "pos-1", "method": "refund",
        "amount": 100, "currency": "UAH", "status": status,
    })
}

fn turned_away() -> SendResult {
    SendResult::Response(HttpResponse::json(429, "\"\"".to_owned()))
}

fn kinds<P: KeepsLedger>(ledger: &Ledger<&P>) -> Vec<AlertKind> {
    ledger
        .alerts()
        .iter()
        .map(|alert| alert.kind)
        .collect()
}

/// A refund that ended by the entry `X` without a reference, and what its own response says afterwards.
fn after_a_baseline(answer: &SendResult) -> (Vec<AlertKind>, i64) {
    let tranzzo = tranzzo();
    let mut settings = LedgerSettings::new("shop");
    settings.no_other_refunds = true;
    settings.echoes_references = Some(false);
    let shown = says(json!([operation("X", "success")]));
    let mut held = held_at_tranzzo(&tranzzo, &settings);
    let mut other = at_tranzzo(&tranzzo, &settings, held.armed.clone());
    let row = last_row(&mut other, NOW + 2 * MINUTE, |_| shown.clone());
    let refund = other.refund("return-1").unwrap();
    assert_eq!(refund.reason, Some(RefundReason::Baseline));
    hand_in(&mut held, answer, NOW + HOUR, row, &shown);
    (kinds(&held.ledger), held.ledger.left().minor_units)
}

#[test]
fn an_end_by_an_entry_without_a_reference_gives_way_to_the_own_response() {
    let refused = HttpResponse::json(400, r#"{"code":"P-101","message":"no"}"#.to_owned());
    // Where it names another one, the entry is somebody else's, which is told as well.
    for (answer, alerts, left) in [
        (says(operation("Y", "success")), 2, 10_000),
        (says(operation("Y", "processing")), 2, 10_000),
        (says(operation("Y", "failure")), 2, 10_000),
        (SendResult::Response(refused), 1, 20_000),
        (turned_away(), 1, 20_000),
        (SendResult::NotSent, 1, 20_000),
    ] {
        let told = vec![AlertKind::Contradicted; alerts];
        assert_eq!(after_a_baseline(&answer), (told, left), "{answer:?}");
    }
}

#[test]
fn given_back_by_a_person_and_never_sent_is_told() {
    let tranzzo = tranzzo();
    let settings = LedgerSettings::new("shop");
    for answer in [SendResult::NotSent, turned_away()] {
        let mut held = held_at_tranzzo(&tranzzo, &settings);
        let mut other = at_tranzzo(&tranzzo, &settings, held.armed.clone());
        run(&mut other, NOW + 2 * MINUTE, |_| says("[]"));
        other
            .decide(
                "return-1",
                RefundDecision::GivenBack,
                "anna",
                "seen",
                NOW + HOUR,
            )
            .unwrap();
        let row = last_row(&mut other, NOW + HOUR, |_| says("[]"));
        hand_in(&mut held, &answer, NOW + 2 * HOUR, row, &says("[]"));
        assert_eq!(kinds(&held.ledger), [AlertKind::Contradicted], "{answer:?}");
    }
}

#[test]
fn given_back_by_a_total_and_never_sent_is_told() {
    let legacy = legacy(&json!({"provider": "sberbank_legacy"}));
    let mut settings = LedgerSettings::new("shop");
    settings.no_other_refunds = true;
    let order = SberbankOrder {
        order_id: ORDER.into(),
    };
    let captured = Money::new(30_000, "RUB");
    let open = |row| Ledger::open(&legacy, settings.clone(), &order, &captured, row).unwrap();
    let mut ledger = open(None);
    let wish = SberbankLegacyRequest::new(SberbankMethod::Refund, Money::new(10_000, "RUB"));
    ledger
        .request("return-1", &wish)
        .unwrap();
    store(&mut ledger, NOW);
    let asked = send(&mut ledger, NOW);
    ledger
        .received(asked.id, &total(0), NOW)
        .unwrap();
    let armed = store(&mut ledger, NOW);
    let sending = send(&mut ledger, NOW).id;
    let mut other = open(armed.clone());
    let row = last_row(&mut other, NOW + 2 * MINUTE, |_| total(10_000));
    let refund = other.refund("return-1").unwrap();
    assert_eq!(refund.reason, Some(RefundReason::Total));
    let mut held = Held {
        ledger,
        sending,
        armed,
    };
    hand_in(
        &mut held,
        &SendResult::NotSent,
        NOW + HOUR,
        row,
        &total(10_000),
    );
    assert_eq!(kinds(&held.ledger), [AlertKind::Contradicted]);
}

fn at_the_gateway(gateway: &SberbankGateway, row: Option<LedgerRow>) -> Ledger<&SberbankGateway> {
    let order = SberbankOrder {
        order_id: ORDER.into(),
    };
    let captured = Money::new(30_000, "RUB");
    Ledger::open(gateway, LedgerSettings::new("shop"), &order, &captured, row).unwrap()
}

/// What is left of 300.00 and the alerts when the response to 200.00 comes after a person said that it was not given back.
fn after_a_denial(text: &str) -> (i64, Vec<AlertKind>) {
    let gateway = gateway();
    let wish = SberbankGatewayRequest::new(SberbankMethod::AutoRefund, Money::new(20_000, "RUB"));
    let mut ledger = at_the_gateway(&gateway, None);
    ledger
        .request("return-1", &wish)
        .unwrap();
    let armed = store(&mut ledger, NOW);
    let sending = send(&mut ledger, NOW).id;
    let mut other = at_the_gateway(&gateway, armed.clone());
    run(&mut other, NOW + 2 * MINUTE, |_| SendResult::Lost);
    let decision = RefundDecision::NotGivenBack;
    other
        .decide("return-1", decision, "anna", "not there", NOW + 3 * HOUR)
        .unwrap();
    let row = last_row(&mut other, NOW + 3 * HOUR, |_| SendResult::Lost);
    let mut held = Held {
        ledger,
        sending,
        armed,
    };
    let answer = says(json!({"errorCode": "0", "errorMessage": text}));
    let lost = SendResult::Lost;
    hand_in(&mut held, &answer, NOW + 4 * HOUR, row, &lost);
    (held.ledger.left().minor_units, kinds(&held.ledger))
}

#[test]
fn a_success_after_not_given_back_keeps_its_amount() {
    let kept = (10_000, vec![AlertKind::Contradicted]);
    assert_eq!(after_a_denial("Успешно"), kept);
    assert_eq!(after_a_denial("Запрос принят в обработку"), kept);
}

#[test]
fn a_row_without_a_sending_of_this_object_is_refused() {
    let tranzzo = tranzzo();
    let settings = LedgerSettings::new("shop");
    for reference in ["return-1", "return-2"] {
        let mut held = held_at_tranzzo(&tranzzo, &settings);
        // A copy of the table from before the refund went on.
        let mut other = at_tranzzo(&tranzzo, &settings, None);
        other
            .request(reference, &TranzzoRequest::new(uah(10_000)))
            .unwrap();
        let row = last_row(&mut other, NOW + 5 * MINUTE, |_| says("[]"));
        let ledger = &mut held.ledger;
        let success = says(operation("Y", "success"));
        ledger
            .received(held.sending, &success, NOW + 6 * MINUTE)
            .unwrap();
        ledger.next(NOW + 6 * MINUTE).unwrap();
        let refused = ledger.reload(row).unwrap_err();
        assert_eq!(refused.code(), "record_lost");
    }
}

#[test]
fn nothing_is_sent_on_a_look_that_waited() {
    let tranzzo = tranzzo();
    let later = NOW + 120 * HOUR;
    let mut ledger = wishing(&tranzzo);
    store(&mut ledger, NOW);
    let asked = send(&mut ledger, NOW);
    ledger
        .received(asked.id, &says("[]"), later)
        .unwrap();
    store(&mut ledger, later);
    let again = send(&mut ledger, later);
    assert!(!again.money, "the payment is looked at anew");
    ledger
        .received(again.id, &says("[]"), later)
        .unwrap();
    store(&mut ledger, later);
    assert!(send(&mut ledger, later).money);
}
