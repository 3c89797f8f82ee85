//! Worlds that meet several kinds of trouble together.

use crate::scope::Profile::{
    Gateway, GatewaySilent, Legacy, LegacyKeyless, Session, SessionSilent, TheMap, Tranzzo,
    TranzzoSilent,
};
use crate::scope::{Scope, Trouble};
use crate::tables::{alone, keyed};

/// A request that arrives twice, of which one copy is refused and the other one carried out later: no ledger can tell.
const NOT_COVERED: [(&str, &str); 2] = [("doubled", "refusal"), ("doubled", "late")];

/// The same where nothing is listed, so that no look tells.
const NOT_COVERED_WITHOUT_A_LIST: (&str, &str) = ("doubled", "credentials");

/// A world, and how many kinds of trouble it meets together: every choice of so many is searched.
pub(crate) struct Base {
    pub(crate) scope: Scope,
    pub(crate) together: usize,
}

pub(crate) fn bases() -> Vec<Base> {
    let with = |scopes: Vec<Scope>, together| {
        let base = move |scope| Base { scope, together };
        scopes.into_iter().map(base)
    };
    with(in_threes(), 3)
        .chain(with(in_pairs(), 2))
        .collect()
}

/// The two profiles that differ most: references that come back, and a state alone.
fn in_threes() -> Vec<Scope> {
    let one = |profile| Scope::new(profile, 1, &[60], "");
    vec![
        one(Tranzzo),
        one(TheMap),
        alone(one(TheMap)),
        counting_chargebacks(alone(one(TheMap))),
    ]
}

fn counting_chargebacks(scope: Scope) -> Scope {
    Scope {
        counts_chargebacks: true,
        ..scope
    }
}

fn in_pairs() -> Vec<Scope> {
    let told = |scope: Scope| Scope {
        echoes: Some(false),
        no_other_refunds: true,
        ..scope
    };
    let one = |profile| Scope::new(profile, 1, &[60], "");
    vec![
        one(TranzzoSilent),
        told(one(TranzzoSilent)),
        one(Session),
        keyed(one(Session)),
        one(SessionSilent),
        keyed(one(SessionSilent)),
        keyed(told(one(SessionSilent))),
        one(Gateway),
        one(GatewaySilent),
        one(Legacy),
        one(LegacyKeyless),
        alone(one(LegacyKeyless)),
        counting_chargebacks(alone(one(LegacyKeyless))),
    ]
}

/// The kinds of trouble that a base meets. After a restored backup nothing tells of a refund whose reference does not come
/// back, or that is not looked for before the first sending, so that those worlds have none.
pub(crate) fn kinds(base: &Scope) -> Vec<&'static str> {
    let all = [
        "crash",
        "lost",
        "not_sent",
        "doubled",
        "refusal",
        "credentials",
        "lie",
        "late",
        "portal",
        "chargeback",
        "returned",
        "webhook",
        "person",
        "restore",
        "frozen",
        "reordered",
        "second_thread",
    ];
    let mut kinds = all.to_vec();
    kinds.retain(|kind| *kind != "restore" || (base.echoes() && !base.replays()));
    // Nobody signs a callback of the new gateway.
    kinds.retain(|kind| *kind != "webhook" || !base.is_gateway());
    kinds
}

impl Scope {
    /// A world for every so many kinds of trouble together, but for the pairs that the page says are not covered.
    pub(crate) fn together(&self, kinds: &[&str], size: usize) -> Vec<Self> {
        let of_trouble = |kinds: Vec<&str>| Self {
            trouble: Trouble::of(&kinds.join(" ")),
            ..self.clone()
        };
        self.covered(kinds, size)
            .into_iter()
            .map(of_trouble)
            .collect()
    }

    fn covered<'k>(&self, kinds: &[&'k str], size: usize) -> Vec<Vec<&'k str>> {
        let Some(rest) = size.checked_sub(1) else {
            return vec![Vec::new()];
        };
        let mut found = Vec::new();
        for (place, first) in kinds.iter().enumerate() {
            let later: Vec<&str> = kinds
                .iter()
                .skip(place + 1)
                .copied()
                .filter(|second| self.covers((*first, *second)))
                .collect();
            let with_first = self
                .covered(&later, rest)
                .into_iter()
                .map(|others| [vec![*first], others].concat());
            found.extend(with_first);
        }
        found
    }

    fn lists_nothing(&self) -> bool {
        self.is_gateway() || self.profile == TheMap
    }

    fn covers(&self, pair: (&str, &str)) -> bool {
        let unlisted = self.lists_nothing() && pair == NOT_COVERED_WITHOUT_A_LIST;
        !NOT_COVERED.contains(&pair) && !unlisted
    }
}
