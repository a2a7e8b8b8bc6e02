//! One request and its answer, over HTTP/1.1 and byte for byte: headers are
//! sent in the case they are given in, and nothing is followed or decoded.

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::{Duration, Instant};

use super::target::Target;
#[cfg(feature = "https")]
use super::tls::TlsStream;
use crate::language::Text;
use crate::request::Request;

/// An answer must not be longer than this.
const LONGEST: usize = 1 << 20;

/// What a receiver answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers in their order.
    pub headers: Vec<(String, String)>,
    /// The body without its framing.
    pub body: Vec<u8>,
    /// From the last byte of the request to the first of the answer.
    pub first_byte: Duration,
    /// From the last byte of the request to the last of the answer.
    pub total: Duration,
}

impl Answer {
    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// No connection; the operating system's reason.
    Unreachable(String),
    /// Nothing, or not all of it, within the time that the vendor waits.
    TooLate,
    /// The connection ended before the answer did.
    Closed,
    /// What came is no HTTP/1.1.
    Malformed,
    /// The body is longer than a mebibyte.
    TooLong,
}

impl NoAnswer {
    /// What a person is told of it.
    pub fn text(&self) -> Text {
        match self {
            Self::Unreachable(_) => Text { en: "no connection", zh: "无法建立连接" },
            Self::TooLate => Text {
                en: "no whole answer within the time limit",
                zh: "未在时限内给出完整应答",
            },
            Self::Closed => Text {
                en: "the connection ended before the answer did",
                zh: "应答未完，连接已关闭",
            },
            Self::Malformed => {
                Text { en: "the answer is no HTTP/1.1", zh: "应答不是 HTTP/1.1" }
            }
            Self::TooLong => {
                Text { en: "the answer is longer than 1 MiB", zh: "应答超过 1 MiB" }
            }
        }
    }
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().en)
    }
}

/// What requests are written to and answers read from.
#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    #[cfg(feature = "https")]
    Tls(Box<TlsStream>),
}

impl Stream {
    /// Where the time limits are set.
    fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            #[cfg(feature = "https")]
            Self::Tls(stream) => stream.get_ref(),
        }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.write_all(bytes),
            #[cfg(feature = "https")]
            Self::Tls(stream) => stream.write_all(bytes).and_then(|()| stream.flush()),
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            #[cfg(feature = "https")]
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

/// A connection to a receiver, for one request or for several.
#[derive(Debug)]
pub struct Connection {
    stream: Stream,
    authority: String,
    /// What was read beyond the last answer.
    rest: Vec<u8>,
}

impl Connection {
    /// Connects, within a time.
    ///
    /// # Errors
    ///
    /// [`NoAnswer::Unreachable`], also where the certificate is not trusted.
    pub fn open(target: &Target, limit: Duration) -> Result<Self, NoAnswer> {
        let unreachable = |error: io::Error| NoAnswer::Unreachable(error.to_string());
        let addresses = (&*target.host, target.port).to_socket_addrs().map_err(unreachable)?;
        let mut refused = io::Error::from(io::ErrorKind::NotFound);
        for address in addresses {
            match TcpStream::connect_timeout(&address, limit) {
                Ok(stream) => {
                    stream.set_nodelay(true).map_err(unreachable)?;
                    #[cfg(feature = "https")]
                    let stream = match &target.trust {
                        None => Stream::Plain(stream),
                        Some(trust) => {
                            let stream = trust.connect(&target.host, stream, limit);
                            Stream::Tls(Box::new(stream.map_err(unreachable)?))
                        }
                    };
                    #[cfg(not(feature = "https"))]
                    let stream = Stream::Plain(stream);
                    let authority = target.authority.clone();
                    return Ok(Self { stream, authority, rest: Vec::new() });
                }
                Err(error) => refused = error,
            }
        }
        Err(unreachable(refused))
    }

    /// Sends a request and waits for its answer, no longer than this.
    ///
    /// # Errors
    ///
    /// There is no whole answer.
    pub fn exchange(&mut self, request: &Request<'_>, limit: Duration) -> Result<Answer, NoAnswer> {
        let mut head = Vec::new();
        head.extend_from_slice(request.method_bytes());
        head.push(b' ');
        head.extend_from_slice(request.uri_bytes());
        head.extend_from_slice(format!(" HTTP/1.1\r\nHost: {}\r\n", self.authority).as_bytes());
        for (name, value) in request.headers() {
            head.extend_from_slice(name.as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value);
            head.extend_from_slice(b"\r\n");
        }
        if request.method_bytes() != b"GET" {
            let length = request.body_bytes().len();
            head.extend_from_slice(format!("Content-Length: {length}\r\n").as_bytes());
        }
        head.extend_from_slice(b"\r\n");
        head.extend_from_slice(request.body_bytes());
        // What is not read in time is not answered in time.
        let _set = self.stream.socket().set_write_timeout(Some(limit));
        let written = self.stream.write_all(&head);
        // A receiver may answer before it has read everything, and close.
        let answer = self.read_answer(Instant::now(), limit);
        match written {
            Ok(()) => answer,
            Err(error) => answer.map_err(|_| of_io(&error)),
        }
    }

    fn read_answer(&mut self, sent: Instant, limit: Duration) -> Result<Answer, NoAnswer> {
        let mut first_byte = None;
        loop {
            let head = loop {
                if let Some(head) = Head::parse(&self.rest)? {
                    break head;
                }
                self.read_more(sent, limit)?;
                first_byte.get_or_insert_with(|| sent.elapsed());
            };
            self.rest.drain(..head.length);
            // "100 Continue" and its like announce the answer.
            if (100..200).contains(&head.status) {
                continue;
            }
            let body = self.read_body(&head, sent, limit)?;
            let total = sent.elapsed();
            return Ok(Answer {
                status: head.status,
                headers: head.headers,
                body,
                first_byte: first_byte.unwrap_or(total),
                total,
            });
        }
    }

    fn read_body(
        &mut self,
        head: &Head,
        sent: Instant,
        limit: Duration,
    ) -> Result<Vec<u8>, NoAnswer> {
        if matches!(head.status, 204 | 304) {
            return Ok(Vec::new());
        }
        if head.is_chunked() {
            return self.read_chunks(sent, limit);
        }
        match head.content_length()? {
            Some(length) if length > LONGEST => Err(NoAnswer::TooLong),
            Some(length) => {
                while self.rest.len() < length {
                    self.read_more(sent, limit)?;
                }
                Ok(self.rest.drain(..length).collect())
            }
            None => loop {
                match self.read_more(sent, limit) {
                    Ok(()) => {}
                    Err(NoAnswer::Closed) => return Ok(std::mem::take(&mut self.rest)),
                    Err(other) => return Err(other),
                }
            },
        }
    }

    fn read_chunks(&mut self, sent: Instant, limit: Duration) -> Result<Vec<u8>, NoAnswer> {
        let mut body = Vec::new();
        loop {
            let (start, size) = loop {
                match httparse::parse_chunk_size(&self.rest) {
                    Ok(httparse::Status::Complete(found)) => break found,
                    Ok(httparse::Status::Partial) => self.read_more(sent, limit)?,
                    Err(_) => return Err(NoAnswer::Malformed),
                }
            };
            let size = usize::try_from(size).map_err(|_| NoAnswer::TooLong)?;
            if size > LONGEST || body.len() + size > LONGEST {
                return Err(NoAnswer::TooLong);
            }
            // The line end after the chunk; trailers are not read.
            let end = start + size + if size == 0 { 0 } else { 2 };
            while self.rest.len() < end {
                self.read_more(sent, limit)?;
            }
            body.extend_from_slice(&self.rest[start..start + size]);
            self.rest.drain(..end);
            if size == 0 {
                while !self.rest.starts_with(b"\r\n") && self.rest.len() < 2 {
                    self.read_more(sent, limit)?;
                }
                if self.rest.starts_with(b"\r\n") {
                    self.rest.drain(..2);
                }
                return Ok(body);
            }
        }
    }

    fn read_more(&mut self, sent: Instant, limit: Duration) -> Result<(), NoAnswer> {
        if self.rest.len() > LONGEST {
            return Err(NoAnswer::TooLong);
        }
        let left = limit.checked_sub(sent.elapsed()).filter(|left| !left.is_zero());
        let left = left.ok_or(NoAnswer::TooLate)?;
        let _set = self.stream.socket().set_read_timeout(Some(left));
        let mut buffer = [0; 16 << 10];
        match self.stream.read(&mut buffer) {
            Ok(0) => Err(NoAnswer::Closed),
            Ok(count) => {
                self.rest.extend_from_slice(&buffer[..count]);
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(of_io(&error)),
        }
    }
}

fn of_io(error: &io::Error) -> NoAnswer {
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => NoAnswer::TooLate,
        _ => NoAnswer::Closed,
    }
}

struct Head {
    status: u16,
    headers: Vec<(String, String)>,
    length: usize,
}

impl Head {
    /// The head of an answer, once it is whole.
    fn parse(bytes: &[u8]) -> Result<Option<Self>, NoAnswer> {
        let mut headers = [httparse::EMPTY_HEADER; 100];
        let mut response = httparse::Response::new(&mut headers);
        match response.parse(bytes) {
            Ok(httparse::Status::Partial) => Ok(None),
            Ok(httparse::Status::Complete(length)) => {
                let text = |header: &httparse::Header<'_>| {
                    let value = String::from_utf8_lossy(header.value).into_owned();
                    (header.name.to_owned(), value)
                };
                let headers = response.headers.iter().map(text).collect();
                Ok(Some(Self { status: response.code.unwrap_or_default(), headers, length }))
            }
            Err(_) => Err(NoAnswer::Malformed),
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    fn is_chunked(&self) -> bool {
        self.value("Transfer-Encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked"))
    }

    fn content_length(&self) -> Result<Option<usize>, NoAnswer> {
        let length = self.value("Content-Length").map(str::parse).transpose();
        length.map_err(|_| NoAnswer::Malformed)
    }
}
