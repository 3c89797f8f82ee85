//! What a support desk shows of a refund comes from the simulator of every provider that documents it, and is the same
//! in every run.

use crate::merchant::{BASE, NOW, arriving, payment, seen};
use refundkit::ledger::KeepsLedger;
use refundkit::{
    Endpoint, Merchant, Money, QueryStatus, RefundAmount, RefundEntry, RefundOutcome, RefundStatus,
    SberbankGatewayRefund, SberbankLegacyRefund, SberbankMethod, SessionRefund, TheMapRefund,
    TranzzoRefund,
};
use refundkit_examples::host::fresh;
use refundkit_examples::ledger_client::ProviderLedger;
use refundkit_examples::providers::sberbank::{gateway_ledgers, legacy_ledgers};
use refundkit_examples::providers::session::{bank131_ledgers, smart_glocal_ledgers};
use refundkit_examples::providers::{PROVIDERS, themap, tranzzo};
use refundkit_simulator::Simulator;
use refundkit_simulator::fault::Fault;
use refundkit_simulator::ledger::Payment;

/// What the response to a refund says, and what the status lists afterwards.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    responded: RefundOutcome,
    listed: Vec<RefundEntry>,
}

/// A simulator with one payment.
fn opened(name: &str, payment: &Payment) -> Simulator {
    let mut simulator = Simulator::new("https://shop.example");
    let ledger = simulator.ledger(name);
    ledger.unwrap().open(payment.clone());
    simulator
}

/// What the response to a refund says.
fn responded<P: Merchant>(
    simulator: &mut Simulator,
    provider: &P,
    refund: &P::Refund,
) -> RefundOutcome {
    let request = provider.build_request(refund, &fresh());
    let response = seen(simulator.handle(arriving(&request.unwrap(), BASE), NOW));
    let parsed = provider.parse_response(refund, &response, &fresh());
    parsed.unwrap().outcome
}

fn said<P: QueryStatus>(name: &str, provider: &P, payment: &Payment, refund: &P::Refund) -> Said {
    let mut simulator = opened(name, payment);
    let responded = responded(&mut simulator, provider, refund);
    let query = provider.build_status_request(refund, &fresh());
    let status = seen(simulator.handle(arriving(&query.unwrap(), BASE), NOW));
    let shown = provider.parse_status_response(refund, &status);
    let listed = shown
        .unwrap()
        .snapshot
        .unwrap()
        .entries;
    Said { responded, listed }
}

/// What the response says where the provider refuses.
fn refused<P: Merchant>(
    name: &str,
    provider: &P,
    payment: &Payment,
    refund: &P::Refund,
) -> RefundStatus {
    let mut simulator = opened(name, payment);
    simulator.expect(name, Fault::Refused);
    responded(&mut simulator, provider, refund).status
}

/// The common facts of a refund: bank reference, receipt, fee and time, in the response or in the status.
fn facts(said: &Said) -> [bool; 4] {
    let Said { responded, listed } = said;
    let lists = |fact: fn(&RefundEntry) -> bool| listed.iter().any(fact);
    [
        responded.bank_reference.is_some() || lists(|entry| entry.bank_reference.is_some()),
        responded.receipt.is_some() || lists(|entry| entry.receipt.is_some()),
        responded.fee.is_some() || lists(|entry| entry.fee.is_some()),
        responded.completed_at.is_some() || lists(|entry| entry.completed_at.is_some()),
    ]
}

/// A refund of 30.00 of the one payment: made twice, each time in a new world, and refused.
fn check<P: KeepsLedger + QueryStatus>(
    name: &'static str,
    client: fn(Endpoint) -> ProviderLedger<P>,
    refund: fn(&Payment, Money) -> P::Refund,
    expected: [bool; 4],
) -> &'static str {
    let client = client(Endpoint::Loopback(format!("{BASE}/{name}")));
    let payment = payment(1, client.currency, false);
    let amount = Money::new(3_000, client.currency);
    let refund = refund(&payment, amount.clone());
    let said = || said(name, &client.provider, &payment, &refund);
    assert_eq!(facts(&said()), expected, "{name}: {:#?}", said());
    // theMAP's status lists no refunds.
    let listed = said().listed;
    assert_eq!(listed.len(), usize::from(name != "themap"), "{name}");
    for entry in listed {
        assert_eq!(entry.status, RefundStatus::Succeeded, "{name}");
        assert_eq!(entry.amount.as_ref(), Some(&amount), "{name}");
    }
    assert_eq!(said(), said(), "{name}");
    let refused = refused(name, &client.provider, &payment, &refund);
    assert_eq!(refused, RefundStatus::Declined, "{name}");
    name
}

fn session_refund(payment: &Payment, amount: Money) -> SessionRefund {
    SessionRefund::new(&payment.id, RefundAmount::Partial(amount))
}

fn legacy_refund(payment: &Payment, amount: Money) -> SberbankLegacyRefund {
    SberbankLegacyRefund::new(SberbankMethod::AutoRefund, &payment.id, amount)
}

fn gateway_refund(payment: &Payment, amount: Money) -> SberbankGatewayRefund {
    SberbankGatewayRefund::new(SberbankMethod::AutoRefund, &payment.id, amount, "return-1")
}

fn themap_refund(payment: &Payment, amount: Money) -> TheMapRefund {
    TheMapRefund::new(&payment.id, &payment.merchant_order, amount)
}

fn tranzzo_refund(payment: &Payment, amount: Money) -> TranzzoRefund {
    TranzzoRefund::new(&payment.merchant_order, RefundAmount::Partial(amount))
}

#[test]
fn each_simulated_provider_says_what_its_documents_list() {
    let session = [true, false, true, true];
    let sberbank = [true, false, false, true];
    let themap = [true, true, false, false];
    let tranzzo = [false, true, true, true];
    let checked: [&str; PROVIDERS.len()] = [
        check("bank131", bank131_ledgers, session_refund, session),
        check(
            "smart_glocal",
            smart_glocal_ledgers,
            session_refund,
            session,
        ),
        check("sberbank_legacy", legacy_ledgers, legacy_refund, sberbank),
        check(
            "sberbank_gateway",
            gateway_ledgers,
            gateway_refund,
            sberbank,
        ),
        check("themap", themap::ledgers, themap_refund, themap),
        check("tranzzo", tranzzo::ledgers, tranzzo_refund, tranzzo),
    ];
    assert_eq!(checked, PROVIDERS.map(|provider| provider.name));
}
