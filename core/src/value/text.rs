//! Which characters a reader can see.

/// Control characters, soft hyphens, spaces and joiners of no width, and marks of direction.
pub(crate) fn is_invisible(character: char) -> bool {
    let has_no_width = matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    has_no_width || character.is_control()
}
