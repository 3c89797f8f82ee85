//! The credentials of the provider's own side.

use super::server::request;
use super::{keys, server_credentials};
use crate::providers::strategies::{ambient, refusal};
use refundkit::server::{Bank131Server, SessionServerConfig, SessionServerCredentials};

#[test]
fn either_of_two_merchant_keys_is_taken() {
    let merchant_keys = vec![
        keys::PROVIDER_PUBLIC.to_owned(),
        keys::MERCHANT_PUBLIC.to_owned(),
    ];
    let credentials = SessionServerCredentials {
        merchant_keys,
        ..server_credentials()
    };
    let server = Bank131Server::new(SessionServerConfig::default(), credentials).unwrap();
    assert!(
        server
            .parse_request(&request(), &ambient())
            .is_ok()
    );
}

#[test]
fn the_provider_side_checks_its_credentials() {
    let made = |change: fn(&mut SessionServerCredentials)| {
        let mut credentials = server_credentials();
        change(&mut credentials);
        refusal(Bank131Server::new(
            SessionServerConfig::default(),
            credentials,
        ))
    };
    assert_eq!(
        made(|keys| keys.project.clear()),
        "missing_field credentials.project"
    );
    assert_eq!(
        made(|keys| keys.merchant_keys.clear()),
        "missing_field credentials.merchantKeys"
    );
    assert_eq!(
        made(|keys| keys.merchant_keys.push("x".into())),
        "invalid_key credentials.merchantKeys[1]"
    );
    assert_eq!(
        made(|keys| keys.private_key = Some("x".into())),
        "invalid_key credentials.privateKey"
    );
}
