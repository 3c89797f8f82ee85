//! What a call costs, natively: building, parsing and verifying, and how building grows with the basket.
//!
//! `cargo xtask bench`. Compare the medians; nothing here is a test.

use divan::{Bencher, black_box, main as run};
use refundkit::provider::Ambient;
use refundkit::{
    Answer, BlindingSeed, BuildsRequests, HttpResponse, Money, PaymentSnapshot, Provider, ReceivedRequest,
    RefundAmount, RefundEntry, RefundStatus, RefundUpdate, Refunds, SendsWebhooks, Tranzzo, TranzzoConfig,
    TranzzoCredentials, TranzzoRefund, TranzzoServer, TranzzoServerConfig, TranzzoServerCredentials, TranzzoShare,
    VerifiesWebhooks,
};

fn main() {
    run();
}

mod tranzzo {
    use super::*;

    fn merchant() -> Tranzzo {
        let credentials = TranzzoCredentials {
            pos_id: "dc728de1-51ef-4ef1-80f7-3b44b07b5667".into(),
            api_key: "key".into(),
            api_secret: "secret".into(),
            endpoints_key: "endpoints".into(),
        };
        Tranzzo::new(TranzzoConfig::default(), credentials).unwrap()
    }

    fn refund(positions: usize) -> TranzzoRefund {
        let share = TranzzoShare { minor_units: 100, sub_merchant_id: "merchant".into() };
        let whole = i64::try_from(positions.max(1)).unwrap() * 100;
        TranzzoRefund {
            order_id: "order-1".into(),
            amount: RefundAmount::Partial(Money::new(whole, "UAH")),
            mark: Some("return-1".into()),
            server_url: Some("https://shop.example/hook".into()),
            split: vec![share; positions],
            baseline: None,
        }
    }

    #[divan::bench(sample_size = 500)]
    fn build(bencher: Bencher) {
        let (tranzzo, refund) = (merchant(), refund(0));
        bencher.bench(|| tranzzo.build_request(black_box(&refund)));
    }

    #[divan::bench(args = [1, 10, 100, 1_000, 10_000])]
    fn build_split(bencher: Bencher, positions: usize) {
        let (tranzzo, refund) = (merchant(), refund(positions));
        bencher.bench(|| tranzzo.build_request(black_box(&refund)));
    }

    #[divan::bench(sample_size = 500)]
    fn parse(bencher: Bencher) {
        let body = r#"{"operation_id":"f7d0c7cb-af32-441f-b2af-4d90d4da70e1","payment_id":"fdf1a710-8a34-414c-b023-b7e78104301a","order_id":"order-1","method":"refund","amount":1,"currency":"UAH","status":"success","status_code":"1004","status_description":"Refund successful.","comment":"return-1"}"#;
        let answer = Answer::Response(HttpResponse::json(200, body.to_owned()));
        let (tranzzo, refund) = (merchant(), refund(0));
        bencher.bench(|| tranzzo.parse_response(black_box(&refund), black_box(&answer)));
    }

    #[divan::bench(sample_size = 500)]
    fn verify_webhook(bencher: Bencher) {
        let tranzzo = merchant();
        let webhook = webhook();
        bencher.bench(|| tranzzo.parse_webhook(black_box(&webhook)));
    }

    fn webhook() -> ReceivedRequest {
        let credentials = TranzzoServerCredentials {
            pos_id: "dc728de1-51ef-4ef1-80f7-3b44b07b5667".into(),
            api_key: "key".into(),
            api_secret: "secret".into(),
            endpoints_key: "endpoints".into(),
        };
        let server = TranzzoServer::new(TranzzoServerConfig {}, credentials).unwrap();
        let entry = RefundEntry {
            refund_id: Some("rf_1".into()),
            status: RefundStatus::Succeeded,
            provider_status: None,
            amount: Some(Money::new(100, "UAH")),
            mark: Some("return-1".into()),
            chargeback: false,
        };
        let payment =
            PaymentSnapshot { merchant_order: Some("order-1".into()), entries: vec![entry], ..Default::default() };
        let update = RefundUpdate { refund_id: "rf_1".into(), payment };
        let ambient = Ambient { now: 0, seed: BlindingSeed::new([0; 32]) };
        server.build_webhook("https://shop.example/hook", &update, &ambient).unwrap().into()
    }
}
