//! How a ledger hears of a provider's webhooks: verified where the provider signs them, and as a notice where nobody does.

use refundkit::ledger::{KeepsLedger, Ledger};
use refundkit::{
    HttpResponse, ReceivedRequest, RefundError, RefundEvent, Rejection, UnverifiedNotice,
};

/// What a webhook was taken for.
#[derive(Clone, Debug)]
pub enum Heard {
    /// The provider signed it.
    Event(RefundEvent),
    /// Nobody signed it, so that it proves nothing.
    Notice(UnverifiedNotice),
}

impl Heard {
    /// The same for every delivery of it.
    pub fn dedupe_key(&self) -> &str {
        match self {
            Self::Event(event) => &event.dedupe_key,
            Self::Notice(notice) => &notice.dedupe_key,
        }
    }

    /// What to respond, after it was stored.
    pub fn acknowledgement(&self) -> &HttpResponse {
        match self {
            Self::Event(event) => &event.acknowledgement,
            Self::Notice(notice) => &notice.acknowledgement,
        }
    }
}

/// A provider whose webhooks come into its ledger.
pub trait Listens: KeepsLedger + Sized {
    /// Verifies a webhook where it is signed, and reads it.
    fn read_webhook(&self, webhook: &ReceivedRequest) -> Result<Heard, Rejection>;

    /// Gives a webhook to the ledger.
    fn hear(
        &self,
        ledger: &mut Ledger<&Self>,
        webhook: &ReceivedRequest,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        let heard = self.read_webhook(webhook);
        match heard.map_err(|rejection| rejection.error)? {
            Heard::Event(event) => ledger.webhook(&event, now_ms),
            Heard::Notice(notice) => ledger.notice(&notice, now_ms),
        }
    }

    /// Whether it is proven that the provider wrote a webhook. An unsigned one proves nothing.
    fn proves(&self, webhook: &ReceivedRequest) -> bool {
        matches!(self.read_webhook(webhook), Ok(Heard::Event(_)))
    }
}

/// What a class hears, by its traits: events where it verifies webhooks, or else notices.
macro_rules! listening {
    ($provider:ty: [Merchant QueryStatus $(SignElsewhere)? VerifyWebhooks $(ReadNotices)? KeepsLedger]) => {
        impl Listens for $provider {
            fn read_webhook(&self, webhook: &ReceivedRequest) -> Result<Heard, Rejection> {
                let parsed = self.parse_webhook(webhook)?;
                Ok(Heard::Event(parsed.event))
            }
        }
    };
    ($provider:ty: [Merchant QueryStatus ReadNotices KeepsLedger]) => {
        impl Listens for $provider {
            fn read_webhook(&self, webhook: &ReceivedRequest) -> Result<Heard, Rejection> {
                let parsed = self.parse_notice(webhook)?;
                Ok(Heard::Notice(parsed.notice))
            }
        }
    };
    ($provider:ty: $other:tt) => {};
}

macro_rules! every_class {
    ($(
        $module:ident {
            $(
                $(#[doc = $doc:literal])*
                $name:literal $class:ident $types:tt $traits:tt
            )*
        }
    )*) => {
        $($(listening!(refundkit::providers::$module::$class: $traits);)*)*
    };
}

refundkit::for_each_provider!(every_class);
