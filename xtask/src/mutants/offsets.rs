//! Places in a text as offsets.

use super::list::Place;

/// Where each line of a text begins, and the text.
pub(super) struct Offsets(Vec<Vec<usize>>);

impl Offsets {
    /// The offset of every character, by lines; a line's end has one too.
    pub(super) fn of(text: &str) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let mut places: Vec<usize> = line
                .char_indices()
                .map(|(offset, _)| start + offset)
                .collect();
            start += line.len();
            places.push(start);
            lines.push(places);
        }
        Self(lines)
    }

    /// The text's end for what is beyond it.
    pub(super) fn at(&self, place: Place) -> usize {
        let line = self
            .0
            .get(place.line.saturating_sub(1));
        let column = line.and_then(|line| line.get(place.column.saturating_sub(1)));
        column.copied().unwrap_or(usize::MAX)
    }
}
