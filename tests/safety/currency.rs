//! The table of currencies beside those of two other crates: every code that they and we know has the same number and the
//! same decimals, and every difference is named.

use iso_currency::IntoEnumIterator;
use refundkit::kit::Currency;
use std::collections::BTreeMap;

/// Alphabetic code: numeric code, decimals.
type Table = BTreeMap<String, (String, Option<u32>)>;

fn ours() -> Table {
    Currency::all()
        .map(|one| {
            (
                one.code().to_owned(),
                (one.numeric().to_owned(), one.exponent()),
            )
        })
        .collect()
}

fn iso_currency() -> Table {
    let row = |one: iso_currency::Currency| {
        let exponent = one.exponent().map(u32::from);
        (
            one.code().to_owned(),
            (format!("{:03}", one.numeric()), exponent),
        )
    };
    iso_currency::Currency::iter()
        .map(row)
        .collect()
}

fn rust_iso4217() -> Table {
    let row = |one: rust_iso4217::CurrencyCode| {
        (
            one.code.to_owned(),
            (format!("{:03}", one.numeric), u32::try_from(one.unit).ok()),
        )
    };
    Currency::all()
        .filter_map(|one| rust_iso4217::from_code(one.code()))
        .map(row)
        .collect()
}

/// What they say of a code that we know, where it is something else.
fn differences(theirs: &Table) -> Vec<String> {
    let ours = ours();
    let differ = theirs.iter().filter(|(code, row)| {
        ours.get(*code)
            .is_some_and(|own| own != *row)
    });
    differ
        .map(|(code, row)| format!("{code}: {:?}, not {row:?}", ours[code]))
        .collect()
}

/// `rust_iso4217` names no decimals of codes that are retired.
const RETIRED: [&str; 6] = ["ANG", "BGN", "CUC", "HRK", "SLL", "ZWL"];

#[test]
fn two_other_tables_agree_with_ours() {
    assert_eq!(differences(&iso_currency()), Vec::<String>::new());
    let codes: Vec<String> = differences(&rust_iso4217())
        .iter()
        .map(|line| line[..3].to_owned())
        .collect();
    assert_eq!(codes, RETIRED);
    assert!(rust_iso4217().len() > 150);
}

#[test]
fn no_code_is_missing() {
    let ours = ours();
    let missing: Vec<String> = iso_currency()
        .into_keys()
        .filter(|code| !ours.contains_key(code))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}
