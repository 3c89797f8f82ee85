//! A few deaths of processes, with SQLite. `cargo kills` kills more, and with PostgreSQL too.

use refundkit_examples::kills::{Database, Plan, Point, Store, run};

const ROUNDS: usize = 5;

#[test]
fn no_death_of_a_process_pays_twice_or_makes_the_ledger_believe_what_did_not_happen() {
    let plan = Plan {
        program: env!("CARGO_BIN_EXE_kills").into(),
        kills: ROUNDS * Point::ALL.len(),
        seed: 131,
    };
    let database = Database::open(Store::Sqlite).unwrap();
    let tally = run(&plan, &database).unwrap();
    assert!(tally.is_clean(), "{tally:?}");
    for (point, count) in &tally.points {
        assert_eq!(count.kills as usize, ROUNDS, "{point:?}");
        assert_eq!(count.once + count.never, count.refunds, "{point:?}");
        assert_eq!(count.ended + count.persons, count.refunds, "{point:?}");
    }
    assert_eq!(tally.points.len(), Point::ALL.len());
}
