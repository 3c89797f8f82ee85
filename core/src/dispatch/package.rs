//! What every language has without a provider. The JSON interface has it in part, with storing beside it.

use super::error::ErrorDocument;
use super::fields::Members;
use super::operation::Operation;
use super::stored_types::Kind;
use super::{call, stored_types};
use crate::http::HttpRequest;
use crate::value::error::RefundError;
use crate::value::idempotency::idempotency_key;
use crate::value::money::Money;

/// The functions that the group `package` of the table names: each is called with its arguments, as a provider's would be.
pub struct Package;

impl Package {
    /// The name that stands for no provider in documents.
    pub(super) const NAME: &'static str = "refundkit";

    /// Reads a decimal.
    pub fn money(text: &str, currency: &str) -> Result<Money, RefundError> {
        Money::parse(text, currency)
    }

    /// Prints an amount.
    pub fn format(money: &Money) -> Result<String, RefundError> {
        money
            .format()
            .map_err(|error| error.within("money"))
    }

    /// A key for one refund, of 16 random bytes.
    pub fn new_idempotency_key(random: &[u8; 16]) -> Result<String, RefundError> {
        Ok(idempotency_key(*random))
    }

    /// A request with every secret masked.
    pub fn redact(request: &HttpRequest) -> Result<HttpRequest, RefundError> {
        Ok(request.redacted())
    }

    /// Runs one document of the JSON interface.
    pub fn dispatch(document: &str) -> Result<String, RefundError> {
        Ok(call(document))
    }
}

pub(super) static STORING: &[Operation] = &[
    Operation {
        name: "to_stored",
        inputs: &["kind", "data"],
        run: store,
    },
    Operation {
        name: "from_stored",
        inputs: &["kind", "stored"],
        run: load,
    },
];

/// The kind that is named, and the member beside it.
fn kind_and<'a>(
    members: &mut Members<'a>,
    name: &str,
) -> Result<(&'static Kind, &'a str), ErrorDocument> {
    let kind: String = members.take("kind")?;
    let data = members.take_raw(name)?;
    members.finish()?;
    Ok((stored_types::find(&kind)?, data))
}

/// The data is checked before it is written: what is stored can be read back.
fn store(members: &mut Members<'_>) -> Result<String, ErrorDocument> {
    let (kind, data) = kind_and(members, "data")?;
    Ok((kind.store)(data)?)
}

/// The caller names the kind, so that one sort of data is never taken for another.
fn load(members: &mut Members<'_>) -> Result<String, ErrorDocument> {
    let (kind, stored) = kind_and(members, "stored")?;
    Ok((kind.load)(stored)?)
}
