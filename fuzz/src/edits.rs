//! Changes to a document that keep it a document: what a fuzzer can say about a value that byte changes would only break.

use arbitrary::Arbitrary;
use serde_json::{Value, json};

/// One change of one value somewhere in a document.
#[derive(Arbitrary, Debug)]
pub(crate) struct Edit<'a> {
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
pub(crate) fn apply(edits: &[Edit<'_>], document: &mut Value) {
    for edit in edits.iter().take(MOST) {
        let places = count(document);
        let mut place = usize::from(edit.place) % places.max(1);
        visit(document, &mut place, &edit.change);
    }
}

/// How many values there are, the outermost left out.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(|item| 1 + count(item)).sum(),
        Value::Object(members) => members.values().map(|member| 1 + count(member)).sum(),
        _ => 0,
    }
}

/// Finds the value at `place`, depth first, and changes it. True once it is done.
fn visit(value: &mut Value, place: &mut usize, change: &Change<'_>) -> bool {
    match value {
        Value::Object(members) => {
            let names: Vec<String> = members.keys().cloned().collect();
            names.into_iter().any(|name| {
                let here = *place == 0;
                if here && matches!(change, Change::Absent) {
                    members.shift_remove(&name);
                    return true;
                }
                members
                    .get_mut(&name)
                    .is_some_and(|member| changed(member, place, change))
            })
        }
        Value::Array(items) => {
            let index = *place;
            match change {
                Change::Absent if index < items.len() => drop(items.remove(index)),
                Change::Twice if index < items.len() => items.push(items[index].clone()),
                _ => return items.iter_mut().any(|item| changed(item, place, change)),
            }
            true
        }
        _ => false,
    }
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
    *value = match (change, &*value) {
        (Change::Text(text), _) => json!(text),
        (Change::Small(number), _) => json!(number),
        (Change::Number(number, size), _) => json!(number >> (size % 64)),
        (Change::Flag(flag), _) => json!(flag),
        (Change::Cut(most), Value::String(text)) => {
            json!(text.chars().take(usize::from(*most)).collect::<String>())
        }
        (Change::Grow(more), Value::String(text)) => json!(format!("{text}{more}")),
        (Change::List, Value::Array(items)) => json!([items.clone(), items.clone()].concat()),
        (Change::List, other) => json!([other]),
        (Change::Empty, Value::String(_)) => json!(""),
        (Change::Empty, Value::Array(_)) => json!([]),
        (Change::Empty, Value::Object(_)) => json!({}),
        (Change::Twice, Value::String(text)) => json!(text.repeat(2)),
        (_, other) => other.clone(),
    };
}
