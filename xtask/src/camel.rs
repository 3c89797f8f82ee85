//! The core's comments name members as Rust spells them; Kotlin, Swift and TypeScript have other names for them.

use std::collections::BTreeSet;

/// The comments with the language's spelling of what they name: `parse_response` is `parseResponse`, where that is declared.
pub(crate) fn spelled(source: &str) -> String {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let is_comment = |text: &&str| {
        ["*", "/**"]
            .iter()
            .any(|start| text.trim_start().starts_with(start))
    };
    let code = source.lines().filter(|text| !is_comment(text));
    let declared: BTreeSet<&str> = code
        .flat_map(|text| text.split(|letter| !is_part(letter)))
        .collect();
    let line = |line: &str| {
        let parts = line
            .split('`')
            .map(|part| Some(camel(part)).filter(|name| declared.contains(name.as_str())));
        let parts: Vec<String> = parts
            .zip(line.split('`'))
            .map(|(name, part)| name.unwrap_or(part.to_owned()))
            .collect();
        parts.join("`")
    };
    let lines = source.lines().map(|text| {
        if is_comment(&text) {
            line(text)
        } else {
            text.to_owned()
        }
    });
    lines.map(|line| line + "\n").collect()
}

/// `parse_response` as `parseResponse`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| {
        let mut letters = word.chars();
        let initial = letters.next().map(|letter| letter.to_ascii_uppercase());
        camel + &initial.into_iter().chain(letters).collect::<String>()
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
