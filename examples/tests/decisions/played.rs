//! One ledger with one refund, from its request to where it waits for nobody but a person.

use super::messages::{Look, Sending};
use super::scenes::Scene;
use crate::merchant::{Around, BASE, NOW, arriving, payment, seen, wish};
use refundkit::ledger::{AlertKind, LedgerView, RefundReason, RefundStage, RefundView, SendStep};
use refundkit::{ReceivedRequest, RefundStatus, SendResult};
use refundkit_simulator::simulated_provider::SimulatedProvider;
use serde::Serialize;
use serde_json::{Value, json};

const REFERENCE: &str = "return-2041";

/// More pauses than any refund has.
const MOST_PAUSES: usize = 60;

/// Where a refund ended.
pub(super) struct Played {
    refund: RefundView,
    alerts: Vec<AlertKind>,
    sendings: usize,
    took_ms: i64,
    /// How often money moved.
    pub(super) moved: usize,
    /// Whether nothing happens any more without a person.
    pub(super) has_stopped: bool,
}

/// The provider that is looked at.
struct World<'a> {
    scene: &'a Scene,
    sending: Sending,
    look: Look,
    simulated: Box<dyn SimulatedProvider>,
    sendings: usize,
    /// Whether the provider has words for what happens to the first sending.
    has_words: bool,
}

impl World<'_> {
    fn send(&mut self, step: &SendStep) -> SendResult {
        let base = format!("{BASE}/{}", self.scene.provider.name);
        let request = arriving(&step.request, &base);
        if !step.money {
            let fault = self.look.fault();
            let fault = fault.filter(|_| self.sendings > 0);
            return seen(
                self.simulated
                    .serve(&request, NOW, fault),
            );
        }
        self.sendings += 1;
        if self.sendings > 1 {
            return seen(
                self.simulated
                    .serve(&request, NOW, None),
            );
        }
        self.arrive(&request);
        let result = self
            .sending
            .result(&self.scene.provider, &request);
        self.has_words = result.is_some();
        result.unwrap_or(SendResult::Lost)
    }

    fn arrive(&mut self, request: &ReceivedRequest) {
        if self.sending.arrives() && self.look.arrives() {
            self.simulated
                .serve(request, NOW, None);
        }
        if self.look == Look::Declined {
            self.simulated
                .ledger()
                .refuse_pending();
        }
    }
}

/// Plays a refund. Nothing where the provider has no words for what happens to the first sending.
pub(super) fn play(scene: &Scene, sending: Sending, look: Look) -> Option<Played> {
    let merchant = &scene.merchant;
    let payment = payment(1, merchant.currency(), look.is_asynchronous());
    let mut world = World {
        scene,
        sending,
        look,
        simulated: scene.simulated_for(look),
        sendings: 0,
        has_words: true,
    };
    world
        .simulated
        .ledger()
        .open(payment.clone());
    let mut around = Around::new(|step: &SendStep| world.send(step));
    let opened = merchant.open(&payment, scene.settings.clone(), &mut around.rows);
    let mut ledger = opened.expect("the payment is good");
    let wish = wish(REFERENCE, &payment, scene.amount);
    ledger.request(&wish).expect("it fits");
    let mut goes_on = around.go_on(ledger.as_mut(), 0);
    for _ in 0..MOST_PAUSES {
        if !goes_on || waits_for_credentials(&ledger.view()) {
            break;
        }
        goes_on = around.go_on(ledger.as_mut(), 1);
    }
    let (view, now_ms) = (ledger.view(), around.now_ms);
    drop(ledger);
    drop(around);
    let played = Played {
        alerts: view
            .alerts
            .iter()
            .map(|alert| alert.kind)
            .collect(),
        has_stopped: !goes_on || waits_for_credentials(&view),
        refund: view
            .refunds
            .into_iter()
            .next()
            .expect("it was asked for"),
        sendings: world.sendings,
        took_ms: now_ms - NOW,
        moved: world.simulated.ledger().times_moved(0),
    };
    world.has_words.then_some(played)
}

/// Nothing is sent until a person says that the credentials changed; only the plan's expiry is due.
fn waits_for_credentials(view: &LedgerView) -> bool {
    let mut refunds = view.refunds.iter();
    refunds.any(|refund| refund.reason == Some(RefundReason::CredentialsRefused))
}

impl Played {
    /// Whether what the ledger says of the money is what happened to it.
    pub(super) fn is_true(&self) -> bool {
        match (self.refund.stage, self.refund.status) {
            (RefundStage::Ended, RefundStatus::Succeeded) => self.moved == 1,
            (RefundStage::Ended, _) | (RefundStage::Planned, _) => self.moved == 0,
            _ => true,
        }
    }

    /// As a cell of the page.
    pub(super) fn text(&self) -> String {
        let stage = stage_of(&self.refund);
        let mut text = format!(
            "{stage}: {}",
            self.refund
                .reason
                .map_or_else(|| "-".to_owned(), word)
        );
        if self.sendings > 1 {
            text += &format!(", sent {} times", self.sendings);
        }
        if self.took_ms > 0 {
            let after = match self.has_stopped {
                true => "after",
                false => "still asking after",
            };
            text += &format!(", {after} {}", duration(self.took_ms));
        }
        for alert in &self.alerts {
            text += &format!(", alert `{}`", word(*alert));
        }
        if !self.is_true() {
            text += " †";
        }
        text
    }
}

/// What happened to the money, or what the refund waits for.
pub(super) fn stage_of(refund: &RefundView) -> String {
    match refund.stage {
        RefundStage::Ended => word(refund.status),
        RefundStage::ManualReview => "review".to_owned(),
        stage => word(stage),
    }
}

pub(super) fn word(value: impl Serialize) -> String {
    match json!(value) {
        Value::String(word) => word,
        other => panic!("{other} is no word"),
    }
}

/// The largest unit of which there are at least two.
pub(super) fn duration(ms: i64) -> String {
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min")];
    let unit = units
        .into_iter()
        .find(|(unit, _)| ms >= 2 * unit);
    let (unit, name) = unit.unwrap_or((1000, "s"));
    format!("{} {name}", (ms + unit / 2) / unit)
}
