//! Stories: what a host does and hears, the steps that must follow, and what the ledger must say. One folder each, so that
//! every language can play them.
//!
//! With `keyElsewhere` the provider's private key is the host's alone. A line of `script` is one of: `request`, `run` (steps with their answers), `advance` (milliseconds), `crash` (the object is
//! dropped and the row loaded), `restore` (an older row comes back), `webhook` (its data, which is signed here), `notice`, `adopt`,
//! `decide`, `declareExternal`, `cancel`, `askAgain`, `settle` (a kind of alert), `credentialsChanged`, `correctCaptured`, `expect` (a view), `alerts` (their
//! kinds), `left`, `attention` and `due` (columns of the row). `{return-1}` in a text is the reference that travels for `return-1`.

mod books;
mod host;
pub mod providers;
mod trace;

use crate::ledger_documents::{folders, named};
use books::{Documents, Object};
use host::{Host, text};
use providers::{
    gateway, legacy, legacy_webhook, session, session_webhook, themap, themap_webhook, tranzzo,
    tranzzo_webhook,
};
use refundkit::ledger::ParsesInLedger;
use refundkit::providers::bank131::Bank131Protocol;
use refundkit::providers::smart_glocal::SmartGlocalProtocol;
use refundkit::{ReceivedRequest, RefundEvent, VerifyWebhooks};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use trace::Traced;

/// A story that ended as it is told.
pub struct Played {
    /// The last record that it stored.
    pub record: String,
    /// Every call of the ledger and what came of it, for other languages: what opens it, and `calls`.
    pub trace: Value,
}

/// The traces of all stories, with their names.
pub fn traces() -> Vec<Value> {
    let trace = |folder: &std::path::PathBuf| {
        let mut trace = play(folder).trace;
        trace["name"] = json!(
            folder
                .file_name()
                .and_then(|name| name.to_str())
        );
        trace
    };
    folders().iter().map(trace).collect()
}

/// Plays the story of a folder with an object and again with documents. Panics where it does not end as it is told.
pub fn play(folder: &Path) -> Played {
    let story = fs::read_to_string(folder.join("story.json")).expect("a story");
    let story: Value = serde_json::from_str(&story)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    match text(&story["provider"]) {
        "tranzzo" => {
            let tranzzo = tranzzo();
            of(&tranzzo, &story, &verified(&tranzzo, tranzzo_webhook))
        }
        "bank131" => {
            let bank = session::<Bank131Protocol>(&story);
            let webhook = verified(&bank, session_webhook::<Bank131Protocol>);
            of(&bank, &story, &webhook)
        }
        "smart_glocal" => {
            let glocal = session::<SmartGlocalProtocol>(&story);
            let webhook = verified(&glocal, session_webhook::<SmartGlocalProtocol>);
            of(&glocal, &story, &webhook)
        }
        "sberbank_gateway" => of(&gateway(), &story, &|_| unreachable!("nobody signs")),
        "sberbank_legacy" => {
            let legacy = legacy(&story);
            of(&legacy, &story, &verified(&legacy, legacy_webhook))
        }
        "themap" => {
            let themap = themap();
            of(&themap, &story, &verified(&themap, themap_webhook))
        }
        other => panic!("{other} plays no stories yet: tests/src/stories/mod.rs"),
    }
}

fn of<P>(provider: &P, story: &Value, webhook: &dyn Fn(&str) -> RefundEvent) -> Played
where
    P: ParsesInLedger,
{
    let books = Traced::new(Object::new(provider, story));
    let mut host = Host::new(books, webhook);
    host.play(story);
    Host::new(Documents::new(story), webhook).play(story);
    let record = host
        .rows
        .last()
        .map_or("", |row| &row.body);
    Played {
        record: record.to_owned(),
        trace: traced(story, host.books.calls()),
    }
}

/// What opens the ledger of a story, and the calls.
fn traced(story: &Value, calls: Vec<Value>) -> Value {
    let mut trace = named(story);
    for name in ["payment", "captured", "alreadyRefunded"] {
        trace[name] = story[name].clone();
    }
    trace["calls"] = json!(calls);
    trace
}

/// How a provider's webhook becomes an event: signed here, then verified.
fn verified<P: VerifyWebhooks>(
    provider: &P,
    sign: fn(&str) -> ReceivedRequest,
) -> impl Fn(&str) -> RefundEvent {
    move |data| {
        let parsed = provider.parse_webhook(&sign(data));
        parsed
            .expect("it is signed well")
            .event
    }
}
