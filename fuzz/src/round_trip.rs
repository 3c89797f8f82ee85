//! A refund built of structured bytes, sent to the provider's own side, answered, announced and understood again.
//!
//! What is built arrives, and with the amount that was asked for; a success of one minor unit more is no success, unless
//! the provider names no amount at all.

use crate::edits::{Edit, apply};
use crate::fixtures::{DOCUMENTS, documents, member, open, operation, text};
use crate::outcomes::{Expected, amount};
use crate::told::Told;
use arbitrary::{Arbitrary, Unstructured};
use refundkit::kit::decode;
use refundkit::{
    CallContext, SendResult, AnswersRefunds, AsksStatus, BlindingSeed, BuildsRequests, CallsRefunds,
    HttpRequest, Money, ReadsStatus, ReceivedRequest, RefundError, RefundEvent, RefundOutcome,
    RefundReply, RefundStatus, RefundUpdate, Refunds, SendsWebhooks, ServesRefunds, ServesStatus,
    SignsRequests, SignsStatus, Stored, VerifiesWebhooks,
};
use serde::de::DeserializeOwned;
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

/// How one class does what another does otherwise.
struct Ways<P: Refunds> {
    request: fn(&P, &P::Refund) -> Result<HttpRequest, RefundError>,
    status: fn(&P, &P::Refund) -> Result<HttpRequest, RefundError>,
    settle: fn(&P, &P::Refund, &ReceivedRequest) -> Option<RefundOutcome>,
}

/// Everything that an exchange needs of the fixtures.
struct Parties<P: Refunds, S> {
    merchant: P,
    provider: S,
    ways: Ways<P>,
    asked: Value,
    refunds: Vec<Value>,
    told: Told,
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
fn signed(read: Result<RefundEvent, RefundError>) -> Option<RefundEvent> {
    let keyless = read
        .as_ref()
        .is_err_and(|error| error.field().starts_with("credentials."));
    if keyless {
        None
    } else {
        Some(read.expect("the provider's own signature"))
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

/// Those that sign nothing with RSA, and those that do.
static EXCHANGES: LazyLock<[Vec<Exchange>; 2]> = LazyLock::new(|| {
    let all: Vec<(bool, Vec<Exchange>)> = refundkit::for_each_provider!(pairs);
    assert!(
        all.iter().all(|(_, exchanges)| !exchanges.is_empty()),
        "a provider without an exchange"
    );
    let (signed, plain): (Vec<_>, Vec<_>) = all.into_iter().partition(|(signed, _)| *signed);
    [plain, signed].map(|exchanges| {
        exchanges
            .into_iter()
            .flat_map(|(_, exchanges)| exchanges)
            .collect()
    })
});

/// Plays one exchange.
pub(crate) fn run(data: &[u8]) {
    let [plain, signed] = &*EXCHANGES;
    if let Ok(asked) = Asked::arbitrary_take_rest(Unstructured::new(data)) {
        let exchanges = if asked.exchange < FIRST_SIGNED {
            plain
        } else {
            signed
        };
        exchanges[usize::from(asked.exchange) % exchanges.len()](asked);
    }
}

/// Refunds of the fixtures in every exchange, unchanged.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let plain = u8::try_from(EXCHANGES[0].len())
        .expect("a few")
        .min(FIRST_SIGNED);
    let every = (0..plain)
        .flat_map(|exchange| (0..30).map(move |refund| vec![exchange, refund, refund, refund / 5]));
    let signed = (FIRST_SIGNED..=u8::MAX)
        .flat_map(|exchange| (0..3).map(move |channel| vec![exchange, channel, 0, channel]));
    every.chain(signed).collect()
}

/// What is called.
pub(crate) fn reaches() -> BTreeSet<String> {
    let rest = [
        "build_request",
        "build_status_request",
        "build_webhook",
        "build_response",
        "build_status_response",
    ];
    documents()
        .map(operation)
        .filter(|name| rest.iter().any(|operation| name.ends_with(operation)))
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
    let all = documents().filter(|document| text(document, "provider") == provider);
    all.filter_map(|document| document.get("refund"))
        .filter(|refund| known.insert(refund.to_string()))
        .cloned()
        .collect()
}

/// One exchange for each case in which the provider's own side answers.
fn exchanges<P, S>(name: &str, ways: fn() -> Ways<P>) -> Vec<Exchange>
where
    P: Refunds + ReadsStatus + Send + Sync + 'static,
    S: ServesRefunds + ServesStatus + SendsWebhooks + Send + Sync + 'static,
{
    let server = format!("{name}_server/build_response");
    let served = DOCUMENTS
        .iter()
        .filter(|(_, document)| operation(document) == server);
    let made = served.filter_map(|(case, answered)| {
        let asks = |document: &&Value| {
            text(document, "provider") == name && document.get("refund").is_some()
        };
        let own = DOCUMENTS
            .iter()
            .filter(|(other, _)| other == case)
            .map(|(_, document)| document)
            .find(asks)?;
        let told = Told::new(own, answered)?;
        let refunds = refunds_of(name);
        Some(Parties {
            merchant: open(own)?,
            provider: open(answered)?,
            ways: ways(),
            asked: own.clone(),
            refunds,
            told,
        })
    });
    made.map(|parties: Parties<P, S>| {
        Box::new(move |asked: Asked<'_>| parties.play(&asked)) as Exchange
    })
    .collect()
}

impl<P, S> Parties<P, S>
where
    P: Refunds + ReadsStatus,
    S: ServesRefunds + ServesStatus + SendsWebhooks,
{
    fn play(&self, asked: &Asked<'_>) {
        let index = usize::from(asked.refund) % (self.refunds.len() + 1);
        let mut value = self
            .refunds
            .get(index)
            .unwrap_or(&self.asked["refund"])
            .clone();
        apply(&asked.edits, &mut value);
        let Ok(refund) = decode::<P::Refund>("refund", &value.to_string()) else {
            return;
        };
        let Ok(request) = (self.ways.request)(&self.merchant, &refund) else {
            return;
        };
        let whole = amount(&value).expect("it was built");
        let call = self
            .provider
            .parse_request(&request.into())
            .expect("what was built arrives");
        assert!(
            call.as_ref()
                .amount
                .as_ref()
                .is_none_or(|arrived| *arrived == whole),
            "{:?} of {whole:?}",
            call.as_ref()
        );
        let document =
            serde_json::json!({"refund": value, "credentials": self.asked["credentials"]});
        let lost = self
            .merchant
            .parse_response(&refund, &SendResult::Lost)
            .expect("an outcome");
        let expected = Expected::new(&document, self.merchant.profile(&refund), lost);
        let status = STATUSES[usize::from(asked.status) % STATUSES.len()];
        let more = Money::new(whole.minor_units.saturating_add(1), whole.currency.clone());
        let said = |amount: &Money| {
            let update = self.told.update(&value, amount, &more, status)?;
            match asked.channel % 3 {
                0 => self.answered(&refund, &call, &update),
                1 => self.looked_up(&refund, &update),
                _ => self.announced(&refund, &update),
            }
        };
        let (right, wrong) = (said(&whole), said(&more));
        for said in right.iter().chain(&wrong) {
            expected.check(&said.understood);
        }
        if let (Some(right), Some(wrong)) = (right, wrong) {
            let succeeded = wrong.understood.status == RefundStatus::Succeeded;
            assert!(
                !succeeded || right.wire == wrong.wire,
                "another amount: {:?}",
                wrong.understood
            );
        }
    }

    fn answered(&self, refund: &P::Refund, call: &S::Call, update: &RefundUpdate) -> Option<Said> {
        let reply = RefundReply::Accepted(update.clone());
        let answer = self
            .provider
            .build_response(call, &reply, &ambient())
            .ok()?;
        let wire = answer.body.clone();
        let understood = self
            .merchant
            .parse_response(refund, &answer.into())
            .expect("an outcome");
        Some(Said { wire, understood })
    }

    fn looked_up(&self, refund: &P::Refund, update: &RefundUpdate) -> Option<Said> {
        let query = (self.ways.status)(&self.merchant, refund).ok()?;
        self.provider
            .parse_status_request(&query.into())
            .expect("what was built arrives");
        let answer = self
            .provider
            .build_status_response(&update.payment, &ambient())
            .ok()?;
        let wire = answer.body.clone();
        let snapshot = self
            .merchant
            .parse_status_response(refund, &answer.into())
            .expect("a snapshot");
        let understood = self
            .merchant
            .resolve(refund, &snapshot)
            .expect("an outcome");
        Some(Said { wire, understood })
    }

    fn announced(&self, refund: &P::Refund, update: &RefundUpdate) -> Option<Said> {
        let webhook = self
            .provider
            .build_webhook("https://shop.example/hook", update, &ambient())
            .ok()?;
        let wire = [
            webhook.url.as_bytes(),
            webhook.body.as_deref().unwrap_or_default().as_bytes(),
        ]
        .concat();
        let understood = (self.ways.settle)(&self.merchant, refund, &webhook.into())?;
        Some(Said { wire, understood })
    }
}

/// What the provider said, and what the merchant made of it. What says nothing of an amount is the same for every amount.
struct Said {
    wire: Vec<u8>,
    understood: RefundOutcome,
}

const STATUSES: [RefundStatus; 5] = [
    RefundStatus::Succeeded,
    RefundStatus::Pending,
    RefundStatus::Declined,
    RefundStatus::Reversed,
    RefundStatus::Unknown,
];

/// The exchange with a provider that calls: its refund, our answer with each result of the fixtures.
fn calls<C, S>(name: &str) -> Vec<Exchange>
where
    C: CallsRefunds + Send + Sync + 'static,
    S: AnswersRefunds<Result: DeserializeOwned + Send + Sync> + Send + Sync + 'static,
{
    let asking = documents()
        .filter(|document| operation(document) == format!("{name}_caller/build_request"));
    let answering =
        documents().find(|document| operation(document) == format!("{name}/build_response"));
    let made = asking.filter_map(|own| {
        let (caller, now): (C, i64) = (open(own)?, member(own, "now")?);
        let (answering, result) = (answering?, member::<S::Result>(answering?, "result")?);
        let asked: S = open(answering)?;
        let refunds = refunds_of(&format!("{name}_caller"));
        Some(Box::new(move |chosen: Asked<'_>| {
            let mut value = refunds[usize::from(chosen.refund) % refunds.len()].clone();
            apply(&chosen.edits, &mut value);
            call(&caller, &asked, &value, &result, now);
        }) as Exchange)
    });
    made.collect()
}

fn call<C: CallsRefunds, S: AnswersRefunds>(
    caller: &C,
    asked: &S,
    value: &Value,
    result: &S::Result,
    now: i64,
) {
    let Ok(refund) = decode::<C::Refund>("refund", &value.to_string()) else {
        return;
    };
    let Ok(request) = caller.build_request(&refund, now) else {
        return;
    };
    let Ok(arrived) = asked.parse_request(&request.into(), now) else {
        return;
    };
    let stored: Value =
        serde_json::from_str(&arrived.to_stored().expect("it can be stored")).expect("JSON");
    assert_eq!(amount(&stored["data"]), amount(value));
    let answer = asked
        .build_response(&arrived, result, now)
        .expect("an answer");
    let outcome = caller
        .parse_response_at(&refund, &answer.into(), now)
        .expect("an outcome");
    let lost = caller
        .parse_response(&refund, &SendResult::Lost)
        .expect("an outcome");
    let document = serde_json::json!({"refund": value, "credentials": {}});
    Expected::new(&document, caller.profile(&refund), lost).check(&outcome);
}
