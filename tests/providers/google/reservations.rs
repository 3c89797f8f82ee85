//! Requests that meet each other at a host's tables: money moves once.

use super::*;
use refundkit::CallContext;

/// A host's tables: reservations by account id and request id, and one payment.
struct Host {
    reservations: BTreeMap<(String, String), GoogleStoredRefund>,
    remaining: i64,
    moved: Vec<i64>,
}

impl Host {
    fn with(remaining: i64) -> Self {
        Self {
            reservations: BTreeMap::new(),
            remaining,
            moved: Vec::new(),
        }
    }

    fn load(&self, call: &GoogleRefundRequest) -> GoogleStored {
        let key = (call.account_id.clone(), call.request_id.clone());
        let remaining = Money::new(self.remaining, "INR");
        let capture = Some(GoogleCapture {
            account_id: ACCOUNT.into(),
            remaining,
        });
        GoogleStored {
            previous: self.reservations.get(&key).cloned(),
            capture,
        }
    }

    /// One transaction: a unique insert, and the balance only if it is still the one that was read.
    fn insert(&mut self, reservation: &GoogleReservation) -> bool {
        let key = (
            reservation.account_id.clone(),
            reservation.request_id.clone(),
        );
        if self.reservations.contains_key(&key) || self.remaining != reservation.remaining_before {
            return false;
        }
        self.remaining = reservation.remaining_after;
        let state = GoogleRefundState::InProgress;
        self.reservations.insert(
            key,
            GoogleStoredRefund {
                fingerprint: reservation.fingerprint.clone(),
                state,
            },
        );
        true
    }

    fn finish(&mut self, reservation: &GoogleReservation, result: GoogleRefundResult) {
        self.moved
            .push(reservation.amount.minor_units);
        let stored = self
            .reservations
            .get_mut(&(
                reservation.account_id.clone(),
                reservation.request_id.clone(),
            ))
            .unwrap();
        stored.state = GoogleRefundState::Finished(result);
    }
}

fn reservation(reserved: GoogleReserved) -> GoogleReservation {
    match reserved {
        GoogleReserved::Proceed { reservation } => reservation,
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_identical_requests_at_once_move_money_once() {
    for shape in SHAPES {
        let (host, call) = (&mut Host::with(50_000), asked(&refund(shape)));
        let first = reservation(
            integrator()
                .reserve(&call, &host.load(&call))
                .unwrap(),
        );
        let second = reservation(
            integrator()
                .reserve(&call, &host.load(&call))
                .unwrap(),
        );
        assert_eq!(first, second);
        assert!(host.insert(&first) && !host.insert(&second));
        assert_eq!(
            integrator()
                .reserve(&call, &host.load(&call))
                .unwrap(),
            GoogleReserved::InFlight
        );
        host.finish(&first, refunded());
        assert_eq!(
            integrator()
                .reserve(&call, &host.load(&call))
                .unwrap(),
            GoogleReserved::Replay { result: refunded() }
        );
        assert_eq!(
            (host.moved.as_slice(), host.remaining),
            ([20_800].as_slice(), 29_200)
        );
    }
}

#[test]
fn two_refunds_at_once_do_not_take_the_same_balance() {
    let host = &mut Host::with(30_000);
    let calls = ["one", "two"].map(|id| {
        asked(&GoogleRefund {
            request_id: id.into(),
            ..refund(GoogleShape::Flat)
        })
    });
    let reservations = calls.each_ref().map(|call| {
        reservation(
            integrator()
                .reserve(call, &host.load(call))
                .unwrap(),
        )
    });
    assert!(host.insert(&reservations[0]) && !host.insert(&reservations[1]));
    let again = integrator()
        .reserve(&calls[1], &host.load(&calls[1]))
        .unwrap();
    assert!(
        matches!(again, GoogleReserved::NoMoneyLeft { .. }),
        "{again:?}"
    );
}

#[test]
fn two_equal_refunds_with_one_lost_response_are_told_apart() {
    let host = &mut Host::with(50_000);
    let mut response = |refund: &GoogleRefund, now_ms| {
        let request = caller()
            .build_request(refund, &CallContext::at(now_ms))
            .unwrap();
        let call = integrator()
            .parse_request(&request.into(), &CallContext::at(now_ms))
            .unwrap();
        let reserved = integrator()
            .reserve(&call, &host.load(&call))
            .unwrap();
        let response = if let GoogleReserved::Proceed { reservation } = &reserved {
            assert!(host.insert(reservation));
            let refund_id = Some(format!("refund-{}", host.moved.len()));
            let result = GoogleRefundResult::Refunded {
                refund_id,
                raw_result: None,
            };
            host.finish(reservation, result.clone());
            integrator()
                .build_response(&call, &result, &CallContext::at(now_ms))
                .unwrap()
        } else {
            integrator()
                .build_reserved(&call, &reserved, &CallContext::at(now_ms))
                .unwrap()
        };
        let outcome = caller()
            .parse_response(refund, &response.into(), &CallContext::at(now_ms))
            .unwrap()
            .outcome;
        (outcome.status, outcome.refund_id, host.moved.len())
    };
    let first = refund(GoogleShape::Flat);
    let second = GoogleRefund {
        request_id: "second".into(),
        ..first.clone()
    };
    let refunded = |id: &str, moved| (RefundStatus::Succeeded, Some(id.to_owned()), moved);
    assert_eq!(response(&first, NOW), refunded("refund-0", 1)); // taken as lost: asked again below
    assert_eq!(response(&second, NOW + 1), refunded("refund-1", 2));
    assert_eq!(response(&first, NOW + 3_600_000), refunded("refund-0", 2));
}

#[test]
fn a_decision_to_proceed_has_no_response_yet() {
    let (host, call) = (Host::with(20_800), asked(&refund(GoogleShape::Flat)));
    let reserved = integrator()
        .reserve(&call, &host.load(&call))
        .unwrap();
    assert_eq!(
        refusal(integrator().build_reserved(&call, &reserved, &CallContext::at(NOW))),
        "unsupported reserved"
    );
}

/// What was stored while nobody asked may have what the form of the request has no place for.
#[test]
fn a_stored_success_is_given_again_in_the_object_form_without_its_raw_result() {
    let result = GoogleRefundResult::Refunded {
        refund_id: Some("po_1".into()),
        raw_result: Some(GoogleRawResult {
            scope: None,
            raw_code: "00".into(),
        }),
    };
    let reserved = GoogleReserved::Replay { result };
    for shape in SHAPES {
        let call = asked(&refund(shape));
        let response = integrator()
            .build_reserved(&call, &reserved, &CallContext::at(NOW))
            .unwrap();
        assert_eq!(
            text(&response).contains("rawResult"),
            shape == GoogleShape::Flat
        );
        let outcome = caller()
            .parse_response(&refund(shape), &response.into(), &CallContext::default())
            .unwrap()
            .outcome;
        assert_eq!(outcome.status, RefundStatus::Succeeded);
    }
}
