//! Takes each mending out again and demands that a test notices: `cargo xtask reverts`, or those with this text in their names.
//!
//! A file of `tests/reverts/` is a patch that undoes one mending. Above the patch it says in words what the fault was, and in
//! lines `test: program filter` which tests have to fail, or `test: python script` for one that needs no package. The patches are
//! applied in a checkout of their own.

use crate::step::{Result, Step, Tally, command, done, into_tally, root, succeeds, target};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The steps of `cargo xtask reverts`.
pub(crate) fn all() -> Vec<Step> {
    vec![Step::compiling("reverts", || into_tally(run()))]
}

fn run() -> Result<Tally> {
    let tree = checkout()?;
    let mut tally = Tally::default();
    let part = std::env::args()
        .nth(2)
        .unwrap_or_default();
    for patch in patches(&part)? {
        let noticed = noticed(&tree, &patch);
        let name = name_of(&patch);
        match &noticed {
            Ok(()) => println!("{name}: noticed"),
            Err(why) => println!("{name}: {why}"),
        }
        tally += Tally::of(noticed.is_ok());
    }
    Ok(tally)
}

/// The patches with this text in their names, in order.
fn patches(part: &str) -> Result<Vec<PathBuf>> {
    let folder = root().join("tests/reverts");
    let entries =
        fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut patches: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = name_of(path);
            name.ends_with(".patch") && name.contains(part)
        })
        .collect();
    patches.sort();
    match patches.is_empty() {
        true => Err(format!("no patch is named {part}")),
        false => Ok(patches),
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// A checkout of what is committed, made anew.
fn checkout() -> Result<PathBuf> {
    let tree = target().join("reverts/tree");
    if tree.exists() {
        fs::remove_dir_all(&tree).map_err(|error| format!("{}: {error}", tree.display()))?;
    }
    let mut clone = command("git clone --quiet --local .");
    done("git clone", succeeds(clone.arg(&tree)))?;
    Ok(tree)
}

/// Whether every test that the patch names fails with it.
fn noticed(tree: &Path, patch: &Path) -> Result<()> {
    let text = fs::read_to_string(patch).map_err(|error| error.to_string())?;
    let tests: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("test: "))
        .collect();
    if tests.is_empty() {
        return Err("names no test".to_owned());
    }
    let in_tree = |line: &str| {
        let mut command = command(line);
        command.current_dir(tree);
        command
    };
    done("git apply", succeeds(in_tree("git apply").arg(patch)))?;
    let blind = tests
        .iter()
        .find(|test| !fails(tree, test));
    done(
        "git checkout",
        succeeds(&mut in_tree("git checkout --quiet -- .")),
    )?;
    match blind {
        Some(test) => Err(format!("no test of `{test}` fails")),
        None => Ok(()),
    }
}

/// Whether a test of that program fails. Code that does not compile is no failing test.
fn fails(tree: &Path, test: &str) -> bool {
    let (program, filter) = test
        .split_once(' ')
        .unwrap_or((test, ""));
    if program == "python" {
        return script_fails(tree, filter);
    }
    let output = Command::new("cargo")
        .current_dir(tree)
        .env("CARGO_TARGET_DIR", target().join("reverts/build"))
        .args([
            "test",
            "--quiet",
            "--package",
            "refundkit-tests",
            "--test",
            program,
        ])
        .args(["--", filter])
        .output();
    output.is_ok_and(|output| {
        let printed = String::from_utf8_lossy(&output.stdout);
        !output.status.success() && printed.contains("test result: FAILED")
    })
}

/// Whether an assertion of that script fails. A script that does not run at all is no failing test.
fn script_fails(tree: &Path, script: &str) -> bool {
    let output = Command::new("python3")
        .current_dir(tree)
        .arg(script)
        .output();
    output.is_ok_and(|output| {
        let printed = String::from_utf8_lossy(&output.stderr);
        !output.status.success() && printed.contains("AssertionError")
    })
}

#[cfg(test)]
mod test {
    use super::{name_of, patches};
    use crate::step::root;
    use std::fs;

    #[test]
    fn the_page_of_faults_has_each_patch_once() {
        let page = fs::read_to_string(root().join("docs/faults.md")).unwrap();
        for patch in patches("").unwrap() {
            let link = format!("(../tests/reverts/{})", name_of(&patch));
            assert_eq!(page.matches(&link).count(), 1, "{link}");
        }
    }
}
