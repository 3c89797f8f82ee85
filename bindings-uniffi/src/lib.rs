//! The classes of Python, Kotlin and Swift, made from the core's list of providers and its table of operations: lift, call,
//! lower. Types and their documentation come from the core.

#[cfg(feature = "simulator")]
mod simulator;

use core_api::records::{
    ParsedDeliveryOf, ParsedNoticeOf, ParsedOf, ParsedStatusOf, ParsedWebhookOf,
};
use core_api::{ffi::RefundError, ledger::*, operations::*, server::*, *};
use std::{alloc::System, sync::Arc};
use zeroizing_alloc::ZeroAlloc;

core_api::uniffi_reexport_scaffolding!();

/// Wipes what is freed: any of it may have held a secret.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// Fresh randomness from the machine, or an error: never a constant.
fn random<const N: usize>() -> Result<[u8; N], RefundError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| core_api::RefundError::no_randomness())?;
    Ok(bytes)
}

/// A fresh random key (UUID, version 4) for a refund. Store it with the refund before sending.
#[uniffi::export]
fn new_idempotency_key() -> Result<String, RefundError> {
    Ok(idempotency_key(random()?))
}

/// An argument on its way in: an absent response was lost.
macro_rules! lifted {
    ($arg:ident: Response) => {
        &SendResult::from($arg)
    };
    ($arg:ident: $type:ty) => {
        &$arg
    };
}

/// A section of the table as methods of an object. There are no functions of a class in these languages: those that need no
/// keys are methods too, those that choose the object are the core's, by the provider's name. Stored data writes itself.
macro_rules! section {
    ($class:ident selectors $($rows:tt)*) => {};
    ($class:ident stored $($rows:tt)*) => {};
    ($class:ident constructor $provider:ty;
        $(#[doc = $doc:literal])*
        $open:ident $new:ident($credentials:ident: $keys:ty, $config:ident: $hosts:ty);
    ) => {
        #[uniffi::export]
        impl $class {
            $(#[doc = $doc])*
            #[uniffi::constructor(default($config))]
            fn $new($credentials: $keys, $config: $hosts) -> Result<Self, RefundError> {
                Ok(Self(Arc::new(Provider::$open($config, $credentials)?)))
            }
        }
    };
    ($class:ident functions $provider:ty; $(
        $(#[doc = $doc:literal])*
        $name:ident $js:ident($($arg:ident: $type:ident),*) -> $result:ty;
    )*) => {
        #[uniffi::export]
        impl $class { $(
            $(#[doc = $doc])*
            fn $name(&self, $($arg: $type),*) -> Result<$result, RefundError> {
                Ok(<$provider>::$name($(&$arg),*)?)
            }
        )* }
    };
    ($class:ident opening $provider:ty;
        $(#[doc = $doc:literal])*
        $open:ident $name:ident(
            &self, $($arg:ident: $type:ident $(<$of:ty>)?),* $(; $already_refunded:ident: i64)?
        ) -> $ledger:ident by $table:ident context $context:tt of $shared:ty;
    ) => {
        /// The ledger of one payment: it keeps the order, you carry out its steps. If anything goes wrong meanwhile, drop it: the next
        /// run loads the row.
        #[derive(uniffi::Object)]
        pub struct $ledger($shared);

        #[uniffi::export]
        impl $class {
            $(#[doc = $doc])*
            $(#[uniffi::method(default($already_refunded = 0))])?
            fn $name(
                &self,
                $($arg: $type $(<$of>)?,)*
                $($already_refunded: i64)?
            ) -> Result<$ledger, RefundError> {
                Ok($ledger(<$shared>::$open(&self.0, $(&$arg,)* $($already_refunded)?)?))
            }
        }

        $table!(sections $ledger $shared, $provider, $context);
    };
    ($class:ident shared $ledger:ty; $($rows:tt)*) => {
        section! { (RefundLedger for $class) $ledger; $($rows)* }
    };
    ($class:ident $methods:ident $provider:ty; $($rows:tt)*) => {
        section! { ($class) $provider; $($rows)* }
    };
    (($($class:tt)*) $provider:ty; $(
        $(#[doc = $doc:literal])*
        $name:ident $js:ident(&self $(, $arg:ident: $type:ident $(<$of:ty>)?)*)
            $(context ($(at $now_ms:ident)? $(with $seed:ident)?))?
            $(beside $details:ident: $said:ident<$by:ty>)?
            -> $out:ident $(<$out_of:ty>)? $(or $rejection:ident)?;
    )*) => {
        #[uniffi::export]
        impl $($class)* { $(
            $(#[doc = $doc])*
            $(#[uniffi::method(default($details))])?
            fn $name(
                &self
                $(, $arg: $type $(<$of>)?)*
                $($(, $now_ms: i64)?)?
                $(, $details: Option<$said<$by>>)?
            ) -> Result<$out $(<$out_of>)?, RefundError> {
                $($(let $seed = random()?;)?)?
                Ok(self.0.$name(
                    $(lifted!($arg: $type $(<$of>)?),)*
                    $($details.as_ref(),)?
                    $(&CallContext::default()
                        $(.with_time($now_ms))?
                        $(.with_seed(BlindingSeed::new($seed)))?
                    )?
                )?.into())
            }
        )* }
    };
}

macro_rules! sections {
    ($class:ident $provider:ty; $($section:ident { $($rows:tt)* })*) => {
        $(section! { $class $section $provider; $($rows)* })*
    };
}

/// What the ledgers of all providers have.
macro_rules! interface {
    ($class:ident $ledger:ty; own $own:tt shared { $(
        $(#[doc = $doc:literal])*
        $name:ident $js:ident(&self $(, $arg:ident: $type:ident)*) $(context (at $now_ms:ident))? -> $out:ident;
    )* }) => {
        /// What the ledgers of all providers have: everything but what has the provider's own types.
        #[uniffi::export]
        pub trait $class: Send + Sync { $(
            $(#[doc = $doc])*
            fn $name(&self $(, $arg: $type)* $(, $now_ms: i64)?) -> Result<$out, RefundError>;
        )* }
    };
}

for_each_ledger_operation!(interface RefundLedger (), (), (at now_ms));

macro_rules! objects {
    ($($module:ident { $(
        $(#[doc = $doc:literal])*
        $name:literal $class:ident $types:tt [$($trait:ident)*]
    )* })*) => { $($(
        $(#[doc = $doc])*
        ///
        /// Made once with its keys and used many times, from any thread. Gives no key back.
        #[derive(uniffi::Object)]
        pub struct $class(Arc<core_api::providers::$module::$class>);

        for_each_operation!(Provider sections $class core_api::providers::$module::$class, $types);
        $(for_each_operation!($trait sections $class core_api::providers::$module::$class, $types);)*
    )*)* };
}

for_each_provider!(objects);
