//! The providers, one folder each with the same rooms, and the one list of them.

pub mod bank131;
pub mod google;
pub mod sberbank;
pub mod session;
pub mod smart_glocal;
pub mod themap;
pub mod tranzzo;

pub use bank131::{Bank131, Bank131Server};
pub use google::{
    GoogleCaller, GoogleCallerConfig, GoogleCapture, GoogleClaim, GoogleConfig, GoogleCredentials, GoogleDecision,
    GoogleDecline, GoogleErrorKind, GoogleFailure, GoogleIntegrator, GoogleNotice, GoogleNotification,
    GoogleProtocolVersion, GoogleRawResult, GoogleReference, GoogleReferenceKind, GoogleRefund, GoogleRefundRequest,
    GoogleRefundResult, GoogleRefundState, GoogleShape, GoogleStored, GoogleStoredRefund,
};
pub use sberbank::{
    SberbankAmountField, SberbankGateway, SberbankGatewayCall, SberbankGatewayConfig, SberbankGatewayCredentials,
    SberbankGatewayItem, SberbankGatewayRefund, SberbankGatewayServer, SberbankGatewayServerConfig,
    SberbankGatewayServerCredentials, SberbankLegacy, SberbankLegacyCall, SberbankLegacyConfig,
    SberbankLegacyCredentials, SberbankLegacyItem, SberbankLegacyRefund, SberbankLegacyServer,
    SberbankLegacyServerConfig, SberbankLegacyServerCredentials, SberbankMethod, SberbankOrderBundle, SberbankQuantity,
};
pub use session::{
    SessionApiVersion, SessionCall, SessionConfig, SessionCredentials, SessionRefund, SessionServerConfig,
    SessionServerCredentials,
};
pub use smart_glocal::{SmartGlocal, SmartGlocalServer};
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
            "bank131" Bank131 [refunds signs_requests reads_status signs_status verifies_webhooks]
            "bank131_server" Bank131Server [serves_refunds serves_status sends_webhooks]
            "google" GoogleIntegrator [answers_refunds decides_refunds sends_notifications]
            "google_caller" GoogleCaller [refunds calls_refunds receives_notifications]
            "sberbank_legacy" SberbankLegacy [refunds builds_requests reads_status asks_status verifies_webhooks]
            "sberbank_legacy_server" SberbankLegacyServer [serves_refunds serves_status sends_webhooks]
            "sberbank_gateway" SberbankGateway [refunds builds_requests reads_status asks_status reads_notices]
            "sberbank_gateway_server" SberbankGatewayServer [serves_refunds serves_status sends_webhooks]
            "smart_glocal" SmartGlocal [refunds signs_requests reads_status signs_status verifies_webhooks]
            "smart_glocal_server" SmartGlocalServer [serves_refunds serves_status sends_webhooks]
            "themap" TheMap [refunds builds_requests reads_status asks_status verifies_webhooks reads_notices]
            "themap_server" TheMapServer [serves_refunds serves_status sends_webhooks]
            "tranzzo" Tranzzo [refunds builds_requests reads_status asks_status verifies_webhooks]
            "tranzzo_server" TranzzoServer [serves_refunds serves_status sends_webhooks]
        }
    };
}
