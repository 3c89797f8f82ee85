//! Google, which calls us: its side asks by the same trait as a merchant does elsewhere, our side keeps the claims.
//!
//! Only for the histories, whose time stands still; the demo plays Google with real time.

use crate::ledger::{HouseRules, Ledger, Refusal};
use crate::merchant::{Arrival, Attempt, Plan, Till};
use crate::server::own_fault;
use crate::simulator::desk::Desk;
use crate::simulator::fault::{Fault, Reaction};
use refundkit::kit::OperationProfile;
use refundkit::providers::google::{
    GoogleCapture, GoogleDecision, GoogleProtocolVersion, GoogleReference, GoogleReferenceKind,
    GoogleRefundResult, GoogleRefundState, GoogleShape, GoogleStored, GoogleStoredRefund,
};
use refundkit::server::{GoogleCaller, GoogleCallerConfig, GoogleRefund, RefundOrder, RefundReply};
use refundkit::{
    CallContext, Endpoint, GoogleConfig, GoogleCredentials, GoogleIntegrator, GoogleRefundRequest,
    HttpRequest, HttpResponse, Money, PaymentSnapshot, ReceivedRequest, RefundError, RefundOutcome,
    Rejection, SendResult,
};
use std::collections::BTreeMap;

const ACCOUNT: &str = "InvisiCashUSA_USD";
/// The time of every history.
const NOW: i64 = 1_700_000_000_000;
/// The claim has checked the balance before the ledger is asked, so neither is ever used.
const RULES: HouseRules = HouseRules {
    excess: Refusal(500, "", ""),
    unknown: Refusal(500, "", ""),
    repeated_key: None,
};

struct GoogleDesk {
    google: GoogleIntegrator,
    ledger: Ledger,
    stored: BTreeMap<String, GoogleStoredRefund>,
}

pub(super) fn desk(_webhook_url: String) -> Box<dyn Desk> {
    let config = GoogleConfig::new(vec![ACCOUNT.to_owned()]);
    let google =
        GoogleIntegrator::new(config, GoogleCredentials {}).expect("the account id is good");
    Box::new(GoogleDesk {
        google,
        ledger: Ledger::default(),
        stored: BTreeMap::new(),
    })
}

impl GoogleDesk {
    fn answer(&mut self, request: &ReceivedRequest) -> Result<HttpResponse, Rejection> {
        let call = self.google.parse_request(request, &CallContext::at(NOW))?;
        self.answer_call(&call).map_err(own_fault)
    }

    fn answer_call(&mut self, call: &GoogleRefundRequest) -> Result<HttpResponse, RefundError> {
        let decision = self.google.decide(call, &self.stored_for(call))?;
        let result = match &decision {
            GoogleDecision::Proceed { .. } => self.move_money(call),
            GoogleDecision::NoMoneyLeft {
                result: Some(result),
            } => result.clone(),
            _ => {
                return self
                    .google
                    .build_decided(call, &decision, &CallContext::at(NOW));
            }
        };
        let state = GoogleRefundState::Finished(result.clone());
        self.stored.insert(
            call.request_id.clone(),
            GoogleStoredRefund {
                fingerprint: call.fingerprint.clone(),
                state,
            },
        );
        self.google
            .build_response(call, &result, &CallContext::at(NOW))
    }

    fn stored_for(&self, call: &GoogleRefundRequest) -> GoogleStored {
        let snapshot = self
            .ledger
            .payment(&call.reference.id)
            .map(|payment| payment.snapshot());
        let remaining = snapshot.and_then(|snapshot| {
            let left = snapshot.baseline()?.remaining?;
            Some(Money::new(left, &call.amount.currency))
        });
        let capture = remaining.map(|remaining| GoogleCapture {
            account_id: ACCOUNT.to_owned(),
            remaining,
        });
        GoogleStored {
            previous: self.stored.get(&call.request_id).cloned(),
            capture,
        }
    }

    fn move_money(&mut self, call: &GoogleRefundRequest) -> GoogleRefundResult {
        let mut order = RefundOrder::new(call.reference.id.clone());
        order.amount = Some(call.amount.clone());
        match self.ledger.refund(&order, &RULES) {
            RefundReply::Accepted(update) => GoogleRefundResult::Refunded {
                refund_id: Some(update.refund_id),
                raw_result: None,
            },
            _ => unreachable!("the decision has seen the balance"),
        }
    }
}

impl Desk for GoogleDesk {
    fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    fn open(&mut self) {
        self.stored.clear();
    }

    fn serve(&mut self, request: &ReceivedRequest, _now: i64, fault: Option<Fault>) -> Reaction {
        if let Some(reaction) = fault.and_then(Fault::instead) {
            return reaction;
        }
        if fault == Some(Fault::Twice) {
            let _first = self.answer(request);
        }
        let answer = self.answer(request);
        let answer = answer.unwrap_or_else(|rejection| rejection.reply);
        match fault {
            Some(fault) => fault.afterwards(answer),
            None => Reaction::SendResult(answer),
        }
    }

    fn settle_pending(&mut self, _now: i64) -> Vec<HttpRequest> {
        self.ledger.settle_pending();
        Vec::new()
    }

    fn is_status(&mut self, _request: &ReceivedRequest) -> bool {
        false
    }
}

struct GoogleTill(GoogleCaller);

struct GoogleAttempt<'a>(&'a GoogleCaller, GoogleRefund);

pub(super) fn till(endpoint: Endpoint) -> Box<dyn Till> {
    let config = GoogleCallerConfig::at(endpoint);
    Box::new(GoogleTill(
        GoogleCaller::new(config, GoogleCredentials {}).expect("the base is good"),
    ))
}

impl Till for GoogleTill {
    fn currency(&self) -> &'static str {
        "USD"
    }

    fn attempt<'a>(&'a self, plan: &Plan) -> Box<dyn Attempt + 'a> {
        let refund = GoogleRefund {
            shape: GoogleShape::Flat,
            protocol_version: GoogleProtocolVersion {
                major: 1,
                minor: Some(0),
                revision: Some(0),
            },
            request_id: plan.mark.clone(),
            account_id: ACCOUNT.to_owned(),
            reference: GoogleReference {
                kind: GoogleReferenceKind::CaptureRequestId,
                id: plan.payment_id.clone(),
            },
            amount: plan.amount.clone(),
        };
        Box::new(GoogleAttempt(&self.0, refund))
    }

    fn receive(&self, _webhook: &ReceivedRequest) -> Result<Arrival, Rejection> {
        let error = unsupported("Google is told by a notification, which this desk does not send");
        Err(own_fault(error))
    }
}

fn unsupported(detail: &str) -> RefundError {
    RefundError::new(refundkit::code::UNSUPPORTED, "operation", detail)
}

fn no_status() -> RefundError {
    unsupported("Google has no status query")
}

impl Attempt for GoogleAttempt<'_> {
    fn profile(&self) -> OperationProfile {
        self.0.profile(&self.1)
    }

    fn request(&self) -> Result<HttpRequest, RefundError> {
        self.0.build_request(&self.1, &CallContext::at(NOW))
    }

    fn understand(&self, answer: &SendResult) -> Result<RefundOutcome, RefundError> {
        self.0
            .parse_response(&self.1, answer, &CallContext::default())
    }

    fn status_request(&self) -> Result<HttpRequest, RefundError> {
        Err(no_status())
    }

    fn snapshot(&self, _answer: &SendResult) -> Result<PaymentSnapshot, RefundError> {
        Err(no_status())
    }

    fn resolve(&self, _snapshot: &PaymentSnapshot) -> Result<RefundOutcome, RefundError> {
        Err(no_status())
    }

    fn hear(&self, _webhook: &ReceivedRequest) -> Result<Option<RefundOutcome>, RefundError> {
        Ok(None)
    }
}
