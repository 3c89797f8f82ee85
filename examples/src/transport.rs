//! Brings the simulator's webhooks to the merchant over HTTP, one after the other.

use crate::client::Client;
use crate::host::lock;
use refundkit::SendResult;
use refundkit_simulator::Simulator;
use std::sync::Mutex;

/// Decides what is pending, delivers what that announces, and gives what the merchant answered. Everything has arrived
/// when it returns, so nobody has to wait for a webhook.
pub fn deliver(simulator: &Mutex<Simulator>, client: &Client, now_ms: i64) -> Vec<SendResult> {
    let webhooks = lock(simulator).settle_pending(now_ms);
    webhooks
        .iter()
        .map(|webhook| client.send(webhook))
        .collect()
}
