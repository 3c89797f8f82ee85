//! The classes of the core for JavaScript, made from its list of providers and its table of operations: lift, call, lower.
//!
//! Values cross as JSON text, which `prelude.js` checks and writes and the core reads strictly, and as JSON text back.

#![cfg_attr(
    not(feature = "documents"),
    expect(
        unused_imports,
        reason = "a part of the classes uses a part of the types"
    )
)]

use js_sys::{JsString, Number};
use refundkit::records::{
    ParsedDeliveryOf, ParsedNoticeOf, ParsedOf, ParsedStatusOf, ParsedWebhookOf,
};
use refundkit::{dispatch::*, kit::*, ledger::*, operations::*, server::*, *};
use serde::{Serialize, de::DeserializeOwned};
use std::{alloc::System, any::Any, sync::Arc};
use tsify::Tsify;
use wasm_bindgen::prelude::*;
use zeroizing_alloc::ZeroAlloc;

/// Wipes what is freed: any of it may have held a secret.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

#[wasm_bindgen(typescript_custom_section)]
const PRELUDE: &str = include_str!("../js/prelude.d.ts");
#[wasm_bindgen(typescript_custom_section)]
const HTTP: &str = include_str!("../js/http.d.ts");

#[wasm_bindgen(raw_module = "./prelude.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn lift(name: &str, value: &JsValue) -> Result<String, JsValue>;
    fn lower(json: &str) -> JsValue;
    fn refusal(json: &str) -> JsValue;
    #[wasm_bindgen(typescript_type = "BytesIn")]
    pub type BytesIn;
    #[wasm_bindgen(typescript_type = "ReceivedResponse")]
    pub type ReceivedResponse;
    #[wasm_bindgen(typescript_type = "void")]
    pub type Void;
    #[wasm_bindgen(typescript_type = "string[]")]
    pub type Texts;
    #[wasm_bindgen(typescript_type = "RefundView | undefined")]
    pub type MaybeRefund;
    #[wasm_bindgen(typescript_type = "AlertView[]")]
    pub type Alerts;
}

/// What a type of the table is in JavaScript, and how an argument of it comes in: a response may be absent, then it was lost.
macro_rules! js {
    (name now_ms) => {
        "nowMs"
    };
    (name entry_id) => {
        "entryId"
    };
    (name $name:ident) => {
        stringify!($name)
    };
    (lift $name:ident: Response) => {
        SendResult::from(lifted_some(js!(name $name), $name)?)
    };
    (lift $name:ident: LoadedRow) => {
        lifted_some(js!(name $name), $name)?
    };
    (lift $name:ident: $data:ty) => {
        lifted::<$data>(js!(name $name), $name)?
    };
    (String) => {
        JsString
    };
    (i64) => {
        Number
    };
    (u64) => {
        Number
    };
    (Nothing) => {
        Void
    };
    (LedgerKeys) => {
        Texts
    };
    (KnownRefund) => {
        MaybeRefund
    };
    (OpenAlerts) => {
        Alerts
    };
    (LoadedRow) => {
        Option<<LedgerRow as Tsify>::JsType>
    };
    (Bytes) => {
        BytesIn
    };
    (Response) => {
        Option<ReceivedResponse>
    };
    ($data:ty) => {
        <$data as Tsify>::JsType
    };
}

/// An argument on its way in; `name` is where the paths of errors begin.
fn lifted<T: DeserializeOwned>(name: &str, value: impl Into<JsValue>) -> Result<T, JsValue> {
    let json = lift(name, &value.into())?;
    decode(name, &json).map_err(refused)
}

/// The same of an argument that may be absent.
fn lifted_some<T: DeserializeOwned>(
    name: &str,
    value: Option<impl Into<JsValue>>,
) -> Result<Option<T>, JsValue> {
    value
        .map(|given| lifted(name, given))
        .transpose()
}

/// A result on its way out: a text as it is, anything else through JSON.
fn lowered<T: Serialize + Any, J: JsCast>(value: T) -> Result<J, JsValue> {
    let value = match (&value as &dyn Any).downcast_ref::<String>() {
        Some(text) => JsValue::from_str(text),
        None => lower(&encode(&value).map_err(refused)?),
    };
    Ok(value.unchecked_into())
}

/// The core's error as JavaScript's.
fn refused(error: impl Into<ErrorDocument>) -> JsValue {
    refusal(&error_text(error))
}

/// Fresh randomness from the host, or an error: never a constant.
fn random<const N: usize>() -> Result<[u8; N], JsValue> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| refused(RefundError::no_randomness()))?;
    Ok(bytes)
}

/// A section of the table as methods of a class, or with `_` in place of the class as functions of the package.
macro_rules! section {
    ($class:tt $provider:ty; $($section:ident { $($rows:tt)* })*) => {
        $(section! { $class $section $provider; $($rows)* })*
    };
    ($class:tt stored $of:ty; $($rows:tt)*) => {
        for_each_stored_function! { section $class $($rows)* }
    };
    ($class:ident constructor $provider:ty;
        $(#[$doc:meta])*
        $open:ident $new:ident($credentials:ident: $keys:ty, $config:ident: Option<$hosts:ty>);
    ) => {
        #[wasm_bindgen]
        impl $class {
            $(#[$doc])*
            #[wasm_bindgen(constructor)]
            pub fn $new($credentials: js!($keys), $config: Option<js!($hosts)>) -> Result<$class, JsValue> {
                let $config = js!(lift $config: Option<$hosts>);
                let made = Provider::$open($config, js!(lift $credentials: $keys));
                made.map(Arc::new).map(Self).map_err(refused)
            }
        }
    };
    ($class:ident opening $provider:ty;
        $(#[$doc:meta])*
        $open:ident $js:ident(
            &$this:ident, $($arg:ident: $type:ident $(<$of:ty>)?),* $(; $already_refunded:ident: i64)?
        ) -> $ledger:ident by $table:ident context $context:tt of $shared:ty;
    ) => {
        /// The ledger of one payment: it keeps the order, you carry out its steps. If anything goes wrong meanwhile, drop it: the next
        /// run loads the row.
        #[wasm_bindgen]
        pub struct $ledger($shared);

        #[wasm_bindgen]
        impl $class {
            $(#[$doc])*
            pub fn $js(
                &$this,
                $($arg: js!($type $(<$of>)?),)*
                $($already_refunded: Option<Number>)?
            ) -> Result<$ledger, JsValue> {
                $(let $arg = js!(lift $arg: $type $(<$of>)?);)*
                $(let $already_refunded = lifted_some("alreadyRefunded", $already_refunded)?;)?
                let opened = <$shared>::$open(&$this.0, $(&$arg,)* $($already_refunded.unwrap_or(0))?);
                opened.map($ledger).map_err(refused)
            }
        }

        $table!(section $ledger $shared, $provider, $context);
    };
    (_ documents $package:ty; $($rows:tt)*) => {
        #[cfg(feature = "documents")]
        mod documents {
            use super::*;

            section! { _ functions $package; $($rows)* }
        }
    };
    (_ $functions:ident $package:ty; $(
        $(#[$doc:meta])*
        $name:ident $js:ident($($arg:ident: $type:ident),*) $(with $random:ident)? -> $out:ident $(<$of:ident>)?;
    )*) => { $(
        $(#[$doc])*
        #[wasm_bindgen]
        pub fn $js($($arg: js!($type)),*) -> Result<js!($out $(<$of>)?), JsValue> {
            $(let $arg = js!(lift $arg: $type);)*
            $(let $random = random()?;)?
            lowered(<$package>::$name($(&$arg,)* $(&$random)?).map_err(refused)?)
        }
    )* };
    ($class:ident $methods:ident $provider:ty; $(
        $(#[$doc:meta])*
        $name:ident $js:ident($(&$this:ident)? $(,)? $($arg:ident: $type:ident $(<$of:ty>)?),*)
            $(context ($(at $now_ms:ident)? $(with $seed:ident)?))?
            $(beside $details:ident: $said:ident<$by:ty>)?
            -> $out:ident $(<$out_of:ty>)? $(or $rejection:ident)?;
    )*) => {
        #[wasm_bindgen]
        impl $class { $(
            $(#[$doc])*
            pub fn $js(
                $(&$this,)?
                $($arg: js!($type $(<$of>)?),)*
                $($($now_ms: js!(i64),)?)?
                $($details: Option<js!($said<$by>)>)?
            ) -> Result<js!($out $(<$out_of>)?), JsValue> {
                $(let $arg = js!(lift $arg: $type $(<$of>)?);)*
                $(
                    $(let $now_ms = js!(lift $now_ms: i64);)?
                    $(let $seed = random()?;)?
                )?
                $(
                    let $details = lifted_some::<$said<$by>>(js!(name $details), $details)?;
                )?
                lowered(<$provider>::$name(
                    $(&$this.0,)?
                    $(&$arg,)*
                    $($details.as_ref(),)?
                    $(&CallContext::default()
                        $(.with_time($now_ms))?
                        $(.with_seed(BlindingSeed::new($seed)))?
                    )?
                ).map_err(refused)?)
            }
        )* }
    };
}

/// Each class where the build has its feature, which has the provider's name in documents.
macro_rules! classes {
    ($($module:ident { $(
        $(#[doc = $doc:literal])*
        $name:literal $class:ident $types:tt [$($trait:ident)*]
    )* })*) => { $($(
        #[cfg(feature = $name)]
        mod $class {
            use super::*;

            $(#[doc = $doc])*
            #[wasm_bindgen]
            pub struct $class(Arc<refundkit::providers::$module::$class>);

            for_each_operation!(Provider section $class refundkit::providers::$module::$class, $types);
            $(for_each_operation!($trait section $class refundkit::providers::$module::$class, $types);)*
        }
    )*)* };
}

for_each_provider!(classes);

for_each_operation!(package section _ Package);

#[cfg(feature = "simulator")]
mod simulator;
