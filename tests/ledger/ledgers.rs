//! The ledgers that the tests open.

use refundkit::ledger::{Ledger, LedgerRow, LedgerSettings, LedgerStep, StoreStep};
use refundkit::{Money, SendResult, TheMapPayment, Tranzzo, TranzzoPayment, TranzzoRequest};

pub(super) const NOW: i64 = 1_800_000_000_000;

pub(super) fn payment() -> TranzzoPayment {
    TranzzoPayment {
        order_id: "123".into(),
    }
}

pub(super) fn map_payment() -> TheMapPayment {
    TheMapPayment {
        map_order_id: "map-1".into(),
        merchant_order_id: "ord-1".into(),
    }
}

pub(super) fn uah(minor_units: i64) -> Money {
    Money::new(minor_units, "UAH")
}

pub(super) fn open(
    tranzzo: &Tranzzo,
    row: Option<LedgerRow>,
) -> Result<Ledger<&Tranzzo>, refundkit::RefundError> {
    Ledger::open(
        tranzzo,
        LedgerSettings::new("shop"),
        &payment(),
        &uah(30_000),
        row,
    )
}

/// A ledger with one wish, of 100.00.
pub(super) fn wishing(tranzzo: &Tranzzo) -> Ledger<&Tranzzo> {
    let mut ledger = open(tranzzo, None).unwrap();
    ledger
        .request("return-1", &TranzzoRequest::new(uah(10_000)))
        .unwrap();
    ledger
}

/// The same, and the step that stores it.
pub(super) fn wished(tranzzo: &Tranzzo) -> (Ledger<&Tranzzo>, StoreStep) {
    let mut ledger = wishing(tranzzo);
    let LedgerStep::Store(store) = ledger.next(NOW).unwrap() else {
        panic!("a wish is stored first");
    };
    (ledger, store)
}

/// The same where that is stored and the first look was answered so.
pub(super) fn looked<'p>(
    tranzzo: &'p Tranzzo,
    response: &SendResult,
) -> (Ledger<&'p Tranzzo>, StoreStep) {
    let (mut ledger, store) = wished(tranzzo);
    ledger.stored(store.id).unwrap();
    let LedgerStep::Send(query) = ledger.next(NOW).unwrap() else {
        panic!("a look comes first");
    };
    ledger
        .received(query.id, response, NOW)
        .unwrap();
    (ledger, store)
}

pub(super) fn row(body: &str, version: i64) -> Option<LedgerRow> {
    let body = body.to_owned();
    Some(LedgerRow { body, version })
}

pub(super) fn code<T>(result: Result<T, refundkit::RefundError>) -> String {
    result
        .err()
        .map_or_else(String::new, |error| error.code().to_owned())
}
