//! Every kind of data that may be stored: those that all providers share, and from the one list of providers their own.

use crate::api::inbound::{AnswersRefunds, DecidesRefunds, SendsNotifications};
use crate::api::merchant::Refunds;
use crate::api::stored::Stored;
use crate::decision::event::{RefundEvent, UnverifiedNotice};
use crate::decision::outcome::RefundOutcome;
use crate::decision::snapshot::{Baseline, PaymentSnapshot};
use crate::json::{decode, encode};
use crate::providers;
use crate::signature::prepared::Prepared;
use crate::value::error::{RefundError, code};
use std::collections::BTreeSet;

/// One kind, and how it is written and read.
pub(super) struct Kind {
    name: &'static str,
    /// Plain data to its stored form.
    pub(super) store: fn(&str) -> Result<String, RefundError>,
    /// A stored form to plain data.
    pub(super) load: fn(&str) -> Result<String, RefundError>,
}

const fn kind<T: Stored>() -> Kind {
    Kind {
        name: T::KIND,
        store: |data| decode::<T>("data", data)?.to_stored(),
        load: |stored| encode(&T::from_stored(stored)?),
    }
}

static SHARED: &[Kind] = &[
    kind::<RefundOutcome>(),
    kind::<PaymentSnapshot>(),
    kind::<Baseline>(),
    kind::<RefundEvent>(),
    kind::<UnverifiedNotice>(),
    kind::<Prepared>(),
];

/// What a capability has to store, if anything.
macro_rules! kinds_of {
    (refunds $class:ty) => {
        &[kind::<<$class as Refunds>::Refund>()]
    };
    (answers_refunds $class:ty) => {
        &[
            kind::<<$class as AnswersRefunds>::Call>(),
            kind::<<$class as AnswersRefunds>::Result>(),
        ]
    };
    (decides_refunds $class:ty) => {
        &[kind::<<$class as DecidesRefunds>::Claim>()]
    };
    (sends_notifications $class:ty) => {
        &[kind::<<$class as SendsNotifications>::Notification>()]
    };
    ($other:ident $class:ty) => {
        &[]
    };
}

macro_rules! kinds {
    ($($module:ident { $($(#[doc = $doc:literal])* $name:literal $class:ident [$($capability:ident)*])* })*) => {
        &[$($($(kinds_of!($capability providers::$module::$class),)*)*)*]
    };
}

static PROVIDERS: &[&[Kind]] = crate::for_each_provider!(kinds);

fn all() -> impl Iterator<Item = &'static Kind> {
    SHARED.iter().chain(PROVIDERS.iter().copied().flatten())
}

/// The names of all kinds. Providers that speak one protocol share one.
pub(super) fn names() -> BTreeSet<&'static str> {
    all().map(|kind| kind.name).collect()
}

pub(super) fn find(name: &str) -> Result<&'static Kind, RefundError> {
    let unknown = || RefundError::new(code::UNSUPPORTED, "kind", "is not known here");
    all().find(|kind| kind.name == name).ok_or_else(unknown)
}
