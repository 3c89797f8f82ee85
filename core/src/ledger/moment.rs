//! When something was said, whatever the clocks say.

use serde::{Deserialize, Serialize};

/// When something was said: the version that stored it tells what was stored before, and its time what was said before it in the same
/// store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(i64, i64)", into = "(i64, i64)")]
pub(crate) struct Moment {
    pub(crate) version: i64,
    pub(crate) at_ms: i64,
}

impl From<(i64, i64)> for Moment {
    fn from((version, at_ms): (i64, i64)) -> Self {
        Self { version, at_ms }
    }
}

impl From<Moment> for (i64, i64) {
    fn from(moment: Moment) -> Self {
        (moment.version, moment.at_ms)
    }
}
