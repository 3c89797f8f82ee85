//! The accounts of the page: a provider, what is confirmed of it, and how much is given back.

use super::messages::{Look, Sending};
use super::played::{Played, play};
use crate::merchant::{BASE, CAPTURED};
use refundkit::ledger::LedgerSettings;
use refundkit_examples::ledger_client::LedgerClient;
use refundkit_examples::providers::{DemoProvider, PROVIDERS, SIGNING_ONCE, VARIED};
use refundkit_simulator::simulated_provider::SimulatedProvider;

/// What a column shows, and its words on the page.
type Column = (Look, &'static str);

/// Where each refund is listed.
const LISTED: &[Column] = &[
    (Look::Nothing, "not listed"),
    (Look::Succeeded, "succeeded"),
    (Look::Pending, "pending"),
    (Look::Declined, "declined"),
    (Look::WithoutReference, "succeeded, without a reference"),
    (Look::OtherAmount, "another amount"),
    (Look::Unreadable, "unreadable"),
];

/// Where a total is shown.
const TOTAL: &[Column] = &[
    (Look::Nothing, "total unmoved"),
    (Look::Succeeded, "total moved by it"),
    (Look::OtherAmount, "total moved by another amount"),
    (Look::Unreadable, "unreadable"),
];

/// Where operations are shown, and it is not known whether all of them are.
const OPERATIONS: &[Column] = &[
    (Look::Nothing, "not listed"),
    (Look::Succeeded, "succeeded"),
    (Look::Declined, "declined"),
    (Look::OtherAmount, "another amount"),
    (Look::Unreadable, "unreadable"),
];

/// The state of a payment of which a part is given back.
const STATE_OF_A_PART: &[Column] = &[
    (Look::Nothing, "`Charged`, not carried out"),
    (Look::Succeeded, "`Charged`, carried out"),
    (Look::Pending, "`Refunding`"),
    (Look::Unreadable, "unreadable"),
];

/// The state of a payment of which everything is given back.
const STATE: &[Column] = &[
    (Look::Nothing, "`Charged`"),
    (Look::Pending, "`Refunding`"),
    (Look::Succeeded, "`Refunded`"),
    (Look::Unreadable, "unreadable"),
];

/// An account.
pub(super) struct Scene {
    pub(super) title: &'static str,
    pub(super) provider: DemoProvider,
    pub(super) merchant: Box<dyn LedgerClient>,
    /// The same provider where references do not come back.
    without_references: Option<DemoProvider>,
    pub(super) settings: LedgerSettings,
    pub(super) amount: i64,
    pub(super) columns: &'static [Column],
    /// The scene that it varies.
    pub(super) varies: Option<&'static str>,
}

impl Scene {
    fn of(title: &'static str, provider: &str, columns: &'static [Column]) -> Self {
        let provider = named(provider);
        Self {
            title,
            merchant: provider.ledger_at(BASE),
            provider,
            without_references: None,
            settings: LedgerSettings::new("shop"),
            amount: CAPTURED / 10,
            columns,
            varies: None,
        }
    }

    fn without_references(self, provider: &str) -> Self {
        Self {
            without_references: Some(named(provider)),
            ..self
        }
    }

    fn varying(self, base: &'static str) -> Self {
        Self {
            varies: Some(base),
            ..self
        }
    }

    fn with(mut self, set: impl FnOnce(&mut LedgerSettings)) -> Self {
        set(&mut self.settings);
        self
    }

    fn of_everything(self) -> Self {
        Self {
            amount: CAPTURED,
            ..self
        }
    }

    /// The provider that is looked at.
    pub(super) fn simulated_for(&self, look: Look) -> Box<dyn SimulatedProvider> {
        let silent = self.without_references.as_ref();
        let provider = silent.filter(|_| look == Look::WithoutReference);
        provider
            .unwrap_or(&self.provider)
            .simulated_for(BASE)
    }

    /// Whether a payment is looked at before a refund is sent.
    pub(super) fn is_looked_at_first(&self) -> bool {
        [LISTED, TOTAL].contains(&self.columns)
    }

    /// A row of the page, where the provider has words for it. What was not sent is not shown.
    pub(super) fn row(&self, sending: Sending) -> Option<Vec<Option<Played>>> {
        let cell = |look: Look| match sending.is_possible_before(look) {
            true => play(self, sending, look).map(Some),
            false => Some(None),
        };
        self.columns
            .iter()
            .map(|(look, _)| cell(*look))
            .collect()
    }
}

fn named(name: &str) -> DemoProvider {
    let known = PROVIDERS
        .into_iter()
        .chain(SIGNING_ONCE)
        .chain(VARIED);
    let mut found = known.filter(|provider| provider.name == name);
    found.next().expect("a provider")
}

const DAY: i64 = 86_400_000;

/// Every account of the page.
pub(super) fn scenes() -> Vec<Scene> {
    [session(), tranzzo(), legacy(), gateway(), themap()]
        .into_iter()
        .flatten()
        .collect()
}

fn session() -> Vec<Scene> {
    const BANK: &str = "Bank 131";
    let bank = |title| {
        let scene = Scene::of(title, "bank131-signing-once", LISTED);
        scene.without_references("bank131-without-references")
    };
    let glocal = Scene::of("Smart Glocal", "smart_glocal-signing-once", LISTED);
    vec![
        bank(BANK),
        bank("Bank 131, `key_lifetime_ms` of seven days")
            .varying(BANK)
            .with(|settings| settings.key_lifetime_ms = Some(7 * DAY)),
        bank("Bank 131, `no_other_refunds`")
            .varying(BANK)
            .with(|settings| settings.no_other_refunds = true),
        bank("Bank 131, `no_other_refunds`, and references do not come back")
            .varying(BANK)
            .with(alone_and_unmarked),
        glocal
            .without_references("bank131-without-references")
            .varying(BANK),
    ]
}

fn alone_and_unmarked(settings: &mut LedgerSettings) {
    settings.no_other_refunds = true;
    settings.echoes_references = Some(false);
}

fn alone(settings: &mut LedgerSettings) {
    settings.no_other_refunds = true;
}

fn tranzzo() -> Vec<Scene> {
    const TRANZZO: &str = "Tranzzo";
    let tranzzo = |title| {
        let scene = Scene::of(title, "tranzzo", LISTED);
        scene.without_references("tranzzo-without-references")
    };
    vec![
        tranzzo(TRANZZO),
        tranzzo("Tranzzo, `no_other_refunds`, and references do not come back")
            .varying(TRANZZO)
            .with(alone_and_unmarked),
    ]
}

fn legacy() -> Vec<Scene> {
    const AUTO: &str = "Sberbank, legacy gateway: `autoRefund.do`";
    const KEY: &str = "Sberbank, legacy gateway: `refund.do`, `external_refund_id_replays`";
    vec![
        Scene::of(AUTO, "sberbank_legacy", TOTAL),
        Scene::of(
            "Sberbank, legacy gateway: `autoRefund.do`, `no_other_refunds`",
            "sberbank_legacy",
            TOTAL,
        )
        .varying(AUTO)
        .with(alone),
        Scene::of(
            "Sberbank, legacy gateway: `refund.do`, its key not confirmed",
            "sberbank_legacy-refund",
            TOTAL,
        )
        .varying(AUTO),
        Scene::of(KEY, "sberbank_legacy-key", TOTAL).varying(AUTO),
        Scene::of(
            "Sberbank, legacy gateway: `refund.do`, `external_refund_id_replays`, `no_other_refunds`",
            "sberbank_legacy-key",
            TOTAL,
        )
        .varying(KEY)
        .with(alone),
    ]
}

fn gateway() -> Vec<Scene> {
    const REFUND: &str = "Sberbank, new gateway: `refund.do`";
    vec![
        Scene::of(REFUND, "sberbank_gateway", OPERATIONS),
        Scene::of(
            "Sberbank, new gateway: `refund.do`, `no_other_refunds`",
            "sberbank_gateway",
            OPERATIONS,
        )
        .varying(REFUND)
        .with(alone),
        Scene::of(
            "Sberbank, new gateway: `autoRefund`, its key not confirmed",
            "sberbank_gateway-auto",
            OPERATIONS,
        )
        .varying(REFUND),
    ]
}

fn themap() -> Vec<Scene> {
    const PART: &str = "theMAP: a part of the payment";
    const WHOLE: &str = "theMAP: the whole payment";
    vec![
        Scene::of(PART, "themap", STATE_OF_A_PART),
        Scene::of(
            "theMAP: a part of the payment, `no_other_refunds`",
            "themap",
            STATE_OF_A_PART,
        )
        .varying(PART)
        .with(alone),
        Scene::of(WHOLE, "themap", STATE).of_everything(),
        Scene::of(
            "theMAP: the whole payment, `no_other_refunds`",
            "themap",
            STATE,
        )
        .of_everything()
        .varying(WHOLE)
        .with(alone),
    ]
}
