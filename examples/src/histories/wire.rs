//! The wire of a history, and what others do meanwhile.

use super::{CAPTURED, ORDER, PAYMENT, World};
use crate::connection::Connection;
use refundkit::ledger::RefundView;
use refundkit::server::RefundUpdate;
use refundkit::{HttpRequest, HttpResponse, ReceivedRequest, SendResult};
use refundkit_simulator::cache::text_of;
use refundkit_simulator::fault::Fault;

/// A request is lost for the client and arrives within this time; the ledger waits longer for what it has lost.
const LATEST_MS: i64 = 50 * 60_000;

/// How the provider turns a refund away although nothing is wrong with it, each as often as it stands here.
const REFUSALS: [Fault; 5] = [
    Fault::Refused,
    Fault::Refused,
    Fault::Declined,
    Fault::CredentialsRefused,
    Fault::RateLimited,
];

/// One history's connection to the provider, and its clock.
pub(super) struct Wire<'a> {
    pub(super) line: Connection<'a>,
    pub(super) world: World,
    /// Requests that arrive later: when, what, and whose.
    late: Vec<(i64, ReceivedRequest, usize)>,
    outbox: Vec<ReceivedRequest>,
    /// What a status query was answered before, and whether that was a lie.
    earlier: Option<(HttpResponse, bool)>,
    /// Whether the last response lied about the amount or the currency, or a status about the id that was asked by.
    pub(super) has_lied: bool,
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
            has_lied: false,
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
        self.has_lied = false;
        if self.harshly_one_in(10) {
            let at_ms = self.line.now_ms + self.line.rng.i64(0..LATEST_MS);
            self.late
                .push((at_ms, request, origin));
            return SendResult::Lost;
        }
        let fault = match self.harshly_one_in(10) {
            true => Some(REFUSALS[self.line.rng.usize(0..REFUSALS.len())]),
            false => self.fault(),
        };
        let result = self
            .line
            .serve(&request, origin, fault);
        let is_named = !matches!(fault, Some(Fault::LyingOrder | Fault::LyingPayment));
        self.has_lied = is_named && self.line.simulated.has_lied();
        result
    }

    /// Sends a status query. Now and then the answer is an earlier one, or refuses the credentials.
    pub(super) fn ask(&mut self, request: HttpRequest) -> SendResult {
        self.has_lied = false;
        if self.harshly_one_in(20) {
            return SendResult::Response(HttpResponse::empty(401));
        }
        let query = self.line.local(request);
        let fault = self.fault();
        let answered = self
            .line
            .serve(&query, usize::MAX, fault);
        self.has_lied = self.is_lie(fault, &query);
        let SendResult::Response(response) = &answered else {
            return answered;
        };
        let earlier = self
            .earlier
            .replace((response.clone(), self.has_lied));
        match earlier {
            Some((earlier, has_lied)) if self.harshly_one_in(10) => {
                self.has_lied = has_lied;
                SendResult::Response(earlier)
            }
            _ => answered,
        }
    }

    /// Nobody can see a lie about an id that the merchant did not ask by.
    fn is_lie(&self, fault: Option<Fault>, query: &ReceivedRequest) -> bool {
        let named = |id: &str| text_of(query).contains(id);
        let is_visible = match fault {
            Some(Fault::LyingOrder) => named(ORDER),
            Some(Fault::LyingPayment) => named(PAYMENT),
            _ => true,
        };
        is_visible && self.line.simulated.has_lied()
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

    /// How often money moved for a refund, and how often the payer's bank returned it.
    pub(super) fn moved_and_returned(&mut self, origin: usize) -> (usize, usize) {
        let ledger = self.line.simulated.ledger();
        (ledger.times_moved(origin), ledger.times_returned(origin))
    }

    /// Whether a refund is shown under the provider's id of another one, which others made.
    pub(super) fn shows_anothers(&mut self, refund: &RefundView) -> bool {
        let ledger = self.line.simulated.ledger();
        let id = refund.refund_id.as_deref();
        id.is_some_and(|id| ledger.is_of_others(id))
    }

    /// What happens without the merchant: late requests arrive, pending refunds are decided, others refund.
    pub(super) fn others(&mut self) {
        self.arrive_late();
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
        if self.world == World::Crowded && self.one_in(160) {
            let ledger = self.line.simulated.ledger();
            let returned = ledger.return_refund(PAYMENT);
            self.announce(&Vec::from_iter(returned));
        }
    }

    fn arrive_late(&mut self) {
        let (now_ms, calm) = (self.line.now_ms, self.calm);
        let (arriving, late) = std::mem::take(&mut self.late)
            .into_iter()
            .partition(|(at_ms, ..)| calm || *at_ms <= now_ms);
        self.late = late;
        for (_, request, origin) in Vec::from_iter::<Vec<_>>(arriving) {
            self.line.serve(&request, origin, None);
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
