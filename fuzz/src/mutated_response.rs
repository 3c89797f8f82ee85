//! What a provider says of a refund: the fixture's words, with the ids and amounts of another refund put in their place.

use crate::fixtures::text;
use crate::outcomes::amount;
use refundkit::kit::decode;
use refundkit::server::RefundUpdate;
use refundkit::{Money, RefundStatus};
use serde_json::{Value, json};

/// An update of a fixture, and the refund that it is about.
pub(crate) struct MutatedResponse {
    refund: Value,
    amount: Money,
    update: Value,
}

impl MutatedResponse {
    /// `asked` has the refund, `answered` the reply.
    pub(crate) fn new(asked: &Value, answered: &Value) -> Option<Self> {
        let (refund, update) = (
            asked["refund"].clone(),
            answered["reply"]
                .get("accepted")?
                .clone(),
        );
        Some(Self {
            amount: amount(&refund)?,
            refund,
            update,
        })
    }

    /// The same of another refund, with another status. Other amounts are at least `most`, and more was
    /// captured, so that no state tells whether all was given back.
    pub(crate) fn update(
        &self,
        refund: &Value,
        whole: &Money,
        most: &Money,
        status: RefundStatus,
    ) -> Option<RefundUpdate> {
        let mut update = self.update.clone();
        self.put(&mut update, refund, [whole, most]);
        if let Some(captured) = update["payment"].get_mut("captured") {
            *captured = json!({"minorUnits": most.minor_units.saturating_add(1000), "currency": most.currency});
        }
        let about = text(&update, "refundId").to_owned();
        for entry in update["payment"]["entries"].as_array_mut()? {
            if text(entry, "refundId") == about {
                entry["status"] = serde_json::to_value(status).ok()?;
                entry
                    .as_object_mut()?
                    .shift_remove("providerStatus");
            }
        }
        decode("update", &update.to_string()).ok()
    }

    /// Puts the other refund's words and amounts where this one's were.
    fn put(&self, value: &mut Value, refund: &Value, [whole, most]: [&Money; 2]) {
        let same = |money: &Money| {
            if *money == self.amount {
                whole.minor_units
            } else {
                money.minor_units.max(most.minor_units)
            }
        };
        if let Ok(money) = serde_json::from_value::<Money>(value.clone()) {
            *value = json!({"minorUnits": same(&money), "currency": whole.currency});
            return;
        }
        match value {
            Value::Array(items) => items
                .iter_mut()
                .for_each(|item| self.put(item, refund, [whole, most])),
            Value::Object(members) => {
                members
                    .values_mut()
                    .for_each(|member| self.put(member, refund, [whole, most]));
                members.retain(|_, member| !member.is_null());
            }
            Value::String(word) => *value = self.word(word, refund),
            _ => (),
        }
    }

    /// A word of this refund as the other one has it; null where it has none.
    fn word(&self, word: &str, refund: &Value) -> Value {
        let members = self
            .refund
            .as_object()
            .into_iter()
            .flatten();
        let name = members
            .into_iter()
            .find(|(_, value)| value.as_str() == Some(word))
            .map(|(name, _)| name);
        name.map_or_else(
            || json!(word),
            |name| {
                refund
                    .get(name)
                    .cloned()
                    .unwrap_or_default()
            },
        )
    }
}
