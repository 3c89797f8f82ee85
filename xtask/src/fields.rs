//! Reads the names of fields in the providers' documents, and holds them against `tests/fields/derived.tsv`.
//!
//! The documents belong to the providers and are not in the repository. Whoever has them in a folder (`cargo xtask fields
//! <folder>`) sees which names have no line, and which lines have no name; the suite demands a row for each line.

use crate::step::{Result, root};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// Compares the documents of the folders with the list.
pub(crate) fn run(folders: &[&str]) -> ExitCode {
    match folders
        .iter()
        .map(|folder| derived(Path::new(folder)))
        .collect::<Result<Vec<_>>>()
    {
        Ok(lists) if !lists.is_empty() => compare(&lists.concat()),
        Ok(_) => fail("cargo xtask fields <folder with the documents>.."),
        Err(error) => fail(&error),
    }
}

fn fail(error: &str) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}

/// Document and name, of every document in a folder.
fn derived(folder: &Path) -> Result<Vec<(String, String)>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut found = Vec::new();
    for path in entries
        .flatten()
        .map(|entry| entry.path())
    {
        let document = stem(&path);
        let text = fs::read_to_string(&path).unwrap_or_default();
        found.extend(
            names(&text)
                .into_iter()
                .map(|name| (document.clone(), name)),
        );
    }
    Ok(found)
}

/// `001` of `001_f06f546f5081ed83.txt`, `sberbank` of `sberbank.md`.
fn stem(path: &Path) -> String {
    let name = path.file_stem().unwrap_or_default();
    let name = name.to_string_lossy();
    name.split('_')
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn compare(found: &[(String, String)]) -> ExitCode {
    let list = root().join("tests/fields/derived.tsv");
    let kept = fs::read_to_string(list).unwrap_or_default();
    let kept: BTreeSet<(String, String)> = kept
        .lines()
        .skip(1)
        .filter_map(line)
        .collect();
    let found: BTreeSet<(String, String)> = found.iter().cloned().collect();
    let documents: BTreeSet<&String> = found
        .iter()
        .map(|(document, _)| document)
        .collect();
    let missing: Vec<_> = found.difference(&kept).collect();
    let gone: Vec<_> = kept
        .difference(&found)
        .filter(|(document, _)| documents.contains(document))
        .collect();
    print("has no line", &missing);
    print("is in no document any more", &gone);
    println!("{} names in {} documents", found.len(), documents.len());
    if missing.is_empty() && gone.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn print(what: &str, names: &[&(String, String)]) {
    for (document, name) in names {
        println!("{document}\t{name}\t{what}");
    }
}

fn line(line: &str) -> Option<(String, String)> {
    let mut columns = line.split('\t').map(str::to_owned);
    Some((columns.next()?, columns.next()?))
}

/// The names that a document's tables, examples and lists of parameters show.
fn names(text: &str) -> BTreeSet<String> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let mut found = BTreeSet::new();
    for (index, line) in lines.iter().enumerate() {
        let is_typed = lines
            .get(index + 1)
            .is_some_and(|next| is_type(next));
        found.extend(members(line));
        if line.contains('|') {
            found.extend(first_cell(line));
        } else if is_path(line) && !is_type(line) && (is_typed || line.contains(is_joint)) {
            found.insert((*line).to_owned());
        }
    }
    found
}

/// `AN..512`, `N12`: how Sberbank writes formats, below the name of a parameter.
fn is_type(line: &str) -> bool {
    let letters = line.trim_start_matches(['A', 'N', 'S']);
    let length = letters.trim_start_matches('.');
    line.starts_with(['A', 'N'])
        && !length.is_empty()
        && length
            .bytes()
            .all(|byte| byte.is_ascii_digit())
}

/// A capital or an underscore within: prose has neither.
fn is_joint(character: char) -> bool {
    character == '_' || character.is_ascii_uppercase()
}

/// `"name":` in an example.
fn members(line: &str) -> Vec<String> {
    let parts: Vec<&str> = line.split('"').collect();
    parts
        .windows(2)
        .filter(|pair| pair[1].trim_start().starts_with(':') && is_path(pair[0]))
        .map(|pair| pair[0].to_owned())
        .collect()
}

/// What the first cell of a table's row names: what is set as code, or the whole cell without branch and footnote.
fn first_cell(line: &str) -> Vec<String> {
    let cell = line
        .trim_start_matches('|')
        .split('|')
        .next();
    let cell = cell
        .unwrap_or_default()
        .trim_start_matches([' ', '├', '─']);
    let whole = cell.trim_end_matches([' ', '1', '2', '3']);
    let code: Vec<&str> = cell
        .split('`')
        .skip(1)
        .step_by(2)
        .collect();
    let cells = if code.is_empty() { vec![whole] } else { code };
    cells
        .into_iter()
        .filter(|name| is_path(name))
        .map(str::to_owned)
        .collect()
}

/// `goods[].name`, `amount_details.amount`, `X-PARTNER-SIGN`.
fn is_path(text: &str) -> bool {
    let is_part =
        |character: char| character.is_ascii_alphanumeric() || "_-.[]".contains(character);
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn tables_examples_and_lists_are_read() {
        let text = "| `goods[].name` | text |\n├─ split_terminal_id 2 |\n{\"Success\": true, \"a\":\"b\"}\ncompositeRefundAmount\npassword\n\nAN..30\nplain prose";
        let found: Vec<_> = names(text).into_iter().collect();
        assert_eq!(
            found,
            [
                "Success",
                "a",
                "compositeRefundAmount",
                "goods[].name",
                "password",
                "split_terminal_id"
            ]
        );
    }
}
