//! The lines of a log without what the log put around them.

use std::borrow::Cow;

use super::super::literal;
use super::names;

/// A line of what was sent or received.
#[derive(Clone, Debug)]
pub(super) struct Line<'i> {
    /// Of the input, from 1.
    pub(super) number: usize,
    pub(super) text: Cow<'i, [u8]>,
    pub(super) side: Side,
}

/// Who wrote it, as far as the log says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Unknown,
    Sent,
    Received,
}

/// The lines, and whether something was taken from their beginnings.
pub(super) fn undecorated(input: &[u8]) -> (Vec<Line<'_>>, bool) {
    let raw = input
        .split(|&byte| byte == b'\n')
        .enumerate()
        .map(|(index, line)| (index + 1, line.strip_suffix(b"\r").unwrap_or(line)));
    let mut lines: Vec<Line<'_>> = Vec::new();
    // Of a wire log or a trace: the line of which the beginning was read.
    let mut open: Option<Open> = None;
    let mut is_stripped = false;
    for (number, line) in raw {
        if let Some(piece) = wire(line).or_else(|| offset(line)) {
            is_stripped = true;
            let continues = open.as_ref().is_some_and(|open| open.is_continued_by(&piece));
            match lines.last_mut().filter(|_| continues) {
                Some(last) => last.text.to_mut().extend_from_slice(&piece.text),
                None => lines.push(Line {
                    number,
                    text: Cow::Owned(piece.text.clone()),
                    side: piece.side,
                }),
            }
            open = Some(Open { side: piece.side, goes_on: piece.is_open, next: piece.next });
            continue;
        }
        open = None;
        if let Some((side, bytes)) = dumped(line) {
            is_stripped = true;
            // What a program sends at once continues what it sent before.
            for (index, part) in bytes.split(|&byte| byte == b'\n').enumerate() {
                let part = part.strip_suffix(b"\r").unwrap_or(part);
                match lines.last_mut() {
                    Some(last) if index == 0 && last.side == side && last.text.is_empty() => {
                        last.text = Cow::Owned(part.to_vec());
                    }
                    _ => lines.push(Line { number, text: Cow::Owned(part.to_vec()), side }),
                }
            }
            continue;
        }
        if line.trim_ascii_start().starts_with(b"```") {
            continue;
        }
        lines.push(Line { number, text: Cow::Borrowed(line), side: Side::Unknown });
    }
    let shapes = shapes(&lines);
    for line in &mut lines {
        if line.side != Side::Unknown {
            continue;
        }
        let Some(end) = shapes.iter().find_map(|shape| match_shape(shape, &line.text)) else {
            continue;
        };
        is_stripped |= end > 0;
        line.text = match std::mem::take(&mut line.text) {
            Cow::Borrowed(text) => Cow::Borrowed(&text[end..]),
            Cow::Owned(text) => Cow::Owned(text[end..].to_vec()),
        };
    }
    (lines, is_stripped)
}

struct Open {
    side: Side,
    goes_on: bool,
    next: Option<usize>,
}

impl Open {
    fn is_continued_by(&self, piece: &Piece) -> bool {
        self.side == piece.side
            && match (self.next, piece.start) {
                (Some(next), Some(start)) => next == start,
                (None, None) => self.goes_on,
                _ => false,
            }
    }
}

/// What one line of a wire log shows.
struct Piece {
    side: Side,
    text: Vec<u8>,
    /// It ended without a line end.
    is_open: bool,
    /// Offsets, where the log counts.
    start: Option<usize>,
    next: Option<usize>,
}

/// `… >> "POST /v1/meetings HTTP/1.1[\r][\n]"` of Apache `HttpClient`.
fn wire(line: &[u8]) -> Option<Piece> {
    let (at, side) = [(&b">> \""[..], Side::Sent), (b"<< \"", Side::Received)]
        .iter()
        .find_map(|(sign, side)| find(line, sign).map(|at| (at + sign.len(), *side)))?;
    let rest = line.get(at..)?.trim_ascii_end().strip_suffix(b"\"")?;
    let mut text = Vec::with_capacity(rest.len());
    let mut is_open = true;
    let mut rest = rest;
    while let Some(&byte) = rest.first() {
        let hex = |digits: &[u8]| {
            let digits = str::from_utf8(digits).ok()?;
            // Java's bytes are signed, and HttpClient 5 prints them so.
            u32::from_str_radix(digits, 16).ok().map(|code| code.to_le_bytes()[0])
        };
        if let Some(after) = rest.strip_prefix(br"[\r]") {
            // A carriage return alone is none of the line end.
            if !after.starts_with(br"[\n]") {
                text.push(b'\r');
            }
            rest = after;
        } else if let Some(after) = rest.strip_prefix(br"[\n]") {
            is_open = !after.is_empty();
            if is_open {
                text.push(b'\n');
            }
            rest = after;
        } else if rest.starts_with(b"[0x")
            && let Some(close) = rest.iter().take(12).position(|&byte| byte == b']')
            && let Some(code) = hex(&rest[3..close])
        {
            text.push(code);
            rest = &rest[close + 1..];
        } else {
            text.push(byte);
            rest = &rest[1..];
        }
    }
    Some(Piece { side, text, is_open, start: None, next: None })
}

/// `0000: POST /v1/meetings HTTP/1.1` of `curl --trace-ascii`.
fn offset(line: &[u8]) -> Option<Piece> {
    let (offset, text) = (line.get(..4)?, line.get(4..)?.strip_prefix(b": ")?);
    if !offset.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let start = usize::from_str_radix(str::from_utf8(offset).ok()?, 16).ok()?;
    Some(Piece {
        side: Side::Unknown,
        text: text.to_vec(),
        is_open: true,
        start: Some(start),
        next: Some(start + text.len()),
    })
}

/// A whole request as one string: `send: b'POST /v1/meetings HTTP/1.1\r\n…'`
/// of Python's http.client, `<- "POST …"` of Ruby, `%q` of Go.
fn dumped(line: &[u8]) -> Option<(Side, Vec<u8>)> {
    let marks: [(&[u8], Side); 5] = [
        (b"send: ", Side::Sent),
        (b"reply: ", Side::Received),
        (b"<- ", Side::Sent),
        (b"-> ", Side::Received),
        (b"", Side::Sent),
    ];
    let trimmed = line.trim_ascii();
    for (mark, side) in marks {
        let Some(rest) = trimmed.strip_prefix(mark) else { continue };
        let start = match rest {
            [b'"' | b'\'', ..] | [b'b', b'"' | b'\'', ..] => 0,
            // Go's log has a time in front.
            _ if mark.is_empty() => {
                let at = find(rest, br"HTTP/1.1\r\n")?;
                rest[..at].iter().position(|&byte| byte == b'"')?
            }
            _ => continue,
        };
        // Go prints the bytes beyond ASCII as they are, or as \x.
        let mut string = rest[start..].to_vec();
        if string.first() == Some(&b'"') || string.first() == Some(&b'\'') {
            string.insert(0, b'b');
        }
        let node = literal::string(&string, 0)?;
        let text = node.string()?;
        let is_alone = string[node.end..].trim_ascii().is_empty();
        let is_http =
            text.windows(6).any(|window| window == b" HTTP/") || text.starts_with(b"HTTP/");
        if (mark.is_empty() && is_http) || (!mark.is_empty() && is_alone) {
            return Some((side, text.to_vec()));
        }
    }
    None
}

pub(in crate::import) fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    if wanted.is_empty() {
        return Some(0);
    }
    let first = wanted[0];
    let mut from = 0;
    while let Some(at) = text.get(from..)?.iter().position(|&byte| byte == first) {
        if text[from + at..].starts_with(wanted) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// A run of digits in a shape.
const DIGITS: u8 = 0;

/// What stands in front of the headers of the scheme, with every run of digits
/// alike: the common beginnings of a log's lines, the longest first.
fn shapes(lines: &[Line<'_>]) -> Vec<Vec<u8>> {
    let mut found: Vec<(Vec<u8>, usize)> = Vec::new();
    for line in lines.iter().filter(|line| line.side == Side::Unknown) {
        let Some(at) = names::first_header(&line.text) else { continue };
        let prefix = &line.text[..at];
        let ends_open =
            prefix.trim_ascii_end().last().is_some_and(|byte| b"{[(,;\"'=`@".contains(byte));
        if ends_open || prefix.len() > 300 {
            continue;
        }
        let shape = shape(prefix);
        if let Some((_, count)) = found.iter_mut().find(|(other, _)| *other == shape) {
            *count += 1;
        } else if found.len() < 64 {
            found.push((shape, 1));
        }
    }
    found.retain(|(shape, count)| *count > 1 && !shape.is_empty());
    found.sort_by_key(|(shape, count)| std::cmp::Reverse((shape.len(), *count)));
    found.truncate(8);
    found.into_iter().map(|(shape, _)| shape).collect()
}

fn shape(prefix: &[u8]) -> Vec<u8> {
    let mut shape = Vec::with_capacity(prefix.len());
    for &byte in prefix {
        let byte = if byte.is_ascii_digit() { DIGITS } else { byte };
        if byte != DIGITS || shape.last() != Some(&DIGITS) {
            shape.push(byte);
        }
    }
    shape
}

/// The length of a line's beginning of this shape. Blanks at its end may have
/// been trimmed.
fn match_shape(shape: &[u8], line: &[u8]) -> Option<usize> {
    let mut at = 0;
    for (index, &wanted) in shape.iter().enumerate() {
        if at == line.len() {
            return shape[index..].iter().all(|&byte| byte == b' ').then_some(at);
        }
        if wanted == DIGITS {
            let digits = line[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            at += digits;
        } else if line[at] == wanted {
            at += 1;
        } else {
            return None;
        }
    }
    Some(at)
}
