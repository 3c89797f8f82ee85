//! The defaults of configurations are those that the documentation of their fields names. Python, Kotlin and Swift have the
//! defaults of enums from there: UniFFI carries none.

use refundkit::server::{
    GoogleCallerConfig, SberbankGatewayServerConfig, SberbankLegacyServerConfig,
    SessionServerConfig, TheMapServerConfig,
};
use refundkit::{
    Endpoint, GoogleConfig, SberbankGatewayConfig, SberbankLegacyConfig, SessionConfig,
    TheMapConfig, TranzzoConfig,
};
use std::fmt::Debug;
use std::path::Path;

const NAMED: &str = "` by default";

#[test]
fn the_default_of_a_field_is_the_documented_one() {
    let named = [
        defaults("tranzzo/mod.rs", &TranzzoConfig::default()),
        defaults("google/mod.rs", &GoogleConfig::new(Vec::new())),
        defaults("google/mod.rs", &GoogleCallerConfig::at(Endpoint::Live)),
        defaults("themap/mod.rs", &TheMapConfig::default()),
        defaults("themap/server/mod.rs", &TheMapServerConfig::default()),
        defaults("session/mod.rs", &SessionConfig::default()),
        defaults("session/server/mod.rs", &SessionServerConfig::default()),
        defaults("sberbank/gateway/mod.rs", &SberbankGatewayConfig::default()),
        defaults(
            "sberbank/gateway/server/mod.rs",
            &SberbankGatewayServerConfig::default(),
        ),
        defaults("sberbank/legacy/mod.rs", &SberbankLegacyConfig::default()),
        defaults(
            "sberbank/legacy/server/mod.rs",
            &SberbankLegacyServerConfig::default(),
        ),
    ];
    assert!(named.iter().all(|count| *count > 0), "{named:?}");
}

/// How many defaults the documentation names; each is compared.
fn defaults(file: &str, config: &impl Debug) -> usize {
    let printed = format!("{config:?}");
    let (name, _) = printed
        .split_once(' ')
        .expect("fields");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/providers");
    let source = std::fs::read_to_string(path.join(file)).expect(file);
    let documented = documented(&source, name);
    for (field, word) in &documented {
        assert_eq!(value(&printed, field), letters(word), "{name}.{field}");
    }
    documented.len()
}

/// The fields of a struct, and what the documentation of each names as its default.
fn documented(source: &str, name: &str) -> Vec<(String, String)> {
    let (_, body) = source
        .split_once(&format!("pub struct {name} {{"))
        .expect(name);
    let (body, _) = body.split_once("\n}").expect(name);
    let mut text = String::new();
    let mut found = Vec::new();
    for line in body.lines().map(str::trim) {
        if let Some(sentence) = line.strip_prefix("/// ") {
            text.push_str(sentence);
        } else if let Some((field, _)) = line
            .strip_prefix("pub ")
            .and_then(|rest| rest.split_once(':'))
        {
            let word = text
                .split_once(NAMED)
                .and_then(|(before, _)| before.rsplit('`').next());
            found.extend(word.map(|word| (field.to_owned(), word.to_owned())));
            text.clear();
        }
    }
    found
}

/// The value of a field as it is printed: `TheMapConfig { encoding: Json, .. }`.
fn value(printed: &str, field: &str) -> String {
    let (_, after) = printed
        .split_once(&format!(" {field}: "))
        .expect(field);
    letters(
        after
            .split([',', ' '])
            .next()
            .unwrap_or_default(),
    )
}

/// What `Sha512` and `sha512`, `CompositeAmount` and `composite_amount` have in common.
fn letters(word: &str) -> String {
    let letters = word
        .chars()
        .filter(|letter| letter.is_alphanumeric());
    letters
        .collect::<String>()
        .to_lowercase()
}
