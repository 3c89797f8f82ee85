//! Changes to a document that keep it a document: what a fuzzer can say about a value that byte changes would only break.

use arbitrary::Arbitrary;
use serde_json::{Map, Value, json};

/// One change of one value somewhere in a document.
#[derive(Arbitrary, Debug)]
pub(crate) struct Mutation<'a> {
    place: u16,
    change: Change<'a>,
}

#[derive(Arbitrary, Debug)]
enum Change<'a> {
    Text(&'a str),
    Small(u16),
    Number(i64, u8),
    Flag(bool),
    Cut(u8),
    Grow(&'a str),
    Absent,
    Twice,
    Empty,
    List,
}

/// More changes than that say nothing new, and lists that double each time grow large.
const MOST: usize = 8;

/// Makes the changes.
pub(crate) fn apply(mutations: &[Mutation<'_>], document: &mut Value) {
    for mutation in mutations.iter().take(MOST) {
        let places = count(document);
        let mut place = usize::from(mutation.place) % places.max(1);
        visit(document, &mut place, &mutation.change);
    }
}

/// How many values there are, the outermost left out.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => items
            .iter()
            .map(|item| 1 + count(item))
            .sum(),
        Value::Object(members) => members
            .values()
            .map(|member| 1 + count(member))
            .sum(),
        _ => 0,
    }
}

/// Finds the value at `place`, depth first, and changes it. True once it is done.
fn visit(value: &mut Value, place: &mut usize, change: &Change<'_>) -> bool {
    match value {
        Value::Object(members) => {
            let names: Vec<String> = members.keys().cloned().collect();
            names
                .iter()
                .any(|name| member_changed(members, name, place, change))
        }
        Value::Array(items) => item_changed(items, place, change),
        _ => false,
    }
}

fn member_changed(
    members: &mut Map<String, Value>,
    name: &str,
    place: &mut usize,
    change: &Change<'_>,
) -> bool {
    if *place == 0 && matches!(change, Change::Absent) {
        members.shift_remove(name);
        return true;
    }
    let member = members.get_mut(name);
    member.is_some_and(|member| changed(member, place, change))
}

fn item_changed(items: &mut Vec<Value>, place: &mut usize, change: &Change<'_>) -> bool {
    let index = *place;
    match change {
        Change::Absent if index < items.len() => drop(items.remove(index)),
        Change::Twice if index < items.len() => items.push(items[index].clone()),
        _ => {
            return items
                .iter_mut()
                .any(|item| changed(item, place, change));
        }
    }
    true
}

fn changed(value: &mut Value, place: &mut usize, change: &Change<'_>) -> bool {
    if *place == 0 {
        set(value, change);
        return true;
    }
    *place -= 1;
    visit(value, place, change)
}

fn set(value: &mut Value, change: &Change<'_>) {
    *value = match change {
        Change::Text(text) => json!(text),
        Change::Small(number) => json!(number),
        Change::Number(number, size) => json!(number >> (size % 64)),
        Change::Flag(flag) => json!(flag),
        Change::List => listed(value),
        Change::Empty => emptied(value),
        Change::Cut(_) | Change::Grow(_) | Change::Twice => lengthened(value, change),
        Change::Absent => return,
    };
}

/// A list twice, anything else as a list of its own.
fn listed(value: &Value) -> Value {
    match value {
        Value::Array(items) => json!([items.clone(), items.clone()].concat()),
        other => json!([other]),
    }
}

/// Nothing of the same kind.
fn emptied(value: &Value) -> Value {
    match value {
        Value::String(_) => json!(""),
        Value::Array(_) => json!([]),
        Value::Object(_) => json!({}),
        other => other.clone(),
    }
}

/// A text of another length.
fn lengthened(value: &Value, change: &Change<'_>) -> Value {
    let Value::String(text) = value else {
        return value.clone();
    };
    match change {
        Change::Cut(most) => {
            let kept: String = text
                .chars()
                .take(usize::from(*most))
                .collect();
            json!(kept)
        }
        Change::Grow(more) => json!(format!("{text}{more}")),
        Change::Twice => json!(text.repeat(2)),
        _ => value.clone(),
    }
}
