//! A process that has what verifies and nothing that sends.

use super::{says, stored_row};
use refundkit::ledger::{Ledger, LedgerRow, LedgerSettings, LedgerStep, StoreStep};
use refundkit::{
    CallContext, Money, SberbankLegacy, SberbankLegacyConfig, SberbankLegacyCredentials,
    SberbankLegacyRefund, SberbankLegacyRequest, SberbankMethod, SberbankOrder, TranzzoPayment,
    TranzzoRequest,
};
use refundkit_tests::ledger_documents::BEGIN;
use refundkit_tests::stories::providers::{legacy, legacy_webhook, tranzzo};
use refundkit_tests::with;
use serde_json::json;

const ORDER: &str = "12b59da8-f68f-7c8d-12b5-9da8000826ea";
const TOKEN: &str = "t0ken-of-the-callbacks";

fn listener() -> SberbankLegacy {
    let credentials = SberbankLegacyCredentials::listening(vec![TOKEN.into()], Vec::new());
    SberbankLegacy::new(callbacks_only(), credentials).unwrap()
}

fn callbacks_only() -> SberbankLegacyConfig {
    with!(SberbankLegacyConfig::default(), callbacks_only = true)
}

fn sender() -> SberbankLegacy {
    legacy(&json!({"provider": "sberbank_legacy"}))
}

fn open(legacy: &SberbankLegacy, row: Option<LedgerRow>) -> Ledger<&SberbankLegacy> {
    let payment = SberbankOrder {
        order_id: ORDER.into(),
    };
    let (settings, captured) = (LedgerSettings::new("shop"), Money::new(30_000, "RUB"));
    Ledger::open(legacy, settings, &payment, &captured, row).unwrap()
}

fn wish() -> SberbankLegacyRequest {
    SberbankLegacyRequest::new(SberbankMethod::AutoRefund, Money::new(10_000, "RUB"))
}

fn stored(ledger: &mut Ledger<&SberbankLegacy>) -> StoreStep {
    match ledger.next(BEGIN).unwrap() {
        LedgerStep::Store(store) => {
            ledger.stored(store.id).unwrap();
            store
        }
        step => panic!("{step:?}"),
    }
}

/// The row of a refund that is wanted and not sent yet.
fn planned(sender: &SberbankLegacy) -> Option<LedgerRow> {
    let mut ledger = open(sender, None);
    ledger
        .request("return-1", &wish())
        .unwrap();
    stored_row(stored(&mut ledger))
}

#[test]
fn it_stores_what_a_callback_tells_and_leaves_the_rest_to_the_rows_due() {
    let (sender, listener) = (sender(), listener());
    let mut ledger = open(&listener, planned(&sender));
    let callback = format!("mdOrder={ORDER}&operation=refunded&orderNumber=1&status=1");
    let event = listener
        .parse_webhook(&legacy_webhook(&callback))
        .unwrap()
        .event;
    ledger.webhook(&event, BEGIN).unwrap();
    let store = stored(&mut ledger);
    assert!(store.due.is_some(), "a process that sends goes on");
    let next = ledger.next(BEGIN).unwrap();
    assert!(matches!(next, LedgerStep::Acknowledge(_)), "{next:?}");
    let next = ledger.next(BEGIN).unwrap();
    assert!(matches!(next, LedgerStep::Rest(_)), "{next:?}");
}

#[test]
fn it_can_neither_refund_nor_ask() {
    let listener = listener();
    let context = CallContext::at(BEGIN);
    let amount = Money::new(10_000, "RUB");
    let refund = SberbankLegacyRefund::new(SberbankMethod::AutoRefund, ORDER, amount);
    let refused = listener
        .build_request(&refund, &context)
        .unwrap_err();
    assert_eq!(
        (refused.code(), refused.field()),
        ("missing_field", "credentials.userName")
    );
    let refused = listener
        .build_status_request(&refund, &context)
        .unwrap_err();
    assert_eq!(refused.field(), "credentials.userName");
    let refused = open(&listener, None)
        .request("return-1", &wish())
        .unwrap_err();
    assert_eq!(refused.field(), "credentials.userName");
}

fn refused(config: SberbankLegacyConfig, credentials: SberbankLegacyCredentials) -> String {
    let refused = SberbankLegacy::new(config, credentials).unwrap_err();
    format!("{} {}", refused.code(), refused.field())
}

#[test]
fn that_it_only_listens_is_said_by_name() {
    let secrets = || SberbankLegacyCredentials::listening(vec![TOKEN.into()], Vec::new());
    let forgotten = refused(SberbankLegacyConfig::default(), secrets());
    assert_eq!(forgotten, "missing_field credentials");
    let nothing = SberbankLegacyCredentials::listening(Vec::new(), Vec::new());
    assert_eq!(
        refused(callbacks_only(), nothing),
        "invalid_field credentials"
    );
    let mut beside = secrets();
    beside.user_name = Some("login".into());
    assert_eq!(
        refused(callbacks_only(), beside),
        "invalid_field credentials"
    );
}

#[test]
fn what_was_armed_before_it_listens_is_not_sent() {
    let tranzzo = tranzzo();
    let payment = TranzzoPayment {
        order_id: "123".into(),
    };
    let captured = Money::new(30_000, "UAH");
    let settings = LedgerSettings::new("shop");
    let mut ledger = Ledger::open(&tranzzo, settings, &payment, &captured, None).unwrap();
    let wish = TranzzoRequest::new(Money::new(10_000, "UAH"));
    ledger
        .request("return-1", &wish)
        .unwrap();
    while ledger
        .refund("return-1")
        .unwrap()
        .sendings
        == 0
    {
        match ledger.next(BEGIN).unwrap() {
            LedgerStep::Store(store) => ledger.stored(store.id).unwrap(),
            LedgerStep::Send(query) => {
                let nothing = says("[]");
                ledger
                    .received(query.id, &nothing, BEGIN)
                    .unwrap();
            }
            step => panic!("{step:?}"),
        }
    }
    ledger.listen();
    let next = ledger.next(BEGIN).unwrap();
    assert!(matches!(next, LedgerStep::Rest(_)), "{next:?}");
    let LedgerStep::Store(lost) = ledger.next(BEGIN + 60_000).unwrap() else {
        panic!("after its deadline it is lost");
    };
    assert!(lost.body.contains(r#""lostVersion":"#), "{}", lost.body);
}
