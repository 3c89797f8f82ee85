//! In which order messages arrive, how often, and when the host stores them, changes nothing.

use super::ledgers::{NOW, uah, wished};
use proptest::prelude::*;
use refundkit::ledger::{Ledger, LedgerStep};
use refundkit::{EventKind, RefundEntry, RefundEvent, RefundStatus, SendResult, Tranzzo};
use refundkit_tests::stories::providers::tranzzo;
use refundkit_tests::with;

/// A listener whose refund was sent, with a lost response, and the reference that travelled.
fn lost(tranzzo: &Tranzzo) -> (Ledger<&Tranzzo>, String) {
    let (mut ledger, store) = wished(tranzzo);
    ledger.stored(store.id).unwrap();
    loop {
        match ledger.next(NOW).unwrap() {
            LedgerStep::Store(store) => ledger.stored(store.id).unwrap(),
            LedgerStep::Send(send) if send.money => {
                ledger
                    .received(send.id, &SendResult::Lost, NOW)
                    .unwrap();
                break;
            }
            LedgerStep::Send(send) => {
                let nothing = refundkit::HttpResponse::json(200, "[]".to_owned());
                ledger
                    .received(send.id, &SendResult::Response(nothing), NOW)
                    .unwrap();
            }
            step => panic!("it is sent first: {step:?}"),
        }
    }
    let travelled = ledger
        .refund("return-1")
        .unwrap()
        .wire_reference;
    let mut listener = ledger.listening();
    store_all(&mut listener);
    (listener, travelled)
}

fn store_all(listener: &mut Ledger<&Tranzzo>) {
    loop {
        match listener.next(NOW).unwrap() {
            LedgerStep::Store(store) => listener.stored(store.id).unwrap(),
            LedgerStep::Acknowledge(_) => {}
            _ => return,
        }
    }
}

/// Everything that the host can see.
fn seen(ledger: &Ledger<&Tranzzo>) -> String {
    let mut alerts: Vec<String> = ledger
        .alerts()
        .iter()
        .map(|alert| format!("{:?} {:?} {:?}", alert.kind, alert.reference, alert.entry))
        .collect();
    alerts.sort();
    let view = ledger.refund("return-1").unwrap();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {alerts:?}",
        view.stage,
        view.status,
        view.reason,
        view.refund_id,
        ledger.left()
    )
}

/// What an event tells of an entry.
#[derive(Clone, Debug)]
struct Told {
    id: &'static str,
    minor_units: i64,
    is_ours: bool,
    status: RefundStatus,
}

impl Told {
    /// Each entry with one amount and one reference, as a provider that makes no mistakes tells it: the first one is ours.
    fn agreeing(&self) -> Self {
        Self {
            minor_units: 10_000,
            is_ours: self.id == "o1",
            ..self.clone()
        }
    }

    fn event(&self, travelled: &str) -> RefundEvent {
        let said = format!("{self:?}");
        let reference = if self.is_ours { travelled } else { "another" };
        let entry = with!(
            RefundEntry::new(self.status),
            refund_id = Some(self.id.to_owned()),
            amount = Some(uah(self.minor_units)),
            reference = Some(reference.to_owned()),
        );
        with!(
            RefundEvent::verified(EventKind::Refund, "refund", &[&said]),
            merchant_order = Some("123".to_owned()),
            entries = vec![entry],
        )
    }
}

fn told(statuses: &'static [RefundStatus]) -> impl Strategy<Value = Told> {
    let ids = prop::sample::select(vec!["o1", "o2", "o3"]);
    let amounts = prop::sample::select(vec![10_000, 5_000]);
    (ids, amounts, any::<bool>(), prop::sample::select(statuses)).prop_map(
        |(id, minor_units, is_ours, status)| Told {
            id,
            minor_units,
            is_ours,
            status,
        },
    )
}

/// The same messages in another order, each at least once.
fn shuffled(messages: Vec<Told>) -> impl Strategy<Value = (Vec<Told>, Vec<Told>)> {
    let again = prop::sample::subsequence(messages.clone(), 0..=messages.len());
    let more = messages.clone();
    let orders = again.prop_flat_map(move |again| {
        let all: Vec<Told> = more
            .iter()
            .cloned()
            .chain(again)
            .collect();
        Just(all).prop_shuffle()
    });
    (Just(messages), orders)
}

fn orders(statuses: &'static [RefundStatus]) -> impl Strategy<Value = (Vec<Told>, Vec<Told>)> {
    prop::collection::vec(told(statuses), 1..6).prop_flat_map(shuffled)
}

const ALL: &[RefundStatus] = &[
    RefundStatus::Pending,
    RefundStatus::Succeeded,
    RefundStatus::Declined,
    RefundStatus::Reversed,
    RefundStatus::Unknown,
];

/// What one refund of the provider goes through.
const OPEN_OR_DONE: &[RefundStatus] = &[RefundStatus::Pending, RefundStatus::Succeeded];

proptest! {
    #[test]
    fn whatever_is_told_before_a_store_is_judged_together((first, second) in orders(ALL)) {
        let tranzzo = tranzzo();
        let (ledger, travelled) = lost(&tranzzo);
        let heard = |messages: &[Told]| {
            let mut ledger = ledger.clone();
            for message in messages {
                ledger.webhook(&message.event(&travelled), NOW).unwrap();
            }
            let before = seen(&ledger);
            store_all(&mut ledger);
            prop_assert_eq!(&before, &seen(&ledger));
            Ok(before)
        };
        prop_assert_eq!(heard(&first)?, heard(&second)?);
    }

    #[test]
    fn what_does_not_contradict_itself_may_be_stored_at_any_time((first, second) in orders(OPEN_OR_DONE)) {
        let tranzzo = tranzzo();
        let (ledger, travelled) = lost(&tranzzo);
        let heard = |messages: &[Told], at_once: bool| {
            let mut ledger = ledger.clone();
            for message in messages {
                ledger.webhook(&message.agreeing().event(&travelled), NOW).unwrap();
                if at_once {
                    store_all(&mut ledger);
                }
            }
            store_all(&mut ledger);
            seen(&ledger)
        };
        let at_last = heard(&first, false);
        prop_assert_eq!(&at_last, &heard(&first, true));
        prop_assert_eq!(&at_last, &heard(&second, true));
    }
}
