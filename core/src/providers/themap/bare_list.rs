//! `Split` and `Goods` of a form as the prose of the document defines them: `[{key:value,key:value},{..}]`, without quotes.
//!
//! The example beside that prose is JSON, so this is written only where the configuration says so, and read beside JSON. No
//! escape is defined: a value that would need one is refused.

use crate::http::validate::require;
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::wire::{Pairs, RawValue};
use serde::Serialize;

/// Characters that would end a value, or quote it.
const RESERVED: &[char] = &['[', ']', '{', '}', ':', ',', '"', '\''];

/// The list without quotes. `field` is the list's name in our own documents.
pub(super) fn write<T: Serialize>(field: &str, items: &[T]) -> Result<String, RefundError> {
    let mut written = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let json = to_json(item)?;
        let text = object(&json).map_err(|error| error.within(&format!("{field}[{index}]")))?;
        written.push(text);
    }
    Ok(format!("[{}]", written.join(",")))
}

fn object(json: &str) -> Result<String, RefundError> {
    let Pairs(members) = Pairs::read(json).unwrap_or(Pairs(Vec::new()));
    let written: Result<Vec<String>, RefundError> = members
        .iter()
        .map(|(name, value)| member(name, *value))
        .collect();
    Ok(format!("{{{}}}", written?.join(",")))
}

fn member(name: &str, value: RawValue<'_>) -> Result<String, RefundError> {
    let detail = "has what a list without quotes can't carry; send JSON";
    let nested = || RefundError::new(code::INVALID_FIELD, name, detail);
    let value = value.text().ok_or_else(nested)?;
    for text in [name, value.as_ref()] {
        let plain = !text.is_empty() && text.trim() == text && !text.contains(RESERVED);
        require(plain, name, detail)?;
    }
    Ok(format!("{name}:{value}"))
}

/// The same list as JSON, all values as strings; `None` for text of another form.
pub(super) fn as_json(text: &str) -> Option<String> {
    let inner = text
        .trim()
        .strip_prefix('[')?
        .strip_suffix(']')?;
    let inner = inner
        .trim()
        .strip_prefix('{')?
        .strip_suffix('}')?;
    let objects: Option<Vec<String>> = inner
        .split("},{")
        .map(object_as_json)
        .collect();
    Some(format!("[{}]", objects?.join(",")))
}

fn object_as_json(text: &str) -> Option<String> {
    let members: Option<Vec<String>> = text
        .split(',')
        .map(member_as_json)
        .collect();
    Some(format!("{{{}}}", members?.join(",")))
}

fn member_as_json(text: &str) -> Option<String> {
    let (name, value) = text.split_once(':')?;
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty()
        || [name, value]
            .iter()
            .any(|part| part.contains(RESERVED))
    {
        return None;
    }
    Some(format!(
        "{}:{}",
        to_json(&name).ok()?,
        to_json(&value).ok()?
    ))
}
