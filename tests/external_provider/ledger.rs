//! The ledger of a provider that lives in a crate of its own.

use super::acme::{AcmePayment, AcmeRequest};
use super::{DONE, acme, answered, refund};
use crate::ledger::run;
use refundkit::ledger::{Ledger, LedgerSettings, RefundReason, RefundStage, SendStep};
use refundkit::{Money, RefundStatus, SendResult};

const NOW: i64 = 1_800_000_000_000;

/// Acme, of which every response to a refund is lost.
struct Bank {
    /// The references that arrived.
    arrived: Vec<String>,
}

impl Bank {
    fn takes(&mut self, send: &SendStep) -> SendResult {
        if send.money {
            let body = send.request.body.as_deref().unwrap();
            let body: serde_json::Value = serde_json::from_str(body).unwrap();
            self.arrived.push(
                body["reference"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
            );
            return SendResult::Lost;
        }
        let listed: Vec<String> = self
            .arrived
            .iter()
            .map(|reference| DONE.replace("return-1", reference))
            .collect();
        answered(200, &format!("[{}]", listed.join(",")))
    }
}

#[test]
fn a_lost_refund_is_found_in_the_list() {
    let payment = AcmePayment {
        payment: "p-1".into(),
    };
    let (acme, captured) = (acme(), Money::new(10_000, "EUR"));
    let settings = LedgerSettings::new("shop");
    let mut ledger = Ledger::open(&acme, settings, &payment, &captured, None).unwrap();
    let amount = refund().amount;
    ledger
        .request("return-1", &AcmeRequest { amount })
        .unwrap();
    let mut bank = Bank {
        arrived: Vec::new(),
    };
    run(&mut ledger, NOW, |send| bank.takes(send));
    let lost = ledger.refund("return-1").unwrap();
    assert_eq!(lost.status, RefundStatus::Unknown, "{lost:?}");
    run(&mut ledger, NOW + 10_000, |send| bank.takes(send));
    let found = ledger.refund("return-1").unwrap();
    assert_eq!(found.stage, RefundStage::Ended, "{found:?}");
    assert_eq!(found.status, RefundStatus::Succeeded);
    assert_eq!(found.reason, Some(RefundReason::Reference));
    assert_eq!((found.sendings, bank.arrived.len()), (1, 1));
    assert_eq!(ledger.left(), Money::new(8_950, "EUR"));
}
