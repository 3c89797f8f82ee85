//! HTTP messages as bytes that a fuzzer can change: the text form of the fixtures for requests, a status before the body
//! for responses.

use refundkit::{Header, HttpMethod, HttpResponse, ReceivedRequest, SendResult};
use serde_json::Value;

/// Two bytes of status, then the body. Less is a lost response, or one that was never asked for.
pub(crate) fn response(data: &[u8]) -> SendResult {
    match data.split_first_chunk() {
        Some((status, body)) => {
            let status = u16::from_le_bytes(*status) % 1000;
            HttpResponse {
                status,
                headers: Vec::new(),
                body: body.to_vec(),
            }
            .into()
        }
        None if data.is_empty() => SendResult::Lost,
        None => SendResult::NotSent,
    }
}

/// The bytes of a response in a document.
pub(crate) fn response_bytes(response: &Value) -> Option<Vec<u8>> {
    let response = &response["response"];
    let status = u16::try_from(response["status"].as_u64()?).ok()?;
    Some([&status.to_le_bytes(), response["body"].as_str()?.as_bytes()].concat())
}

/// `POST url`, headers, an empty line, the body as it is.
pub(crate) fn request(data: &[u8]) -> ReceivedRequest {
    let end = end_of_head(data);
    let head = String::from_utf8_lossy(&data[..end]);
    let (first, headers) = head
        .split_once('\n')
        .unwrap_or((&head, ""));
    let (method, url) = first
        .split_once(' ')
        .unwrap_or(("POST", first));
    ReceivedRequest {
        method: named(method),
        url: url.to_owned(),
        headers: headers
            .lines()
            .filter_map(header)
            .collect(),
        body: data
            .get(end + 2..)
            .unwrap_or_default()
            .to_vec(),
    }
}

fn end_of_head(data: &[u8]) -> usize {
    let end = data
        .windows(2)
        .position(|pair| pair == b"\n\n");
    end.unwrap_or(data.len())
}

fn named(method: &str) -> HttpMethod {
    if method == "GET" {
        HttpMethod::Get
    } else {
        HttpMethod::Post
    }
}

fn header(line: &str) -> Option<Header> {
    let (name, value) = line.split_once(": ")?;
    Some(Header::new(name, value))
}

/// The bytes of a request in a document.
pub(crate) fn request_bytes(request: &Value) -> Option<Vec<u8>> {
    let mut text = format!(
        "{} {}\n",
        request["method"].as_str()?,
        request["url"].as_str()?
    );
    for header in request["headers"].as_array()? {
        text += &format!("{}: {}\n", header[0].as_str()?, header[1].as_str()?);
    }
    Some(
        (text
            + "\n"
            + request["body"]
                .as_str()
                .unwrap_or_default())
        .into_bytes(),
    )
}
