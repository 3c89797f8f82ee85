//! What a host says about its account and its patience, and what both provider and host say together.

use super::guards::{Guard, Guards};
use super::terms::LedgerTerms;
use crate::http::validate;
use crate::value::error::RefundError;
use serde::{Deserialize, Serialize};

/// What the ledger has to know of the account. Times are milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct LedgerSettings {
    /// Your own name of the account: 1 to 64 characters. It becomes a part of keys and references, so it never changes, and it
    /// is never a credential.
    pub account: String,
    /// Whether status responses list the references that refunds of this account were sent with. Nothing means that nobody knows
    /// yet: then they do for a payment once a look has shown one of its references.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub echoes_references: Option<bool>,
    /// Says that nobody refunds payments of this account outside of this ledger: no portal, no other program, no support
    /// staff of the provider. Only then does evidence without a reference end a lost refund as succeeded. Where a total
    /// or a state of the payment is all that is shown (Sberbank's legacy gateway, theMAP), it also says that no chargeback is
    /// counted there, and that `already_refunded` is all that went back before: a total that holds more ends nothing.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub no_other_refunds: bool,
    /// Says that the provider confirmed for how long refunds honour their idempotency key, in milliseconds, counted from its
    /// first arrival: one minute to 366 days. Only then is a lost refund sent again where a key rejects a repetition (Bank 131, Smart Glocal).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub key_lifetime_ms: Option<i64>,
    /// The time-out of your HTTP client, in milliseconds: one second to 366 days, one minute by default.
    #[serde(default = "one_minute")]
    #[cfg_attr(feature = "uniffi", uniffi(default = 60000))]
    pub http_timeout_ms: i64,
    /// How long a refund may wait unsent, in milliseconds: one minute to 366 days, seven days by default.
    #[serde(default = "seven_days")]
    #[cfg_attr(feature = "uniffi", uniffi(default = 604800000))]
    pub plan_expires_ms: i64,
    /// How long to go on asking before a person has to look.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub patience: Patience,
}

/// How long a ledger goes on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Patience {
    /// Readable status responses about one refund: 1 to 16, 12 by default.
    #[cfg_attr(feature = "uniffi", uniffi(default = 12))]
    pub questions: u32,
    /// Sendings of one refund of which something may have left, without those whose credentials were refused: 1 or more, 4 by
    /// default. What never left is tried until the plan expires, 64 times at most.
    #[cfg_attr(feature = "uniffi", uniffi(default = 4))]
    pub sendings: u32,
    /// The longest pause between two questions, in milliseconds: one minute to 366 days, one day by default.
    #[cfg_attr(feature = "uniffi", uniffi(default = 86400000))]
    pub longest_ms: i64,
    /// After so long without a readable status response a person is asked, in milliseconds: one minute to 366 days, three
    /// days by default.
    #[cfg_attr(feature = "uniffi", uniffi(default = 259200000))]
    pub unreadable_ms: i64,
}

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The most questions that patience may count. A look keeps twice as many.
pub(super) const MOST_PATIENCE: u32 = 16;

/// A refund is sent within this time after it was armed.
pub(crate) const SEND_WITHIN: i64 = MINUTE;

/// By how much the clocks of two workers may differ.
pub(crate) const CLOCKS_DIFFER: i64 = HOUR;

/// Whether a time is so far below the largest one that was seen that one of two clocks is wrong, and what waits may wait for good.
pub(crate) fn do_clocks_differ(seen_ms: i64, now_ms: i64) -> bool {
    seen_ms.saturating_sub(now_ms) > CLOCKS_DIFFER
}

fn one_minute() -> i64 {
    MINUTE
}

fn seven_days() -> i64 {
    7 * DAY
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            questions: 12,
            sendings: 4,
            longest_ms: DAY,
            unreadable_ms: 3 * DAY,
        }
    }
}

impl LedgerSettings {
    /// Settings with the defaults. `account` is your own name of the account.
    pub fn new(account: impl Into<String>) -> Self {
        Self {
            account: account.into(),
            echoes_references: None,
            no_other_refunds: false,
            key_lifetime_ms: None,
            http_timeout_ms: MINUTE,
            plan_expires_ms: 7 * DAY,
            patience: Patience::default(),
        }
    }

    pub(crate) fn check(&self) -> Result<(), RefundError> {
        self.check_members()
            .map_err(|error| error.within("settings"))
    }

    fn check_members(&self) -> Result<(), RefundError> {
        validate::line("account", &self.account, 64)?;
        validate::require(
            (1..=MOST_PATIENCE).contains(&self.patience.questions),
            "patience.questions",
            "must be from 1 to 16",
        )?;
        validate::require(
            self.patience.sendings >= 1,
            "patience.sendings",
            "must be at least 1",
        )?;
        self.check_times()
    }

    /// A time that was meant in another unit is far too short.
    fn check_times(&self) -> Result<(), RefundError> {
        let second = "must be in milliseconds, from 1000 (one second) to 31622400000 (366 days)";
        let http_timeout = SECOND..=366 * DAY;
        validate::require(
            http_timeout.contains(&self.http_timeout_ms),
            "httpTimeoutMs",
            second,
        )?;
        let times = [
            ("planExpiresMs", self.plan_expires_ms),
            ("keyLifetimeMs", self.key_lifetime_ms.unwrap_or(DAY)),
            ("patience.longestMs", self.patience.longest_ms),
            ("patience.unreadableMs", self.patience.unreadable_ms),
        ];
        let minute = "must be in milliseconds, from 60000 (one minute) to 31622400000 (366 days)";
        for (field, time) in times {
            validate::require((MINUTE..=366 * DAY).contains(&time), field, minute)?;
        }
        Ok(())
    }

    /// The key of a payment's row.
    pub(super) fn key_of(
        &self,
        terms: &LedgerTerms,
        payment_id: &str,
    ) -> Result<String, RefundError> {
        self.check()?;
        Ok(terms
            .key_parts(&self.account, payment_id)
            .key())
    }

    /// After this time nothing of a sending can be on its way any more: its deadline, the time-out of the HTTP client and
    /// one hour.
    pub(crate) fn quiet_after(&self, before_ms: i64) -> i64 {
        before_ms
            .saturating_add(self.http_timeout_ms)
            .saturating_add(CLOCKS_DIFFER)
    }
}

/// By what the facts are judged.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) terms: LedgerTerms,
    pub(crate) settings: LedgerSettings,
    pub(crate) guards: Guards,
}

impl Rules {
    pub(crate) fn hold(&self, guard: Guard) -> bool {
        self.guards.hold(guard)
    }
}
