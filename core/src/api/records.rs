//! The names that the packages of other languages have for results: instead of those of [`operations`](super::operations),
//! which are generic.

use super::operations;
use super::parsed::HasRecord;

/// What a response to a refund says.
pub type ParsedOf<P> = <operations::ParsedOf<P> as HasRecord>::Record;
/// What a response to a status query says.
pub type ParsedStatusOf<P> = <operations::ParsedStatusOf<P> as HasRecord>::Record;
/// What a verified webhook says.
pub type ParsedWebhookOf<P> = <operations::ParsedWebhookOf<P> as HasRecord>::Record;
/// What a response to a notification says.
pub type ParsedDeliveryOf<P> = <operations::ParsedDeliveryOf<P> as HasRecord>::Record;
/// What an unsigned message says.
pub type ParsedNoticeOf<P> = <operations::ParsedNoticeOf<P> as HasRecord>::Record;
