//! What was captured, and a person's correction of it.

use super::ledgers::{NOW, code, map_payment, payment, row, wished};
use refundkit::kit::decode;
use refundkit::ledger::{KeepsLedger, Ledger, LedgerSettings, LedgerStep};
use refundkit::{Money, RefundError, TheMapRequest};
use refundkit_tests::stories::providers::{gateway, legacy, themap, tranzzo};
use serde_json::json;

/// A row whose captured amount was corrected to these, one after the other.
fn corrected(amounts: &[i64]) -> String {
    let tranzzo = tranzzo();
    let (mut ledger, store) = wished(&tranzzo);
    ledger.stored(store.id).unwrap();
    for amount in amounts {
        ledger
            .correct_captured(
                &Money::new(*amount, "UAH"),
                "anna",
                "a part was voided",
                NOW,
            )
            .unwrap();
    }
    let Ok(LedgerStep::Store(corrected)) = ledger.next(NOW) else {
        panic!("a correction is stored first");
    };
    corrected.body
}

/// What is left by a row that is opened with an amount.
fn left(body: &str, amount: i64) -> Result<i64, RefundError> {
    let tranzzo = tranzzo();
    let settings = LedgerSettings::new("shop");
    let captured = Money::new(amount, "UAH");
    let ledger = Ledger::open(&tranzzo, settings, &payment(), &captured, row(body, 2))?;
    Ok(ledger.left().minor_units)
}

#[test]
fn a_corrected_row_is_opened_with_either_amount_and_with_no_other() {
    let body = corrected(&[20_000]);
    assert_eq!(left(&body, 30_000), Ok(20_000));
    assert_eq!(left(&body, 20_000), Ok(20_000));
    assert_eq!(code(left(&body, 10_000)), "invalid_amount");
}

#[test]
fn a_row_that_was_corrected_twice_is_opened_with_each_amount() {
    let body = corrected(&[20_000, 25_000]);
    for amount in [30_000, 20_000, 25_000] {
        assert_eq!(left(&body, amount), Ok(25_000));
    }
    assert_eq!(code(left(&body, 10_000)), "invalid_amount");
}

#[test]
fn less_than_went_back_before_the_ledger_was_not_captured() {
    let themap = themap();
    let payment = map_payment();
    let roubles = |amount| Money::new(amount, "RUB");
    let settings = LedgerSettings::new("shop");
    let mut ledger =
        Ledger::open_after(&themap, settings, &payment, &roubles(1000), 400, None).unwrap();
    let mut correct =
        |amount| ledger.correct_captured(&roubles(amount), "anna", "a part was voided", NOW);
    let error = correct(399).unwrap_err();
    assert_eq!(
        (error.code(), error.field()),
        ("invalid_amount", "amount.minorUnits")
    );
    assert_eq!(correct(400), Ok(()));
}

/// The row of a ledger of theMAP before which 400 of 1000 went back, opened with another amount that did.
#[test]
fn what_went_back_before_is_named_where_it_is_not_the_records() {
    let themap = themap();
    let open = |already, row| {
        let settings = LedgerSettings::new("shop");
        let captured = Money::new(1000, "RUB");
        Ledger::open_after(&themap, settings, &map_payment(), &captured, already, row)
    };
    let mut first = open(400, None).unwrap();
    let wish = TheMapRequest::new(Money::new(100, "RUB"));
    first
        .request("return-1", &wish)
        .unwrap();
    let Ok(LedgerStep::Store(store)) = first.next(NOW) else {
        panic!("a wish is stored first");
    };
    let opened = |already| open(already, row(&store.body, 1)).map(drop);
    for already in [0, 399] {
        let error = opened(already).unwrap_err();
        assert_eq!(
            (error.code(), error.field(), error.detail()),
            (
                "invalid_amount",
                "alreadyRefunded",
                "is not what the record says: give the same at every opening"
            )
        );
    }
    assert_eq!(opened(400), Ok(()));
}

/// What is wrong with a ledger of 300.00 in a currency.
fn wrong<P: KeepsLedger>(provider: &P, payment: &str, currency: &str) -> [String; 3] {
    let payment = decode("payment", payment).unwrap();
    let (settings, captured) = (LedgerSettings::new("shop"), Money::new(30_000, currency));
    let opened = Ledger::open(provider, settings, &payment, &captured, None);
    let error = opened.map(drop).unwrap_err();
    [error.code(), error.field(), error.detail()].map(str::to_owned)
}

/// A refund in the payment's currency would be refused as not the account's, and one in the account's as not the payment's.
#[test]
fn what_was_captured_is_in_the_accounts_currency() {
    let order = r#"{"orderId":"12b59da8-f68f-7c8d-12b5-9da8000826ea"}"#;
    let map_payment = r#"{"mapOrderId":"map-1","merchantOrderId":"ord-1"}"#;
    let legacy = legacy(&json!({"provider": "sberbank_legacy"}));
    let refused = [
        "invalid_currency",
        "captured.currency",
        "the account is in RUB",
    ];
    assert_eq!(wrong(&themap(), map_payment, "UAH"), refused);
    assert_eq!(wrong(&gateway(), order, "UAH"), refused);
    assert_eq!(wrong(&legacy, order, "UAH"), refused);
    assert_eq!(wrong(&legacy, order, "rub"), refused);
}
