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
pub(crate) struct Printed {
    members: Vec<(Name, Item)>,
    /// The first member that can't be printed, with its place in the message: `operations[0].amount`.
    fault: Option<RefundError>,
}

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
            self.members
                .retain(|(given, _)| *given != name);
            self.members.push((name, item));
        }
        self
    }

    /// What can't be printed under this name.
    pub(crate) fn refusing(mut self, name: &str, fault: Option<RefundError>) -> Self {
        let within = |fault: RefundError| fault.within(name);
        self.fault = self.fault.or(fault.map(within));
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
        let is_json = |text: &String| text.starts_with(begins) && RawValue::new(name, text).is_ok();
        if value.as_ref().is_some_and(is_json) {
            self.json(name, value)
        } else {
            self.text(name, value)
        }
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
    pub(crate) fn json(self, name: Name, value: &Option<String>) -> Self {
        let Some(json) = value else {
            return self;
        };
        match RawValue::new("", json) {
            Ok(json) => self.with(name, Some(Item::Json(json.raw().to_owned()))),
            Err(fault) => self.refusing(name, Some(fault)),
        }
    }

    /// Minor units of the account's currency, which the message does not name.
    pub(crate) fn units(self, name: Name, value: &Option<Money>, currency: &str) -> Self {
        let Some(money) = value else {
            return self;
        };
        if money.currency == currency {
            return self.integer(name, Some(money.minor_units));
        }
        let detail = "is not in the account's currency";
        let fault = RefundError::new(code::INVALID_CURRENCY, "", detail);
        self.refusing(name, Some(fault))
    }

    /// An object. One without members is left out.
    pub(crate) fn object(self, name: Name, value: Option<Self>) -> Self {
        let mut object = value.unwrap_or_default();
        let fault = object.fault.take();
        let said = (!object.members.is_empty()).then_some(object);
        self.refusing(name, fault)
            .with(name, said.map(Item::Object))
    }

    /// A list of objects.
    pub(crate) fn list(self, name: Name, mut items: Vec<Self>) -> Self {
        let fault = fault_of(&mut items);
        let said = (!items.is_empty()).then_some(items);
        self.refusing(name, fault)
            .with(name, said.map(Item::List))
    }

    /// A JSON object with these members: each replaces the one of its name, and objects and lists are joined.
    pub(crate) fn over(&self, json: &str) -> Result<String, RefundError> {
        if self.members.is_empty() && !json.is_empty() {
            return Ok(json.to_owned());
        }
        let Pairs(base) = Pairs::read(json).unwrap_or(Pairs(Vec::new()));
        let mut members = Vec::new();
        for (name, value) in &base {
            members.push(member(name, &self.joined(name, value.raw())?)?);
        }
        for (name, item) in &self.members {
            let mut given = base.iter();
            if given.all(|(given, _)| given != name) {
                members.push(member(name, &item.over("")?)?);
            }
        }
        Ok(format!("{{{}}}", members.join(",")))
    }

    /// A member of the message, with what is printed under its name.
    fn joined(&self, name: &str, raw: &str) -> Result<String, RefundError> {
        let mut items = self.members.iter();
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
        for (name, item) in self.members {
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

    /// The members of details that may be absent, or the place in `details` of what can't be printed.
    pub(crate) fn checked(details: Option<Self>) -> Result<Self, RefundError> {
        let printed = details.unwrap_or_default();
        match printed.fault {
            Some(fault) => Err(fault.within("details")),
            None => Ok(printed),
        }
    }

    /// The same of a message that is a list.
    pub(crate) fn checked_list(mut details: Vec<Self>) -> Result<Vec<Self>, RefundError> {
        match fault_of(&mut details) {
            Some(fault) => Err(fault.within("details")),
            None => Ok(details),
        }
    }

    /// A response whose body is this over what it was.
    pub(crate) fn respond(self, response: HttpResponse) -> Result<HttpResponse, RefundError> {
        if self.members.is_empty() {
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

/// The first fault of the items of a list.
fn fault_of(items: &mut [Printed]) -> Option<RefundError> {
    let mut faults = items
        .iter_mut()
        .enumerate()
        .filter_map(|(index, item)| Some((index, item.fault.take()?)));
    faults
        .next()
        .map(|(index, fault)| fault.within(&format!("[{index}]")))
}
