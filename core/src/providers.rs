//! The providers, one folder each with the same rooms, and the one list of them.

pub mod tranzzo;

pub use tranzzo::{
    Tranzzo, TranzzoCall, TranzzoConfig, TranzzoCredentials, TranzzoRefund, TranzzoServer, TranzzoServerConfig,
    TranzzoServerCredentials, TranzzoShare,
};

/// Hands every provider to a macro: its name in documents, its class, and the capabilities that the class has.
#[macro_export]
macro_rules! for_each_provider {
    ($callback:ident) => {
        $callback! {
            "tranzzo" Tranzzo [refunds builds_requests reads_status asks_status verifies_webhooks]
            "tranzzo_server" TranzzoServer [serves_refunds serves_status sends_webhooks]
        }
    };
}
