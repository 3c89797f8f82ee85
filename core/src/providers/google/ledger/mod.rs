//! The ledger of a capture: Google asks, and the money of one capture goes back once for each request id.
//!
//! The host owns the table of [`ledger`](crate::ledger), and pays. For a request of Google that was verified, opened and
//! read, it finds out which payment the capture reference means, gives it a name of its own (the *capture key*: Google has
//! three kinds of references for one payment), loads two rows, and does what the steps say:
//!
//! | Step | What the host does | Answer |
//! |---|---|---|
//! | `Store` | writes the row if its version is the expected one | `stored`, or `reload` with the row that is there |
//! | `Pay` | pays out once, under the step's key | `paid`, `not_paid` (nothing moved), or `unknown` |
//! | `Check` | looks up what became of the payment under the key | the same three |
//! | `Respond` | answers Google | |
//! | `Rest` | nothing | |
//!
//! # What it promises
//!
//! * Money is paid only after a stored record says that this request claimed it, and at most once for each claim.
//! * A claim that has no result is checked, not paid again. A new claim needs `not_paid`, or a host whose payouts are
//!   idempotent by key (`payouts_replay`). What counts is what was said when each earlier claim was made, and is said still.
//! * A request whose claims all moved nothing holds nothing of the capture. When Google asks again, it takes what is left then.
//! * The record of a capture has an end for each request: of claims that moved nothing the first and the last stay, and of 32 whose
//!   end nobody knows the last is checked, also where payouts replay. A request stays for good, with about 300 bytes: what it was
//!   answered must not change. `unknown` and `not_paid` of a payout, and one that would come too late, end the run with an error.
//! * `not_paid` of a check counts only after nothing of the earlier payout can be on its way. Its deadline and what a payout may take
//!   (`payout_timeout_ms`) are over at the first check. It counts an hour after that, with a check between the two halves of the hour,
//!   since the clock of whoever checks may be ahead of the clock of whoever pays: one clock that is far ahead makes up one
//!   half at most. `paid` counts at once. Until then the check is repeated after growing pauses, and whenever Google asks again.
//! * A payout begins within a minute by the clock of its own host.
//! * A claim that nobody could end within a day needs a person: the row's attention is `manual_review`. Nobody is asked any more
//!   by the row's `due`; whoever opens the ledger still is, and so is who answers Google.
//! * Until a result is stored Google gets an error response, which is final for nothing and is never stored.
//! * A result is stored before Google hears it, and never changes. Another end that is said of the same request later is kept
//!   beside it: the row's attention is `alert`, and its line in the summary says `paid_twice` or `contradicted`, with the ids of
//!   everything that moved. What moved twice is taken off what is left twice. It is `contradicted` as well where all its payouts are
//!   called not paid and money moved, whichever was said first.
//! * Once a person has settled such an alert, the row's attention is what it was before, and the line says who settled it, when
//!   and with what note. Google hears what it heard, and an end that is said otherwise afterwards is another alert.
//! * Clocks of two workers that differ by more than an hour are an alert too (`clocks_differ`): what waits goes by the one that is
//!   ahead, and needs a person (`manual_review`) where its own time lies ahead. The time in a response is that of whoever answers.
//! * A row that lacks a claim or an end which this object has stored or loaded was put back to a copy: it is refused (`record_lost`).
//! * The same account id and request id with another fingerprint is refused (412): both are claimed in a row of their own
//!   before the capture's row is written.

use crate::api::operations::texts;

crate::for_each_capture_operation!(texts GoogleCaptureLedger (), (), (at now_ms));

mod alerts;
mod claims;
mod clocks;
mod ends;
mod machine;
mod next;
mod opening;
mod operations;
mod record;
mod schedule;
#[cfg(any(feature = "typescript", feature = "uniffi"))]
mod shared;
mod steps;
mod summary;

pub use machine::GoogleCaptureLedger;
pub(super) use machine::request_key;
pub use opening::GoogleCaptureOpening;
#[cfg(any(feature = "typescript", feature = "uniffi"))]
pub use shared::SharedCaptureLedger;
pub use steps::{GoogleCheckStep, GooglePayStep, GoogleRespondStep, GoogleStep};
