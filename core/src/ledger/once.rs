//! What is asked again and again of one record, and found when it is first asked for: a record that has books does not change.

use super::books::Books;
use super::movement::SeenTotal;
use super::places::Places;
use super::record::{End, Proof, Refund};
use super::release::Readable;
use std::borrow::Cow;
use std::cell::OnceCell;

#[derive(Debug, Default)]
pub(super) struct Once<'a> {
    pub(super) looks: OnceCell<Vec<Readable<'a>>>,
    pub(super) totals: OnceCell<Vec<SeenTotal>>,
    pub(super) questions: OnceCell<Vec<(i64, bool)>>,
    /// What each refund keeps: without and with those that are undecided.
    pub(super) held: [OnceCell<Vec<i64>>; 2],
    pub(super) elsewhere: [OnceCell<i64>; 2],
    pub(super) left: OnceCell<i64>,
    pub(super) left_at_most: OnceCell<i64>,
    pub(super) after_stale: OnceCell<i64>,
    pub(super) credentials_refused: OnceCell<bool>,
    pub(super) last_end: OnceCell<Option<i64>>,
    pub(super) last_armed: OnceCell<Option<i64>>,
    sent: OnceCell<Vec<&'a Refund>>,
    baselines: OnceCell<Vec<&'a End>>,
    ended: OnceCell<Places<'a>>,
}

impl<'a> Books<'a> {
    /// Every refund without an end of which anything may have reached the provider.
    pub(super) fn sent(&self) -> &[&'a Refund] {
        self.once.sent.get_or_init(|| {
            let refunds = self.record.refunds.iter();
            refunds
                .filter(|refund| refund.end.is_none() && self.was_sent(refund))
                .collect()
        })
    }

    /// Every end by an entry without a reference.
    pub(super) fn baselines(&self) -> &[&'a End] {
        self.once.baselines.get_or_init(|| {
            let refunds = self.record.refunds.iter();
            refunds
                .filter_map(|refund| refund.end.as_ref())
                .filter(|end| end.proof == Proof::Baseline)
                .collect()
        })
    }

    /// The refunds by the ids that they ended by.
    pub(super) fn by_end(&self) -> &Places<'a> {
        self.once.ended.get_or_init(|| {
            let refunds = self.record.refunds.iter().enumerate();
            Places::of(refunds.filter_map(|(place, refund)| {
                let id = refund.end.as_ref()?.id.as_deref()?;
                Some((Cow::Borrowed(id), place))
            }))
        })
    }
}
