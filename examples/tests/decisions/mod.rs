//! `docs/what-a-ledger-does.md`: the ledger of every provider is played through everything that can happen to the first sending
//! of a refund and everything that looks can show afterwards, against the simulator.

mod after;
mod messages;
mod page;
mod played;
mod scenes;

use messages::Sending;
use played::Played;
use refundkit_examples::providers::{DemoProvider, PROVIDERS};
use refundkit_tests::pages;
use scenes::{Scene, scenes};

/// A row of the page.
#[derive(Clone, PartialEq, Eq)]
struct Row {
    label: String,
    cells: Vec<String>,
}

type Cells = Vec<Row>;

#[test]
fn the_page_of_decisions_is_what_the_ledgers_do() {
    let played: Vec<(Scene, Cells)> = scenes()
        .into_iter()
        .map(|scene| {
            let cells = cells(&scene);
            (scene, cells)
        })
        .collect();
    pages::check("what-a-ledger-does.md", &page::page(&played));
}

#[test]
fn every_provider_has_a_scene() {
    let scenes = scenes();
    for DemoProvider { name, .. } in PROVIDERS {
        let is_shown = scenes
            .iter()
            .any(|scene| scene.provider.name.starts_with(name));
        assert!(is_shown, "{name}: a scene in decisions/scenes.rs");
    }
}

/// Every row for which the provider has words.
fn cells(scene: &Scene) -> Cells {
    let rows = Sending::ALL
        .iter()
        .filter_map(|(sending, label)| {
            let played = scene.row(*sending)?;
            let cells = played.iter().map(|cell| match cell {
                Some(cell) => checked(scene, *sending, cell),
                None => "–".to_owned(),
            });
            Some(Row {
                label: (*label).to_owned(),
                cells: cells.collect(),
            })
        });
    rows.collect()
}

/// Whatever happens, nothing is paid twice, and nothing untrue is believed but the provider's own response to the refund.
fn checked(scene: &Scene, sending: Sending, played: &Played) -> String {
    let text = played.text();
    let place = format!("{}: {sending:?}: {text}", scene.title);
    assert!(played.moved <= 1, "paid twice. {place}");
    assert!(played.is_true() || decides(sending), "untrue. {place}");
    if sending == Sending::Succeeded {
        assert!(text.starts_with("succeeded: answer"), "{place}");
    }
    text
}

/// Whether the response itself says what became of the refund, so that it is the provider's fault if that is untrue.
fn decides(sending: Sending) -> bool {
    matches!(
        sending,
        Sending::RateLimited
            | Sending::Succeeded
            | Sending::Declined
            | Sending::Exceeds
            | Sending::CredentialsRefused
    )
}
