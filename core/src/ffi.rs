//! What other languages need of the types beside their fields: the error, and a few methods.
//!
//! The classes are not here but in `bindings-uniffi`, made from the list of providers.

pub use crate::api::ffi_error::RefundError;

use crate::decision::event::WebhookPeek;
use crate::decision::profile::OperationProfile;
use crate::decision::table::ProfileDocument;
use crate::dispatch;
use crate::http::ReceivedRequest;
use crate::value::error::{self, code};
use crate::value::money::{MAX_MINOR_UNITS, Money};

#[uniffi::export]
impl Money {
    /// The amount with all decimals of its currency: `10.50`, `500`, `1.234`.
    #[uniffi::method(name = "format")]
    fn to_decimal(&self) -> Result<String, RefundError> {
        Ok(self.format()?)
    }

    /// The sum of two amounts of one currency, exactly, at most 2^53 - 1 minor units.
    fn plus(&self, other: Money) -> Result<Money, RefundError> {
        Ok(combined(self, &other, i64::checked_add)?)
    }

    /// What is left of an amount without another one of its currency, exactly. It may be zero, and never less.
    fn minus(&self, other: Money) -> Result<Money, RefundError> {
        Ok(combined(self, &other, i64::checked_sub)?)
    }
}

fn combined(
    one: &Money,
    other: &Money,
    operation: fn(i64, i64) -> Option<i64>,
) -> Result<Money, error::RefundError> {
    if one.currency != other.currency {
        return Err(error::RefundError::new(
            code::INVALID_CURRENCY,
            "other.currency",
            "differs: only amounts of one currency are added, subtracted and compared",
        ));
    }
    let result = operation(one.minor_units, other.minor_units)
        .filter(|minor_units| (0..=MAX_MINOR_UNITS).contains(minor_units))
        .ok_or_else(|| {
            error::RefundError::new(
                code::INVALID_AMOUNT,
                "other.minorUnits",
                "gives a result below zero or above 9007199254740991 minor units",
            )
        })?;
    Ok(Money::new(result, &one.currency))
}

/// Runs one document: `{"provider": .., "operation": .., ..}` gives `{"ok": ..}` or `{"error": {"code", "field", "detail"}}`.
#[uniffi::export]
fn dispatch(document: String) -> String {
    dispatch::call(&document)
}

/// One operation of the JSON interface.
#[derive(uniffi::Record)]
pub struct DocumentOperation {
    /// The provider's name in documents.
    pub provider: String,
    /// The operation's name.
    pub operation: String,
    /// The members that it needs beside these two; with `credentials` also `config`, which may be absent. What builds a provider's
    /// own messages also takes `details`, which may be absent.
    pub inputs: Vec<String>,
}

/// What `dispatch` can be asked, of every provider.
#[uniffi::export]
fn operations() -> Vec<DocumentOperation> {
    let described = |provider: &dispatch::ProviderOperations, operation: &dispatch::Operation| {
        DocumentOperation {
            provider: provider.provider.to_owned(),
            operation: operation.name.to_owned(),
            inputs: operation
                .inputs
                .iter()
                .map(|input| (*input).to_owned())
                .collect(),
        }
    };
    let providers = dispatch::operations().iter();
    providers
        .flat_map(|provider| {
            provider
                .operations()
                .map(move |operation| described(provider, operation))
        })
        .collect()
}

/// An amount from its decimal text such as `10.50`, exactly. The ISO 4217 code decides how many decimals there may be.
#[uniffi::export]
fn money(text: String, currency: String) -> Result<Money, RefundError> {
    Ok(Money::parse(&text, &currency)?)
}

/// What a webhook says about itself: which merchant, which order. Needs no secret and proves nothing. `provider` is its
/// name in documents, such as `tranzzo`.
#[uniffi::export]
fn peek_webhook(provider: String, webhook: ReceivedRequest) -> Result<WebhookPeek, RefundError> {
    Ok((named(PEEKS, &provider)?)(&webhook)?)
}

/// How each operation of a provider behaves when repeated, and what follows from every finding.
#[uniffi::export]
fn profiles(provider: String) -> Result<Vec<ProfileDocument>, RefundError> {
    Ok((named(PROFILES, &provider)?)()
        .iter()
        .copied()
        .map(ProfileDocument::from)
        .collect())
}

type Peek = fn(&ReceivedRequest) -> Result<WebhookPeek, error::RefundError>;
type Profiles = fn() -> &'static [OperationProfile];

/// What stands beside a provider's name, if anything does.
fn named<T: Copy>(rows: &[Option<(&str, T)>], provider: &str) -> Result<T, error::RefundError> {
    let found = rows
        .iter()
        .flatten()
        .find(|(name, _)| *name == provider);
    found
        .map(|(_, value)| *value)
        .ok_or_else(|| error::RefundError::new(code::UNSUPPORTED, "provider", "is not known here"))
}

macro_rules! peek {
    (VerifyWebhooks $name:literal $class:ty) => {
        Some(($name, <$class>::peek_webhook))
    };
    ($other:ident $name:literal $class:ty) => {
        None
    };
}

macro_rules! profile {
    (Merchant $name:literal $class:ty) => {
        Some(($name, <$class>::profiles))
    };
    ($other:ident $name:literal $class:ty) => {
        None
    };
}

macro_rules! peeks {
    ($($module:ident { $(
        $(#[doc = $doc:literal])*
        $name:literal $class:ident $types:tt [$($trait:ident)*]
    )* })*) => {
        &[$($($(peek!($trait $name crate::providers::$module::$class),)*)*)*]
    };
}

macro_rules! profile_lists {
    ($($module:ident { $(
        $(#[doc = $doc:literal])*
        $name:literal $class:ident $types:tt [$($trait:ident)*]
    )* })*) => {
        &[$($($(profile!($trait $name crate::providers::$module::$class),)*)*)*]
    };
}

static PEEKS: &[Option<(&str, Peek)>] = crate::for_each_provider!(peeks);
static PROFILES: &[Option<(&str, Profiles)>] = crate::for_each_provider!(profile_lists);
