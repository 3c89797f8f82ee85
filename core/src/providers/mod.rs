//! The providers, one folder for each with the same files, and the one list of them.
//!
//! A new provider is one `mod` line and one row here.

pub mod bank131;
pub mod google;
pub mod sberbank;
pub mod session;
pub mod smart_glocal;
pub mod themap;
pub mod tranzzo;

/// Hands every provider to a macro, a row each: its module, and for each of its classes its documentation, the name in
/// documents, the class and the capabilities.
#[macro_export]
macro_rules! for_each_provider {
    ($callback:ident) => {
        $callback! {
            bank131 {
                /// Bank 131, the merchant side.
                "bank131" Bank131 [refunds signs_requests reads_status signs_status verifies_webhooks]
                /// Bank 131's own side.
                "bank131_server" Bank131Server [serves_refunds serves_status sends_webhooks]
            }
            smart_glocal {
                /// Smart Glocal, the merchant side.
                "smart_glocal" SmartGlocal [refunds signs_requests reads_status signs_status verifies_webhooks]
                /// Smart Glocal's own side.
                "smart_glocal_server" SmartGlocalServer [serves_refunds serves_status sends_webhooks]
            }
            sberbank {
                /// Sberbank's older gateway (`autoRefund.do` and its relatives), the merchant side.
                "sberbank_legacy" SberbankLegacy [refunds builds_requests reads_status asks_status verifies_webhooks]
                /// Sberbank's older gateway, its own side.
                "sberbank_legacy_server" SberbankLegacyServer [serves_refunds serves_status sends_webhooks]
                /// Sberbank's newer JSON gateway, the merchant side.
                "sberbank_gateway" SberbankGateway [refunds builds_requests reads_status asks_status reads_notices]
                /// Sberbank's newer gateway, its own side.
                "sberbank_gateway_server" SberbankGatewayServer [serves_refunds serves_status sends_webhooks]
            }
            themap {
                /// theMAP, the merchant side.
                "themap" TheMap [refunds builds_requests reads_status asks_status verifies_webhooks reads_notices]
                /// theMAP's own side.
                "themap_server" TheMapServer [serves_refunds serves_status sends_webhooks]
            }
            tranzzo {
                /// Tranzzo, the merchant side.
                "tranzzo" Tranzzo [refunds builds_requests reads_status asks_status verifies_webhooks]
                /// Tranzzo's own side.
                "tranzzo_server" TranzzoServer [serves_refunds serves_status sends_webhooks]
            }
            google {
                /// Google Standard Payments, the side of the integrator whom Google asks.
                "google" GoogleIntegrator [answers_refunds decides_refunds sends_notifications]
                /// Google's own side, which asks.
                "google_caller" GoogleCaller [refunds calls_refunds receives_notifications]
            }
        }
    };
}
