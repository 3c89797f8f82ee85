//! How a worker of the world opens a ledger.

use crate::provider::{CURRENCY, ModelProvider, Payment, Request};
use crate::world::{Stored, World};
use refundkit::Money;
use refundkit::ledger::{Ledger, LedgerRow, LedgerSettings, Patience};

impl<'p> World<'p> {
    fn settings(&self) -> LedgerSettings {
        let mut settings = LedgerSettings::new("shop");
        settings.no_other_refunds = self.scope.no_other_refunds;
        settings.echoes_references = self.scope.echoes;
        settings.key_lifetime_ms = self.scope.key_lifetime;
        settings.patience = Patience {
            questions: 3,
            ..Patience::default()
        };
        settings
    }

    /// The ledger as it is stored, with every wish.
    pub(crate) fn open(&self) -> Ledger<&'p ModelProvider> {
        let mut ledger = self.load(self.row.as_ref());
        for (number, amount) in self.scope.amounts.iter().enumerate() {
            let amount = Money::new(*amount, CURRENCY);
            let asked = ledger.request(&format!("refund-{number}"), &Request { amount });
            asked.expect("the wish is good");
        }
        ledger
    }

    pub(crate) fn load(&self, row: Option<&Stored>) -> Ledger<&'p ModelProvider> {
        let payment = Payment { id: "1".into() };
        let captured = Money::new(self.scope.captured, CURRENCY);
        let row = row.map(|row| LedgerRow {
            body: row.body.clone(),
            version: row.version,
        });
        let ledger = Ledger::open(self.provider, self.settings(), &payment, &captured, row);
        let ledger = ledger.expect("the row is good");
        match self.scope.without {
            Some(guard) => ledger.without(guard),
            None => ledger,
        }
    }
}
