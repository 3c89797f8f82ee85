//! Goods and split as the wire spells them: prices as text in one of two units, fees as exact JSON numbers.

use super::TheMapGoodsPrice;
use super::encoding::bad;
use super::goods::{TheMapGood, TheMapSplit, TheMapSupplier};
use super::wire::{
    GOOD_MEMBERS, GoodBody, GoodIn, SUPPLIER_MEMBERS, SplitBody, SplitIn, SupplierBody, SupplierIn,
};
use crate::value::error::{RefundError, code};
use crate::value::money::{format_decimal, parse_decimal};
use crate::wire::{RawJson, RawValue, extra, from_json_text, rest};

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

    fn read(self, price: RawValue<'_>) -> Option<i64> {
        let text = price.text()?;
        // A price with more decimals, be they zeros, is in the other unit.
        let decimals = text
            .split_once('.')
            .map_or(0, |(_, fraction)| fraction.len());
        let fits = u32::try_from(decimals).is_ok_and(|decimals| decimals <= self.printed());
        parse_decimal(&text, self.printed())
            .ok()
            .filter(|_| fits)
    }
}

/// The parts as they are written.
pub(super) fn write_split(split: &[TheMapSplit]) -> Result<Vec<SplitBody<'_>>, RefundError> {
    split.iter().map(write_part).collect()
}

fn write_part(part: &TheMapSplit) -> Result<SplitBody<'_>, RefundError> {
    Ok(SplitBody {
        split_terminal_id: part.terminal_id,
        amount: part.minor_units,
        purpose: &part.purpose,
        fee: RawJson::new("", &part.fee)?,
    })
}

/// The parts as they were written.
pub(super) fn read_split(split: Vec<SplitIn>) -> Option<Vec<TheMapSplit>> {
    let part = |part: SplitIn| {
        Some(TheMapSplit {
            terminal_id: part.split_terminal_id,
            minor_units: part.amount,
            purpose: part.purpose,
            fee: part.fee.as_scalar().string()?,
        })
    };
    split.into_iter().map(part).collect()
}

/// The goods as they are written.
pub(super) fn write_goods(
    goods: &[TheMapGood],
    prices: Option<Prices>,
) -> Result<Vec<GoodBody<'_>>, RefundError> {
    if goods.is_empty() {
        return Ok(Vec::new());
    }
    let prices = prices.ok_or_else(no_unit)?;
    goods
        .iter()
        .map(|good| write_good(good, prices))
        .collect()
}

fn write_good(good: &TheMapGood, prices: Prices) -> Result<GoodBody<'_>, RefundError> {
    Ok(GoodBody {
        name: &good.name,
        price: prices.print(good.price)?,
        tax: good.tax,
        payment_subject_type: good.payment_subject_type,
        payment_method_type: good.payment_method_type,
        agent_type: good.agent_type,
        supplier: good
            .supplier
            .as_ref()
            .map(write_supplier)
            .transpose()?,
        extra: extra(good.extra.as_deref(), GOOD_MEMBERS)?,
    })
}

/// The goods as they were written.
pub(super) fn read_goods(
    goods: &[RawJson],
    prices: Option<Prices>,
) -> Result<Vec<TheMapGood>, RefundError> {
    if goods.is_empty() {
        return Ok(Vec::new());
    }
    let prices = prices.ok_or_else(no_unit)?;
    goods
        .iter()
        .map(|good| read_good(good.as_scalar(), prices))
        .collect()
}

fn read_good(json: RawValue<'_>, prices: Prices) -> Result<TheMapGood, RefundError> {
    let good: GoodIn<'_> = from_json_text(json.raw()).map_err(|_| bad("goods", NO_GOODS))?;
    let price = prices.read(good.price);
    Ok(TheMapGood {
        name: good.name,
        price: price.ok_or_else(|| bad("goods.price", "is not a price"))?,
        tax: good.tax,
        payment_subject_type: good.payment_subject_type,
        payment_method_type: good.payment_method_type,
        agent_type: good.agent_type,
        supplier: good
            .supplier
            .map(read_supplier)
            .transpose()?,
        extra: rest(json, GOOD_MEMBERS)?,
    })
}

const NO_GOODS: &str = "is not JSON of the documented shape";

fn write_supplier(supplier: &TheMapSupplier) -> Result<SupplierBody<'_>, RefundError> {
    Ok(SupplierBody {
        name: supplier.name.as_deref(),
        inn: supplier.inn.as_deref(),
        phone_numbers: &supplier.phone_numbers,
        extra: extra(supplier.extra.as_deref(), SUPPLIER_MEMBERS)?,
    })
}

fn read_supplier(json: RawValue<'_>) -> Result<TheMapSupplier, RefundError> {
    let supplier: SupplierIn =
        from_json_text(json.raw()).map_err(|_| bad("goods.supplier", NO_GOODS))?;
    Ok(TheMapSupplier {
        name: supplier.name,
        inn: supplier.inn,
        phone_numbers: supplier
            .phone_numbers
            .unwrap_or_default(),
        extra: rest(json, SUPPLIER_MEMBERS)?,
    })
}

fn no_unit() -> RefundError {
    RefundError::new(
        code::MISSING_FIELD,
        "config.goodsPrice",
        "is needed: the unit of a price is not documented",
    )
}
