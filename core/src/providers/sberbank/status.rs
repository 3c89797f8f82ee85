//! The order's description: `getOrderStatusExtended.do`, of the same shape on both gateways.
//!
//! Totals are cumulative, money and points together. A refund is recognised by its `externalRefundId` where operations
//! carry one (the new gateway, if enabled for the merchant), else by the change of the refunded total.

use super::response::{Code, ResponseBody};
use crate::decision::matcher::{Evidence, RefundMatcher};
use crate::decision::observation::{Observation, read_response};
use crate::decision::outcome::{Problem, RefundStatus};
use crate::decision::profile::Finding;
use crate::decision::snapshot::{PaymentSnapshot, RefundEntry};
use crate::http::SendResult;
use crate::value::currency::Currency;
use crate::value::money::Money;
use crate::value::text::same_id;
use crate::wire::{JsonError, RawValue, from_json_text, optional_objects};
use serde::Deserialize;
use std::borrow::Cow;

/// The members that decide.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order<'a> {
    #[serde(borrow)]
    order_number: Option<RawValue<'a>>,
    #[serde(borrow)]
    order_status: Option<RawValue<'a>>,
    /// Money and points together, as the order was registered.
    #[serde(borrow)]
    amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    currency: Option<RawValue<'a>>,
    #[serde(borrow)]
    card_auth_info: Option<RawValue<'a>>,
    #[serde(borrow)]
    payment_amount_info: Option<Amounts<'a>>,
    #[serde(borrow)]
    loyalty_info: Option<Loyalty<'a>>,
    #[serde(borrow, default, deserialize_with = "optional_objects")]
    attributes: Option<Vec<Attribute<'a>>>,
    #[serde(borrow, default, deserialize_with = "optional_objects")]
    operations: Option<Vec<Operation<'a>>>,
    #[serde(borrow, default, deserialize_with = "optional_objects")]
    refunds: Option<Vec<Operation<'a>>>,
}

/// One example prints the currency within `cardAuthInfo` instead of beside it.
#[derive(Deserialize)]
struct CardAuthInfo<'a> {
    #[serde(borrow)]
    currency: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Amounts<'a> {
    #[serde(borrow)]
    approved_amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    deposited_amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    refunded_amount: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Loyalty<'a> {
    #[serde(borrow)]
    payment_bonus: Option<Bonus<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bonus<'a> {
    #[serde(borrow)]
    approved_amount_bonus: Option<RawValue<'a>>,
    #[serde(borrow)]
    deposited_amount_bonus: Option<RawValue<'a>>,
    #[serde(borrow)]
    refunded_amount_bonus: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
struct Attribute<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    value: Option<RawValue<'a>>,
}

/// An item of `operations` (new) or `refunds` (legacy, where all are refunds and have no type).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Operation<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<RawValue<'a>>,
    #[serde(borrow)]
    amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    amount_bonus: Option<RawValue<'a>>,
    #[serde(borrow)]
    reference_number: Option<RawValue<'a>>,
    #[serde(borrow)]
    external_refund_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    action_code: Option<RawValue<'a>>,
}

/// What is asked about, and in which currency the account is.
pub(super) struct StatusQuery<'a> {
    pub(super) order_id: &'a str,
    pub(super) currency: &'a str,
}

impl StatusQuery<'_> {
    /// The snapshot, or why the response cannot be believed.
    pub(super) fn read(&self, response: &SendResult) -> Result<PaymentSnapshot, Observation> {
        let (head, said) = read_response::<ResponseBody<'_>>(response)?;
        let unbelieved = |finding| said.with_texts(Observation::new(finding).with_head(head));
        let (_, order) = read_response::<Order<'_>>(response)?;
        let described = match said.code() {
            Err(problem) => return Err(unbelieved(Finding::Contradiction(problem))),
            Ok(Code::Zero) => head.is_success(),
            Ok(Code::Absent) => head.is_success() && order.order_status.is_some(),
            Ok(Code::Other(_) | Code::Unreadable) => false,
        };
        if !described {
            return Err(unbelieved(Finding::Unrecognised));
        }
        let snapshot = self
            .described(&order)
            .map_err(|problem| unbelieved(Finding::Contradiction(problem)))?;
        Ok(PaymentSnapshot {
            http_status: Some(head.status),
            ..snapshot
        })
    }

    fn described(&self, order: &Order<'_>) -> Result<PaymentSnapshot, Problem> {
        self.check_order(order)?;
        self.check_currency(order)?;
        let money = order.payment_amount_info.as_ref();
        let points = order
            .loyalty_info
            .as_ref()
            .and_then(|loyalty| loyalty.payment_bonus.as_ref());
        let listed = order
            .operations
            .iter()
            .flatten()
            .filter(|operation| operation.is_refund());
        let entries = listed
            .chain(order.refunds.iter().flatten())
            .map(|operation| self.entry(operation));
        let approved = self.together(
            money.and_then(|money| money.approved_amount),
            points.and_then(|points| points.approved_amount_bonus),
        )?;
        let deposited = self.together(
            money.and_then(|money| money.deposited_amount),
            points.and_then(|points| points.deposited_amount_bonus),
        )?;
        let refunded = self.together(
            money.and_then(|money| money.refunded_amount),
            points.and_then(|points| points.refunded_amount_bonus),
        )?;
        let ordered = units(order.amount)?;
        Ok(PaymentSnapshot {
            payment_id: Some(self.order_id.to_owned()),
            merchant_order: order.order_number.and_then(RawValue::string),
            captured: captured(
                approved.map(|money| money.minor_units).or(ordered),
                deposited,
                refunded.as_ref(),
            ),
            refunded,
            entries: entries.collect::<Result<_, Problem>>()?,
            provider_status: order.order_status.and_then(RawValue::string),
            ..PaymentSnapshot::default()
        })
    }

    /// `attributes` name the order, at least once, and always ours.
    fn check_order(&self, order: &Order<'_>) -> Result<(), Problem> {
        let attributes = order.attributes.iter().flatten();
        let mut ids = attributes
            .filter(|attribute| attribute.name.as_deref() == Some("mdOrder"))
            .peekable();
        let named = ids.peek().is_some();
        let ours = |value: Option<RawValue<'_>>| {
            value
                .and_then(RawValue::text)
                .is_some_and(|id| same_id(&id, self.order_id))
        };
        if named && ids.all(|attribute| ours(attribute.value)) {
            Ok(())
        } else {
            Err(Problem::PaymentMismatch)
        }
    }

    /// The currency is optional, but never another one.
    fn check_currency(&self, order: &Order<'_>) -> Result<(), Problem> {
        let card = order.card_auth_info.map(card).transpose()?;
        let given = [order.currency, card.and_then(|card| card.currency)];
        let account = Currency::parse(self.currency);
        let ours = |value: RawValue<'_>| {
            let text = value.text();
            account
                .zip(text)
                .is_some_and(|(account, text)| names(&text, account))
        };
        if given.into_iter().flatten().all(ours) {
            Ok(())
        } else {
            Err(Problem::CurrencyMismatch)
        }
    }

    /// Money and points added up. Without money nothing is known.
    fn together(
        &self,
        money: Option<RawValue<'_>>,
        points: Option<RawValue<'_>>,
    ) -> Result<Option<Money>, Problem> {
        let Some(money) = units(money)? else {
            return Ok(None);
        };
        let both = money
            .checked_add(units(points)?.unwrap_or_default())
            .ok_or(Problem::AmountMismatch)?;
        Ok(Some(Money::new(both, self.currency)))
    }

    /// An action code of 0 is a success. What another one means for the money is not documented.
    fn entry(&self, operation: &Operation<'_>) -> Result<RefundEntry, Problem> {
        let provider_status = operation.action_code.and_then(RawValue::string);
        let succeeded = provider_status.as_deref() == Some("0");
        Ok(RefundEntry {
            refund_id: operation.reference_number.and_then(RawValue::string),
            status: if succeeded {
                RefundStatus::Succeeded
            } else {
                RefundStatus::Unknown
            },
            provider_status,
            amount: self.together(operation.amount, operation.amount_bonus)?,
            reference: operation.external_refund_id.and_then(RawValue::string),
            chargeback: false,
        })
    }
}

impl Operation<'_> {
    fn is_refund(&self) -> bool {
        self.kind
            .and_then(RawValue::text)
            .is_some_and(|kind| kind == "REFUND")
    }
}

/// Whether a text names the currency: its code in either case, or its ISO number with or without zeros in front. The rouble
/// also has the number and the code that it had before 1998, which recorded responses still print.
fn names(text: &str, currency: Currency) -> bool {
    let number = text.trim_start_matches('0');
    let code = text.to_ascii_uppercase();
    let is_older_rouble = currency.code() == "RUB" && (number == "810" || code == "RUR");
    is_older_rouble
        || number == currency.numeric().trim_start_matches('0')
        || code == currency.code()
}

/// Card data that can't be read may hide another currency.
fn card(info: RawValue<'_>) -> Result<CardAuthInfo<'_>, Problem> {
    from_json_text(info.raw()).map_err(|fault| match fault {
        JsonError::Duplicate => Problem::DuplicateField,
        JsonError::Unreadable => Problem::SelfContradiction,
    })
}

/// What was taken from the payer. `depositedAmount` is that in the document's words, while public clients read it as what
/// is left after refunds. The reading that gives the approved amount counts. Where neither does, nothing is known.
fn captured(
    approved: Option<i64>,
    deposited: Option<Money>,
    refunded: Option<&Money>,
) -> Option<Money> {
    let deposited = deposited?;
    let refunded = refunded.map_or(0, |money| money.minor_units);
    let before_refunds = deposited.minor_units.checked_add(refunded)?;
    if refunded == 0 || approved == Some(deposited.minor_units) {
        Some(deposited)
    } else if approved == Some(before_refunds) {
        Some(Money::new(before_refunds, deposited.currency))
    } else {
        None
    }
}

/// Minor units, as a number or digits.
fn units(value: Option<RawValue<'_>>) -> Result<Option<i64>, Problem> {
    let exact = |value: RawValue<'_>| value.integer().ok_or(Problem::AmountMismatch);
    value.map(exact).transpose()
}

/// What a snapshot means for the refund that `claim` identifies.
pub(super) fn resolve(
    order_id: &str,
    matcher: &RefundMatcher<'_>,
    snapshot: &PaymentSnapshot,
) -> Observation {
    snapshot.observe_if_usable(|| {
        if snapshot.payment_id.as_deref() != Some(order_id) {
            return Observation::new(Finding::Unanswered(Problem::PaymentMismatch));
        }
        let with_reference: Vec<RefundEntry> = snapshot
            .entries
            .iter()
            .filter(|entry| entry.reference.is_some())
            .cloned()
            .collect();
        match matcher.reference {
            Some(_) if !with_reference.is_empty() => {
                matcher.find(&with_reference, Evidence::Lookup)
            }
            _ => matcher.find_by_total(snapshot),
        }
    })
}
