//! Mutants at random: up to four edits of a message or of one of its listed mutants.

use super::mutation::{Place, places, structural};
use super::original::Original;
use super::reason::Scheme;
use fastrand::Rng;
use refundkit::ReceivedRequest;
use std::ops::Range;

/// Throws mutants of one message, the same ones for the same seed.
pub struct Dice<'a> {
    rng: Rng,
    scheme: Scheme,
    original: &'a ReceivedRequest,
    starts: Vec<ReceivedRequest>,
    others: &'a [&'a Original],
}

impl<'a> Dice<'a> {
    /// Dice for one message; `others` lend spans of their text.
    pub fn new(seed: u64, original: &'a Original, others: &'a [&'a Original]) -> Self {
        let starts = structural(original, others)
            .map(|(_, mutant)| mutant)
            .collect();
        Self {
            rng: Rng::with_seed(seed),
            scheme: original.scheme,
            original: &original.message,
            starts,
            others,
        }
    }

    /// The next mutant: of the original, or of a listed mutant.
    pub fn mutant(&mut self) -> ReceivedRequest {
        loop {
            let start = if self.rng.bool() {
                self.rng.choice(&self.starts)
            } else {
                None
            };
            let edits = self
                .rng
                .usize(usize::from(start.is_none())..=4);
            let start = start.unwrap_or(self.original).clone();
            let mutant = (0..edits).fold(start, |mutant, _| self.edited(mutant));
            if mutant != *self.original {
                return mutant;
            }
        }
    }

    fn edited(&mut self, message: ReceivedRequest) -> ReceivedRequest {
        let Some(place) = self
            .rng
            .choice(places(self.scheme, &message))
        else {
            return message;
        };
        let mut bytes = place.get(&message);
        let span = self.span(&bytes);
        match self.rng.u8(0..8) {
            0 => bytes[span.start] ^= 1 << self.rng.u8(0..8),
            1 => bytes[span.start] = self.rng.u8(..),
            2 => bytes[span].reverse(),
            3 => drop(bytes.drain(span)),
            4 => bytes.insert(span.start, self.rng.u8(..)),
            5 => bytes[span]
                .iter_mut()
                .for_each(|byte| *byte ^= 0x20),
            6 => {
                let doubled = bytes[span.clone()].to_vec();
                drop(bytes.splice(span, [doubled.clone(), doubled].concat()));
            }
            _ => drop(bytes.splice(span, self.foreign(place))),
        }
        place.set(&message, bytes)
    }

    /// A span of at least one byte, mostly short.
    fn span(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.rng.usize(0..bytes.len());
        let longest = if self.rng.bool() { 4 } else { bytes.len() };
        start
            ..self
                .rng
                .usize(start..bytes.len().min(start + longest))
                + 1
    }

    /// A span of another message's same place.
    fn foreign(&mut self, place: Place) -> Vec<u8> {
        let Some(other) = self.rng.choice(self.others) else {
            return Vec::new();
        };
        let bytes = if place.is_in(&other.message) {
            place.get(&other.message)
        } else {
            Vec::new()
        };
        if bytes.is_empty() {
            bytes
        } else {
            bytes[self.span(&bytes)].to_vec()
        }
    }
}
