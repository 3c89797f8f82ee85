//! Defaults of fields whose type is an enum. UniFFI 0.32 has no attribute for them, so the generated constructors demand
//! what the documentation says may be left out ("`live` by default"). Here the text of Kotlin and of Swift gets the
//! case that the documentation names; for Python `idioms.py` does the same.

use crate::Result;
use heck::{ToLowerCamelCase, ToShoutySnakeCase};
use uniffi_bindgen::ComponentInterface;
use uniffi_bindgen::interface::{AsType, Enum, Field, Type, Variant};

#[derive(Clone, Copy)]
pub(crate) enum Language {
    Kotlin,
    Swift,
}

/// A field of a record, and the case that it has by default.
struct CaseDefault<'a> {
    record: &'a str,
    field: &'a str,
    kind: &'a Enum,
    case: &'a Variant,
}

/// The generated text with every default that is a case.
pub(crate) fn written(
    interface: &ComponentInterface,
    language: Language,
    source: String,
) -> Result<String> {
    promised(interface)?
        .iter()
        .try_fold(source, |source, default| default.written(language, &source))
}

/// Every default that is promised and that UniFFI does not write by itself.
fn promised(interface: &ComponentInterface) -> Result<Vec<CaseDefault<'_>>> {
    for kind in interface.enum_definitions() {
        for field in kind
            .variants()
            .iter()
            .flat_map(Variant::fields)
        {
            if promise(field).is_some() {
                return Err(refused(
                    kind.name(),
                    field,
                    "only a record's field can have it",
                ));
            }
        }
    }
    let mut promised = Vec::new();
    for record in interface.record_definitions() {
        for field in record.fields() {
            if let Some(words) = promise(field) {
                let (kind, case) = case_of(interface, field, &words)
                    .map_err(|why| refused(record.name(), field, why))?;
                promised.push(CaseDefault {
                    record: record.name(),
                    field: field.name(),
                    kind,
                    case,
                });
            }
        }
    }
    Ok(promised)
}

/// What the documentation says until "by default", of a field that has no default yet.
fn promise(field: &Field) -> Option<String> {
    let words: Vec<&str> = field
        .docstring()?
        .split_whitespace()
        .collect();
    let text = words.join(" ");
    let (before, _) = text.split_once(" by default")?;
    field
        .default_value()
        .is_none()
        .then(|| before.to_owned())
}

/// The case that a promise ends with.
fn case_of<'a>(
    interface: &'a ComponentInterface,
    field: &Field,
    promise: &str,
) -> std::result::Result<(&'a Enum, &'a Variant), &'static str> {
    let Type::Enum { name, .. } = field.as_type() else {
        return Err("UniFFI can write it: use its attribute");
    };
    let kind = interface
        .get_enum_definition(&name)
        .ok_or("its type is of another crate")?;
    let word = promise
        .strip_suffix('`')
        .and_then(|text| text.rsplit_once('`'))
        .map(|(_, word)| letters(word))
        .ok_or("no word in backticks stands before it")?;
    let case = kind
        .variants()
        .iter()
        .find(|case| letters(case.name()) == word && !case.has_fields())
        .ok_or("its type has no such case without fields")?;
    Ok((kind, case))
}

/// What `composite_amount` and `CompositeAmount` have in common.
fn letters(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

fn refused(owner: &str, field: &Field, why: &str) -> Box<dyn std::error::Error> {
    let name = field.name();
    format!("{owner}.{name} is documented with a default that is not written: {why}").into()
}

impl CaseDefault<'_> {
    fn written(&self, language: Language, source: &str) -> Result<String> {
        let parameter = self.parameter(language);
        let (opening, closing) = self.constructor(language);
        within(source, &opening, closing, |parameters| {
            with_default(parameters, &parameter, &self.value(language))
        })
        .ok_or_else(|| format!("{}: no place for a default of {parameter}", self.record).into())
    }

    /// What stands before and after the parameters, with a record's properties where these come first.
    fn constructor(&self, language: Language) -> (String, &'static str) {
        let record = self.record;
        match language {
            Language::Kotlin => (format!("\ndata class {record} (\n"), "\n)"),
            Language::Swift => (format!("\npublic struct {record}: "), ") {\n"),
        }
    }

    fn parameter(&self, language: Language) -> String {
        let (field, kind) = (self.field.to_lower_camel_case(), self.kind.name());
        match language {
            Language::Kotlin => format!("val `{field}`: {kind}"),
            // The end of its comment distinguishes it from the property.
            Language::Swift => format!("*/{field}: {kind}"),
        }
    }

    fn value(&self, language: Language) -> String {
        let (kind, case) = (self.kind.name(), self.case.name());
        match language {
            Language::Kotlin if self.kind.is_flat() => {
                format!("{kind}.{}", case.to_shouty_snake_case())
            }
            Language::Kotlin => format!("{kind}.{case}"),
            Language::Swift => format!(".{}", case.to_lower_camel_case()),
        }
    }
}

/// The source with another text between the first `opening` and the `closing` after it.
fn within(
    source: &str,
    opening: &str,
    closing: &str,
    edit: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let (before, rest) = source.split_once(opening)?;
    let (inside, after) = rest.split_once(closing)?;
    let edited = edit(inside)?;
    Some([before, opening, &edited, closing, after].concat())
}

/// The parameters with a default for the one that is declared so; nothing unless there is exactly one.
fn with_default(parameters: &str, declared: &str, value: &str) -> Option<String> {
    let mut lines: Vec<String> = parameters
        .split('\n')
        .map(str::to_owned)
        .collect();
    let mut found = lines.iter_mut().filter(|line| {
        line.trim_end_matches([' ', ','])
            .ends_with(declared)
    });
    let line = found.next()?;
    if found.next().is_some() {
        return None;
    }
    *line = line.replace(declared, &format!("{declared} = {value}"));
    Some(lines.join("\n"))
}

#[cfg(test)]
mod test {
    use super::{Language, Result, written};
    use uniffi_bindgen::ComponentInterface;

    const KINDS: &str = r#"
        namespace shop {};
        enum Generation { "V1", "SecondOne" };
        [Enum] interface Endpoint { Live(); Custom(string base); };
    "#;

    const CONFIG: &str = "dictionary Config {
        /// The host; `live` by default.
        Endpoint endpoint;
        /// Generation of the API; `second_one`
        /// by default.
        Generation api_version;
    };";

    const KOTLIN: &str = "
data class Config (
    val `endpoint`: Endpoint
    , 
    val `apiVersion`: Generation
    
){
}
data class Other (
    val `endpoint`: Endpoint
)";

    const SWIFT: &str = "
public struct Config: Equatable {
    public var endpoint: Endpoint
    public var apiVersion: Generation

    public init(
        /**
         * The host.
         */endpoint: Endpoint, 
        /**
         * Generation of the API.
         */apiVersion: Generation) {
        self.endpoint = endpoint
    }";

    fn with_defaults(records: &str, language: Language, source: &str) -> Result<String> {
        let interface = ComponentInterface::from_webidl(&[KINDS, records].concat(), "shop")?;
        written(&interface, language, source.to_owned())
    }

    /// The lines that differ from those before.
    fn changed(records: &str, language: Language, source: &str) -> Vec<String> {
        let text = with_defaults(records, language, source).unwrap();
        assert_eq!(text.lines().count(), source.lines().count());
        let pairs = text.lines().zip(source.lines());
        let changed = pairs.filter(|(new, old)| new != old);
        changed
            .map(|(new, _)| new.trim().to_owned())
            .collect()
    }

    #[test]
    fn the_documented_case_becomes_the_default() {
        let kotlin = [
            "val `endpoint`: Endpoint = Endpoint.Live",
            "val `apiVersion`: Generation = Generation.SECOND_ONE",
        ];
        assert_eq!(changed(CONFIG, Language::Kotlin, KOTLIN), kotlin);
        let swift = [
            "*/endpoint: Endpoint = .live,",
            "*/apiVersion: Generation = .secondOne) {",
        ];
        assert_eq!(changed(CONFIG, Language::Swift, SWIFT), swift);
    }

    #[test]
    fn a_default_that_uniffi_writes_is_left_alone() {
        let record = "dictionary Config {
            /// The currency; `RUB` by default.
            string currency = \"RUB\";
        };";
        assert_eq!(changed(record, Language::Kotlin, KOTLIN), [""; 0]);
    }

    #[test]
    fn a_promise_that_cannot_be_kept_is_an_error() {
        for field in [
            "/// `v9` by default.\n Generation api_version;",
            "/// `custom` by default.\n Endpoint endpoint;",
            "/// The live one by default.\n Endpoint endpoint;",
            "/// `RUB` by default.\n string currency;",
            "/// One minute by default.\n i64 timeout_ms;",
        ] {
            let record = format!("dictionary Config {{ {field} }};");
            let refused = with_defaults(&record, Language::Kotlin, KOTLIN).unwrap_err();
            assert!(
                refused
                    .to_string()
                    .starts_with("Config."),
                "{field}: {refused}"
            );
        }
        let case = "[Enum] interface Chosen {
            One(
                /// `v1` by default.
                Generation generation
            );
        };";
        assert!(with_defaults(case, Language::Kotlin, KOTLIN).is_err());
    }

    #[test]
    fn a_constructor_written_otherwise_is_an_error() {
        let (mutable, twice) = (
            KOTLIN.replace("val", "var"),
            KOTLIN.replace(",", "val `endpoint`: Endpoint"),
        );
        let renamed = KOTLIN.replace("Config", "Settings");
        for source in [&mutable, &twice, &renamed, SWIFT] {
            assert!(
                with_defaults(CONFIG, Language::Kotlin, source).is_err(),
                "{source}"
            );
        }
        assert!(with_defaults(CONFIG, Language::Swift, KOTLIN).is_err());
    }
}
