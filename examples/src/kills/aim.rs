//! Where one process is killed, and how.

use super::point::Point;
use crate::host::lock;
use fastrand::Rng;
use std::sync::Mutex;
use std::time::Duration;

/// The longest time after which a process is killed that goes on meanwhile, in microseconds.
const LATEST_US: u64 = 6_000;

/// What the parent does with a process that announces a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Lets it go on.
    Spare,
    /// Kills it there.
    Kill,
    /// Lets it go on, and kills it this much later, wherever it is then.
    KillAfter(Duration),
    /// Lets it go on, and kills it when its request has arrived and money has moved.
    KillOnArrival,
    /// Freezes it.
    Freeze,
}

/// The point at which the first process that reaches it is killed.
#[derive(Debug)]
pub(super) struct Aim {
    point: Point,
    /// How often the point is announced before.
    passed: usize,
    deed: Deed,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    seen: usize,
    is_met: bool,
    is_prepared: bool,
    refund: Option<String>,
}

impl Aim {
    /// Aims at a point. If `late` allows, it is often passed before, up to three times.
    pub(super) fn at(point: Point, late: bool, rng: &mut Rng) -> Self {
        let passed = match point {
            Point::C2 => rng.usize(0..4),
            _ => rng.usize(0..2),
        };
        Self {
            point,
            passed: if late { passed } else { 0 },
            deed: deed(point, rng),
            state: Mutex::default(),
        }
    }

    /// What to do with a process that is at a point of its loop.
    pub(super) fn meet(&self, point: Point, refund: Option<&str>) -> Deed {
        let mut state = lock(&self.state);
        if self.prepares(&mut state, point) {
            return Deed::Kill;
        }
        if state.is_met || point != self.announced() {
            return Deed::Spare;
        }
        state.seen += 1;
        if state.seen <= self.passed {
            return Deed::Spare;
        }
        state.is_met = true;
        state.refund = refund.map(str::to_owned);
        self.deed
    }

    /// Only a refund that was armed and never sent needs a person: one process dies so that another can die of a word.
    fn prepares(&self, state: &mut State, point: Point) -> bool {
        let prepares = self.point == Point::C10 && point == Point::C4 && !state.is_prepared;
        state.is_prepared |= prepares;
        prepares
    }

    /// A process is frozen where it would announce that the armed row is committed.
    fn announced(&self) -> Point {
        match self.point {
            Point::C11 => Point::C4,
            point => point,
        }
    }

    pub(super) fn point(&self) -> Point {
        self.point
    }

    /// Whether a process was killed.
    pub(super) fn is_met(&self) -> bool {
        lock(&self.state).is_met
    }

    /// The refund that the killed process had armed.
    pub(super) fn refund(&self) -> Option<String> {
        lock(&self.state).refund.clone()
    }
}

fn deed(point: Point, rng: &mut Rng) -> Deed {
    let soon = Deed::KillAfter(Duration::from_micros(rng.u64(0..LATEST_US)));
    match point {
        Point::C3 => soon,
        Point::C5 if rng.bool() => soon,
        Point::C5 => Deed::KillOnArrival,
        Point::C11 => Deed::Freeze,
        _ => Deed::Kill,
    }
}
