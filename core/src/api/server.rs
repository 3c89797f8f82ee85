//! What can be done on the side that is asked for refunds: a simulated provider, and our user whom a provider asks.
//!
//! The text for users is in [`operations`](crate::operations); the text here is for whoever implements these traits.

use crate::api::context::CallContext;
use crate::api::merchant::{Merchant, Provider};
use crate::api::orders::{RefundOrder, RefundReply, RefundUpdate, StatusCall};
use crate::api::parsed::ParsedDelivery;
use crate::api::stored::Stored;
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::{HttpRequest, HttpResponse, ReceivedRequest, Rejection, SendResult};
use crate::value::error::RefundError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// Takes refunds and responds to them.
pub trait ServeRefunds: Provider {
    /// A refund as it arrived, in the provider's own terms.
    type Call: Serialize + DeserializeOwned;
    /// What is responded to it.
    type Reply: Serialize + DeserializeOwned;
    /// Checks credentials and signature where the request carries them, then reads. The rejection carries the response to give.
    fn parse_request(
        &self,
        request: &ReceivedRequest,
        context: &CallContext,
    ) -> Result<Self::Call, Rejection>;
}

/// A provider's own side, for simulators and tests.
///
/// What it says follows from the refund and its payment. Everything else that the provider's documents list is taken as
/// details, in the records that the merchant's side reads: a member that is given is printed, in place of the one that
/// would follow, and is read back as it was; items of lists are joined in their order.
pub trait SimulateProvider: ServeRefunds<Call: AsRef<RefundOrder>, Reply = RefundReply> {
    /// Everything that a response to a refund may say.
    type ResponseDetails: Serialize + DeserializeOwned;
    /// Everything that a response to a status query may say.
    type StatusDetails: Serialize + DeserializeOwned;
    /// Everything that a webhook may say, signed or not.
    type WebhookDetails: Serialize + DeserializeOwned;
    /// The response to a refund.
    fn build_response(
        &self,
        call: &Self::Call,
        reply: &RefundReply,
        details: Option<&Self::ResponseDetails>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError>;
    /// Checks credentials and signature, then reads.
    fn parse_status_request(&self, request: &ReceivedRequest) -> Result<StatusCall, Rejection>;
    /// The provider's description of a payment.
    fn build_status_response(
        &self,
        payment: &PaymentSnapshot,
        details: Option<&Self::StatusDetails>,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError>;
    /// The webhook that announces a refund, signed where the provider signs.
    fn build_webhook(
        &self,
        url: &str,
        update: &RefundUpdate,
        details: Option<&Self::WebhookDetails>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError>;
}

/// Our user's side of a provider that calls us: it asks our user to give the money back, and our user responds.
///
/// The transport envelope (signature, encryption, content type) is opened and closed outside of the library: what arrives
/// here must be verified already, and what leaves here must still be signed and encrypted. The context needs a time, since
/// these messages carry one. Every repetition of a request gets the same [`Reply`](ServeRefunds::Reply).
pub trait AnswerRefunds: ServeRefunds<Call: Stored, Reply: Stored> {
    /// A response without a result, after which the same request may succeed later.
    type Failure: Serialize + DeserializeOwned;
    /// What the host has stored about the request and about the payment.
    type Stored: Serialize + DeserializeOwned;
    /// The payment that a request means, in a ledger.
    type Capture: DeserializeOwned;
    /// What the host stores before money moves.
    type Reservation: Stored;
    /// What to do now.
    type Reserved: Serialize + DeserializeOwned;
    /// Everything that a response to a notification says, in the provider's own words.
    type DeliveryDetails: Debug + Serialize;
    /// What to tell the provider without being asked: plain data that is stored until it has been delivered.
    type Notification: Stored;
    /// The key of the row of a payment.
    fn ledger_key(&self, capture: &Self::Capture) -> Result<String, RefundError>;
    /// The key of the row that makes all arrivals of a request one.
    fn request_key(&self, call: &Self::Call) -> Result<String, RefundError>;
    /// The response with a result.
    fn build_response(
        &self,
        call: &Self::Call,
        reply: &Self::Reply,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError>;
    /// The response without a result. It needs no parsed request.
    fn build_error(
        &self,
        failure: &Self::Failure,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError>;
    /// What to do with a refund that was asked for: a pure function, which stores nothing and moves nothing.
    fn reserve(
        &self,
        call: &Self::Call,
        stored: &Self::Stored,
    ) -> Result<Self::Reserved, RefundError>;
    /// The response that reserving already gave, if it contains one.
    fn build_reserved(
        &self,
        call: &Self::Call,
        reserved: &Self::Reserved,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError>;
    /// The request that tells what became of a refund.
    fn build_notification(
        &self,
        notification: &Self::Notification,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError>;
    /// Understands whatever came back.
    fn parse_notification_response(
        &self,
        result: &SendResult,
        context: &CallContext,
    ) -> Result<ParsedDelivery<Self::DeliveryDetails>, RefundError>;
}

/// The own side of a provider that calls us, where it is told what became of a refund. For simulators and tests.
pub trait ReceiveNotifications: Merchant {
    /// A notification as it arrived.
    type Notice: Serialize + DeserializeOwned;
    /// Reads and checks a notification. The rejection carries the response to give.
    fn parse_notification(
        &self,
        request: &ReceivedRequest,
        context: &CallContext,
    ) -> Result<Self::Notice, Rejection>;
    /// The response, for after the notification was stored.
    fn build_notification_response(
        &self,
        notice: &Self::Notice,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError>;
}
