//! A refund is sent again only by what is true today.

use super::host::Host;
use super::says;
use refundkit::ledger::{Ledger, LedgerRow, LedgerSettings, RefundReason, RefundStage, SendStep};
use refundkit::{
    Money, SberbankLegacy, SberbankLegacyRequest, SberbankMethod, SberbankOrder, SendResult,
};
use refundkit_tests::stories::providers::legacy;
use serde_json::json;

const ORDER: &str = "12b59da8-f68f-7c8d-12b5-9da8000826ea";

fn gateway(replays: bool) -> SberbankLegacy {
    let config = json!({"externalRefundIdReplays": replays});
    legacy(&json!({"provider": "sberbank_legacy", "config": config}))
}

fn open(legacy: &SberbankLegacy, row: Option<LedgerRow>) -> Ledger<&SberbankLegacy> {
    let payment = SberbankOrder {
        order_id: ORDER.into(),
    };
    let settings = LedgerSettings::new("shop");
    let captured = Money::new(30_000, "RUB");
    Ledger::open(legacy, settings, &payment, &captured, row).unwrap()
}

/// Every refund is lost, and every look shows that nothing went back.
fn lost(send: &SendStep) -> SendResult {
    if send.money {
        return SendResult::Lost;
    }
    let shown = json!({
        "errorCode": "0", "orderStatus": 2, "amount": 30000, "currency": "643",
        "attributes": [{"name": "mdOrder", "value": ORDER}],
        "paymentAmountInfo": {"approvedAmount": 30000, "depositedAmount": 30000, "refundedAmount": 0},
    });
    says(shown)
}

#[test]
fn what_the_bank_does_not_confirm_any_more_is_not_sent_again() {
    let (with_key, without) = (gateway(true), gateway(false));
    let mut host = Host::new(open(&with_key, None));
    let amount = Money::new(10_000, "RUB");
    let request = SberbankLegacyRequest::new(SberbankMethod::Refund, amount);
    host.ledger
        .request("return-1", &request)
        .unwrap();
    host.run(lost);
    assert_eq!(host.sendings, 1);
    // The host learns that a repeated id is a second refund, and takes the setting back.
    let mut later = Host::new(open(&without, host.row.clone()));
    later.now_ms = host.due.unwrap();
    later.run(lost);
    assert_eq!(later.sendings, 0);
    let view = later
        .ledger
        .refund("return-1")
        .unwrap();
    assert_eq!(view.reason, Some(RefundReason::Lost));
    later.run_until(later.now_ms + 60 * 86_400_000, lost);
    assert_eq!(later.sendings, 0);
    let view = later
        .ledger
        .refund("return-1")
        .unwrap();
    assert_eq!(view.stage, RefundStage::ManualReview);
}
