//! What a ledger makes of a look that contradicts or widens what it knows: one refund has succeeded, and the next one is asked for.

use super::played::{duration, stage_of, word};
use super::scenes::Scene;
use crate::merchant::{Around, BASE, CAPTURED, NOW, arriving, payment, seen, wish};
use refundkit::SendResult;
use refundkit::ledger::{LedgerView, SendStep};
use refundkit_simulator::fault::Fault;
use refundkit_simulator::ledger::Payment;
use refundkit_simulator::simulated_provider::SimulatedProvider;
use std::cell::{Cell, RefCell};

/// What happens between the two refunds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Between {
    Nothing,
    Returned,
    Forgotten,
    OtherAmount,
    Portal,
    Chargeback,
}

impl Between {
    /// Each with its words on the page.
    pub(super) const ALL: [(Self, &str); 6] = [
        (Self::Nothing, "the refund, succeeded"),
        (Self::Returned, "the refund, declined (its money came back)"),
        (Self::Forgotten, "nothing of it"),
        (Self::OtherAmount, "the refund with another amount"),
        (
            Self::Portal,
            "beside it a refund of the same amount that somebody made in the portal",
        ),
        (
            Self::Chargeback,
            "beside it a chargeback, where the provider has a word for it",
        ),
    ];

    fn happen(self, simulated: &mut dyn SimulatedProvider, payment: &Payment) {
        let ledger = simulated.ledger();
        match self {
            Self::Returned => drop(ledger.return_refund(&payment.id)),
            Self::Portal => drop(ledger.refund_in_portal(&payment.id, AMOUNT)),
            Self::Chargeback => drop(ledger.charge_back(&payment.id, AMOUNT)),
            Self::Forgotten => {
                ledger.clear();
                ledger.open(payment.clone());
            }
            Self::Nothing | Self::OtherAmount => {}
        }
    }

    fn fault(self) -> Option<Fault> {
        (self == Self::OtherAmount).then_some(Fault::LyingAmount)
    }
}

const AMOUNT: i64 = CAPTURED / 10;
const FIRST: &str = "return-2041";
const NEXT: &str = "return-2042";
const HOUR: i64 = 3_600_000;
const MOST_PAUSES: usize = 100;

/// What becomes of the next refund, and the alerts.
pub(super) fn after(scene: &Scene, between: Between) -> String {
    let payment = payment(1, scene.merchant.currency(), false);
    let simulated = RefCell::new(scene.provider.simulated_for(BASE));
    let fault = Cell::new(None);
    simulated
        .borrow_mut()
        .ledger()
        .open(payment.clone());
    let mut around = Around::new(|step: &SendStep| {
        send(scene, simulated.borrow_mut().as_mut(), step, fault.get())
    });
    let opened = scene
        .merchant
        .open(&payment, scene.settings.clone(), &mut around.rows);
    let mut ledger = opened.expect("the payment is good");
    let asked = ledger.request(&wish(FIRST, &payment, AMOUNT));
    asked.expect("it fits");
    around.go_on(ledger.as_mut(), 0);
    around.now_ms += HOUR;
    between.happen(simulated.borrow_mut().as_mut(), &payment);
    fault.set(between.fault());
    let asked = ledger.request(&wish(NEXT, &payment, AMOUNT));
    asked.expect("it fits");
    let asked_at_ms = around.now_ms;
    let goes_on = around.go_on(ledger.as_mut(), MOST_PAUSES);
    let mut text = text(&ledger.view());
    if goes_on {
        let duration = duration(around.now_ms - asked_at_ms);
        text += &format!(
            ", still asking after {} questions in {duration}",
            around.questions
        );
    }
    text
}

/// What became of the next refund, as a cell of the page.
fn text(view: &LedgerView) -> String {
    let next = view
        .refunds
        .last()
        .expect("it was asked for");
    let reason = next
        .reason
        .map_or_else(|| "-".to_owned(), word);
    let mut text = format!("{}: {reason}", stage_of(next));
    for alert in &view.alerts {
        text += &format!(", alert `{}`", word(alert.kind));
    }
    text
}

fn send(
    scene: &Scene,
    simulated: &mut dyn SimulatedProvider,
    step: &SendStep,
    fault: Option<Fault>,
) -> SendResult {
    let base = format!("{BASE}/{}", scene.provider.name);
    let request = arriving(&step.request, &base);
    let fault = fault.filter(|_| !step.money);
    seen(simulated.serve(&request, NOW, fault))
}
