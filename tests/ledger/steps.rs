//! Steps are answered by their ids, and a reload brings back what belongs to the ledger alone.

use super::ledgers::{NOW, code, looked, open, row, uah, wished};
use super::says;
use refundkit::ledger::{AdoptedRefund, Attention, LedgerStep, RefundStage};
use refundkit::{HttpResponse, Money, SendResult, TranzzoRequest};
use refundkit_tests::stories::providers::tranzzo;

#[test]
fn what_is_said_of_another_step_is_refused_and_the_outstanding_one_stays() {
    let tranzzo = tranzzo();
    let (mut ledger, store) = wished(&tranzzo);
    ledger.stored(store.id).unwrap();
    let nothing = says("[]");
    let LedgerStep::Send(query) = ledger.next(NOW).unwrap() else {
        panic!("a look comes first");
    };
    for other in [store.id, query.id + 1] {
        let told = ledger.received(other, &nothing, NOW);
        assert_eq!(code(told), "unknown_step");
        let parsed = ledger.parse_status_response(other, &nothing);
        assert_eq!(code(parsed), "unknown_step");
    }
    ledger
        .received(query.id, &nothing, NOW)
        .unwrap();
    let LedgerStep::Store(armed) = ledger.next(NOW).unwrap() else {
        panic!("arming is stored");
    };
    ledger.stored(armed.id).unwrap();
    let LedgerStep::Send(refund) = ledger.next(NOW).unwrap() else {
        panic!("the refund is sent");
    };
    for other in [query.id, refund.id + 1] {
        let told = ledger.received(other, &SendResult::Lost, NOW);
        assert_eq!(code(told), "unknown_step");
    }
    ledger
        .received(refund.id, &SendResult::Lost, NOW)
        .unwrap();
}

#[test]
fn a_reload_takes_no_older_row_and_none_of_another_ledger() {
    let tranzzo = tranzzo();
    let nothing = says("[]");
    let (mut ledger, store) = looked(&tranzzo, &nothing);
    let LedgerStep::Store(armed) = ledger.next(NOW).unwrap() else {
        panic!("arming is stored");
    };
    ledger.stored(armed.id).unwrap();
    let older = row(&store.body, 1);
    assert_eq!(code(ledger.clone().reload(older)), "record_lost");
    let other_account = store.body.replace("shop", "till");
    let of_another = ledger.reload(row(&other_account, 9));
    assert_eq!(code(of_another), "record_lost");
}

#[test]
fn a_reference_that_somebody_took_meanwhile_is_refused() {
    let tranzzo = tranzzo();
    let asked = |amount: Money| {
        let mut ledger = open(&tranzzo, None).unwrap();
        let request = TranzzoRequest::new(amount);
        ledger
            .request("return-1", &request)
            .unwrap();
        let LedgerStep::Store(store) = ledger.next(NOW).unwrap() else {
            panic!("a wish is stored first");
        };
        (ledger, store)
    };
    let (mut ours, _) = asked(uah(10_000));
    let (_, theirs) = asked(uah(20_000));
    let taken = ours.reload(row(&theirs.body, 1));
    assert_eq!(code(taken), "reference_taken");
    // The same wish is one refund, however often it is stored.
    let (mut again, mine) = asked(uah(10_000));
    again
        .reload(row(&mine.body, 1))
        .unwrap();
    assert_eq!(again.refunds().len(), 1);
}

#[test]
fn a_wire_reference_that_somebody_took_over_meanwhile_is_refused() {
    let tranzzo = tranzzo();
    let (mut ours, _) = wished(&tranzzo);
    let wanted = ours.refund("return-1").unwrap();
    let adopted = AdoptedRefund {
        amount: wanted.amount,
        wire_reference: Some(wanted.wire_reference),
        sent_at_ms: NOW,
    };
    let mut theirs = open(&tranzzo, None).unwrap();
    theirs
        .adopt("lost-1", &adopted, NOW)
        .unwrap();
    let LedgerStep::Store(store) = theirs.next(NOW).unwrap() else {
        panic!("what is taken over is stored first");
    };
    let taken = ours.reload(row(&store.body, 1));
    assert_eq!(code(taken), "reference_taken");
}

#[test]
fn a_reload_answers_a_store_alone() {
    let tranzzo = tranzzo();
    let nothing = says("[]");
    let (mut ledger, _) = looked(&tranzzo, &nothing);
    let LedgerStep::Store(armed) = ledger.next(NOW).unwrap() else {
        panic!("arming is stored");
    };
    ledger.stored(armed.id).unwrap();
    let LedgerStep::Send(refund) = ledger.next(NOW).unwrap() else {
        panic!("the refund is sent");
    };
    let current = row(&armed.body, 2);
    assert_eq!(code(ledger.reload(current.clone())), "step_outstanding");
    ledger
        .received(refund.id, &SendResult::Lost, NOW)
        .unwrap();
    // Where nothing is outstanding, a newer row may be taken at any time.
    ledger.reload(current).unwrap();
    assert!(matches!(ledger.next(NOW), Ok(LedgerStep::Store(_))));
}

#[test]
fn what_was_not_sent_is_planned_again() {
    let tranzzo = tranzzo();
    let listed = HttpResponse::json(200, "[]".to_owned());
    let (mut ledger, _) = looked(&tranzzo, &SendResult::Response(listed));
    let LedgerStep::Store(armed) = ledger.next(NOW).unwrap() else {
        panic!("it is armed first");
    };
    ledger.stored(armed.id).unwrap();
    let LedgerStep::Send(send) = ledger.next(NOW).unwrap() else {
        panic!("it is sent");
    };
    ledger.not_sent(send.id, NOW).unwrap();
    let LedgerStep::Store(_) = ledger.next(NOW).unwrap() else {
        panic!("that is stored");
    };
    let refund = ledger.refund("return-1").unwrap();
    assert_eq!((refund.stage, refund.sendings), (RefundStage::Planned, 0));
}

#[test]
fn the_column_attention_has_one_word_for_each() {
    let words = [Attention::None, Attention::ManualReview, Attention::Alert].map(Attention::as_str);
    assert_eq!(words, ["none", "manual_review", "alert"]);
}
