//! Requests as people have them: a curl line, raw HTTP, a HAR, Request JSON.
//!
//! What comes out is the request as it goes over the wire, as far as the input
//! tells: a signature is over those bytes and no others. Where the input does
//! not tell, or says something else than it seems to, there is a remark.

mod captured;
mod curl;
mod form;
mod har;
mod http;
mod json;
mod literal;
mod remark;
mod reprinted;
mod text;
mod tree;

use std::borrow::Cow;
use std::fmt;
use std::io;

pub use captured::{Answer, Captured};
pub use form::Form;
pub use remark::{Doubt, Remark};

use crate::language::Language;

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputFormat {
    /// A curl command line, or several, as a POSIX shell, cmd.exe or PowerShell
    /// reads them.
    Curl,
    /// HTTP Archive 1.2: a whole one, an entry, or its request.
    Har,
    /// HTTP/1.1 as on the wire, or as a tool shows it.
    Http,
    /// One Request JSON, or a list of them.
    Json,
    /// One Request JSON a line.
    JsonLines,
    /// Anything else that shows a request: a log, a console, an object, code.
    Text,
}

impl InputFormat {
    /// The name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Curl => "a curl command line",
            Self::Har => "a HAR",
            Self::Http => "raw HTTP",
            Self::Json => "Request JSON",
            Self::JsonLines => "JSON Lines of requests",
            Self::Text => "a log, a console or code",
        }
    }

    /// What the bytes look like; `None` if like nothing known.
    pub fn detect(input: &[u8]) -> Option<Self> {
        let text = without_bom(input).trim_ascii_start();
        match text.first()? {
            b'{' | b'[' => Some(json::detect(text)),
            _ if curl::is_like(text) => Some(Self::Curl),
            _ if http::is_like(text) => Some(Self::Http),
            _ if text::is_like(text) => Some(Self::Text),
            _ => None,
        }
    }
}

/// What was read.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Imported {
    /// In the order in which they stand in the input.
    pub requests: Vec<Captured>,
    /// What a reader should know about all of them.
    pub remarks: Vec<Remark>,
}

impl Imported {
    /// Whether no request in it has a header of the scheme.
    fn is_without_headers(&self) -> bool {
        let mut headers = self.requests.iter().flat_map(|captured| captured.request.headers());
        !headers.any(|(name, _)| text::names::is_of_the_scheme(name.as_bytes()))
    }
}

/// The line of an offset, from 1.
fn line_of(input: &[u8], offset: usize) -> usize {
    input[..offset.min(input.len())].split(|&byte| byte == b'\n').count()
}

/// Why an input is not a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    /// Where: a line and column, an entry, an option; may be empty.
    place: String,
    reason: String,
    /// The reason as a fact, where it is one.
    doubt: Option<Doubt>,
}

impl ImportError {
    fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into(), doubt: None }
    }

    fn of(doubt: Doubt) -> Self {
        Self { place: String::new(), reason: doubt.to_string(), doubt: Some(doubt) }
    }

    /// In words of this language; what is said of the fine points of a format
    /// is in English.
    pub fn to_text(&self, language: Language) -> String {
        match &self.doubt {
            Some(doubt) => doubt.to_text(language),
            None => self.to_string(),
        }
    }

    /// At an offset of the input, as line and column, both from 1.
    fn at(input: &[u8], offset: usize, reason: impl Into<String>) -> Self {
        let before = &input[..offset.min(input.len())];
        let line = line_of(input, offset);
        let column = before.iter().rev().take_while(|&&byte| byte != b'\n').count() + 1;
        Self::new(format!("line {line} column {column}"), reason)
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            f.write_str(&self.reason)
        } else {
            write!(f, "{}: {}", self.place, self.reason)
        }
    }
}

impl std::error::Error for ImportError {}

/// Reads files that a curl line names (`--data @body.json`).
pub type ReadFile<'f> = dyn FnMut(&str) -> io::Result<Vec<u8>> + 'f;

/// Reads requests; without a format, it is told from the bytes.
///
/// ```
/// use tmsig::import;
///
/// let line = br#"curl 'https://api.meeting.qq.com/v1/users/list?page=1' -H 'X-TC-Nonce: 880064'"#;
/// let imported = import::read(line, None, &mut import::no_files)?;
/// assert_eq!(imported.requests[0].request.uri_bytes(), b"/v1/users/list?page=1");
/// # Ok::<(), import::ImportError>(())
/// ```
///
/// # Errors
///
/// Names the place and what was expected there.
pub fn read(
    input: &[u8],
    format: Option<InputFormat>,
    read_file: &mut ReadFile<'_>,
) -> Result<Imported, ImportError> {
    let input = &*to_utf_8(input)?;
    // What says exactly what was sent may hold any bytes, a terminal's too.
    let is_exact = matches!(
        format.or_else(|| InputFormat::detect(input)),
        Some(InputFormat::Curl | InputFormat::Http | InputFormat::Har | InputFormat::JsonLines)
    );
    let undone = if format.is_some() || is_exact { None } else { text::dump::undone(input) };
    let input = undone.as_deref().unwrap_or(input);
    let is_given = format.is_some();
    let detected = format.or_else(|| InputFormat::detect(input));
    if detected.is_none() && is_an_answer(input) {
        let error_code = text::answer::error_code(input);
        return Err(ImportError::of(Doubt::IsAnswer { error_code }));
    }
    let format = detected.ok_or_else(|| {
        let reason = if input.trim_ascii().is_empty() {
            "there is nothing in it; "
        } else {
            "it is like nothing known; "
        };
        ImportError::new(
            "",
            format!(
                "{reason}wanted one of:\n  \
                 a curl command line      curl 'https://api.meeting.qq.com/v1/…' -H 'X-TC-Key: …' …\n  \
                 raw HTTP                 POST /v1/meetings HTTP/1.1, header lines, an empty line, the body\n  \
                 a HAR                    {{\"log\":{{\"entries\":[{{\"request\":…}}]}}}}\n  \
                 Request JSON             {{\"method\":\"POST\",\"uri\":\"/v1/meetings\",\"headers\":{{…}},\"body\":\"text as sent\"}}\n  \
                 JSON Lines               one Request JSON a line"
            ),
        )
    })?;
    let mut read_as = |format| match format {
        InputFormat::Curl => curl::read(input, read_file),
        InputFormat::Har => har::read(input),
        InputFormat::Http => http::read(input),
        InputFormat::Json => json::read(input),
        InputFormat::JsonLines => json::read_lines(input),
        InputFormat::Text => curl::in_prose(input, read_file).map_or_else(|| text::read(input), Ok),
    };
    let read = read_as(format);
    // What only begins like a format may be a log that begins so.
    let read = match read {
        Err(error) if !is_given && may_be_another(format, input, &error) => {
            match curl::in_prose(input, read_file) {
                Some(prose) => Ok(prose),
                None if format == InputFormat::Curl && curl::begins(input) => Err(error),
                None => text::read(input).map_err(|_| error),
            }
        }
        // Its headers stand where this format has none.
        Ok(imported)
            if format == InputFormat::Http
                && !is_given
                && imported.is_without_headers()
                && text::is_like(input) =>
        {
            text::read(input).or(Ok(imported))
        }
        read => read,
    };
    let mut imported = match read {
        Err(_) if text::template::placeholder(input).is_some() => {
            let placeholder = text::template::placeholder(input).unwrap_or_default();
            return Err(ImportError::of(Doubt::Template { placeholder }));
        }
        Err(_) if !is_given && !text::is_like(input) && is_an_answer(input) => {
            let error_code = text::answer::error_code(input);
            return Err(ImportError::of(Doubt::IsAnswer { error_code }));
        }
        read => read?,
    };
    for captured in &mut imported.requests {
        let request = &captured.request;
        let of_values =
            || text::template::template(request).or_else(|| text::template::masked(request));
        let is_shown = captured.form == Form::Http;
        let of_body = || {
            let by = text::body::lost(request.body_bytes(), captured.form)?;
            (is_shown && by != '?').then_some(Doubt::BytesLost { by })
        };
        captured.doubt = captured.doubt.take().or_else(of_values).or_else(of_body);
    }
    Ok(imported)
}

/// Whether a text that could not be read in the format that it begins like may
/// be something else that shows a request.
fn may_be_another(format: InputFormat, input: &[u8], error: &ImportError) -> bool {
    let is_request_json = |text: &[u8]| {
        let first = text.trim_ascii_start().split(|&byte| byte == b'\n').next().unwrap_or_default();
        text::lines::find(first, b"\"uri\"").is_some() || !text::is_like(text)
    };
    match format {
        InputFormat::Text => false,
        InputFormat::Curl => true,
        InputFormat::Har => error.reason.starts_with("not a HAR"),
        InputFormat::Json | InputFormat::JsonLines => {
            // A list of something else is no log that begins with a bracket.
            let is_list_of_others = match input.trim_ascii_start() {
                [b'[', items @ ..] => {
                    !items.trim_ascii_start().starts_with(b"{")
                        && serde_json::from_slice::<serde::de::IgnoredAny>(input).is_ok()
                }
                _ => false,
            };
            !is_list_of_others && !is_request_json(input)
        }
        InputFormat::Http => text::is_like(input),
    }
}

/// Whether a text that holds no request is what the server said.
fn is_an_answer(input: &[u8]) -> bool {
    text::answer::error_code(input).is_some()
        || text::answer::status_line(input.trim_ascii_start()).is_some()
}

/// For [`read`]: there are no files; a curl line that names one is refused.
///
/// # Errors
///
/// Always.
pub fn no_files(_: &str) -> io::Result<Vec<u8>> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "files are not read here"))
}

/// The text of a file: without a byte order mark, and UTF-16 as UTF-8. What
/// has neither stays as it is.
///
/// # Errors
///
/// If it begins like UTF-16 and is none.
pub fn to_utf_8(input: &[u8]) -> Result<Cow<'_, [u8]>, ImportError> {
    Ok(from_utf_16(input)?.map_or_else(|| Cow::Borrowed(without_bom(input)), Cow::Owned))
}

/// PowerShell writes files so (`> request.txt`).
fn from_utf_16(input: &[u8]) -> Result<Option<Vec<u8>>, ImportError> {
    let (text, of_bytes): (_, fn([u8; 2]) -> u16) = match input {
        [0xff, 0xfe, text @ ..] => (text, u16::from_le_bytes),
        [0xfe, 0xff, text @ ..] => (text, u16::from_be_bytes),
        _ => return Ok(None),
    };
    let (units, odd) = text.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|unit| of_bytes(*unit)).collect();
    match String::from_utf16(&units) {
        Ok(text) if odd.is_empty() => Ok(Some(text.into_bytes())),
        _ => Err(ImportError::new(
            "",
            "it begins like UTF-16 and is none; save it as UTF-8 without changing it otherwise",
        )),
    }
}

fn without_bom(input: &[u8]) -> &[u8] {
    input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input)
}

/// What a URL text asks for in the request line, and the host it names.
struct Target {
    uri: Vec<u8>,
    host: Option<String>,
}

impl Target {
    /// Without scheme, authority and fragment, and with the slash that an empty
    /// path is sent as; nothing is encoded or decoded.
    fn of_url(url: &[u8]) -> Self {
        let url = url.split(|&byte| byte == b'#').next().unwrap_or_default();
        let scheme = url.windows(3).position(|window| window == b"://").filter(|&end| {
            url[..end].iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
        });
        let rest = match scheme {
            Some(end) => &url[end + 3..],
            None if url.starts_with(b"/") => return Self { uri: url.to_vec(), host: None },
            None => url,
        };
        let end = rest.iter().position(|byte| b"/?".contains(byte)).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let host = authority.rsplit(|&byte| byte == b'@').next().unwrap_or_default();
        let slash: &[u8] = if target.starts_with(b"/") { b"" } else { b"/" };
        Self {
            uri: [slash, target].concat(),
            host: Some(String::from_utf8_lossy(host).into_owned()),
        }
    }
}
