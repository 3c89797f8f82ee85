//! The worker: a program that refunds one payment by its ledger, and does nothing but what the README says.

use super::orders::{Errand, Report, Rest, Standing, Task};
use super::payment;
use super::post::{News, Post};
use super::worlds::World;
use super::{store, worlds};
use crate::client::Client;
use crate::ledger_client::ProviderLedger;
use crate::ledger_loop::run;
use crate::listens::Listens;
use crate::table::Table;
use refundkit::ledger::{Ledger, LedgerSettings};
use refundkit::{Money, ReceivedRequest, RefundError};
use std::process::ExitCode;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(20);
/// For so long the simulator remembers a key: longer than any history takes.
const KEY_LIFETIME_MS: i64 = 366 * 86_400_000;

/// Works on the errand of the command line until the parent is gone.
pub fn work(errand: &str) -> ExitCode {
    let errand: Errand = serde_json::from_str(errand).expect("an errand");
    let world = World::named(&errand.world).expect("a provider");
    let mut post = Post::new(store::table(&errand.store), Client::new(TIMEOUT));
    let worked = worlds::work(world, &errand, &mut post);
    if let Err(error) = worked {
        eprintln!("{}: {error}", world.name);
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Carries out one order after the other, each with a row that is loaded anew.
pub(super) fn obey<P: Listens>(
    client: &ProviderLedger<P>,
    errand: &Errand,
    post: &mut Post,
) -> Result<(), RefundError> {
    while let Some(task) = post.ordered() {
        let rest = carry_out(client, errand, task, post)?;
        post.report(&Report::Rest(rest));
    }
    Ok(())
}

fn carry_out<P: Listens>(
    client: &ProviderLedger<P>,
    errand: &Errand,
    task: Task,
    post: &mut Post,
) -> Result<Rest, RefundError> {
    let mut ledger = open(client, errand, post)?;
    post.acknowledged = false;
    match task {
        Task::Hear(webhook) => {
            post.news = News::Webhook;
            let webhook = ReceivedRequest::from(webhook);
            client
                .provider
                .hear(&mut ledger, &webhook, post.now_ms())?;
        }
        Task::Decide {
            reference,
            decision,
        } => {
            post.news = News::Word;
            // A word that comes too early is refused, and the person comes back.
            let _ = ledger.decide(&reference, decision, "anna", "portal", post.now_ms());
        }
        Task::Run | Task::GoOn => {}
    }
    let until = run(&mut ledger, post)?;
    Ok(Rest {
        until,
        acknowledged: post.acknowledged,
        refunds: ledger
            .refunds()
            .into_iter()
            .map(Standing::from)
            .collect(),
    })
}

/// The ledger of the row, with everything that is wanted: the same reference is the same refund.
fn open<'a, P: Listens>(
    client: &'a ProviderLedger<P>,
    errand: &Errand,
    post: &mut Post,
) -> Result<Ledger<&'a P>, RefundError> {
    let payment = payment::of(&errand.payment, client.currency, false);
    let ids = (client.payment)(&payment);
    let mut settings = LedgerSettings::new("shop");
    settings.no_other_refunds = true;
    settings.key_lifetime_ms = Some(KEY_LIFETIME_MS);
    let row = post.load(
        &client
            .provider
            .ledger_key(&settings, &ids)?,
    );
    let mut ledger = Ledger::open(&client.provider, settings, &ids, &payment.captured, row)?;
    let known = ledger.refunds().len();
    for (place, minor_units) in errand.wishes.iter().enumerate() {
        let amount = Money::new(*minor_units, client.currency);
        ledger.request(&payment::reference(place), &(client.request)(amount))?;
    }
    post.news = match known < errand.wishes.len() {
        true => News::Wish,
        false => News::Nothing,
    };
    Ok(ledger)
}
