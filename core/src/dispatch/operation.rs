//! One operation of the JSON interface.

use super::error::ErrorDocument;
use super::fields::Members;

/// One operation of one provider.
pub struct Operation {
    /// Its name.
    pub name: &'static str,
    /// The members that it takes beside `provider` and `operation`; with `credentials` also `config`, which may be absent. Of the
    /// members listed, `details` alone may be absent: those that a provider's own messages are built with.
    pub inputs: &'static [&'static str],
    pub(super) run: fn(&mut Members<'_>) -> Result<String, ErrorDocument>,
}
