//! One simulated provider: the core's provider side in front, a ledger behind.

use crate::cache::{Cache, text_of};
use crate::details::Detailed;
use crate::fault::{Fault, Reaction};
use crate::ledger::{Ledger, Payment, ProviderRules};
use refundkit::code;
use refundkit::server::{RefundReply, RefundUpdate, StatusCall};
use refundkit::{
    BlindingSeed, CallContext, HttpRequest, HttpResponse, PaymentSnapshot, ReceivedRequest,
    RefundError, Rejection,
};

/// What the simulator needs of a provider, whichever it is.
pub trait SimulatedProvider: Send {
    /// The money.
    fn ledger(&mut self) -> &mut Ledger;
    /// Answers a refund or a status query, unless a fault gets in the way.
    fn serve(&mut self, request: &ReceivedRequest, now_ms: i64, fault: Option<Fault>) -> Reaction;
    /// Decides what is pending and announces it.
    fn settle_pending(&mut self, now_ms: i64) -> Vec<HttpRequest>;
    /// Announces what happened to refunds, where the provider sends webhooks of its own.
    fn announce(&mut self, _updates: &[RefundUpdate], _now_ms: i64) -> Vec<HttpRequest> {
        Vec::new()
    }
    /// Whether the last response said something else than the truth, beside its details where it was about a refund.
    fn has_lied(&self) -> bool;
    /// Whether a request asks rather than refunds.
    fn is_status(&mut self, request: &ReceivedRequest) -> bool;
}

/// A provider's server object with its ledger.
pub struct SimulatedServer<S: Detailed> {
    server: S,
    abroad: Option<S>,
    refunds: Cache<Result<S::Call, Rejection>>,
    queries: Cache<Result<StatusCall, Rejection>>,
    webhooks: Cache<Option<HttpRequest>>,
    rules: ProviderRules,
    webhook_url: String,
    lists_refunds: bool,
    shows_references: bool,
    webhooks_at_ms: Option<i64>,
    has_lied: bool,
    ledger: Ledger,
}

impl<S: Detailed<Call: Clone + Send> + Send> SimulatedServer<S> {
    /// Opens the simulated provider. Webhooks go to `webhook_url` where the refund names no other address.
    pub fn new(server: S, rules: ProviderRules, webhook_url: String) -> Self {
        Self {
            server,
            abroad: None,
            refunds: Cache::default(),
            queries: Cache::default(),
            webhooks: Cache::default(),
            rules,
            webhook_url,
            lists_refunds: true,
            shows_references: true,
            webhooks_at_ms: None,
            has_lied: false,
            ledger: Ledger::default(),
        }
    }

    /// The same account in a foreign currency: it speaks when a status lies about currencies. Needed where amounts are
    /// printed without one of their own.
    #[must_use]
    pub fn lying_as(self, abroad: S) -> Self {
        Self {
            abroad: Some(abroad),
            ..self
        }
    }

    /// Where refunds are not listed one by one.
    #[must_use]
    pub fn with_totals_only(self) -> Self {
        Self {
            lists_refunds: false,
            ..self
        }
    }

    /// Where the merchant's references do not come back.
    #[must_use]
    pub fn without_references(self) -> Self {
        Self {
            shows_references: false,
            ..self
        }
    }

    /// Webhooks tell always the same time, so that equal ones are signed once.
    #[must_use]
    pub fn with_webhooks_at(self, now_ms: i64) -> Self {
        Self {
            webhooks_at_ms: Some(now_ms),
            ..self
        }
    }

    /// A payment without the references, where they do not come back.
    fn told(&self, mut payment: PaymentSnapshot) -> PaymentSnapshot {
        if !self.shows_references {
            for entry in &mut payment.entries {
                entry.reference = None;
            }
        }
        payment
    }

    fn told_of(&self, mut update: RefundUpdate) -> RefundUpdate {
        update.payment = self.told(update.payment);
        update
    }

    fn refund(
        &mut self,
        request: &ReceivedRequest,
        now_ms: i64,
        fault: Option<Fault>,
    ) -> Result<HttpResponse, Rejection> {
        let call = self.refunds.of(text_of(request), || {
            self.server
                .parse_request(request, &CallContext::default())
        })?;
        let refusal = fault.and_then(|fault| fault.refusal(&self.rules));
        let reply = match refusal {
            Some(refusal) => self
                .ledger
                .refuse(call.as_ref(), refusal),
            None => self
                .ledger
                .refund(call.as_ref(), &self.rules),
        };
        let said = fault.map_or(reply.clone(), |fault| fault.twist(reply.clone()));
        if said != reply {
            let bare = |reply| {
                self.server
                    .build_response(&call, reply, None, &ambient(now_ms))
            };
            self.has_lied = bare(&said).is_ok_and(|said| bare(&reply) != Ok(said));
        }
        self.response(&call, said, now_ms)
    }

    fn response(
        &self,
        call: &S::Call,
        reply: RefundReply,
        now_ms: i64,
    ) -> Result<HttpResponse, Rejection> {
        let (reply, details) = match reply {
            RefundReply::Accepted(update) => {
                let update = self.told_of(update);
                let details = S::of_response(&update, now_ms);
                (RefundReply::Accepted(update), Some(details))
            }
            refused => (refused, None),
        };
        let response = self
            .server
            .build_response(call, &reply, details.as_ref(), &ambient(now_ms));
        response.map_err(cannot_be_told)
    }

    fn query(&mut self, request: &ReceivedRequest) -> Result<StatusCall, Rejection> {
        self.queries.of(text_of(request), || {
            self.server
                .parse_status_request(request)
        })
    }

    /// What the provider says about a payment. A lie that its wire can't tell is not told.
    fn status(
        &mut self,
        call: &StatusCall,
        now_ms: i64,
        fault: Option<Fault>,
    ) -> Result<HttpResponse, Rejection> {
        let payment = self
            .ledger
            .payment(&call.payment)
            .map(Payment::snapshot)
            .unwrap_or_default();
        let mut payment = self.told(payment);
        payment
            .entries
            .retain(|_| self.lists_refunds);
        let truth = described(&self.server, &payment, now_ms);
        let speaker = self
            .abroad
            .as_ref()
            .filter(|_| fault == Some(Fault::LyingCurrency))
            .unwrap_or(&self.server);
        let response = match fault.filter(|_| payment.payment_id.is_some()) {
            Some(lie) => {
                described(speaker, &lie.twist_status(payment), now_ms).or_else(|_| truth.clone())
            }
            None => truth.clone(),
        };
        self.has_lied = response != truth;
        response.map_err(cannot_be_told)
    }

    fn webhook(&mut self, update: &RefundUpdate, now_ms: i64) -> Option<HttpRequest> {
        let update = &self.told_of(update.clone());
        let build = |now_ms| {
            let details = S::of_webhook(update, now_ms);
            self.server
                .build_webhook(&self.webhook_url, update, Some(&details), &ambient(now_ms))
                .ok()
        };
        match self.webhooks_at_ms {
            Some(at_ms) => self
                .webhooks
                .of(format!("{update:?}"), || build(at_ms)),
            None => build(now_ms),
        }
    }

    fn respond(
        &mut self,
        request: &ReceivedRequest,
        now_ms: i64,
        fault: Option<Fault>,
    ) -> HttpResponse {
        let response = match self.query(request) {
            Ok(call) => self.status(&call, now_ms, fault),
            // What is no refund by its address is a status query that can't be read, and is told why.
            Err(of_query) => self
                .refund(request, now_ms, fault)
                .map_err(|of_refund| match of_refund.error.code() {
                    code::UNSUPPORTED => of_query,
                    _ => of_refund,
                }),
        };
        response.unwrap_or_else(|rejection| rejection.reply)
    }
}

impl<S: Detailed<Call: Clone + Send> + Send> SimulatedProvider for SimulatedServer<S> {
    fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    fn serve(&mut self, request: &ReceivedRequest, now_ms: i64, fault: Option<Fault>) -> Reaction {
        self.has_lied = false;
        if let Some(reaction) = fault.and_then(Fault::instead) {
            return reaction;
        }
        if fault == Some(Fault::Twice) {
            self.respond(request, now_ms, fault);
        }
        let response = self.respond(request, now_ms, fault);
        match fault {
            Some(fault) => fault.afterwards(response),
            None => Reaction::Response(response),
        }
    }

    fn settle_pending(&mut self, now_ms: i64) -> Vec<HttpRequest> {
        let updates = self.ledger.settle_pending();
        self.announce(&updates, now_ms)
    }

    fn announce(&mut self, updates: &[RefundUpdate], now_ms: i64) -> Vec<HttpRequest> {
        updates
            .iter()
            .filter_map(|update| self.webhook(update, now_ms))
            .collect()
    }

    fn has_lied(&self) -> bool {
        self.has_lied
    }

    fn is_status(&mut self, request: &ReceivedRequest) -> bool {
        self.query(request).is_ok()
    }
}

/// The provider's description of a payment.
fn described<S: Detailed>(
    server: &S,
    payment: &PaymentSnapshot,
    now_ms: i64,
) -> Result<HttpResponse, RefundError> {
    let details = S::of_status(payment, now_ms);
    server.build_status_response(payment, Some(&details), &ambient(now_ms))
}

/// The simulator signs with published test keys, so its blinding need not be random.
fn ambient(now_ms: i64) -> CallContext {
    CallContext::new(now_ms, BlindingSeed::new([0; 32]))
}

/// Answers 400 where the provider's wire has no words for what the simulator wants to say.
fn cannot_be_told(error: RefundError) -> Rejection {
    error.rejected_with(HttpResponse::empty(400))
}
