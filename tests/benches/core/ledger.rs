//! What a step of a ledger costs, beside the same record read and written by `serde_json` alone, and how it grows with the
//! refunds of a payment. A refund's own response is in `parse_response`.

use super::*;
use refundkit::ledger::{Ledger, LedgerRow, LedgerSettings, LedgerStep, SendStep};
use refundkit::{HttpResponse, Money, TranzzoPayment, TranzzoRequest};
use refundkit_tests::ledger_documents::{BEGIN, made, opening};
use serde_json::json;

const COUNTS: [usize; 3] = [1, 8, 64];
/// Minor units of each refund.
const EACH: i64 = 100;

static TRANZZO: LazyLock<Tranzzo> = LazyLock::new(|| made(&opening("tranzzo")));

fn open(row: Option<LedgerRow>) -> Ledger<&'static Tranzzo> {
    let tranzzo: &Tranzzo = &TRANZZO;
    let (settings, captured) = (LedgerSettings::new("shop"), uah(100_000));
    let payment = TranzzoPayment {
        order_id: "123".into(),
    };
    Ledger::open(tranzzo, settings, &payment, &captured, row).unwrap()
}

fn uah(minor_units: i64) -> Money {
    Money::new(minor_units, "UAH")
}

/// A payment of which so many refunds have succeeded.
struct Payment {
    row: Option<LedgerRow>,
    operations: Vec<Value>,
}

impl Payment {
    fn with(refunds: usize) -> Self {
        let mut payment = Self {
            row: None,
            operations: vec![operation("purchase", 100_000, "p1", "")],
        };
        for number in 0..refunds {
            payment.refund(&format!("return-{number}"));
        }
        payment
    }

    fn refund(&mut self, reference: &str) {
        let mut ledger = open(self.row.clone());
        ledger
            .request(reference, &TranzzoRequest::new(uah(EACH)))
            .unwrap();
        loop {
            match ledger.next(BEGIN).unwrap() {
                LedgerStep::Store(store) => {
                    self.row = Some(LedgerRow {
                        body: store.body,
                        version: store.expected + 1,
                    });
                    ledger.stored(store.id).unwrap();
                }
                LedgerStep::Send(send) => {
                    let response = SendResult::Response(self.respond(&send));
                    ledger
                        .received(send.id, &response, BEGIN)
                        .unwrap();
                }
                _ => return,
            }
        }
    }

    fn respond(&mut self, send: &SendStep) -> HttpResponse {
        if !send.money {
            return HttpResponse::json(200, json!(self.operations).to_string());
        }
        let body = send.request.body.as_deref().unwrap();
        let asked: Value = serde_json::from_str(body).unwrap();
        let id = format!("o{}", self.operations.len());
        let refund = operation("refund", EACH, &id, asked["comment"].as_str().unwrap());
        self.operations.push(refund.clone());
        HttpResponse::json(200, refund.to_string())
    }

    fn body(&self) -> &str {
        &self.row.as_ref().unwrap().body
    }
}

fn operation(method: &str, minor_units: i64, id: &str, comment: &str) -> Value {
    json!({
        "operation_id": id, "payment_id": "pay", "order_id": "123", "pos_id": "pos-1", "method": method,
        "amount": minor_units / 100, "currency": "UAH", "status": "success", "comment": comment,
    })
}

/// `next` where there is nothing to store and nothing to send.
#[divan::bench(args = COUNTS)]
fn next_without_a_store(bencher: Bencher, refunds: usize) {
    let mut ledger = open(Payment::with(refunds).row);
    bencher.bench_local(|| ledger.next(black_box(BEGIN)).unwrap());
}

#[divan::bench(args = COUNTS)]
fn read_the_record(bencher: Bencher, refunds: usize) {
    let payment = Payment::with(refunds);
    bencher.bench_local(|| open(black_box(payment.row.clone())));
}

#[divan::bench(args = COUNTS)]
fn read_the_record_by_serde_json(bencher: Bencher, refunds: usize) {
    let payment = Payment::with(refunds);
    bencher.bench_local(|| serde_json::from_str::<Value>(black_box(payment.body())).unwrap());
}

/// `next` where one more wish is stored.
#[divan::bench(args = COUNTS)]
fn next_with_a_store(bencher: Bencher, refunds: usize) {
    let mut ledger = open(Payment::with(refunds - 1).row);
    ledger
        .request("one-more", &TranzzoRequest::new(uah(EACH)))
        .unwrap();
    bencher
        .with_inputs(|| ledger.clone())
        .bench_local_values(|mut ledger| ledger.next(black_box(BEGIN)).unwrap());
}

#[divan::bench(args = COUNTS)]
fn write_the_record_by_serde_json(bencher: Bencher, refunds: usize) {
    let payment = Payment::with(refunds);
    let record: Value = serde_json::from_str(payment.body()).unwrap();
    bencher.bench_local(|| black_box(&record).to_string());
}
