//! The providers, one folder each with the same rooms, and the one list of them.

pub mod google;
pub mod themap;
pub mod tranzzo;

pub use google::{
    GoogleCaller, GoogleCallerConfig, GoogleCapture, GoogleClaim, GoogleConfig, GoogleCredentials, GoogleDecision,
    GoogleDecline, GoogleErrorKind, GoogleFailure, GoogleIntegrator, GoogleNotice, GoogleNotification,
    GoogleProtocolVersion, GoogleRawResult, GoogleReference, GoogleReferenceKind, GoogleRefund, GoogleRefundRequest,
    GoogleRefundResult, GoogleRefundState, GoogleShape, GoogleStored, GoogleStoredRefund,
};
pub use themap::{
    TheMap, TheMapCall, TheMapConfig, TheMapCredentials, TheMapEncoding, TheMapGood, TheMapGoodsPrice, TheMapParam,
    TheMapRefund, TheMapServer, TheMapServerConfig, TheMapServerCredentials, TheMapSplit, TheMapSupplier,
    TheMapUnsigned,
};
pub use tranzzo::{
    Tranzzo, TranzzoCall, TranzzoConfig, TranzzoCredentials, TranzzoRefund, TranzzoServer, TranzzoServerConfig,
    TranzzoServerCredentials, TranzzoShare,
};

/// Hands every provider to a macro: its name in documents, its class, and the capabilities that the class has.
#[macro_export]
macro_rules! for_each_provider {
    ($callback:ident) => {
        $callback! {
            "google" GoogleIntegrator [answers_refunds decides_refunds sends_notifications]
            "google_caller" GoogleCaller [refunds calls_refunds receives_notifications]
            "themap" TheMap [refunds builds_requests reads_status asks_status verifies_webhooks reads_notices]
            "themap_server" TheMapServer [serves_refunds serves_status sends_webhooks]
            "tranzzo" Tranzzo [refunds builds_requests reads_status asks_status verifies_webhooks]
            "tranzzo_server" TranzzoServer [serves_refunds serves_status sends_webhooks]
        }
    };
}
