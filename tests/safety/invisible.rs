//! What does not print is dropped from a provider's words, before secrets are looked for.

use base64::{Engine, engine::general_purpose::STANDARD};
use refundkit::Secret;
use refundkit::kit::validate::line;
use refundkit::kit::{clean_id, clean_text};

/// Control characters, the separators of lines and paragraphs, and what `Default_Ignorable_Code_Point` has.
fn is_dropped(character: char) -> bool {
    let dropped = [
        '\u{ad}'..='\u{ad}',
        '\u{34f}'..='\u{34f}',
        '\u{61c}'..='\u{61c}',
        '\u{115f}'..='\u{1160}',
        '\u{17b4}'..='\u{17b5}',
        '\u{180b}'..='\u{180f}',
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{3164}'..='\u{3164}',
        '\u{fe00}'..='\u{fe0f}',
        '\u{feff}'..='\u{feff}',
        '\u{ffa0}'..='\u{ffa0}',
        '\u{fff0}'..='\u{fffb}',
        '\u{1bca0}'..='\u{1bca3}',
        '\u{1d173}'..='\u{1d17a}',
        '\u{e0000}'..='\u{e0fff}',
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

/// Two ids that look the same are the same, and a line of a log is one line.
#[test]
fn no_line_of_ours_has_what_does_not_print() {
    for hidden in ["\u{2028}", "\u{3164}", "\u{34f}", "\u{fe0f}", "\u{e0041}"] {
        for id in [format!("T{hidden}1"), format!("T1{hidden}")] {
            let refused = line("mapOrderId", &id, 50).unwrap_err();
            assert_eq!(refused.code(), "invalid_field", "{id:?}");
        }
    }
    let forged = clean_text("ok\u{2028}INFO refunded".to_owned(), &[]);
    assert_eq!(forged, "okINFO refunded");
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
