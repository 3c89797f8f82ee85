//! Where each name stands in a list: sorted once, so that no name is held against each place.

use std::borrow::Cow;

/// The places of each name, in their order.
#[derive(Debug)]
pub(super) struct Places<'a>(Vec<(Cow<'a, str>, usize)>);

impl<'a> Places<'a> {
    pub(super) fn of(names: impl Iterator<Item = (Cow<'a, str>, usize)>) -> Self {
        let mut places: Vec<_> = names.collect();
        places.sort_unstable();
        places.dedup();
        Self(places)
    }

    /// Every place of a name.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = usize> {
        let begin = self
            .0
            .partition_point(|(other, _)| other.as_ref() < name);
        let rest = self.0.get(begin..).unwrap_or_default();
        let same = rest
            .iter()
            .take_while(move |(other, _)| other == name);
        same.map(|(_, place)| *place)
    }

    /// Every place of a name, where there is one.
    pub(super) fn named_as(&self, name: Option<&str>) -> impl Iterator<Item = usize> {
        name.into_iter()
            .flat_map(|name| self.named(name))
    }
}
