//! What was captured, and a person's correction of it.

use super::record::{NOW, code, payment, row, wished};
use refundkit::Money;
use refundkit::ledger::{Ledger, LedgerSettings, LedgerStep};
use refundkit_tests::stories::providers::tranzzo;

#[test]
fn a_corrected_row_is_opened_with_either_amount_and_with_no_other() {
    let tranzzo = tranzzo();
    let (mut ledger, store) = wished(&tranzzo);
    ledger.stored(store.id).unwrap();
    let uah = |amount| Money::new(amount, "UAH");
    ledger
        .correct_captured(&uah(20_000), "anna", "a part was voided", NOW)
        .unwrap();
    let Ok(LedgerStep::Store(corrected)) = ledger.next(NOW) else {
        panic!("a correction is stored first");
    };
    let open = |amount| {
        let settings = LedgerSettings::new("shop");
        let row = row(&corrected.body, 2);
        let ledger = Ledger::open(&tranzzo, settings, &payment(), &uah(amount), row)?;
        Ok(ledger.left().minor_units)
    };
    assert_eq!(open(30_000), Ok(20_000));
    assert_eq!(open(20_000), Ok(20_000));
    assert_eq!(code(open(10_000)), "invalid_amount");
}
