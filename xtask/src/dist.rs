//! `cargo xtask dist`: everything that users install, optimised, in `dist/`.

use crate::step::{Step, Tally, into_tally, root};
use crate::{entries, npm};
use std::path::PathBuf;

/// The packages, one step each.
pub(crate) fn all() -> Vec<Step> {
    let npm = vec![Step::new("npm package", npm_package)];
    [
        npm,
        crate::python::dist(),
        crate::kotlin::dist(),
        crate::swift::dist(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn npm_package() -> Tally {
    if !npm::tools() {
        return Tally::missing(npm::TOOLS);
    }
    let printed = |tarball: PathBuf| {
        println!("{}", tarball.display());
        Tally::PASSED
    };
    into_tally(npm::pack(&root().join("dist/npm"), &entries::all(), true).map(printed))
}

#[cfg(test)]
mod test {
    use crate::step::root;
    use std::fs;

    /// Where the version is written a second time.
    const REPEATED: [(&str, &str); 5] = [
        (
            "Cargo.toml",
            "\nrefundkit-json = { path = \"json\", version = \"VERSION\" }",
        ),
        (
            "bindings-uniffi/kotlin/pom.xml",
            "\n  <version>VERSION</version>",
        ),
        (
            "bindings-uniffi/kotlin/android/build.gradle.kts",
            "\nversion = \"VERSION\"",
        ),
        (
            "examples/kotlin-pos/pom.xml",
            "\n  <version>VERSION</version>",
        ),
        (
            "examples/kotlin-pos/pom.xml",
            "<artifactId>refundkit</artifactId>\n      <version>VERSION</version>",
        ),
    ];

    #[test]
    fn there_is_one_version() {
        for (file, line) in REPEATED {
            let text = fs::read_to_string(root().join(file)).unwrap();
            assert!(
                text.contains(&line.replace("VERSION", env!("CARGO_PKG_VERSION"))),
                "{file}"
            );
        }
    }
}
