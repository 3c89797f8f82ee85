//! The one table of operations. The JSON interface, the classes of JavaScript and those of Python, Kotlin and Swift are made
//! from it, and each method's text is written here alone.
//!
//! A capability is a trait such as [`Refunds`]. What it has to offer stands in sections:
//!
//! | Section | What is in it |
//! |---|---|
//! | `constructor` | how an object is made of keys and hosts |
//! | `functions` | what needs no keys and so no object |
//! | `selectors` | the same, for choosing the object: other languages than JavaScript name the provider instead |
//! | `methods` | what needs an object, in every language and in the JSON interface |
//! | `shortcuts` | methods that the JSON interface leaves out, since another operation says the same |
//! | `stored` | the data that may be stored, with the names of the functions that write and read it |
//!
//! A row is a method: its text, its name in Rust and in JavaScript, the arguments that a caller gives, `with seed` where it
//! needs random bytes as well, the result, and behind `=` what is handed to the trait's method of the same name.

use crate::api::inbound::{
    AnswersRefunds, DecidesRefunds, ReceivesNotifications, SendsNotifications,
};
use crate::api::merchant::{Provider, Refunds, ServesRefunds};
use crate::http::HttpResponse;

/// Bytes as they are, such as a signature.
pub type Bytes = Vec<u8>;
/// What came back; nothing means that the answer was lost.
pub type Response = Option<HttpResponse>;
/// A provider's keys and passwords.
pub type CredentialsOf<P> = <P as Provider>::Credentials;
/// A provider's hosts and choices.
pub type ConfigOf<P> = <P as Provider>::Config;
/// A provider's refund.
pub type RefundOf<P> = <P as Refunds>::Refund;
/// A refund as it arrived at the provider.
pub type ServedOf<P> = <P as ServesRefunds>::Call;
/// A refund as a provider that calls us asks for it.
pub type CallOf<P> = <P as AnswersRefunds>::Call;
/// What became of it.
pub type ResultOf<P> = <P as AnswersRefunds>::Result;
/// An answer that is no result.
pub type FailureOf<P> = <P as AnswersRefunds>::Failure;
/// What the host has stored about a call and its payment.
pub type StoredOf<P> = <P as DecidesRefunds>::Stored;
/// What the host stores before money moves.
pub type ClaimOf<P> = <P as DecidesRefunds>::Claim;
/// What to do with a call.
pub type DecisionOf<P> = <P as DecidesRefunds>::Decision;
/// What our user tells a provider that calls us.
pub type NotificationOf<P> = <P as SendsNotifications>::Notification;
/// The same as it arrived.
pub type NoticeOf<P> = <P as ReceivesNotifications>::Notice;

/// Hands a capability's sections to the macro `$callback`, behind a class's name in another language and its type here.
/// The names of types and traits are those in scope where the rows are used. `package` has what no provider has of its own.
#[macro_export]
macro_rules! for_each_operation {
    (provider $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        constructor {
            /// Checks and prepares keys, hosts and headers. Make one object and use it for every call. What an absent `config`
            /// leaves out has its default.
            open new(credentials: CredentialsOf<$provider>, config: Option<ConfigOf<$provider>>);
        }
    } };
    (refunds $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        functions {
            /// Tells whether a stored refund and a new one ask for the same thing: lower-case hex SHA-256 of everything but the
            /// baseline. Holds no secret.
            fingerprint fingerprint(refund: RefundOf<$provider>) -> String = (&refund);
        }
        methods {
            /// Understands whatever came back. No response is a lost answer: sent, and nothing or only a part came back. An
            /// error means that the refund itself could not have been sent.
            parse_response parseResponse(&self, refund: RefundOf<$provider>, response: Response) -> RefundOutcome
                = (&refund, &response.into());
        }
        shortcuts {
            /// What to do where not one byte left this machine. Only if that is certain.
            not_sent notSent(&self, refund: RefundOf<$provider>) -> RefundOutcome = (&refund);
        }
        stored {
            /// Writes a refund with its version, to be read back in another process.
            storeRefund loadRefund(refund: RefundOf<$provider>);
        }
    } };
    (builds_requests $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// The request to send, once, without redirects and retries. An error means that nothing was sent.
            build_request buildRequest(&self, refund: RefundOf<$provider>) -> HttpRequest = (&refund);
        }
    } };
    (signs_requests $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// The request to send, signed with the private key given at construction. An error means that nothing was sent.
            build_request buildRequest(&self, refund: RefundOf<$provider>) with seed -> HttpRequest
                = (&refund, &BlindingSeed::new(seed));
            /// The request and the bytes to sign, for a key that lives elsewhere.
            prepare prepare(&self, refund: RefundOf<$provider>) -> Prepared = (&refund);
            /// Takes the raw signature made elsewhere; verifies it where the merchant's public key was given.
            finish finish(&self, prepared: Prepared, signature: Bytes) -> HttpRequest = (prepared, &signature);
        }
    } };
    (reads_status $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// What the answer says about the refund's payment; what cannot be believed is a snapshot with a problem. No
            /// response is a lost answer.
            parse_status_response parseStatusResponse(&self, refund: RefundOf<$provider>, response: Response) -> PaymentSnapshot
                = (&refund, &response.into());
            /// What a snapshot means for the refund.
            resolve resolve(&self, refund: RefundOf<$provider>, snapshot: PaymentSnapshot) -> RefundOutcome = (&refund, &snapshot);
        }
    } };
    (asks_status $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// The query about the refund's payment. Also sent before a refund, for its baseline.
            build_status_request buildStatusRequest(&self, refund: RefundOf<$provider>) -> HttpRequest = (&refund);
        }
    } };
    (signs_status $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// The query about the refund's payment, signed. Also sent before a refund, for its baseline.
            build_status_request buildStatusRequest(&self, refund: RefundOf<$provider>) with seed -> HttpRequest
                = (&refund, &BlindingSeed::new(seed));
            /// The query and the bytes to sign, for a key that lives elsewhere.
            prepare_status prepareStatus(&self, refund: RefundOf<$provider>) -> Prepared = (&refund);
        }
    } };
    (verifies_webhooks $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        selectors {
            /// What a webhook says about itself, to pick the credentials by. Proves nothing.
            peek_webhook peekWebhook(webhook: ReceivedRequest) -> WebhookPeek = (&webhook);
        }
        methods {
            /// Verifies, then reads. Without a good signature there is no event: the error carries the `reply` to give.
            parse_webhook parseWebhook(&self, webhook: ReceivedRequest) -> RefundEvent = (&webhook);
            /// What a verified event means for the refund, by the same checks as a response.
            settle settle(&self, refund: RefundOf<$provider>, event: RefundEvent) -> RefundOutcome = (&refund, &event);
        }
    } };
    (reads_notices $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// Reads a message that nobody signed: a reason to ask for the status, nothing more.
            parse_notice parseNotice(&self, webhook: ReceivedRequest) -> UnverifiedNotice = (&webhook);
        }
    } };
    (serves_refunds $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// Checks credentials and signature, then reads. The error carries the provider's own `reply`.
            parse_request parseRequest(&self, request: ReceivedRequest) -> ServedOf<$provider> = (&request);
            /// The provider's answer. `now` is in milliseconds since 1970.
            build_response buildResponse(&self, call: ServedOf<$provider>, reply: RefundReply, now: i64) with seed -> HttpResponse
                = (&call, &reply, &CallContext { now, seed: BlindingSeed::new(seed) });
        }
    } };
    (serves_status $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// Checks credentials and signature, then reads. The error carries the provider's own `reply`.
            parse_status_request parseStatusRequest(&self, request: ReceivedRequest) -> StatusCall = (&request);
            /// The provider's description of a payment. `now` is in milliseconds since 1970.
            build_status_response buildStatusResponse(&self, payment: PaymentSnapshot, now: i64) with seed -> HttpResponse
                = (&payment, &CallContext { now, seed: BlindingSeed::new(seed) });
        }
    } };
    (sends_webhooks $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// The webhook that announces a refund, signed where the provider signs. `now` is in milliseconds since 1970.
            build_webhook buildWebhook(&self, url: String, update: RefundUpdate, now: i64) with seed -> HttpRequest
                = (&url, &update, &CallContext { now, seed: BlindingSeed::new(seed) });
        }
    } };
    (answers_refunds $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// Reads and checks a request. The error carries the `reply` to give. `now` is in milliseconds since 1970.
            parse_request parseRequest(&self, request: ReceivedRequest, now: i64) -> CallOf<$provider> = (&request, now);
            /// The answer with a result, which stays the same for every repetition.
            build_response buildResponse(&self, call: CallOf<$provider>, result: ResultOf<$provider>, now: i64) -> HttpResponse
                = (&call, &result, now);
            /// The answer without a result: the same request may do better later.
            build_error buildError(&self, failure: FailureOf<$provider>, now: i64) -> HttpResponse = (&failure, now);
        }
        stored {
            /// Writes a request with its version, to be read back in another process.
            storeRequest loadRequest(call: CallOf<$provider>);
            /// Writes a result with its version, to be given again to every repetition.
            storeResult loadResult(result: ResultOf<$provider>);
        }
    } };
    (decides_refunds $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// What to do with a refund that was asked for. It stores nothing and moves nothing.
            decide decide(&self, call: CallOf<$provider>, stored: StoredOf<$provider>) -> DecisionOf<$provider> = (&call, &stored);
            /// The answer that belongs to a decision, where it is one already.
            build_decided buildDecided(&self, call: CallOf<$provider>, decision: DecisionOf<$provider>, now: i64) -> HttpResponse
                = (&call, &decision, now);
        }
        stored {
            /// Writes a claim with its version, before money moves.
            storeClaim loadClaim(claim: ClaimOf<$provider>);
        }
    } };
    (sends_notifications $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// The request to send. To repeat it, build it again from the same notification with the time of then.
            build_notification buildNotification(&self, notification: NotificationOf<$provider>, now: i64) -> HttpRequest
                = (&notification, now);
            /// Understands whatever came back. No response is a lost answer.
            parse_notification_response parseNotificationResponse(&self, response: Response, now: i64) -> Delivery
                = (&response.into(), now);
        }
        stored {
            /// Writes a notification with its version, to be kept until it was delivered.
            storeNotification loadNotification(notification: NotificationOf<$provider>);
        }
    } };
    (calls_refunds $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// The request to send. To repeat it, build it again from the same refund with the time of then.
            build_request buildRequest(&self, refund: RefundOf<$provider>, now: i64) -> HttpRequest = (&refund, now);
            /// Like `parse_response`, and believes no answer whose own time is far from `now`.
            parse_response_at parseResponseAt(&self, refund: RefundOf<$provider>, response: Response, now: i64) -> RefundOutcome
                = (&refund, &response.into(), now);
        }
    } };
    (receives_notifications $callback:ident $class:ident $provider:ty) => { $callback! { $class $provider;
        methods {
            /// Reads and checks a notification. The error carries the `reply` to give.
            parse_notification parseNotification(&self, request: ReceivedRequest, now: i64) -> NoticeOf<$provider> = (&request, now);
            /// What a notification means for the refund.
            settle_notification settleNotification(&self, refund: RefundOf<$provider>, notice: NoticeOf<$provider>) -> RefundOutcome
                = (&refund, &notice);
            /// The answer, after the notification was stored.
            build_notification_response buildNotificationResponse(&self, notice: NoticeOf<$provider>, now: i64) -> HttpResponse
                = (&notice, now);
        }
    } };
    (package $callback:ident $class:tt $package:ty) => { $callback! { $class $package;
        functions {
            /// Reads a decimal such as `10.50`, exactly; the currency decides how many decimals there may be.
            money money(text: String, currency: String) -> Money = (&text, &currency);
            /// Prints an amount with all decimals of its currency: `10.50`.
            format format(money: Money) -> String = (&money);
            /// What two answers about one refund mean together, in any order.
            merge merge(first: RefundOutcome, second: RefundOutcome) -> RefundOutcome = (&first, &second);
        }
        shortcuts {
            /// What the next refund of this payment carries; nothing where the snapshot proves nothing about it.
            baseline baseline(snapshot: PaymentSnapshot) -> Option<Baseline> = (&snapshot);
            /// A fresh key for one refund: a version 4 UUID. Store it before the refund is sent.
            new_idempotency_key newIdempotencyKey() with random -> String = (random);
            /// The request as a panel may show it: with every secret masked.
            redact redact(request: HttpRequest) -> HttpRequest = (&request);
            /// The JSON interface: one document in, one out.
            answer answer(document: String) -> String = (&document);
        }
        stored {
            /// Writes an outcome with its version, to be read back in another process.
            storeOutcome loadOutcome(data: RefundOutcome);
            /// Writes a snapshot with its version, to be read back in another process.
            storeSnapshot loadSnapshot(data: PaymentSnapshot);
            /// Writes a baseline with its version, to be read back in another process.
            storeBaseline loadBaseline(data: Baseline);
            /// Writes an event with its version, to be read back in another process.
            storeEvent loadEvent(data: RefundEvent);
            /// Writes a notice with its version, to be read back in another process.
            storeNotice loadNotice(data: UnverifiedNotice);
            /// Writes a prepared request with its version, to be read back in another process.
            storePrepared loadPrepared(data: Prepared);
        }
    } };
}

/// Hands each row of a section `stored` to the macro `$callback` as two functions of the stored type: one that writes it, one
/// that reads it.
#[macro_export]
macro_rules! for_each_stored_function {
    ($callback:ident $class:tt $(
        $(#[$doc:meta])* $store:ident $load:ident($data:ident: $type:ident $(<$of:ty>)?);
    )*) => { $(
        $callback! { $class functions $type $(<$of>)?;
            $(#[$doc])*
            to_stored $store($data: $type $(<$of>)?) -> String = (&$data);
            /// Reads what any version up to this one has written.
            from_stored $load(stored: String) -> $type $(<$of>)? = (&stored);
        }
    )* };
}
