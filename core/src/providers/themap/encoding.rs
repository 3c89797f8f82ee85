//! The two spellings of a refund: JSON, and a form whose `Split` and `Goods` are compact JSON text, or
//! [bare lists](super::bare_list) where the configuration says so.
//!
//! ```text
//! Key=..&Amount=300&OrderId=..&Params=k%3Dv%3Bk%3Dv&Split=..&Goods=..
//! Params = pair *( ";" pair )    pair = name "=" value    no escape is defined: neither may hold ";" or "="
//! ```

use super::bare_list;
use super::wire::{RefundBody, RefundIn};
use crate::http::{form, validate};
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::value::money::read_amount;
use crate::wire::{JsonError, RawValue, from_json, list_from_json};
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

/// One additional parameter of a refund. They keep their order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TheMapParam {
    /// Name: one line of 1 to 1000 characters, no two the same. In the form encoding without `;` and `=`.
    pub name: String,
    /// Value: one line of at most 1000 characters, may be empty. In the form encoding without `;` and `=`.
    pub value: String,
}

/// Checks what holds in both encodings.
pub(super) fn check(params: &[TheMapParam]) -> Result<(), RefundError> {
    let mut seen = BTreeSet::new();
    for (index, param) in params.iter().enumerate() {
        let at = |error: RefundError| error.within(&format!("params[{index}]"));
        validate::line("name", &param.name, 1000).map_err(at)?;
        if !param.value.is_empty() {
            validate::line("value", &param.value, 1000).map_err(at)?;
        }
        if !seen.insert(&param.name) {
            return Err(at(RefundError::new(
                code::DUPLICATE_FIELD,
                "name",
                "is there twice",
            )));
        }
    }
    Ok(())
}

/// Writes the form, with its lists as JSON or bare.
pub(super) fn to_form(body: &RefundBody<'_>, lists: Lists) -> Result<String, RefundError> {
    let mut pairs = vec![
        ("Key", body.key.to_string()),
        ("Amount", body.amount.to_string()),
        ("OrderId", body.map_order_id.to_string()),
    ];
    let params = body
        .custom_params_rdy
        .as_ref()
        .map(params_text)
        .transpose()?;
    let split = lists.write("split", &body.split)?;
    let goods = lists.write("goods", &body.goods)?;
    let optional = [("Params", params), ("Split", split), ("Goods", goods)];
    pairs.extend(
        optional
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    Ok(form::encode(&pairs))
}

/// How a form writes its lists.
#[derive(Clone, Copy)]
pub(super) enum Lists {
    Json,
    Bare,
}

impl Lists {
    fn write<T: Serialize>(self, field: &str, list: &[T]) -> Result<Option<String>, RefundError> {
        if list.is_empty() {
            return Ok(None);
        }
        let text = match self {
            Self::Json => to_json(&list),
            Self::Bare => bare_list::write(field, list),
        };
        text.map(Some)
    }
}

/// Reads the form. Names that are not known are passed over, and so is a list without a text.
pub(super) fn from_form(text: &str) -> Result<RefundIn, RefundError> {
    let pairs = form::unambiguous(text)?;
    let value = |name: &str| form::value(&pairs, name);
    let list = |name: &str| value(name).filter(|text| !text.is_empty());
    let needed = |name: &str| {
        value(name).ok_or_else(|| RefundError::new(code::MISSING_FIELD, name, "is missing"))
    };
    Ok(RefundIn {
        key: needed("Key")?.to_owned(),
        map_order_id: needed("OrderId")?.to_owned(),
        amount: read_amount(needed("Amount")?, 0)
            .map_err(|_| bad("Amount", "is not an integer"))?,
        custom_params_rdy: list("Params")
            .map(read_params)
            .transpose()?,
        split: list("Split")
            .map(|text| embedded("Split", text))
            .transpose()?,
        goods: list("Goods")
            .map(|text| embedded("Goods", text))
            .transpose()?,
    })
}

/// Reads the JSON.
pub(super) fn read_json(body: &[u8]) -> Result<RefundIn, RefundError> {
    let read: Result<RefundIn, JsonError> = from_json(body);
    read.map_err(|fault| match fault {
        JsonError::Duplicate => {
            RefundError::new(code::DUPLICATE_FIELD, "body", "has a member twice")
        }
        JsonError::Unreadable => bad("body", "is not a refund"),
    })
}

/// A list in either of its two forms.
fn embedded<T: DeserializeOwned>(name: &str, text: &str) -> Result<Vec<T>, RefundError> {
    let is_json = RawValue::new(name, text).is_ok();
    let json = if is_json {
        Some(Cow::Borrowed(text))
    } else {
        bare_list::as_json(text).map(Cow::Owned)
    };
    let read = json.and_then(|json| list_from_json(&json).ok());
    read.ok_or_else(|| bad(name, "is not a list of the documented shape"))
}

pub(super) fn bad(field: &str, detail: &str) -> RefundError {
    RefundError::new(code::INVALID_MESSAGE, field, detail)
}

fn params_text(params: &Params<'_>) -> Result<String, RefundError> {
    let mut text = String::new();
    for (index, param) in params.0.iter().enumerate() {
        let at = |error: RefundError| error.within(&format!("params[{index}]"));
        let carried = |text: &str| !text.contains([';', '=']);
        let detail = "has ; or =, which the form encoding can't carry";
        validate::require(carried(&param.name), "name", detail).map_err(at)?;
        validate::require(carried(&param.value), "value", detail).map_err(at)?;
        let separator = if index == 0 { "" } else { ";" };
        text.extend([separator, param.name.as_str(), "=", param.value.as_str()]);
    }
    Ok(text)
}

fn read_params(text: &str) -> Result<Params<'static>, RefundError> {
    let pair = |pair: &str| {
        let (name, value) = pair
            .split_once('=')
            .filter(|(_, value)| !value.contains('='))?;
        Some(TheMapParam {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    };
    let read: Option<Vec<TheMapParam>> = text.split(';').map(pair).collect();
    read.map(|params| Params(Cow::Owned(params)))
        .ok_or_else(|| bad("Params", "is not k=v;k=v"))
}

/// Parameters as a JSON object, in their order. Doubles are kept, for [`check`] to find.
pub(super) struct Params<'a>(pub(super) Cow<'a, [TheMapParam]>);

impl Serialize for Params<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.0
                .iter()
                .map(|param| (&param.name, &param.value)),
        )
    }
}

impl<'de> Deserialize<'de> for Params<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Vec<TheMapParam>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut params = Vec::new();
                while let Some((name, value)) = map.next_entry()? {
                    params.push(TheMapParam { name, value });
                }
                Ok(params)
            }
        }
        deserializer
            .deserialize_map(Object)
            .map(|params| Self(Cow::Owned(params)))
    }
}
