//! The operations of the JSON interface, made from the one table of [`api::operations`](crate::api::operations): which
//! members each one reads, and which method it calls.

use super::error::ErrorDocument;
use super::fields::Members;
use super::ledger;
use super::operation::Operation;
use super::package::{Package, STORING};
use crate::api::context::CallContext;
use crate::api::merchant::Merchant;
use crate::api::operations::{
    Bytes, CaptureOf, FailureOf, NoticeOf, NotificationOf, ReplyOf, ReservedOf, SaidOf,
    SaidStatusOf, SaidWebhookOf, StoredOf,
};
use crate::api::orders::{RefundReply, RefundUpdate};
use crate::decision::event::RefundEvent;
use crate::decision::snapshot::PaymentSnapshot;
use crate::decision::table::ProfileDocument;
use crate::http::{ReceivedRequest, SendResult};
use crate::json::encode;
use crate::ledger::{LedgerSettings, PaymentOf};
use crate::providers;
use crate::providers::all::*;
use crate::signature::prepared::Prepared;
use crate::signature::rsa_key::BlindingSeed;
use crate::value::money::Money;

/// What came back. Documents can also say that nothing was sent, which other languages have a method for.
type Response = SendResult;

/// A provider and its operations.
pub struct ProviderOperations {
    /// The provider's name in documents.
    pub provider: &'static str,
    /// By trait and section of the table.
    operations: &'static [&'static [&'static [Operation]]],
}

impl ProviderOperations {
    /// The operations of this provider.
    pub fn operations(&self) -> impl Iterator<Item = &'static Operation> {
        let sections = self
            .operations
            .iter()
            .copied()
            .flatten();
        sections.copied().flatten()
    }
}

/// The name of the member that holds an argument.
macro_rules! member {
    ($response:ident: Response) => {
        "response"
    };
    (now_ms: i64) => {
        "nowMs"
    };
    ($argument:ident: $type:ident) => {
        stringify!($argument)
    };
}

/// Takes an argument from the members of a document.
macro_rules! take {
    ($members:ident, $argument:ident: Bytes) => {
        $members.base64(stringify!($argument))?
    };
    ($members:ident, $argument:ident: $type:ident) => {
        $members.take(member!($argument: $type))?
    };
}

/// A section of the table as operations.
macro_rules! section {
    (constructor $($rows:tt)*) => {
        &[]
    };
    (shortcuts $($rows:tt)*) => {
        &[]
    };
    (documents $($rows:tt)*) => {
        &[]
    };
    (stored $($rows:tt)*) => {
        &[]
    };
    (opening $($rows:tt)*) => {
        &[]
    };
    (selectors $provider:ty; $($rows:tt)*) => {
        section!(functions $provider; $($rows)*)
    };
    (functions $provider:ty; $(
        $(#[$doc:meta])*
        $name:ident $js:ident($($argument:ident: $type:ident),*) -> $out:ident;
    )*) => {
        &[$(Operation {
            name: stringify!($name),
            inputs: &[$(member!($argument: $type)),*],
            run: |members| {
                $(let $argument: $type = take!(members, $argument: $type);)*
                members.finish()?;
                let result = <$provider>::$name($(&$argument),*)?;
                Ok(encode(&result)?)
            },
        }),*]
    };
    ($methods:ident $provider:ty; $(
        $(#[$doc:meta])*
        $name:ident $js:ident(&self $(, $argument:ident: $type:ident $(<$of:ty>)?)*)
            $(context ($(at $now_ms:ident)? $(with $seed:ident)?))?
            $(beside $details:ident: $said:ident<$by:ty>)?
            -> $out:ident $(<$out_of:ty>)? $(or $rejection:ident)?;
    )*) => {
        &[$(Operation {
            name: stringify!($name),
            inputs: &[
                "credentials",
                $(member!($argument: $type),)*
                $(
                    $(member!($now_ms: i64),)?
                    $(stringify!($seed),)?
                )?
                $(stringify!($details))?
            ],
            run: |members| {
                let provider = members.provider::<$provider>()?;
                $(let $argument: $type $(<$of>)? = take!(members, $argument: $type);)*
                $(
                    $(let $now_ms = members.take(member!($now_ms: i64))?;)?
                    $(let $seed = members.seed()?;)?
                )?
                $(let $details: Option<$said<$by>> = members.take_optional(stringify!($details))?;)?
                members.finish()?;
                let result = provider.$name(
                    $(&$argument,)*
                    $($details.as_ref(),)?
                    $(&CallContext::default()
                        $(.with_time($now_ms))?
                        $(.with_seed(BlindingSeed::new($seed)))?
                    )?
                )?;
                Ok(encode(&result)?)
            },
        }),*]
    };
}

/// The operations of a trait.
macro_rules! sections {
    ($class:tt $provider:ty; $($section:ident { $($rows:tt)* })*) => {
        &[$(section!($section $provider; $($rows)*)),*]
    };
}

/// What providers have in documents alone: how refunds behave, and the ledger as a text.
macro_rules! documents {
    (Merchant $provider:ty) => {
        &[&[Operation {
            name: "profiles",
            inputs: &[],
            run: profiles::<$provider>,
        }]]
    };
    (KeepsLedger $provider:ty) => {
        &[&ledger::operations::<$provider>()]
    };
    ($other:ident $provider:ty) => {
        &[]
    };
}

fn profiles<P: Merchant>(members: &mut Members<'_>) -> Result<String, ErrorDocument> {
    members.finish()?;
    let profiles = P::profiles().iter().copied();
    let documents: Vec<ProfileDocument> = profiles
        .map(ProfileDocument::from)
        .collect();
    Ok(encode(&documents)?)
}

macro_rules! providers {
    ($($module:ident { $(
        $(#[doc = $doc:literal])*
        $name:literal $class:ident $types:tt [$($trait:ident)*]
    )* })*) => {
        &[
            $($(ProviderOperations {
                provider: $name,
                operations: &[$(
                    documents!($trait providers::$module::$class),
                    crate::for_each_operation!($trait sections $class providers::$module::$class, $types),
                )*],
            },)*)*
            ProviderOperations {
                provider: Package::NAME,
                operations: &[crate::for_each_operation!(package sections _ Package), &[STORING]],
            },
        ]
    };
}

pub(super) static PROVIDERS: &[ProviderOperations] = crate::for_each_provider!(providers);
