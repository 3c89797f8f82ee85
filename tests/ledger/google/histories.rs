//! Histories of a capture by chance: two workers whose clocks differ, crashes, and payouts that take their time.

use super::{CAPTURED, MINUTE, Payout, World, carry_out, refunded};
use refundkit::providers::google::{GoogleCaptureLedger, GooglePayStep, GoogleStep};
use refundkit::{GoogleIntegrator, HttpResponse};
use std::collections::BTreeMap;

const PAYOUTS: [Payout; 4] = [
    Payout::Moves,
    Payout::MovesSilently,
    Payout::Silent,
    Payout::NotPaid,
];

/// Two workers, one with a clock up to ten minutes ahead, crashes at every step, payouts of every kind that end as late as they
/// may, and a host that checks truthfully: whatever happens, money moves once for a request, never more than was captured, and
/// Google hears of a success only where money moved.
#[test]
fn whatever_happens_money_moves_once() {
    let mut dice = fastrand::Rng::with_seed(11);
    let mut answered = 0;
    for _ in 0..200 {
        answered += history(&mut dice);
    }
    assert!(answered > 300, "{answered}");
}

/// A worker, which may be busy with a payout.
struct Worker<'a> {
    ledger: GoogleCaptureLedger<&'a GoogleIntegrator>,
    ahead_ms: i64,
    pays: Option<(u64, String, Payout)>,
    free_ms: i64,
}

/// What the bank has: by payout key when each payout moves the money, and how much.
#[derive(Default)]
struct Bank(BTreeMap<String, Vec<(i64, i64)>>);

impl Bank {
    /// What a look shows at that time.
    fn shown(&self, now_ms: i64) -> BTreeMap<String, Vec<i64>> {
        let mut shown: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for (key, payouts) in &self.0 {
            for (_, amount) in payouts
                .iter()
                .filter(|(at, _)| *at <= now_ms)
            {
                shown
                    .entry(key.clone())
                    .or_default()
                    .push(*amount);
            }
        }
        shown
    }

    fn check(&self) {
        let once = |payouts: &Vec<(i64, i64)>| payouts.len() == 1;
        assert!(self.0.values().all(once), "{:?}", self.0);
        let moved: i64 = self
            .0
            .values()
            .flatten()
            .map(|(_, amount)| amount)
            .sum();
        assert!(moved <= CAPTURED, "{:?}", self.0);
    }
}

/// One history, and how many responses of success it had.
fn history(dice: &mut fastrand::Rng) -> usize {
    let mut world = World::new();
    let (mut rows, mut bank) = (BTreeMap::new(), Bank::default());
    let ahead_ms = dice.i64(0..=10 * MINUTE);
    let mut successes = 0;
    for _ in 0..12 {
        world.rows = rows.clone();
        let mut workers = vec![worker(&world, dice, 0), worker(&world, dice, ahead_ms)];
        let mut now_ms = world.now_ms;
        while let Some(place) = (!workers.is_empty()).then(|| dice.usize(..workers.len())) {
            now_ms += dice.i64(0..MINUTE / 2);
            let worker = &mut workers[place];
            let (response, goes_on) = act(worker, dice, &mut rows, &mut bank, now_ms);
            if response.is_some_and(|response| is_success(&response)) {
                successes += 1;
                assert!(!bank.shown(now_ms).is_empty());
            }
            if !goes_on || dice.u8(..8) == 0 {
                drop(workers.remove(place));
            }
        }
        let pause = [3, 120][dice.usize(..2)] * MINUTE;
        world.now_ms = now_ms + dice.i64(0..pause);
        bank.check();
    }
    successes
}

/// A worker with a request of Google's, or one that looks after what is open.
fn worker<'a>(world: &'a World, dice: &mut fastrand::Rng, ahead_ms: i64) -> Worker<'a> {
    let ledger = match dice.usize(..4) {
        3 => world.open("payment"),
        number => world.answering(["a", "b", "c"][number], 4_000),
    };
    Worker {
        ledger,
        ahead_ms,
        pays: None,
        free_ms: 0,
    }
}

/// The next thing that a worker does, by its own clock.
fn act(
    worker: &mut Worker<'_>,
    dice: &mut fastrand::Rng,
    rows: &mut super::Rows,
    bank: &mut Bank,
    now_ms: i64,
) -> (Option<HttpResponse>, bool) {
    if now_ms < worker.free_ms {
        return (None, true);
    }
    if let Some(payout) = worker.pays.take() {
        tell(&mut worker.ledger, payout);
        return (None, true);
    }
    let clock_ms = now_ms + worker.ahead_ms;
    match worker.ledger.next(clock_ms).unwrap() {
        GoogleStep::Pay(pay) => {
            let payout = PAYOUTS[dice.usize(..4)];
            // It begins before its deadline, and takes less than a minute.
            let ends_ms = now_ms + dice.i64(0..pay.before - clock_ms) + dice.i64(0..MINUTE);
            begin(bank, &pay, payout, ends_ms);
            worker.free_ms = ends_ms;
            worker.pays = Some((pay.id, pay.key, payout));
            (None, true)
        }
        step => {
            let mut shown = bank.shown(now_ms);
            carry_out(&mut worker.ledger, step, rows, &mut shown, Payout::Silent)
        }
    }
}

/// What was begun ends, whether or not its worker lives to see it.
fn begin(bank: &mut Bank, pay: &GooglePayStep, payout: Payout, ends_ms: i64) {
    if matches!(payout, Payout::Moves | Payout::MovesSilently) {
        let payouts = bank
            .0
            .entry(pay.key.clone())
            .or_default();
        payouts.push((ends_ms, pay.amount.minor_units));
    }
}

fn tell(
    ledger: &mut GoogleCaptureLedger<&GoogleIntegrator>,
    (id, key, payout): (u64, String, Payout),
) {
    let told = match payout {
        Payout::Moves => ledger.paid(id, refunded(&key)),
        Payout::MovesSilently | Payout::Silent => ledger.unknown(id),
        Payout::NotPaid => ledger.not_paid(id),
    };
    told.unwrap();
}

fn is_success(response: &HttpResponse) -> bool {
    response.status == 200 && String::from_utf8_lossy(&response.body).contains("\"SUCCESS\"")
}
