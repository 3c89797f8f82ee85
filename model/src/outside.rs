//! The provider's side of the world, and the people in it.

use crate::provider::ModelProvider;
use crate::scope::Profile;
use crate::world::{Act, Doing, Flight, Moved, World, response};
use refundkit::RefundStatus;
use refundkit::ledger::{Ledger, LedgerStep, RefundDecision};

/// After its deadline, the time-out and an hour, a request cannot arrive any more.
const ARRIVES_WITHIN: i64 = 60_000 + 60 * 60_000;

impl<'p> World<'p> {
    /// The clock of a person or a listener: that of the last worker.
    fn latest_clock(&self) -> i64 {
        self.clock(self.workers.len() - 1)
    }

    pub(crate) fn may_arrive(&self, flight: &Flight) -> bool {
        self.scope.arrives_whenever || self.now_ms < flight.before + ARRIVES_WITHIN
    }

    /// Whether somebody waits for the reply to a flight, or would once it is known.
    pub(crate) fn reply(&mut self, number: u8, text: String) {
        for worker in &mut self.workers {
            if let Doing::Waits { flight, reply, .. } = &mut worker.doing
                && *flight == number
            {
                // The last reply to a doubled request is the one that comes back.
                *reply = Some(text.clone());
            }
        }
    }

    pub(crate) fn total(&self) -> i64 {
        let counted = self
            .moved
            .iter()
            .filter(|moved| moved.status != "declined");
        counted.map(|moved| moved.amount).sum()
    }

    /// The provider carries a request out, or refuses what exceeds the payment.
    pub(crate) fn arrive(&mut self, place: usize, status: &'static str) {
        let flight = self.wire.remove(place);
        if let Some(first) = self.first_response(&flight.reference) {
            self.reply(flight.number, first.to_owned());
            return;
        }
        if self.knows_key(&flight.reference) {
            self.reply(flight.number, "key".to_owned());
            return;
        }
        if self.scope.provider_counts && self.total() + flight.amount > self.scope.captured {
            self.reply(flight.number, "exceeds".to_owned());
            return;
        }
        let id = self.moved.len();
        self.moved.push(Moved {
            reference: Some(flight.reference),
            amount: flight.amount,
            status,
            is_copy: flight.is_copy,
            is_chargeback: false,
            at_ms: self
                .scope
                .key_lifetime
                .map_or(0, |_| self.now_ms),
        });
        let word = if status == "pending" { "pending" } else { "ok" };
        self.reply(flight.number, format!("{word} p{id}"));
    }

    /// The first response to a request with this reference as its key, where a repetition gets it.
    fn first_response(&self, reference: &str) -> Option<&'static str> {
        if !self.scope.replays() {
            return None;
        }
        let mut moved = self.moved.iter();
        let first = moved.find(|moved| moved.reference.as_deref() == Some(reference))?;
        Some(if first.status == "succeeded" {
            "ok"
        } else {
            "pending"
        })
    }

    /// Whether a request with this reference as its key arrived before, and is remembered.
    fn knows_key(&self, reference: &str) -> bool {
        let Some(lifetime) = self.scope.key_lifetime else {
            return false;
        };
        let mut moved = self.moved.iter();
        moved.any(|moved| {
            moved.reference.as_deref() == Some(reference) && self.now_ms < moved.at_ms + lifetime
        })
    }

    /// Whether the record proves a success: without one nobody can tell an older copy.
    fn has_a_success(&self) -> bool {
        let mut ends = self.row.iter().flat_map(|row| &row.ends);
        ends.any(|end| end.status == RefundStatus::Succeeded && !end.by_person)
    }

    /// What else may become of a look.
    pub(crate) fn troubled_looks(&self, number: usize) -> Vec<Act> {
        let is_lost = self.left.lost > 0;
        let is_behind = self.left.older_copy > 0 && self.has_a_success();
        let lost = is_lost.then_some(Act::LoseLook(number));
        let behind = is_behind.then_some(Act::LookBehind(number));
        lost.into_iter().chain(behind).collect()
    }

    /// A look that is answered from a copy of the provider's books from before everything.
    pub(crate) fn look_behind(&mut self, number: usize) {
        self.left.older_copy -= 1;
        let mut before = self.clone();
        before.moved.clear();
        self.received(number, &response(&before.shown()));
    }

    /// What a status response says now.
    pub(crate) fn shown(&self) -> String {
        if self.scope.profile == Profile::TheMap {
            return self.state();
        }
        if self.scope.shows_total() {
            return format!("total:{}", self.refunded());
        }
        let is_listed = |place: &usize| match self.scope.profile {
            Profile::Gateway => self.moved[*place].reference.is_some(),
            Profile::GatewaySilent => false,
            _ => true,
        };
        let entries: Vec<String> = (0..self.moved.len())
            .filter(is_listed)
            .map(|place| self.entry(place))
            .collect();
        entries.join(" ")
    }

    /// What a refunded total counts: what is done and did not come back.
    fn refunded(&self) -> i64 {
        let counted = self
            .moved
            .iter()
            .filter(|moved| moved.status == "succeeded" && self.is_counted(moved));
        counted.map(|moved| moved.amount).sum()
    }

    fn is_counted(&self, moved: &Moved) -> bool {
        self.scope.counts_chargebacks || !moved.is_chargeback
    }

    pub(crate) fn entry(&self, place: usize) -> String {
        let moved = &self.moved[place];
        let echoed = self.scope.echoes();
        let reference = moved
            .reference
            .as_deref()
            .filter(|_| echoed)
            .unwrap_or_default();
        let chargeback = if moved.is_chargeback {
            "chargeback"
        } else {
            ""
        };
        format!(
            "p{place}:{}:{}:{reference}:{chargeback}",
            moved.status, moved.amount
        )
    }

    fn state(&self) -> String {
        let is_under_way = self
            .moved
            .iter()
            .any(|moved| moved.status == "pending");
        let moved = self
            .moved
            .iter()
            .filter(|moved| moved.status != "declined" && self.is_counted(moved));
        let total: i64 = moved.map(|moved| moved.amount).sum();
        match self.scope.captured - total {
            _ if is_under_way => "refunding:".to_owned(),
            0 => "refunded:".to_owned(),
            left => format!("charged:{left}"),
        }
    }

    /// A listener stores what a webhook says, at once.
    pub(crate) fn hear(&mut self, place: usize) {
        let text = if self.scope.shows_total() {
            self.callback(place)
        } else if self.scope.profile == Profile::TheMap {
            let moved = &self.moved[place];
            match moved.status {
                _ if !self.is_counted(moved) => self.state(),
                "succeeded" => format!("one:{}", moved.amount),
                _ => "refunding:".to_owned(),
            }
        } else {
            self.entry(place)
        };
        let event = refundkit::RefundEvent::verified(
            refundkit::EventKind::Refund,
            text.clone(),
            &[&text, &place.to_string()],
        );
        let Some(row) = self.row.clone() else {
            return;
        };
        let mut ledger = self.load(Some(&row)).listening();
        ledger
            .webhook(&event, self.latest_clock())
            .expect("it is about this payment");
        self.run_alone(ledger);
    }

    /// A signed callback, which carries the key and no amount. Without a key it names no refund.
    fn callback(&self, place: usize) -> String {
        let moved = &self.moved[place];
        let reference = moved
            .reference
            .as_deref()
            .filter(|_| self.scope.profile == Profile::Legacy);
        match (reference, moved.status) {
            (Some(reference), "succeeded" | "reversed") => format!(":succeeded::{reference}:"),
            (Some(reference), "declined") => format!(":declined::{reference}:"),
            _ => String::new(),
        }
    }

    /// What a person finds out about a refund.
    pub(crate) fn finding(&self, number: usize) -> RefundDecision {
        match self.times_moved(number) {
            0 => RefundDecision::NotGivenBack,
            _ => RefundDecision::GivenBack,
        }
    }

    /// A person's word, stored at once.
    pub(crate) fn decide(&mut self, number: usize, decision: RefundDecision) -> bool {
        let Some(row) = self.row.clone() else {
            return false;
        };
        let mut ledger = self.load(Some(&row)).listening();
        let reference = format!("refund-{number}");
        let decided = ledger.decide(&reference, decision, "anna", "looked", self.latest_clock());
        if decided.is_ok() {
            self.run_alone(ledger);
        }
        decided.is_ok()
    }

    /// Both copies of a request carry the same credentials.
    pub(crate) fn turn_down_all(&mut self, place: usize) {
        let number = self.wire[place].number;
        self.wire
            .retain(|flight| flight.number != number);
        self.reply(number, "credentials".to_owned());
    }

    /// Whether credentials were refused and nobody said that they are new.
    pub(crate) fn may_renew(&self) -> bool {
        let was_refused = self.left.credentials < self.scope.trouble.credentials;
        self.scope.shows_total() && was_refused && !self.is_renewed && self.row.is_some()
    }

    pub(crate) fn renew(&mut self) {
        let mut ledger = self.load(self.row.as_ref()).listening();
        if ledger
            .credentials_changed(self.latest_clock())
            .is_ok()
        {
            self.is_renewed = true;
            self.run_alone(ledger);
        }
    }

    fn run_alone(&mut self, mut ledger: Ledger<&'p ModelProvider>) {
        while let Ok(LedgerStep::Store(store)) = ledger.next(self.latest_clock()) {
            if !self.store(&store.body, store.expected, store.due) {
                self.fault = Some("a store of one's own was overtaken");
                return;
            }
            if ledger.stored(store.id).is_err() {
                return;
            }
        }
    }
}
