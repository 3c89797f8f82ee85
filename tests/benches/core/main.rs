//! What a call costs, natively: building, parsing and verifying, and how building grows with the basket.
//!
//! `cargo xtask bench`. Compare the medians; nothing here is a test. The inputs are fixtures.

mod ledger;
mod positions;
mod rsa;

use divan::{Bencher, black_box, main as run};
use refundkit::server::{GoogleCaller, GoogleRefund};
use refundkit::{
    Bank131, BlindingSeed, CallContext, GoogleIntegrator, Merchant, Provider, ReceivedRequest,
    SberbankGateway, SberbankLegacy, Secret, SendResult, TheMap, Tranzzo, VerifyWebhooks,
};
use refundkit_tests::Step;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::LazyLock;

static STEPS: LazyLock<Vec<Step>> = LazyLock::new(refundkit_tests::steps);

fn main() {
    run();
}

/// A member of the document of the first step of a case that has it.
fn member<T: DeserializeOwned>(case: &str, name: &str) -> T {
    let prefix = format!("{case}:");
    let mut steps = STEPS
        .iter()
        .filter(|step| step.name.starts_with(&prefix))
        .peekable();
    assert!(steps.peek().is_some(), "{case}");
    let found = steps.find_map(|step| step.document().get(name).cloned());
    serde_json::from_value(found.unwrap_or(Value::Object(Default::default()))).unwrap()
}

fn provider<P: Provider>(case: &str) -> P {
    P::new(member(case, "config"), member(case, "credentials")).unwrap()
}

fn build<P: Merchant>(bencher: Bencher, case: &str) {
    let (provider, refund): (P, P::Refund) = (provider(case), member(case, "refund"));
    bencher.bench_local(|| {
        provider
            .build_request(black_box(&refund), &CallContext::default())
            .unwrap()
    });
}

fn parse<P: Merchant>(bencher: Bencher, case: &str) {
    let (provider, refund): (P, P::Refund) = (provider(case), member(case, "refund"));
    let response: SendResult = member(case, "response");
    bencher.bench_local(|| {
        provider
            .parse_response(
                black_box(&refund),
                black_box(&response),
                &CallContext::default(),
            )
            .unwrap()
            .outcome
    });
}

fn verify<P: VerifyWebhooks>(bencher: Bencher, case: &str) {
    let (provider, webhook): (P, ReceivedRequest) = (provider(case), member(case, "webhook"));
    bencher.bench_local(|| {
        provider
            .parse_webhook(black_box(&webhook))
            .unwrap()
            .event
    });
}

const GOOGLE_CALL: &str = "google/call_flat";

#[divan::bench_group(sample_size = 200)]
mod build_request {
    use super::*;

    #[divan::bench]
    fn themap_json(bencher: Bencher) {
        build::<TheMap>(bencher, "themap/served");
    }

    #[divan::bench]
    fn themap_form(bencher: Bencher) {
        build::<TheMap>(bencher, "themap/form_params");
    }

    #[divan::bench]
    fn tranzzo(bencher: Bencher) {
        build::<Tranzzo>(bencher, "tranzzo/partial");
    }

    #[divan::bench]
    fn bank131_to_sign(bencher: Bencher) {
        let (provider, refund): (Bank131, _) = (
            provider("bank131/served"),
            member("bank131/served", "refund"),
        );
        bencher.bench_local(|| {
            provider
                .prepare(black_box(&refund), &CallContext::default())
                .unwrap()
        });
    }

    #[divan::bench]
    fn sberbank_legacy(bencher: Bencher) {
        build::<SberbankLegacy>(bencher, "sberbank_legacy/served");
    }

    #[divan::bench]
    fn sberbank_gateway(bencher: Bencher) {
        build::<SberbankGateway>(bencher, "sberbank_gateway/served");
    }

    #[divan::bench]
    fn google_caller(bencher: Bencher) {
        let (caller, refund): (GoogleCaller, GoogleRefund) =
            (provider(GOOGLE_CALL), member(GOOGLE_CALL, "refund"));
        let now_ms = member(GOOGLE_CALL, "nowMs");
        bencher.bench_local(|| {
            caller
                .build_request(black_box(&refund), &CallContext::at(now_ms))
                .unwrap()
        });
    }
}

#[divan::bench_group(sample_size = 200)]
mod parse_response {
    use super::*;

    #[divan::bench]
    fn bank131(bencher: Bencher) {
        parse::<Bank131>(bencher, "bank131/served");
    }

    #[divan::bench]
    fn themap(bencher: Bencher) {
        parse::<TheMap>(bencher, "themap/served");
    }

    #[divan::bench]
    fn tranzzo(bencher: Bencher) {
        parse::<Tranzzo>(bencher, "tranzzo/full_succeeded");
    }

    #[divan::bench]
    fn sberbank_legacy(bencher: Bencher) {
        parse::<SberbankLegacy>(bencher, "sberbank_legacy/served");
    }

    #[divan::bench]
    fn sberbank_gateway(bencher: Bencher) {
        parse::<SberbankGateway>(bencher, "sberbank_gateway/served");
    }

    #[divan::bench]
    fn google_caller(bencher: Bencher) {
        parse::<GoogleCaller>(bencher, GOOGLE_CALL);
    }

    #[divan::bench]
    fn google_integrator_flat(bencher: Bencher) {
        google_integrator(bencher, "google/flat");
    }

    #[divan::bench]
    fn google_integrator_object(bencher: Bencher) {
        google_integrator(bencher, "google/object");
    }

    fn google_integrator(bencher: Bencher, case: &str) {
        let (integrator, request): (GoogleIntegrator, ReceivedRequest) =
            (provider(case), member(case, "request"));
        let now_ms = member(case, "nowMs");
        bencher.bench_local(|| {
            integrator
                .parse_request(black_box(&request), &CallContext::at(now_ms))
                .unwrap()
        });
    }
}

#[divan::bench_group(sample_size = 200)]
mod parse_webhook {
    use super::*;

    #[divan::bench]
    fn themap_hmac(bencher: Bencher) {
        verify::<TheMap>(bencher, "themap/webhook_vector");
    }

    #[divan::bench]
    fn tranzzo_sha1(bencher: Bencher) {
        verify::<Tranzzo>(bencher, "tranzzo/served");
    }

    #[divan::bench]
    fn sberbank_legacy_hmac(bencher: Bencher) {
        verify::<SberbankLegacy>(bencher, "sberbank_legacy/callback_refunded_with_id");
    }
}

/// The same responses as `parse_response`, read by hand through `serde_json::Value`: a few members, no checks.
#[divan::bench_group(sample_size = 200)]
mod value_by_hand {
    use super::*;

    #[divan::bench]
    fn bank131(bencher: Bencher) {
        by_hand(bencher, "bank131/served", |response| {
            let refund = &response["session"]["acquiring_payments"][0]["refunds"][0];
            let amount = &refund["amount_details"];
            (
                text(&response["session"]["id"]),
                text(&refund["id"]),
                text(&refund["status"]),
                text(&amount["currency"]),
            )
        });
    }

    #[divan::bench]
    fn tranzzo(bencher: Bencher) {
        by_hand(bencher, "tranzzo/full_succeeded", |response| {
            let member = |name: &str| text(&response[name]);
            (
                member("operation_id"),
                member("status"),
                member("currency"),
                member("order_id"),
            )
        });
    }

    fn by_hand<T>(bencher: Bencher, case: &str, read: fn(&Value) -> T) {
        let SendResult::Response(response) = member(case, "response") else {
            panic!("{case} has no response")
        };
        bencher.bench_local(|| read(&serde_json::from_slice(black_box(&response.body)).unwrap()));
    }

    fn text(value: &Value) -> Option<String> {
        value.as_str().map(str::to_owned)
    }
}
