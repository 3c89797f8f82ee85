//! Milliseconds since 1970, checked and as the text that providers print; the core itself has no clock.

use crate::value::error::{RefundError, code};

/// The least that can be the time of now: 10^12 milliseconds since 1970, in September 2001. A clock that counts seconds
/// reaches it in the year 33658.
const EARLIEST: i64 = 1_000_000_000_000;

/// The caller's `now_ms`, where it can be one in milliseconds. Seconds would be written into messages as a time of 1970.
pub(crate) fn checked_now(now_ms: i64) -> Result<i64, RefundError> {
    if now_ms >= EARLIEST {
        return Ok(now_ms);
    }
    let detail = "must be milliseconds since 1970, and this is before 2001: a time in seconds is multiplied by 1000";
    Err(RefundError::new(code::INVALID_FIELD, "nowMs", detail))
}

/// `2018-10-10T10:10:10.100`, in UTC. Years 1970 to 9999; anything else prints the nearest of these.
pub fn iso_8601(epoch_millis: i64) -> String {
    let millis = epoch_millis.clamp(0, 253_402_300_799_999);
    let (year, month, day) = civil(millis.div_euclid(86_400_000));
    let in_unit = |length: i64, count: i64| millis.div_euclid(length).rem_euclid(count);
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
