//! The defaults of configurations are those that the documentation of their fields names. Python, Kotlin and Swift have the
//! defaults of enums from there: UniFFI carries none.

use super::fields::{core, sources};
use refundkit::server::{
    GoogleCallerConfig, SberbankGatewayServerConfig, SberbankLegacyServerConfig,
    SessionServerConfig, TheMapServerConfig,
};
use refundkit::{
    Endpoint, GoogleConfig, SberbankGatewayConfig, SberbankLegacyConfig, SessionConfig,
    TheMapConfig, TranzzoConfig,
};
use std::collections::BTreeSet;
use std::fmt::Debug;

const NAMED: &str = "` by default";

#[test]
fn the_default_of_a_field_is_the_documented_one() {
    let source = sources(&[core().join("providers")]);
    let compared = [
        compared(&source, &TranzzoConfig::default()),
        compared(&source, &GoogleConfig::new(Vec::new())),
        compared(&source, &GoogleCallerConfig::at(Endpoint::Live)),
        compared(&source, &TheMapConfig::default()),
        compared(&source, &TheMapServerConfig::default()),
        compared(&source, &SessionConfig::default()),
        compared(&source, &SessionServerConfig::default()),
        compared(&source, &SberbankGatewayConfig::default()),
        compared(&source, &SberbankGatewayServerConfig::default()),
        compared(&source, &SberbankLegacyConfig::default()),
        compared(&source, &SberbankLegacyServerConfig::default()),
    ];
    let named: BTreeSet<String> = configurations(&source)
        .filter(|name| !documented(&source, name).is_empty())
        .map(str::to_owned)
        .collect();
    assert_eq!(BTreeSet::from(compared), named);
}

/// Every configuration of a provider that has fields.
fn configurations(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .filter_map(|line| {
            line.strip_prefix("pub struct ")?
                .strip_suffix(" {")
        })
        .filter(|name| name.ends_with("Config"))
}

/// The name of a configuration, of which each default that the documentation names was compared.
fn compared(source: &str, config: &impl Debug) -> String {
    let printed = format!("{config:?}");
    let (name, _) = printed
        .split_once(' ')
        .expect("fields");
    for (field, word) in documented(source, name) {
        assert_eq!(value(&printed, &field), letters(&word), "{name}.{field}");
    }
    name.to_owned()
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
