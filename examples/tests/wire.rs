//! The server and the client of the examples, over real sockets: what a client sees of each reaction.

use refundkit::{HttpRequest, HttpResponse, SendResult};
use refundkit_examples::client::Client;
use refundkit_examples::server::serve;
use refundkit_simulator::fault::Reaction;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A server that always reacts like this, and an event for everything that arrives.
fn reacting(reaction: fn() -> Reaction) -> (SocketAddr, Receiver<()>) {
    let (arrives, arrived) = channel();
    let address = serve(move |_| {
        arrives.send(()).unwrap();
        reaction()
    });
    (address.unwrap(), arrived)
}

fn post(address: SocketAddr) -> HttpRequest {
    HttpRequest::post(
        format!("http://{address}/refund"),
        Vec::new(),
        "{}".to_owned(),
    )
}

fn redirect() -> Reaction {
    let mut response = HttpResponse::empty(307);
    response
        .headers
        .push(refundkit::Header::new("location", "/refund"));
    Reaction::Response(response)
}

const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn whatever_comes_back_a_request_is_sent_once() {
    let answered = |status| SendResult::Response(HttpResponse::empty(status));
    let cases = [
        (
            (|| Reaction::Response(HttpResponse::empty(503))) as fn() -> Reaction,
            answered(503),
        ),
        (redirect, answered(307)),
        (|| Reaction::Drop, SendResult::Lost),
    ];
    for (reaction, expected) in cases {
        let (address, arrived) = reacting(reaction);
        assert_eq!(Client::new(PATIENCE).send(&post(address)), expected);
        assert_eq!(arrived.try_iter().count(), 1, "{expected:?}");
    }
}

/// However long it takes until the request arrives, no response ever comes.
#[test]
fn a_client_gives_up_and_does_not_try_again() {
    let (address, arrived) = reacting(|| Reaction::Stall);
    assert_eq!(
        Client::new(Duration::from_millis(200)).send(&post(address)),
        SendResult::Lost
    );
    assert!(arrived.try_iter().count() <= 1);
}

#[test]
fn where_nobody_listens_nothing_was_sent() {
    let taken = tokio::net::TcpSocket::new_v4().unwrap();
    taken
        .bind("127.0.0.1:0".parse().unwrap())
        .unwrap();
    assert_eq!(
        Client::new(PATIENCE).send(&post(taken.local_addr().unwrap())),
        SendResult::NotSent
    );
}

#[test]
fn a_stalled_connection_lasts_as_long_as_its_client() {
    let (address, arrived) = reacting(|| Reaction::Stall);
    let mut client = TcpStream::connect(address).unwrap();
    client
        .write_all(b"POST /refund HTTP/1.1\r\nhost: bank\r\ncontent-length: 0\r\n\r\n")
        .unwrap();
    arrived.recv().unwrap();
    client
        .set_read_timeout(Some(Duration::from_millis(50)))
        .unwrap();
    let silence = client
        .read(&mut [0])
        .unwrap_err()
        .kind();
    assert!(
        matches!(silence, ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{silence:?}"
    );
    client
        .set_read_timeout(Some(PATIENCE))
        .unwrap();
    client
        .shutdown(Shutdown::Write)
        .unwrap();
    assert_eq!(client.read(&mut [0]).unwrap(), 0);
}

/// The sender has to try again: nobody has read it.
#[test]
fn what_cannot_be_read_is_not_acknowledged() {
    let too_long = 4 * 1024 * 1024 + 1;
    let cases = [
        ("PUT", "content-length: 0".to_owned(), 0, "405"),
        (
            "POST",
            format!("content-length: {too_long}"),
            too_long,
            "413",
        ),
        ("POST", "transfer-encoding: chunked".to_owned(), 9, "400"),
    ];
    for (method, length, sent, expected) in cases {
        let (address, arrived) = reacting(|| Reaction::Response(HttpResponse::empty(200)));
        let mut client = TcpStream::connect(address).unwrap();
        client
            .set_read_timeout(Some(PATIENCE))
            .unwrap();
        let head = format!("{method} /refund HTTP/1.1\r\nhost: bank\r\n{length}\r\n\r\n");
        let body = "x".repeat(sent);
        client
            .write_all(format!("{head}{body}").as_bytes())
            .unwrap();
        let mut response = [0; 12];
        client
            .read_exact(&mut response)
            .unwrap();
        assert_eq!(
            String::from_utf8_lossy(&response),
            format!("HTTP/1.1 {expected}")
        );
        assert_eq!(arrived.try_iter().count(), 0);
    }
}
