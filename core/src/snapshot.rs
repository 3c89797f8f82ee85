//! What a payment looks like at the provider, and which of its refunds is ours.
//!
//! A refund is recognised by our mark, then by a baseline taken before it was sent, then by its amount. An equal amount
//! alone proves nothing about a status: it may be an earlier refund. Exactly one candidate, or it stays unknown.

use crate::error::{RefundError, code};
use crate::money::Money;
use crate::outcome::{Problem, RefundStatus};
use crate::profile::{Finding, Profile};
use crate::reading::Reading;
use crate::secret::{MASK, Secret, shown};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A payment as the provider described it. Plain data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PaymentSnapshot {
    /// The provider's id of the payment, order or session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub payment_id: Option<String>,
    /// The merchant's own id of the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub merchant_order: Option<String>,
    /// What was taken from the payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub captured: Option<Money>,
    /// What was given back so far, all refunds together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub refunded: Option<Money>,
    /// The refunds, where the provider lists them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub entries: Vec<RefundEntry>,
    /// The provider's status of the payment, as it was spelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub provider_status: Option<String>,
    /// Why the answer could not be believed; nothing else is then filled in but the code and text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub problem: Option<Problem>,
    /// The provider's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub code: Option<String>,
    /// The provider's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub message: Option<String>,
    /// HTTP status of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub http_status: Option<u16>,
}

/// One refund of a payment, as the provider lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefundEntry {
    /// The provider's id of the refund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub refund_id: Option<String>,
    /// What happened to the money.
    pub status: RefundStatus,
    /// The provider's status, as it was spelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub provider_status: Option<String>,
    /// How much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub amount: Option<Money>,
    /// The merchant's own mark, where it came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub mark: Option<String>,
    /// Taken back by the payer's bank, not by us.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub chargeback: bool,
}

/// What was known of a payment before a refund was sent; it travels inside the refund.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Baseline {
    /// Ids of the refunds that were already there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub known_ids: Vec<String>,
    /// What was already given back, in minor units; absent where the provider did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub refunded: Option<i64>,
    /// What was left to give back, in minor units; absent where the provider did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub remaining: Option<i64>,
}

impl Baseline {
    /// Refuses an amount above what was left, where that is known.
    pub fn check(baseline: Option<&Self>, minor_units: i64) -> Result<(), RefundError> {
        let left = baseline.and_then(|baseline| baseline.remaining);
        match left.is_some_and(|left| minor_units > left) {
            true => Err(RefundError::new(code::INVALID_AMOUNT, "amount", "is more than what was left")),
            false => Ok(()),
        }
    }
}

impl PaymentSnapshot {
    /// What the next refund of this payment carries, so that it can be told from the earlier ones. None where the answer
    /// could not be believed, or where a secret was masked in a refund's id: it identifies nothing once the key is changed.
    pub fn baseline(&self) -> Option<Baseline> {
        if self.problem.is_some() || self.entries.iter().any(|entry| is_masked(&entry.refund_id)) {
            return None;
        }
        let refunded = self.refunded.as_ref().map(|money| money.minor_units);
        let captured = self.captured.as_ref().map(|money| money.minor_units);
        let remaining = captured.zip(refunded).and_then(|(captured, refunded)| captured.checked_sub(refunded));
        let remaining = remaining.filter(|remaining| *remaining >= 0);
        let known_ids = self.entries.iter().filter_map(|entry| entry.refund_id.clone()).collect();
        Some(Baseline { known_ids, refunded, remaining })
    }

    /// A snapshot of an answer that could not be believed.
    pub fn unbelieved(reading: Reading, profile: &Profile) -> Self {
        let outcome = reading.judged(profile);
        Self {
            problem: Some(outcome.problem.unwrap_or(Problem::Unrecognised)),
            code: outcome.code,
            message: outcome.message,
            http_status: outcome.http_status,
            ..Self::default()
        }
    }

    /// The same with secrets masked in every text of the provider's: it is meant to be stored and shown. What is one of the
    /// refund's `own` ids and marks stays, since the refund is recognised by it.
    #[must_use]
    pub fn scrubbed(mut self, secrets: &[&Secret], own: &[&str]) -> Self {
        let clean = |text: &mut Option<String>| {
            *text = text.take().map(|text| if own.contains(&text.as_str()) { text } else { shown(text, secrets) });
        };
        [&mut self.payment_id, &mut self.merchant_order, &mut self.provider_status].into_iter().for_each(clean);
        for entry in &mut self.entries {
            [&mut entry.refund_id, &mut entry.provider_status, &mut entry.mark].into_iter().for_each(clean);
        }
        self
    }

    /// The reading of a snapshot that can be believed; of another, that nothing was learnt.
    pub fn unless_problem(&self, read: impl FnOnce() -> Reading) -> Reading {
        match self.problem {
            Some(problem) => {
                let reading = Reading::of(Finding::Unanswered(problem));
                Reading { code: self.code.clone(), message: self.message.clone(), ..reading }
            }
            None => read(),
        }
    }
}

/// What identifies our refund among others.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The amount that it must have.
    pub amount: &'a Money,
    /// Our mark, if one went on the wire.
    pub mark: Option<&'a str>,
    /// What was there before.
    pub baseline: Option<&'a Baseline>,
    /// Whether the provider's entries name their amounts.
    pub amount_required: bool,
    /// How a mark that came back is compared with ours.
    pub same_mark: fn(&str, &str) -> bool,
}

/// Where the entries come from, which decides what an equal amount proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The answer to our own request: our refund is among them.
    OwnAnswer,
    /// A status or a webhook: ours may be missing.
    Lookup,
}

impl Claim<'_> {
    /// Finds our refund among `entries`: drops known ids and chargebacks, then matches the mark, then the amount.
    pub fn find(&self, entries: &[RefundEntry], evidence: Evidence) -> Reading {
        let fresh = self.fresh(entries);
        let marked: Vec<&RefundEntry> = fresh.iter().copied().filter(|entry| self.is_marked(entry)).collect();
        let certain = !marked.is_empty() || evidence == Evidence::OwnAnswer;
        let unmarked = || fresh.iter().copied().filter(|entry| entry.mark.is_none()).collect();
        let ours = if marked.is_empty() { unmarked() } else { marked };
        let identified = certain || self.knows_the_others(&ours);
        self.choose(&ours, identified, certain)
    }

    /// Whether the baseline tells earlier refunds from ours: it knew of all of them, and those listed now have ids.
    fn knows_the_others(&self, unmarked: &[&RefundEntry]) -> bool {
        let complete = |baseline: &Baseline| baseline.refunded == Some(0) || !baseline.known_ids.is_empty();
        self.baseline.is_some_and(complete) && unmarked.iter().all(|entry| entry.refund_id.is_some())
    }

    /// The entries that the baseline does not know; chargebacks are not refunds.
    fn fresh<'e>(&self, entries: &'e [RefundEntry]) -> Vec<&'e RefundEntry> {
        let known: BTreeSet<&str> =
            self.baseline.into_iter().flat_map(|baseline| &baseline.known_ids).map(String::as_str).collect();
        let is_known = |entry: &RefundEntry| entry.refund_id.as_deref().is_some_and(|id| known.contains(id));
        entries.iter().filter(|entry| !entry.chargeback && !is_known(entry)).collect()
    }

    fn is_marked(&self, entry: &RefundEntry) -> bool {
        self.mark.zip(entry.mark.as_deref()).is_some_and(|(ours, theirs)| (self.same_mark)(ours, theirs))
    }

    fn choose(&self, ours: &[&RefundEntry], identified: bool, certain: bool) -> Reading {
        let mut same = ours.iter().filter(|entry| self.has_amount(entry));
        match (same.next(), same.next()) {
            (None, _) => match ours {
                [other] if certain => read_entry(other).but(Finding::Contradiction(self.difference(other))),
                _ => Reading::of(Finding::NotSeen),
            },
            (Some(entry), None) if identified => self.believed(entry),
            _ => Reading::of(Finding::Ambiguous),
        }
    }

    /// A decision that names no amount is not known to be about ours.
    fn believed(&self, entry: &RefundEntry) -> Reading {
        let decided = !matches!(entry.status, RefundStatus::Pending | RefundStatus::Unknown);
        let reading = read_entry(entry);
        if decided && self.amount_required && entry.amount.is_none() {
            reading.but(Finding::Unrecognised)
        } else {
            reading
        }
    }

    fn has_amount(&self, entry: &RefundEntry) -> bool {
        entry.amount.as_ref().is_none_or(|amount| amount == self.amount)
    }

    fn difference(&self, entry: &RefundEntry) -> Problem {
        let other_currency = entry.amount.as_ref().is_some_and(|amount| amount.currency != self.amount.currency);
        if other_currency { Problem::CurrencyMismatch } else { Problem::AmountMismatch }
    }

    /// Decides by the refunded total: before + ours is ours, before alone is not seen yet, anything else is unclear.
    /// Where refunds are listed as well, the list must bear the total out.
    pub fn find_by_total(&self, snapshot: &PaymentSnapshot) -> Reading {
        let Some(after) = snapshot.refunded.as_ref() else { return Reading::of(Finding::Unrecognised) };
        if after.currency != self.amount.currency {
            return Reading::of(Finding::Contradiction(Problem::CurrencyMismatch));
        }
        match self.baseline.and_then(|baseline| baseline.refunded) {
            Some(before) if before.checked_add(self.amount.minor_units) == Some(after.minor_units) => {
                self.borne_out(snapshot)
            }
            Some(before) if before == after.minor_units => Reading::of(Finding::NotSeen),
            None if after.minor_units == 0 => Reading::of(Finding::NotSeen),
            _ => Reading::of(Finding::Ambiguous),
        }
    }

    /// What must be left after our refund, where the baseline says what was left before. Negative where we ask too much.
    pub fn leaves(&self) -> Option<i64> {
        self.baseline?.remaining?.checked_sub(self.amount.minor_units)
    }

    /// Other refunds may add up to our amount. Where refunds are listed with their ids, exactly one must be new, done, and
    /// of our amount.
    fn borne_out(&self, snapshot: &PaymentSnapshot) -> Reading {
        let listed = &snapshot.entries;
        if listed.is_empty() || listed.iter().any(|entry| entry.refund_id.is_none()) {
            return self.succeeded();
        }
        let done = |entry: &&RefundEntry| entry.status == RefundStatus::Succeeded;
        let fresh = self.fresh(listed);
        let mut ours = fresh.into_iter().filter(done).filter(|entry| self.has_amount(entry));
        match (ours.next(), ours.next()) {
            (Some(entry), None) => read_entry(entry),
            _ => Reading::of(Finding::Ambiguous),
        }
    }

    fn succeeded(&self) -> Reading {
        Reading { amount: Some(self.amount.clone()), ..Reading::of(Finding::Succeeded) }
    }
}

fn is_masked(id: &Option<String>) -> bool {
    id.as_deref().is_some_and(|id| id.contains(MASK))
}

/// An entry's own status as a reading.
pub fn read_entry(entry: &RefundEntry) -> Reading {
    let finding = match entry.status {
        RefundStatus::Succeeded => Finding::Succeeded,
        RefundStatus::Pending => Finding::Pending,
        RefundStatus::Declined => Finding::Declined,
        RefundStatus::Reversed => Finding::Reversed,
        RefundStatus::Unknown => Finding::Unrecognised,
    };
    Reading {
        refund_id: entry.refund_id.clone(),
        amount: entry.amount.clone(),
        provider_status: entry.provider_status.clone(),
        ..Reading::of(finding)
    }
}
