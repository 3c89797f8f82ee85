//! The worlds that are searched, and for each guard the worlds in which its absence is tried.

use crate::scope::{Profile, Scope};

use Profile::{
    Gateway, GatewaySilent, Legacy, LegacyKeyless, Session, SessionSilent, TheMap, Tranzzo,
    TranzzoSilent,
};

/// Every scope, from quiet worlds to troubled ones.
pub(crate) fn scopes() -> Vec<Scope> {
    let all = [
        quiet(),
        lists(),
        silent(),
        books(),
        concurrent(),
        sessions(),
        gateways(),
        totals(),
        older_copies(),
        apart(),
    ];
    all.into_iter().flatten().collect()
}

/// A provider without faults: every refund has to succeed without a person.
fn quiet() -> Vec<Scope> {
    vec![
        Scope::new(Tranzzo, 1, &[60], ""),
        Scope::new(Tranzzo, 1, &[60, 60], ""),
        Scope::new(Tranzzo, 1, &[60, 60, 60], ""),
        Scope::new(Tranzzo, 1, &[200], ""),
        Scope::new(Tranzzo, 2, &[60, 60], ""),
        Scope::new(TranzzoSilent, 1, &[60, 60], ""),
        Scope::new(TheMap, 1, &[60, 60], ""),
        Scope::new(TheMap, 1, &[60, 60, 60], ""),
        Scope::new(TheMap, 1, &[200], ""),
        Scope::new(TheMap, 2, &[60, 60], ""),
    ]
}

/// A provider that lists references.
fn lists() -> Vec<Scope> {
    let trouble = |trouble: &str| Scope::new(Tranzzo, 1, &[60], trouble);
    let pair = |trouble: &str| Scope::new(Tranzzo, 1, &[60, 60], trouble);
    let misled = |scope: Scope| Scope {
        no_other_refunds: true,
        ..scope
    };
    vec![
        trouble("crash crash lost lost"),
        trouble("crash lost not_sent"),
        trouble("doubled lost crash"),
        Scope::new(Tranzzo, 1, &[200], "doubled lost"),
        Scope::new(Tranzzo, 1, &[120], "doubled lost crash"),
        trouble("refusal lost crash"),
        trouble("credentials turned_away not_sent crash"),
        trouble("lie lost crash"),
        trouble("late lost crash webhook"),
        trouble("portal lost webhook crash"),
        misled(trouble("portal lost webhook")),
        pair("portal lost"),
        pair("chargeback returned lost"),
        Scope::new(Tranzzo, 1, &[120, 60], "chargeback"),
        pair("returned crash"),
        trouble("person lost lost crash"),
        trouble("person lost frozen crash"),
        trouble("restore crash lost"),
        trouble("second_thread second_thread lost crash"),
        Scope::new(Tranzzo, 1, &[60, 60, 60], "lost crash"),
        Scope::new(Tranzzo, 1, &[120, 120, 60], "lost refusal"),
    ]
}

/// A provider that lists refunds without their references.
fn silent() -> Vec<Scope> {
    let told = |amounts: &[i64], trouble: &str| Scope {
        echoes: Some(false),
        no_other_refunds: true,
        ..Scope::new(TranzzoSilent, 1, amounts, trouble)
    };
    let unsure = |amounts: &[i64], trouble: &str| Scope::new(TranzzoSilent, 1, amounts, trouble);
    vec![
        unsure(&[60], "portal lost webhook crash"),
        Scope {
            echoes: Some(false),
            ..unsure(&[60], "portal lost crash")
        },
        told(&[60], "lost lost crash webhook"),
        told(&[60, 60], "lost crash"),
        told(&[60, 60], "lost doubled"),
        told(&[200], "lost doubled"),
        Scope {
            arrives_whenever: true,
            ..told(&[60, 60], "lost lost person")
        },
    ]
}

/// A provider that lists nothing: the own books.
fn books() -> Vec<Scope> {
    let map = |amounts: &[i64], trouble: &str| Scope::new(TheMap, 1, amounts, trouble);
    let alone = |scope: Scope| Scope {
        no_other_refunds: true,
        ..scope
    };
    vec![
        map(&[60], "crash crash lost lost"),
        alone(map(&[60], "crash crash lost lost webhook")),
        alone(map(&[60, 60], "crash lost webhook")),
        map(&[60, 60], "portal lost crash"),
        map(&[60], "portal lost webhook webhook"),
        map(&[200], "doubled lost"),
        alone(map(&[200], "doubled lost crash")),
        alone(map(&[120, 120], "lost crash refusal")),
        map(&[60], "late lost webhook crash"),
        map(&[60], "not_sent credentials crash"),
        map(&[60], "person lost lost frozen"),
        alone(Scope {
            arrives_whenever: true,
            ..map(&[60, 60], "person lost lost")
        }),
        map(&[60, 60, 60], "lost crash"),
    ]
}

/// Two workers on one payment.
fn concurrent() -> Vec<Scope> {
    let two = |profile, amounts: &[i64], trouble: &str| Scope::new(profile, 2, amounts, trouble);
    let uncounted = |scope: Scope| Scope {
        provider_counts: false,
        ..scope
    };
    let echoing = |scope: Scope| Scope {
        echoes: Some(true),
        ..scope
    };
    vec![
        two(Tranzzo, &[60], "crash lost not_sent"),
        two(Tranzzo, &[60], "reordered lost webhook"),
        two(Tranzzo, &[60], "frozen lost"),
        two(Tranzzo, &[60], "frozen person"),
        two(Tranzzo, &[60], "restore lost"),
        two(Tranzzo, &[60], "person lost crash"),
        uncounted(two(Tranzzo, &[120, 120], "lost")),
        uncounted(echoing(two(Tranzzo, &[120, 120], "lost crash"))),
        echoing(two(Tranzzo, &[60, 60], "lost crash")),
        two(Tranzzo, &[60, 60], "lost crash"),
        two(Tranzzo, &[60, 60], "doubled"),
        uncounted(two(TheMap, &[120, 120], "lost crash")),
        two(TheMap, &[60, 60], "lost crash not_sent"),
        two(TheMap, &[60], "second_thread lost crash"),
        two(TranzzoSilent, &[60], "portal lost crash"),
    ]
}

const DAY: i64 = 24 * 60 * 60_000;

pub(crate) fn keyed(scope: Scope) -> Scope {
    Scope {
        key_lifetime: Some(DAY),
        ..scope
    }
}

/// Bank 131 and Smart Glocal: a list, with and without references; a key that rejects, with and without its confirmation.
fn sessions() -> Vec<Scope> {
    let one = |trouble: &str| Scope::new(Session, 1, &[60], trouble);
    let pair = |trouble: &str| Scope::new(Session, 1, &[60, 60], trouble);
    let unsure = |amounts: &[i64], trouble: &str| Scope::new(SessionSilent, 1, amounts, trouble);
    let told = |amounts: &[i64], trouble: &str| Scope {
        echoes: Some(false),
        no_other_refunds: true,
        ..unsure(amounts, trouble)
    };
    let uncounted = |scope: Scope| Scope {
        provider_counts: false,
        ..scope
    };
    vec![
        Scope::new(Session, 1, &[60, 60], ""),
        Scope::new(SessionSilent, 1, &[60, 60], ""),
        keyed(Scope::new(Session, 2, &[60, 60], "")),
        one("crash lost lost"),
        keyed(one("crash lost lost")),
        keyed(one("lost lost doubled")),
        keyed(one("lost lost refusal")),
        keyed(one("lost lost reordered webhook")),
        keyed(one("lost portal webhook")),
        keyed(one("late lost lost webhook")),
        keyed(one("lie lost lost")),
        keyed(one("restore lost lost")),
        keyed(one("frozen lost lost crash")),
        keyed(pair("lost lost")),
        keyed(pair("chargeback returned lost")),
        keyed(uncounted(Scope::new(
            Session,
            1,
            &[120, 120],
            "lost lost crash",
        ))),
        keyed(Scope::new(Session, 2, &[60], "lost lost crash")),
        keyed(uncounted(Scope::new(Session, 2, &[120, 120], "lost lost"))),
        Scope {
            key_lifetime: Some(60_000),
            ..one("lost lost")
        },
        keyed(unsure(&[60], "portal lost lost webhook")),
        keyed(told(&[60], "lost lost crash webhook")),
        keyed(told(&[60, 60], "lost lost doubled")),
        told(&[60, 60], "lost crash"),
        keyed(Scope::new(SessionSilent, 2, &[60], "portal lost lost")),
    ]
}

/// The new gateway of Sberbank: a key that gives the first response again, with and without listed operations.
fn gateways() -> Vec<Scope> {
    let one = |profile, trouble: &str| Scope::new(profile, 1, &[60], trouble);
    let uncounted = |scope: Scope| Scope {
        provider_counts: false,
        ..scope
    };
    vec![
        Scope::new(Gateway, 1, &[60, 60], ""),
        Scope::new(GatewaySilent, 1, &[60, 60], ""),
        Scope::new(GatewaySilent, 2, &[60, 60], ""),
        one(Gateway, "crash lost lost"),
        one(GatewaySilent, "crash lost lost"),
        one(GatewaySilent, "lost lost doubled"),
        one(GatewaySilent, "lost lost refusal"),
        one(GatewaySilent, "late lost lost"),
        one(GatewaySilent, "lie lost crash"),
        one(GatewaySilent, "person lost frozen"),
        one(GatewaySilent, "portal lost lost"),
        Scope::new(GatewaySilent, 1, &[60, 60], "lost lost"),
        uncounted(Scope::new(GatewaySilent, 1, &[120, 120], "lost lost crash")),
        Scope::new(Gateway, 2, &[60], "lost lost crash"),
        uncounted(Scope::new(GatewaySilent, 2, &[120, 120], "lost lost")),
    ]
}

/// The legacy gateway of Sberbank: a total alone, with a key that gives the first response again and without one.
fn totals() -> Vec<Scope> {
    let one = |profile, trouble: &str| Scope::new(profile, 1, &[60], trouble);
    let pair = |trouble: &str| Scope::new(LegacyKeyless, 1, &[60, 100], trouble);
    let equal = |trouble: &str| Scope::new(LegacyKeyless, 1, &[60, 60], trouble);
    vec![
        Scope::new(Legacy, 1, &[60, 60], ""),
        Scope::new(LegacyKeyless, 1, &[60, 60], ""),
        Scope::new(LegacyKeyless, 2, &[60, 60], ""),
        one(Legacy, "crash lost lost"),
        one(Legacy, "lost lost doubled"),
        one(Legacy, "lost lost refusal webhook"),
        one(Legacy, "portal lost lost webhook"),
        one(Legacy, "late lost lost webhook"),
        alone(one(LegacyKeyless, "crash crash lost lost")),
        alone(one(LegacyKeyless, "doubled lost credentials")),
        alone(one(LegacyKeyless, "late lost crash")),
        alone(one(LegacyKeyless, "refusal lost lost crash")),
        alone(one(LegacyKeyless, "returned lost crash")),
        alone(pair("lost lost")),
        alone(pair("doubled lost")),
        alone(equal("lost crash")),
        alone(equal("doubled lost")),
        alone(Scope {
            arrives_whenever: true,
            ..equal("lost lost person")
        }),
        one(LegacyKeyless, "portal lost crash"),
        one(LegacyKeyless, "portal refusal lost"),
        one(LegacyKeyless, "chargeback lost crash"),
        one(LegacyKeyless, "person lost frozen"),
        pair("portal lost"),
        uncounted(Scope::new(LegacyKeyless, 1, &[120, 120], "lost crash")),
        uncounted(Scope::new(LegacyKeyless, 1, &[120, 120], "portal lost")),
        Scope::new(Legacy, 2, &[60], "lost lost crash"),
        alone(Scope::new(LegacyKeyless, 2, &[60], "lost reordered")),
        uncounted(Scope::new(LegacyKeyless, 2, &[120, 120], "lost")),
    ]
}

/// Looks at older copies of the provider's books, which show less than the record proves.
fn older_copies() -> Vec<Scope> {
    let pair = |profile, trouble: &str| Scope::new(profile, 1, &[60, 60], trouble);
    vec![
        pair(Tranzzo, "older_copy doubled credentials"),
        pair(Tranzzo, "older_copy lost crash"),
        pair(Session, "older_copy refusal crash"),
        pair(Legacy, "older_copy lost"),
        pair(LegacyKeyless, "older_copy refusal"),
    ]
}

/// Two workers whose clocks are ten minutes apart, so that the second one thinks too early that it is quiet.
fn apart() -> Vec<Scope> {
    let two = |profile, amounts: &[i64], trouble: &str| Scope {
        clocks_apart: 10 * 60_000,
        ..Scope::new(profile, 2, amounts, trouble)
    };
    vec![
        two(Tranzzo, &[60], "lost"),
        two(Tranzzo, &[60], "frozen"),
        two(TheMap, &[60], "lost lost crash"),
        two(TheMap, &[60, 60], "lost"),
        two(TheMap, &[60], "person lost"),
        keyed(two(Session, &[60], "lost lost")),
        alone(two(SessionSilent, &[60], "lost lost")),
        two(GatewaySilent, &[60], "lost lost crash"),
        two(Legacy, &[60], "lost lost crash"),
        alone(two(LegacyKeyless, &[60], "lost crash")),
        alone(two(LegacyKeyless, &[60, 60], "lost")),
    ]
}

pub(crate) fn alone(scope: Scope) -> Scope {
    Scope {
        no_other_refunds: true,
        ..scope
    }
}

fn uncounted(scope: Scope) -> Scope {
    Scope {
        provider_counts: false,
        ..scope
    }
}
