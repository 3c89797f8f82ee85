//! Goods and split as the wire spells them: prices as text in one of two units, fees as exact JSON numbers.

use super::TheMapGoodsPrice;
use super::goods::{TheMapGood, TheMapSplit, TheMapSupplier};
use super::wire::{GoodBody, SplitBody, SupplierBody};
use crate::value::error::{RefundError, code};
use crate::value::money::{format_decimal, parse_decimal};
use crate::wire::RawJson;
use std::borrow::Cow;

/// How prices are printed: the unit, and the decimals of the account's currency.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prices {
    pub(super) unit: TheMapGoodsPrice,
    pub(super) decimals: u32,
}

impl Prices {
    /// Decimals on the wire.
    fn printed(self) -> u32 {
        match self.unit {
            TheMapGoodsPrice::Kopecks => 0,
            TheMapGoodsPrice::Roubles => self.decimals,
        }
    }

    /// Prices are strings on the wire.
    fn print(self, minor_units: i64) -> Result<RawJson, RefundError> {
        RawJson::new(
            "",
            &format!("\"{}\"", format_decimal(minor_units, self.printed())),
        )
    }

    fn read(self, price: &RawJson) -> Option<i64> {
        parse_decimal(&price.as_scalar().text()?, self.printed()).ok()
    }
}

/// The parts as they are written; none where there are none.
pub(super) fn write_split(
    split: &[TheMapSplit],
) -> Result<Option<Vec<SplitBody<'_>>>, RefundError> {
    let written: Vec<SplitBody<'_>> = split
        .iter()
        .map(write_part)
        .collect::<Result<_, RefundError>>()?;
    Ok(Some(written).filter(|parts| !parts.is_empty()))
}

fn write_part(part: &TheMapSplit) -> Result<SplitBody<'_>, RefundError> {
    Ok(SplitBody {
        split_terminal_id: part.terminal_id,
        amount: part.minor_units,
        purpose: Cow::Borrowed(&part.purpose),
        fee: RawJson::new("", &part.fee)?,
    })
}

/// The parts as they were written.
pub(super) fn read_split(split: Vec<SplitBody<'_>>) -> Option<Vec<TheMapSplit>> {
    let part = |part: SplitBody<'_>| {
        Some(TheMapSplit {
            terminal_id: part.split_terminal_id,
            minor_units: part.amount,
            purpose: part.purpose.into_owned(),
            fee: part.fee.as_scalar().string()?,
        })
    };
    split.into_iter().map(part).collect()
}

/// The goods as they are written; none where there are none.
pub(super) fn write_goods(
    goods: &[TheMapGood],
    prices: Option<Prices>,
) -> Result<Option<Vec<GoodBody<'_>>>, RefundError> {
    if goods.is_empty() {
        return Ok(None);
    }
    let prices = prices.ok_or_else(no_unit)?;
    goods
        .iter()
        .map(|good| write_good(good, prices))
        .collect::<Result<_, _>>()
        .map(Some)
}

fn write_good(good: &TheMapGood, prices: Prices) -> Result<GoodBody<'_>, RefundError> {
    Ok(GoodBody {
        name: Cow::Borrowed(&good.name),
        price: prices.print(good.price)?,
        tax: good.tax,
        payment_subject_type: good.payment_subject_type,
        payment_method_type: good.payment_method_type,
        agent_type: good.agent_type,
        supplier: good.supplier.as_ref().map(write_supplier),
    })
}

/// The goods as they were written.
pub(super) fn read_goods(
    goods: Vec<GoodBody<'_>>,
    prices: Option<Prices>,
) -> Result<Vec<TheMapGood>, RefundError> {
    if goods.is_empty() {
        return Ok(Vec::new());
    }
    let prices = prices.ok_or_else(no_unit)?;
    goods
        .into_iter()
        .map(|good| read_good(good, prices))
        .collect()
}

fn read_good(good: GoodBody<'_>, prices: Prices) -> Result<TheMapGood, RefundError> {
    let price = prices.read(&good.price);
    Ok(TheMapGood {
        name: good.name.into_owned(),
        price: price
            .ok_or_else(|| RefundError::new(code::INVALID_MESSAGE, "goods.price", "is no price"))?,
        tax: good.tax,
        payment_subject_type: good.payment_subject_type,
        payment_method_type: good.payment_method_type,
        agent_type: good.agent_type,
        supplier: good.supplier.map(read_supplier),
    })
}

fn write_supplier(supplier: &TheMapSupplier) -> SupplierBody<'_> {
    let numbers: Vec<Cow<'_, str>> = supplier
        .phone_numbers
        .iter()
        .map(|number| Cow::Borrowed(number.as_str()))
        .collect();
    SupplierBody {
        name: supplier.name.as_deref().map(Cow::Borrowed),
        inn: supplier.inn.as_deref().map(Cow::Borrowed),
        phone_numbers: Some(numbers).filter(|numbers| !numbers.is_empty()),
    }
}

fn read_supplier(supplier: SupplierBody<'_>) -> TheMapSupplier {
    let numbers = supplier.phone_numbers.unwrap_or_default();
    TheMapSupplier {
        name: supplier.name.map(Cow::into_owned),
        inn: supplier.inn.map(Cow::into_owned),
        phone_numbers: numbers.into_iter().map(Cow::into_owned).collect(),
    }
}

fn no_unit() -> RefundError {
    RefundError::new(
        code::MISSING_FIELD,
        "config.goodsPrice",
        "is needed: the unit of a price is not documented",
    )
}
