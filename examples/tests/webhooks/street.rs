//! A bank and a shop on loopback: the simulator behind HTTP, and a server that takes webhooks in as a merchant does.

use refundkit::{HttpRequest, ReceivedRequest, SendResult};
use refundkit_examples::client::Client;
use refundkit_examples::courier::deliver;
use refundkit_examples::host::lock;
use refundkit_examples::houses::HOUSES;
use refundkit_examples::ledger::Payment;
use refundkit_examples::merchant::Till;
use refundkit_examples::server::serve;
use refundkit_examples::simulator::Simulator;
use refundkit_examples::simulator::fault::Reaction;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The simulator's time, which stands still: the same refunds give the same webhooks.
pub(super) const NOW: i64 = 1_700_000_000_000;

/// What reached the shop: the message, its dedupe key or the code of the refusal, and the HTTP status that was answered.
pub(super) struct Arrived {
    pub(super) webhook: ReceivedRequest,
    pub(super) key: Result<String, String>,
    pub(super) answered: u16,
}

type Inbox = Arc<Mutex<Vec<(ReceivedRequest, Result<String, String>)>>>;

/// Both servers, and the client between them.
pub(super) struct Street {
    pub(super) client: Client,
    pub(super) bank: String,
    shop: String,
    simulator: Arc<Mutex<Simulator>>,
    inbox: Inbox,
}

impl Street {
    pub(super) fn open() -> Self {
        let inbox = Inbox::default();
        let shop = shop(Arc::clone(&inbox));
        let simulator = Arc::new(Mutex::new(Simulator::new(&shop)));
        let served = Arc::clone(&simulator);
        let bank = serve(move |request| lock(&served).handle(request, NOW)).unwrap();
        let (client, bank) = (
            Client::new(Duration::from_secs(30)),
            format!("http://{bank}"),
        );
        Self {
            client,
            bank,
            shop,
            simulator,
            inbox,
        }
    }

    /// Everything forgotten, these payments opened, and the faults sent as a program in any language would.
    pub(super) fn begin(&self, house: &str, payments: &[Payment], faults: &str) {
        let mut simulator = Simulator::new(&self.shop);
        let ledger = simulator.ledger(house).unwrap();
        payments
            .iter()
            .for_each(|payment| ledger.open(payment.clone()));
        *lock(&self.simulator) = simulator;
        let scenario = format!(r#"{{"{house}":{{"webhooks":{faults}}}}}"#);
        let told = self.client.send(&HttpRequest::post(
            format!("{}/scenario", self.bank),
            Vec::new(),
            scenario,
        ));
        assert_eq!(status(&told), 204);
    }

    /// One delivery: what arrived, in its order.
    pub(super) fn deliver(&self) -> Vec<Arrived> {
        let answers = deliver(&self.simulator, &self.client, NOW);
        let arrived = std::mem::take(&mut *lock(&self.inbox));
        assert_eq!(arrived.len(), answers.len());
        let together = arrived.into_iter().zip(&answers);
        together
            .map(|((webhook, key), answer)| Arrived {
                webhook,
                key,
                answered: status(answer),
            })
            .collect()
    }

    /// What moved, by the simulator's own count.
    pub(super) fn moved(&self, house: &str, payments: &[Payment]) -> i64 {
        let mut simulator = lock(&self.simulator);
        let ledger = simulator.ledger(house).unwrap();
        payments
            .iter()
            .map(|payment| ledger.moved(&payment.id))
            .sum()
    }
}

pub(super) fn status(answer: &SendResult) -> u16 {
    match answer {
        SendResult::Response(response) => response.status,
        nothing => panic!("{nothing:?}"),
    }
}

/// A server that verifies what comes, stores it, and answers as the provider wants it.
fn shop(inbox: Inbox) -> String {
    let tills: BTreeMap<&str, Box<dyn Till>> = HOUSES
        .iter()
        .map(|house| (house.name, house.till_at("http://127.0.0.1:1")))
        .collect();
    let address = serve(move |webhook| {
        let read = tills[webhook.path()].receive(&webhook);
        let key = read
            .as_ref()
            .map(|arrival| arrival.dedupe_key.clone())
            .map_err(|rejection| rejection.error.code().to_owned());
        lock(&inbox).push((webhook, key));
        let refusal = |rejection: refundkit::Rejection| rejection.reply;
        Reaction::SendResult(read.map_or_else(refusal, |arrival| arrival.acknowledgement))
    });
    format!("http://{}", address.unwrap())
}
