//! Google, which calls us: its side asks by the same trait as a merchant does elsewhere, our side keeps the reservations.
//!
//! Only for the histories, whose time stands still; the demo plays Google with real time.

use crate::ledger::{Ledger, ProviderRules, Refusal};
use crate::merchant_client::{Arrival, Attempt, MerchantClient, RefundIntent};
use crate::server::own_fault;
use crate::simulator::fault::{Fault, Reaction};
use crate::simulator::simulated_provider::SimulatedProvider;
use refundkit::kit::OperationProfile;
use refundkit::providers::google::{
    GoogleCapture, GoogleCaptureId, GoogleCaptureIdKind, GoogleProtocolVersion, GoogleRefundResult,
    GoogleRefundState, GoogleReserved, GoogleShape, GoogleStored, GoogleStoredRefund,
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
/// The reservation has checked the balance before the ledger is asked, so neither is ever used.
const RULES: ProviderRules = ProviderRules {
    excess: Refusal(500, "", ""),
    unknown: Refusal(500, "", ""),
    repeated_key: None,
};

struct SimulatedGoogle {
    google: GoogleIntegrator,
    ledger: Ledger,
    stored: BTreeMap<String, GoogleStoredRefund>,
}

pub(super) fn simulated(_webhook_url: String) -> Box<dyn SimulatedProvider> {
    let config = GoogleConfig::new(vec![ACCOUNT.to_owned()]);
    let google =
        GoogleIntegrator::new(config, GoogleCredentials {}).expect("the account id is good");
    Box::new(SimulatedGoogle {
        google,
        ledger: Ledger::default(),
        stored: BTreeMap::new(),
    })
}

impl SimulatedGoogle {
    fn respond(&mut self, request: &ReceivedRequest) -> Result<HttpResponse, Rejection> {
        let call = self
            .google
            .parse_request(request, &CallContext::at(NOW))?;
        self.respond_to_call(&call)
            .map_err(own_fault)
    }

    fn respond_to_call(&mut self, call: &GoogleRefundRequest) -> Result<HttpResponse, RefundError> {
        let reserved = self
            .google
            .reserve(call, &self.stored_for(call))?;
        let result = match &reserved {
            GoogleReserved::Proceed { .. } => self.move_money(call),
            GoogleReserved::NoMoneyLeft {
                result: Some(result),
            } => result.clone(),
            _ => {
                return self
                    .google
                    .build_reserved(call, &reserved, &CallContext::at(NOW));
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
            .payment(&call.capture_id.id)
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
            previous: self
                .stored
                .get(&call.request_id)
                .cloned(),
            capture,
        }
    }

    fn move_money(&mut self, call: &GoogleRefundRequest) -> GoogleRefundResult {
        let mut order = RefundOrder::new(call.capture_id.id.clone());
        order.amount = Some(call.amount.clone());
        match self.ledger.refund(&order, &RULES) {
            RefundReply::Accepted(update) => GoogleRefundResult::Refunded {
                refund_id: Some(update.refund_id),
                raw_result: None,
            },
            _ => unreachable!("the reserved has seen the balance"),
        }
    }
}

impl SimulatedProvider for SimulatedGoogle {
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
            let _first = self.respond(request);
        }
        let response = self.respond(request);
        let response = response.unwrap_or_else(|rejection| rejection.reply);
        match fault {
            Some(fault) => fault.afterwards(response),
            None => Reaction::SendResult(response),
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

struct GoogleClient(GoogleCaller);

struct GoogleAttempt<'a>(&'a GoogleCaller, GoogleRefund);

pub(super) fn merchant(endpoint: Endpoint) -> Box<dyn MerchantClient> {
    let config = GoogleCallerConfig::at(endpoint);
    Box::new(GoogleClient(
        GoogleCaller::new(config, GoogleCredentials {}).expect("the base is good"),
    ))
}

impl MerchantClient for GoogleClient {
    fn currency(&self) -> &'static str {
        "USD"
    }

    fn attempt<'a>(&'a self, intent: &RefundIntent) -> Box<dyn Attempt + 'a> {
        let refund = GoogleRefund {
            shape: GoogleShape::Flat,
            protocol_version: GoogleProtocolVersion {
                major: 1,
                minor: Some(0),
                revision: Some(0),
            },
            request_id: intent.reference.clone(),
            account_id: ACCOUNT.to_owned(),
            capture_id: GoogleCaptureId {
                kind: GoogleCaptureIdKind::CaptureRequestId,
                id: intent.payment_id.clone(),
            },
            amount: intent.amount.clone(),
            pix_end_to_end_id_to_refund: None,
            refund_id: None,
        };
        Box::new(GoogleAttempt(&self.0, refund))
    }

    fn receive(&self, _webhook: &ReceivedRequest) -> Result<Arrival, Rejection> {
        let error =
            unsupported("Google is report by a notification, which this simulated does not send");
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
        self.0
            .build_request(&self.1, &CallContext::at(NOW))
    }

    fn parse(&self, response: &SendResult) -> Result<RefundOutcome, RefundError> {
        let context = CallContext::default();
        Ok(self
            .0
            .parse_response(&self.1, response, &context)?
            .outcome)
    }

    fn status_request(&self) -> Result<HttpRequest, RefundError> {
        Err(no_status())
    }

    fn snapshot(&self, _response: &SendResult) -> Result<PaymentSnapshot, RefundError> {
        Err(no_status())
    }

    fn resolve(&self, _snapshot: &PaymentSnapshot) -> Result<RefundOutcome, RefundError> {
        Err(no_status())
    }

    fn receive(&self, _webhook: &ReceivedRequest) -> Result<Option<RefundOutcome>, RefundError> {
        Ok(None)
    }
}
