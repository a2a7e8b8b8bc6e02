//! One request and its answer, over HTTP/1.1 and byte for byte: headers are
//! sent in the case they are given in, and nothing is followed or decoded.

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::{Duration, Instant};

use crate::language::Text;
use crate::request::Request;

/// An answer must not be longer than this.
const LONGEST: usize = 1 << 20;

/// Where a receiver listens: the parts of an `http://` URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    authority: String,
    port: u16,
    host: String,
    path: String,
}

/// Why a URL is none that can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlFault {
    /// It begins with `https://`.
    Https,
    /// It does not begin with `http://`.
    NoHttp,
    /// There is no host in it, or a user name.
    Host,
    /// The port is no number.
    Port,
    /// A character that must not be in a URL as it is sent.
    Character,
}

impl UrlFault {
    /// What a person is told of it.
    pub fn text(self) -> Text {
        match self {
            Self::Https => Text {
                en: "https is not spoken here: give the http URL of the receiver behind the TLS terminator",
                zh: "不支持 https：请给出 TLS 终止之后接收方的 http 地址",
            },
            Self::NoHttp => {
                Text { en: "the URL begins with http://", zh: "URL 须以 http:// 开头" }
            }
            Self::Host => Text {
                en: "the URL has a host, and no user name",
                zh: "URL 须含主机名，不带用户名",
            },
            Self::Port => Text {
                en: "the port is a number from 1 to 65535",
                zh: "端口是 1 到 65535 的数字",
            },
            Self::Character => Text {
                en: "blanks, control characters, \"#\" and text beyond ASCII are percent-encoded in a URL",
                zh: "URL 中的空白、控制字符、“#” 和非 ASCII 文本须做百分号编码",
            },
        }
    }
}

impl Target {
    /// The receiver at a URL.
    ///
    /// # Errors
    ///
    /// Names what is wrong with the URL.
    pub fn parse(url: &str) -> Result<Self, UrlFault> {
        if !url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') {
            return Err(UrlFault::Character);
        }
        if url.starts_with("https://") {
            return Err(UrlFault::Https);
        }
        let rest = url.strip_prefix("http://").ok_or(UrlFault::NoHttp)?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.is_empty() || authority.contains('@') {
            return Err(UrlFault::Host);
        }
        let is_port = |at: usize| !authority[at..].contains(']');
        let (host, port) = match authority.rfind(':').filter(|at| is_port(*at)) {
            None => (authority, 80),
            Some(at) => {
                let port = authority[at + 1..].parse().ok().filter(|port| *port > 0);
                (&authority[..at], port.ok_or(UrlFault::Port)?)
            }
        };
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        if host.is_empty() {
            return Err(UrlFault::Host);
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self { authority: authority.to_owned(), port, host: host.to_owned(), path })
    }

    /// Path and query, as they stand in a request.
    pub fn path(&self) -> &str {
        &self.path
    }
}

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

/// A connection to a receiver, for one request or for several.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    authority: String,
    /// What was read beyond the last answer.
    rest: Vec<u8>,
}

impl Connection {
    /// Connects, within a time.
    ///
    /// # Errors
    ///
    /// [`NoAnswer::Unreachable`].
    pub fn open(target: &Target, limit: Duration) -> Result<Self, NoAnswer> {
        let unreachable = |error: io::Error| NoAnswer::Unreachable(error.to_string());
        let addresses = (&*target.host, target.port).to_socket_addrs().map_err(unreachable)?;
        let mut refused = io::Error::from(io::ErrorKind::NotFound);
        for address in addresses {
            match TcpStream::connect_timeout(&address, limit) {
                Ok(stream) => {
                    stream.set_nodelay(true).map_err(unreachable)?;
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
        let _set = self.stream.set_write_timeout(Some(limit));
        self.stream.write_all(&head).map_err(|error| of_io(&error))?;
        self.read_answer(Instant::now(), limit)
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
        let _set = self.stream.set_read_timeout(Some(left));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        for (url, host, port, path) in [
            ("http://localhost", "localhost", 80, "/"),
            ("http://127.0.0.1:8080/a?b=c", "127.0.0.1", 8080, "/a?b=c"),
            ("http://[::1]:81/", "::1", 81, "/"),
            ("http://[::1]?a", "::1", 80, "/?a"),
        ] {
            let target = Target::parse(url).unwrap();
            assert_eq!((&*target.host, target.port, target.path()), (host, port, path), "{url}");
        }
        for (url, fault) in [
            ("https://a/", UrlFault::Https),
            ("ftp://a/", UrlFault::NoHttp),
            ("http:///a", UrlFault::Host),
            ("http://u@a/", UrlFault::Host),
            ("http://a:0/", UrlFault::Port),
            ("http://a:x/", UrlFault::Port),
            ("http://a/#b", UrlFault::Character),
            ("http://a/会", UrlFault::Character),
        ] {
            assert_eq!(Target::parse(url), Err(fault), "{url}");
        }
    }
}
