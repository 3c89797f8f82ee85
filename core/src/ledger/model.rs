//! For the model alone: ledgers that can be copied, compared and told to leave out one guard.
//!
//! It is compiled with the feature `model`, which no package has.

use super::books::Books;
use super::guards::{Guard, Guards};
use super::judge::Standing;
use super::keeps::KeepsLedger;
use super::machine::{Machine, Outstanding};
use super::record::{Proof, Record};
use super::shell::Ledger;
use crate::decision::outcome::RefundStatus;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// The end of one refund, as a record has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ModelEnd {
    /// The host's own id of the refund.
    pub reference: String,
    /// What happened to the money.
    pub status: RefundStatus,
    /// Whether it is a person's word.
    pub by_person: bool,
    /// Whether a baseline or a total decided.
    pub is_weak: bool,
}

/// The ends in a stored record.
pub fn ends(body: &str) -> Vec<ModelEnd> {
    let record = Record::read(body);
    let refunds = record
        .into_iter()
        .flat_map(|record| record.refunds);
    let ends = refunds.filter_map(|refund| {
        let end = refund.end?;
        Some(ModelEnd {
            reference: refund.reference,
            status: end.status,
            by_person: end.proof == Proof::Person,
            is_weak: matches!(end.proof, Proof::Baseline | Proof::Total),
        })
    });
    ends.collect()
}

impl<P: KeepsLedger, H: Deref<Target = P>> Ledger<H> {
    /// The same ledger without one of its guards.
    #[must_use]
    pub fn without(self, guard: Guard) -> Self {
        self.with_machine(|machine| machine.rules.guards = Guards::without(guard))
    }

    /// The references of refunds that were sent and have no end.
    pub fn undecided(&self) -> Vec<String> {
        let machine = self.machine();
        let current = machine.current();
        let books = Books::of(&current, &machine.rules);
        let refunds = current.refunds.iter();
        let open = refunds.filter(|refund| {
            refund.end.is_none() && matches!(books.judge(refund), Standing::Undecided(_))
        });
        open.map(|refund| refund.reference.clone())
            .collect()
    }

    /// Everything that the ledger's further behaviour depends on.
    pub fn hash_state(&self, hasher: &mut impl Hasher) {
        self.machine().hash_state(hasher);
    }
}

impl Machine {
    fn hash_state(&self, hasher: &mut impl Hasher) {
        self.record.hash(hasher);
        self.version.hash(hasher);
        self.facts.hash(hasher);
        self.now_ms.hash(hasher);
        self.permission.hash(hasher);
        self.signature.hash(hasher);
        match &self.step {
            Outstanding::None => 0_u8.hash(hasher),
            Outstanding::Store { draft, armed, .. } => (1_u8, draft, armed).hash(hasher),
            Outstanding::Money { armed, .. } => (2_u8, armed).hash(hasher),
            Outstanding::Query {
                version, asked_ms, ..
            } => (3_u8, version, asked_ms).hash(hasher),
            Outstanding::Signature { prepared, .. } => (4_u8, &prepared.digest).hash(hasher),
        }
    }
}
