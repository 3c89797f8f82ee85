//! The order's description: `getOrderStatusExtended.do`, of the same shape on both gateways.
//!
//! Totals are cumulative, money and points together. On the new gateway a refund is recognised by its `externalRefundId` alone,
//! where operations carry one (if enabled for the merchant). On the legacy gateway, whose list has no such id, the change of the
//! refunded total is all that shows it.

use super::ORDER_ID;
use super::details::{Context, SberbankOrderStatus};
use super::response::{Code, ResponseBody};
use super::wire::{Attribute, Bonus, Operation, Order};
use crate::decision::observation::{Observation, read_response};
use crate::decision::outcome::{Problem, RefundStatus};
use crate::decision::profile::Finding;
use crate::decision::snapshot::{PaymentSnapshot, RefundEntry};
use crate::http::{ResponseHead, SendResult};
use crate::value::currency::Currency;
use crate::value::money::{Money, exact_sum};
use crate::value::secret::Secret;
use crate::value::text::same_id;
use crate::wire::RawValue;
use crate::wire::details::{DetailReader, DetailValue};

/// What is asked about, and in which currency the account is.
pub(super) struct StatusQuery<'a> {
    pub(super) order_id: &'a str,
    pub(super) currency: &'a str,
}

/// What was taken from the payer and what went back, money and points together.
#[derive(Default)]
struct Totals {
    captured: Option<Money>,
    refunded: Option<Money>,
}

/// Code and text, and the order beside them.
fn read_both(
    response: &SendResult,
) -> Result<(ResponseHead, ResponseBody<'_>, Order<'_>), Observation> {
    let (head, said) = read_response(response)?;
    let (_, order) = read_response(response)?;
    Ok((head, said, order))
}

impl StatusQuery<'_> {
    /// The snapshot, or why the response cannot be believed.
    pub(super) fn read(
        &self,
        response: &SendResult,
        secrets: &[&Secret],
    ) -> (
        Result<PaymentSnapshot, Observation>,
        Option<SberbankOrderStatus>,
    ) {
        let (head, said, order) = match read_both(response) {
            Ok(read) => read,
            Err(observation) => return (Err(observation), None),
        };
        let context = Context {
            reader: DetailReader::new(secrets),
            currency: self.currency,
        };
        let details = SberbankOrderStatus::read(&said, &order, context);
        (self.snapshot(head, &said, &order), Some(details))
    }

    fn snapshot(
        &self,
        head: ResponseHead,
        said: &ResponseBody<'_>,
        order: &Order<'_>,
    ) -> Result<PaymentSnapshot, Observation> {
        let unbelieved = |finding| said.with_texts(Observation::new(finding).with_head(head));
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
            .described(order)
            .map_err(|problem| unbelieved(why(problem)))?;
        Ok(PaymentSnapshot {
            http_status: Some(head.status),
            ..snapshot
        })
    }

    fn described(&self, order: &Order<'_>) -> Result<PaymentSnapshot, Problem> {
        self.check_order(order)?;
        self.check_currency(order)?;
        let entries = refunds(order)?
            .into_iter()
            .map(|operation| self.entry(operation));
        let totals = self.totals(order).unwrap_or_default();
        Ok(PaymentSnapshot {
            payment_id: Some(self.order_id.to_owned()),
            merchant_order: order
                .order_number
                .and_then(RawValue::string),
            captured: totals.captured,
            refunded: totals.refunded,
            entries: entries.collect::<Result<_, Problem>>()?,
            provider_status: order
                .order_status
                .and_then(RawValue::string),
            ..PaymentSnapshot::default()
        })
    }

    /// The totals. Where a part of them can't be read, none is known: what is captured and what was given back must be of one
    /// reading. That says nothing about the refunds that are listed beside them.
    fn totals(&self, order: &Order<'_>) -> Result<Totals, Problem> {
        let money = order
            .payment_amount_info
            .or(Problem::Unreadable)?;
        let points = points(order)?;
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
        // It only stands for an approved amount that is missing.
        let ordered = units(order.amount).unwrap_or_default();
        Ok(Totals {
            captured: captured(
                approved
                    .map(|money| money.minor_units)
                    .or(ordered),
                deposited,
                refunded.as_ref(),
            ),
            refunded,
        })
    }

    /// `attributes` name the order, at least once, and always ours.
    fn check_order(&self, order: &Order<'_>) -> Result<(), Problem> {
        order
            .attributes
            .or(Problem::Unreadable)?;
        let attributes = order.attributes.items().iter();
        let mut ids = attributes
            .filter(|attribute| attribute.is_named(ORDER_ID))
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

    /// The currency is optional, as an empty text is, but never another one.
    fn check_currency(&self, order: &Order<'_>) -> Result<(), Problem> {
        // Card data that can't be read may hide another currency.
        let card = order
            .card_auth_info
            .or(Problem::SelfContradiction)?;
        let given = [order.currency, card.and_then(|card| card.currency)];
        let account = Currency::parse(self.currency);
        let ours = |value: RawValue<'_>| {
            let text = value.text();
            account
                .zip(text)
                .is_some_and(|(account, text)| text.is_empty() || names(&text, account))
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
        let points = units(points)?.unwrap_or_default();
        let both = exact_sum(money, points).ok_or(Problem::AmountMismatch)?;
        Ok(Some(Money::new(both, self.currency)))
    }

    /// An action code of 0 is a success. What another one means for the money is not documented. The RRN is promised neither for
    /// every operation nor to one alone, so it is no id where an `externalRefundId` names the refund.
    fn entry(&self, operation: &Operation<'_>) -> Result<RefundEntry, Problem> {
        let provider_status = operation
            .action_code
            .and_then(RawValue::string);
        let succeeded = provider_status.as_deref() == Some("0");
        let status = if succeeded {
            RefundStatus::Succeeded
        } else {
            RefundStatus::Unknown
        };
        let date = operation.date.filter(|_| succeeded);
        let reference = operation
            .external_refund_id
            .and_then(RawValue::string);
        let rrn = operation.reference_number.text();
        Ok(RefundEntry {
            refund_id: rrn
                .clone()
                .filter(|_| reference.is_none()),
            provider_status,
            amount: self.together(operation.amount, operation.amount_bonus)?,
            reference,
            bank_reference: rrn,
            completed_at: date.text(),
            // Only of `operations` it is documented that their dates are milliseconds.
            completed_at_ms: date
                .filter(|_| operation.is_refund())
                .and_then(RawValue::integer),
            ..RefundEntry::new(status)
        })
    }
}

/// What of a message can't be believed: what is read contradicts, what is not read says nothing.
fn why(problem: Problem) -> Finding {
    match problem {
        Problem::Unreadable => Finding::Unreadable,
        problem => Finding::Contradiction(problem),
    }
}

/// The points that were paid with. The totals include them, so they decide.
fn points<'o, 'a>(order: &'o Order<'a>) -> Result<Option<&'o Bonus<'a>>, Problem> {
    let loyalty = order
        .loyalty_info
        .or(Problem::Unreadable)?;
    loyalty.map_or(Ok(None), |loyalty| {
        loyalty
            .payment_bonus
            .or(Problem::Unreadable)
    })
}

/// The refunds that are listed, under either gateway's name. A list that can't be read may hide ours.
fn refunds<'o, 'a>(order: &'o Order<'a>) -> Result<Vec<&'o Operation<'a>>, Problem> {
    order
        .operations
        .or(Problem::Unreadable)?;
    order.refunds.or(Problem::Unreadable)?;
    let listed = order.operations.items().iter();
    Ok(listed
        .filter(|operation| operation.is_refund())
        .chain(order.refunds.items())
        .collect())
}

impl Attribute<'_> {
    fn is_named(&self, name: &str) -> bool {
        self.name
            .and_then(RawValue::text)
            .is_some_and(|own| own == name)
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
    let is_older_rouble = currency.code() == "RUB" && number == "810";
    let own = currency.numeric();
    is_older_rouble
        || number == own.trim_start_matches('0')
        || Currency::from_provider(text) == Some(currency)
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
    let before_refunds = exact_sum(deposited.minor_units, refunded)?;
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
    let exact = |value: RawValue<'_>| {
        value
            .integer()
            .ok_or(Problem::AmountMismatch)
    };
    value.map(exact).transpose()
}
