//! Webhooks: the order that they name, and the spelling of their signature.

use super::*;

#[test]
fn a_webhook_names_the_order_by_its_own_ids() {
    let settled = |members: &str| {
        let json = operation(members);
        let data = refundkit::kit::base64::encode_url(json.as_bytes());
        let signature = refundkit::kit::base64::encode_url(&refundkit::kit::sha1_sandwich(
            "changeme",
            data.as_bytes(),
        ));
        let body = refundkit::kit::form::encode(&[
            ("data", data.as_str()),
            ("signature", signature.as_str()),
        ]);
        let request =
            refundkit::HttpRequest::post("https://shop.example/hook".into(), Vec::new(), body);
        merchant()
            .settle(
                &refund(),
                &merchant()
                    .parse_webhook(&request.into())
                    .unwrap()
                    .event,
            )
            .unwrap()
            .status
    };
    assert_eq!(
        settled(r#""order_id":"123","comment":"10101""#),
        RefundStatus::Succeeded
    );
    assert_eq!(
        settled(r#""order_id":"9","provider_order_id":"123","comment":"10101""#),
        RefundStatus::Succeeded
    );
    assert_eq!(
        settled(r#""order_id":"999","payment_id":"123","comment":"10101""#),
        RefundStatus::Unknown
    );
}

#[test]
fn a_signature_has_one_spelling_or_none() {
    let data = refundkit::kit::base64::encode_url(br#"{"method":"purchase"}"#);
    let exact = refundkit::kit::base64::encode_url(&refundkit::kit::sha1_sandwich(
        "changeme",
        data.as_bytes(),
    ));
    let parsed = |signature: &str| {
        let body =
            refundkit::kit::form::encode(&[("data", data.as_str()), ("signature", signature)]);
        let request =
            refundkit::HttpRequest::post("https://shop.example/hook".into(), Vec::new(), body);
        merchant()
            .parse_webhook(&request.into())
            .map(|parsed| parsed.event.dedupe_key)
    };
    let bare = exact.trim_end_matches('=');
    assert_eq!(parsed(&exact).unwrap(), parsed(bare).unwrap());
    assert!(parsed(&format!("{exact}=")).is_err());
}
