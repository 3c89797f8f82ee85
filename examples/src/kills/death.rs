//! One death: a payment, two workers that refund it, the death of one of them, and everything after it.

use super::aim::Aim;
use super::bank::Bank;
use super::orders::{Errand, Rest, Standing, Task};
use super::payment;
use super::person::Person;
use super::process::{Ending, Process};
use fastrand::Rng;
use refundkit::HttpRequest;
use std::io;
use std::path::Path;
use std::thread;

const BEGIN: i64 = 1_800_000_000_000;
const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600 * SECOND;
/// After so many turns a payment is given up, and counts as one that never ended.
const MOST_TURNS: usize = 200;

/// Where it happens.
pub(super) struct Scene<'a> {
    pub(super) bank: &'a Bank,
    pub(super) program: &'a Path,
    pub(super) store: String,
}

/// What became of a refund.
#[derive(Debug)]
pub(super) struct Fate {
    pub(super) standing: Standing,
    /// How often money moved for it.
    pub(super) moved: usize,
    /// Whether a person was asked.
    pub(super) asked: bool,
}

/// Kills a worker of one payment, and says what became of the refunds. An error is a worker that failed by itself.
pub(super) fn play(
    scene: &Scene<'_>,
    aim: &Aim,
    number: u64,
    mut rng: Rng,
) -> Result<Vec<Fate>, String> {
    let errand = Errand {
        world: scene.bank.world.name.to_owned(),
        store: scene.store.clone(),
        base: scene.bank.base.clone(),
        payment: payment::id(number),
        wishes: payment::wishes(&mut rng),
    };
    let later = rng.bool() || aim.point().needs_webhook();
    let opened = payment::of(&errand.payment, scene.bank.world.currency, later);
    scene.bank.begin(opened);
    let death = Death::begin(scene, aim, &errand, rng);
    let fates = death.and_then(Death::play);
    fates.map_err(|error| format!("payment {}: {error}", errand.payment))
}

/// A worker, how wrong its clock is, and when it has work again.
struct Place {
    process: Process,
    clock_ms: i64,
    due: Option<i64>,
}

/// A payment on its way.
struct Death<'a> {
    scene: &'a Scene<'a>,
    aim: &'a Aim,
    errand: &'a Errand,
    places: [Place; 2],
    mail: Vec<HttpRequest>,
    person: Person,
    known: Vec<Standing>,
    now_ms: i64,
    rng: Rng,
}

impl<'a> Death<'a> {
    fn begin(
        scene: &'a Scene<'a>,
        aim: &'a Aim,
        errand: &'a Errand,
        mut rng: Rng,
    ) -> io::Result<Self> {
        let clocks = match rng.bool() {
            true => [0, 0],
            false => [-120 * SECOND, 180 * SECOND],
        };
        let place = |clock_ms| {
            let process = Process::start(scene.program, errand)?;
            Ok::<_, io::Error>(Place {
                process,
                clock_ms,
                due: Some(0),
            })
        };
        Ok(Self {
            scene,
            aim,
            errand,
            places: [place(clocks[0])?, place(clocks[1])?],
            mail: Vec::new(),
            person: Person::default(),
            known: Vec::new(),
            now_ms: BEGIN,
            rng,
        })
    }

    fn play(mut self) -> io::Result<Vec<Fate>> {
        for _ in 0..MOST_TURNS {
            self.turn()?;
            if self.mail.is_empty() && self.is_over() {
                break;
            }
            self.pass_time();
        }
        self.judged()
    }

    fn is_over(&self) -> bool {
        self.known.len() == self.errand.wishes.len()
            && self
                .known
                .iter()
                .all(|standing| standing.ended)
    }

    /// Both workers do what there is to do, at the same time.
    fn turn(&mut self) -> io::Result<()> {
        self.scene.bank.set_time(self.now_ms);
        self.mail
            .extend(self.scene.bank.settle());
        let tasks = self.tasks();
        let endings = self.follow(tasks);
        for (place, ending) in endings.into_iter().enumerate() {
            match ending? {
                Ending::Rest(rest) => self.rested(place, rest),
                Ending::Killed => self.replace(place)?,
                Ending::Frozen => self.thaw(place)?,
            }
        }
        Ok(())
    }

    /// A webhook or a person's word comes to one of the two.
    fn tasks(&mut self) -> [Task; 2] {
        let word = self
            .person
            .word(&self.known, self.scene.bank);
        let news = match self.mail.first() {
            Some(webhook) => Some(Task::Hear(webhook.clone())),
            None => word,
        };
        let mut tasks = [Task::Run, Task::Run];
        if let Some(news) = news {
            tasks[self.rng.usize(0..2)] = news;
        }
        tasks
    }

    fn follow(&mut self, tasks: [Task; 2]) -> [io::Result<Ending>; 2] {
        let (aim, bank, now_ms) = (self.aim, self.scene.bank, self.now_ms);
        let [one, other] = &mut self.places;
        let [first, second] = tasks;
        thread::scope(|scope| {
            let one = scope.spawn(move || one.follow(first, now_ms, aim, bank));
            let other = other.follow(second, now_ms, aim, bank);
            [one.join().expect("it does not panic"), other]
        })
    }

    fn rested(&mut self, place: usize, rest: Rest) {
        let clock_ms = self.places[place].clock_ms;
        self.places[place].due = rest
            .until
            .map(|until| until - clock_ms);
        self.known = rest.refunds;
        if rest.acknowledged && !self.mail.is_empty() {
            self.mail.remove(0);
        }
    }

    /// Another process takes the place of one that died.
    fn replace(&mut self, place: usize) -> io::Result<()> {
        self.places[place].process = Process::start(self.scene.program, self.errand)?;
        self.places[place].due = Some(0);
        Ok(())
    }

    /// The other one goes on while a process is frozen. It is woken while it may still send, or when it is too late.
    fn thaw(&mut self, frozen: usize) -> io::Result<()> {
        let other = 1 - frozen;
        let is_late = self.rng.bool();
        self.now_ms += if is_late { HOUR / 6 } else { 5 * SECOND };
        for _ in 0..3 {
            let (aim, bank, now_ms) = (self.aim, self.scene.bank, self.now_ms);
            let ending = self.places[other].follow(Task::Run, now_ms, aim, bank)?;
            if let Ending::Rest(rest) = ending {
                self.rested(other, rest);
            }
            self.now_ms += if is_late { HOUR / 6 } else { SECOND };
        }
        let at_once = self.rng.bool();
        let place = &mut self.places[frozen];
        place
            .process
            .wake(self.now_ms + place.clock_ms, at_once)?;
        self.replace(frozen)
    }

    fn pass_time(&mut self) {
        let due = self
            .places
            .iter()
            .filter_map(|place| place.due)
            .min();
        let next = due.unwrap_or(self.now_ms + HOUR);
        self.now_ms = next.max(self.now_ms + SECOND);
    }

    /// What the table holds at the end, beside what the provider counted.
    fn judged(mut self) -> io::Result<Vec<Fate>> {
        let (aim, bank, now_ms) = (self.aim, self.scene.bank, self.now_ms);
        let ending = self.places[0].follow(Task::Run, now_ms, aim, bank)?;
        let Ending::Rest(rest) = ending else {
            return Err(io::Error::other("killed after everything ended"));
        };
        let fate = |standing: Standing| Fate {
            moved: bank.times_moved(&standing.reference),
            asked: self
                .person
                .was_asked(&standing.reference),
            standing,
        };
        Ok(rest
            .refunds
            .into_iter()
            .map(fate)
            .collect())
    }
}

impl Place {
    fn follow(&mut self, task: Task, now_ms: i64, aim: &Aim, bank: &Bank) -> io::Result<Ending> {
        self.process
            .follow(task, now_ms + self.clock_ms, aim, bank)
    }
}
