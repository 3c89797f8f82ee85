//! A handler on loopback behind a well-kept HTTP server.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use refundkit::{Header, HttpMethod, HttpResponse, ReceivedRequest};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Serves `handle` on a free port of 127.0.0.1 until the process ends; `url` of a request is its path and query.
pub fn serve(handle: impl Fn(ReceivedRequest) -> HttpResponse + Send + Sync + 'static) -> io::Result<SocketAddr> {
    let runtime = Runtime::new()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    let handle = Arc::new(handle);
    let router = Router::new().fallback(move |request: Request| {
        let handle = Arc::clone(&handle);
        async move { answer(received(request).await, &*handle).await }
    });
    std::thread::spawn(move || runtime.block_on(axum::serve(listener, router).into_future()));
    Ok(address)
}

async fn answer(
    request: Option<ReceivedRequest>,
    handle: &(dyn Fn(ReceivedRequest) -> HttpResponse + Send + Sync),
) -> Response {
    let response =
        request.map_or_else(|| HttpResponse::empty(400), |request| tokio::task::block_in_place(|| handle(request)));
    let mut built = Response::builder().status(response.status);
    for header in &response.headers {
        built = built.header(&header.name, &header.value);
    }
    built.body(Body::from(response.body)).unwrap_or_default()
}

async fn received(request: Request) -> Option<ReceivedRequest> {
    let (head, body) = request.into_parts();
    let method = match head.method.as_str() {
        "GET" => HttpMethod::Get,
        "POST" => HttpMethod::Post,
        _ => return None,
    };
    let headers =
        head.headers.iter().filter_map(|(name, value)| Some(Header::new(name.as_str(), value.to_str().ok()?)));
    let headers = headers.collect();
    let body = to_bytes(body, MOST_BYTES).await.ok()?.to_vec();
    Some(ReceivedRequest { method, url: head.uri.to_string(), headers, body })
}
