//! Which step is next: every step once, after those whose results it uses, and one at a time where cargo compiles.

use crate::step::{Lane, Step, Tally};

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Running,
    Done(Tally),
}

/// What to do with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Start the step of this number.
    Start(usize),
    /// It can't run, since the one of the other number did not pass. It counts as what that one was: failed or skipped.
    Leave(usize, usize),
}

/// The steps of a run. Those that stand first in the list go first.
pub(crate) struct Schedule<'a> {
    steps: &'a [Step],
    states: Vec<State>,
    at_once: usize,
}

impl<'a> Schedule<'a> {
    /// Of steps that are `chosen`: each need of a step is one of them. `at_once` is how many may run side by side.
    pub(crate) fn new(steps: &'a [Step], at_once: usize) -> Self {
        Self {
            steps,
            states: vec![State::Waiting; steps.len()],
            at_once,
        }
    }

    /// What can be done now, if anything; a step that is started counts as running until `finish`.
    pub(crate) fn next(&mut self) -> Option<Next> {
        for index in 0..self.steps.len() {
            if self.states[index] != State::Waiting {
                continue;
            }
            if let Some(next) = self.possible(index) {
                return Some(next);
            }
        }
        None
    }

    fn possible(&mut self, index: usize) -> Option<Next> {
        let mut is_ready = self.has_room(self.steps[index].lane);
        for need in self.needs(index) {
            match self.states[need] {
                State::Done(tally) if !has_passed(tally) => {
                    self.states[index] = State::Done(unmet(tally));
                    return Some(Next::Leave(index, need));
                }
                State::Done(_) => {}
                State::Waiting | State::Running => is_ready = false,
            }
        }
        if !is_ready {
            return None;
        }
        self.states[index] = State::Running;
        Some(Next::Start(index))
    }

    /// A step has come to its end.
    pub(crate) fn finish(&mut self, index: usize, tally: Tally) {
        self.states[index] = State::Done(tally);
    }

    /// What came of a step, once it is done.
    pub(crate) fn tally(&self, index: usize) -> Option<Tally> {
        match self.states[index] {
            State::Done(tally) => Some(tally),
            State::Waiting | State::Running => None,
        }
    }

    fn needs(&self, index: usize) -> Vec<usize> {
        let named = |need: &&str| {
            self.steps
                .iter()
                .position(|step| step.name == *need)
        };
        self.steps[index]
            .needs
            .iter()
            .filter_map(named)
            .collect()
    }

    fn has_room(&self, lane: Lane) -> bool {
        let running = || {
            let states = self.states.iter().zip(self.steps);
            states.filter(|(state, _)| **state == State::Running)
        };
        let is_compiling = running().any(|(_, step)| step.lane == Lane::Cargo);
        running().count() < self.at_once && !(is_compiling && lane == Lane::Cargo)
    }
}

fn has_passed(tally: Tally) -> bool {
    tally.failed == 0 && tally.passed > 0
}

/// What a step counts as whose need was this.
fn unmet(need: Tally) -> Tally {
    if need.failed > 0 {
        Tally::FAILED
    } else {
        Tally::SKIPPED
    }
}

/// The steps with `part` in their name, and those whose results they use.
pub(crate) fn chosen(steps: Vec<Step>, part: &str) -> Vec<Step> {
    let mut wanted: Vec<bool> = steps
        .iter()
        .map(|step| step.is_named(part))
        .collect();
    // Needs stand before what needs them or after: until nothing is added.
    loop {
        let before = wanted.clone();
        for (index, step) in steps.iter().enumerate() {
            if !before[index] {
                continue;
            }
            for (other, candidate) in steps.iter().enumerate() {
                wanted[other] |= step.needs.contains(&candidate.name);
            }
        }
        if wanted == before {
            break;
        }
    }
    let pairs = steps.into_iter().zip(wanted);
    pairs
        .filter_map(|(step, is_wanted)| is_wanted.then_some(step))
        .collect()
}

#[cfg(test)]
mod test {
    use super::{Next, Schedule, chosen};
    use crate::step::{Step, Tally};

    fn passing() -> Tally {
        Tally::PASSED
    }

    fn steps() -> Vec<Step> {
        vec![
            Step::compiling("package", passing),
            Step::compiling("lints", passing),
            Step::new("package tests", passing).after(&["package"]),
            Step::new("browser", passing).after(&["package tests"]),
            Step::new("links", passing),
        ]
    }

    fn names(part: &str) -> Vec<&'static str> {
        let chosen = chosen(steps(), part);
        chosen
            .iter()
            .map(|step| step.name)
            .collect()
    }

    #[test]
    fn a_part_brings_what_it_needs() {
        assert_eq!(names("links"), ["links"]);
        assert_eq!(names("LINKS"), ["links"]);
        assert_eq!(names("browser"), ["package", "package tests", "browser"]);
        assert_eq!(names("").len(), 5);
        assert_eq!(names("nothing"), [""; 0]);
    }

    #[test]
    fn one_compiles_and_another_runs_beside_it() {
        let steps = steps();
        let mut schedule = Schedule::new(&steps, 2);
        assert_eq!(schedule.next(), Some(Next::Start(0)));
        assert_eq!(schedule.next(), Some(Next::Start(4)));
        assert_eq!(schedule.next(), None);
        schedule.finish(4, Tally::PASSED);
        assert_eq!(
            schedule.next(),
            None,
            "lints may not compile beside the package"
        );
        schedule.finish(0, Tally::PASSED);
        assert_eq!(schedule.next(), Some(Next::Start(1)));
        assert_eq!(schedule.next(), Some(Next::Start(2)));
        assert_eq!(schedule.next(), None);
    }

    #[test]
    fn what_needs_a_failed_step_is_left_and_fails() {
        let steps = steps();
        let mut schedule = Schedule::new(&steps, 1);
        assert_eq!(schedule.next(), Some(Next::Start(0)));
        schedule.finish(0, Tally::FAILED);
        assert_eq!(schedule.next(), Some(Next::Start(1)));
        assert_eq!(schedule.next(), Some(Next::Leave(2, 0)));
        assert_eq!(schedule.next(), Some(Next::Leave(3, 2)));
        assert_eq!(schedule.tally(3), Some(Tally::FAILED));
    }

    #[test]
    fn what_needs_a_skipped_step_is_skipped() {
        let steps = steps();
        let mut schedule = Schedule::new(&steps, 3);
        assert_eq!(schedule.next(), Some(Next::Start(0)));
        schedule.finish(0, Tally::SKIPPED);
        assert_eq!(schedule.next(), Some(Next::Start(1)));
        assert_eq!(schedule.next(), Some(Next::Leave(2, 0)));
        assert_eq!(schedule.tally(2), Some(Tally::SKIPPED));
    }
}
