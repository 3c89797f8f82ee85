//! A merchant that refunds: one client for each provider, the same steps for all.
//!
//! A real app talks to one provider's class directly; the client is what lets the demo do the same for every provider.

use crate::cache::{Cache, text_of};
use refundkit::kit::OperationProfile;
use refundkit::{
    Baseline, BlindingSeed, CallContext, HttpRequest, HttpResponse, Merchant, Money,
    PaymentSnapshot, Prepared, QueryStatus, ReceivedRequest, RefundError, RefundEvent,
    RefundOutcome, Rejection, SendResult, SignElsewhere, UnverifiedNotice, VerifyWebhooks,
};
use std::any::type_name;
use std::cell::RefCell;

/// A refund before it is put in a provider's terms.
#[derive(Clone, Debug)]
pub struct RefundIntent {
    /// The provider's id of the payment.
    pub payment_id: String,
    /// The merchant's id of the order.
    pub merchant_order: String,
    /// How much.
    pub amount: Money,
    /// Whether it is everything.
    pub full: bool,
    /// What no other refund of the payment has.
    pub reference: String,
    /// What was known before.
    pub baseline: Option<Baseline>,
}

/// One provider's merchant side.
pub trait MerchantClient: Send + Sync {
    /// The account's currency.
    fn currency(&self) -> &'static str;
    /// Puts an intent in the provider's terms.
    fn attempt<'a>(&'a self, intent: &RefundIntent) -> Box<dyn Attempt + 'a>;
    /// Takes a webhook or a notice in, before it is known which refund it is about.
    fn receive(&self, webhook: &ReceivedRequest) -> Result<Arrival, Rejection>;
}

/// A webhook or notice that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The same for every delivery of it.
    pub dedupe_key: String,
    /// What to respond, after it was stored.
    pub acknowledgement: HttpResponse,
}

/// One refund at one provider.
pub trait Attempt {
    /// How the refund behaves when repeated, and how it can be looked up.
    fn profile(&self) -> OperationProfile;
    /// The refund request.
    fn request(&self) -> Result<HttpRequest, RefundError>;
    /// What the response means.
    fn parse(&self, response: &SendResult) -> Result<RefundOutcome, RefundError>;
    /// The status query.
    fn status_request(&self) -> Result<HttpRequest, RefundError>;
    /// What the status response says.
    fn snapshot(&self, response: &SendResult) -> Result<PaymentSnapshot, RefundError>;
    /// What that means.
    fn resolve(&self, snapshot: &PaymentSnapshot) -> Result<RefundOutcome, RefundError>;
    /// What a webhook means; none where nobody signed it, so that only the status can tell.
    fn receive(&self, webhook: &ReceivedRequest) -> Result<Option<RefundOutcome>, RefundError>;
}

/// Sending, whether signed or not.
pub trait Sends: QueryStatus {
    /// The refund request.
    fn request(&self, refund: &Self::Refund) -> Result<HttpRequest, RefundError>;
    /// The status query.
    fn status_request(&self, refund: &Self::Refund) -> Result<HttpRequest, RefundError>;
}

/// Listening, whether signed or not.
pub trait ReceivesWebhooks: Merchant {
    /// Verifies a webhook where it is signed, and reads it.
    fn receive(&self, webhook: &ReceivedRequest) -> Result<Arrival, Rejection>;
    /// What a webhook means.
    fn webhook_outcome(
        &self,
        refund: &Self::Refund,
        webhook: &ReceivedRequest,
    ) -> Result<Option<RefundOutcome>, RefundError>;
}

macro_rules! unsigned_requests {
    ($($provider:ty),*) => {$(
        impl Sends for $provider {
            fn request(&self, refund: &Self::Refund) -> Result<HttpRequest, RefundError> {
                Merchant::build_request(self, refund, &CallContext::default())
            }
            fn status_request(&self, refund: &Self::Refund) -> Result<HttpRequest, RefundError> {
                QueryStatus::build_status_request(self, refund, &CallContext::default())
            }
        }
    )*};
}

macro_rules! signed_webhooks {
    ($($provider:ty),*) => {$(
        impl ReceivesWebhooks for $provider {
            fn receive(&self, webhook: &ReceivedRequest) -> Result<Arrival, Rejection> {
                let RefundEvent { dedupe_key, acknowledgement, .. } = verified(self, webhook)?;
                Ok(Arrival { dedupe_key, acknowledgement })
            }
            fn webhook_outcome(&self, refund: &Self::Refund, webhook: &ReceivedRequest) -> Result<Option<RefundOutcome>, RefundError> {
                self.settle(refund, &verified(self, webhook)?).map(Some)
            }
        }
    )*};
}

macro_rules! signed_requests {
    ($($provider:ty),*) => {$(
        impl Sends for $provider {
            fn request(&self, refund: &Self::Refund) -> Result<HttpRequest, RefundError> {
                signed(self, SignElsewhere::prepare(self, refund, &CallContext::default())?)
            }
            fn status_request(&self, refund: &Self::Refund) -> Result<HttpRequest, RefundError> {
                signed(self, SignElsewhere::prepare_status(self, refund, &CallContext::default())?)
            }
        }
    )*};
}

unsigned_requests!(
    refundkit::SberbankGateway,
    refundkit::SberbankLegacy,
    refundkit::TheMap,
    refundkit::Tranzzo
);
signed_requests!(refundkit::Bank131, refundkit::SmartGlocal);
signed_webhooks!(
    refundkit::Bank131,
    refundkit::SberbankLegacy,
    refundkit::SmartGlocal,
    refundkit::TheMap,
    refundkit::Tranzzo
);

impl ReceivesWebhooks for refundkit::SberbankGateway {
    fn receive(&self, webhook: &ReceivedRequest) -> Result<Arrival, Rejection> {
        let UnverifiedNotice {
            dedupe_key,
            acknowledgement,
            ..
        } = self.parse_notice(webhook)?.notice;
        Ok(Arrival {
            dedupe_key,
            acknowledgement,
        })
    }

    fn webhook_outcome(
        &self,
        _refund: &Self::Refund,
        webhook: &ReceivedRequest,
    ) -> Result<Option<RefundOutcome>, RefundError> {
        self.parse_notice(webhook)?;
        Ok(None)
    }
}

thread_local! {
    static SIGNED: RefCell<Cache<Result<HttpRequest, RefundError>>> = RefCell::default();
    static VERIFIED: RefCell<Cache<Result<RefundEvent, Rejection>>> = RefCell::default();
}

fn signed<P: SignElsewhere>(provider: &P, prepared: Prepared) -> Result<HttpRequest, RefundError> {
    let unsigned = ReceivedRequest::from(prepared.request.clone());
    let arguments = format!("{} {}", type_name::<P>(), text_of(&unsigned));
    SIGNED.with_borrow_mut(|cache| cache.of(arguments, || provider.sign(&prepared, &fresh())))
}

fn verified<P: VerifyWebhooks>(
    provider: &P,
    webhook: &ReceivedRequest,
) -> Result<RefundEvent, Rejection> {
    let arguments = format!("{} {}", type_name::<P>(), text_of(webhook));
    let verify = || Ok(provider.parse_webhook(webhook)?.event);
    VERIFIED.with_borrow_mut(|cache| cache.of(arguments, verify))
}

/// What signing needs: fresh randomness.
pub fn fresh() -> CallContext {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    CallContext::default().with_seed(BlindingSeed::new(bytes))
}

/// A provider object, and how an intent is put in its terms.
pub struct ProviderClient<P: Merchant> {
    /// The provider.
    pub provider: P,
    /// The account's currency.
    pub currency: &'static str,
    /// How an intent reads in the provider's terms.
    pub refund: fn(&RefundIntent) -> P::Refund,
}

struct ProviderAttempt<'a, P: Merchant> {
    provider: &'a P,
    refund: P::Refund,
}

impl<P: Sends + ReceivesWebhooks + Send + Sync> MerchantClient for ProviderClient<P> {
    fn currency(&self) -> &'static str {
        self.currency
    }

    fn attempt<'a>(&'a self, intent: &RefundIntent) -> Box<dyn Attempt + 'a> {
        Box::new(ProviderAttempt {
            provider: &self.provider,
            refund: (self.refund)(intent),
        })
    }

    fn receive(&self, webhook: &ReceivedRequest) -> Result<Arrival, Rejection> {
        self.provider.receive(webhook)
    }
}

impl<P: Sends + ReceivesWebhooks> Attempt for ProviderAttempt<'_, P> {
    fn profile(&self) -> OperationProfile {
        self.provider.profile(&self.refund)
    }

    fn request(&self) -> Result<HttpRequest, RefundError> {
        self.provider.request(&self.refund)
    }

    fn parse(&self, response: &SendResult) -> Result<RefundOutcome, RefundError> {
        let context = CallContext::default();
        let parsed = self
            .provider
            .parse_response(&self.refund, response, &context)?;
        Ok(parsed.outcome)
    }

    fn status_request(&self) -> Result<HttpRequest, RefundError> {
        self.provider
            .status_request(&self.refund)
    }

    fn snapshot(&self, response: &SendResult) -> Result<PaymentSnapshot, RefundError> {
        let parsed = self
            .provider
            .parse_status_response(&self.refund, response)?;
        Ok(parsed.snapshot)
    }

    fn resolve(&self, snapshot: &PaymentSnapshot) -> Result<RefundOutcome, RefundError> {
        self.provider
            .resolve(&self.refund, snapshot)
    }

    fn receive(&self, webhook: &ReceivedRequest) -> Result<Option<RefundOutcome>, RefundError> {
        self.provider
            .webhook_outcome(&self.refund, webhook)
    }
}
