//! What a step does, found in one look at the books of what is known now.

use super::facts::Fact;
use super::machine::Machine;
use super::plan::Plan;
use super::provider::LedgerProvider;
use super::record::Record;
use super::repeat::request_to_arm;
use crate::http::HttpRequest;

/// What to do, with everything that was heard.
pub(super) struct Planned {
    pub(super) draft: Record,
    pub(super) plan: Plan,
    /// Whether the row is loaded for nothing, where the draft says nothing new.
    pub(super) is_due_too_early: bool,
    pub(super) sending: Option<Sending>,
}

/// A refund that is armed, and its request without credentials.
pub(super) type Sending = (String, HttpRequest);

impl Machine {
    /// What to do, with everything that was heard, and what is sent. A refund whose request cannot be built any more, or not
    /// again as it was sent, is passed over. A listener sends nothing, so that it cannot tell.
    pub(super) fn plan(&mut self, provider: &dyn LedgerProvider) -> Planned {
        loop {
            let planned = self.plan_once();
            let refund = match planned.plan {
                Plan::Arm(place) if !self.listens => planned.draft.refunds.get(place),
                _ => None,
            };
            let Some(refund) = refund else {
                return planned;
            };
            let reference = refund.reference.clone();
            if let Some(request) = request_to_arm(provider, &planned.draft, refund) {
                return Planned {
                    sending: Some((reference, request)),
                    ..planned
                };
            }
            self.facts.push(Fact::Unbuildable {
                reference,
                at_ms: self.now_ms,
            });
        }
    }

    fn plan_once(&self) -> Planned {
        let next = self.version.saturating_add(1);
        let (mut draft, (plan, waits, is_due_too_early)) = self.current_and(|books| {
            let plan = books.plan(self.version, self.now_ms);
            let waits = books.waits(next, self.now_ms);
            let is_due_too_early = self.is_due_too_early(books, &plan);
            (plan, waits, is_due_too_early)
        });
        draft.waits = waits;
        Planned {
            draft,
            plan,
            is_due_too_early,
            sending: None,
        }
    }
}
