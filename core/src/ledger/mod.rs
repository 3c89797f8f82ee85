//! The ledger of a payment: one stored text with all refunds of the payment, and the one thing to do next.
//!
//! The host owns a table and carries out steps; the ledger keeps the order. It opens no socket and reads no clock.
//!
//! ```sql
//! CREATE TABLE refund_ledgers (
//!     key TEXT PRIMARY KEY, body TEXT NOT NULL, version BIGINT NOT NULL,
//!     due BIGINT, attention TEXT NOT NULL, summary TEXT NOT NULL);
//! -- load:   SELECT body, version FROM refund_ledgers WHERE key = ?
//! -- store:  expected 0: INSERT .. ON CONFLICT DO NOTHING with version 1;
//! --         else UPDATE .. SET body = ?, version = version + 1, due = ?, attention = ?, summary = ?
//! --         WHERE key = ? AND version = ?;  one row changed means stored
//! -- work:   SELECT key FROM refund_ledgers WHERE due <= ?
//! -- people: SELECT key, summary FROM refund_ledgers WHERE attention <> 'none'
//! ```
//!
//! A failed read is an error of the host, never "no row". The version check is most of the protocol: a store that ignores it
//! pays twice.
//!
//! # What it promises
//!
//! | Promise | Rests on |
//! |---|---|
//! | A request leaves only after a stored record says that its attempt is armed. Found armed without a response, it is a lost response. | `write_ahead`, `armed_may_have_arrived` |
//! | Who loses the race for a store reloads. What it learned is added to the newer row, what it decided is decided again. | `decide_again`, `facts_survive`, `record_stays` |
//! | A refund is sent once. It is sent again only after a proof that nothing moved (no byte left, turned away unread, credentials refused), and where refunds are listed only after a look that does not show it. | `look_of_this_version`, `take_over` |
//! | A refund that may have arrived is sent again only with a key of its own that makes a second arrival harmless: one that gives the first response again, or one that rejects, within half of the time for which the host says that the provider remembers it, and after a look that does not show the refund. | `only_keys_repeat`, `key_is_remembered`, `repeat_after_look` |
//! | Facts are a set. Their order and their number change nothing; they are judged last. | `facts`, `judge` |
//! | The id that our own response named weighs more than our reference on an entry, that more than a list without references, that more than a total. An entry without a reference never decides a refund that carries one. | `reference_decides`, `no_other_refunds` |
//! | One entry explains one refund. A sending that no response closed explains every later entry and movement of its amount, whatever a person decided. | `one_explanation` |
//! | Where only a refunded total is shown, what it shows beyond our own refunds is not left, and a refund whose sendings were all turned away is not sent again where the total rose by it, or where an entry without a reference may be it. | `movement_counts` |
//! | One refund of a payment is undecided at a time, unless all references come back. | `one_undecided` |
//! | What is left is what was captured, less everything that is proven, undecided, charged back or external. | `undecided_keeps_its_amount`, `fits_what_is_left` |
//! | Time alone never permits a sending and never ends a refund that was sent. | `send_before_deadline`, `quiet_time` |
//! | What is final stays; what contradicts it is an alert. | `final_stays` |
//! | After the patience a refund waits for a person, and still listens. | `patience` |
//!
//! # Where it is stricter than one might expect
//!
//! * *A refusal is confirmed where refunds are listed.* A request that arrives twice (a proxy, an HTTP stack that repeats) is
//!   carried out once and refused once, and the refusal may be the response that comes back. So a refusal ends a refund only
//!   after a look, asked on a version that holds the refusal, that shows neither its reference nor an entry that may be it.
//! * *The same where a total is shown.* A refusal ends a refund only after a look that shows that the total stands where it
//!   stood before the sending. Refusals that an earlier arrival may have caused ("exceeds", "blocked", Sberbank's code 7) need two such
//!   looks, `ask_after` apart, and end nothing while another sending is lost: its request may still arrive.
//! * *A precondition permits no repetition.* No document says what Sberbank's `expectedDepositedAmount` is compared with, so a
//!   ledger does not send it.
//! * *A look without a total proves nothing* where a total is what is shown: nothing starts on it, and it confirms no refusal.
//! * *A sending that was turned away may have left a copy.* An entry, a movement or a notification that may be it ends no other
//!   refund of its amount, and the refund is not sent again beside it.
//! * *"Exceeds" is believed for what is proven to have gone back.* What is undecided or cannot be read lowers what is left, and makes
//!   no refusal of what an earlier arrival explains.
//! * *A key that rejects is not used again after clocks differed* by more than an hour since the sending: nobody knows its age.
//! * *"Not given back" needs a look* that was asked after nothing can be on its way any more, where looks tell and the ledger has not
//!   asked for as long as it may.
//! * *What an overtaken worker stores* is neither of before nor of after a sending that was armed meanwhile: a look has the version
//!   on which it was asked and the one that stored it, and so have a change of credentials and a correction of what was captured.
//!   Clocks play no part in what is later. An answer may wait before it is handed in: a look has the time at which it was asked.
//! * *A total never goes down.* A look that shows less than an earlier one, or than our own refunds prove, is an older one.
//! * *`AMOUNT_EXCEED` of theMAP* ends a refund only where the own books say that the amount is not left.
//! * *Looks of other versions.* A refund starts only on a look that was asked on the version that the arming store replaces.
//! * *A deadline for the unanswered.* Another worker takes an armed attempt for lost in every judgement at once, and asks
//!   about it after its deadline.
//!
//! # A process that only listens
//!
//! An endpoint for webhooks need not be able to refund. Give it what verifies and nothing else, and the same settings and configuration
//! as the processes that send; its ledgers are told to listen, or listen by themselves where nothing could be sent.
//!
//! | Provider | What verifies |
//! |---|---|
//! | Bank 131, Smart Glocal | the provider's public keys; no private key |
//! | Sberbank, legacy gateway | callback tokens or keys; no login (`callbacks_only`) |
//! | theMAP | the signing key, and the seller's key, which stands in every notification |
//! | Tranzzo | the API secret, which is the secret of the refunds too |
//!
//! # Fields of the record
//!
//! Amounts are minor units of the payment's currency, times milliseconds since 1970. References, notes and names of people
//! are the host's own and are stored as they are. What a refund carried beside its amount stays until the refund has ended,
//! then its digest stays. No text of a provider is kept, and no secret.

mod adopt;
mod alerts;
mod books;
mod captured;
mod columns;
mod contradicted;
mod credentials;
mod decided;
mod desk;
mod entries;
mod expiry;
mod facts;
mod guards;
mod hear;
mod held;
mod judge;
mod keeps;
mod key;
mod look;
mod machine;
mod messages;
#[cfg(feature = "model")]
pub mod model;
mod moment;
mod movement;
mod next;
mod once;
mod opening;
mod operations;
mod owners;
mod people;
mod places;
mod plan;
mod planned;
mod provider;
mod reading;
mod reason;
mod receipts;
mod record;
mod refund;
mod release;
mod repeat;
mod schedule;
mod settings;
mod settle;
#[cfg(any(feature = "typescript", feature = "uniffi"))]
mod shared;
mod shell;
mod sightings;
mod sign;
mod signature;
mod stateless;
mod steps;
mod terms;
mod total;
mod unsent;
mod view;
mod wish;
mod word;

pub use adopt::AdoptedRefund;
pub use guards::Guard;
pub use keeps::{KeepsLedger, LedgerKeys, ParsesInLedger, PaymentOf, RequestOf};
pub(crate) use key::{KeyParts, digest, ledger_reference};
pub(crate) use people::unknown_alert;
pub use provider::{
    LedgerOrder, LedgerProvider, LedgerSigning, Listed, PaymentState, Reading, RefundedTotal, Said,
    Shown, read_snapshot, read_status,
};
pub use reason::RefundReason;
pub use record::AlertKind;
pub(crate) use settings::{CLOCKS_DIFFER, do_clocks_differ};
pub use settings::{LedgerSettings, Patience};
#[cfg(any(feature = "typescript", feature = "uniffi"))]
pub use shared::{KnownRefund, LoadedRow, Nothing, OpenAlerts, SharedLedger};
pub use shell::Ledger;
pub(crate) use stateless::{LedgerInput, Permits};
pub use steps::{
    AcknowledgeStep, Attention, LedgerRow, LedgerStep, RestStep, SendStep, SignStep, StoreStep,
};
pub(crate) use steps::{Refusals, record_lost, step_outstanding, unknown_step};
pub use terms::{LedgerTerms, Signer, StatusShows};
pub use view::{AlertView, LedgerView, RefundStage, RefundView};
pub use word::{AuditNote, RefundDecision};
