//! Whatever comes in.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::prelude::*;
use tmsig::server::{Config, Server, Summary};

use super::exchange::{exchange, get, read_answer, send_and_close};
use super::{call, hasty, patient, start};

#[test]
fn what_is_no_http_is_told_what_it_is() {
    let server = start();
    let many_headers = format!("GET /v1/a HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(101));
    for (bytes, status, word) in [
        (&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], 400, "http://"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP/1.1"),
        (b"GET /v1/a HTTP/3.0\r\n\r\n", 505, "HTTP/1.1"),
        (b"GET /v1/a b HTTP/1.1\r\n\r\n", 400, "%20"),
        (b"GET\r\n\r\n", 400, "HTTP"),
        (b"nonsense", 400, "empty line"),
        (b"GET /v1/a HTTP/1.1\r\nno colon\r\n\r\n", 400, "header"),
        (b"GET /v1/a HTTP/1.1\r\na: b\x00c\r\n\r\n", 400, "header value"),
        (b"CONNECT a:443 HTTP/1.1\r\n\r\n", 400, "proxies"),
        (b"POST /v1/a HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400, "Content-Length"),
        (b"POST /v1/a HTTP/1.1\r\nContent-Length: +1\r\n\r\nx", 400, "Content-Length"),
        (b"POST /v1/a HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 400, "Content-Length"),
        (b"POST /v1/a HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400, "more than one"),
        (b"POST /v1/a HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "both"),
        (b"POST /v1/a HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400, "chunked"),
        (b"POST /v1/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "chunked"),
        (b"POST /v1/a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "chunked"),
        (b"POST /v1/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400, "size in hex"),
        (b"POST /v1/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n", 400, "longer"),
        (b"POST /v1/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\nab", 400, "size"),
        (b"POST /v1/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 400, "16 digits"),
        (many_headers.as_bytes(), 431, "100 headers"),
    ] {
        let answer = String::from_utf8(send_and_close(server.address(), bytes)).unwrap();
        let shown = String::from_utf8_lossy(bytes);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{shown}: {answer}");
        assert!(answer.contains(word), "{shown}: {answer}");
        assert!(answer.contains("connection: close"), "{shown}: {answer}");
    }
}

#[test]
fn a_body_that_ends_early_is_not_taken_for_a_whole_one() {
    let server = start();
    let whole = call("POST", "/v1/echo", "0123456789").signing_body("01234").bytes();
    let cut = &whole[..whole.len() - 5];
    let answer = send_and_close(server.address(), cut);
    assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    let chunked = call("POST", "/v1/echo", "01234").bytes_in_chunks(5);
    let end = chunked.windows(3).rposition(|window| window == b"0\r\n").unwrap();
    let answer = send_and_close(server.address(), &chunked[..end]);
    assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
}

#[test]
fn limits_are_answered_in_words() {
    let config = Config { max_body: 1000, max_head: 2000, ..patient() };
    let server = Server::start(config).unwrap();
    call("POST", "/v1/echo", vec![b'x'; 1000]).send(server.address()).is(200);
    let long = call("POST", "/v1/echo", vec![b'x'; 1001]);
    assert!(long.send(server.address()).is(413).body.contains("1000 bytes"));
    exchange(server.address(), &long.bytes_in_chunks(100)).is(413);
    // A client that sends all of a huge body still gets to read the answer.
    call("POST", "/v1/echo", vec![b'x'; 3 << 20]).send(server.address()).is(413);
    let long = call("GET", format!("/v1/{}", "x".repeat(2000)), "");
    assert!(long.send(server.address()).is(431).body.contains("2000 bytes"));
    exchange(server.address(), &[&b"GET /v1/"[..], &vec![b'x'; 1 << 20]].concat()).is(431);
}

#[test]
fn slow_and_silent_clients_are_let_go() {
    // Long enough for a busy machine to send what is to be answered.
    let config = Config {
        idle_timeout: Duration::from_secs(2),
        body_timeout: Duration::from_millis(100),
        ..patient()
    };
    let server = Server::start(config).unwrap();
    // Each of them waits for the server to close; it does, or the test hangs.
    let mut silent = TcpStream::connect(server.address()).unwrap();
    let mut half_a_head = TcpStream::connect(server.address()).unwrap();
    half_a_head.write_all(b"GET /v1/a HTTP/1.1\r\nHost:").unwrap();
    let mut half_a_body = TcpStream::connect(server.address()).unwrap();
    let bytes = call("POST", "/v1/echo", "0123456789").bytes();
    half_a_body.write_all(&bytes[..bytes.len() - 5]).unwrap();
    let mut idle = TcpStream::connect(server.address()).unwrap();
    idle.write_all(&call("GET", "/v1/echo", "").bytes()).unwrap();
    read_answer(&mut idle).is(200);
    read_answer(&mut half_a_body).is(408);
    for stream in [&mut silent, &mut half_a_head, &mut half_a_body, &mut idle] {
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, b"");
    }
}

#[test]
fn more_connections_than_there_is_room_for_wait() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let config = Config {
        max_connections: 2,
        observer: Some(Box::new(move |arrival| {
            told.lock().unwrap().push(arrival.request.uri_bytes().to_vec());
            None
        })),
        ..patient()
    };
    let server = Server::start(config).unwrap();
    let open = || TcpStream::connect(server.address()).unwrap();
    let ask = |stream: &mut TcpStream, uri| {
        stream.write_all(&call("GET", uri, "").bytes()).unwrap();
        read_answer(stream).is(200);
    };
    let (mut first, mut second) = (open(), open());
    ask(&mut first, "/v1/first");
    ask(&mut second, "/v1/second");
    let mut third = open();
    third.write_all(&call("GET", "/v1/third", "").bytes()).unwrap();
    for _ in 0..50 {
        ask(&mut first, "/v1/first");
    }
    assert!(!seen.lock().unwrap().contains(&b"/v1/third".to_vec()), "it was let in");
    drop(second);
    read_answer(&mut third).is(200);
}

/// An hour: what waits for one of these hangs the test.
fn endless() -> Config {
    let hour = Duration::from_secs(3600);
    Config { idle_timeout: hour, body_timeout: hour, ..patient() }
}

#[test]
fn a_length_that_nobody_sends_is_refused_and_counted() {
    let server = Server::start(endless()).unwrap();
    // No byte of a body follows.
    for (length, status) in [
        ("1073741824", 413),
        ("9223372036854775807", 413),
        ("9223372036854775808", 400),
        ("18446744073709551613", 400),
        ("18446744073709551614", 400),
        ("18446744073709551615", 400),
        ("18446744073709551616", 400),
        ("+5", 400),
    ] {
        let head = format!("POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n");
        let answer = exchange(server.address(), head.as_bytes()).is(status);
        assert_eq!(answer.json()["tmsig"].as_str().map(str::is_empty), Some(false), "{length}");
    }
    assert_eq!(server.stop().unwrap(), Summary { malformed: 8, ..Summary::default() });
}

#[test]
fn chunks_end_as_they_should_or_are_refused() {
    let server = Server::start(endless()).unwrap();
    let head = call("POST", "/v1/echo", "abc").head();
    let head = [&head[..], b"Transfer-Encoding: chunked\r\n\r\n"].concat();
    exchange(server.address(), &[&head[..], b"3\r\nabc\r\n0\r\n\r\n"].concat()).is(200);
    for chunks in
        ["3\r\nabc\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\n\n", "3\r\nabcd\r\n"]
    {
        exchange(server.address(), &[&head[..], chunks.as_bytes()].concat()).is(400);
    }
}

#[test]
fn a_body_that_stops_is_let_go_when_the_connection_is_idle_for_too_long() {
    let server =
        Server::start(Config { idle_timeout: Duration::from_millis(300), ..endless() }).unwrap();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let bytes = call("POST", "/v1/echo", "0123456789").bytes();
    stream.write_all(&bytes[..bytes.len() - 5]).unwrap();
    read_answer(&mut stream).is(408);
}

/// Together they announce, or send, more than all bodies may hold.
#[test]
fn bodies_hold_only_what_has_arrived_and_none_waits_for_ever() {
    let server = Server::start(endless()).unwrap();
    let bytes = call("POST", "/v1/echo", vec![b'x'; 10 << 20]).bytes();
    let silent: Vec<_> = (0..10)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address()).unwrap();
            stream.write_all(&bytes[..1000]).unwrap();
            stream
        })
        .collect();
    call("POST", "/v1/echo", "small").send(server.address()).is(200);
    std::thread::scope(|scope| {
        for _ in 0..10 {
            let large = call("POST", "/v1/echo", vec![b'x'; 10 << 20]);
            let address = server.address();
            scope.spawn(move || large.send(address).is(200));
        }
    });
    drop(silent);
}

/// Together they announce more than all bodies may hold.
#[test]
fn bodies_that_do_not_come_hold_up_nobody_else() {
    let server = start();
    let mut slow = Vec::new();
    for _ in 0..10 {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        let head = call("POST", "/v1/echo", vec![b'x'; 10 << 20]).bytes();
        stream.write_all(&head[..1000]).unwrap();
        slow.push(stream);
    }
    for _ in 0..20 {
        call("GET", "/v1/echo", "").send(server.address()).is(200);
    }
}

#[test]
fn stopping_finishes_what_is_in_flight() {
    let server = start();
    let address = server.address();
    let mut stream = TcpStream::connect(address).unwrap();
    let bytes = call("POST", "/v1/echo", "0123456789").bytes();
    let (head, rest) = bytes.split_at(bytes.len() - 5);
    // The server has read the head: the answer to the request before says so.
    stream.write_all(&[&call("GET", "/v1/echo", "").bytes()[..], head].concat()).unwrap();
    read_answer(&mut stream).is(200);
    let stopping = std::thread::spawn(move || server.stop().unwrap());
    // From now on nobody new gets in; whoever is in is served.
    while TcpStream::connect(address).is_ok() {}
    stream.write_all(rest).unwrap();
    read_answer(&mut stream).is(200);
    assert_eq!(stopping.join().unwrap(), Summary { accepted: 2, ..Summary::default() });
}

/// Bytes that are nearly a request.
fn nearly_a_request() -> impl Strategy<Value = Vec<u8>> {
    let change = (
        any::<prop::sample::Index>(),
        prop::sample::select(vec![
            &b""[..],
            b"\0",
            b"\r",
            b"\n",
            b"\r\n",
            b" ",
            b":",
            b"\xff",
            b"chunked",
            b"0",
            b"GET / HTTP/1.1\r\n\r\n",
        ]),
        0_usize..3,
    );
    (proptest::collection::vec(change, 1..6), any::<bool>()).prop_map(|(changes, is_chunked)| {
        let call = call("POST", "/v1/echo?a=b", "{\"a\":1}");
        let mut bytes = if is_chunked { call.bytes_in_chunks(3) } else { call.bytes() };
        for (at, with, removed) in changes {
            let at = at.index(bytes.len());
            let end = (at + removed).min(bytes.len());
            bytes.splice(at..end, with.iter().copied());
        }
        bytes
    })
}

proptest! {
    /// Nothing is accepted but what was signed, and the server goes on.
    #[test]
    fn hostile_bytes(bytes in prop_oneof![
        nearly_a_request(),
        proptest::collection::vec(any::<u8>(), 0..200),
    ]) {
        static SERVER: std::sync::LazyLock<Server> = std::sync::LazyLock::new(|| {
            hasty()
        });
        // Its own signature cannot have survived unless the change was in what
        // is not signed; then the echo is of that body and URI.
        let answer = send_and_close(SERVER.address(), &bytes);
        // A damaged version may be that of the older HTTP.
        let answer = String::from_utf8_lossy(&answer).replacen("HTTP/1.0 ", "HTTP/1.1 ", 1);
        if answer.starts_with("HTTP/1.1 200") {
            prop_assert!(answer.contains(r#""uri":"/v1/echo?a=b""#), "{answer}");
            prop_assert!(answer.contains(r#""body":"{\"a\":1}""#), "{answer}");
        } else {
            prop_assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 5"), "{answer}");
        }
        prop_assert_eq!(get(SERVER.address(), "/_tmsig/health").status, 200);
    }
}
