//! What an HTTP status allows a response to say, judged here and nowhere else.
//!
//! A status that a provider's document gives a meaning of its own (Tranzzo's 400 to 406, Google's 412) is read by that
//! provider.

use crate::http::ResponseHead;

/// The classes of HTTP status that matter for a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HttpStatusClass {
    /// 3xx, and 0, where a browser hides a redirect: another host may have read the request.
    Redirected,
    /// 2xx.
    Success,
    /// 429.
    RateLimited,
    /// 5xx and above.
    ServerError,
    /// Everything else.
    Other,
}

impl HttpStatusClass {
    pub(crate) fn of(status: u16) -> Self {
        match status {
            0 | 300..400 => Self::Redirected,
            200..300 => Self::Success,
            429 => Self::RateLimited,
            500.. => Self::ServerError,
            _ => Self::Other,
        }
    }
}

impl ResponseHead {
    /// Whether a response with this status may describe a payment or a refund.
    pub fn is_success(self) -> bool {
        HttpStatusClass::of(self.status) == HttpStatusClass::Success
    }
}
