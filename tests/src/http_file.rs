//! Messages as the fixtures' `.http` files show them.

use crate::text;
use serde_json::{Value, json};

/// `POST https://..` or `HTTP 200`, headers, an empty line, the body without a newline after it. Nothing where the empty line is
/// missing.
pub(crate) fn read_http(bytes: &[u8]) -> Option<Value> {
    let split = bytes
        .windows(2)
        .position(|pair| pair == b"\n\n")?;
    let head = std::str::from_utf8(&bytes[..split]).expect("the head is text");
    let (first, headers) = head
        .split_once('\n')
        .unwrap_or((head, ""));
    let pairs: Vec<Value> = headers
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| json!([name, value]))
        .collect();
    let body = std::str::from_utf8(&bytes[split + 2..]).expect("bodies of fixtures are text");
    Some(
        match first
            .split_once(' ')
            .expect("two words")
        {
            ("HTTP", status) => {
                json!({"status": status.parse::<u16>().expect("a status"), "headers": pairs, "body": body})
            }
            (method, url) => json!({"method": method, "url": url, "headers": pairs, "body": body}),
        },
    )
}

/// A request or a response in the same form.
pub(crate) fn print_http(message: &Value) -> String {
    let mut printed = match message["status"].as_u64() {
        Some(status) => format!("HTTP {status}\n"),
        None => format!("{} {}\n", text(message, "method"), text(message, "url")),
    };
    for header in message["headers"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let part = |index: usize| {
            header[index]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        printed += &format!("{}: {}\n", part(0), part(1));
    }
    printed + "\n" + text(message, "body")
}
