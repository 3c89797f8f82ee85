//! The codes that a provider's reader recognises: every text in its source is put into a response, and those that change the
//! verdict are listed. So the list is what the code does, not what somebody wrote down beside it.

use crate::safety::fields::table;
use refundkit::dispatch::call;
use refundkit_tests::{Step, folder, steps};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// A place of a response that holds a code: a line of `tests/fields/codes.tsv`.
struct Place {
    provider: String,
    /// What the table is called.
    heading: String,
    /// The fixture whose response is changed.
    case: String,
    /// Members that are set first.
    set: String,
    /// Where the code stands.
    path: String,
    /// `text`, or `words` in any case; `declined`, an object's name with the raw result within; `listed`, a text that is shown
    /// although its verdict is that of any other.
    form: String,
    /// The file or folder of the provider whose texts are tried.
    source: String,
}

fn places() -> Vec<Place> {
    let lines = table("codes").into_iter();
    lines
        .map(|line| {
            let Ok([provider, heading, case, set, path, form, source]) =
                <[String; 7]>::try_from(line.clone())
            else {
                panic!("{line:?}");
            };
            Place {
                provider,
                heading,
                case,
                set,
                path,
                form,
                source,
            }
        })
        .collect()
}

/// The tables of one provider.
pub(super) fn tables(provider: &str) -> String {
    let mut page = String::new();
    for place in places()
        .iter()
        .filter(|place| place.provider == provider)
    {
        let _ = write!(
            page,
            "\n{}:\n\n| code | the refund | next action |\n|---|---|---|\n",
            place.heading
        );
        for (code, verdict) in place.recognised() {
            let _ = writeln!(page, "| `{code}` | {verdict} |");
        }
        let _ = writeln!(page, "| any other | {} |", place.verdict("no such word"));
    }
    page
}

impl Place {
    fn recognised(&self) -> Vec<(String, String)> {
        let other = self.verdict("no such word");
        let codes = texts(&self.source).into_iter();
        let mut recognised: Vec<(String, String)> = codes
            .map(|code| (code.clone(), self.verdict(&code)))
            .filter(|(code, verdict)| *verdict != other || self.is_listed(code))
            .filter(|(code, _)| self.form != "words" || *code == code.to_lowercase())
            .collect();
        recognised.sort_by_key(|(code, _)| (code.parse::<u32>().unwrap_or(u32::MAX), code.clone()));
        recognised
    }

    fn is_listed(&self, code: &str) -> bool {
        let is_name = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
        self.form == "listed" && code.contains('_') && code.bytes().all(is_name)
    }

    /// Status and next action of the refund whose response holds the code.
    fn verdict(&self, code: &str) -> String {
        let mut document = self.step().document();
        let body = &mut document["response"]["response"]["body"];
        let mut message: Value =
            serde_json::from_str(body.as_str().unwrap_or_default()).expect("JSON");
        let set: Value = serde_json::from_str(&self.set).expect("JSON");
        for (name, value) in set.as_object().into_iter().flatten() {
            message[name] = value.clone();
        }
        self.write(&mut message, code);
        *body = message.to_string().into();
        let answered: Value = serde_json::from_str(&call(&document.to_string())).expect("JSON");
        let outcome = &answered["ok"]["outcome"];
        let word = |name: &str| {
            outcome[name]
                .as_str()
                .unwrap_or("–")
                .replace('_', " ")
        };
        format!("{} | {}", word("status"), word("nextAction"))
    }

    fn write(&self, message: &mut Value, code: &str) {
        let value = if self.form == "declined" {
            json!({code: {"rawResult": {"scope": "visa", "rawCode": "59"}}})
        } else {
            json!(code)
        };
        match message.pointer_mut(&self.path) {
            Some(place) => *place = value,
            None => message[self.path.trim_start_matches('/')] = value,
        }
    }

    fn step(&self) -> &'static Step {
        static STEPS: LazyLock<Vec<Step>> = LazyLock::new(steps);
        let name = format!(
            "{}/{}: parse_response -> response.json",
            self.provider, self.case
        );
        STEPS
            .iter()
            .find(|step| step.name == name)
            .unwrap_or_else(|| panic!("{name}"))
    }
}

/// Every text in the source of a provider that may be a code, and the first numbers.
fn texts(provider: &str) -> BTreeSet<String> {
    let folder = folder()
        .join("../../core/src/providers")
        .join(provider);
    let mut found: BTreeSet<String> = (0..100)
        .map(|number| number.to_string())
        .collect();
    collect(&folder, &mut found);
    found
}

fn collect(path: &Path, found: &mut BTreeSet<String>) {
    if path.is_file() {
        found.extend(quoted(&fs::read_to_string(path).expect("a source")));
        return;
    }
    for entry in fs::read_dir(path)
        .expect("a folder of sources")
        .flatten()
    {
        collect(&entry.path(), found);
    }
}

fn quoted(source: &str) -> Vec<String> {
    let lines = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter(|text| !text.trim().is_empty() && !text.contains(['{', '\\', '|']))
        .map(str::to_owned)
        .collect()
}
