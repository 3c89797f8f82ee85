//! The growth with the basket: each row is ten times the one before.

use super::*;
use refundkit::providers::tranzzo::TranzzoShare;
use refundkit::{
    CallContext, Money, RefundAmount, SberbankGatewayRefund, SberbankLegacyRefund, TheMapRefund,
    TranzzoRefund,
};

const COUNTS: [usize; 5] = [1, 10, 100, 1_000, 10_000];
const PRICE: i64 = 100;

#[divan::bench(args = COUNTS)]
fn tranzzo(bencher: Bencher, count: usize) {
    let share = TranzzoShare {
        minor_units: PRICE,
        sub_merchant_id: "merchant".into(),
    };
    grow::<Tranzzo>(
        bencher,
        "tranzzo/split",
        count,
        |refund: &mut TranzzoRefund, whole| {
            refund.amount = RefundAmount::Partial(Money::new(whole, "UAH"));
            refund.split = vec![share.clone(); count];
        },
    );
}

#[divan::bench(args = COUNTS)]
fn themap(bencher: Bencher, count: usize) {
    grow::<TheMap>(
        bencher,
        "themap/goods_kopecks",
        count,
        |refund: &mut TheMapRefund, whole| {
            refund.amount.minor_units = whole;
            refund.goods = vec![refund.goods[0].clone(); count];
            refund
                .goods
                .iter_mut()
                .for_each(|good| good.price = PRICE);
        },
    );
}

#[divan::bench(args = COUNTS)]
fn sberbank_legacy(bencher: Bencher, count: usize) {
    let case = "sberbank_legacy/refund_with_cart";
    grow::<SberbankLegacy>(
        bencher,
        case,
        count,
        |refund: &mut SberbankLegacyRefund, whole| {
            refund.amount.minor_units = whole;
            refund.expected_deposited_amount = None;
            refund.refund_items = vec![refund.refund_items[0].clone(); count];
            for item in &mut refund.refund_items {
                item.quantity.thousandths = 1000;
                (item.item_price, item.item_amount) = (Some(PRICE), Some(PRICE));
            }
        },
    );
}

#[divan::bench(args = COUNTS)]
fn sberbank_gateway(bencher: Bencher, count: usize) {
    let case = "sberbank_gateway/refund_with_cart";
    grow::<SberbankGateway>(
        bencher,
        case,
        count,
        |refund: &mut SberbankGatewayRefund, whole| {
            refund.amount.minor_units = whole;
            let bundle = refund.order_bundle.as_mut().unwrap();
            bundle.total = Some(whole);
            bundle.items = vec![bundle.items[0].clone(); count];
            for (index, item) in bundle.items.iter_mut().enumerate() {
                item.item_code = format!("NM-{index}");
                item.quantity.thousandths = 1000;
                (item.item_price, item.item_amount) = (PRICE, PRICE);
            }
        },
    );
}

fn grow<P: Merchant>(
    bencher: Bencher,
    case: &str,
    count: usize,
    fill: impl FnOnce(&mut P::Refund, i64),
) {
    let (provider, mut refund): (P, P::Refund) = (provider(case), member(case, "refund"));
    fill(&mut refund, i64::try_from(count).unwrap() * PRICE);
    bencher.bench_local(|| {
        provider
            .build_request(black_box(&refund), &CallContext::default())
            .unwrap()
    });
}
