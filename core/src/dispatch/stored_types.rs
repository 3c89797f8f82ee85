//! Every kind of data that may be stored: those that all providers share, and from the one list of providers their own.

use crate::api::operations::{NotificationOf, ReplyOf, ReservationOf};
use crate::api::stored::Stored;
use crate::decision::event::{RefundEvent, UnverifiedNotice};
use crate::decision::outcome::RefundOutcome;
use crate::decision::snapshot::PaymentSnapshot;
use crate::json::{decode, encode};
use crate::providers;
use crate::providers::all::*;
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

/// The kinds of a section `stored`; the other sections have none.
macro_rules! kinds {
    (stored $(
        $(#[$doc:meta])*
        $store:ident $load:ident($data:ident: $type:ident $(<$of:ty>)?);
    )*) => {
        &[$(kind::<$type $(<$of>)?>()),*]
    };
    ($other:ident $($rows:tt)*) => {
        &[]
    };
}

/// The kinds of a trait.
macro_rules! sections {
    ($class:tt $provider:ty; $($section:ident { $($rows:tt)* })*) => {
        &[$(kinds!($section $($rows)*)),*]
    };
}

macro_rules! providers {
    ($($module:ident { $(
        $(#[doc = $doc:literal])*
        $name:literal $class:ident $types:tt [$($trait:ident)*]
    )* })*) => {
        &[$($($(
            crate::for_each_operation!($trait sections $class providers::$module::$class, $types),
        )*)*)*]
    };
}

static SHARED: &[&[Kind]] = crate::for_each_operation!(package sections _ Package);

/// By trait and section of the table.
static PROVIDERS: &[&[&[Kind]]] = crate::for_each_provider!(providers);

fn all() -> impl Iterator<Item = &'static Kind> {
    let sections = PROVIDERS.iter().copied().flatten();
    let shared = SHARED.iter().copied();
    shared
        .chain(sections.copied())
        .flatten()
}

/// The names of all kinds. Providers that speak one protocol share one.
pub(super) fn names() -> BTreeSet<&'static str> {
    all().map(|kind| kind.name).collect()
}

pub(super) fn find(name: &str) -> Result<&'static Kind, RefundError> {
    let unknown = || RefundError::new(code::UNSUPPORTED, "kind", "is not known here");
    all()
        .find(|kind| kind.name == name)
        .ok_or_else(unknown)
}
