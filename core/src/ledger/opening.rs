//! Opening a ledger: the row has to be this payment's.

use super::guards::Guards;
use super::machine::{Machine, Outstanding};
use super::record::{Captured, Record};
use super::settings::{LedgerSettings, Rules};
use super::steps::{LedgerRow, Refusals, record_lost};
use super::terms::LedgerTerms;
use crate::value::error::{RefundError, code};
use crate::value::money::Money;
use crate::value::text::same_document;

/// What a ledger is opened with.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub(crate) payment_id: String,
    pub(crate) payment: String,
    pub(crate) captured: Money,
    pub(crate) already_refunded: i64,
}

impl Machine {
    pub(crate) fn open(
        terms: LedgerTerms,
        settings: LedgerSettings,
        opening: Opening,
        row: Option<LedgerRow>,
    ) -> Result<Self, RefundError> {
        settings.check()?;
        let record = new_record(&terms, &settings, opening);
        let rules = Rules {
            terms,
            settings,
            guards: Guards::default(),
        };
        let mut machine = Self {
            now_ms: record.now_ms,
            clock_ms: 0,
            rules,
            record,
            version: 0,
            facts: Vec::new(),
            step: Outstanding::None,
            permission: None,
            signature: None,
            acknowledgements: Vec::new(),
            last_id: 0,
            refusals: Refusals::default(),
            listens: false,
            nonce: None,
        };
        if let Some(row) = row {
            let stored = Record::read(&row.body).map_err(|error| error.within("row"))?;
            machine.check_opening(&stored)?;
            machine.take(stored, row.version)?;
        }
        Ok(machine)
    }

    fn check_opening(&self, stored: &Record) -> Result<(), RefundError> {
        let opened_with = self.record.last_captured();
        let is_same = same_document(&stored.payment, &self.record.payment);
        if stored.key != self.record.key || !is_same {
            return Err(record_lost("is another payment's"));
        }
        if stored.currency != self.record.currency {
            return Err(RefundError::new(
                code::INVALID_CURRENCY,
                "captured",
                "is not the record's",
            ));
        }
        if !stored.was_captured(opened_with) {
            let detail = "is not what the record says: a person may correct what was captured";
            return Err(RefundError::new(code::INVALID_AMOUNT, "captured", detail));
        }
        if stored.already_refunded != self.record.already_refunded {
            let detail = "is not what the record says: give the same at every opening";
            return Err(RefundError::new(
                code::INVALID_AMOUNT,
                "alreadyRefunded",
                detail,
            ));
        }
        Ok(())
    }
}

fn new_record(terms: &LedgerTerms, settings: &LedgerSettings, opening: Opening) -> Record {
    let key = terms.key_parts(&settings.account, &opening.payment_id);
    Record {
        key: key.key(),
        account: settings.account.clone(),
        payment_id: opening.payment_id,
        payment: opening.payment,
        currency: opening.captured.currency,
        captured: vec![Captured {
            amount: opening.captured.minor_units,
            version: 0,
            by: None,
        }],
        already_refunded: opening.already_refunded,
        now_ms: 0,
        clocks_differ_ms: None,
        not_before_ms: None,
        noticed_ms: None,
        refunds: Vec::new(),
        sightings: Vec::new(),
        looks: Vec::new(),
        receipts: Vec::new(),
        webhooks: Vec::new(),
        externals: Vec::new(),
        credentials_changed: None,
        alerts: Vec::new(),
        waits: false,
    }
}
