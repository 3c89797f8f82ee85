//! Which events may happen, and what they do.

use crate::world::{Act, BEGIN, Doing, Moved, World, response};
use refundkit::SendResult;

/// Two hours, in milliseconds.
const QUIET: i64 = 2 * 60 * 60_000;

impl World<'_> {
    /// Every event that may happen now.
    pub(crate) fn acts(&self) -> Vec<Act> {
        let mut acts = Vec::new();
        if self.fault.is_some() {
            return acts;
        }
        for number in 0..self.workers.len() {
            self.acts_of_worker(number, &mut acts);
        }
        self.acts_of_wire(&mut acts);
        self.acts_of_others(&mut acts);
        acts
    }

    fn acts_of_worker(&self, number: usize, acts: &mut Vec<Act>) {
        let worker = &self.workers[number];
        match &worker.doing {
            Doing::Idle if self.is_due(number) => acts.push(Act::Start(number)),
            Doing::Idle => return,
            Doing::Paused => acts.push(Act::Resume(number)),
            Doing::Store { .. } => acts.push(Act::Commit(number)),
            Doing::Send { before, .. } => {
                // The host's own clock: a call is given up by its deadline.
                acts.push(match self.clock(number) < *before {
                    true => Act::SendOut(number),
                    false => Act::GiveUp(number),
                });
                if self.left.not_sent > 0 {
                    acts.push(Act::NotSent(number));
                }
            }
            Doing::Waits { reply, .. } => {
                if reply.is_some() {
                    acts.push(Act::Reply(number));
                }
                if self.left.lost > 0 {
                    acts.push(Act::Lose(number));
                }
            }
            Doing::Query { seen: None, .. } => {
                acts.push(Act::Look(number));
                acts.extend(self.troubled_looks(number));
            }
            Doing::Query { .. } => acts.push(Act::Looked(number)),
        }
        if self.left.crash > 0 {
            acts.push(Act::Crash(number));
        }
        if self.left.second_thread > 0 {
            acts.push(Act::SecondThread(number));
        }
    }

    fn is_due(&self, number: usize) -> bool {
        let now_ms = self.clock(number);
        let row = self.row.as_ref();
        row.is_none_or(|row| row.due.is_some_and(|due| due <= now_ms))
    }

    fn acts_of_wire(&self, acts: &mut Vec<Act>) {
        for (place, flight) in self.wire.iter().enumerate() {
            if !self.may_arrive(flight) {
                continue;
            }
            acts.push(Act::Arrive(place));
            let some = [
                (self.left.refusal, Act::Refuse(place)),
                (self.left.credentials, Act::RefuseCredentials(place)),
                (self.left.turned_away, Act::TurnAway(place)),
                (self.left.lie, Act::Contradict(place)),
                (self.left.late, Act::TakeLate(place)),
            ];
            acts.extend(
                some.iter()
                    .filter(|(left, _)| *left > 0)
                    .map(|(_, act)| *act),
            );
            if self.left.doubled > 0 && !flight.is_copy {
                acts.push(Act::Double(place));
            }
        }
    }

    fn acts_of_others(&self, acts: &mut Vec<Act>) {
        for (place, moved) in self.moved.iter().enumerate() {
            if moved.status == "pending" {
                acts.extend([Act::Settle(place, true), Act::Settle(place, false)]);
            }
            if self.left.returned > 0 && moved.status == "succeeded" && moved.reference.is_some() {
                acts.push(Act::Return(place));
            }
            if self.left.webhook > 0 && self.row.is_some() {
                acts.push(Act::Webhook(place));
            }
        }
        if self.left.portal > 0 {
            acts.push(Act::Portal);
        }
        if self.left.chargeback > 0 {
            acts.push(Act::Chargeback);
        }
        if self.may_renew() {
            acts.push(Act::Renew);
        }
        if self.left.person > 0 && self.row.is_some() {
            // Who looks at the provider's says nothing of a refund that is pending there.
            let numbers = (0..self.scope.amounts.len()).filter(|number| !self.is_pending(*number));
            acts.extend(numbers.map(|number| Act::Person(number, self.finding(number))));
        }
        self.acts_of_time(acts);
    }

    fn acts_of_time(&self, acts: &mut Vec<Act>) {
        let rests = self
            .workers
            .iter()
            .all(|worker| worker.doing == Doing::Idle);
        let stands = self.workers.iter().all(|worker| {
            matches!(
                worker.doing,
                Doing::Idle | Doing::Paused | Doing::Send { .. }
            )
        });
        let is_quiet = self.wire.is_empty() && rests;
        if self.left.restore > 0 && self.backup.is_none() && is_quiet && self.row.is_some() {
            acts.push(Act::Backup);
        }
        if self.left.restore > 0 && self.backup.is_some() && is_quiet {
            acts.push(Act::Restore);
        }
        let may_pass = rests || (self.left.frozen > 0 && stands);
        if may_pass && self.later().is_some() {
            acts.push(Act::Time);
        }
        if may_pass && self.left.person > 0 && self.now_ms < BEGIN + 2 * QUIET {
            acts.push(Act::Quiet);
        }
    }

    /// When something is due next by the clock of a worker.
    fn later(&self) -> Option<i64> {
        let due = self.row.as_ref()?.due?;
        let all = [due - self.scope.clocks_apart, due];
        all.into_iter()
            .find(|due| *due > self.now_ms)
    }

    fn is_pending(&self, number: usize) -> bool {
        let reference = self.references.get(number);
        let mut moved = self.moved.iter();
        moved.any(|moved| moved.reference.as_ref() == reference && moved.status == "pending")
    }

    /// How often money moved for a refund.
    pub(crate) fn times_moved(&self, number: usize) -> usize {
        let reference = self.references.get(number);
        let moved = self.moved.iter();
        let ours = moved
            .filter(|moved| moved.reference.as_ref() == reference && moved.status != "declined");
        ours.count()
    }

    /// The world after an event.
    pub(crate) fn after(&self, act: Act) -> Self {
        let mut world = self.clone();
        match act {
            Act::Start(number) => {
                world.workers[number].ledger = Some(world.open());
                world.go(number);
            }
            Act::Resume(number) => world.go(number),
            Act::Commit(number) => world.committed(number),
            Act::SendOut(number) => world.send_out(number),
            Act::NotSent(number) => {
                world.left.not_sent -= 1;
                world.received(number, &SendResult::NotSent);
            }
            Act::GiveUp(number) => world.received(number, &SendResult::Lost),
            Act::Lose(number) | Act::LoseLook(number) => {
                world.left.lost -= 1;
                world.received(number, &SendResult::Lost);
            }
            Act::Reply(number) => world.take_reply(number),
            Act::Look(number) => world.look(number),
            Act::LookBehind(number) => world.look_behind(number),
            Act::Looked(number) => world.take_look(number),
            Act::SecondThread(number) => world.ask_twice(number),
            Act::Crash(number) => {
                world.left.crash -= 1;
                world.stop(number);
            }
            other => world.outside(other),
        }
        world
    }

    fn take_reply(&mut self, number: usize) {
        if let Doing::Waits {
            reply: Some(reply), ..
        } = self.workers[number].doing.clone()
        {
            self.received(number, &response(&reply));
        }
    }

    fn look(&mut self, number: usize) {
        let shown = self.shown();
        if self.left.reordered == 0 {
            self.received(number, &response(&shown));
            return;
        }
        if let Doing::Query { seen, .. } = &mut self.workers[number].doing {
            *seen = Some(shown);
        }
    }

    fn take_look(&mut self, number: usize) {
        if let Doing::Query {
            seen: Some(seen), ..
        } = self.workers[number].doing.clone()
        {
            self.received(number, &response(&seen));
        }
    }

    /// A second thread asks the object for its next step while the first one carries out the last.
    fn ask_twice(&mut self, number: usize) {
        self.left.second_thread -= 1;
        let first = self.workers[number].doing.clone();
        let now_ms = self.clock(number);
        let ledger = self.workers[number].ledger.as_mut();
        if ledger.is_some_and(|ledger| ledger.next(now_ms).is_err()) {
            return;
        }
        // Both threads go on with what they have: the second one's step is the one that counts now.
        if let Doing::Send { .. } = first {
            self.send_out(number);
        }
        self.go(number);
    }

    /// What happens at the provider and among people.
    fn outside(&mut self, act: Act) {
        match act {
            Act::Arrive(place) => self.arrive(place, "succeeded"),
            Act::TakeLate(place) => {
                self.left.late -= 1;
                self.arrive(place, "pending");
            }
            Act::Refuse(place) => {
                self.left.refusal -= 1;
                self.turn_down(place, "refused");
            }
            Act::RefuseCredentials(place) => {
                self.left.credentials -= 1;
                self.turn_down_all(place);
            }
            Act::TurnAway(place) => {
                self.left.turned_away -= 1;
                self.turn_down(place, "later");
            }
            Act::Contradict(place) => {
                self.left.lie -= 1;
                let number = self.wire[place].number;
                self.arrive(place, "succeeded");
                self.reply(number, "wrong".to_owned());
            }
            Act::Double(place) => {
                self.left.doubled -= 1;
                let mut copy = self.wire[place].clone();
                copy.is_copy = true;
                self.wire.push(copy);
            }
            Act::Settle(place, true) => self.moved[place].status = "succeeded",
            Act::Settle(place, false) => self.moved[place].status = "declined",
            Act::Return(place) => {
                self.left.returned -= 1;
                self.moved[place].status = "reversed";
            }
            other => self.among_people(other),
        }
    }

    fn turn_down(&mut self, place: usize, word: &str) {
        let flight = self.wire.remove(place);
        self.reply(flight.number, word.to_owned());
    }

    fn among_people(&mut self, act: Act) {
        match act {
            Act::Portal => {
                self.left.portal -= 1;
                self.moved.push(self.outsider(false));
            }
            Act::Chargeback => {
                self.left.chargeback -= 1;
                self.moved.push(self.outsider(true));
            }
            Act::Webhook(place) => {
                self.left.webhook -= 1;
                self.hear(place);
            }
            Act::Person(number, decision) => {
                let is_heard = self.decide(number, decision);
                self.left.person -= u8::from(is_heard);
            }
            Act::Renew => self.renew(),
            Act::Backup => self.backup = Some(self.row.clone()),
            Act::Restore => {
                self.left.restore -= 1;
                self.row = self.backup.take().flatten();
                // Whatever was due then is due now.
                if let Some(row) = &mut self.row {
                    row.due = Some(self.now_ms);
                }
            }
            Act::Quiet => self.now_ms += QUIET,
            Act::Time => {
                if let Some(later) = self.later() {
                    self.now_ms = later;
                }
            }
            _ => {}
        }
    }

    /// A refund that somebody else made, of the amount of our first one.
    fn outsider(&self, is_chargeback: bool) -> Moved {
        Moved {
            reference: None,
            amount: self.scope.amounts[0],
            status: "succeeded",
            is_copy: false,
            is_chargeback,
            at_ms: 0,
        }
    }
}
