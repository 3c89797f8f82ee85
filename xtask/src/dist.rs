//! `cargo xtask dist`: everything that users install, optimised, in `dist/`.

use crate::npm;
use crate::step::{Step, Tally, root, told};
use std::path::PathBuf;

/// The packages, one step each.
pub(crate) fn all() -> Vec<Step> {
    let npm = vec![Step { name: "npm package", run: npm_package }];
    [npm, crate::python::dist(), crate::kotlin::dist(), crate::swift::dist()].into_iter().flatten().collect()
}

fn npm_package() -> Tally {
    if !npm::tools() {
        return Tally::missing(npm::TOOLS);
    }
    let printed = |tarball: PathBuf| {
        println!("{}", tarball.display());
        Tally::PASSED
    };
    told(npm::pack(&root().join("dist/npm"), true).map(printed))
}
