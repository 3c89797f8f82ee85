//! The ledger of a capture: what Google is answered, when money is paid, and what a crash leaves behind.

mod alerts;
mod claims;
mod clocks;
mod growth;
mod histories;
mod record;
mod settling;
mod undecided;
mod workers;

use refundkit::ledger::LedgerRow;
use refundkit::providers::google::{
    GoogleCaptureLedger, GoogleCaptureOpening, GooglePayStep, GoogleRefundResult, GoogleStep,
};
use refundkit::{
    CallContext, GoogleConfig, GoogleCredentials, GoogleIntegrator, GoogleRefundRequest,
    HttpMethod, HttpResponse, Money, ReceivedRequest,
};
use std::collections::BTreeMap;
use workers::{HOUR, find_nothing};

const NOW: i64 = 1_800_000_000_000;
const MINUTE: i64 = 60_000;
const CAPTURED: i64 = 10_000;

type Rows = BTreeMap<String, LedgerRow>;

/// The rows, the money that moved by payout key, and a clock.
struct World {
    google: GoogleIntegrator,
    rows: Rows,
    moved: BTreeMap<String, Vec<i64>>,
    now_ms: i64,
    payouts_replay: bool,
}

/// What a payout comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Payout {
    Moves,
    MovesSilently,
    Silent,
    NotPaid,
}

impl World {
    fn new() -> Self {
        let config = GoogleConfig::new(vec!["shop".to_owned()]);
        Self {
            google: GoogleIntegrator::new(config, GoogleCredentials {}).unwrap(),
            rows: BTreeMap::new(),
            moved: BTreeMap::new(),
            now_ms: NOW,
            payouts_replay: false,
        }
    }

    fn request(&self, id: &str, minor_units: i64) -> GoogleRefundRequest {
        let body = format!(
            r#"{{"requestHeader":{{"protocolVersion":{{"major":1,"minor":0,"revision":0}},"requestId":"{id}","requestTimestamp":"{}"}},"paymentIntegratorAccountId":"shop","captureRequestId":"cap","currencyCode":"USD","refundAmount":"{}"}}"#,
            self.now_ms,
            minor_units * 10_000,
        );
        let request = ReceivedRequest {
            method: HttpMethod::Post,
            url: "/v1/refund".into(),
            headers: Vec::new(),
            body: body.into(),
        };
        let context = CallContext::at(self.now_ms);
        self.google
            .parse_request(&request, &context)
            .unwrap()
    }

    fn opening(&self, capture: &str) -> GoogleCaptureOpening {
        let captured = Money::new(CAPTURED, "USD");
        let mut opening = GoogleCaptureOpening::new(capture, "shop", captured);
        opening.payouts_replay = self.payouts_replay;
        opening
    }

    fn open(&self, capture: &str) -> GoogleCaptureLedger<&GoogleIntegrator> {
        let opening = self.opening(capture);
        let key = self
            .google
            .ledger_key(&opening)
            .unwrap();
        let row = self.rows.get(&key).cloned();
        GoogleCaptureLedger::open(&self.google, opening, row).unwrap()
    }

    fn answering(&self, id: &str, minor_units: i64) -> GoogleCaptureLedger<&GoogleIntegrator> {
        self.answering_for("payment", id, minor_units)
    }

    fn answering_for(
        &self,
        capture: &str,
        id: &str,
        minor_units: i64,
    ) -> GoogleCaptureLedger<&GoogleIntegrator> {
        let mut ledger = self.open(capture);
        let request = self.request(id, minor_units);
        let row = self.rows.get(
            &self
                .google
                .request_key(&request)
                .unwrap(),
        );
        ledger.answer(request, row).unwrap();
        ledger
    }

    fn money(&self) -> i64 {
        self.moved.values().flatten().sum()
    }
}

/// Carries out a step. Gives the response for Google where there is one, and whether the run goes on.
fn carry_out(
    ledger: &mut GoogleCaptureLedger<&GoogleIntegrator>,
    step: GoogleStep,
    rows: &mut Rows,
    moved: &mut BTreeMap<String, Vec<i64>>,
    payout: Payout,
) -> (Option<HttpResponse>, bool) {
    match step {
        GoogleStep::Store(store) => {
            let row = rows.get(&store.key);
            if row.map_or(0, |row| row.version) == store.expected {
                let version = store.expected + 1;
                let body = store.body;
                rows.insert(store.key, LedgerRow { body, version });
                ledger.stored(store.id).unwrap();
            } else {
                ledger.reload(row.cloned()).unwrap();
            }
        }
        GoogleStep::Pay(pay) => pay_out(ledger, &pay, moved, payout),
        GoogleStep::Check(check) => match moved.get(&check.key) {
            Some(_) => ledger
                .paid(check.id, refunded(&check.key))
                .unwrap(),
            None => ledger.not_paid(check.id).unwrap(),
        },
        GoogleStep::Respond(respond) => return (Some(respond.response), false),
        _ => return (None, false),
    }
    (None, true)
}

fn pay_out(
    ledger: &mut GoogleCaptureLedger<&GoogleIntegrator>,
    pay: &GooglePayStep,
    moved: &mut BTreeMap<String, Vec<i64>>,
    payout: Payout,
) {
    if matches!(payout, Payout::Moves | Payout::MovesSilently) {
        moved
            .entry(pay.key.clone())
            .or_default()
            .push(pay.amount.minor_units);
    }
    match payout {
        Payout::Moves => ledger.paid(pay.id, refunded(&pay.key)),
        Payout::MovesSilently | Payout::Silent => ledger.unknown(pay.id),
        Payout::NotPaid => ledger.not_paid(pay.id),
    }
    .unwrap();
}

fn refunded(key: &str) -> GoogleRefundResult {
    GoogleRefundResult::Refunded {
        refund_id: Some(format!("payout-{key}")),
        raw_result: None,
    }
}

/// Runs until Google is answered, and gives the HTTP status and the kinds of steps.
fn run(
    world: &World,
    ledger: &mut GoogleCaptureLedger<&GoogleIntegrator>,
    rows: &mut Rows,
    moved: &mut BTreeMap<String, Vec<i64>>,
    payout: Payout,
) -> (u16, String) {
    let mut steps = String::new();
    loop {
        let step = ledger.next(world.now_ms).unwrap();
        steps.push(match &step {
            GoogleStep::Store(_) => 's',
            GoogleStep::Pay(_) => 'p',
            GoogleStep::Check(_) => 'c',
            GoogleStep::Respond(_) => 'r',
            _ => '.',
        });
        match carry_out(ledger, step, rows, moved, payout) {
            (Some(response), _) => return (response.status, steps),
            (None, true) => {}
            (None, false) => return (0, steps),
        }
    }
}

/// Answers a request from the rows of the world.
fn answer(world: &mut World, id: &str, minor_units: i64, payout: Payout) -> (u16, String) {
    let (mut rows, mut moved) = (world.rows.clone(), world.moved.clone());
    let mut ledger = world.answering(id, minor_units);
    let told = run(world, &mut ledger, &mut rows, &mut moved, payout);
    (world.rows, world.moved) = (rows, moved);
    told
}

#[test]
fn a_claim_is_stored_before_money_is_paid_and_the_result_before_google_hears_it() {
    let mut world = World::new();
    let told = answer(&mut world, "a", 3_000, Payout::Moves);
    assert_eq!(told, (200, "sspsr".into()));
    let again = answer(&mut world, "a", 3_000, Payout::Moves);
    assert_eq!(again, (200, "r".into()), "the same result again");
    assert_eq!(world.money(), 3_000);
    assert_eq!(
        world
            .open("payment")
            .left()
            .minor_units,
        7_000
    );
}

#[test]
fn a_request_id_stands_for_one_refund_of_one_payment() {
    let mut world = World::new();
    answer(&mut world, "a", 3_000, Payout::Moves);
    let other = answer(&mut world, "a", 2_000, Payout::Moves);
    assert_eq!(other, (412, "r".into()));
    let (mut rows, mut moved) = (world.rows.clone(), world.moved.clone());
    let mut elsewhere = world.answering_for("another", "a", 2_000);
    let told = run(&world, &mut elsewhere, &mut rows, &mut moved, Payout::Moves);
    assert_eq!(told, (412, "r".into()));
    assert_eq!(moved, world.moved);
}

#[test]
fn a_store_that_refuses_again_and_again_ends_the_run() {
    let mut world = World::new();
    answer(&mut world, "a", 3_000, Payout::Moves);
    let mut ledger = world.answering("b", 3_000);
    let mut refused = None;
    for _ in 0..20 {
        let Ok(GoogleStep::Store(store)) = ledger.next(NOW) else {
            break;
        };
        let row = world.rows.get(&store.key).cloned();
        refused = match row {
            None => ledger.stored(store.id).err(),
            row => ledger.reload(row).err(),
        };
    }
    assert_eq!(refused.unwrap().code(), "store_refused");
}

#[test]
fn more_than_is_left_is_declined_for_good_and_stored() {
    let mut world = World::new();
    answer(&mut world, "a", 6_000, Payout::Moves);
    assert_eq!(
        answer(&mut world, "b", 6_000, Payout::Moves),
        (200, "ssr".into())
    );
    assert_eq!(
        answer(&mut world, "b", 6_000, Payout::Moves),
        (200, "r".into())
    );
    assert_eq!(world.money(), 6_000);
}

#[test]
fn a_payout_whose_end_nobody_knows_is_checked_and_not_paid_again() {
    for payout in [Payout::MovesSilently, Payout::Silent] {
        let mut world = World::new();
        assert_eq!(answer(&mut world, "a", 3_000, payout), (409, "sspr".into()));
        // It may still be on its way.
        assert_eq!(
            answer(&mut world, "a", 3_000, Payout::Moves),
            (409, "r".into())
        );
        // What moved is found at once; where nothing did, it is paid when that is certain.
        world.now_ms += 2 * HOUR;
        let steps = if payout == Payout::MovesSilently {
            "csr"
        } else {
            find_nothing(&mut world);
            "spsr"
        };
        let told = answer(&mut world, "a", 3_000, Payout::Moves);
        assert_eq!(told, (200, steps.into()));
        assert_eq!(world.money(), 3_000);
    }
}

#[test]
fn a_payout_that_may_be_repeated_by_its_key_is_repeated() {
    let mut world = World::new();
    world.payouts_replay = true;
    assert_eq!(
        answer(&mut world, "a", 3_000, Payout::Silent),
        (409, "sspr".into())
    );
    assert_eq!(
        answer(&mut world, "a", 3_000, Payout::Moves),
        (200, "spsr".into())
    );
    assert_eq!(world.moved.len(), 1, "under one key");
}

#[test]
fn a_payout_that_did_not_begin_is_an_error_for_google_and_goes_on_later() {
    let mut world = World::new();
    assert_eq!(
        answer(&mut world, "a", 3_000, Payout::NotPaid),
        (409, "sspsr".into())
    );
    assert_eq!(
        answer(&mut world, "a", 3_000, Payout::Moves),
        (200, "spsr".into())
    );
    assert_eq!(world.money(), 3_000);
}

#[test]
fn a_claim_that_was_stored_too_late_is_not_paid() {
    let world = World::new();
    let (mut rows, mut moved) = (BTreeMap::new(), BTreeMap::new());
    let mut ledger = world.answering("a", 3_000);
    for _ in 0..2 {
        let step = ledger.next(NOW).unwrap();
        carry_out(&mut ledger, step, &mut rows, &mut moved, Payout::Moves);
    }
    assert!(matches!(
        ledger.next(NOW + MINUTE),
        Ok(GoogleStep::Store(_))
    ));
    assert!(moved.is_empty());
}
