//! The classes of the core for JavaScript: lift, call, lower. Types and what they mean are the core's; the checks of what
//! JavaScript hands over are in `prelude.js`.

#![expect(non_snake_case, reason = "these are JavaScript's names")]

mod boundary;

use boundary::{Bytes, Lift, Lower, Number, Received, Text, lowered, random, refused};
use refundkit::*;
use std::alloc::System;
use tsify::Ts;
use wasm_bindgen::prelude::*;
use zeroizing_alloc::ZeroAlloc;

/// Wipes what is freed: any of it may have held a secret.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

#[wasm_bindgen(typescript_custom_section)]
const PRELUDE: &str = include_str!("../js/prelude.d.ts");

type RefundOf<C> = <C as Refunds>::Refund;
type CallOf<C> = <C as AnswersRefunds>::Call;

/// One row a method: its name, what goes in, what comes out, and the core's method.
macro_rules! methods {
    ($class:ident, $this:ident: $($(#[$doc:meta])* $name:ident($($arg:ident: $in:ty),*) -> $out:ty = $call:expr;)*) => {
        #[wasm_bindgen]
        impl $class {
            $($(#[$doc])*
            pub fn $name(&self, $($arg: $in),*) -> Result<$out, JsValue> {
                let $this = &self.0;
                $(let $arg = $arg.lift(stringify!($arg))?;)*
                lowered::<_, $out, _>($call)
            })*
        }
    };
}

/// The same of a class without an object, and of the package without a class.
macro_rules! statics {
    ($class:ident: $($(#[$doc:meta])* $name:ident($($arg:ident: $in:ty),*) -> $out:ty = $call:expr;)*) => {
        #[wasm_bindgen]
        impl $class {
            $($(#[$doc])*
            pub fn $name($($arg: $in),*) -> Result<$out, JsValue> {
                $(let $arg = $arg.lift(stringify!($arg))?;)*
                lowered::<_, $out, _>($call)
            })*
        }
    };
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $in:ty),*) -> $out:ty = $call:expr;)*) => {
        $($(#[$doc])*
        #[wasm_bindgen]
        pub fn $name($($arg: $in),*) -> Result<$out, JsValue> {
            $(let $arg = $arg.lift(stringify!($arg))?;)*
            lowered::<_, $out, _>($call)
        })*
    };
}

/// Writing and reading what outlives the process: a row a kind, of the class or, without one, of the package.
macro_rules! stored {
    ([$($class:ident)?] $($(#[$doc:meta])* $store:ident($data:ident) $load:ident $type:ty;)*) => { statics! { $($class:)? $(
        $(#[$doc])*
        $store($data: Ts<$type>) -> String = $data.to_stored();
        /// Reads what any version up to this one has written.
        $load(stored: Text) -> Ts<$type> = <$type>::from_stored(&stored);
    )*} };
}

/// The methods of a capability.
macro_rules! capability {
    (refunds $c:ident) => {
        methods! { $c, this:
            /// Understands whatever came back. `null` is a lost answer: sent, and nothing or only a part came back.
            parseResponse(refund: Ts<RefundOf<refundkit::$c>>, response: Option<Received>) -> Ts<RefundOutcome> = this.parse_response(&refund, &response.into());
            /// What to do where not one byte left this machine. Only if that is certain.
            notSent(refund: Ts<RefundOf<refundkit::$c>>) -> Ts<RefundOutcome> = this.not_sent(&refund);
        }
        statics! { $c:
            /// Tells whether a stored refund and a new one ask for the same thing. Holds no secret.
            fingerprint(refund: Ts<RefundOf<refundkit::$c>>) -> String = refundkit::$c::fingerprint(&refund);
        }
        stored! { [$c]
            /// Writes a refund with its version, to be read back in another process.
            storeRefund(refund) loadRefund RefundOf<refundkit::$c>;
        }
    };
    (builds_requests $c:ident) => { methods! { $c, this:
        /// The request to send, once, without redirects and retries. If this throws, nothing was sent.
        buildRequest(refund: Ts<RefundOf<refundkit::$c>>) -> Ts<HttpRequest> = this.build_request(&refund);
    } };
    (signs_requests $c:ident) => { methods! { $c, this:
        /// The request to send, signed with the private key given at construction. If this throws, nothing was sent.
        buildRequest(refund: Ts<RefundOf<refundkit::$c>>) -> Ts<HttpRequest> = this.build_request(&refund, &seed()?);
        /// The request and the text to sign, for a key that lives elsewhere.
        prepare(refund: Ts<RefundOf<refundkit::$c>>) -> Ts<Prepared> = this.prepare(&refund);
        /// Takes the raw signature bytes; verifies them where the merchant's public key was given.
        finish(prepared: Ts<Prepared>, signature: Bytes) -> Ts<HttpRequest> = this.finish(prepared, &signature);
    } };
    (reads_status $c:ident) => { methods! { $c, this:
        /// What the answer says about the refund's payment. `null` is a lost answer.
        parseStatusResponse(refund: Ts<RefundOf<refundkit::$c>>, response: Option<Received>) -> Ts<PaymentSnapshot> = this.parse_status_response(&refund, &response.into());
        /// What a snapshot means for the refund.
        resolve(refund: Ts<RefundOf<refundkit::$c>>, snapshot: Ts<PaymentSnapshot>) -> Ts<RefundOutcome> = this.resolve(&refund, &snapshot);
    } };
    (asks_status $c:ident) => { methods! { $c, this:
        /// The query about the refund's payment. Also sent before a refund, for its baseline.
        buildStatusRequest(refund: Ts<RefundOf<refundkit::$c>>) -> Ts<HttpRequest> = this.build_status_request(&refund);
    } };
    (signs_status $c:ident) => { methods! { $c, this:
        /// The query about the refund's payment, signed. Also sent before a refund, for its baseline.
        buildStatusRequest(refund: Ts<RefundOf<refundkit::$c>>) -> Ts<HttpRequest> = this.build_status_request(&refund, &seed()?);
        /// The query and the text to sign, for a key that lives elsewhere.
        prepareStatus(refund: Ts<RefundOf<refundkit::$c>>) -> Ts<Prepared> = this.prepare_status(&refund);
    } };
    (verifies_webhooks $c:ident) => {
        methods! { $c, this:
            /// Verifies, then reads. Without a good signature there is no event: the error carries the `reply` to give.
            parseWebhook(webhook: Ts<ReceivedRequest>) -> Ts<RefundEvent> = this.parse_webhook(&webhook);
            /// What a verified event means for the refund, by the same checks as a response.
            settle(refund: Ts<RefundOf<refundkit::$c>>, event: Ts<RefundEvent>) -> Ts<RefundOutcome> = this.settle(&refund, &event);
        }
        statics! { $c:
            /// What a webhook says about itself, to pick the credentials by. Proves nothing.
            peekWebhook(webhook: Ts<ReceivedRequest>) -> Ts<WebhookPeek> = refundkit::$c::peek_webhook(&webhook);
        }
    };
    (reads_notices $c:ident) => { methods! { $c, this:
        /// Reads a message that nobody signed: a reason to ask for the status, nothing more.
        parseNotice(webhook: Ts<ReceivedRequest>) -> Ts<UnverifiedNotice> = this.parse_notice(&webhook);
    } };
    (serves_refunds $c:ident) => { methods! { $c, this:
        /// Checks credentials and signature, then reads. The error carries the provider's own `reply`.
        parseRequest(request: Ts<ReceivedRequest>) -> Ts<<refundkit::$c as ServesRefunds>::Call> = this.parse_request(&request);
        /// The provider's answer. `now` is in milliseconds since 1970.
        buildResponse(call: Ts<<refundkit::$c as ServesRefunds>::Call>, reply: Ts<RefundReply>, now: Number) -> Ts<HttpResponse> = this.build_response(&call, &reply, &ambient(now)?);
    } };
    (serves_status $c:ident) => { methods! { $c, this:
        /// Checks credentials and signature, then reads.
        parseStatusRequest(request: Ts<ReceivedRequest>) -> Ts<StatusCall> = this.parse_status_request(&request);
        /// The provider's description of a payment. `now` is in milliseconds since 1970.
        buildStatusResponse(payment: Ts<PaymentSnapshot>, now: Number) -> Ts<HttpResponse> = this.build_status_response(&payment, &ambient(now)?);
    } };
    (sends_webhooks $c:ident) => { methods! { $c, this:
        /// The webhook that announces a refund, signed where the provider signs. `now` is in milliseconds since 1970.
        buildWebhook(url: Text, update: Ts<RefundUpdate>, now: Number) -> Ts<HttpRequest> = this.build_webhook(&url, &update, &ambient(now)?);
    } };
    (answers_refunds $c:ident) => {
        methods! { $c, this:
            /// Reads and checks a request. The error carries the `reply` to give. `now` is in milliseconds since 1970.
            parseRequest(request: Ts<ReceivedRequest>, now: Number) -> Ts<CallOf<refundkit::$c>> = this.parse_request(&request, now);
            /// The answer with a result, the same for every repetition.
            buildResponse(call: Ts<CallOf<refundkit::$c>>, result: Ts<<refundkit::$c as AnswersRefunds>::Result>, now: Number) -> Ts<HttpResponse> = this.build_response(&call, &result, now);
            /// The answer without a result: the same request may do better later.
            buildError(failure: Ts<<refundkit::$c as AnswersRefunds>::Failure>, now: Number) -> Ts<HttpResponse> = this.build_error(&failure, now);
        }
        stored! { [$c]
            /// Writes a request with its version, to be read back in another process.
            storeRequest(call) loadRequest CallOf<refundkit::$c>;
            /// Writes a result with its version, to be given again to every repetition.
            storeResult(result) loadResult <refundkit::$c as AnswersRefunds>::Result;
        }
    };
    (decides_refunds $c:ident) => {
        methods! { $c, this:
            /// What to do with a refund that was asked for. It stores nothing and moves nothing.
            decide(call: Ts<CallOf<refundkit::$c>>, stored: Ts<<refundkit::$c as DecidesRefunds>::Stored>) -> Ts<<refundkit::$c as DecidesRefunds>::Decision> = this.decide(&call, &stored);
            /// The answer that belongs to a decision, where it is one already.
            buildDecided(call: Ts<CallOf<refundkit::$c>>, decision: Ts<<refundkit::$c as DecidesRefunds>::Decision>, now: Number) -> Ts<HttpResponse> = this.build_decided(&call, &decision, now);
        }
        stored! { [$c]
            /// Writes a claim with its version, before money moves.
            storeClaim(claim) loadClaim <refundkit::$c as DecidesRefunds>::Claim;
        }
    };
    (sends_notifications $c:ident) => {
        methods! { $c, this:
            /// The request to send. To repeat it, build it again with the time of then.
            buildNotification(notification: Ts<<refundkit::$c as SendsNotifications>::Notification>, now: Number) -> Ts<HttpRequest> = this.build_notification(&notification, now);
            /// Understands whatever came back. `null` is a lost answer.
            parseNotificationResponse(response: Option<Received>, now: Number) -> Ts<Delivery> = this.parse_notification_response(&response.into(), now);
        }
        stored! { [$c]
            /// Writes a notification with its version, to be kept until it was delivered.
            storeNotification(notification) loadNotification <refundkit::$c as SendsNotifications>::Notification;
        }
    };
    (calls_refunds $c:ident) => { methods! { $c, this:
        /// The request to send. To repeat it, build it again with the time of then.
        buildRequest(refund: Ts<RefundOf<refundkit::$c>>, now: Number) -> Ts<HttpRequest> = this.build_request(&refund, now);
        /// Like `parseResponse`, and believes no answer whose own time is far from `now`.
        parseResponseAt(refund: Ts<RefundOf<refundkit::$c>>, response: Option<Received>, now: Number) -> Ts<RefundOutcome> = this.parse_response_at(&refund, &response.into(), now);
    } };
    (receives_notifications $c:ident) => { methods! { $c, this:
        /// Reads and checks a notification. The error carries the `reply` to give.
        parseNotification(request: Ts<ReceivedRequest>, now: Number) -> Ts<<refundkit::$c as ReceivesNotifications>::Notice> = this.parse_notification(&request, now);
        /// What a notification means for the refund.
        settleNotification(refund: Ts<RefundOf<refundkit::$c>>, notice: Ts<<refundkit::$c as ReceivesNotifications>::Notice>) -> Ts<RefundOutcome> = this.settle_notification(&refund, &notice);
        /// The answer, after the notification was stored.
        buildNotificationResponse(notice: Ts<<refundkit::$c as ReceivesNotifications>::Notice>, now: Number) -> Ts<HttpResponse> = this.build_notification_response(&notice, now);
    } };
}

macro_rules! classes {
    ($($module:ident { $($(#[doc = $doc:literal])* $name:literal $class:ident [$($capability:ident)*])* })*) => {$($(
        $(#[doc = $doc])*
        #[wasm_bindgen]
        pub struct $class(refundkit::$class);

        #[wasm_bindgen]
        impl $class {
            /// Checks and prepares keys, hosts and headers. Make one object and use it for every call.
            #[wasm_bindgen(constructor)]
            pub fn new(credentials: Ts<<refundkit::$class as Provider>::Credentials>, config: Option<Ts<<refundkit::$class as Provider>::Config>>) -> Result<$class, JsValue> {
                let config = config.map(|config| config.lift("config")).transpose()?;
                refundkit::$class::open(config, credentials.lift("credentials")?).map(Self).map_err(refused)
            }
        }

        $(capability!($capability $class);)*
    )*)*};
}

for_each_provider!(classes);

statics! {
    /// Reads a decimal such as `10.50`, exactly; the currency decides how many decimals there may be.
    money(text: Text, currency: Text) -> Ts<Money> = Money::parse(&text, &currency);
    /// Prints an amount with all decimals of its currency: `10.50`.
    format(money: Ts<Money>) -> String = money.format();
    /// What two answers about one refund mean together, in any order.
    merge(first: Ts<RefundOutcome>, second: Ts<RefundOutcome>) -> Ts<RefundOutcome> = Ok(first.merge(&second));
    /// What the next refund of this payment carries; `undefined` where the snapshot proves nothing about it.
    baseline(snapshot: Ts<PaymentSnapshot>) -> Option<Ts<Baseline>> = Ok(snapshot.baseline());
    /// A fresh key for one refund: a version 4 UUID. Store it before the refund is sent.
    newIdempotencyKey() -> String = Ok(idempotency_key(random()?));
    /// The request as a panel may show it: with every secret masked.
    redact(request: Ts<HttpRequest>) -> Ts<HttpRequest> = Ok(request.redacted());
    /// The document door: one JSON document in, one out.
    answer(document: Text) -> String = Ok(dispatch::answer(&document));
}

stored! { []
    /// Writes it with its version, to be read back in another process.
    storeOutcome(data) loadOutcome RefundOutcome;
    /// Writes it with its version, to be read back in another process.
    storeSnapshot(data) loadSnapshot PaymentSnapshot;
    /// Writes it with its version, to be read back in another process.
    storeBaseline(data) loadBaseline Baseline;
    /// Writes it with its version, to be read back in another process.
    storeEvent(data) loadEvent RefundEvent;
    /// Writes it with its version, to be read back in another process.
    storeNotice(data) loadNotice UnverifiedNotice;
    /// Writes it with its version, to be read back in another process.
    storePrepared(data) loadPrepared Prepared;
}

/// Fresh randomness that hides a key's timing while it signs.
fn seed() -> Result<BlindingSeed, JsValue> {
    random().map(BlindingSeed::new)
}

fn ambient(now: i64) -> Result<Ambient, JsValue> {
    Ok(Ambient { now, seed: seed()? })
}
