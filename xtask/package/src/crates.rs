//! What is compiled into a package, crate by crate: cargo's own tree for its target, with what the manifests say.

use crate::{Result, root};
use cargo_metadata::{MetadataCommand, Package};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// A crate by its name and version.
pub(crate) type Id = String;

/// A crate that is compiled in.
pub(crate) struct Crate {
    pub(crate) package: Package,
    /// What it calls.
    pub(crate) needs: BTreeSet<Id>,
    /// The SHA-256 of its archive; a crate of this repository has none.
    pub(crate) checksum: Option<String>,
}

/// The crates of a package, and which of them is the package itself.
pub(crate) struct Compiled {
    pub(crate) root: Id,
    pub(crate) crates: BTreeMap<Id, Crate>,
}

impl Compiled {
    /// What a build of a package with these features holds for a target. Procedural macros and build scripts run before and stay
    /// outside.
    pub(crate) fn of((package, features): (&str, &str), target: &str) -> Result<Self> {
        let packages = packages()?;
        let checksums = checksums()?;
        let mut crates = BTreeMap::new();
        for (id, needs) in edges(&tree(package, features, target)?) {
            let package = packages.get(&id);
            let one = Crate {
                package: package
                    .ok_or_else(|| format!("{id} is not in cargo metadata"))?
                    .clone(),
                needs,
                checksum: checksums.get(&id).cloned(),
            };
            crates.insert(id, one);
        }
        let root = root_of(package, &crates)?;
        Ok(Self { root, crates })
    }

    /// What others wrote.
    pub(crate) fn foreign(&self) -> impl Iterator<Item = &Crate> {
        self.crates
            .values()
            .filter(|one| one.checksum.is_some())
    }
}

fn root_of(package: &str, crates: &BTreeMap<Id, Crate>) -> Result<Id> {
    crates
        .keys()
        .find(|id| id.split(' ').next() == Some(package))
        .cloned()
        .ok_or_else(|| format!("no {package}"))
}

/// Lines such as `2rand_core v0.6.4`: how deep, and what.
fn tree(package: &str, features: &str, target: &str) -> Result<String> {
    let edges = "--edges normal,no-proc-macro --prefix depth --no-dedupe --format {p}";
    let line = format!(
        "tree --locked --package {package} --features={features} --target {target} {edges}"
    );
    let mut cargo = Command::new("cargo");
    cargo
        .args(line.split(' '))
        .current_dir(root());
    let output = cargo
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Who calls whom.
fn edges(tree: &str) -> BTreeMap<Id, BTreeSet<Id>> {
    let mut edges: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    let mut above: Vec<Id> = Vec::new();
    for (depth, id) in tree.lines().filter_map(read) {
        above.truncate(depth);
        if let Some(caller) = above.last() {
            edges
                .entry(caller.clone())
                .or_default()
                .insert(id.clone());
        }
        edges.entry(id.clone()).or_default();
        above.push(id);
    }
    edges
}

fn read(line: &str) -> Option<(usize, Id)> {
    let name = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let depth = line[..line.len() - name.len()]
        .parse()
        .ok()?;
    let (name, rest) = name.split_once(" v")?;
    Some((depth, format!("{name} {}", rest.split(' ').next()?)))
}

fn packages() -> Result<BTreeMap<Id, Package>> {
    let options = vec!["--locked".to_owned()];
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .other_options(options)
        .exec();
    let packages = metadata
        .map_err(|error| error.to_string())?
        .packages;
    Ok(packages
        .into_iter()
        .map(|package| (format!("{} {}", package.name, package.version), package))
        .collect())
}

/// What `Cargo.lock` says of the archives.
fn checksums() -> Result<BTreeMap<Id, String>> {
    let lock = fs::read_to_string(root().join("Cargo.lock"))
        .map_err(|error| format!("Cargo.lock: {error}"))?;
    Ok(lock
        .split("[[package]]")
        .filter_map(checksum)
        .collect())
}

/// Of one block of `Cargo.lock`.
fn checksum(block: &str) -> Option<(Id, String)> {
    let id = format!("{} {}", value(block, "name")?, value(block, "version")?);
    Some((id, value(block, "checksum")?.to_owned()))
}

fn value<'a>(block: &'a str, name: &str) -> Option<&'a str> {
    let line = block.lines().find_map(|line| {
        line.strip_prefix(name)?
            .strip_prefix(" = ")
    })?;
    Some(line.trim_matches('"'))
}
