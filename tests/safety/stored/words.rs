//! The words that version 1 writes.

use super::*;
use refundkit_tests::with;
use serde::de::DeserializeOwned;

/// The words that version 1 writes. The lists only grow.
macro_rules! words {
    ($list:ident: $choice:ident { $($variant:ident => $word:literal,)* }) => {
        const $list: &[(&str, $choice)] = &[$(($word, $choice::$variant)),*];
    };
}

words! { STATUSES: RefundStatus {
    Succeeded => "succeeded",
    Pending => "pending",
    Declined => "declined",
    Reversed => "reversed",
    Unknown => "unknown",
} }

words! { NEXT_STEPS: NextStep {
    Done => "done",
    Wait => "wait",
    Ask => "ask",
    RetrySame => "retry_same",
    RetryNew => "retry_new",
    Stop => "stop",
    Person => "person",
} }

words! { PROBLEMS: Problem {
    NotSent => "not_sent",
    Lost => "lost",
    Redirected => "redirected",
    RateLimited => "rate_limited",
    ServerError => "server_error",
    Unreadable => "unreadable",
    Empty => "empty",
    Unrecognised => "unrecognised",
    DuplicateField => "duplicate_field",
    StatusMismatch => "status_mismatch",
    AmountMismatch => "amount_mismatch",
    CurrencyMismatch => "currency_mismatch",
    PaymentMismatch => "payment_mismatch",
    RefundMismatch => "refund_mismatch",
    MerchantMismatch => "merchant_mismatch",
    OperationMismatch => "operation_mismatch",
    SelfContradiction => "self_contradiction",
    NotSeen => "not_seen",
    Ambiguous => "ambiguous",
    Conflict => "conflict",
    NotFinal => "not_final",
    Stale => "stale",
    Fenced => "fenced",
    KeyReused => "key_reused",
    Unanswered => "unanswered",
} }

#[test]
fn words_are_for_ever() {
    for (word, status) in STATUSES {
        assert_eq!(
            written(&with!(outcome(), status = *status), "status"),
            *word
        );
    }
    for (word, next_step) in NEXT_STEPS {
        assert_eq!(
            written(&with!(outcome(), next_step = *next_step), "nextStep"),
            *word
        );
    }
    for (word, problem) in PROBLEMS {
        assert_eq!(
            written(&with!(outcome(), problem = Some(*problem)), "problem"),
            *word
        );
    }
}

/// Every word that can be read, which the reader itself names when it is given another.
fn readable<T: DeserializeOwned>() -> Vec<String> {
    let error = serde_json::from_str::<T>("\"no such word\"").err().unwrap();
    let words = error.to_string();
    let quoted = words.split('`').skip(3).step_by(2);
    quoted.map(str::to_owned).collect()
}

fn words<T>(list: &[(&str, T)]) -> Vec<String> {
    list.iter().map(|(word, _)| (*word).to_owned()).collect()
}

#[test]
fn no_variant_is_without_its_word() {
    assert_eq!(readable::<RefundStatus>(), words(STATUSES));
    assert_eq!(readable::<NextStep>(), words(NEXT_STEPS));
    assert_eq!(readable::<Problem>(), words(PROBLEMS));
}

/// A member of what is stored, which is also read back.
fn written(outcome: &RefundOutcome, member: &str) -> String {
    let text = outcome.to_stored().unwrap();
    assert_eq!(RefundOutcome::from_stored(&text).as_ref(), Ok(outcome));
    let stored: Value = serde_json::from_str(&text).unwrap();
    stored["data"][member].as_str().unwrap().to_owned()
}
