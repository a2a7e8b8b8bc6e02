//! A client that sends exactly what it is told.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};

use data_encoding::BASE64;
use serde_json::Value;

use super::{KEY, now};

/// A request to be signed and sent.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: String,
    pub(super) uri: Vec<u8>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    /// What is signed in their place.
    pub(super) signed_uri: Option<Vec<u8>>,
    pub(super) signed_body: Option<Vec<u8>>,
    pub(super) nonce: String,
    pub(super) timestamp: String,
    /// The SecretKey.
    pub(super) key: String,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Call {
    pub(super) fn new(method: &str, uri: &[u8], body: &[u8]) -> Self {
        static NONCES: AtomicU64 = AtomicU64::new(1_000_000_000);
        Self {
            method: method.to_owned(),
            uri: uri.to_vec(),
            headers: Vec::new(),
            body: body.to_vec(),
            signed_uri: None,
            signed_body: None,
            nonce: NONCES.fetch_add(1, Ordering::Relaxed).to_string(),
            timestamp: now().to_string(),
            key: KEY.to_owned(),
        }
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self
    }

    pub(super) fn keyed(self, key: &str) -> Self {
        Self { key: key.to_owned(), ..self }
    }

    pub(super) fn signing_uri(self, uri: impl AsRef<[u8]>) -> Self {
        Self { signed_uri: Some(uri.as_ref().to_vec()), ..self }
    }

    pub(super) fn signing_body(self, body: impl AsRef<[u8]>) -> Self {
        Self { signed_body: Some(body.as_ref().to_vec()), ..self }
    }

    /// What `docs/spec.md` says, on crates the server does not use.
    pub(super) fn signature(&self) -> String {
        let key = self.headers.iter().find(|(name, _)| name == "X-TC-Key");
        let key = key.map_or("", |(_, value)| value);
        let header_string =
            format!("X-TC-Key={key}&X-TC-Nonce={}&X-TC-Timestamp={}", self.nonce, self.timestamp);
        let text = [
            self.method.as_bytes(),
            b"\n",
            header_string.as_bytes(),
            b"\n",
            self.signed_uri.as_ref().unwrap_or(&self.uri),
            b"\n",
            self.signed_body.as_ref().unwrap_or(&self.body),
        ]
        .concat();
        let mut hex = String::new();
        for byte in hmac_sha256::HMAC::mac(&text, &self.key) {
            write!(hex, "{byte:02x}").unwrap();
        }
        BASE64.encode(hex.as_bytes())
    }

    /// Request line and headers, without what announces the body.
    pub(super) fn head(&self) -> Vec<u8> {
        let mut head = [self.method.as_bytes(), b" ", &self.uri, b" HTTP/1.1\r\n"].concat();
        let own = [
            ("Host", "meeting.example".to_owned()),
            ("X-TC-Nonce", self.nonce.clone()),
            ("X-TC-Timestamp", self.timestamp.clone()),
            ("X-TC-Signature", self.signature()),
        ];
        let own = own.iter().map(|(name, value)| (*name, value));
        for (name, value) in own.chain(self.headers.iter().map(|(name, value)| (&**name, value))) {
            head.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        head
    }

    /// With a Content-Length, if there is a body.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let length = match self.body.len() {
            0 => String::new(),
            length => format!("Content-Length: {length}\r\n"),
        };
        [&self.head()[..], length.as_bytes(), b"\r\n", &self.body].concat()
    }

    /// In chunks of this many bytes.
    pub(super) fn bytes_in_chunks(&self, size: usize) -> Vec<u8> {
        let mut bytes = self.head();
        bytes.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
        for (index, chunk) in self.body.chunks(size).enumerate() {
            let extension = if index == 0 { ";ignored=\"1\"" } else { "" };
            bytes.extend_from_slice(format!("{:X}{extension}\r\n", chunk.len()).as_bytes());
            bytes.extend_from_slice(chunk);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"0\r\nA-Trailer: ignored\r\n\r\n");
        bytes
    }

    pub(super) fn send(&self, address: SocketAddr) -> Answer {
        exchange(address, &self.bytes())
    }
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:#?}"))
    }

    /// The id by which `/_tmsig/requests` knows it.
    #[track_caller]
    pub(super) fn id(&self) -> &str {
        self.header("X-Tmsig-Request").unwrap_or_else(|| panic!("no id in {self:#?}"))
    }

    #[track_caller]
    pub(super) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }
}

/// Sends these bytes and reads the one answer.
#[track_caller]
pub(super) fn exchange(address: SocketAddr, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(bytes).unwrap();
    read_answer(&mut stream)
}

/// Sends these bytes, closes its half, and reads all that comes until the
/// server closes.
pub(super) fn send_and_close(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    // A server that has refused already may have closed.
    let _closed = stream.write_all(bytes).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut answer = Vec::new();
    let _reset = stream.read_to_end(&mut answer);
    answer
}

/// One answer of a connection that may go on.
#[track_caller]
pub(super) fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        let count = stream.read(&mut byte).unwrap();
        assert_ne!(count, 0, "closed after {:?}", String::from_utf8_lossy(&head));
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let answer = Answer { status, head, body: String::new() };
    let length = answer.header("Content-Length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Answer { body: String::from_utf8(body).unwrap(), ..answer }
}

/// Asks the server about itself.
#[track_caller]
pub(super) fn get(address: SocketAddr, path: &str) -> Answer {
    exchange(address, format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes())
}
