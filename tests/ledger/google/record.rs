//! What the ledger of a capture reads, and what it refuses.

use super::{Payout, World, answer};
use refundkit::providers::google::GoogleCaptureLedger;
use serde_json::{Value, json};

#[test]
fn a_record_with_a_request_twice_is_refused() {
    let mut world = World::new();
    answer(&mut world, "a", 3_000, Payout::Moves);
    let opening = world.opening("payment");
    let key = world
        .google
        .ledger_key(&opening)
        .unwrap();
    let mut row = world.rows[&key].clone();
    let open = |row| GoogleCaptureLedger::open(&world.google, world.opening("payment"), Some(row));
    assert!(open(row.clone()).is_ok());
    let mut record: Value = serde_json::from_str(&row.body).unwrap();
    let refund = record["data"]["refunds"][0].clone();
    record["data"]["refunds"] = json!([refund, refund]);
    row.body = record.to_string();
    let error = open(row).map(|_| ()).unwrap_err();
    assert_eq!(
        (error.code(), error.field()),
        ("invalid_field", "row.stored.refunds.requestId")
    );
}
