//! The operations that need no provider, so that every language has them: exact money, merging, storing.

use super::fields::Members;
use super::operations::row;
use super::stored_types;
use super::{CallError, Operation};
use crate::decision::outcome::RefundOutcome;
use crate::json::encode;
use crate::value::money::Money;

/// The name that stands for no provider.
pub(super) const NAME: &str = "refundkit";

pub(super) static OPERATIONS: &[Operation] = &[
    row("money", &["text", "currency"], money),
    row("format", &["money"], format),
    row("merge", &["first", "second"], merge),
    row("store", &["kind", "data"], store),
    row("load", &["kind", "stored"], load),
];

fn money(members: &mut Members<'_>) -> Result<String, CallError> {
    let (text, currency): (String, String) = (members.take("text")?, members.take("currency")?);
    members.finish()?;
    Ok(encode(&Money::parse(&text, &currency)?)?)
}

fn format(members: &mut Members<'_>) -> Result<String, CallError> {
    let money: Money = members.take("money")?;
    members.finish()?;
    Ok(encode(
        &money.format().map_err(|error| error.within("money"))?,
    )?)
}

fn merge(members: &mut Members<'_>) -> Result<String, CallError> {
    let (first, second): (RefundOutcome, RefundOutcome) =
        (members.take("first")?, members.take("second")?);
    members.finish()?;
    Ok(encode(&first.merge(&second))?)
}

/// The data is checked before it is written: what is stored can be read back.
fn store(members: &mut Members<'_>) -> Result<String, CallError> {
    let (kind, data): (String, _) = (members.take("kind")?, members.take_raw("data")?);
    members.finish()?;
    Ok((stored_types::find(&kind)?.store)(data)?)
}

/// The caller names the kind, so that one sort of data is never taken for another.
fn load(members: &mut Members<'_>) -> Result<String, CallError> {
    let (kind, stored): (String, _) = (members.take("kind")?, members.take_raw("stored")?);
    members.finish()?;
    Ok((stored_types::find(&kind)?.load)(stored)?)
}
