//! What a person settles of an entry that cannot be read holds for what was seen, and not for what comes later.

use super::host::Host;
use super::ledgers::{open, uah};
use refundkit::ledger::AlertKind;
use refundkit::{
    EventKind, Money, RefundEntry, RefundEvent, RefundStatus, SendResult, Tranzzo, TranzzoRequest,
};
use refundkit_tests::stories::providers::tranzzo;
use refundkit_tests::with;

/// Entries without an id and a reference.
fn event(key: &str, amounts: &[Option<Money>]) -> RefundEvent {
    let entry = |amount: &Option<Money>| {
        with!(
            RefundEntry::new(RefundStatus::Succeeded),
            amount = amount.clone()
        )
    };
    with!(
        RefundEvent::verified(EventKind::Refund, "refund", &[key]),
        merchant_order = Some("123".to_owned()),
        entries = amounts.iter().map(entry).collect(),
    )
}

impl Host<'_, Tranzzo> {
    fn told(&mut self, event: &RefundEvent) {
        self.ledger
            .webhook(event, self.now_ms)
            .unwrap();
        self.run(|_| SendResult::Lost);
    }

    fn settle(&mut self) {
        let alerts = self.ledger.alerts();
        assert_eq!(alerts.len(), 1);
        for alert in alerts {
            assert_eq!(alert.kind, AlertKind::UnreadableEntry);
            self.ledger
                .settle_alert(&alert.id, "anna", "looked in the portal", self.now_ms)
                .unwrap();
        }
        self.run(|_| SendResult::Lost);
        assert!(self.ledger.alerts().is_empty());
    }

    fn left(&self) -> i64 {
        self.ledger.left().minor_units
    }
}

#[test]
fn settling_one_entry_without_a_name_settles_no_other() {
    let tranzzo = tranzzo();
    let euro = |minor_units| Some(Money::new(minor_units, "EUR"));
    for (first, second) in [
        (vec![euro(1000)], vec![euro(25_000)]),
        (vec![None], vec![None, None]),
        (vec![euro(1000)], vec![euro(1000), euro(1000)]),
    ] {
        let mut host = Host::new(open(&tranzzo, None).unwrap());
        host.told(&event("1", &first));
        assert_eq!(host.left(), 0);
        host.settle();
        assert_eq!(host.left(), 30_000);
        host.told(&event("2", &second));
        assert_eq!(host.left(), 0, "{second:?}");
        host.ledger
            .request("return-1", &TranzzoRequest::new(uah(1000)))
            .unwrap();
        host.run(|_| SendResult::Lost);
        assert_eq!(host.sendings, 0);
        host.settle();
        assert_eq!(host.left(), 30_000);
    }
}
