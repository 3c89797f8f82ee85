//! A refund built of structured bytes, sent to the provider's own side, answered, announced and understood again.
//!
//! What is built arrives, and with the amount that was asked for; a success of one minor unit more is no success, unless
//! the provider names no amount at all.

mod calls;
mod parties;

use self::calls::calls;
use self::parties::{Ways, exchanges};
use crate::edits::Edit;
use crate::fixtures::{documents, operation, text};
use arbitrary::{Arbitrary, Unstructured};
use refundkit::{
    AsksStatus, BlindingSeed, BuildsRequests, CallContext, RefundEvent, Rejection, SignsRequests,
    SignsStatus, VerifiesWebhooks,
};
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
    edits: Vec<Edit<'a>>,
}

macro_rules! pair {
    ($name:literal $client:ident $server:ident [refunds signs_requests reads_status signs_status $hook:ident]) => {{
        type Client = refundkit::$client;
        let made = exchanges::<Client, refundkit::$server>($name, || Ways {
            request: |client, refund| SignsRequests::build_request(client, refund, &seed()),
            status: |client, refund| SignsStatus::build_status_request(client, refund, &seed()),
            settle: hook!($hook),
        });
        (SIGNED, made)
    }};
    ($name:literal $client:ident $server:ident
        [refunds builds_requests reads_status asks_status $hook:ident $($more:ident)*]) => {{
        type Client = refundkit::$client;
        let made = exchanges::<Client, refundkit::$server>($name, || Ways {
            request: <Client as BuildsRequests>::build_request,
            status: <Client as AsksStatus>::build_status_request,
            settle: hook!($hook),
        });
        (PLAIN, made)
    }};
    ($name:literal $asked:ident $caller:ident [answers_refunds $($more:ident)*]) => {
        (PLAIN, calls::<refundkit::$caller, refundkit::$asked>($name))
    };
}

macro_rules! hook {
    (verifies_webhooks) => {
        |client, refund, webhook| {
            let event = signed(VerifiesWebhooks::parse_webhook(client, webhook))?;
            Some(client.settle(refund, &event).expect("an outcome"))
        }
    };
    ($other:ident) => {
        |_, _, _| None
    };
}

/// The event, unless the merchant of the fixture has no key to verify with.
fn signed(read: Result<RefundEvent, Rejection>) -> Option<RefundEvent> {
    match read {
        Ok(event) => Some(event),
        Err(rejection) => {
            let is_keyless = rejection.error.field().starts_with("credentials.");
            assert!(is_keyless, "the provider's own signature: {rejection:?}");
            None
        }
    }
}

macro_rules! pairs {
    ($($module:ident {
        $($(#[doc = $doc:literal])* $name:literal $client:ident $can:tt
          $(#[doc = $other:literal])* $other_name:literal $server:ident $serves:tt)*
    })*) => {
        vec![$($(pair!($name $client $server $can)),*),*]
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

/// Refunds of the fixtures in every exchange, unchanged.
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
        .filter(|name| BUILDERS.iter().any(|builder| name.ends_with(builder)))
        .collect()
}

fn seed() -> BlindingSeed {
    BlindingSeed::new([7; 32])
}

fn ambient() -> CallContext {
    CallContext {
        now: 1_539_166_210_100,
        seed: seed(),
    }
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
