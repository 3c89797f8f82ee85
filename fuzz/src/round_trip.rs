//! A refund built of structured bytes, sent to the provider's own side, answered, announced and understood again.
//!
//! What is built arrives, and with the amount that was asked for; a success of one minor unit more is no success, unless
//! the provider names no amount at all; a status and a webhook show no success of this amount that the provider did not have.

mod calls;
mod parties;

use self::calls::calls;
use self::parties::exchanges;
use crate::fixtures::{documents, operation, text};
use crate::mutations::Mutation;
use arbitrary::{Arbitrary, Unstructured};
use refundkit::{BlindingSeed, CallContext, RefundEntry, Rejection, providers};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// One merchant, one provider, and what may be asked between them.
type Exchange = Box<dyn Fn(Asked<'_>) + Send + Sync>;

/// What the fuzzer chooses.
#[derive(Arbitrary, Debug)]
struct Asked<'a> {
    exchange: u8,
    refund: u8,
    status: u8,
    channel: u8,
    mutations: Vec<Mutation<'a>>,
}

macro_rules! pair {
    ($module:ident $name:literal $client:ident $server:ident [Merchant QueryStatus SignElsewhere $hook:ident $($more:ident)*]) => {
        (SIGNED, exchanged!($module $name $client $server $hook))
    };
    ($module:ident $name:literal $client:ident $server:ident [Merchant QueryStatus $hook:ident $($more:ident)*]) => {
        (PLAIN, exchanged!($module $name $client $server $hook))
    };
    ($module:ident $name:literal $asked:ident $caller:ident [AnswerRefunds]) => {
        (PLAIN, calls::<providers::$module::$caller, providers::$module::$asked>($name))
    };
}

macro_rules! exchanged {
    ($module:ident $name:literal $client:ident $server:ident $hook:ident) => {{
        type Client = providers::$module::$client;
        exchanges::<Client, providers::$module::$server>($name, hook!($hook))
    }};
}

macro_rules! hook {
    (VerifyWebhooks) => {
        |client: &Client, webhook| {
            let parsed = client.parse_webhook(webhook);
            signed(parsed.map(|parsed| parsed.event.entries))
        }
    };
    ($other:ident) => {
        |_, _| None
    };
}

/// The refunds that an event announces, unless the merchant of the fixture has no key to verify with.
fn signed(read: Result<Vec<RefundEntry>, Rejection>) -> Option<Vec<RefundEntry>> {
    match read {
        Ok(entries) => Some(entries),
        Err(rejection) => {
            let is_keyless = rejection
                .error
                .field()
                .starts_with("credentials.");
            assert!(is_keyless, "the provider's own signature: {rejection:?}");
            None
        }
    }
}

macro_rules! pairs {
    ($($module:ident {
        $($(#[doc = $doc:literal])* $name:literal $client:ident $types:tt $can:tt
          $(#[doc = $other:literal])* $other_name:literal $server:ident $other_types:tt $serves:tt)*
    })*) => {
        vec![$($(pair!($module $name $client $server $can)),*),*]
    };
}

/// Requests with a signature cost a hundred times what others do.
const SIGNED: bool = true;
const PLAIN: bool = false;

/// From this byte on, a signed exchange: a few in a hundred.
const FIRST_SIGNED: u8 = 252;

/// Exchanges by what they cost.
#[derive(Default)]
struct Exchanges {
    plain: Vec<Exchange>,
    signed: Vec<Exchange>,
}

impl Exchanges {
    fn of_all_providers() -> Self {
        let all: Vec<(bool, Vec<Exchange>)> = refundkit::for_each_provider!(pairs);
        let mut exchanges = Self::default();
        for (is_signed, made) in all {
            assert!(!made.is_empty(), "a provider without an exchange");
            exchanges.add(is_signed, made);
        }
        exchanges
    }

    fn add(&mut self, is_signed: bool, made: Vec<Exchange>) {
        if is_signed {
            self.signed.extend(made);
        } else {
            self.plain.extend(made);
        }
    }

    fn chosen(&self, choice: u8) -> &Exchange {
        let exchanges = if choice < FIRST_SIGNED {
            &self.plain
        } else {
            &self.signed
        };
        &exchanges[usize::from(choice) % exchanges.len()]
    }
}

static EXCHANGES: LazyLock<Exchanges> = LazyLock::new(Exchanges::of_all_providers);

/// Plays one exchange.
pub(crate) fn run(data: &[u8]) {
    let all = &*EXCHANGES;
    let Ok(asked) = Asked::arbitrary_take_rest(Unstructured::new(data)) else {
        return;
    };
    let play = all.chosen(asked.exchange);
    play(asked);
}

/// Merchant of the fixtures in every exchange, unchanged.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let exchanges = u8::try_from(EXCHANGES.plain.len()).expect("a few");
    let mut seeds = Vec::new();
    for exchange in 0..exchanges.min(FIRST_SIGNED) {
        for refund in 0..30 {
            seeds.push(vec![exchange, refund, refund, refund / 5]);
        }
    }
    for exchange in FIRST_SIGNED..=u8::MAX {
        for channel in 0..3 {
            seeds.push(vec![exchange, channel, 0, channel]);
        }
    }
    seeds
}

/// What is called, beside the readers.
const BUILDERS: [&str; 5] = [
    "build_request",
    "build_status_request",
    "build_webhook",
    "build_response",
    "build_status_response",
];

/// What is called.
pub(crate) fn reaches() -> BTreeSet<String> {
    documents()
        .map(operation)
        .filter(|name| {
            BUILDERS
                .iter()
                .any(|builder| name.ends_with(builder))
        })
        .collect()
}

fn ambient() -> CallContext {
    CallContext::new(1_539_166_210_100, BlindingSeed::new([7; 32]))
}

/// The different refunds that the fixtures ask of one provider.
fn refunds_of(provider: &str) -> Vec<Value> {
    let mut known = BTreeSet::new();
    documents()
        .filter(|document| text(document, "provider") == provider)
        .filter_map(|document| document.get("refund"))
        .filter(|refund| known.insert(refund.to_string()))
        .cloned()
        .collect()
}
