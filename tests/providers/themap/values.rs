//! Merchant to try: carts, splits and parameters.

use super::*;

pub(super) fn splits() -> impl Strategy<Value = Vec<TheMapSplit>> {
    let fee = prop_oneof![
        Just("0".to_owned()),
        "[1-9][0-9]{0,5}",
        "(0|[1-9][0-9]{0,3})\\.[0-9]{1,6}"
    ];
    let part = (1..1_000_i64, 1..1_000_000_i64, line(), fee).prop_map(
        |(terminal_id, minor_units, purpose, fee)| TheMapSplit {
            terminal_id,
            minor_units,
            purpose,
            fee,
        },
    );
    prop::collection::vec(part, 1..4)
}

pub(super) fn goods() -> impl Strategy<Value = Vec<TheMapGood>> {
    let supplier = (
        prop::option::of(line()),
        prop::collection::vec(line(), 1..3),
    )
        .prop_map(|(name, phone_numbers)| TheMapSupplier {
            name,
            inn: None,
            phone_numbers,
            extra: None,
        });
    let number = || prop::option::of(0..100_i64);
    let good = (
        line(),
        1..1_000_000_i64,
        number(),
        number(),
        prop::option::of(supplier),
        prop::option::of(Just(r#"{"quantity":"1.000"}"#.to_owned())),
    )
        .prop_map(
            |(name, price, tax, agent_type, supplier, extra)| TheMapGood {
                name,
                tax,
                agent_type,
                supplier,
                extra,
                ..good(price)
            },
        );
    prop::collection::vec(good, 1..4)
}

/// Parameters that both encodings can carry.
pub(super) fn params() -> impl Strategy<Value = Vec<TheMapParam>> {
    let carried = |text: String| text.replace([';', '='], "-");
    let value = prop_oneof![Just(String::new()), line().prop_map(carried)];
    let pair =
        (line().prop_map(carried), value).prop_map(|(name, value)| TheMapParam { name, value });
    prop::collection::vec(pair, 0..4).prop_map(|mut params| {
        params
            .iter_mut()
            .enumerate()
            .for_each(|(index, param)| param.name.push_str(&index.to_string()));
        params
    })
}

pub(super) fn refunds() -> impl Strategy<Value = TheMapRefund> {
    let whole = |parts: i64| Money::new(parts, "RUB");
    let plain = crate::providers::strategies::money("RUB")
        .prop_map(|amount| (amount, Vec::new(), Vec::new()));
    let divided = splits().prop_map(move |split| {
        (
            whole(
                split
                    .iter()
                    .map(|part| part.minor_units)
                    .sum(),
            ),
            split,
            Vec::new(),
        )
    });
    let returned = goods().prop_map(move |goods| {
        (
            whole(
                goods
                    .iter()
                    .map(|good| good.price)
                    .sum(),
            ),
            Vec::new(),
            goods,
        )
    });
    (id(), id(), prop_oneof![plain, divided, returned], params()).prop_map(
        |(map_order_id, merchant_order_id, (amount, split, goods), params)| TheMapRefund {
            map_order_id,
            merchant_order_id,
            amount,
            params,
            split,
            goods,
        },
    )
}
