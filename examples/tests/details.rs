//! What a support desk shows of a refund comes from the simulator of every provider that documents it, and is the same
//! in every run.

use refundkit::{Money, RefundOutcome, SendResult};
use refundkit_examples::ledger::Payment;
use refundkit_examples::merchant_client::RefundIntent;
use refundkit_examples::providers::{DemoProvider, PROVIDERS};
use refundkit_examples::simulator::Simulator;
use refundkit_examples::simulator::fault::Reaction;

const BASE: &str = "http://127.0.0.1:1";
const NOW: i64 = 1_700_000_000_000;

fn sent(simulator: &mut Simulator, request: refundkit::HttpRequest) -> SendResult {
    let mut request = refundkit::ReceivedRequest::from(request);
    request.url = request.url.replace(BASE, "");
    match simulator.handle(request, NOW) {
        Reaction::SendResult(response) => SendResult::Response(response),
        other => panic!("{other:?}"),
    }
}

/// What the response to a refund says, and what the status says of it afterwards.
fn said(provider: &DemoProvider) -> [RefundOutcome; 2] {
    let mut simulator = Simulator::new("https://shop.example");
    let merchant = provider.merchant_at(BASE);
    let payment = Payment::new(
        "00000000-0000-4000-8000-000000000001",
        "order-1",
        Money::new(10_000, merchant.currency()),
        false,
    );
    let ledger = simulator
        .ledger(provider.name)
        .expect("a ledger");
    ledger.open(payment.clone());
    let mut baseline = refundkit::Baseline::default();
    baseline.refunded = Some(0);
    baseline.remaining = Some(10_000);
    let intent = RefundIntent {
        payment_id: payment.id.clone(),
        merchant_order: payment.merchant_order.clone(),
        amount: Money::new(3_000, merchant.currency()),
        full: false,
        reference: "return-1".to_owned(),
        baseline: Some(baseline),
    };
    let attempt = merchant.attempt(&intent);
    let response = sent(&mut simulator, attempt.request().unwrap());
    let responded = attempt.parse(&response).unwrap();
    let status = sent(&mut simulator, attempt.status_request().unwrap());
    let snapshot = attempt.snapshot(&status).unwrap();
    [responded, attempt.resolve(&snapshot).unwrap()]
}

/// The common facts of a refund: bank reference, receipt, fee and time, in the response or in the status.
fn facts(outcomes: &[RefundOutcome; 2]) -> [bool; 4] {
    let has = |fact: fn(&RefundOutcome) -> bool| outcomes.iter().any(fact);
    [
        has(|outcome| outcome.bank_reference.is_some()),
        has(|outcome| outcome.receipt.is_some()),
        has(|outcome| outcome.fee.is_some()),
        has(|outcome| outcome.completed_at.is_some()),
    ]
}

#[test]
fn each_simulated_provider_says_what_its_documents_list() {
    let expected = [
        ("bank131", [true, false, true, true]),
        ("smart_glocal", [true, false, true, true]),
        ("sberbank_legacy", [true, false, false, true]),
        ("sberbank_gateway", [true, false, false, true]),
        ("themap", [true, true, false, false]),
        ("tranzzo", [false, true, true, true]),
    ];
    for (provider, (name, expected)) in PROVIDERS.iter().zip(expected) {
        assert_eq!(provider.name, name);
        let outcomes = said(provider);
        assert_eq!(facts(&outcomes), expected, "{name}: {outcomes:#?}");
        assert_eq!(outcomes, said(provider), "{name}");
    }
}
