//! Texts that are put into another one, and on which lines they then stand.

use super::weave::WANTED;
use std::collections::BTreeMap;
use std::ops::Range;

/// What is put in. A mutated expression stands as an arm of a `match` whose last arm is the code as it is.
#[derive(Default)]
pub(super) struct Pieces {
    points: Vec<(usize, usize, String)>,
    arms: BTreeMap<(usize, usize), Vec<(usize, String)>>,
    around: Vec<(Range<usize>, usize, String)>,
}

/// A text, and the mutant on each of its lines.
pub(super) struct Woven {
    pub(super) text: String,
    pub(super) lines: BTreeMap<usize, usize>,
}

/// Where a piece stands among those at the same place: what ends there, what is put there, what begins there. What begins is
/// the longer one first, what ends the one that began last.
type Rank = (usize, u8, isize, u8);

struct Piece {
    rank: Rank,
    mutant: Option<usize>,
    text: String,
}

impl Pieces {
    pub(super) fn insert(&mut self, place: usize, mutant: usize, text: String) {
        self.points.push((place, mutant, text));
    }

    pub(super) fn instead(&mut self, range: Range<usize>, mutant: usize, text: String) {
        self.arms
            .entry((range.start, range.end))
            .or_default()
            .push((mutant, text));
    }

    /// `text` ends with an opening parenthesis.
    pub(super) fn around(&mut self, range: Range<usize>, mutant: usize, text: String) {
        self.around.push((range, mutant, text));
    }

    pub(super) fn retain(&mut self, may_stand_at: impl Fn(usize) -> bool) {
        self.points
            .retain(|(place, _, _)| may_stand_at(*place));
        self.arms
            .retain(|(start, _), _| may_stand_at(*start));
        self.around
            .retain(|(range, _, _)| may_stand_at(range.start));
    }

    pub(super) fn into_text(self, text: &str) -> Woven {
        let mut pieces = self.pieces();
        pieces.sort_by_key(|piece| piece.rank);
        let mut woven = Woven {
            text: String::new(),
            lines: BTreeMap::new(),
        };
        let mut end = 0;
        let mut line = 1;
        for piece in pieces {
            let place = piece.rank.0;
            let before = text
                .get(end..place)
                .unwrap_or_default();
            woven.text.push_str(before);
            line += before.matches('\n').count();
            let last = line + piece.text.matches('\n').count();
            if let Some(mutant) = piece.mutant {
                woven
                    .lines
                    .extend((line + 1..=last).map(|line| (line, mutant)));
            }
            woven.text.push_str(&piece.text);
            line = last;
            end = place;
        }
        woven
            .text
            .push_str(text.get(end..).unwrap_or_default());
        woven
    }

    fn pieces(self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut put = |rank, mutant, text| {
            pieces.push(Piece { rank, mutant, text });
        };
        for (place, mutant, text) in self.points {
            put((place, 1, 0, 0), Some(mutant), text);
        }
        for (range, mutant, text) in self.around {
            put(begins(&range, 0), Some(mutant), text);
            put(ends(&range, 1), None, ")".to_owned());
        }
        for ((start, end), arms) in self.arms {
            let range = start..end;
            put(begins(&range, 1), None, format!("(match {WANTED} {{"));
            for (mutant, text) in arms {
                put(
                    begins(&range, 1),
                    Some(mutant),
                    format!("\n{mutant} => {text},"),
                );
            }
            put(begins(&range, 1), None, "\n_ => ".to_owned());
            put(ends(&range, 0), None, "})".to_owned());
        }
        pieces
    }
}

fn begins(range: &Range<usize>, order: u8) -> Rank {
    (range.start, 2, -signed(range.end), order)
}

fn ends(range: &Range<usize>, order: u8) -> Rank {
    (range.end, 0, -signed(range.start), order)
}

fn signed(place: usize) -> isize {
    isize::try_from(place).unwrap_or(isize::MAX)
}
