//! What a host says of a payment when it opens its ledger.

use super::machine::parts;
use crate::http::validate;
use crate::providers::google::GoogleIntegrator;
use crate::providers::google::message::account_id;
use crate::value::error::RefundError;
use crate::value::money::Money;
use serde::Deserialize;

const MINUTE: i64 = 60_000;

fn one_minute() -> i64 {
    MINUTE
}

/// The payment that a capture reference means, and how the host pays.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GoogleCaptureOpening {
    /// The host's own name of the payment, whichever reference Google used: 1 to 128 characters.
    pub capture_key: String,
    /// The account that the payment belongs to, for another account it does not exist: one line of 1 to 256 characters, not `.` or
    /// `..`.
    pub account_id: String,
    /// What was captured.
    pub captured: Money,
    /// Says that a payout under the same key never moves money twice, however often it is asked for. Only then is a payout
    /// whose end nobody knows repeated without a check. False by default.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub payouts_replay: bool,
    /// How long a payout may take from its beginning to its last effect, in milliseconds; one minute by default. The hour by which
    /// clocks may differ comes on top.
    #[serde(default = "one_minute")]
    #[cfg_attr(feature = "uniffi", uniffi(default = 60000))]
    pub payout_timeout_ms: i64,
}

impl GoogleCaptureOpening {
    /// A payment with the defaults.
    pub fn new(
        capture_key: impl Into<String>,
        account_id: impl Into<String>,
        captured: Money,
    ) -> Self {
        Self {
            capture_key: capture_key.into(),
            account_id: account_id.into(),
            captured,
            payouts_replay: false,
            payout_timeout_ms: one_minute(),
        }
    }

    /// The key of its row.
    pub(in crate::providers::google) fn key(
        &self,
        google: &GoogleIntegrator,
    ) -> Result<String, RefundError> {
        self.check()?;
        Ok(parts(google, "google", &self.account_id, &self.capture_key).key())
    }

    fn check(&self) -> Result<(), RefundError> {
        validate::line("capture.captureKey", &self.capture_key, 128)?;
        account_id("capture.accountId", &self.account_id)?;
        self.captured
            .checked("capture.captured")?;
        validate::require(
            (1..=24 * 60 * MINUTE).contains(&self.payout_timeout_ms),
            "capture.payoutTimeoutMs",
            "must be from 1 ms to one day",
        )
    }
}
