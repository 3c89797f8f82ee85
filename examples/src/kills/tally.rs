//! What came of the money, by point and by provider.

use super::aim::Aim;
use super::death::Fate;
use super::point::Point;
use super::worlds::World;
use comfy_table::{Table, presets};
use refundkit::RefundStatus;
use std::collections::BTreeMap;

/// What came of some deaths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Processes that were killed.
    pub kills: u64,
    /// Refunds of their payments.
    pub refunds: u64,
    /// Refunds for which money moved once.
    pub once: u64,
    /// Refunds for which no money moved.
    pub never: u64,
    /// Refunds for which money moved more than once.
    pub twice: u64,
    /// Refunds that ended by themselves.
    pub ended: u64,
    /// Refunds that waited for a person.
    pub persons: u64,
    /// Refunds that neither ended nor waited for a person.
    pub lost: u64,
    /// Refunds believed to have succeeded for which no money moved.
    pub false_successes: u64,
    /// Refunds believed to be refused for which money moved.
    pub false_refusals: u64,
    /// Refunds that were not paid exactly once although the profile replays.
    pub not_once: u64,
}

impl Count {
    /// What became of one payment's refunds.
    fn of(world: &World, fates: &[Fate]) -> Self {
        let mut count = Self::default();
        for fate in fates {
            count.add(world, fate);
        }
        count
    }

    fn add(&mut self, world: &World, fate: &Fate) {
        let by_itself = fate.standing.ended && !fate.standing.by_person;
        let believed = by_itself.then_some(fate.standing.status);
        self.refunds += 1;
        self.once += u64::from(fate.moved == 1);
        self.never += u64::from(fate.moved == 0);
        self.twice += u64::from(fate.moved > 1);
        self.ended += u64::from(by_itself && !fate.asked);
        self.persons += u64::from(fate.asked);
        self.lost += u64::from(!fate.standing.ended && !fate.asked);
        self.false_successes +=
            u64::from(believed == Some(RefundStatus::Succeeded) && fate.moved == 0);
        self.false_refusals +=
            u64::from(believed == Some(RefundStatus::Declined) && fate.moved > 0);
        self.not_once += u64::from(world.replays && fate.moved != 1);
    }

    /// Whether no money went wrong.
    pub fn is_clean(&self) -> bool {
        self.twice + self.lost + self.false_successes + self.false_refusals + self.not_once == 0
    }

    fn cells(&self) -> [u64; 9] {
        [
            self.kills,
            self.refunds,
            self.once,
            self.never,
            self.ended,
            self.persons,
            self.twice,
            self.false_successes,
            self.false_refusals,
        ]
    }
}

const COLUMNS: [&str; 9] = [
    "killed",
    "refunds",
    "moved once",
    "moved never",
    "ended by itself",
    "manual review",
    "paid twice",
    "false success",
    "false refusal",
];

/// What came of all deaths.
#[derive(Debug, Default)]
pub struct Tally {
    /// By the point of the death.
    pub points: BTreeMap<Point, Count>,
    /// By provider.
    pub worlds: BTreeMap<&'static str, Count>,
    /// The refunds alone that a killed process had armed without sending a byte, by provider.
    pub armed: BTreeMap<&'static str, Count>,
    /// Payments of which no process came to the point, which are judged all the same.
    pub spared: Count,
}

impl Tally {
    pub(super) fn add(&mut self, point: Point, world: &'static World, aim: &Aim, fates: &[Fate]) {
        if !Count::of(world, fates).is_clean() {
            eprintln!("WRONG: {} with {aim:?}: {fates:#?}", world.name);
        }
        if !aim.is_met() {
            for fate in fates {
                self.spared.add(world, fate);
            }
            return;
        }
        let of_point = self.points.entry(point).or_default();
        let of_world = self
            .worlds
            .entry(world.name)
            .or_default();
        for count in [of_point, of_world] {
            count.kills += 1;
            for fate in fates {
                count.add(world, fate);
            }
        }
        if point == Point::C4 {
            self.add_armed(world, aim, fates);
        }
    }

    fn add_armed(&mut self, world: &'static World, aim: &Aim, fates: &[Fate]) {
        let armed = self
            .armed
            .entry(world.name)
            .or_default();
        armed.kills += 1;
        let refund = aim.refund();
        let is_armed = |fate: &&Fate| Some(&fate.standing.reference) == refund.as_ref();
        for fate in fates.iter().filter(is_armed) {
            armed.add(world, fate);
        }
    }

    /// Whether no money went wrong.
    pub fn is_clean(&self) -> bool {
        let counts = self
            .points
            .values()
            .chain([&self.spared]);
        counts.into_iter().all(Count::is_clean)
    }

    /// The tables of a page.
    pub fn print(&self) {
        let points = self.points.iter();
        let points = points.map(|(point, count)| (format!("{point:?} {}", point.meaning()), count));
        println!("{}\n", table("killed where", points));
        println!("{}\n", table("provider", named(&self.worlds)));
        println!("{}\n", table("armed, no byte sent", named(&self.armed)));
        println!(
            "{} refunds of other payments, where no process came to the point; all as expected: {}",
            self.spared.refunds,
            self.spared.is_clean()
        );
    }
}

fn named<'a>(
    counts: &'a BTreeMap<&'static str, Count>,
) -> impl Iterator<Item = (String, &'a Count)> {
    counts
        .iter()
        .map(|(name, count)| ((*name).to_owned(), count))
}

fn table<'a>(title: &str, rows: impl Iterator<Item = (String, &'a Count)>) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    table.set_header(std::iter::once(title).chain(COLUMNS));
    for (name, count) in rows {
        let cells = count.cells();
        table.add_row(std::iter::once(name).chain(cells.map(|cell| cell.to_string())));
    }
    table
}
