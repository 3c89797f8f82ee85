//! What was captured, and a person's correction of it.

use super::ledgers::{NOW, code, map_payment, payment, row, wished};
use refundkit::ledger::{Ledger, LedgerSettings, LedgerStep};
use refundkit::{Money, RefundError};
use refundkit_tests::stories::providers::{themap, tranzzo};

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
