//! Writes the first corpus of every target into a folder, a folder each, a dictionary beside them, and prints which
//! operations the targets reach: `cargo run --release --example seeds -- corpus`.

// The counters in the core belong to libFuzzer.
use libfuzzer_sys as _;
use refundkit_fuzz::{TARGETS, Target};
use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).expect("a folder");
    let mut reached = BTreeSet::new();
    for target in TARGETS {
        write(target, &Path::new(&folder).join(target.name))?;
        let reaches = (target.reaches)();
        println!("{}: {} operations", target.name, reaches.len());
        reaches
            .iter()
            .for_each(|name| println!("    {name}"));
        reached.extend(reaches);
    }
    fs::write(
        Path::new(&folder).join("dictionary.dict"),
        refundkit_fuzz::dictionary(),
    )?;
    let all: BTreeSet<String> = refundkit_fuzz::operations()
        .into_iter()
        .collect();
    let missed: Vec<&String> = all.difference(&reached).collect();
    println!(
        "{} of {} operations reached; missed: {missed:?}",
        all.len() - missed.len(),
        all.len()
    );
    if missed.is_empty() {
        Ok(())
    } else {
        Err(io::Error::other("an operation is reached by no target"))
    }
}

fn write(target: &Target, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let seeds = (target.seeds)();
    (0..)
        .zip(seeds)
        .try_for_each(|(number, seed): (u32, _)| {
            fs::write(folder.join(format!("seed-{number:05}")), seed)
        })
}
