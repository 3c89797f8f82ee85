//! A connection to a simulated provider without a socket: what histories send over.

use fastrand::Rng;
use refundkit::{HttpRequest, ReceivedRequest, SendResult};
use refundkit_simulator::fault::{Fault, Reaction};
use refundkit_simulator::simulated_provider::SimulatedProvider;

/// A connection to one provider.
pub struct Connection<'a> {
    /// The provider's path in the simulator.
    pub path: &'static str,
    /// The provider.
    pub simulated: &'a mut dyn SimulatedProvider,
    /// Whether the provider knows a request again. Nothing can protect one from arriving twice that it lets through each time.
    pub arrives_once: bool,
    /// What is random.
    pub rng: Rng,
    /// The simulated time.
    pub now_ms: i64,
}

impl Connection<'_> {
    /// Any fault of the wire, in two of five cases.
    pub fn fault(&mut self) -> Option<Fault> {
        let is_faulty = self.rng.u8(0..5) < 2;
        let fault = is_faulty.then(|| Fault::ALL[self.rng.usize(0..Fault::ALL.len())]);
        fault.filter(|fault| self.arrives_once || *fault != Fault::Twice)
    }

    /// Hands a request over. What arrives is attributed to `origin`.
    pub fn serve(
        &mut self,
        request: &ReceivedRequest,
        origin: usize,
        fault: Option<Fault>,
    ) -> SendResult {
        self.simulated
            .ledger()
            .attribute(origin);
        match self
            .simulated
            .serve(request, self.now_ms, fault)
        {
            Reaction::Response(response) => SendResult::Response(response),
            // Nothing was read: a client may know that it could not even connect.
            Reaction::Drop if fault == Some(Fault::DropBefore) && self.rng.bool() => {
                SendResult::NotSent
            }
            Reaction::Drop | Reaction::Stall => SendResult::Lost,
        }
    }

    /// The request as the simulated provider sees it: the path below the provider's own.
    pub fn local(&self, request: HttpRequest) -> ReceivedRequest {
        let mut received = ReceivedRequest::from(request);
        let below = received
            .url
            .split_once(self.path)
            .map(|(_, path)| path.to_owned());
        received.url = below.unwrap_or_default();
        received
    }

    /// How often money moved for a refund.
    pub fn times_moved(&mut self, origin: usize) -> usize {
        self.simulated
            .ledger()
            .times_moved(origin)
    }
}
