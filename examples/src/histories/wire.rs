//! The wire of a history, and what others do meanwhile.

use super::{BEGIN, CAPTURED, PAYMENT, Setting};
use crate::simulator::fault::{Fault, Reaction};
use crate::simulator::simulated_provider::SimulatedProvider;
use fastrand::Rng;
use refundkit::server::RefundUpdate;
use refundkit::{HttpRequest, HttpResponse, ReceivedRequest, SendResult};

/// A request is lost for the client and arrives within this time; the ledger waits longer for what it has lost.
const LATEST_MS: i64 = 50 * 60_000;

/// One history's connection to the provider, and its clock.
pub(super) struct Wire<'a> {
    setting: &'a Setting,
    simulated: &'a mut dyn SimulatedProvider,
    /// Only a key keeps a request that arrives twice from being carried out twice.
    keyed: bool,
    /// Requests that arrive later: when, what, and whose.
    late: Vec<(i64, ReceivedRequest, usize)>,
    outbox: Vec<ReceivedRequest>,
    /// What a status query was answered before.
    earlier: Option<HttpResponse>,
    pub(super) rng: Rng,
    pub(super) now_ms: i64,
    /// Nothing goes wrong any more.
    pub(super) calm: bool,
    pub(super) forgeries: u64,
}

impl<'a> Wire<'a> {
    pub(super) fn new(
        setting: &'a Setting,
        simulated: &'a mut dyn SimulatedProvider,
        rng: Rng,
        keyed: bool,
    ) -> Self {
        Self {
            setting,
            simulated,
            keyed,
            late: Vec::new(),
            outbox: Vec::new(),
            earlier: None,
            rng,
            now_ms: BEGIN,
            calm: false,
            forgeries: 0,
        }
    }

    fn one_in(&mut self, many: u8) -> bool {
        !self.calm && self.rng.u8(0..many) == 0
    }

    /// Sends a refund; half of all meet a fault. What arrives is attributed to `origin`.
    pub(super) fn send(&mut self, request: HttpRequest, origin: usize) -> SendResult {
        let request = self.local(request);
        if self.one_in(10) {
            let at_ms = self.now_ms + self.rng.i64(0..LATEST_MS);
            self.late.push((at_ms, request, origin));
            return SendResult::Lost;
        }
        if self.one_in(10) {
            return self.serve(&request, origin, Some(Fault::Refused));
        }
        let fault = self.fault();
        self.serve(&request, origin, fault)
    }

    /// Sends a status query. Now and then the answer is an earlier one.
    pub(super) fn ask(&mut self, request: HttpRequest) -> SendResult {
        let query = self.local(request);
        let fault = self.fault();
        let answered = self.serve(&query, usize::MAX, fault);
        let SendResult::Response(response) = &answered else {
            return answered;
        };
        let earlier = self.earlier.replace(response.clone());
        match earlier {
            Some(earlier) if self.one_in(10) => SendResult::Response(earlier),
            _ => answered,
        }
    }

    fn fault(&mut self) -> Option<Fault> {
        let is_faulty = !self.calm && self.rng.u8(0..5) < 2;
        let fault = is_faulty.then(|| Fault::ALL[self.rng.usize(0..Fault::ALL.len())]);
        fault.filter(|fault| self.keyed || *fault != Fault::Twice)
    }

    fn serve(
        &mut self,
        request: &ReceivedRequest,
        origin: usize,
        fault: Option<Fault>,
    ) -> SendResult {
        self.simulated
            .ledger()
            .attribute(origin);
        match self
            .simulated
            .serve(request, self.now_ms, fault)
        {
            Reaction::SendResult(response) => SendResult::Response(response),
            // Nothing was read: a client may know that it could not even connect.
            Reaction::Drop if fault == Some(Fault::DropBefore) && self.rng.bool() => {
                SendResult::NotSent
            }
            Reaction::Drop | Reaction::Stall => SendResult::Lost,
        }
    }

    /// The request as the simulated provider sees it: the path below the provider's own.
    fn local(&self, request: HttpRequest) -> ReceivedRequest {
        let mut received = ReceivedRequest::from(request);
        let below = received
            .url
            .split_once(self.setting.provider);
        received.url = below
            .map(|(_, path)| path.to_owned())
            .unwrap_or_default();
        received
    }

    /// What happens without the merchant: late requests arrive, pending refunds are decided, others refund.
    pub(super) fn others(&mut self) {
        let (now_ms, calm) = (self.now_ms, self.calm);
        let (arriving, late) = std::mem::take(&mut self.late)
            .into_iter()
            .partition(|(at_ms, ..)| calm || *at_ms <= now_ms);
        self.late = late;
        for (_, request, origin) in Vec::from_iter::<Vec<_>>(arriving) {
            self.serve(&request, origin, None);
        }
        if self.calm || self.rng.u8(0..8) == 0 {
            let webhooks = self
                .simulated
                .settle_pending(self.now_ms);
            self.post(webhooks);
        }
        if self.one_in(40) {
            let refused = self.simulated.ledger().refuse_pending();
            self.announce(&refused);
        }
        if self.setting.others && self.one_in(40) {
            self.interfere();
        }
    }

    /// A refund in the portal, or a chargeback.
    fn interfere(&mut self) {
        let amount = [10_000, 10_000, 5_000, 7_000, CAPTURED][self.rng.usize(0..5)];
        let of_bank = self.rng.u8(0..4) == 0;
        let ledger = self.simulated.ledger();
        let update = match of_bank {
            true => ledger.charge_back(PAYMENT, amount),
            false => ledger.refund_in_portal(PAYMENT, amount),
        };
        self.announce(&Vec::from_iter(update));
    }

    fn announce(&mut self, updates: &[RefundUpdate]) {
        let webhooks = self
            .simulated
            .announce(updates, self.now_ms);
        self.post(webhooks);
    }

    fn post(&mut self, webhooks: Vec<HttpRequest>) {
        let webhooks = webhooks
            .into_iter()
            .map(ReceivedRequest::from);
        self.outbox.extend(webhooks);
        self.rng.shuffle(&mut self.outbox);
    }

    /// The next webhook that is delivered, if any: some get lost, some come twice.
    pub(super) fn webhook(&mut self) -> Option<ReceivedRequest> {
        if self.outbox.is_empty() || self.rng.bool() {
            return None;
        }
        let webhook = self.outbox.swap_remove(0);
        if self.one_in(5) {
            self.outbox.push(webhook.clone());
        }
        (!self.one_in(5)).then_some(webhook)
    }

    /// One byte of the body changed.
    pub(super) fn forged(&mut self, webhook: &ReceivedRequest) -> ReceivedRequest {
        let mut forged = webhook.clone();
        let place = self
            .rng
            .usize(0..forged.body.len().max(1));
        if let Some(byte) = forged.body.get_mut(place) {
            *byte ^= 1;
        }
        forged
    }

    pub(super) fn times_moved(&mut self, origin: usize) -> usize {
        self.simulated
            .ledger()
            .times_moved(origin)
    }
}
