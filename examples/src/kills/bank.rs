//! The provider behind HTTP, in the process that kills: it outlives every death, and counts the money.

use super::payment;
use super::post::{REFUND, SENDER};
use super::process::Life;
use super::worlds::World;
use crate::host::lock;
use crate::server::serve;
use refundkit::{HttpRequest, ReceivedRequest};
use refundkit_simulator::fault::Reaction;
use refundkit_simulator::ledger::Payment;
use refundkit_simulator::simulated_provider::SimulatedProvider;
use std::io;
use std::sync::{Arc, Mutex};

/// One provider, and its address.
pub(super) struct Bank {
    pub(super) world: &'static World,
    pub(super) base: String,
    counter: Arc<Mutex<Counter>>,
}

/// The provider itself.
struct Counter {
    path: String,
    simulated: Box<dyn SimulatedProvider>,
    now_ms: i64,
    /// The process that is killed as soon as a refund of it has arrived.
    doomed: Option<Life>,
}

impl Bank {
    /// Opens the provider on loopback.
    pub(super) fn open(world: &'static World) -> io::Result<Self> {
        let counter = Arc::new(Mutex::new(Counter {
            path: format!("/{}", world.name),
            simulated: world.simulated(),
            now_ms: 0,
            doomed: None,
        }));
        let served = Arc::clone(&counter);
        let address = serve(move |request| lock(&served).handle(request))?;
        Ok(Self {
            world,
            base: format!("http://{address}"),
            counter,
        })
    }

    /// Forgets everything but this payment.
    pub(super) fn begin(&self, payment: Payment) {
        let mut counter = lock(&self.counter);
        counter.doomed = None;
        counter.simulated.ledger().clear();
        counter
            .simulated
            .ledger()
            .open(payment);
    }

    pub(super) fn set_time(&self, now_ms: i64) {
        lock(&self.counter).now_ms = now_ms;
    }

    /// Kills a process when the next refund that it sends has been carried out.
    pub(super) fn doom(&self, life: Life) {
        lock(&self.counter).doomed = Some(life);
    }

    /// Decides what is pending, and gives the webhooks that announce it.
    pub(super) fn settle(&self) -> Vec<HttpRequest> {
        let mut counter = lock(&self.counter);
        let now_ms = counter.now_ms;
        counter
            .simulated
            .settle_pending(now_ms)
    }

    /// How often money moved for a refund.
    pub(super) fn times_moved(&self, reference: &str) -> usize {
        let mut counter = lock(&self.counter);
        let ledger = counter.simulated.ledger();
        ledger.times_moved(payment::place(reference))
    }
}

impl Counter {
    fn handle(&mut self, mut request: ReceivedRequest) -> Reaction {
        let refund = taken(&mut request, REFUND);
        let sender = taken(&mut request, SENDER);
        if let Some(path) = request.url.strip_prefix(&self.path) {
            request.url = path.to_owned();
        }
        let origin = refund
            .as_deref()
            .map_or(usize::MAX, payment::place);
        self.simulated
            .ledger()
            .attribute(origin);
        let reaction = self
            .simulated
            .serve(&request, self.now_ms, None);
        let is_doomed = |life: &mut Life| Some(life.id().to_string()) == sender;
        if let Some(life) = self.doomed.take_if(is_doomed) {
            life.kill();
        }
        reaction
    }
}

/// Takes a header out, since no provider knows it.
fn taken(request: &mut ReceivedRequest, name: &str) -> Option<String> {
    let place = request
        .headers
        .iter()
        .position(|header| header.name == name)?;
    Some(
        request
            .headers
            .swap_remove(place)
            .value,
    )
}
