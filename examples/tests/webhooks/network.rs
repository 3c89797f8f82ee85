//! A bank and a shop on loopback: the simulator behind HTTP, and a server that takes webhooks in as a merchant does.

use crate::merchant::{BASE, NOW};
use refundkit::{HttpRequest, ReceivedRequest, SendResult};
use refundkit_examples::client::Client;
use refundkit_examples::host::lock;
use refundkit_examples::ledger_client::LedgerClient;
use refundkit_examples::listens::Heard;
use refundkit_examples::providers::PROVIDERS;
use refundkit_examples::server::serve;
use refundkit_examples::transport::deliver;
use refundkit_simulator::Simulator;
use refundkit_simulator::fault::Reaction;
use refundkit_simulator::ledger::Payment;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What reached the shop: the message, its dedupe key or the code of the refusal, and the HTTP status that was answered.
pub(super) struct Arrived {
    pub(super) webhook: ReceivedRequest,
    pub(super) key: Result<String, String>,
    pub(super) answered: u16,
}

type Inbox = Arc<Mutex<Vec<(ReceivedRequest, Result<String, String>)>>>;

/// Both servers, and the client between them.
pub(super) struct Network {
    pub(super) client: Client,
    pub(super) bank: String,
    shop: String,
    simulator: Arc<Mutex<Simulator>>,
    inbox: Inbox,
}

impl Network {
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
    pub(super) fn begin(&self, provider: &str, payments: &[Payment], faults: &str) {
        let mut simulator = Simulator::new(&self.shop);
        let ledger = simulator.ledger(provider).unwrap();
        payments
            .iter()
            .for_each(|payment| ledger.open(payment.clone()));
        *lock(&self.simulator) = simulator;
        let scenario = format!(r#"{{"{provider}":{{"webhooks":{faults}}}}}"#);
        let report = self.client.send(&HttpRequest::post(
            format!("{}/scenario", self.bank),
            Vec::new(),
            scenario,
        ));
        assert_eq!(status(&report), 204);
    }

    /// One delivery: what arrived, in its order.
    pub(super) fn deliver(&self) -> Vec<Arrived> {
        let responses = deliver(&self.simulator, &self.client, NOW);
        let arrived = std::mem::take(&mut *lock(&self.inbox));
        assert_eq!(arrived.len(), responses.len());
        let together = arrived.into_iter().zip(&responses);
        together
            .map(|((webhook, key), response)| Arrived {
                webhook,
                key,
                answered: status(response),
            })
            .collect()
    }

    /// What moved, by the simulator's own count.
    pub(super) fn moved(&self, provider: &str, payments: &[Payment]) -> i64 {
        let mut simulator = lock(&self.simulator);
        let ledger = simulator.ledger(provider).unwrap();
        payments
            .iter()
            .map(|payment| ledger.moved(&payment.id))
            .sum()
    }
}

pub(super) fn status(response: &SendResult) -> u16 {
    match response {
        SendResult::Response(response) => response.status,
        nothing => panic!("{nothing:?}"),
    }
}

/// A server that verifies what comes, stores it, and answers as the provider wants it.
fn shop(inbox: Inbox) -> String {
    let merchants: BTreeMap<&str, Box<dyn LedgerClient>> = PROVIDERS
        .iter()
        .map(|provider| (provider.name, provider.ledger_at(BASE)))
        .collect();
    let address = serve(move |webhook| {
        let read = merchants[webhook.path()].read_webhook(&webhook);
        let key = read
            .as_ref()
            .map(|heard| heard.dedupe_key().to_owned())
            .map_err(|rejection| rejection.error.code().to_owned());
        lock(&inbox).push((webhook, key));
        let reply = read
            .as_ref()
            .map(Heard::acknowledgement);
        let reply = reply.unwrap_or_else(|rejection| &rejection.reply);
        Reaction::Response(reply.clone())
    });
    format!("http://{}", address.unwrap())
}
