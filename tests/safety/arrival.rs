//! Order and repetition of what arrives, over all fixtures: the same event has the same key, another one another, and
//! whichever of answer, status and webhook comes first, the end is the same.

use refundkit::document::answer;
use refundkit::{NextStep, RefundOutcome, RefundStatus};
use refundkit_tests::{folder, steps};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn ask(document: &Value) -> Value {
    serde_json::from_str(&answer(&document.to_string())).expect("the door answers JSON")
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
        self.event["dedupeKey"].as_str().expect("every event has a key")
    }

    /// What the event says, without its key.
    fn content(&self) -> Value {
        let mut content = self.event.clone();
        content.as_object_mut().expect("an object").shift_remove("dedupeKey");
        content
    }
}

/// Every webhook of the fixtures that can be read, each twice.
fn deliveries() -> Vec<Delivery> {
    let read = |step: refundkit_tests::Step| {
        let document = step.document();
        let reads = ["parse_webhook", "parse_notice"].map(Value::from).contains(&document["operation"]);
        let event = reads.then(|| ask(&document)["ok"].clone()).filter(|event| !event.is_null())?;
        let (method, body) = (&document["webhook"]["method"], &document["webhook"]["body"]);
        let query = document["webhook"]["url"].as_str().and_then(|url| url.split_once('?')).map(|(_, query)| query);
        let message = format!("{method} {} {body}", query.unwrap_or_default());
        let provider = document["provider"].as_str().expect("a provider").to_owned();
        Some(Delivery { name: step.name.clone(), provider, message, event })
    };
    [steps(), steps()].into_iter().flatten().filter_map(read).collect()
}

#[test]
fn a_repeated_webhook_has_the_same_key_and_another_event_another() {
    let all = deliveries();
    let (mut same, mut different) = (0, 0);
    for (index, one) in all.iter().enumerate() {
        for other in all.iter().skip(index + 1).filter(|other| other.provider == one.provider) {
            if one.message == other.message {
                assert_eq!(one.key(), other.key(), "{} and {}", one.name, other.name);
                same += 1;
            } else if one.content() != other.content() {
                assert_ne!(one.key(), other.key(), "{} and {}", one.name, other.name);
                different += 1;
            }
        }
    }
    let providers: BTreeSet<&str> = all.iter().map(|delivery| delivery.provider.as_str()).collect();
    assert_eq!(providers.len(), 6, "{providers:?}");
    assert!(same > 60 && different > 500, "{same} {different}");
}

/// The outcomes of one case: what the answer, the webhook and the status said.
fn outcomes(case: &Path) -> Vec<(String, RefundOutcome)> {
    let files = ["response.json", "settled.json", "resolved.json", "notice-settled.json"];
    let read = |file: &str| {
        let text = std::fs::read_to_string(case.join(file)).ok()?;
        Some((format!("{}/{file}", case.display()), serde_json::from_str(&text).ok()?))
    };
    files.iter().filter_map(|file| read(file)).collect()
}

fn cases() -> Vec<PathBuf> {
    let below = |folder: PathBuf| {
        let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        entries.filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    below(folder()).into_iter().flat_map(below).collect()
}

/// What one expects of two outcomes, said without weights: contradictions first, then what is final, then what is pending.
fn expected(one: &RefundOutcome, other: &RefundOutcome) -> (RefundStatus, Option<NextStep>) {
    let both = [one, other];
    let is = |wanted: fn(&RefundOutcome) -> bool| both.iter().any(|outcome| wanted(outcome));
    let contradicts = |outcome: &RefundOutcome| {
        outcome.next_step == NextStep::Person && outcome.problem.is_some_and(|problem| problem.is_contradiction())
    };
    let succeeded = is(|outcome| outcome.status == RefundStatus::Succeeded);
    let refused = is(|outcome| outcome.status == RefundStatus::Declined && outcome.next_step == NextStep::Stop);
    if is(contradicts) || (succeeded && refused) {
        (RefundStatus::Unknown, Some(NextStep::Person))
    } else if succeeded {
        (RefundStatus::Succeeded, Some(NextStep::Done))
    } else if refused {
        (RefundStatus::Declined, Some(NextStep::Stop))
    } else if is(|outcome| outcome.status == RefundStatus::Pending) {
        (RefundStatus::Pending, None)
    } else {
        (RefundStatus::Unknown, None)
    }
}

fn merged(one: &RefundOutcome, other: &RefundOutcome) -> RefundOutcome {
    let document = json!({"provider": "refundkit", "operation": "merge", "first": one, "second": other});
    serde_json::from_value(ask(&document)["ok"].clone()).expect("an outcome")
}

#[test]
fn whatever_comes_first_the_end_is_the_same() {
    let (mut pairs, mut providers) = (0, BTreeSet::new());
    for case in cases() {
        let outcomes = outcomes(&case);
        for (index, (name, one)) in outcomes.iter().enumerate() {
            for (other_name, other) in outcomes.iter().skip(index + 1) {
                let end = merged(one, other);
                assert_eq!(end, merged(other, one), "{name} and {other_name}");
                assert_eq!(end, merged(&end, one), "{name} comes again");
                let (status, next_step) = expected(one, other);
                assert_eq!(
                    (end.status, end.next_step),
                    (status, next_step.unwrap_or(end.next_step)),
                    "{name} {other_name}"
                );
                pairs += 1;
                providers.insert(case.parent().expect("a provider").to_owned());
            }
        }
    }
    assert!(pairs > 40 && providers.len() == 7, "{pairs} {providers:?}");
}

#[test]
fn of_two_equal_refunds_the_lost_one_is_found_or_stays_unknown() {
    let equal = cases()
        .into_iter()
        .filter(|case| case.file_name().is_some_and(|name| name.to_string_lossy().contains("two_equal")));
    let mut providers = BTreeSet::new();
    for case in equal {
        let found = outcomes(&case);
        let decided = |outcome: &RefundOutcome| outcome.status != RefundStatus::Unknown;
        let source = std::fs::read_to_string(case.join("case.json")).expect("a case");
        let case_document: Value = serde_json::from_str(&source).expect("JSON");
        let refund = &case_document["refund"];
        let marks = ["mark", "metadata", "externalRefundId", "requestId", "baseline"];
        if !marks.iter().any(|mark| refund.get(mark).is_some()) {
            assert!(!found.iter().any(|(_, outcome)| decided(outcome)), "{}: nothing tells them apart", case.display());
        }
        providers.insert(case.parent().expect("a provider").to_owned());
    }
    assert_eq!(providers.len(), 7, "{providers:?}");
}
