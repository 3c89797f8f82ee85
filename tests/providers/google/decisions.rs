//! Requests that meet each other at a host's tables: money moves once.

use super::*;
use refundkit::CallContext;

/// A host's tables: claims by account id and request id, and one payment.
struct Host {
    claims: BTreeMap<(String, String), GoogleStoredRefund>,
    remaining: i64,
    moved: Vec<i64>,
}

impl Host {
    fn with(remaining: i64) -> Self {
        Self {
            claims: BTreeMap::new(),
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
            previous: self.claims.get(&key).cloned(),
            capture,
        }
    }

    /// One transaction: a unique insert, and the balance only if it is still the one that was read.
    fn insert(&mut self, claim: &GoogleClaim) -> bool {
        let key = (claim.account_id.clone(), claim.request_id.clone());
        if self.claims.contains_key(&key) || self.remaining != claim.remaining_before {
            return false;
        }
        self.remaining = claim.remaining_after;
        let state = GoogleRefundState::InProgress;
        self.claims.insert(
            key,
            GoogleStoredRefund {
                fingerprint: claim.fingerprint.clone(),
                state,
            },
        );
        true
    }

    fn finish(&mut self, claim: &GoogleClaim, result: GoogleRefundResult) {
        self.moved.push(claim.amount.minor_units);
        let stored = self
            .claims
            .get_mut(&(claim.account_id.clone(), claim.request_id.clone()))
            .unwrap();
        stored.state = GoogleRefundState::Finished(result);
    }
}

fn claim(decision: GoogleDecision) -> GoogleClaim {
    match decision {
        GoogleDecision::Proceed { claim } => claim,
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_identical_requests_at_once_move_money_once() {
    for shape in SHAPES {
        let (host, call) = (&mut Host::with(50_000), asked(&refund(shape)));
        let first = claim(integrator().decide(&call, &host.load(&call)).unwrap());
        let second = claim(integrator().decide(&call, &host.load(&call)).unwrap());
        assert_eq!(first, second);
        assert!(host.insert(&first) && !host.insert(&second));
        assert_eq!(
            integrator().decide(&call, &host.load(&call)).unwrap(),
            GoogleDecision::InFlight
        );
        host.finish(&first, refunded());
        assert_eq!(
            integrator().decide(&call, &host.load(&call)).unwrap(),
            GoogleDecision::Replay { result: refunded() }
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
    let claims = calls
        .each_ref()
        .map(|call| claim(integrator().decide(call, &host.load(call)).unwrap()));
    assert!(host.insert(&claims[0]) && !host.insert(&claims[1]));
    let again = integrator()
        .decide(&calls[1], &host.load(&calls[1]))
        .unwrap();
    assert!(
        matches!(again, GoogleDecision::NoMoneyLeft { .. }),
        "{again:?}"
    );
}

#[test]
fn two_equal_refunds_with_one_lost_answer_are_told_apart() {
    let host = &mut Host::with(50_000);
    let mut answer = |refund: &GoogleRefund, now| {
        let request = caller()
            .build_request(refund, &CallContext::at(now))
            .unwrap();
        let call = integrator()
            .parse_request(&request.into(), &CallContext::at(now))
            .unwrap();
        let decision = integrator().decide(&call, &host.load(&call)).unwrap();
        let response = if let GoogleDecision::Proceed { claim } = &decision {
            assert!(host.insert(claim));
            let refund_id = Some(format!("refund-{}", host.moved.len()));
            let result = GoogleRefundResult::Refunded {
                refund_id,
                raw_result: None,
            };
            host.finish(claim, result.clone());
            integrator()
                .build_response(&call, &result, &CallContext::at(now))
                .unwrap()
        } else {
            integrator()
                .build_decided(&call, &decision, &CallContext::at(now))
                .unwrap()
        };
        let outcome = caller()
            .parse_response(refund, &response.into(), &CallContext::at(now))
            .unwrap();
        (outcome.status, outcome.refund_id, host.moved.len())
    };
    let first = refund(GoogleShape::Flat);
    let second = GoogleRefund {
        request_id: "second".into(),
        ..first.clone()
    };
    let refunded = |id: &str, moved| (RefundStatus::Succeeded, Some(id.to_owned()), moved);
    assert_eq!(answer(&first, NOW), refunded("refund-0", 1)); // taken as lost: asked again below
    assert_eq!(answer(&second, NOW + 1), refunded("refund-1", 2));
    assert_eq!(answer(&first, NOW + 3_600_000), refunded("refund-0", 2));
}

#[test]
fn a_decision_to_proceed_has_no_answer_yet() {
    let (host, call) = (Host::with(20_800), asked(&refund(GoogleShape::Flat)));
    let decision = integrator().decide(&call, &host.load(&call)).unwrap();
    assert_eq!(
        refusal(integrator().build_decided(&call, &decision, &CallContext::at(NOW))),
        "unsupported decision"
    );
}
