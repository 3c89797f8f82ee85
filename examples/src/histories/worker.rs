//! A worker: loads the row, does what the ledger says, and may die before and after everything it does.

use super::World;
use super::refunds::{ended_among, needs_a_person, origin, reference, sendings, undecided};
use super::wire::Wire;
use crate::host::fresh;
use crate::ledger_client::ProviderLedger;
use crate::listens::Listens;
use crate::person::{found_out, mistaken};
use crate::table::{Rows, Table};
use refundkit::ledger::{
    AlertKind, AlertView, KeepsLedger, Ledger, LedgerSettings, LedgerStep, RefundReason,
    RefundStage, RefundView, SendStep, StoreStep,
};
use refundkit::{Money, ReceivedRequest, SendResult};
use refundkit_simulator::ledger::Payment;
use std::collections::BTreeSet;

/// A program that refunds one payment.
pub(super) struct Worker<'a, P: KeepsLedger> {
    client: &'a ProviderLedger<P>,
    payment: &'a Payment,
    settings: LedgerSettings,
    key: String,
    /// By how much its clock is wrong, in milliseconds.
    clock_ms: i64,
    /// What it has in memory.
    ledger: Option<Ledger<&'a P>>,
    /// How many wishes it was told of.
    told: usize,
    /// The refund that its last store armed.
    armed: Option<usize>,
    due: i64,
    /// The answer that it has not handed in yet.
    held: Option<HeldAnswer>,
    /// The version of the row and the number of wishes at its last rest, if it left nothing to a person then.
    rested: Option<(i64, usize)>,
    leaves_to_a_person: bool,
    /// Refunds that a lie ended, and why, as it seemed to this worker: another one's record may have overtaken it.
    pub(super) by_lies: Vec<(String, Option<RefundReason>)>,
    /// The refunds for which a person was asked.
    pub(super) asked: BTreeSet<String>,
}

/// An answer that came while the program stood still, and is handed in when it goes on.
struct HeldAnswer {
    send: SendStep,
    result: SendResult,
    is_lie: bool,
    /// When the program goes on, by the true clock.
    until_ms: i64,
}

/// The longest that a program stands still: as long as a laptop is closed over night.
const LONGEST_HOLD_MS: i64 = 12 * 3_600_000;

/// For so long the simulator remembers a key: longer than any history takes.
const KEY_LIFETIME_MS: i64 = 366 * 86_400_000;

impl<'a, P: Listens> Worker<'a, P> {
    pub(super) fn new(
        client: &'a ProviderLedger<P>,
        payment: &'a Payment,
        clock_ms: i64,
        world: World,
    ) -> Self {
        let mut settings = LedgerSettings::new("shop");
        settings.no_other_refunds = world != World::Crowded;
        // In the gentle world everything is confirmed that a provider may confirm.
        settings.key_lifetime_ms = (world == World::Gentle).then_some(KEY_LIFETIME_MS);
        let ids = (client.payment)(payment);
        let key = client
            .provider
            .ledger_key(&settings, &ids);
        Self {
            client,
            payment,
            settings,
            key: key.expect("the payment has good ids"),
            clock_ms,
            ledger: None,
            told: 0,
            armed: None,
            due: 0,
            held: None,
            rested: None,
            leaves_to_a_person: false,
            by_lies: Vec::new(),
            asked: BTreeSet::new(),
        }
    }

    /// When it has work again.
    pub(super) fn due(&self) -> i64 {
        match (&self.held, &self.ledger) {
            (Some(held), _) => held.until_ms,
            (None, Some(_)) => 0,
            (None, None) => self.due.saturating_sub(self.clock_ms),
        }
    }

    /// Whether it stands still, with an answer in its hands.
    pub(super) fn stands_still(&self, wire: &Wire<'_>) -> bool {
        let held = self.held.as_ref();
        held.is_some_and(|held| !wire.calm && held.until_ms > wire.line.now_ms)
    }

    fn now(&self, wire: &Wire<'_>) -> i64 {
        wire.line.now_ms + self.clock_ms
    }

    /// The ledger of the row.
    pub(super) fn open(&self, rows: &Rows) -> Ledger<&'a P> {
        let ids = (self.client.payment)(self.payment);
        let settings = self.settings.clone();
        let captured = &self.payment.captured;
        Ledger::open(
            &self.client.provider,
            settings,
            &ids,
            captured,
            rows.load(&self.key),
        )
        .expect("the row is this payment's")
    }

    /// One step, with a death before or after it now and then.
    pub(super) fn turn(&mut self, wire: &mut Wire<'_>, rows: &mut Rows, wishes: &[i64]) {
        if self.stands_still(wire) {
            return;
        }
        if let Some(held) = self.held.take() {
            return self.hand_in(&held, wire);
        }
        if self.ledger.is_none() && !self.rests(wire, rows, wishes.len()) {
            self.load(rows, wishes);
        }
        if self.dies(wire) {
            return;
        }
        let now_ms = self.now(wire);
        let Some(ledger) = &mut self.ledger else {
            return;
        };
        let step = ledger.next_with(&fresh().with_time(now_ms));
        match step.expect("nothing is outstanding") {
            LedgerStep::Store(store) => self.store(&store, wire, rows),
            LedgerStep::Send(send) => self.send(&send, wire),
            LedgerStep::Rest(rest) => {
                self.rest(rest.until, wire);
                self.rested =
                    (!self.leaves_to_a_person).then(|| (rows.version(&self.key), self.told));
            }
            _ => {}
        }
    }

    /// Whether nothing has changed since its last rest and nothing is due.
    fn rests(&self, wire: &Wire<'_>, rows: &Rows, wishes: usize) -> bool {
        self.rested == Some((rows.version(&self.key), wishes)) && self.now(wire) < self.due
    }

    fn dies(&mut self, wire: &mut Wire<'_>) -> bool {
        let dies = wire.harshly_one_in(25);
        if dies {
            self.ledger = None;
            self.armed = None;
        }
        dies
    }

    /// The program asks for everything that it wants, each time: the same reference is the same refund.
    fn load(&mut self, rows: &Rows, wishes: &[i64]) {
        let mut ledger = self.open(rows);
        for (origin, minor_units) in wishes.iter().enumerate() {
            let amount = Money::new(*minor_units, self.client.currency);
            let wish = (self.client.request)(amount);
            // What does not fit is refused here, and never becomes a refund.
            let _ = ledger.request(&reference(origin), &wish);
        }
        self.ledger = Some(ledger);
        self.told = wishes.len();
    }

    fn store(&mut self, store: &StoreStep, wire: &mut Wire<'_>, rows: &mut Rows) {
        let Some(ledger) = &mut self.ledger else {
            return;
        };
        let before = ledger.refunds();
        if rows.store(store) {
            ledger
                .stored(store.id)
                .expect("it is the outstanding step");
            let mut after = ledger.refunds().into_iter();
            let armed =
                after.find(|refund| refund.sendings != sendings(&before, &refund.reference));
            self.armed = armed
                .map(|refund| origin(&refund.reference))
                .or(self.armed);
        } else {
            let row = rows.load(&store.key);
            // A wish of the same reference that another worker wrote first is the same wish.
            ledger
                .reload(row)
                .expect("the row is newer");
        }
        self.dies(wire);
    }

    fn send(&mut self, send: &SendStep, wire: &mut Wire<'_>) {
        let origin = self.armed.take();
        let result = match (send.money, origin) {
            (true, origin) => wire.send(send.request.clone(), origin.expect("it was armed")),
            (false, _) => wire.ask(send.request.clone()),
        };
        if self.dies(wire) {
            return;
        }
        let stands_still_ms = match wire.harshly_one_in(12) {
            true => wire.line.rng.i64(0..LONGEST_HOLD_MS),
            false => 0,
        };
        let answer = HeldAnswer {
            send: send.clone(),
            result,
            is_lie: wire.has_lied,
            until_ms: wire.line.now_ms + stands_still_ms,
        };
        match stands_still_ms {
            0 => self.hand_in(&answer, wire),
            _ => self.held = Some(answer),
        }
    }

    fn hand_in(&mut self, answer: &HeldAnswer, wire: &mut Wire<'_>) {
        let now_ms = self.now(wire);
        let Some(ledger) = &mut self.ledger else {
            return;
        };
        let HeldAnswer { send, result, .. } = answer;
        let open = answer
            .is_lie
            .then(|| undecided(&ledger.refunds()));
        let received = ledger.received(send.id, result, now_ms);
        received.expect("it is the outstanding step");
        let ended = ended_among(&open.unwrap_or_default(), ledger).into_iter();
        // The response to a refund, which another worker stored, is not what a status lied about. And an entry of others, of the
        // very amount, was listed as it is: whatever was said of ours beside it was not believed.
        let by_lie = ended
            .filter(|refund| send.money || refund.reason != Some(RefundReason::Answer))
            .filter(|refund| !wire.shows_anothers(refund));
        self.by_lies
            .extend(by_lie.map(|refund| (refund.reference, refund.reason)));
    }

    fn rest(&mut self, until: Option<i64>, wire: &mut Wire<'_>) {
        self.due = until.unwrap_or(i64::MAX);
        if !self.ask_a_person(wire) {
            self.ledger = None;
        }
    }

    /// Half of the time a person looks at the provider's own books, and says what is there, or one time in eight the contrary. Whether
    /// anything was said.
    fn ask_a_person(&mut self, wire: &mut Wire<'_>) -> bool {
        let now_ms = self.now(wire);
        let Some(ledger) = &mut self.ledger else {
            return false;
        };
        let mut said = false;
        let refunds = ledger.refunds();
        self.leaves_to_a_person = wire.has_persons() && refunds.iter().any(needs_a_person);
        let refused = |alert: &AlertView| alert.kind == AlertKind::CredentialsRefused;
        if wire.has_persons() && ledger.alerts().iter().any(refused) && wire.line.rng.bool() {
            said |= ledger
                .credentials_changed(now_ms)
                .is_ok();
        }
        let waiting = refunds
            .into_iter()
            .filter(|refund| refund.stage == RefundStage::ManualReview);
        for RefundView { reference, .. } in waiting {
            if wire.has_persons() && wire.line.rng.bool() {
                let times_moved = wire
                    .line
                    .times_moved(origin(&reference));
                let decision = match wire.harshly_one_in(8) {
                    true => mistaken(times_moved),
                    false => found_out(times_moved),
                };
                let word = ledger.decide(&reference, decision, "anna", "portal", now_ms);
                said |= word.is_ok();
            }
            self.asked.insert(reference);
        }
        said
    }

    /// Takes in a webhook; what fails to verify is dropped.
    pub(super) fn hear(&mut self, webhook: &ReceivedRequest, wire: &mut Wire<'_>, rows: &Rows) {
        if self.ledger.is_none() {
            self.ledger = Some(self.open(rows));
            self.told = 0;
        }
        let forged = wire.forged(webhook);
        let provider = &self.client.provider;
        wire.forgeries += u64::from(provider.proves(&forged));
        let now_ms = self.now(wire);
        if let Some(ledger) = &mut self.ledger {
            // What fails to verify, or is about another payment, is none of this ledger's.
            let _ = provider.hear(ledger, webhook, now_ms);
        }
    }
}
