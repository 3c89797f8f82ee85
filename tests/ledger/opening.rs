//! Keys, references, adopted refunds, and what a ledger is opened with.

use super::ledgers::{NOW, code, map_payment, open, payment, row, uah, wished};
use refundkit::kit::decode;
use refundkit::ledger::{
    AdoptedRefund, KeepsLedger, Ledger, LedgerSettings, LedgerStep, RefundReason,
};
use refundkit::providers::bank131::Bank131Protocol;
use refundkit::{
    EventKind, Money, RefundEvent, SberbankGatewayRequest, SberbankMethod, TheMap, TheMapPayment,
    TheMapRequest, Tranzzo, TranzzoConfig, TranzzoCredentials, TranzzoPayment, TranzzoRequest,
};
use refundkit_tests::stories::providers::{
    gateway, legacy, session, themap, tranzzo, tranzzo_webhook,
};
use refundkit_tests::with;
use serde_json::json;

#[test]
fn keys_differ_by_account_environment_payment_and_case() {
    let tranzzo = tranzzo();
    let key = |account: &str, order: &str| {
        let payment = TranzzoPayment {
            order_id: order.into(),
        };
        tranzzo
            .ledger_key(&LedgerSettings::new(account), &payment)
            .expect("good ids")
    };
    assert_eq!(key("shop", "123"), "7:tranzzo/4:live/4:shop/3:123");
    assert_eq!(key("Shop", "A/b"), "7:tranzzo/4:live/4:%53hop/3:%41%2fb");
    assert_ne!(key("shop", "abc"), key("shop", "ABC"));
    let long = key(&"ю".repeat(64), &"ы".repeat(32));
    assert!(long.len() <= 255 && long.is_ascii(), "{long}");
    let themap = themap();
    let payment = TheMapPayment {
        map_order_id: "m".into(),
        merchant_order_id: "o".into(),
    };
    let key = themap.ledger_key(&LedgerSettings::new("shop"), &payment);
    let key = key.expect("good ids");
    assert_eq!(key, "6:themap/4:demo/4:shop/1:m");
}

#[test]
fn references_are_derived_and_never_random() {
    let tranzzo = tranzzo();
    let (ledger, _) = wished(&tranzzo);
    let wire = ledger
        .refund("return-1")
        .unwrap()
        .wire_reference;
    assert_eq!(wire.len(), 28);
    assert!(wire.starts_with("r1"), "{wire}");
    let (again, _) = wished(&tranzzo);
    assert_eq!(
        again
            .refund("return-1")
            .unwrap()
            .wire_reference,
        wire
    );
    let other = TranzzoPayment {
        order_id: "124".into(),
    };
    let settings = LedgerSettings::new("shop");
    let mut other = Ledger::open(&tranzzo, settings, &other, &uah(30_000), None).unwrap();
    other
        .request("return-1", &TranzzoRequest::new(uah(100)))
        .unwrap();
    assert_ne!(
        other
            .refund("return-1")
            .unwrap()
            .wire_reference,
        wire
    );
}

#[test]
fn an_event_names_the_ledger_of_its_own_number_alone() {
    let tranzzo = tranzzo();
    let mut event = RefundEvent::verified(EventKind::Refund, "refund", &["1"]);
    let settings = LedgerSettings::new("shop");
    assert!(
        tranzzo
            .ledger_keys_of(&settings, &event)
            .expect("keys")
            .is_empty()
    );
    event.merchant_order = Some("123".into());
    event.other_ids = vec!["999".into()];
    let keys = tranzzo
        .ledger_keys_of(&settings, &event)
        .expect("keys");
    assert_eq!(keys, ["7:tranzzo/4:live/4:shop/3:123"]);
    event.merchant_order = Some("124".into());
    let mut ledger = open(&tranzzo, None).unwrap();
    assert_eq!(code(ledger.webhook(&event, NOW)), "unknown_identifier");
}

/// What the ledger of a payment says to an event: nothing where it takes it.
fn told<P: KeepsLedger>(provider: &P, payment: &str, event: &RefundEvent) -> String {
    let payment = decode("payment", payment).unwrap();
    let captured = Money::new(30_000, "RUB");
    let settings = LedgerSettings::new("shop");
    let mut ledger = Ledger::open(provider, settings, &payment, &captured, None).unwrap();
    code(ledger.webhook(event, NOW))
}

fn event_about(payment_id: &str, merchant_order: Option<&str>) -> RefundEvent {
    with!(
        RefundEvent::verified(EventKind::Refund, "refund", &["1"]),
        payment_id = Some(payment_id.to_owned()),
        merchant_order = merchant_order.map(str::to_owned)
    )
}

const ORDER: &str = "12b59da8-f68f-7c8d-12b5-9da8000826ea";

#[test]
fn an_event_about_another_payment_is_refused() {
    let order = ORDER;
    let (themap, bank131, legacy) = (
        themap(),
        session::<Bank131Protocol>(&json!({"provider": "bank131"})),
        legacy(&json!({"provider": "sberbank_legacy"})),
    );
    let map_payment = r#"{"mapOrderId":"map-1","merchantOrderId":"order-1"}"#;
    let of_themap = |id, merchants| told(&themap, map_payment, &event_about(id, merchants));
    assert_eq!(of_themap("map-1", Some("order-1")), "");
    assert_eq!(of_themap("map-1", None), "");
    assert_eq!(of_themap("map-1", Some("order-2")), "unknown_identifier");
    assert_eq!(of_themap("map-2", Some("order-1")), "unknown_identifier");
    assert_eq!(of_themap("order-1", Some("map-1")), "unknown_identifier");
    let of_session = |id| told(&bank131, r#"{"sessionId":"ps_1"}"#, &event_about(id, None));
    assert_eq!(of_session("ps_1"), "");
    assert_eq!(of_session("ps_2"), "unknown_identifier");
    let payment = format!(r#"{{"orderId":"{order}"}}"#);
    let of_legacy = |id| told(&legacy, &payment, &event_about(id, None));
    assert_eq!(of_legacy(order), "");
    assert_eq!(
        of_legacy("12b59da8-f68f-7c8d-12b5-9da8000826eb"),
        "unknown_identifier"
    );
}

/// What the two spellings of an order come to: the keys, the keys that a callback names, and the references of one refund.
fn spelled<P: KeepsLedger>(provider: &P, order: &str, request: &str) -> [String; 3] {
    let settings = LedgerSettings::new("shop");
    let payment: P::Payment = decode("payment", &format!(r#"{{"orderId":"{order}"}}"#)).unwrap();
    let captured = Money::new(30_000, "RUB");
    let mut ledger = Ledger::open(provider, settings.clone(), &payment, &captured, None).unwrap();
    ledger
        .request("return-1", &decode("request", request).unwrap())
        .unwrap();
    [
        provider
            .ledger_key(&settings, &payment)
            .unwrap(),
        provider
            .ledger_keys_of(&settings, &event_about(order, None))
            .unwrap()
            .join(" "),
        ledger
            .refund("return-1")
            .unwrap()
            .wire_reference,
    ]
}

/// Two ledgers of one order would each give back all of it.
#[test]
fn an_order_of_sberbank_has_one_ledger_however_its_uuid_is_spelled() {
    let request = r#"{"method":"refund","amount":{"minorUnits":100,"currency":"RUB"}}"#;
    let legacy = legacy(&json!({"provider": "sberbank_legacy"}));
    let capitals = ORDER.to_uppercase();
    assert_eq!(
        spelled(&gateway(), ORDER, request),
        spelled(&gateway(), &capitals, request)
    );
    let [key, named, reference] = spelled(&legacy, ORDER, request);
    assert_eq!(named, key);
    assert_eq!(
        spelled(&legacy, &capitals, request),
        [key, named, reference]
    );
    let other = "ORDER-of-36-characters-that-no-UUID-";
    let [key, named, _] = spelled(&legacy, other, request);
    assert_eq!(named, key);
    assert_ne!(key, spelled(&legacy, &other.to_lowercase(), request)[0]);
}

#[test]
fn a_row_is_opened_with_either_spelling_and_sends_the_first() {
    let gateway = gateway();
    let settings = LedgerSettings::new("shop");
    let open = |order: &str, row| {
        let payment = decode("payment", &format!(r#"{{"orderId":"{order}"}}"#)).unwrap();
        let captured = Money::new(30_000, "RUB");
        Ledger::open(&gateway, settings.clone(), &payment, &captured, row)
    };
    let mut ledger = open(ORDER, None).unwrap();
    let request = SberbankGatewayRequest::new(SberbankMethod::Refund, Money::new(100, "RUB"));
    ledger
        .request("return-1", &request)
        .unwrap();
    let Ok(LedgerStep::Store(store)) = ledger.next(NOW) else {
        panic!("a wish is stored first");
    };
    let mut again = open(&ORDER.to_uppercase(), row(&store.body, 1)).unwrap();
    let mut now = NOW;
    let send = loop {
        match again.next(now).unwrap() {
            LedgerStep::Store(store) => again.stored(store.id).unwrap(),
            LedgerStep::Send(send) => break send,
            LedgerStep::Rest(rest) => now = rest.until.expect("more to do"),
            other => panic!("{other:?}"),
        }
    };
    assert!(
        send.request
            .body
            .unwrap()
            .contains(ORDER)
    );
    let another = open(&ORDER.replace('1', "2"), row(&store.body, 1));
    assert_eq!(code(another.map(|_| ())), "record_lost");
}

/// Integrations of the older generation have Tranzzo's number in `order_id` and the merchant's in `provider_order_id`.
#[test]
fn an_order_goes_by_the_number_that_the_account_refunds_by() {
    let data = r#"{"operation_id":"op-1","order_id":"ours-of-tranzzo","provider_order_id":"123","method":"refund","amount":1,"currency":"UAH","status":"success"}"#;
    let keys = |by_tranzzos| {
        let config = with!(
            TranzzoConfig::default(),
            refunds_by_tranzzo_number = by_tranzzos
        );
        let credentials = TranzzoCredentials {
            pos_id: "pos".into(),
            api_key: "key".into(),
            api_secret: "s3cr3t-of-the-shop".into(),
            endpoints_key: "endpoints".into(),
        };
        let tranzzo = Tranzzo::new(config, credentials).unwrap();
        let parsed = tranzzo.parse_webhook(&tranzzo_webhook(data));
        tranzzo
            .ledger_keys_of(&LedgerSettings::new("shop"), &parsed.unwrap().event)
            .unwrap()
    };
    assert_eq!(keys(false), ["7:tranzzo/4:live/4:shop/3:123"]);
    assert_eq!(keys(true), ["7:tranzzo/4:live/4:shop/15:ours-of-tranzzo"]);
}

#[test]
fn an_adopted_refund_counts_as_sent() {
    let tranzzo = tranzzo();
    let mut ledger = open(&tranzzo, None).unwrap();
    let adopted = AdoptedRefund {
        amount: uah(10_000),
        wire_reference: Some("old-mark".into()),
        sent_at_ms: NOW - 1000,
    };
    ledger
        .adopt("return-1", &adopted, NOW)
        .unwrap();
    ledger
        .adopt("return-1", &adopted, NOW)
        .unwrap();
    let view = ledger.refund("return-1").unwrap();
    assert_eq!((view.reason, view.sendings), (Some(RefundReason::Lost), 1));
    assert_eq!(ledger.left().minor_units, 20_000);
    let another = AdoptedRefund {
        amount: uah(1),
        ..adopted
    };
    assert_eq!(
        code(ledger.adopt("return-1", &another, NOW)),
        "reference_taken"
    );
}

#[test]
fn a_listener_never_sends() {
    let tranzzo = tranzzo();
    let (_, store) = wished(&tranzzo);
    let mut listener = open(&tranzzo, row(&store.body, 1))
        .unwrap()
        .listening();
    assert!(matches!(listener.next(NOW), Ok(LedgerStep::Rest(_))));
}

#[test]
fn what_is_left_before_a_ledger_of_books_begins() {
    let themap: TheMap = themap();
    let map_payment = map_payment();
    let roubles = |amount| Money::new(amount, "RUB");
    let settings = LedgerSettings::new("shop");
    let open = |already| {
        Ledger::open_after(
            &themap,
            settings.clone(),
            &map_payment,
            &roubles(1000),
            already,
            None,
        )
    };
    assert_eq!(open(400).unwrap().left().minor_units, 600);
    assert_eq!(code(open(1001)), "invalid_amount");
    assert_eq!(code(open(-1)), "invalid_amount");
    let mut ledger = open(400).unwrap();
    ledger
        .request("return-1", &TheMapRequest::new(roubles(601)))
        .unwrap();
    assert_eq!(
        json!(
            ledger
                .refund("return-1")
                .unwrap()
                .stage
        ),
        "ended"
    );
    // Tranzzo lists its refunds: nothing may be told beside the list.
    let tranzzo = tranzzo();
    let listed = Ledger::open_after(&tranzzo, settings.clone(), &payment(), &uah(1000), 1, None);
    assert_eq!(code(listed), "invalid_amount");
}
