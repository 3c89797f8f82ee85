//! A form with its pairs dropped, doubled, renamed, swapped and spelled otherwise.

use super::encoding::ENCODINGS;

/// A changed form and what was changed.
pub type Changed = (String, String);

/// Pairs that a forger might add.
const ADDED: [&str; 9] = [
    "",
    "=",
    "a",
    "x=1",
    "=1",
    "status=1",
    "amount=1",
    "Success=true",
    "sign_alias=none",
];

/// What may follow a name that is meant to be another.
const NAMES: [&str; 6] = ["x", "%00", "[]", "%20", ".", "%3D"];

/// Every change of a form's pairs.
pub fn changes(form: &str) -> Vec<Changed> {
    let pairs: Vec<&str> = form.split('&').collect();
    let mut changed = whole(form, &pairs);
    for index in 0..pairs.len() {
        for (change, list) in moved(&pairs, index) {
            changed.push((format!("pair {index} {change}"), list.join("&")));
        }
        for (change, text) in respelled(&pairs, index) {
            let mut list = pairs.clone();
            list[index] = &text;
            changed.push((format!("pair {index} {change}"), list.join("&")));
        }
    }
    changed
}

fn whole(form: &str, pairs: &[&str]) -> Vec<Changed> {
    let mut sorted = pairs.to_vec();
    sorted.sort_unstable();
    let reversed: Vec<&str> = pairs.iter().rev().copied().collect();
    let mut changed = vec![
        ("pairs sorted".to_owned(), sorted.join("&")),
        ("pairs reversed".to_owned(), reversed.join("&")),
        ("pairs parted by semicolons".to_owned(), pairs.join(";")),
        ("pairs parted twice".to_owned(), pairs.join("&&")),
        ("pairs parted by &amp;".to_owned(), pairs.join("&amp;")),
    ];
    changed.extend(
        ENCODINGS
            .iter()
            .map(|(name, spell)| (format!("form {name}"), spell(form))),
    );
    changed
}

/// One pair dropped, doubled, moved; others put beside it.
fn moved<'a>(pairs: &[&'a str], index: usize) -> Vec<(String, Vec<&'a str>)> {
    let made = |change: &str, change_list: &dyn Fn(&mut Vec<&'a str>)| {
        let mut list = pairs.to_vec();
        change_list(&mut list);
        (change.to_owned(), list)
    };
    let mut changed = vec![
        made("dropped", &|list| {
            list.retain(|pair| !std::ptr::eq(*pair, pairs[index]))
        }),
        made("doubled", &|list| list.insert(index, pairs[index])),
        made("again at the end", &|list| list.push(pairs[index])),
        made("moved to the front", &|list| list[..=index].rotate_right(1)),
        made("moved to the end", &|list| list[index..].rotate_left(1)),
        made("swapped with the next", &|list| {
            list.swap(index, (index + 1) % pairs.len())
        }),
    ];
    changed.extend(ADDED.map(|added| {
        made(&format!("after {added:?}"), &|list| {
            list.insert(index, added)
        })
    }));
    changed
}

/// One pair written otherwise.
fn respelled(pairs: &[&str], index: usize) -> Vec<Changed> {
    let (name, value) = pairs[index]
        .split_once('=')
        .unwrap_or((pairs[index], ""));
    let (next, other) = pairs[(index + 1) % pairs.len()]
        .split_once('=')
        .unwrap_or_default();
    let mut changed = vec![
        ("without =".to_owned(), name.to_owned() + value),
        ("with its name alone".to_owned(), name.to_owned()),
        ("with an empty value".to_owned(), format!("{name}=")),
        ("with an empty name".to_owned(), format!("={value}")),
        ("with = twice".to_owned(), format!("{name}=={value}")),
        ("turned round".to_owned(), format!("{value}={name}")),
        (
            "with the next one's value".to_owned(),
            format!("{name}={other}"),
        ),
        (
            "with the next one's name".to_owned(),
            format!("{next}={value}"),
        ),
        (
            "twice, first empty".to_owned(),
            format!("{name}=&{name}={value}"),
        ),
        (
            "twice, then empty".to_owned(),
            format!("{name}={value}&{name}="),
        ),
        (
            "joined with the next".to_owned(),
            format!("{name}={value};{next}={other}"),
        ),
    ];
    changed.extend(NAMES.map(|end| {
        (
            format!("with {end} after its name"),
            format!("{name}{end}={value}"),
        )
    }));
    for (spelling, spell) in ENCODINGS {
        changed.push((
            format!("value {spelling}"),
            format!("{name}={}", spell(value)),
        ));
        changed.push((
            format!("name {spelling}"),
            format!("{}={value}", spell(name)),
        ));
    }
    changed
}
