//! Webhooks over real sockets: the simulator sends them, a shop listens, and the faults of a scenario happen in between.
//!
//! Nothing here waits for anything: when a delivery returns, the shop has answered all that arrives.

mod google;
mod network;

use crate::merchant::{Around, CAPTURED, payment, settings, wish};
use network::{Arrived, Network};
use refundkit::ledger::{RefundView, SendStep};
use refundkit::{RefundStatus, SendResult};
use refundkit_examples::ledger_client::{LedgerClient, OpenLedger};
use refundkit_examples::providers::PROVIDERS;
use refundkit_simulator::ledger::Payment;

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
    /// They name the refund, so two refunds of one payment are settled apart. Otherwise they settle nothing, and the merchant
    /// has to ask.
    names_refunds: bool,
    /// What is answered to a forged one; nobody signs notices.
    refusal: Option<u16>,
}

const WEBHOOK_TRAITS: [WebhookTraits; PROVIDERS.len()] = [
    WebhookTraits {
        provider: "bank131",
        names_refunds: true,
        refusal: Some(401),
    },
    WebhookTraits {
        provider: "smart_glocal",
        names_refunds: true,
        refusal: Some(401),
    },
    WebhookTraits {
        provider: "sberbank_legacy",
        names_refunds: false,
        refusal: Some(401),
    },
    WebhookTraits {
        provider: "sberbank_gateway",
        names_refunds: false,
        refusal: None,
    },
    WebhookTraits {
        provider: "themap",
        names_refunds: false,
        refusal: Some(401),
    },
    WebhookTraits {
        provider: "tranzzo",
        names_refunds: true,
        refusal: Some(401),
    },
];

#[test]
fn whatever_happens_to_webhooks_the_merchant_learns_what_became_of_the_money() {
    let network = Network::open();
    for (provider, traits) in PROVIDERS.iter().zip(&WEBHOOK_TRAITS) {
        assert_eq!(provider.name, traits.provider);
        let merchant = provider.ledger_at(&network.bank);
        let open = |faults| Shop::open(&network, traits, merchant.as_ref(), faults);
        let keys = open("[]").dedupe_keys();
        CASES
            .iter()
            .for_each(|case| open(case.faults).run(case, &keys));
    }
}

const REFERENCES: [&str; 2] = ["refund-0", "refund-1"];

type Sending<'a> = Box<dyn FnMut(&SendStep) -> SendResult + 'a>;

/// A merchant with two refunds under way.
struct Shop<'a> {
    network: &'a Network,
    traits: &'a WebhookTraits,
    payments: Vec<Payment>,
    ledgers: Vec<Box<dyn OpenLedger + 'a>>,
    around: Around<Sending<'a>>,
    /// When all of the ledgers have work again.
    due: i64,
}

impl<'a> Shop<'a> {
    fn open(
        network: &'a Network,
        traits: &'a WebhookTraits,
        merchant: &'a dyn LedgerClient,
        faults: &str,
    ) -> Self {
        let payments = [0, 1].map(|index| payment(index, merchant.currency(), true));
        network.begin(traits.provider, &payments, faults);
        let mut shop = Self {
            network,
            traits,
            payments: payments.into(),
            ledgers: Vec::new(),
            around: Around::new(Box::new(|step| network.client.send(&step.request))),
            due: 0,
        };
        shop.ask_for_refunds(merchant);
        shop
    }

    /// Two equal halves of one payment where webhooks name the refund, else all of each of two payments.
    fn ask_for_refunds(&mut self, merchant: &'a dyn LedgerClient) {
        let (payments, wishes): (_, &[_]) = match self.traits.names_refunds {
            true => (&self.payments[..1], &[CAPTURED / 2, CAPTURED / 2]),
            false => (&self.payments[..], &[CAPTURED]),
        };
        let names_refunds = self.traits.names_refunds;
        let mut settings = settings();
        settings.echoes_references = names_refunds.then_some(true);
        for payment in payments {
            let opened = merchant.open(payment, settings.clone(), &mut self.around.rows);
            let mut ledger = opened.unwrap();
            for (reference, minor_units) in REFERENCES.iter().zip(wishes) {
                let wish = wish(reference, payment, *minor_units);
                ledger.request(&wish).unwrap();
            }
            self.ledgers.push(ledger);
        }
        self.are_under_way();
    }

    /// Sends the refunds, and nothing is decided yet.
    fn are_under_way(&mut self) {
        self.go_on();
        let refunds = self.refunds();
        assert_eq!(refunds.len(), 2);
        for refund in refunds {
            assert_eq!(refund.status, RefundStatus::Pending, "{refund:?}");
            assert_eq!(refund.sendings, 1, "{refund:?}");
        }
        self.around.questions = 0;
    }

    fn refunds(&self) -> Vec<RefundView> {
        let known = |ledger: &dyn OpenLedger| REFERENCES.map(|reference| ledger.refund(reference));
        let ledgers = self.ledgers.iter();
        ledgers
            .flat_map(|ledger| known(ledger.as_ref()))
            .flatten()
            .collect()
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
        let name = format!("{}: {}", self.traits.provider, case.faults);
        let (first, then) = (self.network.deliver(), case.deliveries);
        assert_eq!(self.letters(&first, keys), then[0], "{name}");
        self.receive(&first);
        if case.asks_early {
            self.ask();
            assert!(self.knows(), "{name}");
        }
        let late = self.network.deliver();
        assert_eq!(self.letters(&late, keys), then[1], "{name}");
        self.receive(&late);
        let settled = self.knows() && self.around.questions == 0;
        assert_eq!(settled, case.settled && self.traits.names_refunds, "{name}");
        self.ask();
        assert!(self.knows(), "{name}");
        let moved = self
            .network
            .moved(self.traits.provider, &self.payments);
        let halves = self.traits.names_refunds;
        let asked_for = if halves { CAPTURED } else { 2 * CAPTURED };
        assert_eq!(moved, asked_for, "{name}");
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

    /// Each ledger hears each webhook, its own or not. What does not verify says nothing, and what has ended stays ended.
    fn receive(&mut self, arrived: &[Arrived]) {
        for Arrived { webhook, key, .. } in arrived {
            let ended = self.ended();
            for ledger in &mut self.ledgers {
                let heard = ledger.hear(webhook, self.around.now_ms);
                assert!(heard.is_err() || key.is_ok());
            }
            self.go_on();
            assert!(self.ended() >= ended);
        }
    }

    /// Lets the ledgers do what there is to do now.
    fn go_on(&mut self) {
        self.due = self.around.now_ms;
        for ledger in &mut self.ledgers {
            let until = ledger.run(&mut self.around).unwrap();
            self.due = self.due.max(until.unwrap_or(0));
        }
    }

    /// Waits until they ask for what is not known yet.
    fn ask(&mut self) {
        self.around.now_ms = self.due;
        self.go_on();
    }

    fn ended(&self) -> usize {
        let refunds = self.refunds().into_iter();
        refunds
            .filter(|refund| refund.status == RefundStatus::Succeeded)
            .count()
    }

    fn knows(&self) -> bool {
        self.ended() == REFERENCES.len()
    }
}
