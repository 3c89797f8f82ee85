//! The simulator as a class.

use super::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("../js/simulator.d.ts");

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "SimulatorReaction")]
    pub type SimulatorReaction;
    #[wasm_bindgen(typescript_type = "HttpRequest[]")]
    pub type HttpRequests;
}

/// All providers' own sides with money behind them, to try an app against. It opens no socket: `npx refundkit-simulator` serves it over
/// HTTP.
///
/// Each provider is under a path of its own, such as `/tranzzo`, and has ten payments. `docs/simulator.md` tells what else there is.
#[wasm_bindgen]
pub struct Simulator(refundkit_simulator::Simulator);

#[wasm_bindgen]
impl Simulator {
    /// A simulator that sends its webhooks to this address, one path for each provider: `http://127.0.0.1:8081` gives
    /// `http://127.0.0.1:8081/tranzzo`.
    #[wasm_bindgen(constructor)]
    pub fn new(webhooks: JsString) -> Result<Simulator, JsValue> {
        let webhooks: String = lifted("webhooks", webhooks)?;
        Ok(Self(refundkit_simulator::Simulator::with_payments(
            &webhooks,
        )))
    }

    /// What it does with a request. `url` is the path and the query.
    pub fn handle(
        &mut self,
        request: js!(ReceivedRequest),
        now_ms: Number,
    ) -> Result<SimulatorReaction, JsValue> {
        let request = lifted("request", request)?;
        lowered(
            self.0
                .handle(request, lifted("nowMs", now_ms)?),
        )
    }

    /// Decides every refund that is pending, and gives the webhooks that are sent now.
    pub fn webhooks(&mut self, now_ms: Number) -> Result<HttpRequests, JsValue> {
        lowered(
            self.0
                .settle_pending(lifted("nowMs", now_ms)?),
        )
    }
}
