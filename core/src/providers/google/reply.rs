//! Reading responses: of an integrator to a refund, and of Google to a notification. The two differ in result codes only.
//!
//! HTTP 200 is final for its request id. Any other response is not, and the same request may be sent again; except 412,
//! which says that the id stands for something else.

use super::details::GoogleReply;
use super::message::is_fresh;
use super::wire::{
    RawResultIn, ReplyIn, ResponseHeaderIn, TimestampIn, UnionBodyIn, int64, is_object, string,
};
use crate::decision::observation::{Observation, read_response};
use crate::decision::outcome::Problem;
use crate::decision::profile::Finding;
use crate::http::SendResult;
use crate::value::money::MAX_MINOR_UNITS;
use crate::wire::details::DetailReader;
use crate::wire::{RawValue, from_json_text};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// What a response says. With `now_ms`, a response from another time is not believed.
pub(super) fn read_reply(
    response: &SendResult,
    now_ms: Option<i64>,
    meaning: fn(&str) -> Finding,
) -> (Observation, Option<GoogleReply>) {
    let (head, reply) = match read_response::<ReplyIn<'_>>(response) {
        Ok(read) => read,
        Err(observation) => return (unread(observation), None),
    };
    let observation = if head.status == 200 {
        reply.read_result(now_ms, meaning)
    } else {
        reply.read_error(head.status)
    };
    let details = GoogleReply::read(&reply, DetailReader::new(&[]));
    (observation.with_head(head), Some(details))
}

/// A response without readable JSON: an empty body is allowed in errors.
fn unread(observation: Observation) -> Observation {
    match (observation.finding, observation.http_status) {
        (_, Some(412)) => observation.with_finding(Finding::Contradiction(Problem::KeyReused)),
        (Finding::Empty, Some(400..500)) => {
            observation.with_finding(Finding::Undecided(Problem::NotFinal))
        }
        _ => observation,
    }
}

impl ReplyIn<'_> {
    fn read_result(&self, now_ms: Option<i64>, meaning: fn(&str) -> Finding) -> Observation {
        let named = match self
            .result
            .map(NamedResult::read)
            .transpose()
        {
            Ok(Some(named)) => named,
            Ok(None) if self.error_code().is_some() => {
                return self.saying(Finding::Contradiction(Problem::StatusMismatch));
            }
            Ok(None) => return Observation::new(Finding::Unreadable),
            Err(problem) => return Observation::new(Finding::Contradiction(problem)),
        };
        let finding = match self.is_believable(now_ms) {
            _ if self.is_error() => Finding::Contradiction(Problem::SelfContradiction),
            true => meaning(&named.name),
            false => Finding::Undecided(Problem::Stale),
        };
        let raw_result = named.raw_result.or(self.raw_result);
        let (code, scope) = raw_result
            .map(raw_parts)
            .unwrap_or_default();
        Observation {
            refund_id: self
                .payment_integrator_refund_id
                .and_then(string)
                .filter(|id| !id.is_empty()),
            provider_status: Some(named.name),
            ..Observation::new(finding).saying(code, scope)
        }
    }

    fn read_error(&self, status: u16) -> Observation {
        self.saying(match status {
            412 => Finding::Contradiction(Problem::KeyReused),
            _ if self.result.is_some() => Finding::Contradiction(Problem::StatusMismatch),
            _ => Finding::Undecided(Problem::NotFinal),
        })
    }

    fn saying(&self, finding: Finding) -> Observation {
        let description = self
            .error_description
            .and_then(RawValue::string);
        Observation::new(finding).saying(self.error_code(), description)
    }

    /// Whether it carries the mark of an error, readable or not: an error is not final, a result is. An empty member marks none.
    fn is_error(&self) -> bool {
        let mut marks = [self.error_response_code, self.error_response_result]
            .into_iter()
            .flatten();
        marks.any(|mark| !mark.is_empty())
    }

    pub(super) fn error_code(&self) -> Option<String> {
        let member = || {
            Some(
                NamedResult::read(self.error_response_result?)
                    .ok()?
                    .name,
            )
        };
        self.error_response_code
            .filter(|code| !code.is_empty())
            .and_then(RawValue::string)
            .or_else(member)
    }

    /// Whether the response's time is near `now_ms`, where it is to be checked.
    fn is_believable(&self, now_ms: Option<i64>) -> bool {
        now_ms.is_none_or(|now_ms| {
            self.timestamp()
                .is_some_and(|timestamp| is_fresh(timestamp, now_ms))
        })
    }

    /// The response's time. One that not every language here holds exactly is none.
    pub(super) fn timestamp(&self) -> Option<i64> {
        self.milliseconds()
            .filter(|milliseconds| *milliseconds <= MAX_MINOR_UNITS)
    }

    fn milliseconds(&self) -> Option<i64> {
        let header = self
            .response_header
            .filter(|header| is_object(*header))?;
        let value = from_json_text::<ResponseHeaderIn<'_>>(header.raw())
            .ok()?
            .response_timestamp?;
        if !is_object(value) {
            return int64(value);
        }
        int64(
            from_json_text::<TimestampIn<'_>>(value.raw())
                .ok()?
                .epoch_millis?,
        )
    }
}

/// Code and scope of a raw result; whatever it is, it decides nothing.
fn raw_parts(value: RawValue<'_>) -> (Option<String>, Option<String>) {
    match from_json_text::<RawResultIn<'_>>(value.raw()) {
        Ok(read) => (
            read.raw_code
                .and_then(RawValue::string),
            read.scope.and_then(RawValue::string),
        ),
        Err(_) => (None, None),
    }
}

/// A result by its name: a word, or the one member of an object.
pub(super) struct NamedResult<'a> {
    pub(super) name: String,
    pub(super) raw_result: Option<RawValue<'a>>,
}

impl<'a> NamedResult<'a> {
    pub(super) fn read(value: RawValue<'a>) -> Result<Self, Problem> {
        if !is_object(value) {
            let name = string(value).ok_or(Problem::Unrecognised)?;
            return Ok(Self {
                name,
                raw_result: None,
            });
        }
        let union: Union<'_> =
            from_json_text(value.raw()).map_err(|_| Problem::SelfContradiction)?;
        let body = from_json_text::<UnionBodyIn<'_>>(union.body.raw());
        let body = body
            .ok()
            .filter(|_| union.body.raw().starts_with('{'))
            .ok_or(Problem::SelfContradiction)?;
        Ok(Self {
            name: union.name,
            raw_result: body.raw_result,
        })
    }
}

/// An object with exactly one member.
struct Union<'a> {
    name: String,
    body: RawValue<'a>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Union<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;
        impl<'de> Visitor<'de> for One {
            type Value = Union<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with one member")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Union<'de>, A::Error> {
                let several = || serde::de::Error::custom("not one member");
                let (name, body) = map
                    .next_entry::<Cow<'de, str>, RawValue<'de>>()?
                    .ok_or_else(several)?;
                match map.next_key::<Cow<'de, str>>()? {
                    Some(_) => Err(several()),
                    None => Ok(Union {
                        name: name.into_owned(),
                        body,
                    }),
                }
            }
        }
        deserializer.deserialize_map(One)
    }
}
