//! What would be published, as the registries' own tools see it, and published nowhere.

use crate::step::{Result, Step, Tally, command, done, into_tally, output, root, succeeds, target};
use crate::{checks, kotlin, npm, pip, python};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What the pom has to say before Maven Central takes it, and nobody knows yet.
const UNKNOWN: [&str; 3] = ["<url>", "<scm>", "<developers>"];
/// What else Maven Central demands of it.
const SAID: [&str; 6] = [
    "<groupId>",
    "<artifactId>",
    "<version>",
    "<name>",
    "<description>",
    "<licenses>",
];

/// What `cargo xtask test` runs.
pub(crate) fn checks() -> Vec<Step> {
    vec![
        Step::new("publishing, dry run: npm", npm).after(&[checks::PACKED]),
        Step::new("publishing, dry run: PyPI", pypi).after(&[python::WHEEL]),
        Step::new("publishing, dry run: Maven Central", maven_central).after(&[kotlin::DOCS]),
        // Each is packed and then compiled from its archive, as whoever depends on it does.
        Step::compiling("publishing, dry run: crates.io", || {
            Tally::of(succeeds(&mut command(
                "cargo publish --quiet --dry-run --allow-dirty --package refundkit-json --package refundkit",
            )))
        }),
    ]
}

fn npm() -> Tally {
    into_tally(npm::tarball().map(|tarball| {
        let mut npm = command("npm publish --dry-run --loglevel error");
        Tally::of(succeeds(npm.arg(tarball).current_dir(target())))
    }))
}

/// The texts of the wheel, as PyPI would show them.
fn pypi() -> Tally {
    let environment = match pip::environment("publish/python", "tests/supply/twine.txt") {
        Ok(environment) => environment,
        Err(missing) => return missing,
    };
    into_tally(python::built_wheel().map(|wheel| {
        let mut twine = Command::new(environment.join("bin/twine"));
        Tally::of(succeeds(
            twine
                .args(["check", "--strict"])
                .arg(wheel),
        ))
    }))
}

/// The four files that Maven Central takes, but for their signatures, which only the publisher can make.
fn maven_central() -> Tally {
    into_tally(kotlin::bundle().and_then(|folder| {
        let pom =
            fs::read_to_string(root().join(kotlin::PACKAGE)).map_err(|error| error.to_string())?;
        let mut tally = Tally::default();
        for said in SAID {
            tally += found(&format!("{said} of the pom"), pom.contains(said));
        }
        for unknown in UNKNOWN {
            tally += found(
                &format!("docs/releasing.md says that {unknown} is missing; it"),
                !pom.contains(unknown),
            );
        }
        let sources = listed(&folder.join(kotlin::jar_name("-sources")))?;
        for source in ["Ledger.kt", "refundkit.kt", "OkHttp.kt", "Ktor.kt"] {
            tally += found(
                &format!("{source} among the sources"),
                sources.contains(source),
            );
        }
        let documentation = listed(&folder.join(kotlin::jar_name("-javadoc")))?;
        tally += found("the documentation", documentation.contains("index.html"));
        Ok(tally)
    }))
}

fn listed(jar: &Path) -> Result<String> {
    done(&jar.display().to_string(), jar.exists())?;
    output(command("jar --list --file").arg(jar))
}

fn found(what: &str, is_so: bool) -> Tally {
    if !is_so {
        eprintln!("not so: {what}");
    }
    Tally::of(is_so)
}
