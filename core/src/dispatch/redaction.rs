//! A request of any provider as a person may see it.

use crate::api::merchant::Provider;
use crate::api::redaction::redacted;
use crate::http::HttpRequest;
use crate::providers;

macro_rules! fields {
    ($(
        $module:ident {
            $(
                $(#[doc = $doc:literal])*
                $name:literal $class:ident $types:tt $traits:tt
            )*
        }
    )*) => {
        &[$($(<providers::$module::$class as Provider>::SECRET_FIELDS,)*)*]
    };
}

/// The wire names of secret fields, one list for each class.
static SECRET_FIELDS: &[&[&str]] = crate::for_each_provider!(fields);

impl HttpRequest {
    /// The same request with every secret of this crate's providers masked: for panels and support staff, never for
    /// sending. A provider outside this crate has [`Provider::redact`].
    #[must_use]
    pub fn redacted(&self) -> Self {
        redacted(self, SECRET_FIELDS)
    }
}
