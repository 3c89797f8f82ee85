//! The providers on an address, to try an app against: `cargo run --bin simulator -- [scenario.json]`.
//!
//! `docs/simulator.md` tells what it knows and does. Ends with its standard input.

use refundkit_examples::client::Client;
use refundkit_examples::host::{lock, now_ms};
use refundkit_examples::server::serve_on;
use refundkit_examples::transport::deliver;
use refundkit_simulator::Simulator;
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

/// A simulator with payments to refund, and with the scenario of the command line.
fn opened(webhooks: &str) -> std::io::Result<Simulator> {
    let mut simulator = Simulator::with_payments(webhooks);
    if let Some(path) = std::env::args().nth(1) {
        let scenario = std::fs::read_to_string(path)?;
        simulator
            .follow(serde_json::from_str(&scenario)?)
            .map_err(std::io::Error::other)?;
    }
    Ok(simulator)
}

fn announce(simulator: &Mutex<Simulator>) {
    let client = Client::new(Duration::from_secs(5));
    loop {
        thread::sleep(Duration::from_secs(1));
        deliver(simulator, &client, now_ms());
    }
}
