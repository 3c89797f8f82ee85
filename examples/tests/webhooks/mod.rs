//! Webhooks over real sockets: the simulator sends them, a shop listens, and the faults of a scenario happen in between.
//!
//! Nothing here waits for anything: when a delivery returns, the shop has answered all that arrives.

mod google;
mod street;

use refundkit::{Money, RefundOutcome, RefundStatus};
use refundkit_examples::houses::HOUSES;
use refundkit_examples::ledger::Payment;
use refundkit_examples::merchant::{Attempt, Plan, Till};
use street::{Arrived, Street};

/// Two refunds are asked for, then decided together. What the post does to their webhooks, and what comes of it.
struct Case {
    /// A scenario's words.
    faults: &'static str,
    /// What arrives, delivery by delivery: the webhook of the first (`a`) or second (`b`) refund, or a forged one (`?`).
    deliveries: [&'static str; 2],
    /// Whether the shop asks between the deliveries.
    asks_early: bool,
    /// Whether the webhooks alone can settle both.
    told: bool,
}

const CASES: [Case; 6] = [
    Case {
        faults: "[]",
        deliveries: ["ab", ""],
        asks_early: false,
        told: true,
    },
    Case {
        faults: r#"["lost","lost"]"#,
        deliveries: ["", ""],
        asks_early: false,
        told: false,
    },
    Case {
        faults: r#"["duplicated"]"#,
        deliveries: ["aab", ""],
        asks_early: false,
        told: true,
    },
    Case {
        faults: r#"["delayed"]"#,
        deliveries: ["b", "a"],
        asks_early: false,
        told: true,
    },
    Case {
        faults: r#"["delayed","delayed"]"#,
        deliveries: ["", "ab"],
        asks_early: true,
        told: false,
    },
    Case {
        faults: r#"["forged","forged"]"#,
        deliveries: ["??", ""],
        asks_early: false,
        told: false,
    },
];

/// What a provider's webhooks can do.
struct Post {
    house: &'static str,
    /// They name the refund, so two refunds of one payment are told apart.
    names_refunds: bool,
    /// They settle a refund. Otherwise all that they are good for is to ask.
    settles: bool,
    /// What is answered to a forged one; nobody signs notices.
    refusal: Option<u16>,
}

const POSTS: [Post; 6] = [
    Post {
        house: "bank131",
        names_refunds: true,
        settles: true,
        refusal: Some(401),
    },
    Post {
        house: "smart_glocal",
        names_refunds: true,
        settles: true,
        refusal: Some(401),
    },
    Post {
        house: "sberbank_legacy",
        names_refunds: false,
        settles: false,
        refusal: Some(401),
    },
    Post {
        house: "sberbank_gateway",
        names_refunds: false,
        settles: false,
        refusal: None,
    },
    Post {
        house: "themap",
        names_refunds: false,
        settles: true,
        refusal: Some(401),
    },
    Post {
        house: "tranzzo",
        names_refunds: true,
        settles: true,
        refusal: Some(401),
    },
];

#[test]
fn whatever_happens_to_webhooks_the_merchant_learns_what_became_of_the_money() {
    let street = Street::open();
    for (house, post) in HOUSES.iter().zip(&POSTS) {
        assert_eq!(house.name, post.house);
        let till = house.till_at(&street.bank);
        let open = |faults| Shop::open(&street, post, till.as_ref(), faults);
        let keys = open("[]").dedupe_keys();
        CASES
            .iter()
            .for_each(|case| open(case.faults).live_through(case, &keys));
    }
}

const CAPTURED: i64 = 10_000;

/// A merchant with two refunds under way.
struct Shop<'a> {
    street: &'a Street,
    post: &'a Post,
    payments: Vec<Payment>,
    refunds: Vec<(Box<dyn Attempt + 'a>, RefundOutcome)>,
}

impl<'a> Shop<'a> {
    fn open(street: &'a Street, post: &'a Post, till: &'a dyn Till, faults: &str) -> Self {
        let captured = Money::new(CAPTURED, till.currency());
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
        street.begin(post.house, &payments, faults);
        let refunds = (0..2)
            .map(|index| asked_for(street, till, plan(post, &payments, index)))
            .collect();
        Self {
            street,
            post,
            payments,
            refunds,
        }
    }

    /// What tells the two webhooks apart, however often they are delivered.
    fn dedupe_keys(&self) -> Vec<String> {
        self.street
            .deliver()
            .into_iter()
            .map(|arrived| arrived.key.unwrap())
            .collect()
    }

    fn live_through(mut self, case: &Case, keys: &[String]) {
        let (first, then) = (self.street.deliver(), case.deliveries);
        assert_eq!(
            self.letters(&first, keys),
            then[0],
            "{}: {}",
            self.post.house,
            case.faults
        );
        self.hear(&first);
        if case.asks_early {
            self.ask();
        }
        let late = self.street.deliver();
        assert_eq!(
            self.letters(&late, keys),
            then[1],
            "{}: {}",
            self.post.house,
            case.faults
        );
        self.hear(&late);
        let told = case.asks_early || case.told && self.post.settles;
        assert_eq!(self.knows(), told, "{}: {}", self.post.house, case.faults);
        self.ask();
        assert!(self.knows(), "{}: {}", self.post.house, case.faults);
        let asked_for = if self.post.names_refunds {
            CAPTURED
        } else {
            2 * CAPTURED
        };
        assert_eq!(
            self.street.moved(self.post.house, &self.payments),
            asked_for
        );
    }

    /// Which webhooks arrived, checked for what the shop answered.
    fn letters(&self, arrived: &[Arrived], keys: &[String]) -> String {
        let letter = |arrived: &Arrived| match (&arrived.key, self.post.refusal) {
            (Ok(key), _) if *key == keys[0] => ('a', 200),
            (Ok(key), _) if *key == keys[1] => ('b', 200),
            (Ok(_), None) => ('?', 200),
            (Err(code), Some(status)) if code == "unverified" => ('?', status),
            strange => panic!("{}: {strange:?}", self.post.house),
        };
        let answered = |arrived: &Arrived| {
            let (letter, status) = letter(arrived);
            assert_eq!(arrived.answered, status, "{}", self.post.house);
            letter
        };
        arrived.iter().map(answered).collect()
    }

    /// Each refund hears each webhook, its own or not; what does not verify says nothing.
    fn hear(&mut self, arrived: &[Arrived]) {
        for (attempt, believed) in &mut self.refunds {
            for Arrived { webhook, .. } in arrived {
                let Ok(Some(heard)) = attempt.hear(webhook) else {
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
            let answer = self.street.client.send(&attempt.status_request().unwrap());
            *believed = learnt(
                believed,
                &attempt
                    .resolve(&attempt.snapshot(&answer).unwrap())
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
fn plan(post: &Post, payments: &[Payment], index: usize) -> (Plan, i64) {
    let (payment, share, left) = match post.names_refunds {
        true => (&payments[0], CAPTURED / 2, [CAPTURED, CAPTURED / 2][index]),
        false => (&payments[index], CAPTURED, CAPTURED),
    };
    let plan = Plan {
        payment_id: payment.id.clone(),
        merchant_order: payment.merchant_order.clone(),
        amount: Money::new(share, &payment.captured.currency),
        full: false,
        mark: format!("refund-{index}"),
        baseline: None,
    };
    (plan, left)
}

/// Looks at the payment, sends the refund, and is told to wait.
fn asked_for<'a>(
    street: &Street,
    till: &'a dyn Till,
    (plan, left): (Plan, i64),
) -> (Box<dyn Attempt + 'a>, RefundOutcome) {
    let before = till.attempt(&plan);
    let seen = before
        .snapshot(&street.client.send(&before.status_request().unwrap()))
        .unwrap();
    let mut baseline = seen.baseline();
    if let Some(baseline) = &mut baseline {
        baseline.remaining = Some(left);
    }
    let attempt = till.attempt(&Plan { baseline, ..plan });
    let outcome = attempt
        .understand(&street.client.send(&attempt.request().unwrap()))
        .unwrap();
    assert_eq!(outcome.status, RefundStatus::Pending);
    (attempt, outcome)
}
