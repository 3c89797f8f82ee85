//! The wire of a history, and what others do meanwhile.

use super::{CAPTURED, PAYMENT, World};
use crate::simulator::connection::Connection;
use crate::simulator::fault::Fault;
use refundkit::server::RefundUpdate;
use refundkit::{HttpRequest, HttpResponse, ReceivedRequest, SendResult};

/// A request is lost for the client and arrives within this time; the ledger waits longer for what it has lost.
const LATEST_MS: i64 = 50 * 60_000;

/// One history's connection to the provider, and its clock.
pub(super) struct Wire<'a> {
    pub(super) line: Connection<'a>,
    world: World,
    /// Requests that arrive later: when, what, and whose.
    late: Vec<(i64, ReceivedRequest, usize)>,
    outbox: Vec<ReceivedRequest>,
    /// What a status query was answered before.
    earlier: Option<HttpResponse>,
    /// Nothing goes wrong any more.
    pub(super) calm: bool,
    pub(super) forgeries: u64,
}

impl<'a> Wire<'a> {
    pub(super) fn new(line: Connection<'a>, world: World) -> Self {
        Self {
            line,
            world,
            late: Vec::new(),
            outbox: Vec::new(),
            earlier: None,
            calm: false,
            forgeries: 0,
        }
    }

    fn one_in(&mut self, many: u8) -> bool {
        !self.calm && self.line.rng.u8(0..many) == 0
    }

    /// The same for what does not happen in the gentle world.
    pub(super) fn harshly_one_in(&mut self, many: u8) -> bool {
        self.world != World::Gentle && self.one_in(many)
    }

    /// Sends a refund; half of all meet a fault. What arrives is attributed to `origin`.
    pub(super) fn send(&mut self, request: HttpRequest, origin: usize) -> SendResult {
        let request = self.line.local(request);
        if self.harshly_one_in(10) {
            let at_ms = self.line.now_ms + self.line.rng.i64(0..LATEST_MS);
            self.late.push((at_ms, request, origin));
            return SendResult::Lost;
        }
        if self.harshly_one_in(10) {
            return self
                .line
                .serve(&request, origin, Some(Fault::Refused));
        }
        let fault = self.fault();
        self.line.serve(&request, origin, fault)
    }

    /// Sends a status query. Now and then the answer is an earlier one.
    pub(super) fn ask(&mut self, request: HttpRequest) -> SendResult {
        let query = self.line.local(request);
        let fault = self.fault();
        let answered = self
            .line
            .serve(&query, usize::MAX, fault);
        let SendResult::Response(response) = &answered else {
            return answered;
        };
        let earlier = self.earlier.replace(response.clone());
        match earlier {
            Some(earlier) if self.harshly_one_in(10) => SendResult::Response(earlier),
            _ => answered,
        }
    }

    /// Whether somebody looks where the ledger asks for a person.
    pub(super) fn has_persons(&self) -> bool {
        self.world != World::Gentle
    }

    fn fault(&mut self) -> Option<Fault> {
        if self.calm {
            return None;
        }
        self.line.fault()
    }

    /// What happens without the merchant: late requests arrive, pending refunds are decided, others refund.
    pub(super) fn others(&mut self) {
        let (now_ms, calm) = (self.line.now_ms, self.calm);
        let (arriving, late) = std::mem::take(&mut self.late)
            .into_iter()
            .partition(|(at_ms, ..)| calm || *at_ms <= now_ms);
        self.late = late;
        for (_, request, origin) in Vec::from_iter::<Vec<_>>(arriving) {
            self.line.serve(&request, origin, None);
        }
        if self.calm || self.line.rng.u8(0..8) == 0 {
            let webhooks = self
                .line
                .simulated
                .settle_pending(self.line.now_ms);
            self.post(webhooks);
        }
        if self.harshly_one_in(40) {
            let refused = self
                .line
                .simulated
                .ledger()
                .refuse_pending();
            self.announce(&refused);
        }
        if self.world == World::Crowded && self.one_in(40) {
            self.interfere();
        }
    }

    /// A refund in the portal, or a chargeback.
    fn interfere(&mut self) {
        let amount = [10_000, 10_000, 5_000, 7_000, CAPTURED][self.line.rng.usize(0..5)];
        let of_bank = self.line.rng.u8(0..4) == 0;
        let ledger = self.line.simulated.ledger();
        let update = match of_bank {
            true => ledger.charge_back(PAYMENT, amount),
            false => ledger.refund_in_portal(PAYMENT, amount),
        };
        self.announce(&Vec::from_iter(update));
    }

    fn announce(&mut self, updates: &[RefundUpdate]) {
        let webhooks = self
            .line
            .simulated
            .announce(updates, self.line.now_ms);
        self.post(webhooks);
    }

    fn post(&mut self, webhooks: Vec<HttpRequest>) {
        let webhooks = webhooks
            .into_iter()
            .map(ReceivedRequest::from);
        self.outbox.extend(webhooks);
        self.line.rng.shuffle(&mut self.outbox);
    }

    /// The next webhook that is delivered, if any: some get lost, some come twice.
    pub(super) fn webhook(&mut self) -> Option<ReceivedRequest> {
        if self.outbox.is_empty() || self.line.rng.bool() {
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
            .line
            .rng
            .usize(0..forged.body.len().max(1));
        if let Some(byte) = forged.body.get_mut(place) {
            *byte ^= 1;
        }
        forged
    }
}
