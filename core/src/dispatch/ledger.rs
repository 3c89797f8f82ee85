//! The ledger in documents: no object is kept between two of them. [`dispatch`](super) says how a host does it.

use super::error::ErrorDocument;
use super::fields::Members;
use super::operation::Operation;
use crate::api::context::CallContext;
use crate::api::merchant::Provider;
use crate::json::encode;
use crate::ledger::{KeepsLedger, Ledger, LedgerInput, LedgerRow, LedgerSettings, Permits};
use crate::signature::rsa_key::BlindingSeed;
use crate::value::money::Money;

/// The operations of a provider whose payments have ledgers.
pub(super) const fn operations<P: KeepsLedger + Provider>() -> [Operation; 2] {
    [
        Operation {
            name: "ledger_step",
            inputs: &[
                "credentials",
                "settings",
                "payment",
                "captured",
                "nowMs",
                "nonce",
            ],
            run: step::<P>,
        },
        Operation {
            name: "ledger_view",
            inputs: &["credentials", "settings", "payment", "captured", "nowMs"],
            run: view::<P>,
        },
    ]
}

fn step<P: KeepsLedger + Provider>(members: &mut Members<'_>) -> Result<String, ErrorDocument> {
    let provider: P = members.provider()?;
    let mut ledger = open(&provider, members)?;
    if members
        .take_optional("listens")?
        .unwrap_or(false)
    {
        ledger = ledger.listening();
    }
    let nonce: String = members.take("nonce")?;
    let permit: Option<String> = members.take_optional("permit")?;
    let signed = members.take_optional("signed")?;
    let seed = members.optional_seed()?;
    let now_ms = told(&mut ledger, members)?;
    let mut context = CallContext::at(now_ms);
    if let Some(seed) = seed {
        context = context.with_seed(BlindingSeed::new(seed));
    }
    let permits = Permits {
        nonce: &nonce,
        permit: permit.as_deref(),
        signed,
    };
    Ok(encode(&ledger.step(permits, &context)?)?)
}

fn view<P: KeepsLedger + Provider>(members: &mut Members<'_>) -> Result<String, ErrorDocument> {
    let provider: P = members.provider()?;
    let mut ledger = open(&provider, members)?;
    told(&mut ledger, members)?;
    Ok(encode(&ledger.view())?)
}

/// The ledger of the row.
fn open<'p, P>(provider: &'p P, members: &mut Members<'_>) -> Result<Ledger<&'p P>, ErrorDocument>
where
    P: KeepsLedger,
{
    let settings: LedgerSettings = members.take("settings")?;
    let payment: P::Payment = members.take("payment")?;
    let captured: Money = members.take("captured")?;
    let already_refunded: Option<i64> = members.take_optional("alreadyRefunded")?;
    let row: Option<LedgerRow> = members.take_optional("row")?;
    Ok(Ledger::open_after(
        provider,
        settings,
        &payment,
        &captured,
        already_refunded.unwrap_or(0),
        row,
    )?)
}

/// Tells the ledger what is left of the document: the time and what was heard. Gives the time.
fn told<P>(ledger: &mut Ledger<&P>, members: &mut Members<'_>) -> Result<i64, ErrorDocument>
where
    P: KeepsLedger,
{
    let now_ms = members.take("nowMs")?;
    let inputs: Option<Vec<LedgerInput>> = members.take_optional("inputs")?;
    members.finish()?;
    ledger.tell(&inputs.unwrap_or_default(), now_ms)?;
    Ok(now_ms)
}
