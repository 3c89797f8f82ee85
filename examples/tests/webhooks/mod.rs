//! Webhooks over real sockets: the simulator sends them, a shop listens, and the faults of a scenario happen in between.
//!
//! Nothing here waits for anything: when a delivery returns, the shop has answered all that arrives.

mod google;
mod network;

use network::{Arrived, Network};
use refundkit::{Money, RefundOutcome, RefundStatus};
use refundkit_examples::ledger::Payment;
use refundkit_examples::merchant_client::{Attempt, MerchantClient, RefundIntent};
use refundkit_examples::providers::PROVIDERS;

/// Two refunds are asked for, then decided together. What the traits does to their webhooks, and what comes of it.
struct Case {
    /// A scenario's words.
    faults: &'static str,
    /// What arrives, delivery by delivery: the webhook of the first (`a`) or second (`b`) refund, or a forged one (`?`).
    deliveries: [&'static str; 2],
    /// Whether the shop asks between the deliveries.
    asks_early: bool,
    /// Whether the webhooks alone can settle both.
    settled: bool,
}

const CASES: [Case; 6] = [
    Case {
        faults: "[]",
        deliveries: ["ab", ""],
        asks_early: false,
        settled: true,
    },
    Case {
        faults: r#"["lost","lost"]"#,
        deliveries: ["", ""],
        asks_early: false,
        settled: false,
    },
    Case {
        faults: r#"["duplicated"]"#,
        deliveries: ["aab", ""],
        asks_early: false,
        settled: true,
    },
    Case {
        faults: r#"["delayed"]"#,
        deliveries: ["b", "a"],
        asks_early: false,
        settled: true,
    },
    Case {
        faults: r#"["delayed","delayed"]"#,
        deliveries: ["", "ab"],
        asks_early: true,
        settled: false,
    },
    Case {
        faults: r#"["forged","forged"]"#,
        deliveries: ["??", ""],
        asks_early: false,
        settled: false,
    },
];

/// What a provider's webhooks can do.
struct WebhookTraits {
    provider: &'static str,
    /// They name the refund, so two refunds of one payment are settled apart.
    names_refunds: bool,
    /// They settle a refund. Otherwise all that they are good for is to ask.
    settles: bool,
    /// What is answered to a forged one; nobody signs notices.
    refusal: Option<u16>,
}

const WEBHOOK_TRAITS: [WebhookTraits; 6] = [
    WebhookTraits {
        provider: "bank131",
        names_refunds: true,
        settles: true,
        refusal: Some(401),
    },
    WebhookTraits {
        provider: "smart_glocal",
        names_refunds: true,
        settles: true,
        refusal: Some(401),
    },
    WebhookTraits {
        provider: "sberbank_legacy",
        names_refunds: false,
        settles: false,
        refusal: Some(401),
    },
    WebhookTraits {
        provider: "sberbank_gateway",
        names_refunds: false,
        settles: false,
        refusal: None,
    },
    WebhookTraits {
        provider: "themap",
        names_refunds: false,
        settles: true,
        refusal: Some(401),
    },
    WebhookTraits {
        provider: "tranzzo",
        names_refunds: true,
        settles: true,
        refusal: Some(401),
    },
];

#[test]
fn whatever_happens_to_webhooks_the_merchant_learns_what_became_of_the_money() {
    let network = Network::open();
    for (provider, traits) in PROVIDERS.iter().zip(&WEBHOOK_TRAITS) {
        assert_eq!(provider.name, traits.provider);
        let merchant = provider.merchant_at(&network.bank);
        let open = |faults| Shop::open(&network, traits, merchant.as_ref(), faults);
        let keys = open("[]").dedupe_keys();
        CASES
            .iter()
            .for_each(|case| open(case.faults).run(case, &keys));
    }
}

const CAPTURED: i64 = 10_000;

/// A merchant with two refunds under way.
struct Shop<'a> {
    network: &'a Network,
    traits: &'a WebhookTraits,
    payments: Vec<Payment>,
    refunds: Vec<(Box<dyn Attempt + 'a>, RefundOutcome)>,
}

impl<'a> Shop<'a> {
    fn open(
        network: &'a Network,
        traits: &'a WebhookTraits,
        merchant: &'a dyn MerchantClient,
        faults: &str,
    ) -> Self {
        let captured = Money::new(CAPTURED, merchant.currency());
        let id = |index| format!("00000000-0000-4000-8000-{index:012x}");
        let payment = |index| {
            Payment::new(
                &id(index),
                &format!("order-{index}"),
                captured.clone(),
                true,
            )
        };
        let payments: Vec<Payment> = (0..2).map(payment).collect();
        network.begin(traits.provider, &payments, faults);
        let refunds = (0..2)
            .map(|index| asked_for(network, merchant, intent(traits, &payments, index)))
            .collect();
        Self {
            network,
            traits,
            payments,
            refunds,
        }
    }

    /// What tells the two webhooks apart, however often they are delivered.
    fn dedupe_keys(&self) -> Vec<String> {
        self.network
            .deliver()
            .into_iter()
            .map(|arrived| arrived.key.unwrap())
            .collect()
    }

    fn run(mut self, case: &Case, keys: &[String]) {
        let (first, then) = (self.network.deliver(), case.deliveries);
        assert_eq!(
            self.letters(&first, keys),
            then[0],
            "{}: {}",
            self.traits.provider,
            case.faults
        );
        self.receive(&first);
        if case.asks_early {
            self.ask();
        }
        let late = self.network.deliver();
        assert_eq!(
            self.letters(&late, keys),
            then[1],
            "{}: {}",
            self.traits.provider,
            case.faults
        );
        self.receive(&late);
        let settled = case.asks_early || case.settled && self.traits.settles;
        assert_eq!(
            self.knows(),
            settled,
            "{}: {}",
            self.traits.provider,
            case.faults
        );
        self.ask();
        assert!(self.knows(), "{}: {}", self.traits.provider, case.faults);
        let asked_for = if self.traits.names_refunds {
            CAPTURED
        } else {
            2 * CAPTURED
        };
        assert_eq!(
            self.network
                .moved(self.traits.provider, &self.payments),
            asked_for
        );
    }

    /// Which webhooks arrived, checked for what the shop answered.
    fn letters(&self, arrived: &[Arrived], keys: &[String]) -> String {
        let letter = |arrived: &Arrived| match (&arrived.key, self.traits.refusal) {
            (Ok(key), _) if *key == keys[0] => ('a', 200),
            (Ok(key), _) if *key == keys[1] => ('b', 200),
            (Ok(_), None) => ('?', 200),
            (Err(code), Some(status)) if code == "unverified" => ('?', status),
            strange => panic!("{}: {strange:?}", self.traits.provider),
        };
        let answered = |arrived: &Arrived| {
            let (letter, status) = letter(arrived);
            assert_eq!(arrived.answered, status, "{}", self.traits.provider);
            letter
        };
        arrived.iter().map(answered).collect()
    }

    /// Each refund hears each webhook, its own or not; what does not verify says nothing.
    fn receive(&mut self, arrived: &[Arrived]) {
        for (attempt, believed) in &mut self.refunds {
            for Arrived { webhook, .. } in arrived {
                let Ok(Some(heard)) = attempt.receive(webhook) else {
                    continue;
                };
                assert_eq!(believed.merge(&heard), heard.merge(believed));
                *believed = learnt(believed, &heard);
            }
        }
    }

    /// Asks for what is not known yet.
    fn ask(&mut self) {
        for (attempt, believed) in self
            .refunds
            .iter_mut()
            .filter(|(_, believed)| !believed.is_final())
        {
            let response = self
                .network
                .client
                .send(&attempt.status_request().unwrap());
            *believed = learnt(
                believed,
                &attempt
                    .resolve(&attempt.snapshot(&response).unwrap())
                    .unwrap(),
            );
        }
    }

    fn knows(&self) -> bool {
        self.refunds
            .iter()
            .all(|(_, believed)| believed.status == RefundStatus::Succeeded)
    }
}

/// What is final stays.
fn learnt(believed: &RefundOutcome, news: &RefundOutcome) -> RefundOutcome {
    let merged = believed.merge(news);
    assert!(
        !believed.is_final() || merged.status == believed.status,
        "{believed:?} {news:?}"
    );
    merged
}

/// Two equal halves of one payment where webhooks name the refund, else all of each of two payments.
fn intent(traits: &WebhookTraits, payments: &[Payment], index: usize) -> (RefundIntent, i64) {
    let (payment, share, left) = match traits.names_refunds {
        true => (&payments[0], CAPTURED / 2, [CAPTURED, CAPTURED / 2][index]),
        false => (&payments[index], CAPTURED, CAPTURED),
    };
    let intent = RefundIntent {
        payment_id: payment.id.clone(),
        merchant_order: payment.merchant_order.clone(),
        amount: Money::new(share, &payment.captured.currency),
        full: false,
        reference: format!("refund-{index}"),
        baseline: None,
    };
    (intent, left)
}

/// Looks at the payment, sends the refund, and is settled to wait.
fn asked_for<'a>(
    network: &Network,
    merchant: &'a dyn MerchantClient,
    (intent, left): (RefundIntent, i64),
) -> (Box<dyn Attempt + 'a>, RefundOutcome) {
    let before = merchant.attempt(&intent);
    let seen = before
        .snapshot(
            &network
                .client
                .send(&before.status_request().unwrap()),
        )
        .unwrap();
    let mut baseline = seen.baseline();
    if let Some(baseline) = &mut baseline {
        baseline.remaining = Some(left);
    }
    let attempt = merchant.attempt(&RefundIntent { baseline, ..intent });
    let outcome = attempt
        .parse(
            &network
                .client
                .send(&attempt.request().unwrap()),
        )
        .unwrap();
    assert_eq!(outcome.status, RefundStatus::Pending);
    (attempt, outcome)
}
