//! Google's part, which is to ask: the refunds that it wants of the app, sent where the webhooks go.

use refundkit::providers::google::{
    GoogleCaptureId, GoogleCaptureIdKind, GoogleProtocolVersion, GoogleShape,
};
use refundkit::server::{GoogleCaller, GoogleCallerConfig, GoogleRefund};
use refundkit::{CallContext, Endpoint, GoogleCredentials, HttpRequest, Money, RefundError};
use serde::Deserialize;

/// The account whose payments an app integrates for Google.
pub const ACCOUNT: &str = "InvisiCashUSA_USD";

/// `{"requestId": "g-1", "captureId": "capture-1", "minorUnits": 3000}`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ask {
    request_id: String,
    capture_id: String,
    minor_units: i64,
}

impl Ask {
    /// The request to an app that listens under `base`.
    pub fn request(&self, base: &str, now_ms: i64) -> Result<HttpRequest, RefundError> {
        let endpoint = Endpoint::Loopback(format!("{base}/google"));
        let config = GoogleCallerConfig::at(endpoint);
        let refund = refund(&self.request_id, &self.capture_id, self.minor_units);
        GoogleCaller::new(config, GoogleCredentials {})?
            .build_request(&refund, &CallContext::at(now_ms))
    }
}

/// What Google asks for, in dollars.
pub fn refund(request_id: &str, capture_id: &str, minor_units: i64) -> GoogleRefund {
    let (kind, id) = (GoogleCaptureIdKind::CaptureRequestId, capture_id.to_owned());
    GoogleRefund {
        shape: GoogleShape::Flat,
        protocol_version: GoogleProtocolVersion {
            major: 1,
            minor: Some(0),
            revision: Some(0),
        },
        request_id: request_id.to_owned(),
        account_id: ACCOUNT.to_owned(),
        capture_id: GoogleCaptureId { kind, id },
        amount: Money::new(minor_units, "USD"),
        pix_end_to_end_id_to_refund: None,
        refund_id: None,
    }
}
