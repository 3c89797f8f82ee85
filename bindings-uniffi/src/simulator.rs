//! The simulator as an object.

use core_api::{HttpRequest, HttpResponse, ReceivedRequest};
use refundkit_simulator::fault::Reaction;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// All providers' own sides with money behind them, to try an app against. It opens no socket: `python -m refundkit.simulator` serves
/// it over HTTP.
///
/// Each provider is under a path of its own, such as `/tranzzo`, and has ten payments. `docs/simulator.md` tells what else there is.
#[derive(uniffi::Object)]
pub(crate) struct Simulator(Mutex<refundkit_simulator::Simulator>);

/// What the simulator does with a request.
#[derive(uniffi::Enum)]
pub(crate) enum SimulatorReaction {
    /// It responds.
    Response {
        /// With this.
        response: HttpResponse,
    },
    /// It breaks the connection without a byte.
    Drop,
    /// It says nothing for longer than a client waits.
    Stall,
}

#[uniffi::export]
impl Simulator {
    /// A simulator that sends its webhooks to this address, one path for each provider: `http://127.0.0.1:8081` gives
    /// `http://127.0.0.1:8081/tranzzo`.
    #[uniffi::constructor]
    fn new(webhooks: String) -> Self {
        Self(Mutex::new(refundkit_simulator::Simulator::with_payments(
            &webhooks,
        )))
    }

    /// What it does with a request. `url` is the path and the query.
    fn handle(&self, request: ReceivedRequest, now_ms: i64) -> SimulatorReaction {
        self.lock()
            .handle(request, now_ms)
            .into()
    }

    /// Decides every refund that is pending, and gives the webhooks that are sent now.
    fn webhooks(&self, now_ms: i64) -> Vec<HttpRequest> {
        self.lock().settle_pending(now_ms)
    }
}

impl Simulator {
    fn lock(&self) -> MutexGuard<'_, refundkit_simulator::Simulator> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Reaction> for SimulatorReaction {
    fn from(reaction: Reaction) -> Self {
        match reaction {
            Reaction::Response(response) => Self::Response { response },
            Reaction::Drop => Self::Drop,
            Reaction::Stall => Self::Stall,
        }
    }
}
