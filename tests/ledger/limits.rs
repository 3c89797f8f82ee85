//! What a ledger does where something does not go on: a request that cannot be built any more, more messages than a record
//! keeps, a store that refuses, and a word that was said about an older sending.

use super::ledgers::{NOW, code, looked, map_payment, open, row, uah, wished};
use refundkit::ledger::{
    Ledger, LedgerRow, LedgerSettings, LedgerStep, RefundDecision, RefundReason, RefundStage,
};
use refundkit::{
    EventKind, HttpResponse, Money, RefundEntry, RefundEvent, RefundStatus, SendResult,
    TheMapRequest, Tranzzo, TranzzoPayment, TranzzoRequest,
};
use refundkit_tests::stories::providers::{themap, tranzzo};

const HOUR: i64 = 3_600_000;

/// A host with one row.
struct Host<'p> {
    ledger: Ledger<&'p Tranzzo>,
    row: Option<LedgerRow>,
    now_ms: i64,
}

impl<'p> Host<'p> {
    fn new(tranzzo: &'p Tranzzo, body: &str, version: i64) -> Self {
        let row = row(body, version);
        Self {
            ledger: open(tranzzo, row.clone()).unwrap(),
            row,
            now_ms: NOW,
        }
    }

    /// Carries out steps, and stops before one of money and at a rest. Questions are answered by `listed`.
    fn run(&mut self, listed: &str) -> LedgerStep {
        for _ in 0..16 {
            match self.ledger.next(self.now_ms).unwrap() {
                LedgerStep::Store(store) => {
                    self.row = row(&store.body, store.expected + 1);
                    self.ledger.stored(store.id).unwrap();
                }
                LedgerStep::Send(send) if !send.money => self.hear(send.id, 200, listed),
                step => return step,
            }
        }
        panic!("the ledger never rests");
    }

    fn hear(&mut self, step: u64, status: u16, body: &str) {
        let response = HttpResponse::json(status, body.to_owned());
        let result = SendResult::Response(response);
        self.ledger
            .received(step, &result, self.now_ms)
            .unwrap();
    }

    fn ask_again(&mut self, reference: &str) {
        self.now_ms += HOUR;
        self.ledger
            .ask_again(reference, self.now_ms)
            .unwrap();
    }

    fn stage(&self, reference: &str) -> (RefundStage, Option<RefundReason>) {
        let view = self.ledger.refund(reference).unwrap();
        (view.stage, view.reason)
    }
}

#[test]
fn a_refund_that_cannot_be_built_any_more_waits_for_a_person_and_keeps_nobody_up() {
    let tranzzo = tranzzo();
    let (mut ledger, store) = wished(&tranzzo);
    ledger.stored(store.id).unwrap();
    ledger
        .request("return-2", &TranzzoRequest::new(uah(500)))
        .unwrap();
    let LedgerStep::Store(store) = ledger.next(NOW).unwrap() else {
        panic!("a wish is stored first");
    };
    // What another configuration allowed: here, a text that no request has.
    let body = store
        .body
        .replacen(r#"\"minorUnits\":10000"#, r#"\"minorCoins\":10000"#, 1);
    assert_ne!(body, store.body);
    let mut host = Host::new(&tranzzo, &body, 2);
    let step = host.run("[]");
    let LedgerStep::Send(send) = step else {
        panic!("the other refund is sent: {step:?}");
    };
    assert_eq!(host.stage("return-2").0, RefundStage::InProgress);
    let review = (RefundStage::ManualReview, Some(RefundReason::CannotBeBuilt));
    assert_eq!(host.stage("return-1"), review);
    host.hear(send.id, 500, "");
    // A person may say that it can be built again.
    host.ask_again("return-1");
    assert!(matches!(host.run("[]"), LedgerStep::Rest(_)));
    assert_eq!(host.stage("return-1").0, RefundStage::Planned, "blocked");
}

#[test]
fn a_wish_beside_an_old_row_is_planned_before_any_time_is_told() {
    let tranzzo = tranzzo();
    let (_, store) = wished(&tranzzo);
    let mut ledger = open(&tranzzo, row(&store.body, 1)).unwrap();
    let another = TranzzoRequest::new(uah(500));
    ledger
        .request("return-2", &another)
        .unwrap();
    let seen = ledger.refund("return-2").unwrap();
    assert_eq!(seen.stage, RefundStage::Planned);
    // The time of the wish is the one that is told next, however old the row is.
    let later = NOW + 30 * 24 * HOUR;
    ledger.next(later).unwrap();
    let seen = ledger.refund("return-2").unwrap();
    assert_eq!(seen.stage, RefundStage::Planned);
}

#[test]
fn a_listener_does_not_say_that_a_refund_cannot_be_built() {
    let themap = themap();
    let payment = map_payment();
    let captured = Money::new(1000, "RUB");
    let open = |row| {
        Ledger::open(
            &themap,
            LedgerSettings::new("shop"),
            &payment,
            &captured,
            row,
        )
        .unwrap()
    };
    let mut ledger = open(None).listening();
    ledger
        .request("return-1", &TheMapRequest::new(Money::new(300, "RUB")))
        .unwrap();
    let LedgerStep::Store(store) = ledger.next(NOW).unwrap() else {
        panic!("a wish is stored first");
    };
    let body = store
        .body
        .replacen(r#"\"minorUnits\":300"#, r#"\"minorCoins\":300"#, 1);
    assert_ne!(body, store.body);
    let mut listener = open(row(&body, 1)).listening();
    assert!(matches!(listener.next(NOW), Ok(LedgerStep::Rest(_))));
    let mut sender = open(row(&body, 1));
    assert!(matches!(sender.next(NOW), Ok(LedgerStep::Store(_))));
}

#[test]
fn after_256_different_looks_a_question_still_counts() {
    let tranzzo = tranzzo();
    let (mut ledger, store) = wished(&tranzzo);
    ledger.stored(store.id).unwrap();
    let mut host = Host::new(&tranzzo, &store.body, 1);
    let LedgerStep::Send(send) = host.run("[]") else {
        panic!("it is sent");
    };
    host.ledger
        .received(send.id, &SendResult::Lost, host.now_ms)
        .unwrap();
    // Every question shows a list that was never there before: another program refunds one hryvnia at a time.
    let ends = (0..600_i64).any(|count| {
        let entries: Vec<String> = (0..=count).map(external).collect();
        let LedgerStep::Rest(rest) = host.run(&format!("[{}]", entries.join(","))) else {
            panic!("nothing else is sent");
        };
        match rest.until {
            Some(until) => host.now_ms = until,
            None => host.ask_again("return-1"),
        }
        rest.until.is_none() && count >= 300
    });
    assert!(ends, "the patience ends");
    let body = host.row.unwrap().body;
    assert!(body.contains("p-200"));
    assert!(!body.contains("p-290"), "what does not fit is not kept");
}

fn external(number: i64) -> String {
    format!(
        r#"{{"operation_id":"p-{number}","order_id":"123","method":"refund","amount":"0.01","currency":"UAH","status":"success"}}"#
    )
}

#[test]
fn a_webhook_that_does_not_fit_is_not_acknowledged() {
    let tranzzo = tranzzo();
    let (mut ledger, store) = wished(&tranzzo);
    ledger.stored(store.id).unwrap();
    let mut acknowledged = 0;
    let mut listener = ledger.listening();
    for number in 0..260 {
        listener
            .webhook(&event(number), NOW)
            .unwrap();
        loop {
            match listener.next(NOW).unwrap() {
                LedgerStep::Store(store) => listener.stored(store.id).unwrap(),
                LedgerStep::Acknowledge(_) => acknowledged += 1,
                _ => break,
            }
        }
    }
    assert_eq!(acknowledged, 256);
    let alerts = listener.alerts();
    assert!(
        alerts
            .iter()
            .any(|alert| format!("{:?}", alert.kind) == "RecordFull"),
        "{alerts:?}"
    );
    // One that is in the record already is acknowledged as often as it comes.
    listener
        .webhook(&event(7), NOW)
        .unwrap();
    assert!(matches!(
        listener.next(NOW).unwrap(),
        LedgerStep::Acknowledge(_)
    ));
}

fn event(number: usize) -> RefundEvent {
    let number = number.to_string();
    let mut event = RefundEvent::verified(EventKind::Refund, "refund", &[&number]);
    event.merchant_order = Some("123".into());
    let mut entry = RefundEntry::new(RefundStatus::Pending);
    entry.refund_id = Some(number);
    entry.amount = Some(uah(1));
    event.entries = vec![entry];
    event
}

#[test]
fn a_word_about_an_earlier_sending_does_not_end_a_later_one() {
    let tranzzo = tranzzo();
    let (mut ledger, store) = wished(&tranzzo);
    ledger.stored(store.id).unwrap();
    let mut frozen = Host::new(&tranzzo, &store.body, 1);
    let LedgerStep::Send(first) = frozen.run("[]") else {
        panic!("it is sent");
    };
    // Two hours later nobody has heard of it, a look does not show it, and a person says that nothing was given back.
    let armed = frozen.row.clone().unwrap();
    let mut looking = Host::new(&tranzzo, &armed.body, armed.version);
    looking.now_ms += 2 * HOUR;
    looking.run("[]");
    let (mut desk, looked) = (looking.ledger, looking.row);
    desk.decide(
        "return-1",
        RefundDecision::NotGivenBack,
        "anna",
        "nothing there",
        NOW + 2 * HOUR,
    )
    .unwrap();
    assert!(matches!(
        desk.next(NOW + 2 * HOUR),
        Ok(LedgerStep::Store(_))
    ));
    // The worker that was frozen hears that its request was turned away unread, and sends it again.
    frozen.now_ms += 2 * HOUR;
    frozen.hear(first.id, 429, "");
    frozen.ledger.reload(looked).unwrap();
    assert!(matches!(frozen.run("[]"), LedgerStep::Send(send) if send.money));
    desk.reload(frozen.row.clone())
        .unwrap();
    let view = desk.refund("return-1").unwrap();
    assert_eq!(view.stage, RefundStage::InProgress);
    assert_eq!(view.sendings, 2);
}

/// A store that gives false whatever happens would keep the host's loop going for ever.
#[test]
fn a_store_that_refuses_again_and_again_ends_the_run() {
    let tranzzo = tranzzo();
    let (mut ledger, store) = looked(&tranzzo, &SendResult::Lost);
    for _ in 1..8 {
        ledger.next(NOW).unwrap();
        ledger
            .reload(row(&store.body, 1))
            .unwrap();
    }
    ledger.next(NOW).unwrap();
    // Somebody wrote in between, so that the count begins again.
    let mut overtaken = ledger.clone();
    overtaken
        .reload(row(&store.body, 2))
        .unwrap();
    overtaken.next(NOW).unwrap();
    overtaken
        .reload(row(&store.body, 2))
        .unwrap();
    assert_eq!(code(ledger.reload(row(&store.body, 1))), "store_refused");
}

#[test]
fn patience_has_a_range() {
    let tranzzo = tranzzo();
    let payment = TranzzoPayment {
        order_id: "123".into(),
    };
    let key = |questions, sendings| {
        let mut settings = LedgerSettings::new("shop");
        settings.patience.questions = questions;
        settings.patience.sendings = sendings;
        let error = tranzzo
            .ledger_key(&settings, &payment)
            .err();
        error.map_or_else(String::new, |error| error.field().to_owned())
    };
    assert_eq!(key(1, 1) + &key(16, 100), "");
    for questions in [0, 17] {
        assert_eq!(key(questions, 4), "settings.patience.questions");
    }
    assert_eq!(key(12, 0), "settings.patience.sendings");
}

/// The fault was that the second wish was dropped, and that nobody was told: it had been taken.
#[test]
fn two_workers_that_take_the_last_place_at_once_keep_both_wishes() {
    let tranzzo = tranzzo();
    let one = TranzzoRequest::new(uah(1));
    let mut full = open(&tranzzo, None).unwrap();
    for number in 0..63 {
        let reference = format!("return-{number}");
        full.request(&reference, &one).unwrap();
    }
    let LedgerStep::Store(store) = full.next(NOW).unwrap() else {
        panic!("wishes are stored first");
    };
    let mut first = Host::new(&tranzzo, &store.body, 1);
    let mut second = open(&tranzzo, row(&store.body, 1)).unwrap();
    first
        .ledger
        .request("first", &one)
        .unwrap();
    second.request("second", &one).unwrap();
    let LedgerStep::Store(overtaken) = second.next(NOW).unwrap() else {
        panic!("a wish is stored first");
    };
    assert_eq!(overtaken.expected, 1);
    first.run("[]");
    second
        .reload(first.row.clone())
        .unwrap();
    assert!(second.refund("first").is_some());
    assert!(second.refund("second").is_some());
    assert_eq!(code(second.request("third", &one)), "invalid_field");
}
