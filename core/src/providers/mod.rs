//! The providers, one folder for each with the same files, and the one list of them.
//!
//! A new provider is one `mod` line and one row here.

pub mod bank131;
pub mod google;
mod methods;
pub mod sberbank;
pub mod session;
pub mod smart_glocal;
pub mod themap;
pub mod tranzzo;

/// Hands every provider to a macro, a row each: its module, and for each of its classes
///
/// * its documentation, its name in documents, and the class,
/// * its configuration, its credentials, the refund as it sees it, and in parentheses what a call's context must have: the time
///   (`at now`), randomness (`with seed`), both, or nothing, and the class of its ledger in other languages, if it has one,
/// * the traits that it has.
#[macro_export]
macro_rules! for_each_provider {
    ($callback:ident) => {
        $callback! {
            bank131 {
                /// Bank 131, the merchant side.
                "bank131" Bank131
                    (SessionConfig SessionCredentials SessionRefund (with seed) Bank131Ledger)
                    [Merchant QueryStatus SignElsewhere VerifyWebhooks KeepsLedger]
                /// Bank 131's own side.
                "bank131_server" Bank131Server
                    (SessionServerConfig SessionServerCredentials SessionCall (at now_ms with seed))
                    [SimulateProvider]
            }
            smart_glocal {
                /// Smart Glocal, the merchant side.
                "smart_glocal" SmartGlocal
                    (SessionConfig SessionCredentials SessionRefund (with seed) SmartGlocalLedger)
                    [Merchant QueryStatus SignElsewhere VerifyWebhooks KeepsLedger]
                /// Smart Glocal's own side.
                "smart_glocal_server" SmartGlocalServer
                    (SessionServerConfig SessionServerCredentials SessionCall (at now_ms with seed))
                    [SimulateProvider]
            }
            sberbank {
                /// Sberbank's legacy gateway (`autoRefund.do` and its relatives), the merchant side.
                "sberbank_legacy" SberbankLegacy
                    (SberbankLegacyConfig SberbankLegacyCredentials SberbankLegacyRefund () SberbankLegacyLedger)
                    [Merchant QueryStatus VerifyWebhooks KeepsLedger]
                /// Sberbank's legacy gateway, its own side.
                "sberbank_legacy_server" SberbankLegacyServer
                    (SberbankLegacyServerConfig SberbankLegacyServerCredentials SberbankLegacyCall (at now_ms with seed))
                    [SimulateProvider]
                /// Sberbank's new JSON gateway, the merchant side.
                "sberbank_gateway" SberbankGateway
                    (SberbankGatewayConfig SberbankGatewayCredentials SberbankGatewayRefund () SberbankGatewayLedger)
                    [Merchant QueryStatus ReadNotices KeepsLedger]
                /// Sberbank's new gateway, its own side.
                "sberbank_gateway_server" SberbankGatewayServer
                    (SberbankGatewayServerConfig SberbankGatewayCredentials SberbankGatewayCall (at now_ms with seed))
                    [SimulateProvider]
            }
            themap {
                /// theMAP, the merchant side.
                "themap" TheMap (TheMapConfig TheMapCredentials TheMapRefund () TheMapLedger)
                    [Merchant QueryStatus VerifyWebhooks ReadNotices KeepsLedger]
                /// theMAP's own side.
                "themap_server" TheMapServer (TheMapServerConfig TheMapCredentials TheMapCall (at now_ms with seed))
                    [SimulateProvider]
            }
            tranzzo {
                /// Tranzzo, the merchant side.
                "tranzzo" Tranzzo (TranzzoConfig TranzzoCredentials TranzzoRefund () TranzzoLedger)
                    [Merchant QueryStatus VerifyWebhooks KeepsLedger]
                /// Tranzzo's own side.
                "tranzzo_server" TranzzoServer
                    (TranzzoServerConfig TranzzoCredentials TranzzoCall (at now_ms with seed))
                    [SimulateProvider]
            }
            google {
                /// Google Standard Payments, the side of the integrator whom Google asks.
                "google" GoogleIntegrator
                    (GoogleConfig GoogleCredentials GoogleRefundRequest (at now_ms) GoogleCaptureLedger)
                    [AnswerRefunds]
                /// Google's own side, which asks.
                "google_caller" GoogleCaller (GoogleCallerConfig GoogleCredentials GoogleRefund (at now_ms))
                    [Merchant ReceiveNotifications]
            }
        }
    };
}

macro_rules! all {
    ($($module:ident $classes:tt)*) => {
        /// Every provider's types.
        pub(crate) mod all {
            $(pub(crate) use super::$module::*;)*
        }
    };
}

for_each_provider!(all);
