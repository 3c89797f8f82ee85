//! Every story ends as it is told, with an object and with documents, and leaves its record.

use refundkit_tests::ledger_documents::folders;
use refundkit_tests::stories::play;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_story_ends_as_it_is_told() {
    let folders = folders();
    assert!(folders.len() >= 20, "{} stories", folders.len());
    let untrue = folders
        .into_iter()
        .filter(|folder| !is_true(folder));
    let untrue: Vec<PathBuf> = untrue.collect();
    assert!(untrue.is_empty(), "{untrue:?}");
}

/// Plays one story; what is wrong with it is printed.
fn is_true(folder: &Path) -> bool {
    std::panic::catch_unwind(|| kept(&folder.join("record.json"), &play(folder).record)).is_ok()
}

/// A record is a document that programs keep: what stands in one of a story is what stood in it when the story was written.
fn kept(path: &Path, written: &str) {
    if std::env::var_os("WRITE_FIXTURES").is_some() {
        fs::write(path, written).expect("it can be written");
    }
    let golden = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(written, golden, "{}", path.display());
}
