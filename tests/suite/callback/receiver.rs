//! Receivers on loopback, right and wrong, for whoever sends callbacks.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use tmsig::Request;

/// What a receiver answers: status, more header lines, body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: &'static str,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: "", body: body.into() }
    }
}

type Handler = dyn Fn(&Request<'_>) -> Answer + Send + Sync;

/// A receiver that listens until the test ends.
pub(crate) struct Receiver {
    pub(crate) url: String,
    /// Every request that arrived.
    pub(crate) arrived: Arc<Mutex<Vec<Request<'static>>>>,
}

impl Receiver {
    pub(crate) fn start(handler: impl Fn(&Request<'_>) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/callback", listener.local_addr().unwrap());
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&arrived);
        let handler: Arc<Handler> = Arc::new(handler);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (handler, seen) = (Arc::clone(&handler), Arc::clone(&seen));
                thread::spawn(move || serve(stream, &*handler, &seen));
            }
        });
        Self { url, arrived }
    }
}

/// Answers request after request until the client closes the connection.
fn serve(mut stream: TcpStream, handler: &Handler, seen: &Mutex<Vec<Request<'static>>>) {
    let mut bytes = Vec::new();
    loop {
        let end = loop {
            match bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                Some(end) => break end + 4,
                None if !read(&mut stream, &mut bytes) => return,
                None => {}
            }
        };
        let head = String::from_utf8(bytes.drain(..end).collect()).unwrap();
        let mut lines = head.lines();
        let mut words = lines.next().unwrap().split(' ');
        let (method, target) = (words.next().unwrap(), words.next().unwrap());
        let headers: Vec<_> = lines.filter_map(|line| line.split_once(": ")).collect();
        let value = |name: &str| {
            headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
        };
        let length: usize = value("content-length").map_or(0, |value| value.parse().unwrap());
        if value("expect").is_some() {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
        }
        while bytes.len() < length {
            if !read(&mut stream, &mut bytes) {
                return;
            }
        }
        let body: Vec<u8> = bytes.drain(..length).collect();
        let mut request = Request::new(method, target).body(&body);
        for (name, value) in &headers {
            request = request.header(name, *value);
        }
        let answer = handler(&request);
        seen.lock().unwrap().push(request.into_owned());
        let Answer { status, headers, body } = answer;
        let head =
            format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
        if stream.write_all(&[head.as_bytes(), &body].concat()).is_err() {
            return;
        }
    }
}

fn read(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> bool {
    let mut buffer = [0; 4096];
    let count = stream.read(&mut buffer).unwrap_or(0);
    bytes.extend_from_slice(&buffer[..count]);
    count > 0
}
