//! What does not print is dropped from a provider's words, before secrets are looked for.

use base64::{Engine, engine::general_purpose::STANDARD};
use refundkit::Secret;
use refundkit::kit::{clean_id, clean_text};

/// Control characters, soft hyphens, spaces and joiners of no width, marks of direction.
fn is_dropped(character: char) -> bool {
    let dropped = [
        '\u{ad}'..='\u{ad}',
        '\u{61c}'..='\u{61c}',
        '\u{180e}'..='\u{180e}',
        '\u{200b}'..='\u{200f}',
        '\u{202a}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{feff}'..='\u{feff}',
    ];
    character.is_control()
        || dropped
            .iter()
            .any(|range| range.contains(&character))
}

#[test]
fn of_all_characters_those_that_do_not_print_are_dropped() {
    for character in '\0'..=char::MAX {
        let kept = clean_id(format!("a{character}b"));
        assert_eq!(kept == "ab", is_dropped(character), "{character:?}");
        assert!(is_dropped(character) || kept.contains(character));
    }
}

#[test]
fn a_secret_that_something_invisible_divides_is_masked() {
    let secret = Secret::new("s3cr3t-of-the-shop");
    let encoded = STANDARD.encode(format!("login:{}", secret.expose()));
    for spelled in [secret.expose(), encoded.as_str()] {
        for at in 1..spelled.len() {
            let (begin, end) = spelled.split_at(at);
            let shown = clean_text(format!("key {begin}\u{200b}{end}"), &[&secret]);
            assert_eq!(shown, "key ***", "{begin}|{end}");
        }
    }
}
