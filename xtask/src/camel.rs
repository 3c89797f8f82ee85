//! The core's comments name members as Rust spells them; Kotlin, Swift and TypeScript have other names for them.

use std::collections::BTreeSet;

/// The comments with the language's spelling of what they name: `parse_response` is `parseResponse`, where that is declared.
pub(crate) fn spelled(source: &str) -> String {
    let declared = declared(source);
    let mut spelled = String::new();
    for line in source.lines() {
        if is_comment(line) {
            spelled.push_str(&respelled(line, &declared));
        } else {
            spelled.push_str(line);
        }
        spelled.push('\n');
    }
    spelled
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('*') || line.starts_with("/**")
}

/// Every word of the code.
fn declared(source: &str) -> BTreeSet<&str> {
    source
        .lines()
        .filter(|line| !is_comment(line))
        .flat_map(|line| line.split(|letter| !is_part(letter)))
        .collect()
}

fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// A line of comment with its names respelled.
fn respelled(line: &str, declared: &BTreeSet<&str>) -> String {
    let parts = line.split('`').map(|part| {
        let name = camel(part);
        if declared.contains(name.as_str()) {
            name
        } else {
            part.to_owned()
        }
    });
    parts.collect::<Vec<_>>().join("`")
}

/// `parse_response` as `parseResponse`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words
        .next()
        .unwrap_or_default()
        .to_owned();
    words.fold(first, |camel, word| {
        let mut letters = word.chars();
        let initial = letters
            .next()
            .map(|letter| letter.to_ascii_uppercase());
        camel
            + &initial
                .into_iter()
                .chain(letters)
                .collect::<String>()
    })
}

#[cfg(test)]
mod test {
    use super::spelled;

    #[test]
    fn only_what_the_code_declares_is_spelled_its_way() {
        let source = "/** Not `autoRefund`: `auto_refund`, and `dedupe_key`. */\nvar dedupeKey = 1 // auto_refund\n";
        assert_eq!(spelled(source), source.replace("dedupe_key", "dedupeKey"));
    }
}
