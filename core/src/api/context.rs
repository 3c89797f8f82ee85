//! What the host supplies to a call: the core has no clock and no randomness.

use crate::signature::rsa_key::BlindingSeed;
use crate::value::error::{RefundError, code};
use crate::value::timestamp::checked_now;

/// The time and the randomness of one call. Make a new one for each call.
///
/// A call that needs what its context does not have is an error: no constant ever takes the place of randomness.
#[derive(Clone, Debug, Default)]
pub struct CallContext {
    now_ms: Option<i64>,
    seed: Option<BlindingSeed>,
}

impl CallContext {
    /// Time in milliseconds since 1970 (UTC), and fresh randomness: enough for every call of every provider.
    pub fn new(now_ms: i64, seed: BlindingSeed) -> Self {
        Self::at(now_ms).with_seed(seed)
    }

    /// Time alone, in milliseconds since 1970 (UTC): enough where nothing is signed with RSA.
    pub fn at(now_ms: i64) -> Self {
        Self::default().with_time(now_ms)
    }

    /// The same with this time, in milliseconds since 1970 (UTC).
    #[must_use]
    pub fn with_time(self, now_ms: i64) -> Self {
        Self {
            now_ms: Some(now_ms),
            ..self
        }
    }

    /// The same with this randomness.
    #[must_use]
    pub fn with_seed(self, seed: BlindingSeed) -> Self {
        Self {
            seed: Some(seed),
            ..self
        }
    }

    /// Now, in milliseconds since 1970 (UTC), where the host said so. A time in seconds is refused.
    pub fn time(&self) -> Result<Option<i64>, RefundError> {
        self.now_ms
            .map(checked_now)
            .transpose()
    }

    /// Now, in milliseconds since 1970 (UTC), for a call that needs it. A time in seconds is refused.
    pub fn now_ms(&self) -> Result<i64, RefundError> {
        let missing = || RefundError::new(code::MISSING_FIELD, "nowMs", "is needed for this call");
        self.time()?.ok_or_else(missing)
    }

    /// The randomness, for a call that signs.
    pub fn seed(&self) -> Result<&BlindingSeed, RefundError> {
        let missing = || RefundError::new(code::MISSING_FIELD, "seed", "is needed to sign");
        self.seed.as_ref().ok_or_else(missing)
    }
}
