//! What makes a repetition harmless, and totals that refunds in progress do not move.

use super::*;
use refundkit::CallContext;
use refundkit::kit::Idempotency;

#[test]
fn only_what_the_merchant_has_confirmed_makes_a_repetition_harmless() {
    let replay = |change: fn(&mut SberbankLegacyConfig), refund: &SberbankLegacyRefund| {
        let mut config = SberbankLegacyConfig::default();
        change(&mut config);
        let merchant = SberbankLegacy::new(config, credentials()).unwrap();
        let lost = merchant.parse_response(refund, &SendResult::Lost, &CallContext::default());
        // Whatever the profile says, a single message does not say to send again.
        assert_eq!(lost.unwrap().outcome.next_action, NextAction::QueryStatus);
        merchant.profile(refund).replay
    };
    let both = |config: &mut SberbankLegacyConfig| {
        config.external_refund_id_replays = true;
        config.expected_amount_is_precondition = true;
    };
    let bare = SberbankLegacyRefund {
        external_refund_id: None,
        ..refund()
    };
    let with_precondition = SberbankLegacyRefund {
        expected_deposited_amount: Some(10_000),
        ..bare.clone()
    };
    let automatic = SberbankLegacyRefund {
        method: SberbankMethod::AutoRefund,
        ..bare.clone()
    };
    assert_eq!(replay(|_| (), &refund()), Idempotency::None);
    assert_eq!(
        replay(|config| config.external_refund_id_replays = true, &refund()),
        Idempotency::SameResponse
    );
    assert_eq!(
        replay(
            |config| config.expected_amount_is_precondition = true,
            &refund()
        ),
        Idempotency::None
    );
    assert_eq!(replay(|_| (), &with_precondition), Idempotency::None);
    assert_eq!(
        replay(
            |config| config.expected_amount_is_precondition = true,
            &with_precondition
        ),
        Idempotency::CompareAndSet
    );
    assert_eq!(
        replay(
            |config| config.external_refund_id_replays = true,
            &with_precondition
        ),
        Idempotency::None
    );
    assert_eq!(replay(both, &bare), Idempotency::None);
    assert_eq!(replay(both, &automatic), Idempotency::None);
    assert_eq!(
        merchant()
            .parse_response(&refund(), &SendResult::NotSent, &CallContext::default())
            .unwrap()
            .outcome
            .next_action,
        NextAction::StartNew
    );
}

#[test]
fn a_refund_that_is_not_decided_does_not_move_the_total() {
    let refunded = |status| {
        let response = server()
            .build_status_response(&update(3000, status, None).payment, None, &ambient())
            .unwrap();
        let snapshot = merchant()
            .parse_status_response(&refund(), &response.into())
            .unwrap()
            .snapshot;
        snapshot.unwrap().refunded
    };
    assert_eq!(refunded(RefundStatus::Pending), Some(rub(0)));
    assert_eq!(refunded(RefundStatus::Declined), Some(rub(0)));
    assert_eq!(refunded(RefundStatus::Succeeded), Some(rub(3000)));
}
