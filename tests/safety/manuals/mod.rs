//! `docs/providers/`: each provider's manual for readers of every language, made from the documentation of its module, and
//! the codes that it recognises, which the core itself is asked for.

mod codes;

use refundkit_tests::merchants;
use refundkit_tests::pages::check;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// A page, its title, the module that is its manual, and the module whose text it shares with another page.
struct Manual {
    name: &'static str,
    title: String,
    own: &'static str,
    shared: Option<(&'static str, &'static str)>,
}

const SESSION: Option<(&str, &str)> = Some(("The session protocol", "session"));
const GATEWAYS: Option<(&str, &str)> = Some(("What both gateways share", "sberbank"));

/// Every merchant's side has one, under the title that the README gives it.
fn manuals() -> Vec<Manual> {
    merchants()
        .into_iter()
        .map(manual)
        .collect()
}

fn manual(name: &'static str) -> Manual {
    let (own, shared) = match name {
        "bank131" | "smart_glocal" => (name, SESSION),
        "sberbank_legacy" => ("sberbank/legacy", GATEWAYS),
        "sberbank_gateway" => ("sberbank/gateway", GATEWAYS),
        _ => (name, None),
    };
    Manual {
        name,
        title: title(name),
        own,
        shared,
    }
}

/// What the README calls a provider: `| [Tranzzo](docs/providers/tranzzo.md) | ..`.
fn title(name: &str) -> String {
    let link = format!("](docs/providers/{name}.md) | `{name}` |");
    let found = include_str!("../../../README.md")
        .lines()
        .find_map(|line| {
            line.strip_prefix("| [")?
                .split_once(&link)
        });
    let (title, _) = found.unwrap_or_else(|| panic!("{name} has no row in README.md"));
    title.to_owned()
}

const INTRODUCTION: &str = "Field names are in snake case here, as in Rust and Python; JavaScript, Kotlin and Swift write them in camel case (`order_id` is `orderId`).
Elsewhere: [every field and rule](../fields.md#NAME), [what each response means](../verdicts.md), [codes of errors](../error-codes.md).

Made from the code; `cargo test` fails where the two differ. To write it anew: `WRITE_FIXTURES=1 cargo test --package refundkit-tests --test suite manuals`.
";

#[test]
fn the_manuals_are_what_the_code_says() {
    for manual in manuals() {
        check(&format!("providers/{}.md", manual.name), &manual.page());
    }
}

#[test]
fn no_page_is_of_a_provider_that_is_not_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/providers");
    for page in fs::read_dir(folder)
        .expect("the pages")
        .flatten()
    {
        let name = page.file_name();
        let name = name.to_string_lossy();
        assert!(
            merchants()
                .iter()
                .any(|merchant| format!("{merchant}.md") == name),
            "{name}"
        );
    }
}

/// What the blocks of each language's `providers.md` send. Google is sent nothing.
#[test]
fn every_provider_has_a_section_in_each_language() {
    let sent = include_str!("../../pages/requests.txt");
    for name in merchants()
        .into_iter()
        .filter(|name| *name != "google")
    {
        assert!(
            sent.contains(&format!("/{name}/")),
            "{name} has no line in tests/pages/requests.txt"
        );
    }
}

impl Manual {
    fn page(&self) -> String {
        let introduction = INTRODUCTION.replace("NAME", self.name);
        let mut page = format!("# {}\n\n{introduction}\n", self.title);
        page.push_str(&text_of(self.own));
        if let Some((heading, module)) = self.shared {
            let _ = write!(page, "\n## {heading}\n\n{}", text_of(module));
        }
        page.push_str("\n## Recognised codes\n");
        page.push_str(&codes::tables(self.name));
        page
    }
}

/// The documentation at the head of a module, without links that only rustdoc resolves.
fn text_of(module: &str) -> String {
    let path = providers().join(module).join("mod.rs");
    let source = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()));
    let mut text = String::new();
    let lines = source
        .lines()
        .map_while(|line| line.strip_prefix("//!"));
    for line in lines {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let heading = if line.starts_with("# ") { "##" } else { "" };
        text.push_str(heading);
        text.push_str(&plain(line));
        text.push('\n');
    }
    text
}

/// `` [`TheMapGood`](crate::TheMapGood) `` as `` `TheMapGood` ``.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let Some((name, after)) = linked(after) else {
            text.push('[');
            rest = after;
            continue;
        };
        text.push_str(name);
        rest = after;
    }
    text + rest
}

/// The text of a link to a path of the crate, and what follows it.
fn linked(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.split_once(']')?;
    let is_path = |target: &str| target.contains("::") || !target.contains(['/', '.']);
    match after
        .strip_prefix('(')
        .and_then(|after| after.split_once(')'))
    {
        Some((target, after)) if is_path(target) => Some((name, after)),
        None if name.starts_with('`') => Some((name, after)),
        _ => None,
    }
}

fn providers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/providers")
}

#[test]
fn links_of_rustdoc_are_plain_code() {
    let line = "see [`TheMapGood`], [Bank 131](super::bank131) and [`x`](crate::X), `[]`, [page](https://a.b/c)";
    assert_eq!(
        plain(line),
        "see `TheMapGood`, Bank 131 and `x`, `[]`, [page](https://a.b/c)"
    );
}
