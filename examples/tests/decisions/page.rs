//! The page itself.

use super::after::{Between, after};
use super::scenes::Scene;
use super::{Cells, Row};
use std::fmt::Write;

const INTRODUCTION: &str = "\
# What a ledger does

[Verdicts](verdicts.md) says what a single message means. This page says what the [ledger](../core/src/ledger/mod.rs) of a payment makes of it, together with
the looks (status queries) that follow. Every cell is played: a ledger with one refund and the simulator's messages. `cargo test` fails where page and
ledger differ. To write it anew: `WRITE_FIXTURES=1 cargo test --package refundkit-examples --test suite decisions`.

**The rows** say what happened to the first sending of the refund. Whatever came back, the columns say what the provider had done, and what every look shows from
then on: the two do not depend on each other. Should the ledger send again, the provider answers truly. \"Success of something else\" is a success that names another amount,
order, payment or currency; a provider whose response names none of them has no such row. **The cells** say where the refund ends if nobody does anything:

| Cell | What it says |
|---|---|
| succeeded, declined | The refund has ended, and this is what happened to the money. After the colon: what proved it. |
| review | The stage `manual_review`: a person has to look. After the colon: what is known. A webhook may still decide it. |
| planned | It waits unsent, here until the host calls `credentials_changed`. |
| sent N times | How often it was sent. Nothing here says so: it was sent once. |
| after | How much time passes from the first sending until then. Nothing here says so: at once. \"Still asking\": it did not stop within sixty questions. |
| alert | An alert that is open at the end. [On call](on-call.md) explains it, and every word after the colon. |
| † | The ledger says what the provider's own response to the refund said, and that was untrue. |
| – | This cannot be: what was not sent is not shown. |

While a refund is in review, the next one of the payment waits, unless the references of both come back. The defaults of `LedgerSettings` hold but for what the
titles name; a refund is asked about twelve times, with pauses that double.
";

/// All of it.
pub(super) fn page(played: &[(Scene, Cells)]) -> String {
    let mut page = INTRODUCTION.to_owned();
    for (scene, cells) in played {
        let base = scene.varies.map(|base| {
            let mut others = played.iter();
            let found = others.find(|(other, _)| other.title == base);
            found.expect("the scene that it varies")
        });
        let _ = write!(page, "\n## {}\n\n", scene.title);
        match base {
            Some((base, others)) => page += &variation(scene, cells, base, others),
            None => page += &table(scene, &merged(cells)),
        }
    }
    page += AFTERWARDS;
    page += &afterwards(played);
    page
}

const AFTERWARDS: &str = "
## When the next refund is asked for

One refund has succeeded, and an hour later the next one of the same amount is asked for. Where looks tell something, a payment is looked at before a refund is sent. The rows say what
every look shows from then on; the cells, what becomes of the *next* refund, and every alert of the payment. No provider's document has a word for a refund whose money came back: a refund
that is listed as declined after it has succeeded stands for it here. A provider without a word for chargebacks shows one as somebody else's refund.

";

fn afterwards(played: &[(Scene, Cells)]) -> String {
    let scenes: Vec<&Scene> = played
        .iter()
        .map(|(scene, _)| scene)
        .filter(|scene| scene.varies.is_none() && scene.is_looked_at_first())
        .collect();
    let titles: Vec<&str> = scenes
        .iter()
        .map(|scene| scene.title)
        .collect();
    let mut table = format!("| every look shows | {} |\n", titles.join(" | "));
    let _ = writeln!(table, "|---|{}", "---|".repeat(titles.len()));
    for (between, label) in Between::ALL {
        let cells: Vec<String> = scenes
            .iter()
            .map(|scene| after(scene, between))
            .collect();
        let _ = writeln!(table, "| {label} | {} |", cells.join(" | "));
    }
    table
}

/// Only the rows that differ.
fn variation(scene: &Scene, cells: &Cells, base: &Scene, others: &Cells) -> String {
    let differing: Cells = cells
        .iter()
        .filter(|row| !others.contains(row))
        .cloned()
        .collect();
    let said = match (differing.len(), cells.len()) {
        (0, _) => return format!("No row differs from *{}*.\n", base.title),
        (some, all) if some == all => String::new(),
        _ => format!("The rows that differ from *{}*:\n\n", base.title),
    };
    said + &table(scene, &merged(&differing))
}

/// Rows with the same cells are one row.
fn merged(cells: &Cells) -> Cells {
    let mut rows: Cells = Vec::new();
    for row in cells {
        match rows
            .iter_mut()
            .find(|other| other.cells == row.cells)
        {
            Some(other) => other.label += &format!("; {}", row.label),
            None => rows.push(row.clone()),
        }
    }
    rows
}

fn table(scene: &Scene, rows: &[Row]) -> String {
    let titles: Vec<&str> = scene
        .columns
        .iter()
        .map(|(_, title)| *title)
        .collect();
    let mut table = format!("| the first sending | {} |\n", titles.join(" | "));
    let _ = writeln!(table, "|---|{}", "---|".repeat(titles.len()));
    for row in rows {
        let _ = writeln!(table, "| {} | {} |", row.label, row.cells.join(" | "));
    }
    table
}
