//! The one thing to do next, by the facts of a record.

use super::books::Books;
use super::guards::Guard;
use super::judge::Standing;
use super::look::Readable;
use super::record::{Attempt, Record, Refund};
use super::schedule::Wait;
use super::settings::{Rules, SEND_WITHIN};
use super::terms::Signer;

/// How often a refund is armed, whether something left or not.
const MOST_ARMINGS: u32 = 64;

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// Arm the refund at this place, then send it.
    Arm(usize),
    /// Ask for the status of the payment.
    Ask,
    /// Nothing before this time, or nothing until something is heard.
    Rest(Option<i64>),
}

/// What keeps a planned refund from being sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// Nothing.
    Ready,
    /// The payment has to be looked at first.
    NeedsLook,
    /// A pause.
    Until(i64),
    /// Another refund, which is undecided.
    BlockedBy(String),
    /// Less is left; it would fit if the undecided refunds moved nothing.
    TooLittleLeft,
    /// The credentials were refused.
    Credentials,
    /// Its sendings are used up.
    ForAPerson,
    /// For long no look can be read.
    Unseen,
    /// For long nobody signs it.
    Unsigned,
    /// For long none of its sendings could leave. It is tried on.
    Unsent,
    /// Its request cannot be built by this configuration, until a person says to try again.
    Unbuildable,
}

impl Start {
    /// Whether it does not start by itself.
    pub(super) fn is_for_a_person(&self) -> bool {
        matches!(
            self,
            Self::ForAPerson | Self::Unseen | Self::Unsigned | Self::Unsent | Self::Unbuildable
        )
    }
}

impl Books<'_> {
    /// What to do on this version of the record.
    pub(crate) fn plan(&self, version: i64, now_ms: i64) -> Plan {
        let mut until: Option<i64> = None;
        for (place, refund) in self.record.refunds.iter().enumerate() {
            let plan = self.plan_for(place, refund, version, now_ms);
            match plan {
                Plan::Rest(Some(time)) => {
                    until = Some(until.map_or(time, |earlier| earlier.min(time)));
                }
                Plan::Rest(None) => {}
                action => return action,
            }
        }
        Plan::Rest(until)
    }

    fn plan_for(&self, place: usize, refund: &Refund, version: i64, now_ms: i64) -> Plan {
        if refund.end.is_some() {
            return Plan::Rest(None);
        }
        match self.judge(refund) {
            Standing::Ended(_) => Plan::Rest(None),
            Standing::Planned => {
                let start = self.start(refund, version, now_ms);
                self.plan_start(place, refund, &start, now_ms)
            }
            Standing::Undecided(_) if self.are_credentials_refused() => Plan::Rest(None),
            Standing::Undecided(doubt) => match open_until(refund) {
                Some(before) if before > now_ms => Plan::Rest(Some(before)),
                _ if self.repeats(refund, doubt, version, now_ms) => Plan::Arm(place),
                _ => match self.wait(refund, doubt, now_ms) {
                    Wait::ForAPerson => Plan::Rest(None),
                    Wait::Until(time) if time > now_ms => Plan::Rest(Some(time)),
                    Wait::Until(_) => Plan::Ask,
                },
            },
        }
    }

    fn plan_start(&self, place: usize, refund: &Refund, start: &Start, now_ms: i64) -> Plan {
        let expires = self
            .is_seen_to_be_unsent(refund)
            .then(|| self.expires_next(refund, now_ms));
        match start {
            Start::Ready => Plan::Arm(place),
            Start::NeedsLook => Plan::Ask,
            Start::Until(time) => Plan::Rest(Some(expires.unwrap_or(*time).min(*time))),
            _ => Plan::Rest(expires),
        }
    }

    fn look_for_a_copy(&self, refund: &Refund, now_ms: i64) -> Start {
        if !self.is_seen_to_be_unsent(refund) && self.is_unseen_for_long(refund, now_ms) {
            return Start::Unseen;
        }
        self.next_look(refund, now_ms)
    }

    /// What keeps a planned refund from being sent, if anything does.
    pub(crate) fn start(&self, refund: &Refund, version: i64, now_ms: i64) -> Start {
        if self.are_credentials_refused() {
            return Start::Credentials;
        }
        if now_ms >= self.expires(refund) || refund.cancelled_ms.is_some() {
            return self.look_for_a_copy(refund, now_ms);
        }
        if self.is_unbuildable(refund) {
            return Start::Unbuildable;
        }
        if let Some(other) = self.blocking(refund) {
            return Start::BlockedBy(other);
        }
        let fits = refund.amount <= self.left() || !self.rules.hold(Guard::FitsWhatIsLeft);
        if !fits && self.is_seen_to_be_unsent(refund) {
            return Start::TooLittleLeft;
        }
        let is_used_up = self.sendings_are_used_up(refund);
        if is_used_up && self.is_seen_to_be_unsent(refund) {
            return Start::ForAPerson;
        }
        if self.is_unseen_for_long(refund, now_ms) {
            return Start::Unseen;
        }
        if self.is_unsigned_for_long(refund) {
            return Start::Unsigned;
        }
        let next = match self.next_sending(refund) {
            time if time > now_ms => Start::Until(time),
            _ => self.start_by_look(refund, version, now_ms),
        };
        match next {
            Start::Ready if !fits => Start::TooLittleLeft,
            Start::Ready if is_used_up => Start::ForAPerson,
            next => next,
        }
    }

    /// Whether it went out as often as it may, or could not go out for too long. A sending of which no byte left is not counted:
    /// without a network nothing is turned away. Neither is one with credentials that were refused.
    pub(super) fn sendings_are_used_up(&self, refund: &Refund) -> bool {
        let most = self.rules.settings.patience.sendings;
        refund.counted_sendings() >= most || refund.armings() >= MOST_ARMINGS
    }

    /// Whether its request could not be built and nobody said since then that it might be now.
    pub(super) fn is_unbuildable(&self, refund: &Refund) -> bool {
        let changed = self
            .record
            .credentials_changed
            .map(|changed| changed.at_ms);
        let again = refund
            .asked_again_ms
            .iter()
            .copied()
            .chain(changed)
            .max();
        refund
            .unbuildable_ms
            .is_some_and(|at| again.is_none_or(|again| at >= again))
    }

    /// The reference of an undecided refund that could not be told from this one.
    fn blocking(&self, refund: &Refund) -> Option<String> {
        let told_apart = self.rules.terms.carries_reference && self.echoes == Some(true);
        if told_apart || !self.rules.hold(Guard::OneUndecided) {
            return None;
        }
        let mut sent = self.sent().iter();
        let other = sent.find(|other| other.reference != refund.reference)?;
        Some(other.reference.clone())
    }

    /// The pause between two sendings doubles, as the pause between two questions does. So does the pause where nobody signs.
    pub(super) fn next_sending(&self, refund: &Refund) -> i64 {
        let attempts = refund.attempts.iter();
        let last = attempts
            .map(|attempt| attempt.at_ms)
            .max();
        let pause = self.pause(refund.armings());
        let next = last.map_or(0, |last| last.saturating_add(pause));
        let floor = self.record.not_before_ms.unwrap_or(0);
        next.max(floor)
            .max(self.next_signature(refund))
    }

    fn start_by_look(&self, refund: &Refund, version: i64, now_ms: i64) -> Start {
        if !self.rules.terms.looks_tell() {
            return Start::Ready;
        }
        let looks = self.readable_looks();
        let any_version = !self
            .rules
            .hold(Guard::LookOfThisVersion);
        let mut current = looks
            .iter()
            .filter(|look| any_version || look.version == version)
            .filter(|look| self.is_of_now(look, now_ms));
        let next = match current.next_back() {
            Some(look) if !self.is_stale(look) => return Start::Ready,
            Some(_) if !self.rules.hold(Guard::StaleLook) => return Start::Ready,
            Some(_) => self.wait_after_stale(),
            None => return self.next_look(refund, now_ms),
        };
        look_at(next, now_ms)
    }

    /// Whether a look was asked for lately. Who signs elsewhere may take hours after it, and would be asked again without an end.
    pub(super) fn is_of_now(&self, look: &Readable<'_>, now_ms: i64) -> bool {
        let lasts = self
            .rules
            .settings
            .quiet_after(SEND_WITHIN);
        now_ms.saturating_sub(look.at_ms) <= lasts
            || self.rules.terms.signer == Signer::Elsewhere
            || !self
                .rules
                .hold(Guard::LookOfThisVersion)
    }

    fn next_look(&self, refund: &Refund, now_ms: i64) -> Start {
        let next = self.wait_for_look(refund);
        look_at(next.max(self.wait_after_stale()), now_ms)
    }
}

fn look_at(time: i64, now_ms: i64) -> Start {
    if time <= now_ms {
        Start::NeedsLook
    } else {
        Start::Until(time)
    }
}

/// The deadline of an attempt that is armed and that nobody closed.
fn open_until(refund: &Refund) -> Option<i64> {
    let open = refund
        .attempts
        .iter()
        .filter(|attempt| attempt.end_version().is_none());
    open.map(|attempt| attempt.before_ms)
        .max()
}

impl Record {
    /// Every attempt that is armed, that nobody closed, and whose deadline is over.
    pub(crate) fn forgotten_attempts(&self, now_ms: i64) -> Vec<(String, i64)> {
        let mut found = Vec::new();
        for refund in &self.refunds {
            let open = refund.attempts.iter();
            let open = open
                .filter(|attempt| attempt.end_version().is_none() && attempt.before_ms <= now_ms);
            found.extend(open.map(|attempt| (refund.reference.clone(), attempt.armed)));
        }
        found
    }

    /// Takes over every planned refund that the provider lists already: an older copy of the record was restored.
    pub(crate) fn take_over(&mut self, rules: &Rules, version: i64) {
        let is_planned = |refund: &Refund| refund.attempts.is_empty();
        if !self.refunds.iter().any(is_planned) {
            return;
        }
        let listed: Vec<String> = {
            let books = Books::of(self, rules);
            let unsent = self
                .refunds
                .iter()
                .filter(|refund| is_planned(refund));
            let listed = unsent.filter(|refund| books.is_listed(refund));
            listed
                .map(|refund| refund.reference.clone())
                .collect()
        };
        if !rules.hold(Guard::TakeOver) {
            return;
        }
        let now_ms = self.now_ms;
        for reference in listed {
            self.with_refund(&reference, |refund| {
                let found = Attempt::taken_over(version, now_ms, "");
                refund.attempts.push(found);
            });
        }
    }
}
