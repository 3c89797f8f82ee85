//! The table of what the ledger of a capture can be told and asked, in the form of that of
//! [`operations`](crate::operations). The methods of its class in JavaScript, Python, Kotlin and Swift are made from it.

/// Hands the methods of a capture's ledger to the macro `$callback`, behind the name of its class in another language, its type
/// here, its integrator, and what the context of a step must have.
#[macro_export]
macro_rules! for_each_capture_operation {
    ($callback:ident $class:ident $ledger:ty, $provider:ty, $context:tt) => {
        $callback! { $class $ledger;
            own {
                /// Takes a request of Google that was read by `parse_request`, with the row under its `request_key`. While a step is outstanding,
                /// that is an error.
                answer answer(&self, request: GoogleRefundRequest, row: LoadedRow) -> Nothing;
                /// The one thing to do now, which is handed out once: until you say what came of it, asking again is an error. Times are
                /// milliseconds since 1970.
                next next(&self)
                    context $context -> GoogleStep;
                /// Says that a `store` was committed. Only a committed, durable write is stored.
                stored stored(&self, step: u64) -> Nothing;
                /// Says that a `store` found another version, and what is there now under the step's key.
                reload reload(&self, row: LoadedRow) -> Nothing;
                /// Says that a payout ended, after `pay` or `check`: money went back, or the payout was declined for good.
                paid paid(&self, step: u64, result: ReplyOf<$provider>) -> Nothing;
                /// Says that it is proven that nothing moved and nothing will. After `check` it counts from an hour after the first
                /// check, since clocks differ.
                not_paid notPaid(&self, step: u64) -> Nothing;
                /// Says that nobody knows what became of a payout.
                unknown unknown(&self, step: u64) -> Nothing;
                /// Every alert that nobody settled. `reference` is the request id.
                alerts alerts(&self) -> OpenAlerts;
                /// Says that somebody looked after an alert, by the alert's id. It changes neither what Google hears nor what is left,
                /// and what is said otherwise afterwards raises another one. `by` has 1 to 64 characters, `note` 1 to 500; both are stored.
                settle_alert settleAlert(&self, alert: String, by: String, note: String)
                    context $context -> Nothing;
                /// What is left to give back.
                left left(&self) -> Money;
            }
        }
    };
}
