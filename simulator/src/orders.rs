//! `GET /orders`: every payment of every provider, with the independent count of what moved and what arrived.

use crate::ledger::{Ledger, Payment};
use crate::simulated_provider::SimulatedProvider;
use refundkit::Money;
use serde::Serialize;
use std::collections::BTreeMap;

/// One payment, as an auditor sees it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    payment_id: String,
    merchant_order: String,
    captured: Money,
    moved: i64,
    arrivals: usize,
}

/// The payments by provider, as JSON.
pub(super) fn list(
    simulated_providers: &mut BTreeMap<&'static str, Box<dyn SimulatedProvider>>,
) -> String {
    let orders: BTreeMap<_, _> = simulated_providers
        .iter_mut()
        .map(|(name, simulated)| (*name, orders(simulated.ledger())))
        .collect();
    serde_json::to_string(&orders).unwrap_or_default()
}

fn orders(ledger: &Ledger) -> Vec<Order> {
    ledger
        .payments()
        .iter()
        .map(|payment| order(ledger, payment))
        .collect()
}

fn order(ledger: &Ledger, payment: &Payment) -> Order {
    Order {
        payment_id: payment.id.clone(),
        merchant_order: payment.merchant_order.clone(),
        captured: payment.captured.clone(),
        moved: ledger.moved(&payment.id),
        arrivals: ledger.arrivals(payment),
    }
}
