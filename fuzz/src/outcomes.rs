//! What must be true of every outcome, whatever the wire said.

use refundkit::kit::{Idempotency, Lookup, OperationProfile, encode};
use refundkit::{Money, NextAction, RefundOutcome, RefundStatus, Stored};
use refundkit_tests::SECRETS;
use serde::Serialize;
use serde_json::Value;
use std::fmt::Debug;

/// What an outcome is held against.
pub(crate) struct Expected {
    amount: Money,
    profile: OperationProfile,
    secrets: Vec<String>,
}

impl Expected {
    /// For the refund of a document, at an operation that behaves like `profile`.
    pub(crate) fn new(document: &Value, profile: OperationProfile) -> Self {
        let amount = amount(&document["refund"]).expect("every refund has an amount");
        Self {
            amount,
            profile,
            secrets: secrets(document),
        }
    }

    /// The next action is one that the status allows; success is of the whole amount; nothing is sent again that may give the
    /// money back twice; no secret is told; what is stored comes back.
    pub(crate) fn check(&self, outcome: &RefundOutcome) {
        let succeeded = outcome.status == RefundStatus::Succeeded;
        assert!(
            may_follow(outcome.status, outcome.next_action),
            "{outcome:?}"
        );
        assert!(
            !succeeded
                || outcome
                    .amount
                    .as_ref()
                    .is_none_or(|amount| *amount == self.amount),
            "{outcome:?}"
        );
        let repeats =
            self.profile.replay == Idempotency::SameResponse && self.profile.lookup == Lookup::None;
        assert!(
            outcome.next_action != NextAction::ResendSame || repeats,
            "{outcome:?}"
        );
        self.keeps_secrets(outcome);
        comes_back(outcome);
    }

    /// In every text of `data`, also with what does not print left out. Ids and codes are facts and stay as they came.
    pub(crate) fn keeps_secrets(&self, data: &impl Serialize) {
        let written = encode(data).expect("it can be written");
        let mut data: Value = serde_json::from_str(&written).expect("it is JSON");
        remove_facts(&mut data);
        let written = data.to_string();
        let printed: String = written
            .chars()
            .filter(|character| !"\u{ad}\u{200b}\u{200d}\u{feff}".contains(*character))
            .collect();
        for text in [written, printed] {
            assert!(
                !self
                    .secrets
                    .iter()
                    .any(|secret| text.contains(secret)),
                "a secret was told"
            );
        }
    }
}

/// A secret with fewer characters is an ordinary word too; `values` looks after those.
pub(crate) const SHORT_SECRET: usize = 8;

/// What the core gives as it came, because a program compares it.
const FACTS: [&str; 7] = [
    "refundId",
    "paymentId",
    "merchantOrder",
    "reference",
    "bankReference",
    "code",
    "providerStatus",
];

fn remove_facts(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !FACTS.contains(&name.as_str()));
            members
                .values_mut()
                .for_each(remove_facts);
        }
        Value::Array(values) => values
            .iter_mut()
            .for_each(remove_facts),
        _ => {}
    }
}

/// Which steps the verdict table has beside a status.
fn may_follow(status: RefundStatus, step: NextAction) -> bool {
    match status {
        RefundStatus::Succeeded => step == NextAction::Done,
        RefundStatus::Reversed => step == NextAction::ManualReview,
        RefundStatus::Pending => matches!(
            step,
            NextAction::Wait | NextAction::QueryStatus | NextAction::ManualReview
        ),
        RefundStatus::Unknown => {
            matches!(
                step,
                NextAction::ResendSame | NextAction::QueryStatus | NextAction::ManualReview
            )
        }
        RefundStatus::Declined => !matches!(step, NextAction::Done | NextAction::Wait),
        _ => false,
    }
}

/// What is stored comes back as it was.
pub(crate) fn comes_back<T: Stored + Debug + PartialEq>(data: &T) {
    let stored = data
        .to_stored()
        .expect("it can be stored");
    assert_eq!(T::from_stored(&stored).as_ref(), Ok(data));
}

/// What the response must report: `amount`, whatever the provider calls its forms.
pub(crate) fn amount(refund: &Value) -> Option<Money> {
    let amount = &refund["amount"];
    let forms = [amount, &amount["partial"], &amount["full"]["expected"]];
    forms
        .into_iter()
        .find_map(|form| serde_json::from_value(form.clone()).ok())
}

/// The texts of the credentials that nobody may see, but those that an id of the refund contains. The names of accounts and of
/// keys (`apiKey`) are no secrets.
fn secrets(document: &Value) -> Vec<String> {
    let refund = document["refund"].to_string();
    let given = SECRETS
        .into_iter()
        .map(|word| &document["credentials"][word]);
    let texts = given.flat_map(|value| {
        value
            .as_array()
            .map_or(vec![value], |values| values.iter().collect())
    });
    let told = texts
        .filter_map(Value::as_str)
        .map(line);
    told.filter(|secret| secret.chars().count() >= SHORT_SECRET && !refund.contains(secret))
        .map(str::to_owned)
        .collect()
}

/// A line out of the middle of a key in PEM, since JSON writes no line's end as it is; another secret is its own only line.
fn line(secret: &str) -> &str {
    secret.lines().nth(5).unwrap_or(secret)
}
