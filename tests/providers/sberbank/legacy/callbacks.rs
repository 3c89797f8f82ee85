//! Callbacks: which refund they name, their keys, and the response to one that is refused.

use super::*;
use refundkit_tests::with;

#[test]
fn a_callback_that_does_not_say_which_refund_names_none() {
    let webhook = server()
        .build_webhook(
            HOOK,
            &update(3000, RefundStatus::Succeeded, None),
            None,
            &ambient(),
        )
        .unwrap();
    let event = merchant()
        .parse_webhook(&webhook.into())
        .unwrap()
        .event;
    let [entry] = &event.entries[..] else {
        panic!("one refund is reported: {event:?}")
    };
    assert_eq!(entry.status, RefundStatus::Succeeded);
    assert_eq!((&entry.refund_id, &entry.reference), (&None, &None));
    assert_eq!(entry.amount, None);
}

#[test]
fn two_callbacks_of_one_refund_have_one_key_and_two_refunds_have_two() {
    let event = |external_id| {
        let update = update(3000, RefundStatus::Succeeded, Some(external_id));
        merchant()
            .parse_webhook(
                &server()
                    .build_webhook(HOOK, &update, None, &ambient())
                    .unwrap()
                    .into(),
            )
            .unwrap()
            .event
    };
    assert_eq!(event("return-1").dedupe_key, event("return-1").dedupe_key);
    assert_ne!(event("return-1").dedupe_key, event("return-2").dedupe_key);
}

#[test]
fn a_callback_is_refused_with_an_response_to_give() {
    let unsigned = ReceivedRequest {
        method: HttpMethod::Post,
        url: "/callback".into(),
        headers: vec![Header::new(
            "content-type",
            "application/x-www-form-urlencoded",
        )],
        body: format!("mdOrder={ORDER}&operation=refunded&status=1").into_bytes(),
    };
    let Rejection { error, reply } = merchant()
        .parse_webhook(&unsigned)
        .unwrap_err();
    assert_eq!(
        (error.code(), error.field(), reply.status),
        ("unverified", "checksum", 401)
    );
    let keys = SberbankLegacyCredentials {
        callback_tokens: Vec::new(),
        callback_keys: Vec::new(),
        ..credentials()
    };
    let keyless = SberbankLegacy::new(SberbankLegacyConfig::default(), keys).unwrap();
    let update = update(3000, RefundStatus::Succeeded, None);
    let signed = server()
        .build_webhook(HOOK, &update, None, &ambient())
        .unwrap();
    let Rejection { error, reply } = keyless
        .parse_webhook(&signed.into())
        .unwrap_err();
    let found = (error.code(), error.field(), reply.status);
    assert_eq!(
        found,
        ("missing_field", "credentials.callbackTokens", 500),
        "our own fault: it must come again"
    );
}

#[test]
fn the_hash_of_asymmetric_checksums_is_configured_on_both_sides() {
    let config = with!(
        SberbankLegacyServerConfig::default(),
        callback_hash = RsaHash::Sha256
    );
    let keys = SberbankLegacyServerCredentials {
        callback_token: None,
        callback_key: Some(KEY.into()),
        ..server_credentials()
    };
    let server = SberbankLegacyServer::new(config, keys).unwrap();
    let update = update(3000, RefundStatus::Succeeded, Some("return-1"));
    let webhook = ReceivedRequest::from(
        server
            .build_webhook(HOOK, &update, None, &ambient())
            .unwrap(),
    );
    let config = with!(
        SberbankLegacyConfig::default(),
        callback_hash = RsaHash::Sha256
    );
    let same = SberbankLegacy::new(config, credentials()).unwrap();
    assert_eq!(
        refusal(merchant().parse_webhook(&webhook)),
        "unverified checksum"
    );
    assert!(same.parse_webhook(&webhook).is_ok());
}
