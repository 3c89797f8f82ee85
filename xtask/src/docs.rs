//! `cargo xtask docs`: the documentation of the API in every language, in `target/docs/<language>/`. A warning is a failure.
//!
//! The README of each package is its first page, with the page of all providers behind it. Each is made of the very types that the
//! package carries, built anew.

use crate::step::{Result, Step, Tally, command, counted, done, into_tally, root, succeeds};
use crate::{kotlin as jar, npm, pip, python as wheel, swift as package};
use pulldown_cmark::{Event, Parser, Tag};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The languages, one step each.
pub(crate) fn all() -> Vec<Step> {
    vec![
        Step::new("documentation for Rust", rust),
        Step::new("documentation for TypeScript", typescript),
        Step::new("documentation for Python", python),
        Step::new("documentation for Kotlin", kotlin),
        Step::new("documentation for Swift", || {
            if package::generated() {
                swift()
            } else {
                Tally::FAILED
            }
        }),
    ]
}

fn docs() -> PathBuf {
    root().join("target/docs")
}

/// In a folder of cargo's of its own: what is not for users is documented in the other.
fn rust() -> Tally {
    let mut cargo =
        command("cargo doc --package refundkit --no-deps --target-dir target/docs/build");
    let documented = succeeds(cargo.env("RUSTDOCFLAGS", "-D warnings"));
    let copied = || package::copy(&docs().join("build/doc"), &docs().join("rust"));
    Tally::of(
        documented
            && copied()
                .inspect_err(|error| eprintln!("{error}"))
                .is_ok(),
    )
}

/// typedoc, as `docs/api/typedoc.jsonc` says.
pub(crate) fn typescript() -> Tally {
    if !npm::packages("docs/api") {
        return Tally::missing("npm with the packages of docs/api");
    }
    into_tally(npm::tarball().map(|_| {
        Tally::of(succeeds(&mut command(
            "docs/api/node_modules/.bin/typedoc --options docs/api/typedoc.jsonc",
        )))
    }))
}

/// pdoc, in an environment of its own.
pub(crate) fn python() -> Tally {
    let place = match pip::environment("python-docs", "docs/api/requirements.txt") {
        Ok(place) => place,
        Err(missing) => return missing,
    };
    let python = place.join("bin/python");
    let first = docs().join("python.md");
    let mut document = Command::new(&python);
    document
        .arg("docs/api/document.py")
        .current_dir(root());
    document.args([
        wheel::folder().join("src/refundkit/__init__.pyi"),
        first.clone(),
        docs().join("python"),
    ]);
    into_tally(
        front_page(&first, "Refundkit", "python")
            .map(|()| Tally::of(wheel::write_types(&python) && succeeds(&mut document))),
    )
}

/// What is in the generated Kotlin and comes from no comment of ours: UniFFI's own classes and each class's housekeeping.
const HOUSEKEEPING: &[&str] = &[
    ".Companion/ ",
    "/destroy/",
    "/close/",
    "/equals/",
    "/hashCode/",
    "/toString/",
    "/RefundException.Refused/message/",
    "/v1/",
    "/values/",
    "/valueOf/",
    "/entries/",
    "/Disposable",
    "/InternalException/",
    "/Secret/",
];

/// Dokka, as the pom says.
pub(crate) fn kotlin() -> Tally {
    if !jar::tools() {
        return Tally::missing(jar::TOOLS);
    }
    into_tally(
        jar::prepare()
            .and_then(|()| front_page(&docs().join("kotlin.md"), "Module Refundkit", "kotlin"))
            .map(|()| {
                let mut maven = command(jar::MAVEN);
                maven
                    .args(["--file", jar::PACKAGE])
                    .arg("org.jetbrains.dokka:dokka-maven-plugin:dokka");
                counted(maven, dokka_result)
            }),
    )
}

/// One that passed at Dokka's end, one that failed for each warning.
fn dokka_result(line: &str) -> Option<Tally> {
    let housekeeping = line.contains("Undocumented: ")
        && HOUSEKEEPING
            .iter()
            .any(|part| line.contains(part));
    match line {
        line if line.contains("[WARNING]") && !housekeeping => Some(Tally::FAILED),
        line if line.contains("BUILD SUCCESS") => Some(Tally::PASSED),
        _ => None,
    }
}

/// The symbols of the module, then DocC's pages of them. On a Mac the tool is Xcode's, elsewhere it stands beside the compiler.
const DOCC: &str = "swiftc -emit-module -emit-module-path .build/docs/Refundkit.swiftmodule -module-name Refundkit \
    -swift-version 6 -parse-as-library -emit-symbol-graph -emit-symbol-graph-dir .build/docs/graphs \
    -symbol-graph-minimum-access-level public -I Headers/RefundkitFFI Sources/Refundkit/*.swift && \
    $(xcrun --find docc 2>/dev/null || echo $(dirname $(readlink -f $(command -v swiftc)))/docc) convert \
    .build/docs/Refundkit.docc --additional-symbol-graph-dir .build/docs/graphs --output-path .build/docs/pages \
    --fallback-display-name Refundkit --fallback-bundle-identifier dev.refundkit --warnings-as-errors";

/// DocC, of the sources that were generated before.
pub(crate) fn swift() -> Tally {
    let mut run = match package::toolchain(DOCC, package::PACKAGE) {
        Ok(run) => run,
        Err(missing) => return missing,
    };
    let work = package::place(package::PACKAGE).join(".build/docs");
    let _ = fs::remove_dir_all(&work);
    into_tally(documented(&mut run, &work).map(|()| Tally::PASSED))
}

fn documented(run: &mut Command, work: &Path) -> Result<()> {
    let graphs = work.join("graphs");
    fs::create_dir_all(&graphs).map_err(|error| format!("{}: {error}", graphs.display()))?;
    front_page(
        &work.join("Refundkit.docc/Refundkit.md"),
        "``Refundkit``",
        "swift",
    )?;
    done("swiftc or docc", succeeds(run))?;
    package::copy(&work.join("pages"), &docs().join("swift")).map_err(|error| error.to_string())
}

/// The package's README under the title that the tool looks for, and the page of all providers behind it.
fn front_page(page: &Path, title: &str, language: &str) -> Result<()> {
    let folder = root()
        .join("bindings-uniffi")
        .join(language);
    let readme = text_of(&folder.join("README.md"))?;
    let providers = text_of(&folder.join("providers.md"))?;
    let text = joined(title, &readme, &providers);
    let told = |error| format!("{}: {error}", page.display());
    page.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .map_err(told)?;
    fs::write(page, text).map_err(told)
}

fn text_of(page: &Path) -> Result<String> {
    fs::read_to_string(page).map_err(|error| format!("{}: {error}", page.display()))
}

/// Two pages as one: what stood in another file stands in this one, so that no link leads there.
fn joined(title: &str, readme: &str, providers: &str) -> String {
    let (_, readme) = readme
        .split_once('\n')
        .unwrap_or_default();
    let mut text = format!("# {title}\n{readme}\n");
    let mut in_code = false;
    for line in providers.lines() {
        in_code ^= line.starts_with("```");
        let is_heading = line.starts_with('#') && !in_code;
        text.extend([if is_heading { "#" } else { "" }, line, "\n"]);
    }
    without_links(&text)
}

/// The words alone of a link to a page or a heading of the package.
fn without_links(text: &str) -> String {
    let (mut plain, mut at) = (String::new(), 0);
    for (event, place) in Parser::new(text).into_offset_iter() {
        let Event::Start(Tag::Link { dest_url, .. }) = event else {
            continue;
        };
        let link = &text[place.clone()];
        let words = link
            .rfind("](")
            .filter(|_| !dest_url.contains(':'));
        if let Some(end) = words {
            plain.push_str(&text[at..place.start]);
            plain.push_str(&link[1..end]);
            at = place.end;
        }
    }
    plain.push_str(&text[at..]);
    plain
}

#[cfg(test)]
mod test {
    use super::{dokka_result, joined};
    use crate::step::Tally;

    #[test]
    fn two_pages_are_one() {
        let readme = "# Old\n\n[All](providers.md), [x](https://x.example), `a[1](b)`.\n";
        let providers = "# Every provider\n\nSee [it](README.md#a-webhook).\n\n## A\n\n```python\n# no heading\n```\n";
        assert_eq!(
            joined("New", readme, providers),
            "# New\n\nAll, [x](https://x.example), `a[1](b)`.\n\n## Every provider\n\nSee it.\n\n### A\n\n```python\n# no heading\n```\n"
        );
    }

    #[test]
    fn only_housekeeping_may_be_undocumented() {
        let warning = |text: &str| dokka_result(&format!("[WARNING] {text}"));
        assert_eq!(
            warning("Undocumented: dev.refundkit/Tranzzo/close/#/ (JVM)"),
            None
        );
        assert_eq!(
            warning("Undocumented: dev.refundkit/Money.Companion/ (JVM)"),
            None
        );
        assert_eq!(
            warning("Undocumented: dev.refundkit//toStored/RefundEvent#/ (JVM)"),
            Some(Tally::FAILED)
        );
        assert_eq!(
            warning("Undocumented: dev.refundkit/RefundOutcome/message/#/ (JVM)"),
            Some(Tally::FAILED)
        );
        assert_eq!(
            warning("Couldn't resolve link for Money.Companion/ "),
            Some(Tally::FAILED)
        );
        assert_eq!(dokka_result("[INFO] BUILD SUCCESS"), Some(Tally::PASSED));
    }
}
