//! A JSON text with its members dropped, doubled, renamed, swapped and spelled otherwise.

use super::pair::Changed;
use serde_json::{Map, Value, json};

/// Stands for a second member of the same name until the text is printed.
const AGAIN: &str = "\u{1}";

/// The members of an object, in their order.
type Members = Vec<(String, Value)>;

/// Every change of a JSON text's members; none where it is no JSON object.
pub fn changes(text: &str) -> Vec<Changed> {
    let Ok(value @ Value::Object(_)) = serde_json::from_str::<Value>(text) else {
        return Vec::new();
    };
    let mut changed = vec![
        ("JSON without spaces".to_owned(), value.to_string()),
        ("JSON indented".to_owned(), format!("{value:#}")),
        ("JSON in ASCII".to_owned(), ascii(text)),
        ("JSON with / escaped".to_owned(), text.replace('/', "\\/")),
        ("JSON in a list".to_owned(), format!("[{text}]")),
        (
            "JSON after a byte order mark".to_owned(),
            format!("\u{feff}{text}"),
        ),
        ("JSON twice".to_owned(), format!("{text}{text}")),
    ];
    let mut objects = Vec::new();
    pointers(&value, String::new(), &mut objects);
    for pointer in objects {
        changed.extend(object(&value, &pointer));
    }
    changed
}

/// The objects in a value.
fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, member)| pointers(member, format!("{at}/{name}"), found));
            found.push(at);
        }
        Value::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(index, member)| pointers(member, format!("{at}/{index}"), found));
        }
        _ => (),
    }
}

fn object(whole: &Value, pointer: &str) -> Vec<Changed> {
    let members = whole
        .pointer(pointer)
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let pairs: Members = members.into_iter().collect();
    let print = |(change, pairs): (String, Members)| {
        let mut changed = whole.clone();
        if let Some(place) = changed.pointer_mut(pointer) {
            *place = Value::Object(
                pairs
                    .into_iter()
                    .collect::<Map<_, _>>(),
            );
        }
        (
            format!("{pointer}: {change}"),
            changed
                .to_string()
                .replace("\\u0001", ""),
        )
    };
    (0..pairs.len())
        .flat_map(|index| member(&pairs, index))
        .map(print)
        .collect()
}

fn member(pairs: &[(String, Value)], index: usize) -> Vec<(String, Members)> {
    let (name, value) = &pairs[index];
    let made = |change: &str, by: &dyn Fn(&mut Members)| {
        let mut list = pairs.to_vec();
        by(&mut list);
        (format!("{name} {change}"), list)
    };
    let again = |value: Value| (format!("{name}{AGAIN}"), value);
    let mut changed = vec![
        made("dropped", &|list| drop(list.remove(index))),
        made("doubled", &|list| list.insert(index, again(value.clone()))),
        made("again as null", &|list| list.push(again(Value::Null))),
        made("again before, as 1", &|list| {
            list.insert(0, again(json!(1)))
        }),
        made("swapped with the next", &|list| {
            list.swap(index, (index + 1) % pairs.len())
        }),
        made("renamed", &|list| list[index].0 += "_"),
        made("in upper case", &|list| list[index].0 = name.to_uppercase()),
    ];
    let values = respelled(value)
        .into_iter()
        .chain([pairs[(index + 1) % pairs.len()]
            .1
            .clone()]);
    changed.extend(values.map(|value| {
        made(&format!("as {value}"), &|list| {
            list[index].1 = value.clone()
        })
    }));
    changed
}

/// Other values, among them the same one in another type.
fn respelled(value: &Value) -> Vec<Value> {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let typed = serde_json::from_str(&text).unwrap_or(Value::Null);
    let mut values = vec![
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(1e2),
        json!(""),
        json!([]),
        json!({}),
    ];
    values.extend([
        json!([value]),
        json!(format!("{text} ")),
        json!(text.to_uppercase()),
        json!(text),
        typed,
    ]);
    values
}

/// Letters outside of ASCII, and the first letter of the first name, as `\u` escapes.
fn ascii(text: &str) -> String {
    let escape = |letter: char| {
        letter
            .encode_utf16(&mut [0; 2])
            .iter()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect()
    };
    let first = text.find(|letter: char| letter.is_ascii_alphabetic());
    let letters = text
        .char_indices()
        .map(|(index, letter)| {
            if letter.is_ascii() && Some(index) != first {
                letter.to_string()
            } else {
                escape(letter)
            }
        });
    letters.collect()
}
