//! What a message comes to: for our refund, and in the provider's own words.

use crate::decision::observation::Observation;
use crate::decision::profile::OperationProfile;
use crate::value::secret::Secret;
use serde::ser::{Serialize, SerializeStruct, Serializer};

pub(crate) use crate::api::orders::Delivery;
pub(crate) use crate::decision::event::{RefundEvent, UnverifiedNotice};
pub(crate) use crate::decision::outcome::RefundOutcome;
pub(crate) use crate::decision::snapshot::{PaymentSnapshot, UnusableStatus};

/// A response to a refund.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Parsed<D> {
    /// What it means for the refund.
    pub outcome: RefundOutcome,
    /// Everything that it says. Nothing where no message of the provider could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<D>,
}

/// A response to a status query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedStatus<D> {
    /// What it says about the refund's payment, or why it says nothing.
    pub snapshot: Result<PaymentSnapshot, UnusableStatus>,
    /// Everything that it says. Nothing where no message of the provider could be read.
    pub details: Option<D>,
}

/// Without a word for the two cases, other languages have a member for each.
impl<D: Serialize> Serialize for ParsedStatus<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("ParsedStatus", 2)?;
        match &self.snapshot {
            Ok(snapshot) => members.serialize_field("snapshot", snapshot)?,
            Err(unusable) => members.serialize_field("unusable", unusable)?,
        }
        if let Some(details) = &self.details {
            members.serialize_field("details", details)?;
        }
        members.end()
    }
}

/// A webhook whose signature was verified.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ParsedWebhook<D> {
    /// What it reports.
    pub event: RefundEvent,
    /// Everything that it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<D>,
}

/// A message that nobody signed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ParsedNotice<D> {
    /// What to ask about.
    pub notice: UnverifiedNotice,
    /// Everything that it says. It proves nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<D>,
}

/// A response to a notification of ours.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ParsedDelivery<D> {
    /// Whether the provider has taken the notification.
    pub delivery: Delivery,
    /// Everything that it says. Nothing where no message of the provider could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<D>,
}

impl<D> Parsed<D> {
    /// What follows from what was read in a response.
    pub fn new(
        (observation, details): (Observation, Option<D>),
        profile: &OperationProfile,
        secrets: &[&Secret],
    ) -> Self {
        Self {
            outcome: observation.into_outcome(profile, secrets),
            details,
        }
    }
}

/// Names the records that stand for these in languages without generics: they have the same members.
macro_rules! records {
    ($(
        $(#[doc = $doc:literal])*
        $record:ident = $parsed:ident<$details:ident> {
            $member:ident: $type:ident
        }
    )*) => {$(
        $(#[doc = $doc])*
        #[cfg(any(feature = "typescript", feature = "uniffi"))]
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
        pub struct $record {
            /// What it comes to: for the refund, its payment or our notification.
            pub $member: crate::api::parsed::$type,
            /// Everything that it says, in the provider's own words; absent where no message of the provider could be read.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[cfg_attr(feature = "uniffi", uniffi(default))]
            pub details: Option<$details>,
        }

        #[cfg(any(feature = "typescript", feature = "uniffi"))]
        impl From<crate::api::parsed::$parsed<$details>> for $record {
            fn from(parsed: crate::api::parsed::$parsed<$details>) -> Self {
                Self { $member: parsed.$member, details: parsed.details }
            }
        }

        #[cfg(any(feature = "typescript", feature = "uniffi"))]
        impl crate::api::parsed::HasRecord for crate::api::parsed::$parsed<$details> {
            type Record = $record;
        }
    )*};
}

pub(crate) use records;

/// The same for responses to status queries, which are usable or not.
macro_rules! status_records {
    ($(#[doc = $doc:literal])* $record:ident = ParsedStatus<$details:ident>) => {
        $(#[doc = $doc])*
        #[cfg(any(feature = "typescript", feature = "uniffi"))]
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
        pub struct $record {
            /// The refund's payment; absent where the response says nothing about it.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[cfg_attr(feature = "uniffi", uniffi(default))]
            pub snapshot: Option<crate::api::parsed::PaymentSnapshot>,
            /// Why the response says nothing about the payment; absent where there is a snapshot.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[cfg_attr(feature = "uniffi", uniffi(default))]
            pub unusable: Option<crate::api::parsed::UnusableStatus>,
            /// Everything that it says, in the provider's own words; absent where no message of the provider could be read.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[cfg_attr(feature = "uniffi", uniffi(default))]
            pub details: Option<$details>,
        }

        #[cfg(any(feature = "typescript", feature = "uniffi"))]
        impl From<crate::api::parsed::ParsedStatus<$details>> for $record {
            fn from(parsed: crate::api::parsed::ParsedStatus<$details>) -> Self {
                let (snapshot, unusable) = match parsed.snapshot {
                    Ok(snapshot) => (Some(snapshot), None),
                    Err(unusable) => (None, Some(unusable)),
                };
                Self { snapshot, unusable, details: parsed.details }
            }
        }

        #[cfg(any(feature = "typescript", feature = "uniffi"))]
        impl crate::api::parsed::HasRecord for crate::api::parsed::ParsedStatus<$details> {
            type Record = $record;
        }
    };
}

pub(crate) use status_records;

/// What stands for a generic type in other languages.
#[cfg(any(feature = "typescript", feature = "uniffi"))]
pub trait HasRecord: Sized {
    /// A type without generics that has the same members.
    type Record: From<Self>;
}
