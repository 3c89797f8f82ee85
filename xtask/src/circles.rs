//! Files of one folder of the core import each other in no circle. Within a provider's folder they may: its messages and their
//! parts name each other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The files of a folder that each file of it imports, by their names without `.rs`.
type Folder = BTreeMap<String, BTreeSet<String>>;

/// Each circle in the folders of these files, which stand beside their texts, as one line.
pub(crate) fn circles(files: &[(PathBuf, String)]) -> Vec<String> {
    let mut folders: BTreeMap<PathBuf, Folder> = BTreeMap::new();
    for (file, text) in files {
        let name = file
            .file_stem()
            .map(|name| name.to_string_lossy().into_owned());
        if let (Some(folder), Some(name)) = (file.parent(), name)
            && name != "mod"
            && !is_a_providers(file)
        {
            folders
                .entry(folder.to_path_buf())
                .or_default()
                .insert(name, siblings(text));
        }
    }
    folders
        .iter()
        .filter_map(|(path, folder)| {
            let circle = circle(folder)?;
            Some(format!("{} import each other: {circle}", path.display()))
        })
        .collect()
}

fn is_a_providers(file: &Path) -> bool {
    file.components()
        .any(|component| component.as_os_str() == "providers")
}

/// The files beside it that a file imports.
fn siblings(text: &str) -> BTreeSet<String> {
    let imports = text
        .lines()
        .filter_map(|line| line.strip_prefix("use super::"));
    imports
        .map(|path| {
            path.chars()
                .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                .collect()
        })
        .collect()
}

/// The files that are left where nothing is taken away but files that import none of those left.
fn circle(folder: &Folder) -> Option<String> {
    let mut left: BTreeSet<&String> = folder.keys().collect();
    loop {
        let imports_none = |name: &&String| {
            let imported = &folder[*name];
            !imported
                .iter()
                .any(|other| left.contains(other))
        };
        let free: Vec<&String> = left
            .iter()
            .copied()
            .filter(imports_none)
            .collect();
        if free.is_empty() {
            break;
        }
        for name in free {
            left.remove(name);
        }
    }
    let names: Vec<&str> = left
        .iter()
        .map(|name| name.as_str())
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod test {
    use super::circles;
    use std::path::PathBuf;

    #[test]
    fn three_files_that_import_each_other_are_told_and_a_provider_may() {
        let files = |closing: &str| {
            let texts = ["use super::b::X;", "use super::c;", closing, ""];
            let folders = ["ledger", "providers/tranzzo"];
            let named = |folder| {
                let names = ["a", "b", "c", "d"].iter().zip(texts);
                names.map(move |(name, text)| {
                    (
                        PathBuf::from(format!("{folder}/{name}.rs")),
                        text.to_owned(),
                    )
                })
            };
            folders
                .into_iter()
                .flat_map(named)
                .collect::<Vec<_>>()
        };
        assert_eq!(circles(&files("use super::d;")), [""; 0]);
        assert_eq!(
            circles(&files("use super::a::Y;")),
            ["ledger import each other: a, b, c"]
        );
    }
}
