//! The methods of every class, made from the one table of operations. Each calls the trait's method of the same name, so that
//! a user needs no trait in scope.

use super::all::*;
use crate::api::context::CallContext;
use crate::api::merchant::{
    Merchant, Provider, QueryStatus, ReadNotices, SignElsewhere, VerifyWebhooks,
};
use crate::api::operations::{
    CaptureOf, FailureOf, NoticeOf, NotificationOf, ParsedDeliveryOf, ParsedNoticeOf, ParsedOf,
    ParsedStatusOf, ParsedWebhookOf, ReplyOf, ReservedOf, SaidOf, SaidStatusOf, SaidWebhookOf,
    StoredOf,
};
use crate::api::orders::{RefundReply, RefundUpdate, StatusCall};
use crate::api::server::{AnswerRefunds, ReceiveNotifications, ServeRefunds, SimulateProvider};
use crate::decision::event::{RefundEvent, WebhookPeek};
use crate::decision::outcome::RefundOutcome;
use crate::decision::profile::OperationProfile;
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::{HttpRequest, HttpResponse, ReceivedRequest, Rejection, SendResult};
use crate::ledger::{KeepsLedger, LedgerKeys, LedgerSettings, PaymentOf};
use crate::signature::prepared::Prepared;
use crate::value::error::RefundError;

/// What a reference to a type of the table points to.
macro_rules! target {
    (String) => {
        str
    };
    (Bytes) => {
        [u8]
    };
    (Response) => {
        SendResult
    };
    ($type:ty) => {
        $type
    };
}

/// The error of a row.
macro_rules! error {
    () => {
        RefundError
    };
    ($rejection:ident) => {
        $rejection
    };
}

/// The method of a trait, or of the trait that it builds on. (A call by name alone would call the class's own method.)
macro_rules! call {
    ($trait:ident parse_request $arguments:tt) => {
        ServeRefunds::parse_request $arguments
    };
    ($trait:ident $name:ident $arguments:tt) => {
        $trait::$name $arguments
    };
}

/// A section of the table as methods of the class, which call those of the trait.
macro_rules! section {
    ($trait:ident synonyms $class:ty; $($rows:tt)*) => {};
    ($trait:ident stored $class:ty; $($rows:tt)*) => {};
    ($trait:ident opening $class:ty; $($rows:tt)*) => {};
    ($trait:ident constructor $class:ty;
        $(#[$doc:meta])*
        $open:ident $new:ident($credentials:ident: $keys:ident, $config:ident: Option<$hosts:ident>);
    ) => {
        impl $class {
            /// Checks and prepares keys, hosts and headers. Make one object and use it for every call.
            pub fn $new($config: $hosts, $credentials: $keys) -> Result<Self, RefundError> {
                Provider::$new($config, $credentials)
            }
        }
    };
    ($trait:ident selectors $class:ty; $($rows:tt)*) => {
        section! { $trait functions $class; $($rows)* }
    };
    ($trait:ident functions $class:ty; $(
        $(#[$doc:meta])*
        $name:ident $js:ident($($arg:ident: $type:ident),*) -> $out:ident;
    )*) => {
        impl $class { $(
            $(#[$doc])*
            pub fn $name($($arg: &target!($type)),*) -> Result<$out, RefundError> {
                <$class as $trait>::$name($($arg),*)
            }
        )* }
    };
    ($trait:ident $methods:ident $class:ty; $(
        $(#[$doc:meta])*
        $name:ident $js:ident(
            &self $(, $arg:ident: $type:ident $(<$of:ty>)?)*
        ) $($context:ident $given:tt)?
            $(beside $details:ident: $said:ident<$by:ty>)?
            -> $out:ident $(<$out_of:ty>)?
            $(or $rejection:ident)?;
    )*) => {
        impl $class { $(
            $(#[$doc])*
            pub fn $name(
                &self,
                $($arg: &target!($type $(<$of>)?),)*
                $($details: Option<&$said<$by>>,)?
                $($context: &CallContext)?
            ) -> Result<$out $(<$out_of>)?, error!($($rejection)?)> {
                call!($trait $name (self, $($arg,)* $($details,)? $($context)?))
            }
        )* }
    };
}

/// What Rust alone has.
macro_rules! more {
    (Merchant $class:ty, ($config:ident $credentials:ident $refund:ident $context:tt $($ledger:ident)?)) => {
        impl $class {
            /// Every profile that a refund can have, for the documentation.
            pub fn profiles() -> &'static [OperationProfile] {
                <$class as Merchant>::profiles()
            }

            /// How this refund behaves when repeated and how it can be looked up.
            pub fn profile(&self, refund: &$refund) -> OperationProfile {
                Merchant::profile(self, refund)
            }
        }
    };
    (SignElsewhere $class:ty, $types:tt) => {
        impl $class {
            /// Signs what was prepared with the private key given at construction. The context needs randomness.
            pub fn sign(
                &self,
                prepared: &Prepared,
                context: &CallContext,
            ) -> Result<HttpRequest, RefundError> {
                SignElsewhere::sign(self, prepared, context)
            }
        }
    };
    ($trait:ident $class:ty, $types:tt) => {};
}

macro_rules! sections {
    ($trait:ident $class:ty; $($section:ident { $($rows:tt)* })*) => {
        $(section! { $trait $section $class; $($rows)* })*
    };
}

macro_rules! classes {
    ($($module:ident { $(
        $(#[doc = $doc:literal])*
        $name:literal $class:ident $types:tt [$($trait:ident)*]
    )* })*) => { $($(
        crate::for_each_operation!(Provider sections Provider $class, $types);
        $(
            crate::for_each_operation!($trait sections $trait $class, $types);
            more!($trait $class, $types);
        )*
    )*)* };
}

crate::for_each_provider!(classes);
