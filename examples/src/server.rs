//! A handler on loopback behind a well-kept HTTP server, which can also be made to fall silent.

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use refundkit::{Header, HttpMethod, HttpResponse, ReceivedRequest, RefundError, Rejection};
use refundkit_simulator::fault::Reaction;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Between two attempts to accept a connection.
const PAUSE: Duration = Duration::from_millis(100);

type Handler = dyn Fn(ReceivedRequest) -> Reaction + Send + Sync;

/// Answers 500 to a request that failed for a reason of our own.
pub fn own_fault(error: RefundError) -> Rejection {
    error.rejected_with(HttpResponse::empty(500))
}

/// Serves `handle` on a free port of 127.0.0.1 until the process ends; `url` of a request is its path and query.
pub fn serve(
    handle: impl Fn(ReceivedRequest) -> Reaction + Send + Sync + 'static,
) -> io::Result<SocketAddr> {
    serve_on(0, handle)
}

/// The same on a port of one's choice.
pub fn serve_on(
    port: u16,
    handle: impl Fn(ReceivedRequest) -> Reaction + Send + Sync + 'static,
) -> io::Result<SocketAddr> {
    let runtime = Runtime::new()?;
    let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", port)))?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || runtime.block_on(accept(listener, Arc::new(handle))));
    Ok(address)
}

async fn accept(listener: TcpListener, handle: Arc<Handler>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(converse(stream, Arc::clone(&handle)))),
            // The connection broke off, or there are too many of them now.
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

async fn converse(stream: TcpStream, handle: Arc<Handler>) {
    let service = service_fn(|request| react(request, Arc::clone(&handle)));
    // An error here is a connection that one of the two sides broke off, which is what the simulator is for.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// An error makes hyper close the connection without a response.
async fn react(
    request: Request<Incoming>,
    handle: Arc<Handler>,
) -> Result<Response<Full<Bytes>>, io::Error> {
    let request = match received(request).await {
        Ok(request) => request,
        Err(status) => return Ok(printed(HttpResponse::empty(status))),
    };
    match tokio::task::block_in_place(|| handle(request)) {
        Reaction::Response(response) => Ok(printed(response)),
        Reaction::Drop => Err(io::ErrorKind::ConnectionAborted.into()),
        // hyper drops this when the client hangs up.
        Reaction::Stall => std::future::pending().await,
    }
}

fn printed(response: HttpResponse) -> Response<Full<Bytes>> {
    let mut built = Response::builder().status(response.status);
    for header in &response.headers {
        built = built.header(&header.name, &header.value);
    }
    built
        .body(Full::from(response.body))
        .unwrap_or_default()
}

/// The request, or the status of why it was not read. It is never one of success: what nobody read has to come again.
async fn received(request: Request<Incoming>) -> Result<ReceivedRequest, u16> {
    let (head, body) = request.into_parts();
    let method = match head.method.as_str() {
        "GET" => HttpMethod::Get,
        "POST" => HttpMethod::Post,
        _ => return Err(405),
    };
    let headers = head
        .headers
        .iter()
        .filter_map(|(name, value)| Some(Header::new(name.as_str(), value.to_str().ok()?)));
    let headers = headers.collect();
    let body = Limited::new(body, MOST_BYTES)
        .collect()
        .await
        .map_err(|error| {
            if error.is::<LengthLimitError>() {
                413_u16
            } else {
                400
            }
        })?
        .to_bytes()
        .to_vec();
    Ok(ReceivedRequest {
        method,
        url: head.uri.to_string(),
        headers,
        body,
    })
}
