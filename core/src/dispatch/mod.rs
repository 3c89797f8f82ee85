//! The document door: one JSON document in, one JSON document out, the provider chosen at run time.
//!
//! In: `{"provider": .., "operation": .., "config": {..}, "credentials": {..}, ..}` with the members that the operation
//! names ([`operations`]) and no others. Out: `{"ok": ..}` or `{"error": {"code", "field", "detail", "reply"?}}`.
//! Strict: a misspelt, missing or doubled member is an error with its path. Not a log format: it carries credentials.

mod common;
mod fields;
mod inbound;
mod operations;
mod redaction;
mod stored_types;

use crate::http::{HttpResponse, Rejection};
use crate::json::encode;
use crate::providers;
use crate::value::error::{RefundError, code};
use fields::Members;
use serde::Serialize;
use std::collections::BTreeSet;

/// One operation of one provider.
pub struct Operation {
    /// Its name.
    pub name: &'static str,
    /// The members that it needs beside `provider` and `operation`; with `credentials` also `config`, which may be absent.
    pub inputs: &'static [&'static str],
    run: fn(&mut Members<'_>) -> Result<String, CallError>,
}

/// A provider's operations, one slice per capability.
pub struct Row {
    /// The provider's name in documents.
    pub provider: &'static str,
    operations: &'static [&'static [Operation]],
}

impl Row {
    /// The operations of this provider.
    pub fn operations(&self) -> impl Iterator<Item = &'static Operation> {
        self.operations.iter().copied().flatten()
    }
}

macro_rules! rows {
    ($($module:ident { $($(#[doc = $doc:literal])* $name:literal $class:ident [$($capability:ident)*])* })*) => {
        &[
            $($(Row {
                provider: $name,
                operations: &[$(operations::$capability::<providers::$module::$class>()),*],
            },)*)*
            Row { provider: common::NAME, operations: &[common::OPERATIONS] },
        ]
    };
}

static ROWS: &[Row] = crate::for_each_provider!(rows);

/// Every provider with its operations; last `refundkit`, the operations that need no provider.
pub fn operations() -> &'static [Row] {
    ROWS
}

/// The kinds of `store` and `load`, in alphabetical order.
pub fn kinds() -> BTreeSet<&'static str> {
    stored_types::names()
}

/// Answers one document.
pub fn answer(document: &str) -> String {
    match run(document) {
        Ok(value) => format!("{{\"ok\":{value}}}"),
        Err(error) => format!("{{\"error\":{}}}", error_text(&error)),
    }
}

/// An error as a document: `{"code", "field", "detail", "reply"?}`.
pub fn error_text(error: &CallError) -> String {
    encode(&ErrorDocument::from(error))
        .unwrap_or_else(|_| r#"{"code":"invalid_document"}"#.to_owned())
}

/// Why a call failed: a mistake in what was given, or the rejection of an incoming message with the reply to its sender.
#[derive(Debug)]
pub struct CallError {
    /// What is wrong.
    pub error: RefundError,
    /// The HTTP response to give to the sender of a rejected message.
    pub reply: Option<HttpResponse>,
}

impl From<RefundError> for CallError {
    fn from(error: RefundError) -> Self {
        Self { error, reply: None }
    }
}

impl From<Rejection> for CallError {
    fn from(rejection: Rejection) -> Self {
        Self {
            error: rejection.error,
            reply: Some(rejection.reply),
        }
    }
}

fn run(document: &str) -> Result<String, CallError> {
    let mut members = Members::read(document)?;
    let provider: String = members.take("provider")?;
    let name: String = members.take("operation")?;
    let row = ROWS
        .iter()
        .find(|row| row.provider == provider)
        .ok_or_else(|| unsupported("provider"))?;
    let operation = row
        .operations()
        .find(|operation| operation.name == name)
        .ok_or_else(|| unsupported("operation"))?;
    (operation.run)(&mut members)
}

fn unsupported(field: &str) -> RefundError {
    RefundError::new(code::UNSUPPORTED, field, "is not known here")
}

/// An error as a document.
#[derive(Serialize)]
struct ErrorDocument<'a> {
    code: &'a str,
    field: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<&'a HttpResponse>,
}

impl<'a> From<&'a CallError> for ErrorDocument<'a> {
    fn from(failed: &'a CallError) -> Self {
        Self {
            code: failed.error.code(),
            field: failed.error.field(),
            detail: failed.error.detail(),
            reply: failed.reply.as_ref(),
        }
    }
}
