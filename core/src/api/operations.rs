//! The one table of operations. The methods of each class, the JSON interface, the classes of JavaScript and those of Python,
//! Kotlin and Swift are made from it, and each method's text is written here alone.
//!
//! An entry belongs to a trait such as [`Merchant`](crate::Merchant). What the trait has to offer stands in sections:
//!
//! | Section | What is in it |
//! |---|---|
//! | `constructor` | how an object is made of keys and hosts |
//! | `functions` | what needs no keys and so no object |
//! | `selectors` | what needs no keys and chooses the object: other languages than JavaScript name the provider instead |
//! | `methods` | what needs an object, everywhere |
//! | `shortcuts` | methods that the JSON interface leaves out, since another operation says the same |
//! | `documents` | the JSON interface itself, with every provider in it: a package may be built without |
//! | `synonyms` | methods that Rust leaves out, since the context of another method says the same |
//! | `stored` | the data that may be stored, with the names of the functions that write and read it |
//! | `opening` | how the ledger of a payment is opened, with its class and what the context of its steps must have. Rust and the JSON interface have their own ways; [`for_each_ledger_operation`](crate::for_each_ledger_operation) has the methods of the class |
//!
//! A row is a method: its text, its name in Rust and in JavaScript, the arguments, and the result, with `or Rejection` where
//! the refusal of a message carries the response to give. The method takes references.
//!
//! `context (..)` stands where the method takes a [`CallContext`](crate::CallContext) as its last argument. In the parentheses is what other
//! languages put into it: `at now` is an argument of theirs, `with seed` are bytes that they draw. A function of the package
//! may draw bytes too, `with random`. An argument behind `beside` may be absent. In other languages it is the last one.

use crate::api::merchant::{Merchant, QueryStatus, ReadNotices, VerifyWebhooks};
use crate::api::parsed::{Parsed, ParsedDelivery, ParsedNotice, ParsedStatus, ParsedWebhook};
use crate::api::server::{AnswerRefunds, ReceiveNotifications, ServeRefunds, SimulateProvider};
use crate::http::HttpResponse;

/// Bytes as they are, such as a signature.
pub type Bytes = Vec<u8>;
/// What came back; nothing means that the response was lost.
pub type Response = Option<HttpResponse>;
/// What a response to a refund says.
pub type ParsedOf<P> = Parsed<<P as Merchant>::ResponseDetails>;
/// What a response to a status query says.
pub type ParsedStatusOf<P> = ParsedStatus<<P as QueryStatus>::StatusDetails>;
/// What a verified webhook says.
pub type ParsedWebhookOf<P> = ParsedWebhook<<P as VerifyWebhooks>::WebhookDetails>;
/// What an unsigned message says.
pub type ParsedNoticeOf<P> = ParsedNotice<<P as ReadNotices>::NoticeDetails>;
/// What a response to a notification says.
pub type ParsedDeliveryOf<P> = ParsedDelivery<<P as AnswerRefunds>::DeliveryDetails>;
/// Everything that the provider side may say in a response to a refund.
pub type SaidOf<P> = <P as SimulateProvider>::ResponseDetails;
/// Everything that the provider side may say in a response to a status query.
pub type SaidStatusOf<P> = <P as SimulateProvider>::StatusDetails;
/// Everything that the provider side may say in a webhook.
pub type SaidWebhookOf<P> = <P as SimulateProvider>::WebhookDetails;
/// What is responded to a refund.
pub type ReplyOf<P> = <P as ServeRefunds>::Reply;
/// A response that is not a result.
pub type FailureOf<P> = <P as AnswerRefunds>::Failure;
/// The payment that a request means, in a ledger.
pub type CaptureOf<P> = <P as AnswerRefunds>::Capture;
/// What the host has stored about a call and its payment.
pub type StoredOf<P> = <P as AnswerRefunds>::Stored;
/// What the host stores before money moves.
pub type ReservationOf<P> = <P as AnswerRefunds>::Reservation;
/// What to do with a call.
pub type ReservedOf<P> = <P as AnswerRefunds>::Reserved;
/// What our user tells a provider that calls us.
pub type NotificationOf<P> = <P as AnswerRefunds>::Notification;
/// A notification as it arrived.
pub type NoticeOf<P> = <P as ReceiveNotifications>::Notice;

/// Hands the entry of a trait to the macro `$callback`, behind a class's name in another language and its type here. Then
/// come the class's own words: its configuration, its credentials, the refund as it sees it, and what a call's context must
/// have. `package` is the entry of what no provider has of its own.
///
/// The names of types and traits are those in scope where the rows are used.
#[macro_export]
macro_rules! for_each_operation {
    (Provider $callback:ident $class:ident $provider:ty,
        ($config:ident $credentials:ident $refund:ident $context:tt $($ledger:ident)?)) => {
        $callback! { $class $provider;
            constructor {
                /// Checks and prepares keys, hosts and headers. Make one object and use it for every call. What an absent `config`
                /// leaves out has its default.
                open new(credentials: $credentials, config: Option<$config>);
            }
        }
    };
    (Merchant $callback:ident $class:ident $provider:ty,
        ($config:ident $credentials:ident $refund:ident $context:tt $($ledger:ident)?)) => {
        $callback! { $class $provider;
            functions {
                /// Tells whether a stored refund and a new one ask for the same thing: lower-case hex SHA-256 of everything but the
                /// known refunds. Holds no secret.
                fingerprint fingerprint(refund: $refund) -> String;
            }
            methods {
                /// The request to send, once, without redirects and retries, signed where the provider wants a signature. An error
                /// means that nothing was sent.
                build_request buildRequest(&self, refund: $refund)
                    context $context -> HttpRequest;
                /// Understands whatever came back. No response means that it was lost: sent, and nothing or only a part came back. An
                /// error means that the refund itself could not have been sent.
                parse_response parseResponse(&self, refund: $refund, response: Response)
                    context () -> ParsedOf<$provider>;
            }
            shortcuts {
                /// What to do where not one byte left this machine. Only if that is certain.
                not_sent notSent(&self, refund: $refund) -> RefundOutcome;
            }
            stored {
                /// Writes a refund with its version, to be read back in another process.
                refundToStored refundFromStored(refund: $refund);
            }
        }
    };
    (QueryStatus $callback:ident $class:ident $provider:ty,
        ($config:ident $credentials:ident $refund:ident $context:tt $($ledger:ident)?)) => {
        $callback! { $class $provider;
            methods {
                /// The query about the refund's payment.
                build_status_request buildStatusRequest(&self, refund: $refund)
                    context $context -> HttpRequest;
                /// What the response says about the refund's payment, or why it cannot be used. No response means that it was
                /// lost.
                parse_status_response parseStatusResponse(&self, refund: $refund, response: Response)
                    -> ParsedStatusOf<$provider>;
            }
        }
    };
    (SignElsewhere $callback:ident $class:ident $provider:ty,
        ($config:ident $credentials:ident $refund:ident $context:tt $($ledger:ident)?)) => {
        $callback! { $class $provider;
            methods {
                /// The request and the bytes to sign, for a key that lives elsewhere.
                prepare prepare(&self, refund: $refund)
                    context () -> Prepared;
                /// The query and the bytes to sign, for a key that lives elsewhere.
                prepare_status prepareStatus(&self, refund: $refund)
                    context () -> Prepared;
                /// Takes the raw signature made elsewhere; verifies it where the merchant's public key was given.
                finish finish(&self, prepared: Prepared, signature: Bytes) -> HttpRequest;
            }
        }
    };
    (VerifyWebhooks $callback:ident $class:ident $provider:ty,
        ($config:ident $credentials:ident $refund:ident $context:tt $($ledger:ident)?)) => {
        $callback! { $class $provider;
            selectors {
                /// What a webhook says about itself, to pick the credentials by. Proves nothing.
                peek_webhook peekWebhook(webhook: ReceivedRequest) -> WebhookPeek;
            }
            methods {
                /// Verifies, then reads. Without a good signature there is no event: the error carries the `reply` to give.
                parse_webhook parseWebhook(&self, webhook: ReceivedRequest)
                    -> ParsedWebhookOf<$provider> or Rejection;
            }
        }
    };
    (ReadNotices $callback:ident $class:ident $provider:ty,
        ($config:ident $credentials:ident $refund:ident $context:tt $($ledger:ident)?)) => {
        $callback! { $class $provider;
            methods {
                /// Reads a message that nobody signed: a reason to ask for the status, nothing more.
                parse_notice parseNotice(&self, webhook: ReceivedRequest)
                    -> ParsedNoticeOf<$provider> or Rejection;
            }
        }
    };
    (SimulateProvider $callback:ident $class:ident $provider:ty,
        ($config:ident $credentials:ident $refund:ident $context:tt $($ledger:ident)?)) => {
        $callback! { $class $provider;
            methods {
                /// Checks credentials and signature, then reads. The error carries the provider's own `reply`.
                parse_request parseRequest(&self, request: ReceivedRequest)
                    context () -> $refund or Rejection;
                /// The provider's response. `now_ms` is in milliseconds since 1970. The details that are given are printed as well, and
                /// each in place of what would follow from the reply.
                build_response buildResponse(&self, call: $refund, reply: RefundReply) context $context
                    beside details: SaidOf<$provider> -> HttpResponse;
                /// Checks credentials and signature, then reads. The error carries the provider's own `reply`.
                parse_status_request parseStatusRequest(&self, request: ReceivedRequest)
                    -> StatusCall or Rejection;
                /// The provider's description of a payment. `now_ms` is in milliseconds since 1970. The details that are given are
                /// printed as well, and each in place of what would follow from the payment.
                build_status_response buildStatusResponse(&self, payment: PaymentSnapshot) context $context
                    beside details: SaidStatusOf<$provider> -> HttpResponse;
                /// The webhook that announces a refund, signed where the provider signs. `now_ms` is in milliseconds since 1970. The
                /// details that are given are printed as well, and each in place of what would follow from the refund.
                build_webhook buildWebhook(&self, url: String, update: RefundUpdate) context $context
                    beside details: SaidWebhookOf<$provider> -> HttpRequest;
            }
        }
    };
    (KeepsLedger $callback:ident $class:ident $provider:ty,
        ($config:ident $credentials:ident $refund:ident ($($context:tt)*) $ledger:ident)) => {
        $callback! { $class $provider;
            methods {
                /// The key of a payment's row.
                ledger_key ledgerKey(&self, settings: LedgerSettings, payment: PaymentOf<$provider>)
                    -> String;
                /// The keys of the rows that a verified event is about. It never guesses, and there may be none.
                ledger_keys_of ledgerKeysOf(&self, settings: LedgerSettings, event: RefundEvent)
                    -> LedgerKeys;
            }
            opening {
                /// Opens the ledger of a payment with its row, or a new ledger where there is no row yet. `captured` is what was taken from
                /// the payer. `already_refunded` are the minor units that went back before this ledger, at a provider that lists no refunds; what its
                /// status response shows by a reference (Sberbank's new gateway) is adopted instead. Give the same number at every opening of this
                /// ledger.
                open ledger(
                    &self, settings: LedgerSettings, payment: PaymentOf<$provider>, captured: Money, row: LoadedRow; already_refunded: i64
                ) -> $ledger by for_each_ledger_operation context (at now_ms $($context)*) of SharedLedger<$provider>;
            }
        }
    };
    (AnswerRefunds $callback:ident $class:ident $provider:ty,
        ($config:ident $credentials:ident $refund:ident $context:tt $ledger:ident)) => {
        $callback! { $class $provider;
            opening {
                /// Opens the ledger of a capture with its row, or a new ledger where there is no row yet. It claims before money moves, checks a
                /// payout whose end nobody knows, and says what Google hears.
                open ledger(&self, capture: CaptureOf<$provider>, row: LoadedRow)
                    -> $ledger by for_each_capture_operation context $context of SharedCaptureLedger;
            }
            methods {
                /// The key of a capture's row.
                ledger_key ledgerKey(&self, capture: CaptureOf<$provider>) -> String;
                /// The key of the row that makes an account id and a request id one request.
                request_key requestKey(&self, call: $refund) -> String;
                /// Reads and checks a request. The error carries the `reply` to give. `now_ms` is in milliseconds since 1970.
                parse_request parseRequest(&self, request: ReceivedRequest)
                    context $context -> $refund or Rejection;
                /// The response with a result, which stays the same for every repetition.
                build_response buildResponse(&self, call: $refund, result: ReplyOf<$provider>)
                    context $context -> HttpResponse;
                /// The response without a result: the same request may do better later.
                build_error buildError(&self, failure: FailureOf<$provider>)
                    context $context -> HttpResponse;
                /// What to do with a refund that was asked for. It stores nothing and moves nothing.
                reserve reserve(&self, call: $refund, stored: StoredOf<$provider>)
                    -> ReservedOf<$provider>;
                /// The response that belongs to what reserving came to, where there is one already.
                build_reserved buildReserved(&self, call: $refund, reserved: ReservedOf<$provider>)
                    context $context -> HttpResponse;
                /// The request to send. To repeat it, build it again from the same notification with the time of then.
                build_notification buildNotification(&self, notification: NotificationOf<$provider>)
                    context $context -> HttpRequest;
                /// Understands whatever came back. No response means that it was lost.
                parse_notification_response parseNotificationResponse(&self, response: Response)
                    context $context -> ParsedDeliveryOf<$provider>;
            }
            stored {
                /// Writes a request with its version, to be read back in another process.
                requestToStored requestFromStored(call: $refund);
                /// Writes a result with its version, to be given again to every repetition.
                resultToStored resultFromStored(result: ReplyOf<$provider>);
                /// Writes a reservation with its version, before money moves.
                reservationToStored reservationFromStored(reservation: ReservationOf<$provider>);
                /// Writes a notification with its version, to be kept until it was delivered.
                notificationToStored notificationFromStored(notification: NotificationOf<$provider>);
            }
        }
    };
    (ReceiveNotifications $callback:ident $class:ident $provider:ty,
        ($config:ident $credentials:ident $refund:ident $context:tt $($ledger:ident)?)) => {
        $callback! { $class $provider;
            synonyms {
                /// Like `parse_response`, and believes no response whose own time is far from `now_ms`.
                parse_response_at parseResponseAt(&self, refund: $refund, response: Response)
                    context $context -> ParsedOf<$provider>;
            }
            methods {
                /// Reads and checks a notification. The error carries the `reply` to give.
                parse_notification parseNotification(&self, request: ReceivedRequest)
                    context $context -> NoticeOf<$provider> or Rejection;
                /// The response, after the notification was stored.
                build_notification_response buildNotificationResponse(&self, notice: NoticeOf<$provider>)
                    context $context -> HttpResponse;
            }
        }
    };
    (package $callback:ident $class:tt $package:ty) => {
        $callback! { $class $package;
            functions {
                /// Reads a decimal such as `10.50`, exactly; the currency decides how many decimals there may be.
                money money(text: String, currency: String) -> Money;
                /// Prints an amount with all decimals of its currency: `10.50`.
                format format(money: Money) -> String;
            }
            shortcuts {
                /// A fresh key for one refund: a version 4 UUID of 36 characters. Store it before the refund is sent. Where 32
                /// characters are the limit (`externalRefundId` of Sberbank's legacy gateway), leave out its four hyphens.
                new_idempotency_key newIdempotencyKey() with random -> String;
                /// The request as a panel may show it: with every secret masked.
                redact redact(request: HttpRequest) -> HttpRequest;
            }
            documents {
                /// The JSON interface: one document in, one out.
                dispatch dispatch(document: String) -> String;
            }
            stored {
                /// Writes an outcome with its version, to be read back in another process.
                outcomeToStored outcomeFromStored(data: RefundOutcome);
                /// Writes a snapshot with its version, to be read back in another process.
                snapshotToStored snapshotFromStored(data: PaymentSnapshot);
                /// Writes an event with its version, to be read back in another process.
                eventToStored eventFromStored(data: RefundEvent);
                /// Writes a notice with its version, to be read back in another process.
                noticeToStored noticeFromStored(data: UnverifiedNotice);
                /// Writes a prepared request with its version, to be read back in another process.
                preparedToStored preparedFromStored(data: Prepared);
            }
        }
    };
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
            to_stored $store($data: $type $(<$of>)?) -> String;
            /// Reads what any version up to this one has written.
            from_stored $load(stored: String) -> $type $(<$of>)?;
        }
    )* };
}

/// Gives a module the macro `text!`, which knows the table's text of each method by the method's name.
macro_rules! texts {
    ($class:tt $ledger:ty; $($section:ident { $(
        $(#[doc = $line:literal])*
        $name:ident $js:ident $arguments:tt $(context $context:tt)? -> $out:ident $(<$of:ty>)?;
    )* })*) => {
        macro_rules! text {
            $($(
                ($name) => {
                    concat!($($line, "\n"),*)
                };
            )*)*
        }
    };
}
pub(crate) use texts;
