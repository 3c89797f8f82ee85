//! What can go wrong with webhooks on their way to the merchant, the same for every provider.

use refundkit::HttpRequest;
use serde::{Deserialize, Serialize};

/// What happens to one webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryFault {
    /// It never arrives.
    Lost,
    /// It arrives twice.
    Duplicated,
    /// It arrives with the next ones, after them.
    Delayed,
    /// It arrives with one byte changed; the true one does not.
    Forged,
}

/// Webhooks that wait for the next delivery.
#[derive(Debug, Default)]
pub struct Outbox {
    delayed: Vec<HttpRequest>,
}

impl Outbox {
    /// What is delivered now: the webhooks as the faults leave them, then what was delayed before.
    pub fn deliver(
        &mut self,
        webhooks: Vec<HttpRequest>,
        mut fault: impl FnMut() -> Option<DeliveryFault>,
    ) -> Vec<HttpRequest> {
        let late = std::mem::take(&mut self.delayed);
        let mut delivered = Vec::new();
        for webhook in webhooks {
            match fault() {
                None => delivered.push(webhook),
                Some(DeliveryFault::Lost) => {}
                Some(DeliveryFault::Duplicated) => delivered.extend([webhook.clone(), webhook]),
                Some(DeliveryFault::Delayed) => self.delayed.push(webhook),
                Some(DeliveryFault::Forged) => delivered.push(forged(webhook)),
            }
        }
        delivered.extend(late);
        delivered
    }
}

/// The last digit or letter of the body is another one.
fn forged(mut webhook: HttpRequest) -> HttpRequest {
    let body = webhook.body.take().unwrap_or_default();
    let at = body
        .rfind(|character: char| character.is_ascii_alphanumeric())
        .unwrap_or_default();
    let other = if body[at..].starts_with('0') {
        "1"
    } else {
        "0"
    };
    webhook.body = Some(format!(
        "{}{other}{}",
        &body[..at],
        body.get(at + 1..).unwrap_or_default()
    ));
    webhook
}
