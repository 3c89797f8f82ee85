//! Times as providers print them. The table was made with Python's `datetime`.

use refundkit::kit::iso_8601;
use refundkit::{Header, HttpResponse};

const PRINTED: [(i64, &str); 14] = [
    (0, "1970-01-01T00:00:00.000"),
    (68_169_600_000, "1972-02-29T00:00:00.000"),
    (946_684_799_999, "1999-12-31T23:59:59.999"),
    (951_782_400_000, "2000-02-29T00:00:00.000"),
    (951_868_800_000, "2000-03-01T00:00:00.000"),
    (980_899_200_000, "2001-01-31T00:00:00.000"),
    (1_700_000_000_000, "2023-11-14T22:13:20.000"),
    (1_735_603_200_000, "2024-12-31T00:00:00.000"),
    (4_107_456_000_000, "2100-02-28T00:00:00.000"),
    (4_107_542_400_000, "2100-03-01T00:00:00.000"),
    (13_574_563_200_000, "2400-02-29T00:00:00.000"),
    (253_402_300_799_999, "9999-12-31T23:59:59.999"),
    (-1, "1970-01-01T00:00:00.000"),
    (253_402_300_800_000, "9999-12-31T23:59:59.999"),
];

#[test]
fn leap_days_and_ends_of_centuries_are_where_the_calendar_has_them() {
    for (millis, expected) in PRINTED {
        assert_eq!(iso_8601(millis), expected, "{millis}");
    }
}

/// The next day is the next in the month, or the first of the next month.
#[test]
fn days_follow_each_other() {
    let date = |day: i64| {
        let text = iso_8601(day * 86_400_000);
        [&text[..4], &text[5..7], &text[8..10]].map(|part| part.parse::<u32>().unwrap())
    };
    for day in 0..200_000 {
        let ([year, month, today], [.., next]) = (date(day), date(day + 1));
        let turned = if month == 12 {
            [year + 1, 1, 1]
        } else {
            [year, month + 1, 1]
        };
        let expected = if next == 1 {
            turned
        } else {
            [year, month, today + 1]
        };
        assert_eq!(date(day + 1), expected);
        assert!(next != 1 || today >= 28);
    }
}

#[test]
fn retry_after_is_a_number_of_seconds_or_a_date_of_http() {
    let asked = |text: &str| {
        let mut response = HttpResponse::empty(429);
        response
            .headers
            .push(Header::new("Retry-After", text));
        let head = response.head();
        (head.retry_after_ms, head.retry_at_ms)
    };
    assert_eq!(asked("120"), (Some(120_000), None));
    assert_eq!(
        asked("Sun, 06 Nov 1994 08:49:37 GMT"),
        (None, Some(784_111_777_000))
    );
    for text in [
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 anF 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:60 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ago",
        "-1",
        "",
    ] {
        assert_eq!(asked(text), (None, None), "{text}");
    }
}
