//! The details of a message as a provider's own side prints them: over the message that follows from a refund.
//!
//! What is printed is read back as it was. A member that is absent in the details stays as the message had it.

use super::{Pairs, RawValue, list_from_json};
use crate::http::HttpResponse;
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::value::money::Money;

/// A provider's own name of a member.
type Name = &'static str;

/// Members of an object or of a form, under the provider's names and in the order in which they are printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Printed(Vec<(Name, Item)>);

#[derive(Clone, Debug)]
enum Item {
    /// A text.
    Text(String),
    /// JSON as it is.
    Json(String),
    Object(Printed),
    List(Vec<Printed>),
}

impl Printed {
    fn with(mut self, name: Name, item: Option<Item>) -> Self {
        if let Some(item) = item {
            self.0.retain(|(given, _)| *given != name);
            self.0.push((name, item));
        }
        self
    }

    /// A text.
    pub(crate) fn text(self, name: Name, value: &Option<String>) -> Self {
        self.with(name, value.clone().map(Item::Text))
    }

    /// A number that the details keep as text.
    pub(crate) fn number(self, name: Name, value: &Option<String>) -> Self {
        self.json_or_text(name, value, |first| first.is_ascii_digit())
    }

    /// JSON where it is some and begins so, or else a text.
    pub(crate) fn json_or_text(
        self,
        name: Name,
        value: &Option<String>,
        begins: fn(char) -> bool,
    ) -> Self {
        let json = value
            .clone()
            .filter(|text| text.starts_with(begins));
        let text = self.text(name, value);
        text.clone()
            .json(name, &json)
            .unwrap_or(text)
    }

    /// An integer.
    pub(crate) fn integer(self, name: Name, value: Option<i64>) -> Self {
        self.with(name, value.map(|integer| Item::Json(integer.to_string())))
    }

    /// A boolean.
    pub(crate) fn flag(self, name: Name, value: Option<bool>) -> Self {
        self.with(name, value.map(|flag| Item::Json(flag.to_string())))
    }

    /// JSON that the details keep as it was written.
    pub(crate) fn json(self, name: Name, value: &Option<String>) -> Result<Self, RefundError> {
        let Some(json) = value else {
            return Ok(self);
        };
        let json = RawValue::new(&path(name), json)?.raw();
        Ok(self.with(name, Some(Item::Json(json.to_owned()))))
    }

    /// Minor units of the account's currency, which the message does not name.
    pub(crate) fn units(
        self,
        name: Name,
        value: &Option<Money>,
        currency: &str,
    ) -> Result<Self, RefundError> {
        let Some(money) = value else {
            return Ok(self);
        };
        if money.currency != currency {
            let detail = "is not in the account's currency";
            return Err(RefundError::new(code::INVALID_CURRENCY, path(name), detail));
        }
        Ok(self.integer(name, Some(money.minor_units)))
    }

    /// An object. One without members is left out.
    pub(crate) fn object(self, name: Name, value: Option<Self>) -> Self {
        let said = value.filter(|members| !members.0.is_empty());
        self.with(name, said.map(Item::Object))
    }

    /// A list of objects.
    pub(crate) fn list(self, name: Name, value: Vec<Self>) -> Self {
        let said = Some(value).filter(|items| !items.is_empty());
        self.with(name, said.map(Item::List))
    }

    /// A JSON object with these members: each replaces the one of its name, and objects and lists are joined.
    pub(crate) fn over(&self, json: &str) -> Result<String, RefundError> {
        if self.0.is_empty() && !json.is_empty() {
            return Ok(json.to_owned());
        }
        let Pairs(base) = Pairs::read(json).unwrap_or(Pairs(Vec::new()));
        let mut members = Vec::new();
        for (name, value) in &base {
            members.push(member(name, &self.joined(name, value.raw())?)?);
        }
        for (name, item) in &self.0 {
            let mut given = base.iter();
            if given.all(|(given, _)| given != name) {
                members.push(member(name, &item.over("")?)?);
            }
        }
        Ok(format!("{{{}}}", members.join(",")))
    }

    /// A member of the message, with what is printed under its name.
    fn joined(&self, name: &str, raw: &str) -> Result<String, RefundError> {
        let mut items = self.0.iter();
        match items.find(|(given, _)| *given == name) {
            Some((_, item)) => item.over(raw),
            None => Ok(raw.to_owned()),
        }
    }

    /// A JSON list, whose items are joined with these, the first with the first.
    pub(crate) fn list_over(items: &[Self], json: &str) -> Result<String, RefundError> {
        let mut base = list_from_json::<RawValue<'_>>(json)
            .unwrap_or_default()
            .into_iter();
        let mut joined = Vec::new();
        for item in items {
            let raw = base.next().map_or("", RawValue::raw);
            joined.push(item.over(raw)?);
        }
        joined.extend(base.map(|value| value.raw().to_owned()));
        Ok(format!("[{}]", joined.join(",")))
    }

    /// A form with these fields: each replaces the one of its name.
    pub(crate) fn over_form<'a, N: From<&'a str> + AsRef<str>, V: From<String>>(
        self,
        pairs: &mut Vec<(N, V)>,
    ) {
        for (name, item) in self.0 {
            let (Item::Text(value) | Item::Json(value)) = item else {
                continue;
            };
            match pairs
                .iter_mut()
                .find(|(given, _)| given.as_ref() == name)
            {
                Some((_, given)) => *given = value.into(),
                None => pairs.push((name.into(), value.into())),
            }
        }
    }

    /// The members of details that may be absent.
    pub(crate) fn optional(
        printed: Option<Result<Self, RefundError>>,
    ) -> Result<Self, RefundError> {
        printed
            .transpose()
            .map(Option::unwrap_or_default)
    }

    /// A response whose body is this over what it was.
    pub(crate) fn respond(self, response: HttpResponse) -> Result<HttpResponse, RefundError> {
        if self.0.is_empty() {
            return Ok(response);
        }
        let base = String::from_utf8_lossy(&response.body);
        let body = self.over(&base)?.into_bytes();
        Ok(HttpResponse { body, ..response })
    }
}

impl Item {
    fn over(&self, base: &str) -> Result<String, RefundError> {
        match self {
            Self::Text(text) => to_json(text),
            Self::Json(json) => Ok(json.clone()),
            Self::Object(members) => members.over(base),
            Self::List(items) => Printed::list_over(items, base),
        }
    }
}

fn member(name: &str, value: &str) -> Result<String, RefundError> {
    Ok(format!("{}:{value}", to_json(&name)?))
}

/// What an error names.
fn path(name: Name) -> String {
    format!("details.{name}")
}
