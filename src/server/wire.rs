//! Requests as their bytes are on the wire, before an HTTP library has read
//! them.
//!
//! A signature is over the request target exactly as it was sent, and an HTTP
//! library gives it away: hyper's `Uri` drops a fragment, refuses some bytes,
//! and header names come out in lower case. [`Tap`] stands between the socket
//! and hyper. It reads each head, remembers it as it was, and hands hyper
//! one that says the same to an HTTP library: the same headers, a target it
//! can take, and the body with a framing of the tap's own. So the two never
//! differ about where a request ends, and what no HTTP library would take is
//! answered in words all the same: hyper then gets a stand-in for it.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::framing::{Chunked, Framing};

/// Headers a request may have.
pub(super) const MAX_HEADERS: usize = 100;
/// Read from the socket at once.
const READ: usize = 16 << 10;
/// No body is longer; a `Content-Length` above it is a mistake.
const LONGEST_LENGTH: u64 = i64::MAX.unsigned_abs();
/// How long a client may go on sending to a connection that is being closed,
/// and how much: so that it gets to read its answer before the reset.
const LINGER: Duration = Duration::from_millis(500);
const LINGER_BYTES: usize = 16 << 20;

/// The head of a request as it arrived.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) method: Vec<u8>,
    /// Path and query; of a target that names scheme and host, what follows
    /// them.
    pub(super) uri: Vec<u8>,
    /// In order, names as they were written.
    pub(super) headers: Vec<(String, Vec<u8>)>,
    /// Set before the body ends, if it does not end as it should.
    pub(super) broken: Arc<OnceLock<Malformed>>,
}

/// Something that is no HTTP/1.1 request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    /// The HTTP status it is answered with.
    pub(super) status: u16,
    pub(super) reason: String,
    /// The first line, or as much of it as there is: as it arrived, so it is
    /// for nobody's eyes before it went through [`Unread::new`].
    ///
    /// [`Unread::new`]: super::history::Unread::new
    pub(super) line: Vec<u8>,
}

/// The heads that hyper was given and that nobody has taken yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Heads(Arc<Mutex<VecDeque<Result<Head, Malformed>>>>);

impl Heads {
    /// The head of the request that hyper has read; `None` never happens, as
    /// hyper reads nothing that the tap did not write.
    pub(super) fn take(&self) -> Option<Result<Head, Malformed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    fn push(&self, head: Result<Head, Malformed>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(head);
    }
}

/// A stream that remembers the heads of the requests read from it.
pub(super) struct Tap<S> {
    stream: S,
    heads: Heads,
    max_head: usize,
    /// Read from the stream and not looked at.
    input: Vec<u8>,
    /// For hyper, from this offset on.
    output: Vec<u8>,
    given: usize,
    state: State,
    /// How much of `input` is known to hold no end of a head.
    scanned: usize,
    linger: Option<Pin<Box<Sleep>>>,
    lingered: usize,
}

enum State {
    Body(Framing, Arc<OnceLock<Malformed>>),
    /// Nothing more is read: as if the client had closed.
    Closed,
    Head,
}

impl<S> Tap<S> {
    pub(super) fn new(stream: S, heads: Heads, max_head: usize) -> Self {
        Self {
            stream,
            heads,
            max_head,
            input: Vec::new(),
            output: Vec::new(),
            given: 0,
            state: State::Head,
            scanned: 0,
            linger: None,
            lingered: 0,
        }
    }

    /// Turns input into output as far as it goes; whether there is output now.
    fn advance(&mut self) -> bool {
        match &mut self.state {
            State::Body(framing, broken) => {
                if let Err(reason) = framing.pass(&mut self.input, &mut self.output) {
                    // Nobody has set it: the body breaks once.
                    let _first = broken.set(Malformed { status: 400, reason, line: Vec::new() });
                    self.state = State::Closed;
                } else if framing.is_at_end() {
                    self.state = State::Head;
                    self.scanned = 0;
                }
            }
            State::Closed => {}
            State::Head => self.read_head(),
        }
        self.given < self.output.len()
    }

    fn read_head(&mut self) {
        // A client may send empty lines before a request (RFC 9112, section 2.2).
        let blank = self.input.iter().take_while(|byte| b"\r\n".contains(byte)).count();
        if blank > 0 {
            self.input.drain(..blank);
            self.scanned = 0;
        }
        if self.input.is_empty() {
            return;
        }
        let is_first_look = self.scanned == 0;
        let from = self.scanned.saturating_sub(3);
        let ends = self.input[from..].windows(2).any(|pair| pair == b"\n\n")
            || self.input[from..].windows(3).any(|three| three == b"\n\r\n");
        self.scanned = self.input.len();
        // Looked at once in the beginning, to tell early what is no HTTP; and
        // then only when it is whole.
        if ends || is_first_look || self.input.len() > self.max_head {
            match parse(&self.input, self.max_head) {
                Ok(None) if self.input.len() > self.max_head => {
                    self.refuse(&head_too_long(&self.input, self.max_head));
                }
                Ok(None) => {}
                Ok(Some(parsed)) => self.pass_head(parsed),
                Err(malformed) => self.refuse(&malformed),
            }
        }
    }

    fn pass_head(&mut self, Parsed { head, length, framing, version, raw_target }: Parsed) {
        let out = &mut self.output;
        out.extend_from_slice(&head.method);
        out.push(b' ');
        out.extend_from_slice(if is_kept_by_hyper(&raw_target) { &raw_target } else { b"/" });
        out.extend_from_slice(if version == 0 { b" HTTP/1.0\r\n" } else { b" HTTP/1.1\r\n" });
        for (name, value) in &head.headers {
            if !is_framing_header(name) {
                for part in [name.as_bytes(), b": ", value, b"\r\n"] {
                    out.extend_from_slice(part);
                }
            }
        }
        framing.announce(out);
        out.extend_from_slice(b"\r\n");
        self.input.drain(..length);
        self.scanned = 0;
        self.state = if framing.is_at_end() {
            State::Head
        } else {
            State::Body(framing, Arc::clone(&head.broken))
        };
        self.heads.push(Ok(head));
    }

    fn refuse(&mut self, malformed: &Malformed) {
        self.heads.push(Err(malformed.clone()));
        self.output.extend_from_slice(b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n");
        self.state = State::Closed;
        self.input = Vec::new();
    }

    /// The client has closed, or its half of the connection.
    fn end(&mut self) {
        if matches!(self.state, State::Head) && !self.input.is_empty() {
            let reason = "the connection ended within the head of a request; \
                          a head ends with an empty line";
            let malformed =
                Malformed { status: 400, reason: reason.to_owned(), line: first_line(&self.input) };
            self.refuse(&malformed);
        } else {
            self.state = State::Closed;
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Tap<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let tap = self.get_mut();
        loop {
            if tap.given < tap.output.len() || tap.advance() {
                let waiting = &tap.output[tap.given..];
                let count = waiting.len().min(buffer.remaining());
                buffer.put_slice(&waiting[..count]);
                tap.given += count;
                if tap.given == tap.output.len() {
                    tap.output.clear();
                    tap.given = 0;
                }
                return Poll::Ready(Ok(()));
            }
            if matches!(tap.state, State::Closed) {
                return Poll::Ready(Ok(()));
            }
            let mut room = [0; READ];
            let mut read = ReadBuf::new(&mut room);
            ready!(Pin::new(&mut tap.stream).poll_read(context, &mut read))?;
            if read.filled().is_empty() {
                tap.end();
            } else {
                tap.input.extend_from_slice(read.filled());
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Tap<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    /// Closes our half, then reads on for a while: a socket that is closed with
    /// bytes unread is reset, and the client would lose its answer.
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let tap = self.get_mut();
        if tap.linger.is_none() {
            ready!(Pin::new(&mut tap.stream).poll_shutdown(context))?;
        }
        let linger = tap.linger.get_or_insert_with(|| Box::pin(tokio::time::sleep(LINGER)));
        let mut room = [0; READ];
        while tap.lingered < LINGER_BYTES && linger.as_mut().poll(context).is_pending() {
            let mut read = ReadBuf::new(&mut room);
            match ready!(Pin::new(&mut tap.stream).poll_read(context, &mut read)) {
                Ok(()) if !read.filled().is_empty() => tap.lingered += read.filled().len(),
                _ => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}

struct Parsed {
    head: Head,
    /// Of the head, in bytes.
    length: usize,
    framing: Framing,
    /// The minor version.
    version: u8,
    raw_target: Vec<u8>,
}

/// Reads a head; `None` if it is not whole.
fn parse(input: &[u8], max_head: usize) -> Result<Option<Parsed>, Malformed> {
    let malformed = |status, reason: &str| Malformed {
        status,
        reason: reason.to_owned(),
        line: first_line(input),
    };
    if input.starts_with(&[0x16, 0x03]) {
        return Err(malformed(
            400,
            "this is TLS, and plain HTTP is spoken here: write http:// in the base URL, not https://",
        ));
    }
    if input.starts_with(b"PRI * HTTP/2") {
        return Err(malformed(505, "HTTP/2 is not spoken here: let the client use HTTP/1.1"));
    }
    let target = target(input);
    let masked = masked(input, &target);
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(masked.as_deref().unwrap_or(input)) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => {
            return Err(malformed(431, "there are more than 100 headers"));
        }
        Err(httparse::Error::Version)
            if first_line(input).split(|&byte| byte == b' ').count() > 3 =>
        {
            return Err(malformed(
                400,
                "a space stands in the request target; in a URI it is written %20",
            ));
        }
        Err(httparse::Error::Version) => {
            return Err(malformed(505, "the version is not HTTP/1.1 or HTTP/1.0"));
        }
        Err(error) => return Err(malformed(400, &format!("this is not HTTP: {error}"))),
    };
    if length > max_head {
        return Err(head_too_long(input, max_head));
    }
    let method = request.method.unwrap_or_default();
    let target = &input[target];
    if method == "CONNECT" {
        return Err(malformed(400, "CONNECT is for proxies, and this is none"));
    }
    let version = request.version.unwrap_or(1);
    let headers: Vec<_> = request
        .headers
        .iter()
        .map(|header| (header.name.to_owned(), header.value.to_vec()))
        .collect();
    let framing = framing(&headers, version).map_err(|reason| malformed(400, reason))?;
    let head = Head {
        method: method.as_bytes().to_vec(),
        uri: origin_form(target),
        headers,
        broken: Arc::default(),
    };
    Ok(Some(Parsed { head, length, framing, version, raw_target: target.to_vec() }))
}

/// Where the target stands, if the first line is that of a request.
fn target(input: &[u8]) -> Range<usize> {
    let line = input.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let spaces = |from: usize| line.iter().skip(from).position(|&byte| byte == b' ');
    let start = spaces(0).map_or(line.len(), |at| at + 1);
    let end = spaces(start).map_or(line.len(), |length| start + length);
    start..end
}

/// The same head with a plain target of the same length, where there is
/// something in it that the parser would not take: bytes that are not UTF-8, or
/// not allowed in a URI. They are to be judged, not refused.
fn masked(input: &[u8], target: &Range<usize>) -> Option<Vec<u8>> {
    let is_odd = |byte: &u8| !byte.is_ascii_graphic() || b"\"<>\\^`{|}#".contains(byte);
    let is_control = |byte: &u8| byte.is_ascii_control();
    let bytes = &input[target.clone()];
    if !bytes.iter().any(is_odd) || bytes.iter().any(is_control) {
        return None;
    }
    let mut masked = input.to_vec();
    masked[target.clone()].fill(b'x');
    Some(masked)
}

fn head_too_long(input: &[u8], max_head: usize) -> Malformed {
    Malformed {
        status: 431,
        reason: format!("request line and headers are longer than {max_head} bytes"),
        line: first_line(input),
    }
}

/// How the body is sent. Stricter than HTTP has to be: two servers that read an
/// ambiguous message differently are a hole, and no client means to send one.
fn framing(headers: &[(String, Vec<u8>)], version: u8) -> Result<Framing, &'static str> {
    let of = |name: &str| {
        let mut values = headers.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name));
        (values.next().map(|(_, value)| value.trim_ascii()), values.next().is_some())
    };
    match (of("Content-Length"), of("Transfer-Encoding")) {
        ((None, _), (None, _)) => Ok(Framing::Length(0)),
        ((_, true), _) => Err("there is more than one Content-Length"),
        ((Some(_), _), (Some(_), _)) => {
            Err("there are both Content-Length and Transfer-Encoding; send one of them")
        }
        ((Some(digits), _), _) => digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| str::from_utf8(digits).ok()?.parse().ok())
            .flatten()
            // The largest are of a meaning of their own for hyper.
            .filter(|&length| length <= LONGEST_LENGTH)
            .map(Framing::Length)
            .ok_or("Content-Length is not a number"),
        (_, (Some(coding), false)) if coding.eq_ignore_ascii_case(b"chunked") && version == 1 => {
            Ok(Framing::Chunked(Chunked::default()))
        }
        _ => Err("the Transfer-Encoding is not \"chunked\", the only one that is read here"),
    }
}

fn is_framing_header(name: &str) -> bool {
    name.eq_ignore_ascii_case("Content-Length") || name.eq_ignore_ascii_case("Transfer-Encoding")
}

/// Whether hyper takes this target, and for the same.
fn is_kept_by_hyper(target: &[u8]) -> bool {
    hyper::Uri::try_from(target).is_ok_and(|uri| {
        target.starts_with(b"/")
            && uri.path_and_query().is_some_and(|kept| kept.as_str().as_bytes() == target)
    })
}

/// What follows scheme and host, as the scheme signs it (`docs/spec.md`).
fn origin_form(target: &[u8]) -> Vec<u8> {
    let Some(rest) = target
        .get(..7)
        .filter(|scheme| scheme.eq_ignore_ascii_case(b"http://"))
        .map(|scheme| &target[scheme.len()..])
        .or_else(|| {
            let scheme = target.get(..8).filter(|s| s.eq_ignore_ascii_case(b"https://"))?;
            Some(&target[scheme.len()..])
        })
    else {
        return target.to_vec();
    };
    let end = rest.iter().position(|byte| b"/?#".contains(byte)).unwrap_or(rest.len());
    let slash: &[u8] = if rest[end..].starts_with(b"/") { b"" } else { b"/" };
    [slash, &rest[end..]].concat()
}

fn first_line(input: &[u8]) -> Vec<u8> {
    let line = input.split(|&byte| byte == b'\n').next().unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line).to_vec()
}
