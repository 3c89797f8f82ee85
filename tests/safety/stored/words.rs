//! The words that version 1 writes.

use super::*;
use refundkit_tests::with;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt::{self, Display, Formatter};

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

words! { NEXT_STEPS: NextAction {
    Done => "done",
    Wait => "wait",
    QueryStatus => "query_status",
    ResendSame => "resend_same",
    StartNew => "start_new",
    Stop => "stop",
    ManualReview => "manual_review",
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
    PreconditionFailed => "precondition_failed",
    KeyReused => "key_reused",
    Unanswered => "unanswered",
    CredentialsRefused => "credentials_refused",
    Newer => "newer",
} }

#[test]
fn words_are_for_ever() {
    for (word, status) in STATUSES {
        assert_eq!(
            written(&with!(outcome(), status = *status), "status"),
            *word
        );
    }
    for (word, next_action) in NEXT_STEPS {
        assert_eq!(
            written(&with!(outcome(), next_action = *next_action), "nextAction"),
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

/// Every word that a type can be read from, as the type asks its reader for them.
fn readable<'de, T: Deserialize<'de>>() -> Vec<String> {
    let asked = T::deserialize(Asked).err();
    asked
        .map(|words| words.0)
        .unwrap_or_default()
}

/// A reader that knows nothing, and fails with the words that it was asked for.
struct Asked;

#[derive(Debug)]
struct Words(Vec<String>);

impl Error for Words {
    fn custom<T: Display>(_: T) -> Self {
        Self(Vec::new())
    }
}

impl Display for Words {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for Words {}

impl<'de> Deserializer<'de> for Asked {
    type Error = Words;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Words> {
        Err(Words(Vec::new()))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Words> {
        Err(Words(
            words
                .iter()
                .map(|word| (*word).to_owned())
                .collect(),
        ))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

fn words<T>(list: &[(&str, T)]) -> Vec<String> {
    list.iter()
        .map(|(word, _)| (*word).to_owned())
        .collect()
}

#[test]
fn no_variant_is_without_its_word() {
    assert_eq!(readable::<RefundStatus>(), words(STATUSES));
    assert_eq!(readable::<NextAction>(), words(NEXT_STEPS));
    assert_eq!(readable::<Problem>(), words(PROBLEMS));
}

#[test]
fn the_words_of_a_newer_version_read_as_the_careful_ones() {
    let stored = outcome().to_stored().unwrap();
    let mut newer: Value = serde_json::from_str(&stored).unwrap();
    for member in ["status", "nextAction", "problem"] {
        newer["data"][member] = "a word of 2031".into();
    }
    let read = RefundOutcome::from_stored(&newer.to_string()).unwrap();
    assert_eq!(read.status, RefundStatus::Unknown);
    assert_eq!(read.next_action, NextAction::ManualReview);
    assert_eq!(read.problem, Some(Problem::Newer));
}

/// A member of what is stored, which is also read back.
fn written(outcome: &RefundOutcome, member: &str) -> String {
    let text = outcome.to_stored().unwrap();
    assert_eq!(RefundOutcome::from_stored(&text).as_ref(), Ok(outcome));
    let stored: Value = serde_json::from_str(&text).unwrap();
    stored["data"][member]
        .as_str()
        .unwrap()
        .to_owned()
}
