//! Plain data that outlives the process: refunds, outcomes, snapshots, events, each with a version. A refund's
//! kind is named in its provider's own file.
//!
//! The text is `{"version": 1, "kind": "outcome", "data": {..}}`. Every version of this library reads what earlier versions
//! wrote, and refuses an unknown version.

use crate::decision::event::{RefundEvent, UnverifiedNotice};
use crate::decision::outcome::RefundOutcome;
use crate::decision::snapshot::PaymentSnapshot;
use crate::json::{decode, to_json};
use crate::signature::prepared::Prepared;
use crate::value::error::{RefundError, code};
use crate::value::hex::to_hex;
use crate::wire::Pairs;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The version that is written.
pub(crate) const VERSION: u32 = 1;

/// Data that may be stored. The kind guards against reading one sort of data as another.
pub trait Stored: Serialize + DeserializeOwned {
    /// The kind's name. It never changes.
    const KIND: &'static str;

    /// Writes the data with its version.
    fn to_stored(&self) -> Result<String, RefundError> {
        to_json(&Envelope {
            version: VERSION,
            kind: Self::KIND.to_owned(),
            data: self,
        })
    }

    /// Reads what any version up to this one wrote.
    fn from_stored(text: &str) -> Result<Self, RefundError> {
        let label: Label = decode("stored", text)?;
        if label.version != VERSION {
            return Err(RefundError::new(
                code::UNSUPPORTED,
                "stored.version",
                "is not known to this version",
            ));
        }
        if label.kind != Self::KIND {
            return Err(RefundError::new(
                code::INVALID_FIELD,
                "stored.kind",
                format!("must be {}", Self::KIND),
            ));
        }
        decode::<Envelope<Self>>("stored", text).map(|envelope| envelope.data)
    }
}

/// What names one thing in stored data stands there once.
pub(crate) fn stands_once<'a>(
    field: &str,
    mut names: impl Iterator<Item = &'a str>,
) -> Result<(), RefundError> {
    let mut known = BTreeSet::new();
    if names.all(|name| known.insert(name)) {
        return Ok(());
    }
    Err(RefundError::new(
        code::INVALID_FIELD,
        field,
        "stands there twice",
    ))
}

/// Names a type's kind. Other languages get a method that writes it and a function that reads it.
macro_rules! stored {
    ($type:ident, $kind:literal, $reader:ident) => {
        impl $crate::api::stored::Stored for $type {
            const KIND: &'static str = $kind;
        }

        #[cfg(feature = "uniffi")]
        #[uniffi::export]
        impl $type {
            /// Writes it with a version, for a later process. What one version of this library wrote, every later one reads.
            fn to_stored(&self) -> Result<String, $crate::api::ffi_error::RefundError> {
                Ok($crate::api::stored::Stored::to_stored(self)?)
            }
        }

        /// Reads what `to_stored` wrote. Other text, another kind and an unknown version are refused.
        #[cfg(feature = "uniffi")]
        #[uniffi::export]
        fn $reader(text: String) -> Result<$type, $crate::api::ffi_error::RefundError> {
            Ok($crate::api::stored::Stored::from_stored(&text)?)
        }
    };
}
pub(crate) use stored;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<T> {
    version: u32,
    kind: String,
    data: T,
}

/// The envelope without its data, so that the data of another version is not read.
#[derive(Deserialize)]
struct Label {
    version: u32,
    kind: String,
}

/// SHA-256 of what is stored of a refund, without the known refunds. Members are in the order of
/// the type, never in the order of a map.
pub(crate) fn fingerprint<T: Stored>(refund: &T) -> Result<String, RefundError> {
    let text = to_json(refund)?;
    let no_object =
        || RefundError::new(code::INVALID_FIELD, "refund", "is not stored as an object");
    let Pairs(members) = Pairs::read(&text).ok_or_else(no_object)?;
    let asked = Pairs(
        members
            .into_iter()
            .filter(|(name, _)| name != "knownRefundIds")
            .collect(),
    );
    let stored = to_json(&Envelope {
        version: VERSION,
        kind: T::KIND.to_owned(),
        data: asked,
    })?;
    Ok(to_hex(&Sha256::digest(stored)))
}

stored!(RefundOutcome, "outcome", outcome_from_stored);

stored!(PaymentSnapshot, "snapshot", snapshot_from_stored);

stored!(RefundEvent, "event", event_from_stored);

stored!(UnverifiedNotice, "notice", notice_from_stored);

stored!(Prepared, "prepared", prepared_from_stored);
