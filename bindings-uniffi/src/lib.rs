//! The classes of Python, Kotlin and Swift: lift, call, lower. Types and their documentation come from the core.

use core_api::{ffi::RefundError, *};
use std::alloc::System;
use zeroizing_alloc::ZeroAlloc;

core_api::uniffi_reexport_scaffolding!();

/// Wipes what is freed: any of it may have held a secret.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

type Response = Option<HttpResponse>;
type Refund<C> = <C as Refunds>::Refund;
type Call<C> = <C as ServesRefunds>::Call;
type Asked<C> = <C as AnswersRefunds>::Call;
type Notice<C> = <C as ReceivesNotifications>::Notice;

fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], RefundError> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(|_| core_api::RefundError::no_randomness())?;
    Ok(bytes)
}

fn ambient(now: i64) -> Result<Ambient, RefundError> {
    Ok(Ambient {
        now,
        seed: BlindingSeed::new(random()?),
    })
}

/// A fresh random key (UUID, version 4) for a refund. Store it with the refund before sending.
#[uniffi::export]
fn new_idempotency_key() -> Result<String, RefundError> {
    Ok(idempotency_key(random()?))
}

/// Methods of an object: each is the core's method of the same name, called with what stands after `=`.
macro_rules! methods {
    ($o:ident $($docs:literal $name:ident($($arg:ident: $type:ty),*) -> $result:ty = ($($value:expr),*);)*) => {
        #[uniffi::export]
        impl $o {
            $(#[doc = $docs] fn $name(&self, $($arg: $type),*) -> Result<$result, RefundError> {
                Ok(self.0.$name($($value),*)?)
            })*
        }
    };
}

macro_rules! capability {
    (refunds $o:ident $c:ty) => { methods! { $o
        "What came back, understood; none is a lost answer. An error means that the refund could not have been sent."
        parse_response(refund: Refund<$c>, response: Response) -> RefundOutcome = (&refund, &response.into());
        "What to do where it is certain that not one byte was sent." not_sent(refund: Refund<$c>) -> RefundOutcome = (&refund); }
        #[uniffi::export]
        impl $o {
            /// Lower-case hex SHA-256 of what a refund asks for: all but its baseline. Holds no secret. Equal for the same wish.
            fn fingerprint(&self, refund: Refund<$c>) -> Result<String, RefundError> { Ok(<$c>::fingerprint(&refund)?) }
        }};
    (builds_requests $o:ident $c:ty) => { methods! { $o
        "To send. An error means that nothing was sent." build_request(refund: Refund<$c>) -> HttpRequest = (&refund); }};
    (signs_requests $o:ident $c:ty) => { methods! { $o
        "To send, signed here." build_request(refund: Refund<$c>) -> HttpRequest = (&refund, &BlindingSeed::new(random()?));
        "The request and the bytes to sign, where the key lives elsewhere." prepare(refund: Refund<$c>) -> Prepared = (&refund);
        "To send, with the raw signature made elsewhere; verified where the merchant's public key was given."
        finish(prepared: Prepared, signature: Vec<u8>) -> HttpRequest = (prepared, &signature); }};
    (reads_status $o:ident $c:ty) => { methods! { $o
        "What the status answer says of the refund's payment; what cannot be believed is a snapshot with a problem."
        parse_status_response(refund: Refund<$c>, response: Response) -> PaymentSnapshot = (&refund, &response.into());
        "What a snapshot means for it." resolve(refund: Refund<$c>, snapshot: PaymentSnapshot) -> RefundOutcome = (&refund, &snapshot); }};
    (asks_status $o:ident $c:ty) => { methods! { $o
        "Asks for the refund's payment, also before it." build_status_request(refund: Refund<$c>) -> HttpRequest = (&refund); }};
    (signs_status $o:ident $c:ty) => { methods! { $o
        "Asks for the refund's payment, signed here; also before the refund, for its baseline."
        build_status_request(refund: Refund<$c>) -> HttpRequest = (&refund, &BlindingSeed::new(random()?));
        "The query and the bytes to sign." prepare_status(refund: Refund<$c>) -> Prepared = (&refund); }};
    (verifies_webhooks $o:ident $c:ty) => { methods! { $o
        "Verifies, then reads. Without a good signature there is no event; the error has the reply to give."
        parse_webhook(webhook: ReceivedRequest) -> RefundEvent = (&webhook);
        "What a verified event means for it." settle(refund: Refund<$c>, event: RefundEvent) -> RefundOutcome = (&refund, &event); }};
    (reads_notices $o:ident $c:ty) => { methods! { $o
        "What nobody signed: a reason to ask." parse_notice(webhook: ReceivedRequest) -> UnverifiedNotice = (&webhook); }};
    (serves_refunds $o:ident $c:ty) => { methods! { $o
        "Checks, then reads; the error has the reply to give." parse_request(request: ReceivedRequest) -> Call<$c> = (&request);
        "The provider's answer. `now` in milliseconds since 1970."
        build_response(call: Call<$c>, reply: RefundReply, now: i64) -> HttpResponse = (&call, &reply, &ambient(now)?); }};
    (serves_status $o:ident $c:ty) => { methods! { $o
        "Checks the credentials, then reads." parse_status_request(request: ReceivedRequest) -> StatusCall = (&request);
        "The provider's description of a payment. `now` in milliseconds since 1970."
        build_status_response(payment: PaymentSnapshot, now: i64) -> HttpResponse = (&payment, &ambient(now)?); }};
    (sends_webhooks $o:ident $c:ty) => { methods! { $o
        "The webhook that announces a refund, signed where the provider signs. `now` in milliseconds since 1970."
        build_webhook(url: String, update: RefundUpdate, now: i64) -> HttpRequest = (&url, &update, &ambient(now)?); }};
    (answers_refunds $o:ident $c:ty) => { methods! { $o
        "Checks, then reads; the error has the reply to give. `now` in milliseconds since 1970."
        parse_request(request: ReceivedRequest, now: i64) -> Asked<$c> = (&request, now);
        "The answer with a result, which stays the same for every repetition."
        build_response(call: Asked<$c>, result: <$c as AnswersRefunds>::Result, now: i64) -> HttpResponse = (&call, &result, now);
        "The answer without a result: the same request may do better later."
        build_error(failure: <$c as AnswersRefunds>::Failure, now: i64) -> HttpResponse = (&failure, now); }};
    (decides_refunds $o:ident $c:ty) => { methods! { $o
        "What to do with a refund that was asked for. Stores nothing, moves nothing."
        decide(call: Asked<$c>, stored: <$c as DecidesRefunds>::Stored) -> <$c as DecidesRefunds>::Decision = (&call, &stored);
        "The answer that belongs to a decision, where it is one already."
        build_decided(call: Asked<$c>, decision: <$c as DecidesRefunds>::Decision, now: i64) -> HttpResponse = (&call, &decision, now); }};
    (sends_notifications $o:ident $c:ty) => { methods! { $o
        "To send. To repeat it, build it again from the same notification with the time of then."
        build_notification(notification: <$c as SendsNotifications>::Notification, now: i64) -> HttpRequest = (&notification, now);
        "Whether it arrived; no response is a lost answer."
        parse_notification_response(response: Response, now: i64) -> Delivery = (&response.into(), now); }};
    (calls_refunds $o:ident $c:ty) => { methods! { $o
        "To send. To repeat it, build it again." build_request(refund: Refund<$c>, now: i64) -> HttpRequest = (&refund, now);
        "As `parse_response`, and believes no answer whose own time is far from `now`."
        parse_response_at(refund: Refund<$c>, response: Response, now: i64) -> RefundOutcome = (&refund, &response.into(), now); }};
    (receives_notifications $o:ident $c:ty) => { methods! { $o
        "Checks, then reads." parse_notification(request: ReceivedRequest, now: i64) -> Notice<$c> = (&request, now);
        "What it means for the refund." settle_notification(refund: Refund<$c>, notice: Notice<$c>) -> RefundOutcome = (&refund, &notice);
        "The answer, once stored." build_notification_response(notice: Notice<$c>, now: i64) -> HttpResponse = (&notice, now); }};
}

macro_rules! objects {
    ($($module:ident { $($(#[doc = $doc:literal])* $name:literal $class:ident [$($capability:ident)*])* })*) => { $($(
        $(#[doc = $doc])*
        ///
        /// Made once with its keys and used many times, from any thread. Gives no key back.
        #[derive(uniffi::Object)]
        pub struct $class(core_api::$class);

        #[uniffi::export]
        impl $class {
            /// Checks and prepares the keys. Without `config` everything in it has its default.
            #[uniffi::constructor(default(config))]
            fn new(
                credentials: <core_api::$class as Provider>::Credentials,
                config: Option<<core_api::$class as Provider>::Config>,
            ) -> Result<Self, RefundError> {
                Ok(Self(Provider::open(config, credentials)?))
            }
        }

        $(capability!($capability $class core_api::$class);)*
    )*)* };
}

for_each_provider!(objects);
