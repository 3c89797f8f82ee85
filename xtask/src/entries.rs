//! The entries of the npm package beside the whole: the merchant's side of one provider, with a WebAssembly of its own.

use crate::built;
use crate::step::{Result, target};
use std::path::PathBuf;

/// An entry by its name in imports, and its classes by their names in documents.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    classes: &'static str,
}

/// What is published.
pub(crate) const ALL: &[Entry] = &[
    TRANZZO,
    Entry {
        name: "bank131",
        classes: "bank131",
    },
    Entry {
        name: "smart_glocal",
        classes: "smart_glocal",
    },
    Entry {
        name: "sberbank",
        classes: "sberbank_legacy,sberbank_gateway",
    },
    Entry {
        name: "themap",
        classes: "themap",
    },
    Entry {
        name: "google",
        classes: "google",
    },
];

/// What the tests try: each takes half a minute to build.
pub(crate) const TRIED: &[Entry] = &[TRANZZO];

const TRANZZO: Entry = Entry {
    name: "tranzzo",
    classes: "tranzzo",
};

impl Entry {
    pub(crate) fn wasm_file(&self) -> PathBuf {
        target().join(format!("wasm-entries/{}.wasm", self.name))
    }
}

/// Compiles the whole and these entries.
pub(crate) fn compile(entries: &[Entry]) -> Result<()> {
    for entry in entries {
        built::classes(entry.classes, &entry.wasm_file())?;
    }
    built::wasm()
}

/// The manifest with the entries beside the whole: the same files in a folder of the entry's name.
pub(crate) fn exported(manifest: &str, entries: &[Entry]) -> Result<String> {
    let begin = "    \".\": {";
    let end = "    \"./package.json\"";
    let between = manifest
        .split_once(begin)
        .and_then(|(before, rest)| Some((before, rest.split_once(end)?)));
    let Some((before, (whole, after))) = between else {
        return Err("package.json has no exports to repeat".to_owned());
    };
    let of = |entry: &Entry| {
        format!("    \"./{}\": {{{whole}", entry.name)
            .replace("./refundkit_bg", &format!("./{}/refundkit_bg", entry.name))
            .replace("./dist/", &format!("./dist/{}/", entry.name))
    };
    let added: String = entries.iter().map(of).collect();
    let manifest = format!("{before}{begin}{whole}{added}{end}{after}");
    // Compilers that know no `exports` look here.
    let files = "  \"files\":";
    let typed = |entry: &Entry| format!("\"{0}\": [\"./dist/{0}/index.d.ts\"]", entry.name);
    let versions: Vec<String> = entries.iter().map(typed).collect();
    let versions = versions.join(", ");
    let line = format!("  \"typesVersions\": {{ \"*\": {{ {versions} }} }},\n{files}");
    Ok(manifest.replacen(files, &line, 1))
}

#[cfg(test)]
mod test {
    use super::{TRIED, exported};

    #[test]
    fn an_entry_has_the_files_of_the_whole_in_its_folder() {
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
