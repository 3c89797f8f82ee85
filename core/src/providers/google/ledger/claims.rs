//! The claims of a request: whether another one is permitted, and which of them the record keeps.

use super::record::{Claim, Refund};

/// As many claims of one request may be open.
const OPEN_CLAIMS: usize = 32;

impl Refund {
    /// Whether nothing holds its amount: it has no result, and none of its claims moved money.
    pub(super) fn holds_nothing(&self) -> bool {
        self.result().is_none() && self.was_called_off()
    }

    /// Whether it was said of all its payouts that they moved nothing. Where money moved all the same, another request may have taken
    /// its amount meanwhile, or the result is wrong.
    pub(super) fn was_called_off(&self) -> bool {
        self.claims
            .iter()
            .all(|claim| claim.not_paid)
    }

    /// Whether a payout may be repeated under its key: no host permitted one that may have moved money without replaying, and
    /// there are not too many of them. Further ones would make the record grow for ever: the last one is checked instead.
    pub(super) fn replays(&self) -> bool {
        let open = self
            .claims
            .iter()
            .filter(|claim| !claim.not_paid);
        let is_few = open.clone().count() < OPEN_CLAIMS;
        let mut words = open.map(|claim| claim.replays.unwrap_or(true));
        is_few && words.all(|replays| replays)
    }

    /// Adds a claim. Of those that are proven to have moved nothing the first and the last stay, by what the host said of replays.
    pub(super) fn permit(&mut self, claim: Claim) {
        let claims = std::mem::take(&mut self.claims);
        let is_between = |claim: &Claim| {
            let mut alike = claims
                .iter()
                .filter(|other| other.not_paid && other.replays == claim.replays);
            let ends = [alike.next(), alike.next_back()];
            claim.not_paid && !ends.contains(&Some(claim))
        };
        let kept = claims
            .iter()
            .filter(|claim| !is_between(claim));
        self.claims = kept.cloned().chain([claim]).collect();
    }

    /// Whether it has every claim and every end of an earlier one, besides the claims that it may have forgotten since.
    pub(super) fn follows(&self, earlier: &Self) -> bool {
        let mut claims = earlier.claims.iter();
        let mut ends = earlier.ends.iter().zip(&self.ends);
        claims.all(|claim| self.has(claim) || self.may_have_forgotten(claim))
            && earlier.ends.len() <= self.ends.len()
            && ends.all(|(known, end)| known.says_the_same(end))
    }

    /// Two claims of one version in two rows have different times.
    fn has(&self, claim: &Claim) -> bool {
        let mut claims = self.claims.iter();
        claims.any(|known| known.version == claim.version && known.before_ms == claim.before_ms)
    }

    /// Whether it lay between two that moved nothing, as `permit` forgets them.
    fn may_have_forgotten(&self, claim: &Claim) -> bool {
        let kept = || {
            let claims = self.claims.iter();
            claims.filter(|kept| kept.not_paid && kept.replays == claim.replays)
        };
        kept().any(|kept| kept.version < claim.version)
            && kept().any(|kept| kept.version > claim.version)
    }
}
