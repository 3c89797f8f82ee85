//! Sends a request as it is, over an ordinary HTTP client with its own retries and redirects switched off.

use refundkit::{HttpMethod, HttpRequest, HttpResponse, SendResult};
use std::io::ErrorKind;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Request;

/// The client: no redirects, no kept connections, and status codes that are responses instead of errors.
#[derive(Clone)]
pub struct Client(Agent);

impl Client {
    /// A client that gives up after `timeout`.
    pub fn new(timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .build();
        Self(config.into())
    }

    /// Sends once. Whatever is unsure is lost; only a refused connection proves that nothing was sent.
    pub fn send(&self, request: &HttpRequest) -> SendResult {
        match self.exchange(request) {
            Ok(response) => SendResult::Response(response),
            Err(ureq::Error::Io(error)) if error.kind() == ErrorKind::ConnectionRefused => {
                SendResult::NotSent
            }
            Err(_) => SendResult::Lost,
        }
    }

    fn exchange(&self, request: &HttpRequest) -> Result<HttpResponse, ureq::Error> {
        let method = match request.method {
            HttpMethod::Get => "GET",
            HttpMethod::Post => "POST",
        };
        let mut builder = Request::builder()
            .method(method)
            .uri(&request.url);
        for header in &request.headers {
            builder = builder.header(&header.name, &header.value);
        }
        let mut response = match &request.body {
            Some(body) => self
                .0
                .run(builder.body(body.as_str())?)?,
            None => self.0.run(builder.body(())?)?,
        };
        let body = response.body_mut().read_to_vec()?;
        Ok(HttpResponse {
            status: response.status().as_u16(),
            headers: Vec::new(),
            body,
        })
    }
}
