//! The simulator's money: payments, their refunds, and an independent count of what moved and what arrived.
//!
//! No HTTP and no wire formats. The count is kept apart from the payments, so that one can be held against the other.

pub mod others;

use refundkit::server::{RefundOrder, RefundReply, RefundUpdate};
use refundkit::{Money, PaymentSnapshot, RefundEntry, RefundStatus};
use std::collections::BTreeMap;

/// A payment that can be refunded.
#[derive(Clone, Debug)]
pub struct Payment {
    /// The provider's id.
    pub id: String,
    /// The merchant's id of the order.
    pub merchant_order: String,
    /// What was taken.
    pub captured: Money,
    /// Whether refunds are decided later and announced by webhook.
    pub asynchronous: bool,
    entries: Vec<RefundEntry>,
    origins: Vec<usize>,
}

/// Money that moved: whose refund it was, by what was arriving, not by what the wire said.
#[derive(Clone, Debug)]
struct Movement {
    payment_id: String,
    minor_units: i64,
    origin: usize,
}

/// How a provider refuses: HTTP status, code and text, in its own words.
#[derive(Clone, Copy, Debug)]
pub struct Refusal(pub u16, pub &'static str, pub &'static str);

/// What is particular to a provider's money, as data.
#[derive(Clone, Copy, Debug)]
pub struct ProviderRules {
    /// The refund is larger than what is left.
    pub excess: Refusal,
    /// The refund is refused for good.
    pub declined: Refusal,
    /// The credentials are refused.
    pub credentials: Refusal,
    /// No such payment.
    pub unknown: Refusal,
    /// What the same key does the second time; none replays the first response.
    pub repeated_key: Option<Refusal>,
}

/// One provider's payments and counts.
#[derive(Debug, Default)]
pub struct Ledger {
    payments: Vec<Payment>,
    responses: BTreeMap<String, RefundReply>,
    moved: Vec<Movement>,
    returned: Vec<usize>,
    arrivals: Vec<String>,
    issued: u64,
    origin: usize,
}

impl Payment {
    /// A fresh payment.
    pub fn new(id: &str, merchant_order: &str, captured: Money, asynchronous: bool) -> Self {
        let (id, merchant_order) = (id.to_owned(), merchant_order.to_owned());
        Self {
            id,
            merchant_order,
            captured,
            asynchronous,
            entries: Vec::new(),
            origins: Vec::new(),
        }
    }

    /// The payment as the provider describes it.
    pub fn snapshot(&self) -> PaymentSnapshot {
        let mut snapshot = PaymentSnapshot::new(&self.id);
        snapshot.merchant_order = Some(self.merchant_order.clone());
        snapshot.captured = Some(self.captured.clone());
        snapshot.refunded = Some(Money::new(
            self.taken(|entry| entry.status == RefundStatus::Succeeded),
            &self.captured.currency,
        ));
        snapshot.entries = self.entries.clone();
        snapshot
    }

    fn taken(&self, counts: impl Fn(&RefundEntry) -> bool) -> i64 {
        let amounts = self
            .entries
            .iter()
            .filter(|entry| counts(entry))
            .filter_map(|entry| entry.amount.as_ref());
        amounts
            .map(|amount| amount.minor_units)
            .sum()
    }

    fn remaining(&self) -> i64 {
        self.captured.minor_units - self.taken(|entry| entry.status != RefundStatus::Declined)
    }

    fn is(&self, id: &str) -> bool {
        self.id == id || self.merchant_order == id
    }

    /// What the order may give back: its amount, or all that is left. None where it may not.
    fn granted(&self, order: &RefundOrder) -> Option<Money> {
        let remaining = self.remaining();
        let currency = &self.captured.currency;
        let rest = || Money::new(remaining, currency);
        let amount = order
            .amount
            .clone()
            .unwrap_or_else(rest);
        let is_precondition_wrong = order
            .precondition
            .is_some_and(|expected| expected != remaining);
        let is_left = (1..=remaining).contains(&amount.minor_units);
        if is_precondition_wrong || amount.currency != *currency || !is_left {
            return None;
        }
        Some(amount)
    }

    /// Decides a pending refund: the money moves.
    fn settle(&mut self, index: usize) -> Movement {
        let entry = &mut self.entries[index];
        entry.status = RefundStatus::Succeeded;
        let minor_units = entry
            .amount
            .as_ref()
            .map_or(0, |amount| amount.minor_units);
        movement(self, minor_units, self.origins[index])
    }

    fn announced(&self, index: usize) -> RefundUpdate {
        let refund_id = self.entries[index].refund_id.clone();
        RefundUpdate::new(refund_id.unwrap_or_default(), self.snapshot())
    }

    fn add(&mut self, refund_id: &str, amount: Money, reference: Option<String>, origin: usize) {
        let status = if self.asynchronous {
            RefundStatus::Pending
        } else {
            RefundStatus::Succeeded
        };
        self.entries
            .push(entry(refund_id, status, amount, reference));
        self.origins.push(origin);
    }
}

impl Ledger {
    /// Opens a payment.
    pub fn open(&mut self, payment: Payment) {
        self.payments.push(payment);
    }

    /// All payments, in the order in which they were opened.
    pub fn payments(&self) -> &[Payment] {
        &self.payments
    }

    /// The payment with this id, the provider's or the merchant's.
    pub fn payment(&self, id: &str) -> Option<&Payment> {
        self.payments
            .iter()
            .find(|payment| payment.is(id))
    }

    /// Money that moved for a payment, by the independent count.
    pub fn moved(&self, payment_id: &str) -> i64 {
        self.moved
            .iter()
            .filter(|moved| moved.payment_id == payment_id)
            .map(|moved| moved.minor_units)
            .sum()
    }

    /// What arrives from now on is this refund's.
    pub fn attribute(&mut self, origin: usize) {
        self.origin = origin;
    }

    /// How often money moved for a refund.
    pub fn times_moved(&self, origin: usize) -> usize {
        self.moved
            .iter()
            .filter(|moved| moved.origin == origin)
            .count()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many refund requests arrived for a payment, by the id that they carried.
    pub fn arrivals(&self, payment: &Payment) -> usize {
        self.arrivals
            .iter()
            .filter(|id| payment.is(id))
            .count()
    }

    /// Carries out a refund, or refuses it.
    pub fn refund(&mut self, order: &RefundOrder, rules: &ProviderRules) -> RefundReply {
        self.arrivals
            .push(order.payment.clone());
        let key = order
            .key
            .as_ref()
            .map(|key| format!("{} {key}", order.payment));
        if let Some(response) = key
            .as_ref()
            .and_then(|key| self.responses.get(key))
        {
            return rules
                .repeated_key
                .map_or_else(|| response.clone(), refused);
        }
        let reply = self.reply_to(order, rules);
        if let Some(key) = key {
            self.responses
                .insert(key, reply.clone());
        }
        reply
    }

    /// Refuses, whatever is left.
    pub fn refuse(&mut self, order: &RefundOrder, refusal: Refusal) -> RefundReply {
        self.arrivals
            .push(order.payment.clone());
        refused(refusal)
    }

    fn reply_to(&mut self, order: &RefundOrder, rules: &ProviderRules) -> RefundReply {
        let mut payments = self.payments.iter_mut();
        let Some(payment) = payments.find(|payment| payment.is(&order.payment)) else {
            return refused(rules.unknown);
        };
        let Some(amount) = payment.granted(order) else {
            return refused(rules.excess);
        };
        if !payment.asynchronous {
            let movement = movement(payment, amount.minor_units, self.origin);
            self.moved.push(movement);
        }
        self.issued += 1;
        let refund_id = format!("rf_{}", self.issued);
        payment.add(&refund_id, amount, order.reference.clone(), self.origin);
        RefundReply::Accepted(RefundUpdate::new(refund_id, payment.snapshot()))
    }

    /// Decides what is pending, in favour of the payer, and says what to announce.
    pub fn settle_pending(&mut self) -> Vec<RefundUpdate> {
        self.decide_pending(|payment, index| Some(payment.settle(index)))
    }

    fn decide_pending(
        &mut self,
        decide: impl Fn(&mut Payment, usize) -> Option<Movement>,
    ) -> Vec<RefundUpdate> {
        let mut updates = Vec::new();
        for payment in &mut self.payments {
            for index in 0..payment.entries.len() {
                if payment.entries[index].status == RefundStatus::Pending {
                    self.moved
                        .extend(decide(payment, index));
                    updates.push(payment.announced(index));
                }
            }
        }
        updates
    }
}

fn movement(payment: &Payment, minor_units: i64, origin: usize) -> Movement {
    Movement {
        payment_id: payment.id.clone(),
        minor_units,
        origin,
    }
}

fn refused(Refusal(http_status, code, message): Refusal) -> RefundReply {
    RefundReply::Refused {
        http_status,
        code: code.to_owned(),
        message: message.to_owned(),
    }
}

fn entry(
    refund_id: &str,
    status: RefundStatus,
    amount: Money,
    reference: Option<String>,
) -> RefundEntry {
    let mut entry = RefundEntry::new(status);
    entry.refund_id = Some(refund_id.to_owned());
    entry.amount = Some(amount);
    entry.reference = reference;
    entry
}
