//! Sending again: only with a precondition, and by totals that refunds in progress do not move.

use super::*;
use refundkit::CallContext;

#[test]
fn sending_again_needs_a_precondition_that_the_merchant_has_confirmed() {
    let after_silence = |change: fn(&mut SberbankLegacyConfig), refund: &SberbankLegacyRefund| {
        let mut config = SberbankLegacyConfig::default();
        change(&mut config);
        let merchant = SberbankLegacy::new(config, credentials()).unwrap();
        merchant
            .parse_response(refund, &SendResult::Lost, &CallContext::default())
            .unwrap()
            .outcome
            .next_action
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
    assert_eq!(after_silence(|_| (), &refund()), NextAction::QueryStatus);
    assert_eq!(
        after_silence(|config| config.external_refund_id_replays = true, &refund()),
        NextAction::ResendSame
    );
    assert_eq!(
        after_silence(
            |config| config.expected_amount_is_precondition = true,
            &refund()
        ),
        NextAction::QueryStatus
    );
    assert_eq!(
        after_silence(|_| (), &with_precondition),
        NextAction::QueryStatus
    );
    assert_eq!(
        after_silence(
            |config| config.expected_amount_is_precondition = true,
            &with_precondition
        ),
        NextAction::ResendSame
    );
    assert_eq!(
        after_silence(
            |config| config.external_refund_id_replays = true,
            &with_precondition
        ),
        NextAction::QueryStatus
    );
    assert_eq!(after_silence(both, &bare), NextAction::QueryStatus);
    assert_eq!(after_silence(both, &automatic), NextAction::QueryStatus);
    assert_eq!(
        merchant()
            .parse_response(&refund(), &SendResult::NotSent, &CallContext::default())
            .unwrap()
            .outcome
            .next_action,
        NextAction::ResendSame
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
        assert_eq!(snapshot.problem, None);
        snapshot.refunded
    };
    assert_eq!(refunded(RefundStatus::Pending), Some(rub(0)));
    assert_eq!(refunded(RefundStatus::Declined), Some(rub(0)));
    assert_eq!(refunded(RefundStatus::Succeeded), Some(rub(3000)));
}
