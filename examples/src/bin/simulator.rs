//! The providers on loopback, to try an app against: `cargo run --bin simulator -- [scenario.json]`.
//!
//! Prints its address. The port is a free one and webhooks go to 127.0.0.1:8081, unless `PORT` and `WEBHOOKS` in the
//! environment say otherwise. Each provider is under its own path with the credentials of `examples/src/providers`, and knows the
//! payments `00000000-0000-4000-8000-00000000000N`, N from 0 to 9, order `order-N`, of 100.00 each; odd ones are decided
//! later, a second after they were asked for. A scenario can also be sent: `POST /scenario`. Ends with its standard input.
//! `GET /orders` lists the payments, with what moved; `POST /google` lets Google ask the app for a refund.

use refundkit::Money;
use refundkit_examples::client::Client;
use refundkit_examples::host::{lock, now_ms};
use refundkit_examples::ledger::Payment;
use refundkit_examples::providers::PROVIDERS;
use refundkit_examples::server::serve_on;
use refundkit_examples::simulator::Simulator;
use refundkit_examples::transport::deliver;
use std::io::Read;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

fn main() -> std::io::Result<()> {
    let webhooks = std::env::var("WEBHOOKS").unwrap_or_else(|_| "http://127.0.0.1:8081".to_owned());
    let simulator = Arc::new(Mutex::new(opened(&webhooks)?));
    let served = Arc::clone(&simulator);
    let address = serve_on(port(), move |request| {
        lock(&served).handle(request, now_ms())
    })?;
    println!("http://{address}, webhooks to {webhooks}/<provider>");
    thread::spawn(move || announce(&simulator));
    std::io::stdin()
        .read_to_end(&mut Vec::new())
        .map(drop)
}

/// The port that the environment names; 0 stands for a free one.
fn port() -> u16 {
    let named = std::env::var("PORT").unwrap_or_default();
    named.parse().unwrap_or_default()
}

/// A simulator with the scenario of the command line, and with payments to refund.
fn opened(webhooks: &str) -> std::io::Result<Simulator> {
    let mut simulator = Simulator::new(webhooks);
    if let Some(path) = std::env::args().nth(1) {
        let scenario = std::fs::read_to_string(path)?;
        simulator.follow(serde_json::from_str(&scenario)?);
    }
    for provider in PROVIDERS.iter() {
        let merchant = provider.ledger_at(webhooks);
        open_payments(&mut simulator, provider.name, merchant.currency());
    }
    Ok(simulator)
}

fn open_payments(simulator: &mut Simulator, provider: &str, currency: &str) {
    let Some(ledger) = simulator.ledger(provider) else {
        return;
    };
    for index in 0..10 {
        let id = format!("00000000-0000-4000-8000-{index:012x}");
        ledger.open(Payment::new(
            &id,
            &format!("order-{index}"),
            Money::new(10_000, currency),
            index % 2 == 1,
        ));
    }
}

fn announce(simulator: &Mutex<Simulator>) {
    let client = Client::new(Duration::from_secs(5));
    loop {
        thread::sleep(Duration::from_secs(1));
        deliver(simulator, &client, now_ms());
    }
}
