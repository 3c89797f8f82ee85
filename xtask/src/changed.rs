//! Which packages a change touches, by the files that git lists.

use crate::step::{Result, command, output};
use std::collections::BTreeSet;

/// The part of the repository that a file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Core,
    Tests,
    Examples,
    Xtask,
    /// The layers for other languages: classes in Rust, and what stands around them.
    Layers,
    Fuzz,
    /// Documents, and whatever is compiled into nothing.
    Texts,
}

/// By the start of the path; the first that fits. What is written in another language is tested by the packages' steps.
const PARTS: [(&str, Part); 11] = [
    ("core/", Part::Core),
    ("tests/npm/", Part::Texts),
    ("tests/", Part::Tests),
    ("simulator/", Part::Examples),
    ("examples/src/", Part::Examples),
    ("examples/tests/", Part::Examples),
    ("examples/Cargo.toml", Part::Examples),
    ("xtask/", Part::Xtask),
    ("bindings-", Part::Layers),
    ("json/", Part::Core),
    ("fuzz/", Part::Fuzz),
];

/// What every package is built from.
const EVERYTHING: [&str; 5] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "clippy.toml",
    ".cargo/",
];

/// The parts of files that changed, and the parts that use them.
pub(crate) fn parts<'a>(files: impl IntoIterator<Item = &'a str>) -> BTreeSet<Part> {
    let mut parts = BTreeSet::new();
    for file in files {
        if EVERYTHING
            .iter()
            .any(|start| file.starts_with(start))
        {
            parts.extend(PARTS.map(|(_, part)| part));
        }
        let fitting = PARTS
            .iter()
            .find(|(start, _)| file.starts_with(start));
        parts.insert(fitting.map_or(Part::Texts, |(_, part)| *part));
    }
    if parts.contains(&Part::Core) {
        parts.extend([Part::Tests, Part::Examples, Part::Layers, Part::Fuzz]);
    }
    if parts.contains(&Part::Tests) {
        parts.insert(Part::Fuzz);
    }
    parts
}

/// The files that differ from the branch `main` where this one left it, committed or not, and those that git does not know yet.
pub(crate) fn files() -> Result<Vec<String>> {
    let base = output(&mut command("git merge-base HEAD main"))
        .or_else(|_| output(&mut command("git merge-base HEAD origin/main")))
        .unwrap_or_else(|_| "HEAD".to_owned());
    let mut changed = command("git diff --name-only");
    let changed = output(changed.arg(base.trim()))?;
    let unknown = output(&mut command("git ls-files --others --exclude-standard"))?;
    let lines = changed.lines().chain(unknown.lines());
    Ok(lines.map(str::to_owned).collect())
}

#[cfg(test)]
mod test {
    use super::{PARTS, Part, parts};
    use std::collections::BTreeSet;

    #[test]
    fn what_uses_a_changed_package_is_tested_too() {
        let core = [
            Part::Core,
            Part::Tests,
            Part::Examples,
            Part::Layers,
            Part::Fuzz,
        ];
        assert_eq!(parts(["core/src/money.rs"]), BTreeSet::from(core));
        let fixture = "tests/fixtures/tranzzo/refund/response.http";
        assert_eq!(parts([fixture]), BTreeSet::from([Part::Tests, Part::Fuzz]));
        assert_eq!(
            parts(["examples/src/merchant.rs"]),
            BTreeSet::from([Part::Examples])
        );
    }

    #[test]
    fn a_file_of_another_language_compiles_nothing() {
        for file in [
            "README.md",
            "tests/npm/types.test.js",
            "examples/python/shop.py",
        ] {
            assert_eq!(parts([file]), BTreeSet::from([Part::Texts]), "{file}");
        }
        assert_eq!(parts([]), BTreeSet::new());
    }

    #[test]
    fn the_lock_file_touches_all() {
        let all = parts(["Cargo.lock"]);
        assert!(
            PARTS
                .iter()
                .all(|(_, part)| all.contains(part))
        );
    }
}
