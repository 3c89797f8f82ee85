//! How values cross: as JSON text, which `prelude.js` checks and writes and the core reads strictly, and as JSON text back.

use refundkit::dispatch::{CallError, error_text};
use refundkit::kit::{decode, encode};
use refundkit::{HttpResponse, RefundError};
use serde::{Serialize, de::DeserializeOwned};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./prelude.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn lift(value: &JsValue) -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_name = liftBytes)]
    fn lift_bytes(value: &JsValue) -> Result<Vec<u8>, JsValue>;
    fn lower(json: &str) -> JsValue;
    fn refusal(json: &str) -> JsValue;
    fn within(error: JsValue, name: &str) -> JsValue;
    #[wasm_bindgen(typescript_type = "string")]
    pub type Text;
    #[wasm_bindgen(typescript_type = "number")]
    pub type Number;
    #[wasm_bindgen(typescript_type = "ReceivedResponse")]
    pub type Received;
    #[wasm_bindgen(typescript_type = "BytesIn")]
    pub type Bytes;
}

/// An argument on its way in; `name` is where the paths of errors begin.
pub trait Lift<T> {
    fn lift(self, name: &str) -> Result<T, JsValue>;
}

/// A value on its way out.
pub trait Lower<T>: Sized {
    fn lower(value: T) -> Result<Self, RefundError>;
}

impl<T: Tsify + DeserializeOwned> Lift<T> for Ts<T> {
    fn lift(self, name: &str) -> Result<T, JsValue> {
        read(name, &self.js_value())
    }
}

impl<T: Tsify + Serialize> Lower<T> for Ts<T> {
    fn lower(value: T) -> Result<Self, RefundError> {
        encode(&value).map(|json| Ts::new_unchecked(lower(&json)))
    }
}

impl<T, L: Lower<T>> Lower<Option<T>> for Option<L> {
    fn lower(value: Option<T>) -> Result<Self, RefundError> {
        value.map(L::lower).transpose()
    }
}

impl Lower<String> for String {
    fn lower(value: String) -> Result<Self, RefundError> {
        Ok(value)
    }
}

impl Lift<Vec<u8>> for Bytes {
    fn lift(self, name: &str) -> Result<Vec<u8>, JsValue> {
        lift_bytes(&self).map_err(|error| within(error, name))
    }
}

impl Lift<Option<HttpResponse>> for Option<Received> {
    fn lift(self, name: &str) -> Result<Option<HttpResponse>, JsValue> {
        self.map(|response| read(name, &response)).transpose()
    }
}

macro_rules! lifted {
    ($($js:ty => $rust:ty),*) => {
        $(impl Lift<$rust> for $js {
            fn lift(self, name: &str) -> Result<$rust, JsValue> {
                read(name, &self)
            }
        })*
    };
}

lifted!(Text => String, Number => i64);

fn read<T: DeserializeOwned>(name: &str, value: &JsValue) -> Result<T, JsValue> {
    let json = lift(value).map_err(|error| within(error, name))?;
    decode(name, &json).map_err(refused)
}

/// The core's error as JavaScript's.
pub fn refused(error: impl Into<CallError>) -> JsValue {
    refusal(&error_text(&error.into()))
}

/// A result on its way out, or its error.
pub fn lowered<T, L: Lower<T>, E: Into<CallError>>(result: Result<T, E>) -> Result<L, JsValue> {
    let value = result.map_err(refused)?;
    L::lower(value).map_err(refused)
}

/// Fresh randomness from the host, or an error: never a constant.
pub fn random<const N: usize>() -> Result<[u8; N], JsValue> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map(|()| bytes)
        .map_err(|_| refused(RefundError::no_randomness()))
}
