//! Milliseconds since 1970, checked and as the text that providers print; the core itself has no clock.

use super::int_or_digits::parse_digits;
use crate::value::error::{RefundError, code};
use std::ops::Range;

/// What can be the time of now in milliseconds: from 10^12, in September 2001, to the end of 2099. A clock that counts seconds
/// reaches it in the year 33658, and one that counts microseconds left it in 1970.
const TIMES: Range<i64> = 1_000_000_000_000..4_102_444_800_000;

/// The caller's `now_ms`, where it can be one in milliseconds. Seconds would be written into messages as a time of 1970, and a record
/// would keep microseconds as the largest time that was seen.
pub(crate) fn checked_now(now_ms: i64) -> Result<i64, RefundError> {
    if TIMES.contains(&now_ms) {
        return Ok(now_ms);
    }
    let detail = "must be milliseconds since 1970, and this is not in the years 2001 to 2099: a time in seconds is multiplied by 1000";
    Err(RefundError::new(code::INVALID_FIELD, "nowMs", detail))
}

/// `2018-10-10T10:10:10.100`, in UTC. Years 1970 to 9999; anything else prints the nearest of these.
pub fn iso_8601(epoch_millis: i64) -> String {
    let millis = epoch_millis.clamp(0, 253_402_300_799_999);
    let (year, month, day) = civil(millis.div_euclid(86_400_000));
    let in_unit = |length: i64, count: i64| {
        millis
            .div_euclid(length)
            .rem_euclid(count)
    };
    let (hour, minute, second) = (
        in_unit(3_600_000, 24),
        in_unit(60_000, 60),
        in_unit(1000, 60),
    );
    format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}",
        millis.rem_euclid(1000)
    )
}

/// The milliseconds since 1970 of a time in UTC, such as `2018-05-27T02:03:00.000000Z`. What is finer than a millisecond is cut.
pub fn epoch_millis(text: &str) -> Option<i64> {
    let (date, time) = text
        .strip_suffix('Z')?
        .split_once('T')?;
    let (time, fraction) = time
        .split_once('.')
        .unwrap_or((time, "0"));
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(time, ':')?;
    let millis = parse_digits(format!("{fraction:0<3}").get(..3)?)?;
    let seconds = hour
        .checked_mul(3600)?
        .checked_add(minute.checked_mul(60)?)?
        .checked_add(second)?;
    let moment = days_since_1970(year, month, day)?
        .checked_mul(86_400_000)?
        .checked_add(seconds.checked_mul(1000)?)?
        .checked_add(millis)?;
    // A day or an hour that does not exist prints as another one.
    let exists = iso_8601(moment).starts_with(&format!("{date}T{time}"));
    exists.then_some(moment)
}

const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";

/// The milliseconds since 1970 of a date of HTTP in the form that is sent (IMF-fixdate of RFC 9110):
/// `Sun, 06 Nov 1994 08:49:37 GMT`. The name of the day decides nothing.
pub(crate) fn http_date_ms(text: &str) -> Option<i64> {
    let (weekday, date) = text.split_once(", ")?;
    let parts: Vec<&str> = date.split(' ').collect();
    let [day, month, year, time, "GMT"] = *parts.as_slice() else {
        return None;
    };
    let lengths = [weekday, day, month, year, time].map(str::len);
    let place = MONTHS
        .find(month)
        .filter(|place| place % 3 == 0)?;
    let number = place.checked_div(3)?.checked_add(1)?;
    let moment = epoch_millis(&format!("{year}-{number:02}-{day}T{time}Z"))?;
    (lengths == [3, 2, 3, 4, 8]).then_some(moment)
}

/// Three numbers of two to four digits.
fn numbers(text: &str, separator: char) -> Option<[i64; 3]> {
    let parts: Option<Vec<i64>> = text
        .split(separator)
        .map(|part| parse_digits(part).filter(|_| (2..=4).contains(&part.len())))
        .collect();
    parts?.try_into().ok()
}

/// The opposite of [`civil`], for months from 1 to 12.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "years have four digits at most: nothing here comes near a limit"
)]
fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    let in_range = (1..=12).contains(&month) && (0..=9999).contains(&year) && day <= 31;
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = (month + 9) % 12;
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    in_range.then_some(era * 146_097 + day_of_era - 719_468)
}

/// Days since 1970 as year, month, day. Counts in 400-year eras that begin on 1 March, so that leap days come last.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "days are clamped to four-digit years: nothing here comes near a limit"
)]
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}
