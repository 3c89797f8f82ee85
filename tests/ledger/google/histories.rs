//! Histories of a capture by chance: two workers, crashes, and payouts of every kind.

use super::{CAPTURED, MINUTE, Payout, World, carry_out};
use refundkit::providers::google::GoogleCaptureLedger;
use refundkit::{GoogleIntegrator, HttpResponse};
use std::collections::BTreeMap;

/// Two workers, crashes at every step, payouts of every kind, and a host that checks truthfully: whatever happens, money moves
/// once for a request, never more than was captured, and Google hears of a success only where money moved.
#[test]
fn whatever_happens_money_moves_once() {
    let mut dice = fastrand::Rng::with_seed(11);
    let mut answered = 0;
    for _ in 0..200 {
        answered += history(&mut dice);
    }
    assert!(answered > 300, "{answered}");
}

/// One history, and how many responses of success it had.
fn history(dice: &mut fastrand::Rng) -> usize {
    let mut world = World::new();
    let payouts = [
        Payout::Moves,
        Payout::MovesSilently,
        Payout::Silent,
        Payout::NotPaid,
    ];
    let (mut rows, mut moved) = (BTreeMap::new(), BTreeMap::new());
    let mut successes = 0;
    for _ in 0..12 {
        world.rows = rows.clone();
        let mut workers: Vec<(usize, GoogleCaptureLedger<&GoogleIntegrator>)> = (0..2)
            .map(|_| {
                let number = dice.usize(..3);
                (number, world.answering(["a", "b", "c"][number], 4_000))
            })
            .collect();
        let mut now_ms = world.now_ms;
        while let Some(place) = (!workers.is_empty()).then(|| dice.usize(..workers.len())) {
            let (number, ledger) = &mut workers[place];
            now_ms += dice.i64(0..MINUTE / 2);
            let step = ledger.next(now_ms).unwrap();
            let payout = payouts[dice.usize(..4)];
            let (response, goes_on) = carry_out(ledger, step, &mut rows, &mut moved, payout);
            if response.is_some_and(|response| is_success(&response)) {
                successes += 1;
                let key = format!("{number}");
                assert!(moved.values().flatten().count() > 0, "{key}");
            }
            if !goes_on || dice.u8(..8) == 0 {
                drop(workers.remove(place));
            }
        }
        world.now_ms = now_ms + dice.i64(0..3 * MINUTE);
        assert!(
            moved
                .values()
                .all(|times| times.len() == 1),
            "{moved:?}"
        );
        assert!(
            moved.values().flatten().sum::<i64>() <= CAPTURED,
            "{moved:?}"
        );
    }
    successes
}

fn is_success(response: &HttpResponse) -> bool {
    response.status == 200 && String::from_utf8_lossy(&response.body).contains("\"SUCCESS\"")
}
