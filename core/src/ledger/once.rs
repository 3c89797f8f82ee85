//! What is asked again and again of one record, and found when it is first asked for: a record that has books does not change.

use super::look::{Readable, SeenTotal};
use super::places::Places;
use super::record::Refund;
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
    pub(super) sent: OnceCell<Vec<&'a Refund>>,
    pub(super) baselines: OnceCell<Vec<&'a str>>,
    pub(super) ended: OnceCell<Places<'a>>,
}
