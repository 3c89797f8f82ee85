//! Order and repetition of what arrives, over all fixtures: the same event has the same key, another one another, and
//! whichever of response, status and webhook comes first, the end is the same.

use refundkit::dispatch::call;
use refundkit::{NextAction, RefundOutcome, RefundStatus};
use refundkit_tests::steps;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn ask(document: &Value) -> Value {
    serde_json::from_str(&call(&document.to_string())).expect("the JSON interface returns JSON")
}

/// A message that was read: who sent it, its bytes, and what was understood.
struct Delivery {
    name: String,
    provider: String,
    message: String,
    event: Value,
}

impl Delivery {
    fn key(&self) -> &str {
        self.event["dedupeKey"]
            .as_str()
            .expect("every event has a key")
    }

    /// What the event says, without its key.
    fn content(&self) -> Value {
        let mut content = self.event.clone();
        content
            .as_object_mut()
            .expect("an object")
            .shift_remove("dedupeKey");
        content
    }
}

/// Every webhook of the fixtures that can be read, each twice.
fn deliveries() -> Vec<Delivery> {
    let read = |step: refundkit_tests::Step| {
        let document = step.document();
        let reads = ["parse_webhook", "parse_notice"]
            .map(Value::from)
            .contains(&document["operation"]);
        let event = reads
            .then(|| ask(&document)["ok"].clone())
            .and_then(|read| {
                [&read["event"], &read["notice"]]
                    .map(Value::clone)
                    .into_iter()
                    .find(Value::is_object)
            })?;
        let (method, body) = (&document["webhook"]["method"], &document["webhook"]["body"]);
        let query = document["webhook"]["url"]
            .as_str()
            .and_then(|url| url.split_once('?'))
            .map(|(_, query)| query);
        let message = format!("{method} {} {body}", query.unwrap_or_default());
        let provider = document["provider"]
            .as_str()
            .expect("a provider")
            .to_owned();
        Some(Delivery {
            name: step.name.clone(),
            provider,
            message,
            event,
        })
    };
    [steps(), steps()]
        .into_iter()
        .flatten()
        .filter_map(read)
        .collect()
}

#[test]
fn a_repeated_webhook_has_the_same_key_and_another_event_another() {
    let all = deliveries();
    let (mut same, mut different) = (0, 0);
    for (index, one) in all.iter().enumerate() {
        for other in all
            .iter()
            .skip(index + 1)
            .filter(|other| other.provider == one.provider)
        {
            if one.message == other.message {
                assert_eq!(one.key(), other.key(), "{} and {}", one.name, other.name);
                same += 1;
            } else if one.content() != other.content() {
                assert_ne!(one.key(), other.key(), "{} and {}", one.name, other.name);
                different += 1;
            }
        }
    }
    let providers: BTreeSet<&str> = all
        .iter()
        .map(|delivery| delivery.provider.as_str())
        .collect();
    assert_eq!(providers.len(), 6, "{providers:?}");
    assert!(same > 60 && different > 500, "{same} {different}");
}

/// What response, webhook and status say of one case's refund, each asked anew.
#[derive(Default)]
struct Told {
    refund: Value,
    outcomes: Vec<(String, RefundOutcome)>,
}

/// Every case in which something is told, by its provider and name.
fn cases() -> BTreeMap<(String, String), Told> {
    let telling = ["parse_response", "settle", "resolve", "settle_notification"].map(Value::from);
    let mut cases: BTreeMap<_, Told> = BTreeMap::new();
    for step in steps() {
        let document = step.document();
        let outcome = telling
            .contains(&document["operation"])
            .then(|| ask(&document)["ok"].clone())
            .map(|told| {
                told.get("outcome")
                    .cloned()
                    .unwrap_or(told)
            });
        let Some(outcome) = outcome.and_then(|outcome| serde_json::from_value(outcome).ok()) else {
            continue;
        };
        let case = step
            .name
            .split(':')
            .next()
            .and_then(|case| case.split_once('/'))
            .expect("provider/case");
        let told = cases
            .entry((case.0.to_owned(), case.1.to_owned()))
            .or_default();
        told.refund = document["refund"].clone();
        told.outcomes.push((step.name, outcome));
    }
    cases
}

/// What one expects of two outcomes, said without weights: contradictions first, then what is proven about the refund, then
/// what is pending. A refusal that names no refund is about one sending: beside it, or nothing at all, no status is expected.
fn expected(one: &RefundOutcome, other: &RefundOutcome) -> Option<RefundStatus> {
    let is = |wanted: &dyn Fn(&RefundOutcome) -> bool| [one, other].into_iter().any(wanted);
    let has = |status| is(&|outcome| outcome.status == status);
    let contradicts = is(&|outcome| {
        outcome.next_action == NextAction::ManualReview
            && outcome
                .problem
                .is_some_and(|problem| problem.is_contradiction())
    });
    let refused =
        is(&|outcome| outcome.status == RefundStatus::Declined && outcome.refund_id.is_some());
    if contradicts || (has(RefundStatus::Succeeded) && refused) {
        Some(RefundStatus::Unknown)
    } else if refused {
        Some(RefundStatus::Declined)
    } else {
        [RefundStatus::Succeeded, RefundStatus::Pending]
            .into_iter()
            .find(|status| has(*status))
    }
}

fn merged(one: &RefundOutcome, other: &RefundOutcome) -> RefundOutcome {
    let document =
        json!({"provider": "refundkit", "operation": "merge", "first": one, "second": other});
    serde_json::from_value(ask(&document)["ok"].clone()).expect("an outcome")
}

#[test]
fn whatever_comes_first_the_end_is_the_same() {
    let (mut pairs, mut providers) = (0, BTreeSet::new());
    for ((provider, _), told) in cases() {
        for (index, (name, one)) in told.outcomes.iter().enumerate() {
            for (other_name, other) in told.outcomes.iter().skip(index + 1) {
                let end = merged(one, other);
                assert_eq!(end, merged(other, one), "{name} and {other_name}");
                assert_eq!(end, merged(&end, one), "{name} comes again");
                let undecided =
                    [RefundStatus::Unknown, RefundStatus::Declined].contains(&end.status);
                let fits = expected(one, other).map_or(undecided, |status| status == end.status);
                assert!(fits, "{name} and {other_name}: {end:?}");
                assert!(
                    end.status != RefundStatus::Succeeded || end.next_action == NextAction::Done,
                    "{end:?}"
                );
                pairs += 1;
                providers.insert(provider.clone());
            }
        }
    }
    assert!(pairs > 40 && providers.len() == 7, "{pairs} {providers:?}");
}

#[test]
fn of_two_equal_refunds_the_lost_one_is_found_or_stays_unknown() {
    let references = [
        "reference",
        "metadata",
        "externalRefundId",
        "requestId",
        "baseline",
    ];
    let mut providers = BTreeSet::new();
    for ((provider, case), told) in cases() {
        let known = references
            .iter()
            .any(|reference| told.refund.get(reference).is_some());
        for (name, outcome) in told
            .outcomes
            .iter()
            .filter(|_| case.contains("two_equal"))
        {
            assert!(
                known || outcome.status == RefundStatus::Unknown,
                "{name}: nothing tells them apart"
            );
            let alone = case.contains("first") && !case.contains("with_reference");
            assert!(
                !alone || outcome.status != RefundStatus::Succeeded,
                "{name}: only the other one is told of"
            );
            providers.insert(provider.clone());
        }
    }
    assert_eq!(providers.len(), 7, "{providers:?}");
}
