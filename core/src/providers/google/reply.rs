//! Reading answers: of an integrator to a refund, and of Google to a notification. The two differ in result codes only.
//!
//! HTTP 200 is final for its request id. Any other answer is not, and the same request may be sent again; except 412,
//! which says that the id stands for something else.

use super::message::is_fresh;
use super::wire::{
    RawResultIn, ReplyIn, ResponseHeaderIn, TimestampIn, UnionBodyIn, int64, is_object, string,
};
use crate::decision::observation::Reading;
use crate::decision::observation::read_answer;
use crate::decision::outcome::Problem;
use crate::decision::profile::Finding;
use crate::http::Answer;
use crate::wire::{Scalar, from_json_text};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// What an answer says. With `now`, an answer from another time is not believed.
pub(super) fn read_reply(
    answer: &Answer,
    now: Option<i64>,
    meaning: fn(&str) -> Finding,
) -> Reading {
    match read_answer::<ReplyIn<'_>>(answer) {
        Ok((200, reply)) => reply.read_result(now, meaning).at(200),
        Ok((status, reply)) => reply.read_error(status).at(status),
        Err(reading) => unread(reading),
    }
}

/// An answer without readable JSON: an empty body is allowed in errors.
fn unread(reading: Reading) -> Reading {
    match (reading.finding, reading.http_status) {
        (_, Some(412)) => reading.but(Finding::Contradiction(Problem::KeyReused)),
        (Finding::Empty, Some(400..500)) => reading.but(Finding::Undecided(Problem::NotFinal)),
        _ => reading,
    }
}

impl ReplyIn<'_> {
    fn read_result(&self, now: Option<i64>, meaning: fn(&str) -> Finding) -> Reading {
        let named = match self.result.map(Named::read).transpose() {
            Ok(Some(named)) => named,
            Ok(None) if self.error_code().is_some() => {
                return self.saying(Finding::Contradiction(Problem::StatusMismatch));
            }
            Ok(None) => return Reading::of(Finding::Unreadable),
            Err(problem) => return Reading::of(Finding::Contradiction(problem)),
        };
        let finding = match self.is_believable(now) {
            _ if self.is_error() => Finding::Contradiction(Problem::SelfContradiction),
            true => meaning(&named.name),
            false => Finding::Undecided(Problem::Stale),
        };
        let raw_result = named.raw_result.or(self.raw_result);
        let (code, scope) = raw_result.map(raw_parts).unwrap_or_default();
        Reading {
            refund_id: self.payment_integrator_refund_id.and_then(string),
            provider_status: Some(named.name),
            ..Reading::of(finding).saying(code, scope)
        }
    }

    fn read_error(&self, status: u16) -> Reading {
        self.saying(match status {
            412 => Finding::Contradiction(Problem::KeyReused),
            _ if self.result.is_some() => Finding::Contradiction(Problem::StatusMismatch),
            _ => Finding::Undecided(Problem::NotFinal),
        })
    }

    fn saying(&self, finding: Finding) -> Reading {
        let description = self.error_description.and_then(Scalar::string);
        Reading::of(finding).saying(self.error_code(), description)
    }

    /// Whether it carries the mark of an error, readable or not: an error is not final, a result is.
    fn is_error(&self) -> bool {
        self.error_response_code.is_some() || self.error_response_result.is_some()
    }

    fn error_code(&self) -> Option<String> {
        let member = || Some(Named::read(self.error_response_result?).ok()?.name);
        self.error_response_code
            .and_then(Scalar::string)
            .or_else(member)
    }

    /// Whether the answer's time is near `now`, where it is to be checked.
    fn is_believable(&self, now: Option<i64>) -> bool {
        now.is_none_or(|now| {
            self.timestamp()
                .is_some_and(|timestamp| is_fresh(timestamp, now))
        })
    }

    fn timestamp(&self) -> Option<i64> {
        let header = self.response_header.filter(|header| is_object(*header))?;
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
fn raw_parts(value: Scalar<'_>) -> (Option<String>, Option<String>) {
    match from_json_text::<RawResultIn<'_>>(value.raw()) {
        Ok(read) => (
            read.raw_code.and_then(Scalar::string),
            read.scope.and_then(Scalar::string),
        ),
        Err(_) => (None, None),
    }
}

/// A result by its name: a word, or the one member of an object.
pub(super) struct Named<'a> {
    pub(super) name: String,
    pub(super) raw_result: Option<Scalar<'a>>,
}

impl<'a> Named<'a> {
    pub(super) fn read(value: Scalar<'a>) -> Result<Self, Problem> {
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
    body: Scalar<'a>,
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
                    .next_entry::<Cow<'de, str>, Scalar<'de>>()?
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
