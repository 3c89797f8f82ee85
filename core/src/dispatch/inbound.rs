//! The operations of providers that call us: the same kind of table, with the time as a member.

use super::fields::Members;
use super::operations::{row, two};
use super::{CallError, Operation};
use crate::api::inbound::{
    AnswersRefunds, CallsRefunds, DecidesRefunds, ReceivesNotifications, SendsNotifications,
};
use crate::api::merchant::Provider;
use crate::json::encode;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads one member and `now` beside the provider, and calls.
fn one_at<P: Provider, A: DeserializeOwned, R: Serialize, E: Into<CallError>>(
    members: &mut Members<'_>,
    name: &str,
    call: impl Fn(&P, &A, i64) -> Result<R, E>,
) -> Result<String, CallError> {
    let (provider, argument, now) = (
        members.provider()?,
        members.take(name)?,
        members.take("now")?,
    );
    members.finish()?;
    Ok(encode(
        &call(&provider, &argument, now).map_err(Into::into)?,
    )?)
}

/// Reads two members and `now` beside the provider, and calls.
fn two_at<
    P: Provider,
    A: DeserializeOwned,
    B: DeserializeOwned,
    R: Serialize,
    E: Into<CallError>,
>(
    members: &mut Members<'_>,
    names: [&str; 2],
    call: impl Fn(&P, &A, &B, i64) -> Result<R, E>,
) -> Result<String, CallError> {
    let [first, second] = names;
    let (provider, first, second) = (
        members.provider()?,
        members.take(first)?,
        members.take(second)?,
    );
    let now = members.take("now")?;
    members.finish()?;
    Ok(encode(
        &call(&provider, &first, &second, now).map_err(Into::into)?,
    )?)
}

pub(super) const fn answers_refunds<P: AnswersRefunds>() -> &'static [Operation] {
    const {
        &[
            row(
                "parse_request",
                &["credentials", "request", "now"],
                |members| one_at(members, "request", P::parse_request),
            ),
            row(
                "build_response",
                &["credentials", "call", "result", "now"],
                |members| two_at(members, ["call", "result"], P::build_response),
            ),
            row(
                "build_error",
                &["credentials", "failure", "now"],
                |members| one_at(members, "failure", P::build_error),
            ),
        ]
    }
}

pub(super) const fn decides_refunds<P: DecidesRefunds>() -> &'static [Operation] {
    const {
        &[
            row("decide", &["credentials", "call", "stored"], |members| {
                two(members, ["call", "stored"], P::decide)
            }),
            row(
                "build_decided",
                &["credentials", "call", "decision", "now"],
                |members| two_at(members, ["call", "decision"], P::build_decided),
            ),
        ]
    }
}

pub(super) const fn sends_notifications<P: SendsNotifications>() -> &'static [Operation] {
    const {
        &[
            row(
                "build_notification",
                &["credentials", "notification", "now"],
                |members| one_at(members, "notification", P::build_notification),
            ),
            row(
                "parse_notification_response",
                &["credentials", "answer", "now"],
                |members| one_at(members, "answer", P::parse_notification_response),
            ),
        ]
    }
}

pub(super) const fn calls_refunds<P: CallsRefunds>() -> &'static [Operation] {
    const {
        &[
            row(
                "build_request",
                &["credentials", "refund", "now"],
                |members| one_at(members, "refund", P::build_request),
            ),
            row(
                "parse_response_at",
                &["credentials", "refund", "answer", "now"],
                |members| two_at(members, ["refund", "answer"], P::parse_response_at),
            ),
        ]
    }
}

pub(super) const fn receives_notifications<P: ReceivesNotifications>() -> &'static [Operation] {
    const {
        &[
            row(
                "parse_notification",
                &["credentials", "request", "now"],
                |members| one_at(members, "request", P::parse_notification),
            ),
            row(
                "settle_notification",
                &["credentials", "refund", "notice"],
                |members| two(members, ["refund", "notice"], P::settle_notification),
            ),
            row(
                "build_notification_response",
                &["credentials", "notice", "now"],
                |members| one_at(members, "notice", P::build_notification_response),
            ),
        ]
    }
}
