//! The webhook: a form with `data` and `signature` (`https://docs.tranzzo.com/docs/webhooks/structure`).
//!
//! `signature = base64url(sha1(API_SECRET + data + API_SECRET))`, over `data` as received after form decoding.
//! No delivery time is signed.

use super::wire::{Operation, entry};
use super::{Tranzzo, TranzzoOperation};
use crate::api::merchant::VerifyWebhooks;
use crate::api::parsed::ParsedWebhook;
use crate::decision::event::{EventKind, RefundEvent, WebhookPeek, said_parts};
use crate::http::base64::decode_url;
use crate::http::{ReceivedRequest, Rejection, form};
use crate::signature::notation::Notation;
use crate::signature::{same_digest, sha1_sandwich, unauthorized, unusable, unverified};
use crate::value::error::{RefundError, code};
use crate::value::hex::to_hex;
use crate::wire::details::DetailReader;
use crate::wire::{RawValue, from_json};
use std::borrow::Cow;
use std::mem::take;

impl VerifyWebhooks for Tranzzo {
    type WebhookDetails = TranzzoOperation;

    fn peek_webhook(webhook: &ReceivedRequest) -> Result<WebhookPeek, RefundError> {
        let form = Form::read(webhook)?;
        let json = form.json()?;
        let operation = operation(&json)?;
        Ok(WebhookPeek::new(
            operation
                .pos_id
                .and_then(RawValue::string),
            operation
                .payment_id
                .and_then(RawValue::string),
            order_ids(&operation).0,
            operation.method().map(Cow::into_owned),
        ))
    }

    fn parse_webhook(
        &self,
        webhook: &ReceivedRequest,
    ) -> Result<ParsedWebhook<TranzzoOperation>, Rejection> {
        let form = Form::read(webhook).map_err(unauthorized)?;
        let signature = self
            .verify(&form)
            .map_err(unauthorized)?;
        self.parsed(&form, &signature)
            .map_err(unusable)
    }
}

impl Tranzzo {
    /// The number by which refunds of this account name the order that an event is about.
    pub(super) fn order_number_of<'e>(&self, event: &'e RefundEvent) -> Option<&'e str> {
        let merchants = event.merchant_order.as_deref();
        match event.other_ids.first() {
            Some(tranzzos) if self.refunds_by_tranzzo_number => Some(tranzzos),
            _ => merchants,
        }
    }

    /// The bytes of the signature, which matches.
    fn verify(&self, form: &Form<'_>) -> Result<Vec<u8>, RefundError> {
        let wrong = || {
            let cause = Notation::Base64Url.cause(&form.signature, "does not match");
            unverified("signature", cause)
        };
        let given = decode_url(&form.signature).ok_or_else(wrong)?;
        if !same_digest(
            &sha1_sandwich(self.api_secret.expose(), form.data.as_bytes()),
            &given,
        ) {
            return Err(wrong());
        }
        Ok(given)
    }

    fn parsed(
        &self,
        form: &Form<'_>,
        signature: &[u8],
    ) -> Result<ParsedWebhook<TranzzoOperation>, RefundError> {
        let json = form.json()?;
        let operation = operation(&json)?;
        let event = self.event(&operation, signature)?;
        let details = TranzzoOperation::read(&operation, DetailReader::new(&self.secrets()));
        Ok(ParsedWebhook {
            event,
            details: Some(details),
        })
    }

    fn event(
        &self,
        operation: &Operation<'_>,
        signature: &[u8],
    ) -> Result<RefundEvent, RefundError> {
        let text = |value: Option<RawValue<'_>>| value.and_then(RawValue::string);
        if operation.names_another_pos(&self.pos_id) {
            return Err(RefundError::new(
                code::INVALID_MESSAGE,
                "data.pos_id",
                "is another point of sale",
            ));
        }
        let method = operation.method().unwrap_or_default();
        let kind = if method == "refund" {
            EventKind::Refund
        } else {
            EventKind::Other
        };
        let id = text(operation.operation_id);
        let status = text(operation.status).unwrap_or_default();
        let payment_id = text(operation.payment_id);
        let (merchant_order, other_ids) = order_ids(operation);
        let inexact = |_| {
            RefundError::new(
                code::INVALID_MESSAGE,
                "data.amount",
                "is not an exact amount",
            )
        };
        let refund = (kind == EventKind::Refund)
            .then(|| entry(operation).map_err(inexact))
            .transpose()?;
        let mut parts = vec![
            id.unwrap_or_else(|| to_hex(signature)),
            method.clone().into_owned(),
            status,
        ];
        parts.extend([&merchant_order, &payment_id].map(|id| id.clone().unwrap_or_default()));
        parts.extend(
            refund
                .iter()
                .flat_map(said_parts)
                .chain(other_ids.iter().cloned()),
        );
        let parts: Vec<&str> = parts
            .iter()
            .map(String::as_str)
            .collect();
        Ok(RefundEvent {
            payment_id,
            merchant_order,
            other_ids,
            entries: refund.into_iter().collect(),
            ..RefundEvent::verified(kind, method.as_ref(), &parts)
        })
    }
}

/// The merchant's order, and what else it may go by: the older generation has the merchant's id in `provider_order_id` and
/// Tranzzo's own, by which such integrations refund, in `order_id`.
fn order_ids(operation: &Operation<'_>) -> (Option<String>, Vec<String>) {
    let text = |value: Option<RawValue<'_>>| value.and_then(RawValue::string);
    match text(operation.provider_order_id) {
        Some(merchant_order) => (
            Some(merchant_order),
            text(operation.order_id)
                .into_iter()
                .collect(),
        ),
        None => (text(operation.order_id), Vec::new()),
    }
}

fn operation(json: &[u8]) -> Result<Operation<'_>, RefundError> {
    let wrong = || RefundError::new(code::INVALID_MESSAGE, "data", "is not an operation");
    let read: Option<Operation<'_>> = from_json(json).ok();
    read.filter(|operation| !operation.is_unreadable())
        .ok_or_else(wrong)
}

/// The two fields, decoded from the form.
struct Form<'a> {
    data: Cow<'a, str>,
    signature: Cow<'a, str>,
}

impl<'a> Form<'a> {
    fn read(webhook: &'a ReceivedRequest) -> Result<Self, RefundError> {
        let mut pairs = form::unambiguous(webhook.text()?)?;
        let mut field = |name| {
            let found = pairs
                .iter_mut()
                .find(|(candidate, _)| candidate == name);
            found
                .map(|(_, value)| take(value))
                .ok_or_else(|| unverified(name, "is missing"))
        };
        Ok(Self {
            data: field("data")?,
            signature: field("signature")?,
        })
    }

    /// `data` is Base64url of JSON, with or without padding.
    fn json(&self) -> Result<Vec<u8>, RefundError> {
        decode_url(&self.data)
            .ok_or_else(|| RefundError::new(code::INVALID_MESSAGE, "data", "is not Base64"))
    }
}
