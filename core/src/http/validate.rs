//! Checks of text before it becomes part of a request.
//!
//! Every error names the field and never quotes the value.

use crate::value::error::{RefundError, code};
use crate::value::text::has_invisible;

/// Text of 1 to `most` characters, without control characters other than line breaks and tabs. For JSON bodies.
pub fn text<'a>(field: &str, value: &'a str, most: usize) -> Result<&'a str, RefundError> {
    let allowed =
        |character: char| !character.is_control() || matches!(character, '\n' | '\r' | '\t');
    sized(field, value, most)?;
    require(value.chars().all(allowed), field, "has control characters").map(|()| value)
}

/// The name or code of goods, 1 to `most` characters, which must equal the one that the provider has registered: only
/// control characters are refused, so that spaces, soft hyphens and joined emoji travel as they are.
pub fn registered_name<'a>(
    field: &str,
    value: &'a str,
    most: usize,
) -> Result<&'a str, RefundError> {
    sized(field, value, most)?;
    let has_controls = value.chars().any(char::is_control);
    require(!has_controls, field, "has control characters").map(|()| value)
}

/// Text of 1 to `most` characters on one line, without white space around it and without invisible characters, so that two
/// ids that look equal are equal. For ids and forms.
pub fn line<'a>(field: &str, value: &'a str, most: usize) -> Result<&'a str, RefundError> {
    sized(field, value, most)?;
    require(
        !has_invisible(value),
        field,
        "has control or invisible characters",
    )?;
    require(value.trim() == value, field, "has white space around it").map(|()| value)
}

/// 1 to `most` visible ASCII characters, no space. For headers, logins and keys.
pub fn visible_ascii<'a>(field: &str, value: &'a str, most: usize) -> Result<&'a str, RefundError> {
    sized(field, value, most)?;
    require(
        value
            .bytes()
            .all(|byte| byte.is_ascii_graphic()),
        field,
        "must be visible ASCII characters",
    )
    .map(|()| value)
}

/// An id that becomes a path segment: one line, without the texts that change a path.
pub fn path_segment<'a>(field: &str, value: &'a str, most: usize) -> Result<&'a str, RefundError> {
    line(field, value, most)?;
    require(!matches!(value, "." | ".."), field, "is reserved").map(|()| value)
}

/// An absolute https address that goes into a field: visible ASCII, no user.
pub fn https_url<'a>(field: &str, value: &'a str, most: usize) -> Result<&'a str, RefundError> {
    visible_ascii(field, value, most)?;
    let fine = is_address(value, "https://");
    require(fine, field, "must be an https address").map(|()| value)
}

/// An address that arrived: as [`https_url`], and http as well, which goes to a machine of one's own.
pub(crate) fn web_url<'a>(
    field: &str,
    value: &'a str,
    most: usize,
) -> Result<&'a str, RefundError> {
    visible_ascii(field, value, most)?;
    let fine = is_address(value, "https://") || is_address(value, "http://");
    require(fine, field, "must be an http or https address").map(|()| value)
}

fn is_address(value: &str, scheme: &str) -> bool {
    let authority = value
        .strip_prefix(scheme)
        .and_then(|rest| rest.split(['/', '?', '#']).next());
    authority.is_some_and(|authority| !authority.is_empty() && !authority.contains('@'))
}

/// Applies a check to an optional value. An empty value is refused, and not taken for an absent one.
pub fn optional<'a>(
    check: impl Fn(&str, &'a str, usize) -> Result<&'a str, RefundError>,
    field: &str,
    value: Option<&'a str>,
    most: usize,
) -> Result<Option<&'a str>, RefundError> {
    value
        .map(|value| check(field, value, most))
        .transpose()
}

/// An error unless `condition` holds.
pub fn require(condition: bool, field: &str, detail: &str) -> Result<(), RefundError> {
    if condition {
        Ok(())
    } else {
        Err(RefundError::new(code::INVALID_FIELD, field, detail))
    }
}

fn sized(field: &str, value: &str, most: usize) -> Result<(), RefundError> {
    if value.chars().all(char::is_whitespace) {
        return Err(RefundError::new(code::MISSING_FIELD, field, "is empty"));
    }
    if value.len() <= most || value.chars().count() <= most {
        return Ok(());
    }
    Err(RefundError::new(
        code::INVALID_FIELD,
        field,
        format!("has more than {most} characters"),
    ))
}

/// The error of a check of a refund, with its field as the caller of a method sees it: `refund.orderId`.
pub fn in_refund(error: RefundError) -> RefundError {
    error.within("refund")
}

/// The sum of parts, or `None` if it overflows.
pub fn sum(parts: impl Iterator<Item = i64>) -> Option<i64> {
    parts
        .into_iter()
        .try_fold(0_i64, i64::checked_add)
}

/// An error unless the parts add up to `whole`.
pub fn require_sum(
    field: &str,
    parts: impl Iterator<Item = i64>,
    whole: i64,
) -> Result<(), RefundError> {
    if sum(parts) == Some(whole) {
        return Ok(());
    }
    Err(RefundError::new(
        code::SUM_MISMATCH,
        field,
        "does not add up to the amount",
    ))
}
