//! Webhooks: the order that they name, and the spelling of their signature.

use super::*;

#[test]
fn a_webhook_names_the_order_by_its_own_ids() {
    let named = |members: &str| {
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
        let event = merchant()
            .parse_webhook(&request.into())
            .unwrap()
            .event;
        assert_eq!(event.entries[0].reference.as_deref(), Some("10101"));
        (event.merchant_order, event.other_ids, event.payment_id)
    };
    let text = |id: &str| Some(id.to_owned());
    assert_eq!(
        named(r#""order_id":"123","comment":"10101""#),
        (text("123"), Vec::new(), None)
    );
    assert_eq!(
        named(r#""order_id":"9","provider_order_id":"123","comment":"10101""#),
        (text("123"), vec!["9".to_owned()], None)
    );
    assert_eq!(
        named(r#""order_id":"999","payment_id":"123","comment":"10101""#),
        (text("999"), Vec::new(), text("123"))
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
