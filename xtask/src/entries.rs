//! The entries of the npm package, each with a WebAssembly of its own: the merchant's side of all providers, that of one, and
//! the whole with the providers' own sides and the JSON interface.

use crate::built;
use crate::step::{Result, target};
use std::path::PathBuf;

/// An entry by the feature of the layer that builds its classes. A provider's is also its name in imports.
pub(crate) struct Entry(&'static str);

/// The whole, for simulators and tests. All types are its.
pub(crate) const WHOLE: &str = "simulator";

/// The layer's features, where `merchants` lists one for each entry.
const FEATURES: &str = include_str!("../../bindings-wasm/Cargo.toml");

/// What is published beside the whole.
pub(crate) fn all() -> Vec<Entry> {
    let (_, listed) = FEATURES
        .split_once("\nmerchants = [")
        .expect("bindings-wasm/Cargo.toml has the feature merchants");
    let (listed, _) = listed
        .split_once(']')
        .expect("a list ends");
    let names = listed
        .split('"')
        .skip(1)
        .step_by(2)
        .map(Entry);
    [MERCHANTS]
        .into_iter()
        .chain(names)
        .collect()
}

/// What the tests try: each takes half a minute to build.
pub(crate) const TRIED: &[Entry] = &[MERCHANTS, TRANZZO];

/// What `import "refundkit"` gives.
const MERCHANTS: Entry = Entry("merchants");

const TRANZZO: Entry = Entry("tranzzo");

impl Entry {
    pub(crate) fn wasm_file(&self) -> PathBuf {
        target().join(format!("wasm-entries/{}.wasm", self.0))
    }

    /// Its folder in the package, which is also its name in imports. Of all merchants' sides it is the package's own.
    pub(crate) fn folder(&self) -> &'static str {
        if self.0 == MERCHANTS.0 { "." } else { self.0 }
    }

    /// Where its types are declared, from its own folder.
    pub(crate) fn types(&self) -> String {
        let up = if self.folder() == "." { "." } else { ".." };
        format!("{up}/{WHOLE}/index")
    }
}

/// Compiles these entries, and the whole.
pub(crate) fn compile(entries: &[Entry]) -> Result<()> {
    for entry in entries {
        built::classes(entry.0, &entry.wasm_file())?;
    }
    built::wasm()
}

/// The manifest with every entry: the files of the first one in a folder of the entry's name.
pub(crate) fn exported(manifest: &str, entries: &[Entry]) -> Result<String> {
    let begin = "    \".\": {";
    let end = "    \"./package.json\"";
    let between = manifest
        .split_once(begin)
        .and_then(|(_, rest)| rest.split_once(end));
    let Some((first, _)) = between else {
        return Err("package.json has no exports to repeat".to_owned());
    };
    let of = |name: &&str| {
        format!("    \"./{name}\": {{{first}")
            .replace("./refundkit_bg", &format!("./{name}/refundkit_bg"))
            .replace("./dist/", &format!("./dist/{name}/"))
    };
    let names = folders(entries);
    let added: String = names.iter().map(of).collect();
    let manifest = manifest.replacen(end, &format!("{added}{end}"), 1);
    // Compilers that know no `exports` look here.
    let typed = |name: &&str| format!("\"{name}\": [\"./dist/{name}/index.d.ts\"]");
    let versions: Vec<String> = names.iter().map(typed).collect();
    let versions = versions.join(", ");
    let files = "  \"files\":";
    let line = format!("  \"typesVersions\": {{ \"*\": {{ {versions} }} }},\n{files}");
    Ok(manifest.replacen(files, &line, 1))
}

/// The names of all that has a folder.
fn folders(entries: &[Entry]) -> Vec<&str> {
    let beside = entries
        .iter()
        .map(Entry::folder)
        .filter(|folder| *folder != ".");
    [WHOLE]
        .into_iter()
        .chain(beside)
        .collect()
}

#[cfg(test)]
mod test {
    use super::{TRIED, all, exported};

    #[test]
    fn each_merchants_side_has_an_entry() {
        let names: Vec<&str> = all()
            .iter()
            .map(|entry| entry.0)
            .collect();
        assert_eq!(names[0], "merchants");
        for name in ["tranzzo", "sberbank", "google"] {
            assert!(names.contains(&name), "{names:?}");
        }
    }

    #[test]
    fn an_entry_has_the_files_of_the_first_in_its_folder() {
        let manifest = "{\n    \".\": { \"./dist/index.d.ts\" },\n    \"./refundkit_bg.wasm\": \"./dist/refundkit_bg.wasm\",\n    \"./package.json\": \"x\"\n}";
        let found = exported(manifest, TRIED).unwrap();
        assert!(found.contains("    \".\": { \"./dist/index.d.ts\" },\n"));
        assert!(found.contains("    \"./tranzzo\": { \"./dist/tranzzo/index.d.ts\" },\n"));
        assert!(
            found
                .contains("\"./tranzzo/refundkit_bg.wasm\": \"./dist/tranzzo/refundkit_bg.wasm\",")
        );
        assert!(found.ends_with("    \"./package.json\": \"x\"\n}"));
        assert!(exported("{}", TRIED).is_err());
    }
}
