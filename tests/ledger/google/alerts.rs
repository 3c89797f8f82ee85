//! Alerts of a capture, and how a person settles them.

use super::workers::{HOUR, Ledger, answered, declined, find_nothing, paying, store, under};
use super::{MINUTE, NOW, Payout, World, answer};
use refundkit::ledger::{AlertKind, AlertView, Attention, LedgerRow, StoreStep};
use refundkit::providers::google::{
    GoogleCaptureLedger, GooglePayStep, GoogleRefundResult, GoogleStep,
};
use serde_json::{Value, json};

/// A worker with a payout, and the world of the others when they know that nothing moved.
fn paid_until(world: &World, now_ms: i64) -> (Ledger<'_>, GooglePayStep, World) {
    let (worker, pay, mut others) = paying(world);
    others.now_ms = now_ms;
    find_nothing(&mut others);
    (worker, pay, others)
}

/// A worker says how its payout ended, and answers Google.
fn ends(
    (worker, pay): (&mut Ledger<'_>, &GooglePayStep),
    result: GoogleRefundResult,
    world: &mut World,
) -> Option<StoreStep> {
    worker.paid(pay.id, result).unwrap();
    answered(worker, world).0
}

/// A row in which two payouts of one request have these ends.
fn with_ends(first: GoogleRefundResult, second: GoogleRefundResult) -> (World, StoreStep) {
    let world = World::new();
    let (mut late, late_pay, others) = paid_until(&world, NOW + 2 * HOUR);
    let (mut other, pay, mut all) = paying(&others);
    all.now_ms = others.now_ms;
    ends((&mut other, &pay), first, &mut all);
    let stored = ends((&mut late, &late_pay), second, &mut all);
    (all, stored.unwrap())
}

fn alert_of(world: &World) -> AlertView {
    let mut alerts = world.open("payment").alerts();
    assert_eq!(alerts.len(), 1);
    alerts.remove(0)
}

/// Carries out everything that is to be stored, and gives the last of it.
fn run(ledger: &mut Ledger<'_>, world: &mut World) -> Option<StoreStep> {
    let mut last = None;
    while let GoogleStep::Store(step) = ledger.next(world.now_ms).unwrap() {
        let is_stored = store(ledger, step.clone(), &mut world.rows);
        last = is_stored.then_some(step).or(last);
    }
    last
}

/// Somebody settles an alert. What is stored then, if anything is.
fn settle(world: &mut World, alert: &str, note: &str) -> Option<StoreStep> {
    let mut others = World::new();
    others.rows = world.rows.clone();
    others.now_ms = world.now_ms;
    let mut ledger = world.open("payment");
    ledger
        .settle_alert(alert, "anna", note, others.now_ms)
        .unwrap();
    let stored = run(&mut ledger, &mut others);
    world.rows = others.rows;
    stored
}

/// The line of the request in the summary.
fn line(stored: &StoreStep) -> Value {
    let lines: Vec<Value> = serde_json::from_str(&stored.summary).unwrap();
    lines[0].clone()
}

/// What Google hears when it repeats the request.
fn heard(world: &World) -> String {
    let mut ledger = world.answering("a", 3_000);
    match ledger.next(world.now_ms).unwrap() {
        GoogleStep::Respond(step) => String::from_utf8(step.response.body).unwrap(),
        step => panic!("{step:?}"),
    }
}

/// The fault was that nobody could settle it, so that the row asked for a person for ever.
#[test]
fn a_settled_alert_asks_nobody_any_more() {
    for (first, kind, expected, found) in [
        (under("one"), AlertKind::PaidTwice, Some(3_000), Some(6_000)),
        (declined(), AlertKind::Contradicted, None, None),
    ] {
        let (mut world, raised) = with_ends(first, under("two"));
        assert_eq!(raised.attention, Attention::Alert);
        assert_eq!(line(&raised)["settled"], Value::Null);
        let alert = alert_of(&world);
        assert_eq!(alert.reference.as_deref(), Some("a"));
        assert_eq!((alert.kind, alert.at_ms), (kind, NOW + 2 * HOUR));
        assert_eq!((alert.expected, alert.found), (expected, found));

        world.now_ms += MINUTE / 2;
        let before = (world.open("payment").left(), heard(&world));
        let stored = settle(&mut world, &alert.id, "looked into").unwrap();
        assert_eq!((stored.attention, stored.due), (Attention::None, None));
        assert_eq!(world.open("payment").alerts(), []);
        let word = json!({"atMs": world.now_ms, "by": "anna", "note": "looked into"});
        let mut expected = line(&raised);
        expected["settled"] = word;
        assert_eq!(line(&stored), expected, "what it was stays there");

        let after = (world.open("payment").left(), heard(&world));
        assert_eq!(after, before, "Google hears what it heard");
        let again = settle(&mut world, &alert.id, "once more");
        assert_eq!(again, None, "the first word stays");
    }
}

#[test]
fn another_end_after_an_alert_was_settled_raises_another_one() {
    let world = World::new();
    let (mut third, third_pay, second_world) = paid_until(&world, NOW + 2 * HOUR);
    let (mut second, second_pay, first_world) = paid_until(&second_world, NOW + 4 * HOUR);
    let (mut first, first_pay, mut all) = paying(&first_world);
    all.now_ms = first_world.now_ms;
    ends((&mut first, &first_pay), declined(), &mut all);
    ends((&mut second, &second_pay), under("two"), &mut all);
    let before = alert_of(&all);
    let settled = settle(&mut all, &before.id, "paid by hand").unwrap();
    assert_eq!(settled.attention, Attention::None);

    all.now_ms += HOUR;
    let stored = ends((&mut third, &third_pay), under("three"), &mut all).unwrap();
    assert_eq!(stored.attention, Attention::Alert);
    assert_eq!(line(&stored)["settled"], Value::Null);
    let after = alert_of(&all);
    assert_eq!(
        (after.kind, after.at_ms),
        (AlertKind::PaidTwice, all.now_ms)
    );
    assert_eq!(after.found, Some(6_000));
    // The word about what was known before says nothing about what came since.
    assert_eq!(settle(&mut all, &before.id, "once more"), None);
    assert_eq!(alert_of(&all), after);
    let settled = settle(&mut all, &after.id, "claimed back").unwrap();
    assert_eq!(settled.attention, Attention::None);
    assert_eq!(line(&settled)["settled"]["note"], "claimed back");
}

/// The person saw two ends; a third one is stored before the word is.
#[test]
fn an_end_that_overtakes_the_word_is_not_settled_by_it() {
    let world = World::new();
    let (mut third, third_pay, second_world) = paid_until(&world, NOW + 2 * HOUR);
    let (mut second, second_pay, first_world) = paid_until(&second_world, NOW + 4 * HOUR);
    let (mut first, first_pay, mut all) = paying(&first_world);
    all.now_ms = first_world.now_ms;
    ends((&mut first, &first_pay), under("one"), &mut all);
    ends((&mut second, &second_pay), under("two"), &mut all);
    let mut seen = World::new();
    seen.rows = all.rows.clone();
    let mut person = seen.open("payment");
    let alert = &person.alerts()[0];
    person
        .settle_alert(&alert.id, "anna", "claimed back", all.now_ms)
        .unwrap();
    assert_eq!(person.alerts(), []);
    ends((&mut third, &third_pay), under("three"), &mut all);
    let stored = run(&mut person, &mut all).unwrap();
    assert_eq!(stored.attention, Attention::Alert);
    assert_eq!(alert_of(&all).found, Some(9_000));
}

#[test]
fn a_request_without_a_result_is_still_seen_behind_a_settled_alert() {
    let (mut world, _) = with_ends(under("one"), under("two"));
    assert_eq!(answer(&mut world, "b", 1_000, Payout::Silent).0, 409);
    world.now_ms += 24 * HOUR;
    let alert = alert_of(&world);
    let stored = settle(&mut world, &alert.id, "claimed back").unwrap();
    assert_eq!(stored.attention, Attention::ManualReview);
}

#[test]
fn a_word_is_refused_without_an_alert_a_name_or_a_note() {
    let (world, _) = with_ends(under("one"), under("two"));
    let id = alert_of(&world).id;
    let (long_name, long_note) = ("n".repeat(65), "n".repeat(501));
    for (alert, by, note, now_ms, error) in [
        ("a", "anna", "why", NOW, ("unknown_identifier", "alert")),
        ("", "anna", "why", NOW, ("unknown_identifier", "alert")),
        (&id, "", "why", NOW, ("missing_field", "by")),
        (&id, "anna\n", "why", NOW, ("invalid_field", "by")),
        (&id, &long_name, "why", NOW, ("invalid_field", "by")),
        (&id, "anna", "", NOW, ("missing_field", "note")),
        (&id, "anna", &long_note, NOW, ("invalid_field", "note")),
        (&id, "anna", "why", NOW / 1_000, ("invalid_field", "nowMs")),
    ] {
        let mut ledger = world.open("payment");
        let refused = ledger
            .settle_alert(alert, by, note, now_ms)
            .unwrap_err();
        assert_eq!((refused.code(), refused.field()), error);
        assert_eq!(ledger.alerts().len(), 1);
    }
}

/// Opens the ledger with its record changed.
fn changed(world: &World, change: impl Fn(&mut Value)) -> Result<World, String> {
    let opening = world.opening("payment");
    let key = world
        .google
        .ledger_key(&opening)
        .unwrap();
    let row = &world.rows[&key];
    let mut record: Value = serde_json::from_str(&row.body).unwrap();
    for end in record["data"]["refunds"][0]["ends"]
        .as_array_mut()
        .unwrap()
    {
        change(end);
    }
    let (body, version) = (record.to_string(), row.version);
    let row = LedgerRow { body, version };
    GoogleCaptureLedger::open(&world.google, opening, Some(row.clone()))
        .map_err(|error| error.code().to_owned())?;
    let mut other = World::new();
    other.rows.insert(key, row);
    other.now_ms = world.now_ms;
    Ok(other)
}

#[test]
fn an_alert_of_a_record_of_before_is_settled_too() {
    let (world, _) = with_ends(under("one"), under("two"));
    let without_time = |end: &mut Value| {
        let end = end.as_object_mut().unwrap();
        end.remove("atMs").unwrap();
        assert!(!end.contains_key("settled"));
    };
    let mut before = changed(&world, without_time).unwrap();
    let alert = alert_of(&before);
    assert_eq!((alert.kind, alert.at_ms), (AlertKind::PaidTwice, NOW));
    let stored = settle(&mut before, &alert.id, "claimed back").unwrap();
    assert_eq!(stored.attention, Attention::None);
    let newer = changed(&world, |end| end["seen"] = json!(true));
    assert_eq!(newer.err().as_deref(), Some("unknown_field"));
}
