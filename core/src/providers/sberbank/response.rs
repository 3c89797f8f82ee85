//! The response of both gateways: a code, a text, and on the legacy gateway the operations of the loyalty system.
//!
//! Success is an explicit 0 or, without any code, operations that all succeeded. Everything else that is not a documented
//! refusal is unknown.

use super::details::SberbankRefundResponse;
use super::loyalty::{LoyaltyOperations, StepOut};
use super::refusal::refusal;
use crate::decision::facts::{RefundFacts, RefundParts};
use crate::decision::observation::{Observation, either, read_response};
use crate::decision::outcome::{Problem, RefundStatus};
use crate::decision::profile::Finding;
use crate::http::{HttpResponse, ResponseHead, SendResult};
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::value::money::Money;
use crate::value::secret::Secret;
use crate::value::text::{contains_in_any_case, normalized, same_id};
use crate::wire::details::{DetailReader, first_text};
use crate::wire::{RawValue, from_json_text};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Code and text in either generation's spelling, and what wallet methods say instead of them.
#[derive(Deserialize)]
pub(super) struct ResponseBody<'a> {
    #[serde(borrow, rename = "errorCode")]
    code: Option<RawValue<'a>>,
    #[serde(borrow, rename = "ErrorCode")]
    capital_code: Option<RawValue<'a>>,
    #[serde(borrow, rename = "errorMessage")]
    message: Option<RawValue<'a>>,
    #[serde(borrow, rename = "ErrorMessage")]
    capital_message: Option<RawValue<'a>>,
    #[serde(borrow)]
    error: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) success: Option<RawValue<'a>>,
    #[serde(borrow, rename = "orderId")]
    pub(super) order_id: Option<RawValue<'a>>,
    #[serde(borrow, rename = "mdOrder")]
    pub(super) md_order: Option<RawValue<'a>>,
    #[serde(borrow)]
    operations: Option<RawValue<'a>>,
}

/// `error` of wallet methods.
#[derive(Deserialize)]
struct WalletError<'a> {
    #[serde(borrow)]
    code: Option<RawValue<'a>>,
    #[serde(borrow)]
    message: Option<RawValue<'a>>,
    #[serde(borrow)]
    description: Option<RawValue<'a>>,
}

/// What the code says.
pub(super) enum Code<'a> {
    /// None was given.
    Absent,
    /// 0.
    Zero,
    /// Another one.
    Other(Cow<'a, str>),
    /// Given, but neither text nor number.
    Unreadable,
}

impl<'a> ResponseBody<'a> {
    pub(super) fn code(&self) -> Result<Code<'a>, Problem> {
        let given = |code: Option<RawValue<'a>>| {
            code.map(RawValue::text)
                .filter(|text| text.as_deref() != Some(""))
        };
        let text = either(given(self.code), given(self.capital_code))?;
        Ok(match text {
            None => Code::Absent,
            Some(None) => Code::Unreadable,
            Some(Some(text)) if text == "0" => Code::Zero,
            Some(Some(text)) => Code::Other(text),
        })
    }

    /// The observation with code and text beside it.
    pub(super) fn with_texts(&self, observation: Observation) -> Observation {
        observation.saying(
            self.any_code()
                .and_then(RawValue::string),
            self.any_text()
                .and_then(RawValue::string),
        )
    }

    /// The code in either spelling, or else that of a wallet method.
    pub(super) fn any_code(&self) -> Option<RawValue<'a>> {
        let wallet = || self.wallet_error()?.code;
        first_text([self.code, self.capital_code]).or_else(wallet)
    }

    /// The text in either spelling, or else that of a wallet method.
    pub(super) fn any_text(&self) -> Option<RawValue<'a>> {
        let of = |error: WalletError<'a>| first_text([error.message, error.description]);
        let wallet = || self.wallet_error().and_then(of);
        first_text([self.message, self.capital_message]).or_else(wallet)
    }

    fn wallet_error(&self) -> Option<WalletError<'a>> {
        self.error
            .and_then(|error| from_json_text(error.raw()).ok())
    }

    /// The text in either spelling, or in both, where something is said.
    fn texts(&self) -> impl Iterator<Item = RawValue<'a>> {
        [self.message, self.capital_message]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
    }

    /// Whether the text, in either spelling, contains one of `known`, which are in lower case.
    pub(super) fn mentions_one_of(&self, known: &[&str]) -> bool {
        self.texts()
            .filter_map(RawValue::text)
            .any(|text| {
                known
                    .iter()
                    .any(|words| contains_in_any_case(&text, words))
            })
    }

    /// Whether each text that is given, in either spelling, is one of `known`, which are in lower case. Case and the width of
    /// white space do not count.
    fn every_text_is_among(&self, known: &[&str]) -> bool {
        self.texts()
            .map(RawValue::text)
            .all(|text| text.is_some_and(|text| known.contains(&normalized(&text).as_str())))
    }

    /// Whether there is a text, in either spelling, or something in its place.
    fn has_text(&self) -> bool {
        self.texts().next().is_some()
    }

    /// Whether something beside the code says that it failed.
    fn reports_failure(&self) -> bool {
        self.error
            .is_some_and(|error| !error.is_empty())
            || self.success.and_then(RawValue::flag) == Some(false)
    }

    /// Whether `success`, where it is given, says yes.
    fn allows_success(&self) -> bool {
        self.success
            .filter(|success| !success.is_empty())
            .is_none_or(|success| success.flag() == Some(true))
    }

    /// Whether it names another order. It need not name any, and what is empty names none.
    fn is_about_another(&self, order_id: &str) -> bool {
        [self.order_id, self.md_order]
            .into_iter()
            .flatten()
            .filter(|id| !id.is_empty())
            .any(|id| {
                id.text()
                    .is_none_or(|id| !same_id(&id, order_id))
            })
    }
}

/// What was asked, and what of a response counts.
pub(super) struct RefundQuery<'q> {
    pub(super) order_id: &'q str,
    /// Whether the gateway's document lists `operations`. Where it does, they decide, so they must be readable.
    pub(super) lists_operations: bool,
    /// The amount of the refund, where the operations say how it divides into money and points.
    pub(super) divided: Option<&'q Money>,
    pub(super) secrets: &'q [&'q Secret],
}

impl RefundQuery<'_> {
    /// What the response to a refund says. It never names an amount: the operations count points, and their sum is
    /// undocumented.
    pub(super) fn read(
        &self,
        response: &SendResult,
    ) -> (Observation, Option<SberbankRefundResponse>) {
        let (head, said, operations) = match read(response) {
            Ok(read) => read,
            Err(observation) => return (observation, None),
        };
        let finding = self.finding(&said, &operations);
        let reader = DetailReader::new(self.secrets);
        let details = SberbankRefundResponse::read(&said, &operations, reader);
        let facts = RefundFacts {
            parts: self.parts(finding, &details),
            ..RefundFacts::default()
        };
        let observation = Observation::new(finding)
            .with_head(head)
            .with_facts(facts);
        (said.with_texts(observation), Some(details))
    }

    fn parts(&self, finding: Finding, details: &SberbankRefundResponse) -> Option<RefundParts> {
        let amount = self
            .divided
            .filter(|_| finding == Finding::Succeeded)?;
        details.parts(amount)
    }

    fn finding(&self, said: &ResponseBody<'_>, operations: &LoyaltyOperations<'_>) -> Finding {
        if said.is_about_another(self.order_id) {
            Finding::Contradiction(Problem::PaymentMismatch)
        } else if self.lists_operations && operations.operations.is_other() {
            Finding::Unreadable
        } else {
            finding(said, operations)
        }
    }
}

fn read(
    response: &SendResult,
) -> Result<(ResponseHead, ResponseBody<'_>, LoyaltyOperations<'_>), Observation> {
    let (head, said) = read_response::<ResponseBody<'_>>(response)?;
    match LoyaltyOperations::read(said.operations) {
        Ok(operations) => Ok((head, said, operations)),
        Err(problem) => Err(Observation::new(Finding::Contradiction(problem)).with_head(head)),
    }
}

fn finding(said: &ResponseBody<'_>, operations: &LoyaltyOperations<'_>) -> Finding {
    match said.code() {
        Err(problem) => Finding::Contradiction(problem),
        Ok(Code::Zero | Code::Absent) if operations.any(false) => {
            Finding::Contradiction(Problem::SelfContradiction)
        }
        Ok(Code::Zero) => success(said, operations),
        Ok(Code::Absent) if !operations.is_empty() => match success(said, operations) {
            // The text is then all that could say what was refused.
            Finding::Succeeded if said.has_text() => Finding::Unrecognised,
            finding => finding,
        },
        Ok(Code::Absent | Code::Unreadable) => Finding::Unrecognised,
        Ok(Code::Other(_)) if operations.any(true) => {
            Finding::Contradiction(Problem::SelfContradiction)
        }
        Ok(Code::Other(code)) => refusal(&code, said),
    }
}

/// Code 0 may also mean that the request was only taken, which nothing but its text says. So success needs one of the
/// documented texts or none, and a text that no document lists decides nothing.
fn success(said: &ResponseBody<'_>, operations: &LoyaltyOperations<'_>) -> Finding {
    if said.reports_failure() {
        Finding::Contradiction(Problem::SelfContradiction)
    } else if !said.allows_success() || !operations.all_succeeded() {
        Finding::Unrecognised
    } else if said.every_text_is_among(DONE_TEXTS) {
        Finding::Succeeded
    } else if said.every_text_is_among(TAKEN_TEXTS) {
        Finding::Pending
    } else {
        Finding::Unrecognised
    }
}

/// What stands beside code 0 when the money goes back, in lower case: both documents' texts, the vendor's, and none.
const DONE_TEXTS: &[&str] = &[
    "",
    "success",
    "успешно",
    "обработка запроса прошла без системных ошибок",
    "средства возвращены",
];

/// What stands beside code 0 when the request waits, in lower case. English is not documented.
const TAKEN_TEXTS: &[&str] = &[
    "запрос принят в обработку",
    "request accepted for processing",
];

/// A response as the provider side prints it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResponseOut<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) operations: Vec<StepOut<'a>>,
    pub(super) error_code: &'a str,
    pub(super) error_message: &'a str,
}

/// Code and text alone. Business errors come with HTTP 200.
pub(super) fn said(http_status: u16, error_code: &str, error_message: &str) -> HttpResponse {
    let body = ResponseOut {
        operations: Vec::new(),
        error_code,
        error_message,
    };
    HttpResponse::json(http_status, to_json(&body).unwrap_or_default())
}

/// Whether a callback says that the refund was carried out. There is none before that is decided.
pub(super) fn is_carried_out(status: RefundStatus) -> Result<bool, RefundError> {
    match status {
        RefundStatus::Succeeded => Ok(true),
        RefundStatus::Declined => Ok(false),
        RefundStatus::Pending | RefundStatus::Reversed | RefundStatus::Unknown => {
            let detail = "has no callback before it is decided";
            Err(RefundError::new(code::INVALID_FIELD, "status", detail))
        }
    }
}

/// The code and text for how far a refund is.
pub(super) fn code_and_text(status: RefundStatus) -> (&'static str, &'static str) {
    match status {
        RefundStatus::Succeeded => ("0", "Обработка запроса прошла без системных ошибок"),
        RefundStatus::Pending => ("0", "Запрос принят в обработку"),
        RefundStatus::Declined => ("5", "Операция запрещена"),
        RefundStatus::Reversed | RefundStatus::Unknown => ("7", "Системная ошибка"),
    }
}
