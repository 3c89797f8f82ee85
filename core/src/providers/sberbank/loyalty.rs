//! The operations of the loyalty system, which the response to a refund lists beside code and text.

use crate::decision::outcome::Problem;
use crate::wire::{Nested, NestedList, RawValue};
use serde::{Deserialize, Serialize};

/// `operations` in the response to a refund.
#[derive(Default)]
pub(super) struct LoyaltyOperations<'a> {
    pub(super) operations: NestedList<LoyaltyOperation<'a>>,
}

/// One of them, as it arrives.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LoyaltyOperation<'a> {
    #[serde(borrow)]
    pub(super) pc_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) operation: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) transaction_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) successful: Option<RawValue<'a>>,
}

impl<'a> LoyaltyOperations<'a> {
    /// Reads them from the value that the response has. A doubled member is a contradiction, as in the response itself.
    pub(super) fn read(operations: Option<RawValue<'a>>) -> Result<Self, Problem> {
        let Some(json) = operations else {
            return Ok(Self::default());
        };
        let operations = Nested::read(json).map_err(|_| Problem::DuplicateField)?;
        Ok(Self { operations })
    }
}

impl LoyaltyOperations<'_> {
    fn flags(&self) -> impl Iterator<Item = Option<bool>> {
        self.operations
            .items()
            .iter()
            .map(|step| {
                step.successful
                    .and_then(RawValue::flag)
            })
    }

    pub(super) fn any(&self, flag: bool) -> bool {
        self.flags()
            .any(|given| given == Some(flag))
    }

    pub(super) fn all_succeeded(&self) -> bool {
        self.flags()
            .all(|given| given == Some(true))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.flags().next().is_none()
    }
}

/// One of them, as the provider's own side prints it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StepOut<'a> {
    pub(super) operation: &'static str,
    pub(super) successful: bool,
    pub(super) transaction_id: &'a str,
}
