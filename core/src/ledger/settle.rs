//! What becomes final.
//!
//! An end is itself a stored fact. Nothing changes it afterwards: what contradicts it raises an alert.

use super::books::Books;
use super::guards::Guard;
use super::judge::{Standing, Verdict};
use super::look::Readable;
use super::record::{Alert, Attempt, End, Proof, Record, Refund};
use super::settings::Rules;
use crate::decision::outcome::RefundStatus;
use std::collections::BTreeMap;

/// The version of the rules by which ends are judged.
const JUDGE: u32 = 1;

impl Record {
    /// Makes final what the facts prove, and raises every alert that follows from them. `read` is asked of the books in which
    /// all has ended: an alert that nobody settled changes nothing in them. `version` is the version that the next store makes.
    pub(crate) fn settle_all<T>(
        &mut self,
        rules: &Rules,
        version: i64,
        read: impl FnOnce(&Books<'_>) -> T,
    ) -> T {
        // An end changes what is left and whose an entry is, so the ends are drawn one by one.
        let mut from = 0;
        let (raised, found) = loop {
            let books = Books::of(self, rules);
            let Some((place, end)) = books.next_end(from) else {
                break (books.alerts(), read(&books));
            };
            if let Some(refund) = self.refunds.get_mut(place) {
                let known = refund.end.as_ref();
                let version = known.map_or(version, |known| known.version);
                refund.end = Some(End { version, ..end });
                refund.request = format!("sha256:{}", refund.digest);
            }
            from = place.saturating_add(1);
        };
        self.raise(raised);
        found
    }

    fn raise(&mut self, alerts: Vec<Alert>) {
        if alerts.is_empty() {
            return;
        }
        let mut known: BTreeMap<String, Vec<Alert>> = BTreeMap::new();
        for alert in &self.alerts {
            let same = known
                .entry(alert.subject())
                .or_default();
            same.push(alert.clone());
        }
        for alert in alerts {
            let same = known
                .entry(alert.subject())
                .or_default();
            if !has_raised(same, &alert) {
                same.push(alert.clone());
                self.alerts.push(alert);
            }
        }
    }
}

/// Whether one of the alerts of the same subject is open, or a person has settled everything that this one shows.
fn has_raised(same: &[Alert], alert: &Alert) -> bool {
    let is_open = same
        .iter()
        .any(|other| other.settled.is_none());
    let is_settled = |evidence| {
        same.iter()
            .any(|other| other.evidence.contains(evidence))
    };
    is_open || (!same.is_empty() && alert.evidence.iter().all(is_settled))
}

impl Books<'_> {
    /// The first refund from a place on that ends now.
    fn next_end(&self, from: usize) -> Option<(usize, End)> {
        let refunds = self.record.refunds.iter().enumerate();
        let mut ends = refunds
            .skip(from)
            .filter_map(|(place, refund)| Some((place, self.end(refund)?)));
        ends.next()
    }

    /// The end of a refund, where it has none and the facts prove one.
    fn end(&self, refund: &Refund) -> Option<End> {
        if refund.end.is_some() && self.rules.hold(Guard::FinalStays) {
            return None;
        }
        match self.judge(refund) {
            Standing::Ended(verdict) => Some(self.ended(verdict)),
            Standing::Undecided(_) => self.decided(refund),
            Standing::Planned => self.given_up(refund),
        }
    }

    pub(super) fn ended(&self, verdict: Verdict) -> End {
        End {
            status: verdict.status,
            proof: verdict.proof,
            at_ms: self.record.now_ms,
            version: 0,
            judge: JUDGE,
            id: verdict.id,
            code: verdict.code,
            left: None,
        }
    }

    /// A refund that was never sent ends by being cancelled, by waiting too long, or by not fitting what was captured.
    fn given_up(&self, refund: &Refund) -> Option<End> {
        let most = self.left_at_most();
        let proof = if refund.cancelled_ms.is_some() && self.may_be_cancelled(refund) {
            Proof::Cancelled
        } else if !self.is_seen_to_be_unsent(refund) {
            return None;
        } else if self.has_expired(refund, self.record.now_ms) {
            Proof::Expired
        } else if refund.amount > most && self.rules.hold(Guard::FitsWhatIsLeft) {
            Proof::ExceedsWhatIsLeft
        } else {
            return None;
        };
        let left = (proof == Proof::ExceedsWhatIsLeft).then_some(most);
        let verdict = Verdict::without_entry(RefundStatus::Declined, proof);
        Some(End {
            left,
            ..self.ended(verdict)
        })
    }

    /// Whether a look that could have shown everything that is known shows less than was proven before it.
    pub(super) fn shows_less(&self, look: &Readable<'_>) -> bool {
        self.is_after_all_ends(look.version) && self.lacks(look, |end| end.version <= look.version)
    }

    /// Whether a look shows less than the record proves: a refund of ours that succeeded is missing, or the total is too low.
    pub(super) fn is_stale(&self, look: &Readable<'_>) -> bool {
        *look
            .is_stale
            .get_or_init(|| self.lacks(look, |_| true))
    }

    /// Whether a look does not show what these ends prove.
    fn lacks(&self, look: &Readable<'_>, counts: impl Fn(&End) -> bool) -> bool {
        let missing = self.rules.terms.lists_refunds() && self.misses(look, &counts);
        missing || self.is_total_below(look, counts)
    }

    /// Whether a look does not list a refund of these ends.
    fn misses(&self, look: &Readable<'_>, counts: impl Fn(&End) -> bool) -> bool {
        let is_shown = self.shown_by(&look.look.seen);
        let refunds = self
            .record
            .refunds
            .iter()
            .zip(is_shown);
        let mut unseen = refunds.filter(|(_, is_shown)| !is_shown);
        unseen.any(|(refund, _)| {
            let end = refund.end.as_ref();
            end.is_some_and(&counts) && self.is_proven_by_name(refund)
        })
    }

    /// Whether a refund succeeded under an id, or under a reference that comes back.
    fn is_proven_by_name(&self, refund: &Refund) -> bool {
        let end = refund.end.as_ref();
        let by_name = |end: &End| match end.proof {
            Proof::Answer => end.id.is_some() || self.echoes == Some(true),
            Proof::Reference | Proof::Baseline => true,
            _ => false,
        };
        end.is_some_and(|end| end.status == RefundStatus::Succeeded && by_name(end))
    }

    /// Of each refund, whether these sightings show it: by the id that it ended by, or by its reference.
    fn shown_by(&self, seen: &[usize]) -> Vec<bool> {
        let mut shown = vec![false; self.record.refunds.len()];
        let sightings = seen
            .iter()
            .filter_map(|place| self.record.sightings.get(*place));
        let refunds = sightings.flat_map(|sighting| {
            let ended = self
                .by_end()
                .named_as(sighting.id.as_deref());
            let bearing = sighting.reference.as_deref();
            ended.chain(self.names.bearing(bearing))
        });
        for place in refunds {
            if let Some(shown) = shown.get_mut(place) {
                *shown = true;
            }
        }
        shown
    }

    fn is_after_all_ends(&self, version: i64) -> bool {
        let last = self.once.last_end.get_or_init(|| {
            let refunds = self.record.refunds.iter();
            let attempts = refunds.flat_map(|refund| &refund.attempts);
            attempts
                .filter_map(Attempt::end_version)
                .max()
        });
        last.is_none_or(|end| version >= end)
    }
}
