//! Plain data that outlives the process: refunds, outcomes, snapshots, baselines, events, each with a version. A refund's
//! kind is named in its provider's own file.
//!
//! `{"version": 1, "kind": "outcome", "data": {..}}`. What one version wrote every later one reads; an unknown version is refused.

use crate::document::decode;
use crate::error::{RefundError, code};
use crate::event::{RefundEvent, UnverifiedNotice};
use crate::outcome::RefundOutcome;
use crate::signature::prepared::Prepared;
use crate::signature::to_hex;
use crate::snapshot::{Baseline, PaymentSnapshot};
use crate::wire::{Pairs, to_json};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The version that is written.
pub const VERSION: u32 = 1;

/// Data that may be stored. The kind guards against reading one sort of data as another.
pub trait Stored: Serialize + DeserializeOwned {
    /// The kind's name, for ever.
    const KIND: &'static str;

    /// Writes the data with its version.
    fn to_stored(&self) -> Result<String, RefundError> {
        to_json(&Envelope { version: VERSION, kind: Self::KIND.to_owned(), data: self })
    }

    /// Reads what any version up to this one wrote.
    fn from_stored(text: &str) -> Result<Self, RefundError> {
        let label: Label = decode("stored", text)?;
        if label.version != VERSION {
            return Err(RefundError::new(code::UNSUPPORTED, "stored.version", "is not known to this version"));
        }
        if label.kind != Self::KIND {
            return Err(RefundError::new(code::INVALID_FIELD, "stored.kind", format!("must be {}", Self::KIND)));
        }
        decode::<Envelope<Self>>("stored", text).map(|envelope| envelope.data)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<T> {
    version: u32,
    kind: String,
    data: T,
}

/// The envelope without its data, so that another version's data is not looked at.
#[derive(Deserialize)]
struct Label {
    version: u32,
    kind: String,
}

/// SHA-256 of what is stored of a refund, without its baseline. Members stand in the order of the type, never in a map's.
pub(crate) fn fingerprint<T: Stored>(refund: &T) -> Result<String, RefundError> {
    let text = to_json(refund)?;
    let no_object = || RefundError::new(code::INVALID_FIELD, "refund", "is not stored as an object");
    let Pairs(members) = Pairs::read(&text).ok_or_else(no_object)?;
    let asked = Pairs(members.into_iter().filter(|(name, _)| name != "baseline").collect());
    let stored = to_json(&Envelope { version: VERSION, kind: T::KIND.to_owned(), data: asked })?;
    Ok(to_hex(&Sha256::digest(stored)))
}

impl Stored for RefundOutcome {
    const KIND: &'static str = "outcome";
}

impl Stored for PaymentSnapshot {
    const KIND: &'static str = "snapshot";
}

impl Stored for Baseline {
    const KIND: &'static str = "baseline";
}

impl Stored for RefundEvent {
    const KIND: &'static str = "event";
}

impl Stored for UnverifiedNotice {
    const KIND: &'static str = "notice";
}

impl Stored for Prepared {
    const KIND: &'static str = "prepared";
}
