//! A scope: which provider, how many workers and refunds, and how much of each kind of trouble.

use crate::provider::ModelProvider;
use refundkit::ledger::{Guard, LedgerProvider, LedgerTerms, Signer};
use refundkit::{
    Bank131, Endpoint, Money, SberbankGateway, SberbankGatewayConfig, SberbankGatewayCredentials,
    SberbankLegacy, SberbankLegacyConfig, SberbankLegacyCredentials, SberbankLegacyRefund,
    SberbankMethod, SessionConfig, SessionCredentials, TheMap, TheMapConfig, TheMapCredentials,
    Tranzzo, TranzzoConfig, TranzzoCredentials,
};

/// Whose terms, and whether references come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Tranzzo, which lists the references.
    Tranzzo,
    /// Tranzzo, if it did not list them.
    TranzzoSilent,
    /// theMAP: no list, no reference.
    TheMap,
    /// Bank 131 and Smart Glocal, where the metadata of refunds comes back.
    Session,
    /// The same where it does not.
    SessionSilent,
    /// The new gateway of Sberbank, where operations are listed: the key gives the first response again.
    Gateway,
    /// The same where they are not.
    GatewaySilent,
    /// The legacy gateway of Sberbank, a total alone: the key gives the first response again, and signed callbacks carry it.
    Legacy,
    /// The same without a key.
    LegacyKeyless,
}

/// How much of each kind of trouble may happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Trouble {
    pub(crate) crash: u8,
    /// A response that does not come back; the request may still be on its way.
    pub(crate) lost: u8,
    pub(crate) not_sent: u8,
    pub(crate) doubled: u8,
    pub(crate) refusal: u8,
    pub(crate) credentials: u8,
    pub(crate) turned_away: u8,
    /// A response that contradicts itself.
    pub(crate) lie: u8,
    /// A refund that the provider takes and decides later.
    pub(crate) late: u8,
    pub(crate) portal: u8,
    pub(crate) chargeback: u8,
    pub(crate) returned: u8,
    pub(crate) webhook: u8,
    pub(crate) person: u8,
    pub(crate) restore: u8,
    /// A worker that stands still between two calls while time passes.
    pub(crate) frozen: u8,
    /// A look whose response is older than others that arrive before it.
    pub(crate) reordered: u8,
    /// A second thread that asks the same object.
    pub(crate) second_thread: u8,
    /// A look at a copy of the provider's books from before everything, once a refund has succeeded.
    pub(crate) older_copy: u8,
}

/// One small world.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) profile: Profile,
    pub(crate) workers: usize,
    /// By how many milliseconds the clock of the second worker is ahead.
    pub(crate) clocks_apart: i64,
    pub(crate) amounts: Vec<i64>,
    pub(crate) captured: i64,
    pub(crate) trouble: Trouble,
    pub(crate) no_other_refunds: bool,
    pub(crate) echoes: Option<bool>,
    /// For how long the provider refuses a key that it knows, where the host had that confirmed.
    pub(crate) key_lifetime: Option<i64>,
    /// Whether a refunded total, or the state of a payment, counts chargebacks.
    pub(crate) counts_chargebacks: bool,
    /// Whether the provider itself refuses what exceeds the payment.
    pub(crate) provider_counts: bool,
    /// Whether a request may arrive after the quiet time.
    pub(crate) arrives_whenever: bool,
    pub(crate) without: Option<Guard>,
}

impl Scope {
    /// `trouble` names each kind as often as it may happen.
    pub(crate) fn new(profile: Profile, workers: usize, amounts: &[i64], trouble: &str) -> Self {
        Self {
            profile,
            workers,
            clocks_apart: 0,
            amounts: amounts.to_vec(),
            captured: 200,
            trouble: Trouble::of(trouble),
            no_other_refunds: false,
            echoes: None,
            key_lifetime: None,
            counts_chargebacks: false,
            provider_counts: true,
            arrives_whenever: false,
            without: None,
        }
    }

    pub(crate) fn provider(&self) -> ModelProvider {
        let terms = LedgerTerms {
            // Nothing is signed here.
            signer: Signer::Nobody,
            ..terms(self.profile)
        };
        let lists = self.profile != Profile::TheMap;
        ModelProvider { terms, lists }
    }

    /// Whether weak evidence may be believed although somebody else refunds: the host said what is not true, and no
    /// reference comes back that would tell.
    pub(crate) fn is_misconfigured(&self) -> bool {
        let chargeback = self.counts_chargebacks && self.trouble.chargeback > 0;
        self.no_other_refunds && (self.trouble.portal > 0 || chargeback) && !self.echoes()
    }

    /// Whether references come back.
    pub(crate) fn echoes(&self) -> bool {
        matches!(
            self.profile,
            Profile::Tranzzo | Profile::Session | Profile::Gateway
        )
    }

    /// Whether a repeated key gives the first response again.
    pub(crate) fn replays(&self) -> bool {
        self.profile == Profile::Legacy || self.is_gateway()
    }

    /// Whether it is the new gateway of Sberbank, where nobody looks before the first sending.
    pub(crate) fn is_gateway(&self) -> bool {
        matches!(self.profile, Profile::Gateway | Profile::GatewaySilent)
    }

    /// Whether a refunded total is all that is shown.
    pub(crate) fn shows_total(&self) -> bool {
        matches!(self.profile, Profile::Legacy | Profile::LegacyKeyless)
    }

    /// `profile, workers, refunds, trouble`, for the tables.
    pub(crate) fn describe(&self) -> String {
        let amounts: Vec<String> = self
            .amounts
            .iter()
            .map(i64::to_string)
            .collect();
        let mut text = format!(
            "{:?} | {} | {} of {}",
            self.profile,
            self.workers,
            amounts.join(" + "),
            self.captured
        );
        let key = self.key_lifetime.map(|lifetime| {
            let minutes = lifetime / 60_000;
            format!("the key is refused again for {minutes} min")
        });
        let options = [
            (self.no_other_refunds, "nobody else refunds"),
            (self.echoes == Some(true), "references come back"),
            (self.echoes == Some(false), "references do not come back"),
            (self.counts_chargebacks, "chargebacks are counted"),
            (!self.provider_counts, "the provider counts nothing"),
            (self.arrives_whenever, "requests arrive whenever"),
            (self.clocks_apart > 0, "clocks ten minutes apart"),
        ];
        let options = options.iter().filter(|(holds, _)| *holds);
        let mut words: Vec<String> = options
            .map(|(_, word)| (*word).to_owned())
            .collect();
        words.extend(key);
        words.extend(self.trouble.words());
        text.push_str(" | ");
        text.push_str(&words.join(", "));
        text
    }
}

impl Trouble {
    /// Each word is one occasion of that kind.
    pub(crate) fn of(words: &str) -> Self {
        let mut trouble = Self::default();
        for word in words.split_whitespace() {
            let kind = match word {
                "crash" => &mut trouble.crash,
                "lost" => &mut trouble.lost,
                "not_sent" => &mut trouble.not_sent,
                "doubled" => &mut trouble.doubled,
                "refusal" => &mut trouble.refusal,
                "credentials" => &mut trouble.credentials,
                "turned_away" => &mut trouble.turned_away,
                "lie" => &mut trouble.lie,
                "late" => &mut trouble.late,
                "portal" => &mut trouble.portal,
                "chargeback" => &mut trouble.chargeback,
                "returned" => &mut trouble.returned,
                "webhook" => &mut trouble.webhook,
                "person" => &mut trouble.person,
                "restore" => &mut trouble.restore,
                "frozen" => &mut trouble.frozen,
                "reordered" => &mut trouble.reordered,
                "second_thread" => &mut trouble.second_thread,
                "older_copy" => &mut trouble.older_copy,
                other => panic!("{other} is no kind of trouble"),
            };
            *kind += 1;
        }
        trouble
    }

    fn words(&self) -> Vec<String> {
        let all = [
            ("crash", self.crash),
            ("lost", self.lost),
            ("not sent", self.not_sent),
            ("doubled", self.doubled),
            ("refusal", self.refusal),
            ("credentials refused", self.credentials),
            ("turned away", self.turned_away),
            ("contradiction", self.lie),
            ("late effect", self.late),
            ("portal refund", self.portal),
            ("chargeback", self.chargeback),
            ("returned refund", self.returned),
            ("webhook to a listener", self.webhook),
            ("person", self.person),
            ("restored backup", self.restore),
            ("frozen worker", self.frozen),
            ("reordered", self.reordered),
            ("second thread", self.second_thread),
            ("older copy", self.older_copy),
        ];
        let some = all.iter().filter(|(_, count)| *count > 0);
        some.map(|(word, count)| match count {
            1 => (*word).to_owned(),
            count => format!("{word} x{count}"),
        })
        .collect()
    }
}

fn terms(profile: Profile) -> LedgerTerms {
    match profile {
        Profile::Tranzzo | Profile::TranzzoSilent => {
            let credentials = TranzzoCredentials {
                pos_id: "pos".into(),
                api_key: "key".into(),
                api_secret: "secret".into(),
                endpoints_key: "endpoints".into(),
            };
            let tranzzo = Tranzzo::new(TranzzoConfig::default(), credentials);
            tranzzo
                .expect("the credentials are good")
                .terms()
        }
        Profile::Session | Profile::SessionSilent => {
            let credentials = SessionCredentials {
                project: "project".into(),
                private_key: None,
                public_key: None,
                provider_keys: Vec::new(),
                submerchant: None,
            };
            let bank = Bank131::new(SessionConfig::default(), credentials);
            bank.expect("the credentials are good")
                .terms()
        }
        Profile::Gateway | Profile::GatewaySilent => {
            let credentials = SberbankGatewayCredentials::with_password("login", "password");
            let gateway = SberbankGateway::new(SberbankGatewayConfig::default(), credentials);
            gateway
                .expect("the credentials are good")
                .terms()
        }
        Profile::Legacy => legacy_terms(true),
        Profile::LegacyKeyless => legacy_terms(false),
        Profile::TheMap => {
            let config = TheMapConfig::at(Endpoint::Demo);
            let credentials = TheMapCredentials {
                key: "key".into(),
                signing_key: None,
            };
            let themap = TheMap::new(config, credentials);
            themap
                .expect("the credentials are good")
                .terms()
        }
    }
}

fn legacy_terms(external_refund_id_replays: bool) -> LedgerTerms {
    let mut config = SberbankLegacyConfig::default();
    config.external_refund_id_replays = external_refund_id_replays;
    let credentials = SberbankLegacyCredentials::with_password("login", "password");
    let legacy = SberbankLegacy::new(config, credentials).expect("the credentials are good");
    let amount = Money::new(1, "RUB");
    let mut refund = SberbankLegacyRefund::new(SberbankMethod::Refund, "order", amount);
    refund.external_refund_id = Some("key".to_owned());
    LedgerTerms {
        profile: legacy.profile(&refund),
        ..legacy.terms()
    }
}
