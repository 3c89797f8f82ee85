//! Runs every step of every fixture, and every story, as a test of its own.

use libtest_mimic::{Arguments, Failed, Trial};
use refundkit_tests::Step;
use refundkit_tests::ledger_documents::folders;
use refundkit_tests::stories::play;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let steps = refundkit_tests::steps();
    let stories = folders();
    assert!(stories.len() >= 20, "{} stories", stories.len());
    let trials = steps
        .into_iter()
        .map(step)
        .chain(stories.into_iter().map(story));
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}

fn step(step: Step) -> Trial {
    let name = step.name.clone();
    Trial::test(name, move || step.run().map_err(Into::into))
}

/// A story ends as it is told, with an object and with documents, and leaves its record.
fn story(folder: PathBuf) -> Trial {
    let name = folder.file_name().unwrap_or_default();
    let name = format!("stories/{}", name.to_string_lossy());
    Trial::test(name, move || {
        kept(&folder.join("record.json"), &play(&folder).record)
    })
}

/// A record is a document that programs keep: what stands in one of a story is what stood in it when the story was written.
fn kept(path: &Path, written: &str) -> Result<(), Failed> {
    if std::env::var_os("WRITE_FIXTURES").is_some() {
        fs::write(path, written)?;
    }
    let golden = fs::read_to_string(path).unwrap_or_default();
    match written == golden {
        true => Ok(()),
        false => {
            Err(format!("it left what WRITE_FIXTURES=1 writes for a new story: {written}").into())
        }
    }
}
