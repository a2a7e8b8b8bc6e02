//! HTTP/1.1 as on the wire, or as a proxy or a browser shows it.

use super::captured::Reprinted;
use super::remark::{Doubt, Remark};
use super::text;
use super::{Captured, Form, ImportError, Imported, Target, line_of};
use crate::request::Request;

/// Whether a text begins like a request.
pub(super) fn is_like(text: &[u8]) -> bool {
    let line = first_line(text);
    line.starts_with(b"###")
        || line.starts_with(b":")
        || line.starts_with(b"HTTP/")
        || request_line(line).is_some()
}

fn first_line(text: &[u8]) -> &[u8] {
    let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Method and target of `POST /v1/meetings HTTP/1.1`; the version may be left
/// out, as tools do.
fn request_line(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.trim_ascii_end();
    let space = line.iter().position(|&byte| byte == b' ')?;
    let (method, rest) = (&line[..space], line[space + 1..].trim_ascii_start());
    let is_method = !method.is_empty() && method.iter().all(u8::is_ascii_alphabetic);
    let target = match rest.windows(6).rposition(|window| window == b" HTTP/") {
        Some(end) => &rest[..end],
        None => rest,
    };
    let is_target = target.starts_with(b"/")
        || target.starts_with(b"http://")
        || target.starts_with(b"https://");
    (is_method && is_target).then_some((method, target))
}

/// Reads one request, or several behind lines that begin with `###`, as `.http`
/// files have them.
pub(super) fn read(input: &[u8]) -> Result<Imported, ImportError> {
    let mut imported = Imported::default();
    if !input.trim_ascii_start().starts_with(b"###") {
        let start = input.len() - input.trim_ascii_start().len();
        one(input, start..input.len(), &mut imported)?;
        return Ok(imported);
    }
    let mut start = None;
    let mut offset = 0;
    for line in input.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b"###") {
            if let Some(start) = start {
                section(input, start..offset, &mut imported)?;
            }
            start = Some(offset + line.len());
        }
        offset += line.len();
    }
    if let Some(start) = start {
        section(input, start..input.len(), &mut imported)?;
    }
    if imported.requests.is_empty() {
        return Err(ImportError::new("", "there is no request between the lines of ###"));
    }
    Ok(imported)
}

type Range = std::ops::Range<usize>;

/// One request of a `.http` file, where empty lines follow the body.
fn section(input: &[u8], range: Range, imported: &mut Imported) -> Result<(), ImportError> {
    let text = &input[range.clone()];
    let start = range.end - text.trim_ascii_start().len();
    let end = range.start + text.trim_ascii_end().len();
    if start >= end { Ok(()) } else { one(input, start..end, imported) }
}

struct Lines<'i> {
    input: &'i [u8],
    range: Range,
}

impl<'i> Iterator for Lines<'i> {
    /// The offset of a line, and the line without its end.
    type Item = (usize, &'i [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        if self.range.is_empty() {
            return None;
        }
        let start = self.range.start;
        let rest = &self.input[self.range.clone()];
        let end = rest.iter().position(|&byte| byte == b'\n');
        self.range.start += end.map_or(rest.len(), |end| end + 1);
        let line = &rest[..end.unwrap_or(rest.len())];
        Some((start, line.strip_suffix(b"\r").unwrap_or(line)))
    }
}

fn one(input: &[u8], range: Range, imported: &mut Imported) -> Result<(), ImportError> {
    let mut lines = Lines { input, range };
    let mut method = None;
    let mut target = None;
    let (at, first) = lines.clone_first();
    if first.starts_with(b"HTTP/") {
        return Err(ImportError::at(
            input,
            at,
            "this is an answer (HTTP/1.1 200 …); paste the request, which begins with the method",
        ));
    }
    if !first.starts_with(b":") {
        let Some((its_method, its_target)) = request_line(first) else {
            return Err(ImportError::at(
                input,
                at,
                "wanted a request line: POST /v1/meetings HTTP/1.1",
            ));
        };
        (method, target) = (Some(its_method.to_vec()), Some(its_target.to_vec()));
        lines.next();
    }
    let is_on_two_lines = first.starts_with(b":") && !first[1..].contains(&b':');
    let headers = if is_on_two_lines {
        headers_on_two_lines(input, &mut lines)?
    } else {
        headers(input, &mut lines)?
    };
    let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, value) in headers {
        match &*name {
            ":method" => method = Some(value),
            ":path" => target = Some(value),
            ":authority" => fields.push(("Host".to_owned(), value)),
            _ if name.starts_with(':') => {}
            _ => fields.push((name, value)),
        }
    }
    let (Some(method), Some(target)) = (method, target) else {
        return Err(ImportError::at(input, at, "wanted :method and :path among the headers"));
    };
    let target = if target.starts_with(b"/") {
        target
    } else {
        let of_url = Target::of_url(&target);
        if let Some(host) = of_url.host
            && value_of(&fields, "Host").is_none()
        {
            fields.push(("Host".to_owned(), host.into_bytes()));
        }
        of_url.uri
    };
    let line = line_of(input, at);
    let body = body(input, lines.range, &fields)?;
    let answer = body.answer.and_then(|answer| text::answer::answer_of(&input[answer]));
    let request = Request::from_owned(method, target, fields, body.bytes);
    let mut captured = Captured::exact(request, Form::Http, line);
    captured.remarks.extend(body.remark);
    if let Some(answer) = answer {
        captured.answer = Some(answer);
        captured
            .remarks
            .push(Remark::Answered { status: answer.status, error_code: answer.error_code });
    }
    if announced_length(&captured).is_none() {
        // What stands behind a request without a length may be none of it.
        captured.others.bodies.push(Vec::new());
    }
    let mut captured = captured.normalisable();
    captured.doubt = body.doubt;
    captured.others.bodies.extend(body.others);
    captured.others.reprinted = body.reprinted;
    imported.requests.push(captured);
    Ok(())
}

impl<'i> Lines<'i> {
    fn clone_first(&self) -> (usize, &'i [u8]) {
        let start = self.range.start;
        Lines { input: self.input, range: self.range.clone() }.next().unwrap_or((start, b""))
    }
}

/// Chrome's panel of headers, copied: a name, and its value on the next line.
fn headers_on_two_lines(
    input: &[u8],
    lines: &mut Lines<'_>,
) -> Result<Vec<(String, Vec<u8>)>, ImportError> {
    let mut headers = Vec::new();
    while let Some((at, name)) = lines.next() {
        if name.is_empty() {
            break;
        }
        let name = String::from_utf8_lossy(name).trim().to_owned();
        let Some((_, value)) = lines.next() else {
            return Err(ImportError::at(
                input,
                at,
                "wanted the value of this header on the next line",
            ));
        };
        headers.push((name, value.trim_ascii().to_vec()));
    }
    Ok(headers)
}

/// The header lines up to the empty one.
fn headers(input: &[u8], lines: &mut Lines<'_>) -> Result<Vec<(String, Vec<u8>)>, ImportError> {
    let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
    for (at, line) in lines.by_ref() {
        if line.is_empty() {
            break;
        }
        if let [b' ' | b'\t', ..] = line {
            let Some((_, value)) = headers.last_mut() else {
                return Err(ImportError::at(input, at, "wanted a header line, Name: value"));
            };
            // A folded line goes on with one space.
            if !value.is_empty() {
                value.push(b' ');
            }
            value.extend_from_slice(line.trim_ascii());
            continue;
        }
        // A pseudo-header of HTTP/2 begins with a colon.
        let from = usize::from(line.starts_with(b":"));
        let colon = line[from..].iter().position(|&byte| byte == b':').map(|at| at + from);
        let Some(colon) = colon else {
            return Err(ImportError::at(
                input,
                at,
                "wanted a header line, Name: value, or the empty line before the body",
            ));
        };
        let name = str::from_utf8(&line[..colon])
            .ok()
            .map(str::trim_end)
            .filter(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()));
        let Some(name) = name else {
            return Err(ImportError::at(
                input,
                at,
                "wanted a header name in ASCII before the colon",
            ));
        };
        headers.push((name.to_owned(), line[colon + 1..].trim_ascii().to_vec()));
    }
    Ok(headers)
}

fn announced_length(captured: &Captured) -> Option<&[u8]> {
    captured.request.header_value("Content-Length")
}

fn value_of<'f>(fields: &'f [(String, Vec<u8>)], wanted: &str) -> Option<&'f [u8]> {
    fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| &**value)
}

/// A body as far as the text tells it.
#[derive(Default)]
struct Body {
    bytes: Vec<u8>,
    others: Vec<Vec<u8>>,
    reprinted: Reprinted,
    doubt: Option<Doubt>,
    remark: Option<Remark>,
    /// Where the server's answer stands.
    answer: Option<Range>,
}

/// Where an answer begins that a tool shows behind the request.
fn answer_start(input: &[u8], range: Range) -> Option<usize> {
    let mut lines = Lines { input, range };
    lines
        .find(|(_, line)| text::answer::status_line(line.trim_ascii_start()).is_some())
        .map(|(at, _)| at)
}

fn body(input: &[u8], range: Range, fields: &[(String, Vec<u8>)]) -> Result<Body, ImportError> {
    let is_chunked = value_of(fields, "Transfer-Encoding")
        .is_some_and(|value| value.to_ascii_lowercase().ends_with(b"chunked"));
    if is_chunked {
        return Ok(Body { bytes: unchunked(input, range)?, ..Body::default() });
    }
    let announced = match value_of(fields, "Content-Length") {
        None => None,
        Some(digits) => Some(
            str::from_utf8(digits)
                .ok()
                .and_then(|digits| digits.parse::<usize>().ok())
                .ok_or_else(|| ImportError::new("Content-Length", "wanted a number of bytes"))?,
        ),
    };
    let rest = &input[range.clone()];
    if let Some(length) = announced
        && rest.len() >= length
        && rest[length..].trim_ascii().is_empty()
    {
        return Ok(Body { bytes: rest[..length].to_vec(), ..Body::default() });
    }
    // An announced body may hold anything, an answer too.
    let from = range.start + announced.unwrap_or(0).min(rest.len());
    let answer = answer_start(input, from..range.end)
        .or_else(|| announced.and_then(|_| answer_start(input, range.clone())));
    let end = answer.unwrap_or(range.end);
    let shown = &input[range.start..end.max(range.start)];
    let mut body = Body { answer: answer.map(|at| at..range.end), ..Body::default() };
    let Some(length) = announced else {
        // Blank lines in front of an answer are no body.
        let is_nothing = shown.trim_ascii().is_empty();
        if is_nothing {
            return Ok(body);
        }
        let trimmed = shown.trim_ascii_end();
        if answer.is_some() {
            body.bytes = trimmed.to_vec();
            body.others = vec![shown.to_vec()];
        } else {
            body.bytes = shown.to_vec();
            if trimmed.len() < shown.len() {
                body.others = vec![trimmed.to_vec()];
                if shown.ends_with(b"\n") {
                    body.remark = Some(Remark::said(
                        "there is no Content-Length: the body is taken up to the end of the input, the newline at its end included",
                        "没有 Content-Length：请求体取到输入末尾，包括最后的换行",
                    ));
                }
            }
        }
        body.reprinted = Reprinted::OfAnyLength;
        return Ok(body);
    };
    let trimmed = shown.trim_ascii();
    if length > 0 && trimmed.is_empty() {
        body.doubt = Some(Doubt::BodyMissing { announced: Some(length), form: Form::Http });
        return Ok(body);
    }
    if shown.len() >= length && shown[length..].trim_ascii().is_empty() {
        body.bytes = shown[..length].to_vec();
        return Ok(body);
    }
    // Blanks in front of it are of the tool that shows it.
    if trimmed.len() == length {
        body.bytes = trimmed.to_vec();
        return Ok(body);
    }
    body.reprinted = Reprinted::OfLength(length);
    // A line end of one byte for one of two.
    let with_returns = String::from_utf8_lossy(trimmed).replace('\n', "\r\n").into_bytes();
    body.others = vec![trimmed.to_vec(), with_returns];
    let reprinted = super::reprinted::forms(trimmed, Some(length)).next();
    if let Some(fitting) = reprinted {
        body.bytes = fitting;
        body.remark = Some(Remark::BodyReprinted { length });
        body.doubt = Some(Doubt::BodyNotAsSent { announced: length, shown: trimmed.len() });
    } else if shown.len() < length
        || serde_json::from_slice::<serde::de::IgnoredAny>(trimmed).is_ok()
    {
        body.bytes = trimmed.to_vec();
        body.doubt = Some(Doubt::BodyNotAsSent { announced: length, shown: trimmed.len() });
    } else {
        body.bytes = shown[..length].to_vec();
        let left_out = shown.len() - length;
        body.remark = Some(Remark::said(
            format!("Content-Length is {length}; {left_out} bytes after it are left out"),
            format!("Content-Length 为 {length}，其后的 {left_out} 字节已略去"),
        ));
    }
    Ok(body)
}

fn unchunked(input: &[u8], range: Range) -> Result<Vec<u8>, ImportError> {
    let mut body = Vec::new();
    let mut lines = Lines { input, range };
    loop {
        let Some((at, line)) = lines.next() else {
            let reason = "the last chunk (a line with 0) is missing";
            return Err(ImportError::at(input, input.len(), reason));
        };
        let size = line.split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii();
        let size =
            str::from_utf8(size).ok().and_then(|digits| usize::from_str_radix(digits, 16).ok());
        let Some(size) = size else {
            let reason =
                "wanted the length of a chunk in hexadecimal (Transfer-Encoding is chunked)";
            return Err(ImportError::at(input, at, reason));
        };
        if size == 0 {
            return Ok(body);
        }
        let start = lines.range.start;
        let Some(chunk) = input[start..lines.range.end].get(..size) else {
            let there = lines.range.end - start;
            let reason = format!("a chunk of {size} bytes, and {there} are there");
            return Err(ImportError::at(input, at, reason));
        };
        body.extend_from_slice(chunk);
        lines.range.start += size;
        if !matches!(lines.next(), Some((_, b""))) {
            let reason = "wanted the end of a line after the chunk";
            return Err(ImportError::at(input, start + size, reason));
        }
    }
}
