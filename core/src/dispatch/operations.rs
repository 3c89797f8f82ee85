//! The operations of each capability: which members they read and which method they call.
//!
//! Those of providers that call us are in [`reversed`](super::inbound).

use super::fields::Members;
pub(super) use super::inbound::*;
use super::{CallError, Operation};
use crate::api::merchant::{
    AsksStatus, BuildsRequests, Provider, ReadsNotices, ReadsStatus, Refunds, SendsWebhooks,
    ServesRefunds, ServesStatus, SignsRequests, SignsStatus, VerifiesWebhooks,
};
use crate::decision::table::ProfileDocument;
use crate::http::HttpRequest;
use crate::json::encode;
use crate::value::error::RefundError;
use serde::Serialize;
use serde::de::DeserializeOwned;

type Run = fn(&mut Members<'_>) -> Result<String, CallError>;

pub(super) const fn row(
    name: &'static str,
    inputs: &'static [&'static str],
    run: Run,
) -> Operation {
    Operation { name, inputs, run }
}

/// Reads one member beside the provider, and calls.
fn one<P: Provider, A: DeserializeOwned, R: Serialize, E: Into<CallError>>(
    members: &mut Members<'_>,
    name: &str,
    call: impl Fn(&P, &A) -> Result<R, E>,
) -> Result<String, CallError> {
    let (provider, argument) = (members.provider()?, members.take(name)?);
    members.finish()?;
    Ok(encode(&call(&provider, &argument).map_err(Into::into)?)?)
}

/// Reads two members beside the provider, and calls.
pub(super) fn two<
    P: Provider,
    A: DeserializeOwned,
    B: DeserializeOwned,
    R: Serialize,
    E: Into<CallError>,
>(
    members: &mut Members<'_>,
    names: [&str; 2],
    call: impl Fn(&P, &A, &B) -> Result<R, E>,
) -> Result<String, CallError> {
    let [first, second] = names;
    let (provider, first, second) = (
        members.provider()?,
        members.take(first)?,
        members.take(second)?,
    );
    members.finish()?;
    Ok(encode(
        &call(&provider, &first, &second).map_err(Into::into)?,
    )?)
}

pub(super) const fn builds_requests<P: BuildsRequests>() -> &'static [Operation] {
    const {
        &[row(
            "build_request",
            &["credentials", "refund"],
            |members| one(members, "refund", P::build_request),
        )]
    }
}

pub(super) const fn signs_requests<P: SignsRequests>() -> &'static [Operation] {
    const {
        &[
            row(
                "build_request",
                &["credentials", "refund", "seed"],
                |members| signed::<P>(members, P::build_request),
            ),
            row("prepare", &["credentials", "refund"], |members| {
                one(members, "refund", P::prepare)
            }),
            row(
                "finish",
                &["credentials", "prepared", "signature"],
                finish::<P>,
            ),
        ]
    }
}

fn signed<P: Refunds>(
    members: &mut Members<'_>,
    build: impl Fn(&P, &P::Refund, &crate::BlindingSeed) -> Result<HttpRequest, RefundError>,
) -> Result<String, CallError> {
    let (provider, refund, seed) = (
        members.provider::<P>()?,
        members.take("refund")?,
        members.seed()?,
    );
    members.finish()?;
    Ok(encode(&build(&provider, &refund, &seed)?)?)
}

fn finish<P: SignsRequests>(members: &mut Members<'_>) -> Result<String, CallError> {
    let (provider, prepared) = (members.provider::<P>()?, members.take("prepared")?);
    let signature = members.base64("signature")?;
    members.finish()?;
    Ok(encode(&provider.finish(prepared, &signature)?)?)
}

pub(super) const fn refunds<P: Refunds>() -> &'static [Operation] {
    const {
        &[
            row("profiles", &[], profiles::<P>),
            row("fingerprint", &["refund"], fingerprint::<P>),
            row(
                "parse_response",
                &["credentials", "refund", "answer"],
                |members| two(members, ["refund", "answer"], P::parse_response),
            ),
        ]
    }
}

fn profiles<P: Refunds>(members: &mut Members<'_>) -> Result<String, CallError> {
    members.finish()?;
    Ok(encode(
        &P::profiles()
            .iter()
            .copied()
            .map(ProfileDocument::from)
            .collect::<Vec<_>>(),
    )?)
}

fn fingerprint<P: Refunds>(members: &mut Members<'_>) -> Result<String, CallError> {
    let refund = members.take("refund")?;
    members.finish()?;
    Ok(encode(&P::fingerprint(&refund)?)?)
}

pub(super) const fn reads_status<P: ReadsStatus>() -> &'static [Operation] {
    const {
        &[
            row(
                "parse_status_response",
                &["credentials", "refund", "answer"],
                |members| two(members, ["refund", "answer"], P::parse_status_response),
            ),
            row(
                "resolve",
                &["credentials", "refund", "snapshot"],
                |members| two(members, ["refund", "snapshot"], P::resolve),
            ),
        ]
    }
}

pub(super) const fn asks_status<P: AsksStatus>() -> &'static [Operation] {
    const {
        &[row(
            "build_status_request",
            &["credentials", "refund"],
            |members| one(members, "refund", P::build_status_request),
        )]
    }
}

pub(super) const fn signs_status<P: SignsStatus>() -> &'static [Operation] {
    const {
        &[
            row(
                "build_status_request",
                &["credentials", "refund", "seed"],
                |members| signed::<P>(members, P::build_status_request),
            ),
            row("prepare_status", &["credentials", "refund"], |members| {
                one(members, "refund", P::prepare_status)
            }),
        ]
    }
}

pub(super) const fn verifies_webhooks<P: VerifiesWebhooks>() -> &'static [Operation] {
    const {
        &[
            row("peek_webhook", &["webhook"], peek::<P>),
            row("parse_webhook", &["credentials", "webhook"], |members| {
                one(members, "webhook", P::parse_webhook)
            }),
            row("settle", &["credentials", "refund", "event"], |members| {
                two(members, ["refund", "event"], P::settle)
            }),
        ]
    }
}

fn peek<P: VerifiesWebhooks>(members: &mut Members<'_>) -> Result<String, CallError> {
    let webhook = members.take("webhook")?;
    members.finish()?;
    Ok(encode(&P::peek_webhook(&webhook)?)?)
}

pub(super) const fn reads_notices<P: ReadsNotices>() -> &'static [Operation] {
    const {
        &[row(
            "parse_notice",
            &["credentials", "webhook"],
            |members| one(members, "webhook", P::parse_notice),
        )]
    }
}

pub(super) const fn serves_refunds<P: ServesRefunds>() -> &'static [Operation] {
    const {
        &[
            row("parse_request", &["credentials", "request"], |members| {
                one(members, "request", P::parse_request)
            }),
            row(
                "build_response",
                &["credentials", "call", "reply", "now", "seed"],
                |members| {
                    let (provider, call, reply) = (
                        members.provider::<P>()?,
                        members.take("call")?,
                        members.take("reply")?,
                    );
                    let ambient = members.ambient()?;
                    members.finish()?;
                    Ok(encode(&provider.build_response(&call, &reply, &ambient)?)?)
                },
            ),
        ]
    }
}

pub(super) const fn serves_status<P: ServesStatus>() -> &'static [Operation] {
    const {
        &[
            row(
                "parse_status_request",
                &["credentials", "request"],
                |members| one(members, "request", P::parse_status_request),
            ),
            row(
                "build_status_response",
                &["credentials", "payment", "now", "seed"],
                |members| {
                    let (provider, payment, ambient) = (
                        members.provider::<P>()?,
                        members.take("payment")?,
                        members.ambient()?,
                    );
                    members.finish()?;
                    Ok(encode(
                        &provider.build_status_response(&payment, &ambient)?,
                    )?)
                },
            ),
        ]
    }
}

pub(super) const fn sends_webhooks<P: SendsWebhooks>() -> &'static [Operation] {
    const {
        &[row(
            "build_webhook",
            &["credentials", "url", "update", "now", "seed"],
            build_webhook::<P>,
        )]
    }
}

fn build_webhook<P: SendsWebhooks>(members: &mut Members<'_>) -> Result<String, CallError> {
    let (provider, url, update) = (
        members.provider::<P>()?,
        members.take::<String>("url")?,
        members.take("update")?,
    );
    let ambient = members.ambient()?;
    members.finish()?;
    Ok(encode(&provider.build_webhook(&url, &update, &ambient)?)?)
}
