//! What is verified is what came over the wire.

use std::io::Write as _;
use std::net::TcpStream;

use proptest::prelude::*;

use super::exchange::{exchange, read_answer, send_and_close};
use tmsig::server::Server;

use super::{call, hasty, start};

/// Targets that some HTTP library changes on the way, or refuses.
const TARGETS: [&[u8]; 24] = [
    b"/v1/meetings/a%2fb",
    b"/v1/meetings/a%2Fb",
    b"/v1/a+b?c=d+e",
    b"/v1/a%20b?c=d%20e",
    b"/v1/users/%E5%BC%A0%E4%B8%89?userid=%e5%bc%a0",
    b"/v1//meetings///1",
    b"//v1/meetings",
    b"/v1/meetings?",
    b"/v1/meetings?&&a=&=b&",
    b"/v1/meetings?a=?b/c:d@e;f,g",
    b"/v1/./meetings/../meetings/1",
    b"/v1/%7e~%41A",
    b"/v1/meetings#fragment",
    b"/v1/meetings?a=b#c?d",
    "/v1/users/张三?名=值".as_bytes(),
    // 周 as GBK sends it.
    b"/v1/users/\xd6\xdc?a=\xbb\xe1",
    b"/v1/a<b>c\"d{e}f|g\\h^i`j",
    b"/v1/meetings?q=<>\"'{}|\\^`[]",
    b"/v1/meetings?json={\"a\":[1,2]}",
    b"/v1/%",
    b"/v1/%zz%2",
    b"/v1/meetings?%00%0A%0d",
    b"/v1/*",
    b"/v2/",
];

#[test]
fn a_target_is_verified_as_it_was_sent() {
    let server = hasty();
    for target in TARGETS {
        call("GET", target, "").send(server.address()).is(200);
        // And nothing else passes for it.
        let other = [target, b"x"].concat();
        call("GET", target, "").signing_uri(&other).send(server.address()).is(500);
    }
}

#[test]
fn escapes_are_not_normalised() {
    let server = hasty();
    for (sent, signed) in [
        ("/v1/a%2fb", "/v1/a%2Fb"),
        ("/v1/a%2Fb", "/v1/a/b"),
        ("/v1/a?b=c+d", "/v1/a?b=c%20d"),
        ("/v1/a?b=%E5%BC%A0", "/v1/a?b=张"),
        ("/v1//a", "/v1/a"),
        ("/v1/a?", "/v1/a"),
        ("/v1/a/../b", "/v1/b"),
        ("/v1/%61", "/v1/a"),
        ("/v1/a#b", "/v1/a"),
    ] {
        call("GET", sent, "").signing_uri(signed).send(server.address()).is(500);
    }
}

#[test]
fn of_an_absolute_target_path_and_query_are_verified() {
    let server = start();
    for (sent, signed) in [
        ("http://api.meeting.qq.com/v1/a?b=c", "/v1/a?b=c"),
        ("HTTPS://api.meeting.qq.com:443/v1/a//b?", "/v1/a//b?"),
    ] {
        call("GET", sent, "").signing_uri(signed).send(server.address()).is(200);
    }
}

#[test]
fn a_body_is_verified_byte_for_byte_however_it_is_sent() {
    let server = start();
    let long = "会议".repeat(40_000);
    for body in [
        &b"{\"subject\":\"\xe5\x91\xa8\xe4\xbc\x9a\"}"[..],
        b"{\"subject\": \"a\"}\n",
        b"\xef\xbb\xbf{}\r\n",
        b"\r\n\r\nGET /v1/smuggled HTTP/1.1\r\n\r\n",
        b"0\r\n\r\n",
        b"\xff\xfe\x00\x01",
        b" ",
        long.as_bytes(),
    ] {
        let call = || call("POST", "/v1/echo", body);
        call().send(server.address()).is(200);
        for size in [1, 2, 7, 1000, body.len()] {
            if size > 2 || body.len() < 1000 {
                exchange(server.address(), &call().bytes_in_chunks(size)).is(200);
            }
        }
        call().signing_body([body, b"\n"].concat()).send(server.address()).is(500);
    }
}

#[test]
fn a_multipart_body_is_not_signed() {
    let server = start();
    let upload = call("POST", "/v1/files", "--b\r\n\r\nx\r\n--b--\r\n")
        .header("Content-Type", "multipart/form-data; boundary=b");
    upload.clone().signing_body("").send(server.address()).is(200);
    let upload = call("POST", "/v1/files", "--b\r\n\r\nx\r\n--b--\r\n")
        .header("Content-Type", "multipart/form-data; boundary=b");
    upload.send(server.address()).is(500);
}

#[test]
fn methods_and_empty_bodies() {
    let server = start();
    for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "PURGE"] {
        call(method, "/v1/echo", "").send(server.address()).is(200);
        let length_zero = call(method, "/v1/echo", "");
        let bytes = [&length_zero.head()[..], b"Content-Length: 0\r\n\r\n"].concat();
        exchange(server.address(), &bytes).is(200);
    }
    call("GET", "/v1/echo", "{}").signing_body("").send(server.address()).is(500);
    call("GET", "/v1/echo", "{}").send(server.address()).is(200);
}

#[test]
fn a_connection_carries_many_requests_and_pipelines() {
    let server = hasty();
    let calls = [
        call("POST", "/v1/echo/1#x", "one"),
        call("GET", "/v1/echo/2", ""),
        call("POST", "/v1/echo/<3>", "three").signing_body("another"),
        call("PUT", "/v1/echo/4", vec![b'4'; 100_000]),
    ];
    let expected = [200, 200, 500, 200];
    let mut stream = TcpStream::connect(server.address()).unwrap();
    for (call, status) in calls.iter().zip(expected) {
        stream.write_all(&call.bytes()).unwrap();
        read_answer(&mut stream).is(status);
    }
    let again = [
        call("POST", "/v1/echo/1", "one"),
        call("GET", "/v1/echo/2", "").signing_uri("/v1/echo/3"),
        call("POST", "/v1/echo/3#?", "three"),
    ];
    let mut bytes = again[0].bytes_in_chunks(2);
    bytes.extend(again[1].bytes());
    bytes.extend(again[2].bytes_in_chunks(3));
    stream.write_all(&bytes).unwrap();
    for status in [200, 500, 200] {
        read_answer(&mut stream).is(status);
    }
}

#[test]
fn a_client_may_close_its_half_before_the_answer() {
    let server = start();
    let wrong = call("POST", "/v1/echo", "{}").signing_body("{ }");
    let answer = send_and_close(server.address(), &wrong.bytes());
    assert!(answer.starts_with(b"HTTP/1.1 500 "), "{}", String::from_utf8_lossy(&answer));
}

#[test]
fn http_1_0_is_understood() {
    let server = start();
    let bytes = call("POST", "/v1/echo", "{}").bytes();
    let text = String::from_utf8(bytes).unwrap().replacen("HTTP/1.1", "HTTP/1.0", 1);
    let answer = send_and_close(server.address(), text.as_bytes());
    assert!(answer.starts_with(b"HTTP/1.0 200 "), "{}", String::from_utf8_lossy(&answer));
}

proptest! {
    /// However a request is cut into writes, chunks and bytes: what was sent
    /// is what is verified.
    #[test]
    fn any_target_and_body_in_any_pieces(
        path in proptest::collection::vec(any::<u8>().prop_filter("no HTTP", |byte| *byte > b' ' && *byte != 0x7f), 0..40),
        body in proptest::collection::vec(any::<u8>(), 0..300),
        chunk in 1_usize..40,
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..4),
        tampered in any::<bool>(),
    ) {
        static SERVER: std::sync::LazyLock<Server> = std::sync::LazyLock::new(hasty);
        let uri = [b"/v1/", &path[..]].concat();
        let mut call = call("POST", &uri, &body);
        if tampered {
            call = call.signing_uri([&uri[..], b"."].concat());
        }
        let bytes = call.bytes_in_chunks(chunk);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
        cuts.sort_unstable();
        let mut stream = TcpStream::connect(SERVER.address()).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut from = 0;
        for cut in cuts.into_iter().chain([bytes.len()]) {
            stream.write_all(&bytes[from..cut]).unwrap();
            from = cut;
        }
        prop_assert_eq!(read_answer(&mut stream).status, if tampered { 500 } else { 200 });
    }
}
