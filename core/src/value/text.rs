//! Which characters a reader can see, which ids are the same, and words in any case.

/// Control characters, the separators of lines and paragraphs, and what Unicode lets a program leave out
/// (`Default_Ignorable_Code_Point`): soft hyphens, spaces and joiners of no width, marks of direction and of annotation, fillers,
/// variation selectors and tags.
pub(crate) fn is_invisible(character: char) -> bool {
    let has_no_width = matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    has_no_width || character.is_control()
}

/// Whether a reader would not see all of the text.
pub(crate) fn has_invisible(text: &str) -> bool {
    // Every byte is looked at, which is faster than to stop at the first that is found: there is none.
    let any = |is: fn(u8) -> bool| {
        text.bytes()
            .fold(false, |found, byte| found | is(byte))
    };
    any(|byte| !matches!(byte, b' '..=b'~'))
        && any(begins_invisible)
        && text.chars().any(is_invisible)
}

/// Whether an invisible character may begin with this byte of UTF-8. No letter of the providers' languages does.
fn begins_invisible(byte: u8) -> bool {
    let is_control = matches!(byte, 0..=0x1f | 0x7f);
    is_control || matches!(byte, 0xc2 | 0xcd | 0xd8 | 0xe1..=0xe3 | 0xef | 0xf0 | 0xf3)
}

/// Whether two ids are the same. A UUID (RFC 9562) is the same in either case; of any other id each letter counts.
pub(crate) fn same_id(first: &str, second: &str) -> bool {
    first == second || (is_uuid(first) && first.eq_ignore_ascii_case(second))
}

/// The one spelling of an id by which it is kept: a UUID in lower case, any other id as it is.
pub(crate) fn one_spelling(id: &str) -> String {
    if is_uuid(id) {
        id.to_ascii_lowercase()
    } else {
        id.to_owned()
    }
}

/// Whether two documents say the same. What stands in quotes is compared as ids are.
pub(crate) fn same_document(first: &str, second: &str) -> bool {
    let pieces = |document: &str| document.matches('"').count();
    let mut pairs = first.split('"').zip(second.split('"'));
    pieces(first) == pieces(second) && pairs.all(|(first, second)| same_id(first, second))
}

/// `8-4-4-4-12` hexadecimal digits.
fn is_uuid(id: &str) -> bool {
    let groups = id.split('-').map(|group| {
        let is_hex = group
            .bytes()
            .all(|digit| digit.is_ascii_hexdigit());
        if is_hex { group.len() } else { 0 }
    });
    groups.eq([8, 4, 4, 4, 12])
}

/// The text in lower case with single spaces and without a full stop at its end.
pub(crate) fn normalized(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .trim_end_matches('.')
        .to_lowercase()
}

/// Whether `text` contains `words`, which are in lower case.
pub(crate) fn contains_in_any_case(text: &str, words: &str) -> bool {
    let Some(first) = words.chars().next() else {
        return true;
    };
    let begins = |letter: char| letter == first || first.to_uppercase().eq([letter]);
    let same = |rest: &str| {
        let mut letters = rest
            .chars()
            .flat_map(char::to_lowercase);
        words
            .chars()
            .all(|letter| letters.next() == Some(letter))
    };
    text.match_indices(begins)
        .any(|(at, _)| text.get(at..).is_some_and(same))
}
