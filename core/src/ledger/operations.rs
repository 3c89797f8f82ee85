//! The table of what a ledger can be told and asked, in the form of that of [`operations`](crate::operations). The methods of the
//! ledgers' classes in JavaScript, Python, Kotlin and Swift are made from it.
//!
//! | Section | What is in it |
//! |---|---|
//! | `own` | what has the provider's own types |
//! | `shared` | what is the same for the ledgers of all providers |

/// Hands the methods of a ledger to the macro `$callback`, behind the name of its class in another language, its type here, its
/// provider, and what the context of a step must have.
#[macro_export]
macro_rules! for_each_ledger_operation {
    ($callback:ident $class:ident $ledger:ty, $provider:ty, $context:tt) => {
        $callback! { $class $ledger;
            own {
                /// Asks for a refund. `reference` is your own id of it, 1 to 64 characters: the same reference is the same refund, and
                /// another wish under it is an error.
                request request(&self, reference: String, refund: RequestOf<$provider>)
                    -> Nothing;
                /// Everything that the response to the `send` of a refund says, in the provider's own words, and what this message alone
                /// shows. It changes nothing, and is there until `received`. No response means that it was lost.
                parse_response parseResponse(&self, step: u64, response: Response)
                    -> ParsedOf<$provider>;
                /// Everything that the response to the `send` of a question says of the payment, in the provider's own words. It changes
                /// nothing, and is there until `received`. No response means that it was lost.
                parse_status_response parseStatusResponse(&self, step: u64, response: Response)
                    -> ParsedStatusOf<$provider>;
            }
            shared {
                /// The one thing to do now, which is handed out once: until you say what came of it, asking again is an error. Times are
                /// milliseconds since 1970.
                next next(&self)
                    context $context -> LedgerStep;
                /// Says that a `store` was committed. Only a committed, durable write is stored.
                stored stored(&self, step: u64) -> Nothing;
                /// Says that a `store` found another version, and what is there now.
                reload reload(&self, row: LoadedRow) -> Nothing;
                /// Gives the signature of a `sign`: its raw bytes, by the key that lives elsewhere. One that the merchant's public key does
                /// not verify is an error, and the step stays outstanding.
                signed signed(&self, step: u64, signature: Bytes) -> Nothing;
                /// Says that a `sign` gets no signature now, such as where a person did not unlock the key. Nothing was armed, and the
                /// signature is asked for again after a pause.
                not_signed notSigned(&self, step: u64)
                    context (at now_ms) -> Nothing;
                /// Says what came of a `send`. No response means that it was lost: nothing or only a part of one came back, or the call was
                /// given up.
                received received(&self, step: u64, response: Response)
                    context (at now_ms) -> Nothing;
                /// Says that certainly not one byte of a `send` left, such as where no connection could be made. If in doubt, it is lost.
                not_sent notSent(&self, step: u64)
                    context (at now_ms) -> Nothing;
                /// From now on it stores what it hears, acknowledges it, and never sends.
                listen listen(&self) -> Nothing;
                /// Takes a verified webhook. Go on with `next`: the response to its sender is a step, after the store.
                webhook webhook(&self, event: RefundEvent)
                    context (at now_ms) -> Nothing;
                /// Takes a message that nobody signed. It proves nothing: it makes the ledger ask earlier.
                notice notice(&self, notice: UnverifiedNotice)
                    context (at now_ms) -> Nothing;
                /// Takes over a refund that a program without a ledger sent. It counts as sent, with a lost response.
                adopt adopt(&self, reference: String, adopted: AdoptedRefund)
                    context (at now_ms) -> Nothing;
                /// A person's word about an undecided refund. That it was not given back is refused while something may still be on its
                /// way, and where the provider shows refunds also until the ledger has looked after that. Of a refund that a person ended it
                /// takes the opposite of the last word, as a correction that raises an alert. `by` has 1 to 64 characters, `note` 1 to
                /// 500; both are stored.
                decide decide(&self, reference: String, decision: RefundDecision, by: String, note: String)
                    context (at now_ms) -> Nothing;
                /// A person's word that an entry of the provider is not one of this ledger's refunds.
                declare_external declareExternal(&self, entry_id: String, by: String, note: String)
                    context (at now_ms) -> Nothing;
                /// Ends a refund that was never sent.
                cancel cancel(&self, reference: String)
                    context (at now_ms) -> Nothing;
                /// Asks about an undecided refund again, with new patience. It never permits a sending by itself.
                ask_again askAgain(&self, reference: String)
                    context (at now_ms) -> Nothing;
                /// Says that somebody looked after an alert, by the alert's id.
                settle_alert settleAlert(&self, alert: String, by: String, note: String)
                    context (at now_ms) -> Nothing;
                /// Corrects what was captured. A row is opened with the corrected amount or with the first one.
                correct_captured correctCaptured(&self, amount: Money, by: String, note: String)
                    context (at now_ms) -> Nothing;
                /// Says that the credentials are new: what the refused ones kept back goes on.
                credentials_changed credentialsChanged(&self)
                    context (at now_ms) -> Nothing;
                /// A refund as it is known now; nothing where nobody asked for it.
                refund refund(&self, reference: String) -> KnownRefund;
                /// What people are shown of the payment: what is left, every refund and every alert.
                view view(&self) -> LedgerView;
            }
        }
    };
}
