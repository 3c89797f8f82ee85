//! The golden fixtures as documents of the JSON interface, and typed values out of them.

use refundkit::Provider;
use refundkit::kit::decode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// The document of every step of every fixture with the case it is from, one for each operation that needs nothing, and those of
/// ledgers.
pub(crate) static DOCUMENTS: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let case = |name: &str| {
        name.split(':')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let steps = refundkit_tests::steps()
        .into_iter()
        .map(|step| (case(&step.name), step.document()));
    let bare = refundkit::dispatch::operations()
        .iter()
        .flat_map(|row| {
            let needless = row
                .operations()
                .filter(|operation| operation.inputs.is_empty());
            needless.map(|operation| {
                (
                    String::new(),
                    json!({"provider": row.provider, "operation": operation.name}),
                )
            })
        });
    let ledgers = refundkit_tests::ledger_documents::ledger_documents();
    let ledgers = ledgers
        .into_iter()
        .map(|document| (String::new(), document));
    steps
        .chain(bare)
        .chain(ledgers)
        .collect()
});

/// The documents alone.
pub(crate) fn documents() -> impl Iterator<Item = &'static Value> {
    DOCUMENTS
        .iter()
        .map(|(_, document)| document)
}

/// A member that is text.
pub(crate) fn text<'a>(document: &'a Value, name: &str) -> &'a str {
    document[name]
        .as_str()
        .unwrap_or_default()
}

/// `provider/operation`.
pub(crate) fn operation(document: &Value) -> String {
    format!(
        "{}/{}",
        text(document, "provider"),
        text(document, "operation")
    )
}

/// A member as the type that the operation takes. None where the fixture means it to be refused.
pub(crate) fn member<T: DeserializeOwned>(document: &Value, name: &str) -> Option<T> {
    decode(name, &document.get(name)?.to_string()).ok()
}

/// The provider of a document.
pub(crate) fn open<P: Provider>(document: &Value) -> Option<P> {
    P::open(member(document, "config"), member(document, "credentials")?).ok()
}

/// A document without the members that the fuzzer makes itself: equal ones need one target.
pub(crate) fn without(document: &Value, names: &[&str]) -> String {
    let mut rest = document.clone();
    for name in names {
        rest.as_object_mut()
            .and_then(|members| members.remove(*name));
    }
    rest.to_string()
}
