//! The providers, one folder each with the same rooms, and the one list of them.
//!
//! A new provider is one `mod` line and one row here.

pub mod bank131;
pub mod google;
pub mod sberbank;
pub mod session;
pub mod smart_glocal;
pub mod themap;
pub mod tranzzo;

/// Hands every provider to a macro, a row each: its module, and for each of its classes the name in documents, the class
/// and the capabilities.
#[macro_export]
macro_rules! for_each_provider {
    ($callback:ident) => {
        $callback! {
            bank131 {
                "bank131" Bank131 [refunds signs_requests reads_status signs_status verifies_webhooks]
                "bank131_server" Bank131Server [serves_refunds serves_status sends_webhooks]
            }
            smart_glocal {
                "smart_glocal" SmartGlocal [refunds signs_requests reads_status signs_status verifies_webhooks]
                "smart_glocal_server" SmartGlocalServer [serves_refunds serves_status sends_webhooks]
            }
            sberbank {
                "sberbank_legacy" SberbankLegacy [refunds builds_requests reads_status asks_status verifies_webhooks]
                "sberbank_legacy_server" SberbankLegacyServer [serves_refunds serves_status sends_webhooks]
                "sberbank_gateway" SberbankGateway [refunds builds_requests reads_status asks_status reads_notices]
                "sberbank_gateway_server" SberbankGatewayServer [serves_refunds serves_status sends_webhooks]
            }
            themap {
                "themap" TheMap [refunds builds_requests reads_status asks_status verifies_webhooks reads_notices]
                "themap_server" TheMapServer [serves_refunds serves_status sends_webhooks]
            }
            tranzzo {
                "tranzzo" Tranzzo [refunds builds_requests reads_status asks_status verifies_webhooks]
                "tranzzo_server" TranzzoServer [serves_refunds serves_status sends_webhooks]
            }
            google {
                "google" GoogleIntegrator [answers_refunds decides_refunds sends_notifications]
                "google_caller" GoogleCaller [refunds calls_refunds receives_notifications]
            }
        }
    };
}
