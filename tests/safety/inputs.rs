//! What the caller hands in, and what providers say: nothing that looks like something else gets through.

mod matcher;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use refundkit::kit::{
    Ambiguity, Finding, Idempotency, Lookup, Observation, OperationProfile, RateLimit,
    any_from_json,
};
use refundkit::{
    Endpoint, HttpMethod, PaymentSnapshot, ReceivedRequest, Secret, Tranzzo, TranzzoConfig,
    TranzzoCredentials,
};
use refundkit_tests::with;
use serde::de::IgnoredAny;

fn made(endpoint: Endpoint) -> bool {
    let credentials = TranzzoCredentials {
        pos_id: "pos".into(),
        api_key: "key".into(),
        api_secret: "secret".into(),
        endpoints_key: "endpoints".into(),
    };
    Tranzzo::new(TranzzoConfig::at(endpoint), credentials).is_ok()
}

#[test]
fn hosts_are_plain_addresses() {
    for good in [
        "https://a.example",
        "https://a.example:8443/base/path/",
        "https://[2001:db8::1]:8443",
        "https://192.0.2.1:1",
        "https://1.a",
    ] {
        assert!(made(Endpoint::Custom(good.into())), "{good}");
    }
    for bad in [
        "http://a.example",
        "https://",
        "https://:1",
        "https://a:x",
        "https://a:1:2",
        "https://a:99999",
        "https://a:0",
        "https://a:+84",
        "https://a..b",
        "https://[x",
        "https://2130706433",
        "https://127.1",
        "https://a.0x7f",
        "https://192.0.2.256",
        "https://a/../b",
        "https://a/./b",
        "https://a/%2e%2e/b",
        "https://u@a",
        "https://a?b",
        "https://a#b",
        "https://a b",
        "https://a\r\nb",
        "ftp://a",
        "",
    ] {
        assert!(!made(Endpoint::Custom(bad.into())), "{bad}");
    }
    for good in [
        "http://127.0.0.1:1",
        "http://localhost",
        "http://[::1]:8080/x",
    ] {
        assert!(made(Endpoint::Loopback(good.into())), "{good}");
    }
    for bad in [
        "http://10.0.0.1",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "https://127.0.0.1",
        "http://localhost:x",
    ] {
        assert!(!made(Endpoint::Loopback(bad.into())), "{bad}");
    }
}

#[test]
fn ids_that_look_the_same_are_the_same() {
    for bad in [
        " 1",
        "1 ",
        "\u{200b}",
        "1\u{200b}",
        "\u{202e}1",
        "\u{feff}1",
        "1\n",
        "\t1",
        "1\u{7f}",
        "1\u{ad}",
    ] {
        assert!(
            refundkit::kit::validate::line("id", bad, 32).is_err(),
            "{bad:?}"
        );
    }
    assert!(refundkit::kit::validate::line("id", "заказ № 1", 32).is_ok());
}

const PROFILE: OperationProfile = OperationProfile {
    operation: "refund",
    replay: Idempotency::None,
    lookup: Lookup::None,
    rate_limit: RateLimit::Undocumented,
    ambiguity: Ambiguity::Final,
    ask_after_ms: 1,
    source: "a test",
};

/// The message of an outcome whose provider wrote `text`.
fn message(text: &str, secrets: &[&Secret]) -> String {
    let observation = Observation::new(Finding::Pending).saying(None, Some(text.to_owned()));
    let outcome = observation.into_outcome(&PROFILE, secrets);
    outcome.message.unwrap()
}

#[test]
fn an_echoed_secret_is_masked_in_every_spelling() {
    let secret = Secret::new("p&w/d\" é+1");
    for spelling in [
        "p&w/d\" é+1",
        "p%26w%2Fd%22%20%C3%A9%2B1",
        "p%26w%2fd%22+%c3%a9%2b1",
        "p&w/d\\\" é+1",
        "p&w\\/d\\\" \\u00e9+1",
        "\\u0070\\u0026\\u0077\\u002F\\u0064\\u0022\\u0020\\u00E9\\u002b\\u0031",
        "cCZ3L2QiIMOpKzE=",
        "bG9naW46cCZ3L2QiIMOpKzE",
    ] {
        let shown = message(&format!("bad password {spelling}!"), &[&secret]);
        assert_eq!(shown, "bad password ***!", "{spelling}");
    }
}

#[test]
fn a_plus_of_a_form_is_a_space_of_a_secret() {
    let secret = Secret::new("pass word 1");
    let shown = message("bad password=pass+word+1&x=1", &[&secret]);
    assert_eq!(shown, "bad password=***&x=1");
}

#[test]
fn ids_codes_and_statuses_are_never_masked() {
    let secret = Secret::new("1004-changeme");
    let observation = Observation {
        provider_status: Some("1004-changeme".into()),
        refund_id: Some("1004-changeme".into()),
        ..Observation::new(Finding::Pending)
    };
    let observation = observation.saying(Some("1004-changeme".into()), None);
    let outcome = observation.into_outcome(&PROFILE, &[&secret]);
    for fact in [outcome.provider_status, outcome.refund_id, outcome.code] {
        assert_eq!(fact.as_deref(), Some("1004-changeme"));
    }
}

#[test]
fn a_short_secret_is_masked_only_where_it_stands_as_a_value() {
    let secret = Secret::new("test");
    for (text, shown) in [
        ("test", "***"),
        ("\"test\"", "\"***\""),
        ("password=test", "password=***"),
        ("{\"password\": \"test\"}", "{\"password\": \"***\"}"),
        ("this is a test", "this is a test"),
        ("the test: failed", "the test: failed"),
        ("mode=testing", "mode=testing"),
        ("key=test.", "key=***."),
        ("key=test.example", "key=test.example"),
        ("dGVzdA==", "***"),
        ("authorization: bG9naW46dGVzdA", "authorization: ***"),
        ("YSB0ZXN0cw", "YSB0ZXN0cw"),
        (
            "00000000-0000-4000-8000-000000000001",
            "00000000-0000-4000-8000-000000000001",
        ),
    ] {
        assert_eq!(message(text, &[&secret]), shown, "{text}");
    }
}

#[test]
fn what_is_dropped_from_a_text_puts_no_secret_together() {
    let secret = Secret::new("changeme");
    for text in [
        "chan\u{1b}geme",
        "chan\u{200b}ge\u{ad}me",
        "\u{202e}changeme\u{feff}",
    ] {
        assert_eq!(message(text, &[&secret]), "***", "{text:?}");
    }
}

#[test]
fn a_secret_that_begins_with_another_leaves_no_tail() {
    let short = Secret::new("changeme");
    let long = Secret::new("changeme-live-2");
    for secrets in [[&short, &long], [&long, &short]] {
        assert_eq!(message("bad changeme-live-2", &secrets), "bad ***");
    }
}

#[test]
fn an_empty_secret_hides_nothing() {
    let secret = Secret::new("");
    assert_eq!(message("wrong password", &[&secret]), "wrong password");
}

#[test]
fn texts_are_cut_and_without_control_characters() {
    let long = message(&format!("a\u{1b}[31m\r\n{}", "x".repeat(5000)), &[]);
    assert_eq!(long.chars().count(), 1000);
    assert!(!long.chars().any(char::is_control));
    assert_eq!(message("a\u{1b}[31m\r\n", &[]), "a[31m");
    assert_eq!(message(&"x".repeat(1001), &[]), "x".repeat(1000));
}

#[test]
fn every_text_of_a_snapshot_is_cleaned_but_the_merchants_own() {
    let text = format!("secret\u{202e}{}", "x".repeat(5000));
    let read = with!(
        PaymentSnapshot::default(),
        payment_id = Some("secret-1".into()),
        merchant_order = Some(text.clone()),
        provider_status = Some(text.clone()),
        code = Some(text.clone()),
        message = Some(text.clone())
    );
    let secret = Secret::new("secretxx");
    let snapshot =
        PaymentSnapshot::from_status_response(Ok(read), &PROFILE, &[&secret], &["secret-1"])
            .unwrap();
    assert_eq!(snapshot.payment_id.as_deref(), Some("secret-1"));
    let texts = [
        snapshot.merchant_order,
        snapshot.provider_status,
        snapshot.code,
    ];
    for cleaned in texts.map(Option::unwrap) {
        assert!(cleaned.starts_with("secretx"), "{cleaned}");
        assert_eq!(cleaned.chars().count(), 1000);
    }
    let message = snapshot.message.unwrap();
    assert_eq!(message, format!("***{}", "x".repeat(992)));
}

#[test]
fn a_secret_at_the_end_of_what_is_kept_is_masked_however_it_is_spelled() {
    let secret = Secret::new("s3cr3t/changeme");
    let spellings = [
        "s3cr3t/changeme".to_owned(),
        "s3cr3t%2Fchangeme".to_owned(),
        "\\u0073\\u0033\\u0063\\u0072\\u0033\\u0074\\u002f\\u0063hangeme".to_owned(),
        STANDARD.encode("s3cr3t/changeme"),
    ];
    for spelled in spellings {
        for before in 990..1000 {
            let text = format!("{} {spelled} rest", "é".repeat(before - 1));
            let shown = message(&text, &[&secret]);
            assert_eq!(
                shown,
                format!("{} ***", "é".repeat(before - 1))
                    .chars()
                    .take(1000)
                    .collect::<String>(),
                "{spelled}"
            );
        }
    }
}

#[test]
fn what_a_mask_shortens_brings_no_part_of_a_secret_into_the_text() {
    let secret = Secret::new("a-secret-of-twenty-1");
    let text = format!("{}{}", "a-secret-of-twenty-1 ".repeat(40), "x".repeat(155))
        + "a-secret-of-twenty-1 and more";
    assert_eq!(
        message(&text, &[&secret]),
        "*** ".repeat(40) + &"x".repeat(155) + "***"
    );
    let beyond = "a-secret-of-twenty-1 ".repeat(400);
    assert_eq!(
        message(&beyond, &[&secret]),
        "*** ".repeat(48).trim_end().to_owned()
    );
}

#[test]
fn a_body_has_at_most_four_mebibytes() {
    const MOST: usize = 4_194_304;
    let body = |length: usize| ("{}".to_owned() + &" ".repeat(length - 2)).into_bytes();
    let received = |length| ReceivedRequest {
        method: HttpMethod::Post,
        url: "/".into(),
        headers: Vec::new(),
        body: body(length),
    };
    assert!(any_from_json::<IgnoredAny>(&body(MOST)).is_ok() && received(MOST).text().is_ok());
    assert!(
        any_from_json::<IgnoredAny>(&body(MOST + 1)).is_err() && received(MOST + 1).text().is_err()
    );
}

#[test]
fn a_form_has_at_most_a_thousand_pairs() {
    let pairs = |count: usize| vec!["a=b"; count].join("&");
    assert_eq!(
        refundkit::kit::form::decode(&pairs(1000)).map(|pairs| pairs.len()),
        Some(1000)
    );
    assert_eq!(refundkit::kit::form::decode(&pairs(1001)), None);
}

#[test]
fn base64_has_all_of_its_padding_or_none() {
    for whole in ["QUI", "QUI=", "QQ", "QQ==", "_-A=", ""] {
        assert!(
            refundkit::kit::base64::decode_url(whole).is_some(),
            "{whole}"
        );
    }
    for bad in ["QQ=", "QUI==", "QQ===", "=", "QR==", "+/A=", "QUI=\n"] {
        assert!(refundkit::kit::base64::decode_url(bad).is_none(), "{bad}");
    }
}
