//! What can be the body in a text that shows a request.

use std::ops::Range;

use super::super::form::Form;
use super::super::literal::{self, Value};
use super::super::remark::Doubt;
use super::super::tree::{self, Found};
use super::headers::Headers;
use super::lines::Line;
use super::segment::Shown;

/// Bodies of one request that are kept.
const MOST: usize = 40;

/// The likeliest first, without doubles. What stands before `from`, where the
/// request begins, is none.
pub(super) fn candidates(
    shown: &Shown<'_>,
    headers: &Headers,
    found: Option<&Found<'_>>,
    from: usize,
) -> Vec<Vec<u8>> {
    let Shown { lines, text, offsets, nodes, form } = shown;
    let mut all: Vec<Vec<u8>> = Vec::new();
    let mut add = |body: &[u8]| {
        if !body.trim_ascii().is_empty()
            && all.len() < MOST
            && !all.iter().any(|other| other == body)
        {
            all.push(body.to_vec());
        }
    };
    if let Some(node) = found.and_then(|found| found.body) {
        match &node.value {
            Value::Text(body) => add(body),
            Value::Word(_) => {}
            Value::List(_) | Value::Map(_) => {
                // An object is sent as JSON, mostly compact.
                let raw = text.get(node.start..node.end).unwrap_or_default();
                for body in super::super::reprinted::forms(raw, None).take(2) {
                    add(&body);
                }
                add(raw);
            }
        }
    }
    if let Some(last) = headers.rows.last() {
        let (block, rest) = behind(lines, last + 1);
        if let Some(block) = block {
            add(&block);
        }
        if let Some(rest) = rest {
            add(&rest);
        }
    }
    for body in here_strings(text) {
        add(&body);
    }
    for body in power_shell_strings(text) {
        add(&body);
    }
    for body in shell_words(text, 0) {
        // printf's percent signs.
        if super::lines::find(text, b"printf").is_some() {
            add(String::from_utf8_lossy(&body).replace("%%", "%").as_bytes());
        }
        add(&body);
    }
    let own = own_range(headers, offsets, text.len());
    for body in strings(text, &own, from) {
        add(&body);
    }
    for range in objects(text, &own, from) {
        add(&text[range]);
    }
    for body in labelled(lines, headers) {
        add(&body);
    }
    // Objects with bare names, of JavaScript, PHP, Ruby.
    let mut ranges = Vec::new();
    for node in nodes {
        tree::ranges(node, &mut ranges, 0);
    }
    for range in ranges {
        if range.start >= from || *form == Form::Code {
            add(&text[range]);
        }
    }
    all
}

/// The part of the text that the headers take.
fn own_range(headers: &Headers, offsets: &[usize], length: usize) -> Range<usize> {
    if let (Some(first), Some(last)) = (headers.rows.first(), headers.rows.last()) {
        let end = offsets.get(last + 1).copied().unwrap_or(length);
        return offsets[*first]..end;
    }
    headers.range.clone().unwrap_or(0..0)
}

/// Lines that end a body or are none of it.
fn is_end(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    [
        &b"--> END"[..],
        b"---> END",
        b"BODY END",
        b"```",
        b"[no cookies]",
        b"Request Headers:",
        b"} [",
        b"{ [",
        b"* ",
        b"=> Send",
        b"<= Recv",
        b"== Info",
        "└".as_bytes(),
        "╚".as_bytes(),
        b"###",
    ]
    .iter()
    .any(|mark| line.starts_with(mark))
}

/// Lines that introduce a body and are none of it.
fn is_label(line: &[u8]) -> bool {
    let line = line.trim_ascii().to_ascii_lowercase();
    [
        &b"body"[..],
        b"data",
        b"payload",
        b"request body",
        b"request payload",
        b"post data",
        b"body start",
        b"=> send data",
        b"body content-type",
        "请求体".as_bytes(),
        "请求参数".as_bytes(),
        "参数".as_bytes(),
    ]
    .iter()
    .any(|mark| {
        line.strip_prefix(*mark).is_some_and(|rest| {
            rest.iter().all(|byte| b":= ,".contains(byte))
                || rest == "：".as_bytes()
                || *mark == b"=> send data"
                || *mark == b"body content-type"
        })
    })
}

/// What stands behind the headers: up to where a program says that it ends,
/// without and with the line end.
fn behind(lines: &[&Line<'_>], from: usize) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    let mut rows = from;
    while rows < lines.len()
        && (lines[rows].text.trim_ascii().is_empty() || is_label(&lines[rows].text))
    {
        rows += 1;
    }
    let mut body: Vec<u8> = Vec::new();
    for (count, line) in lines[rows.min(lines.len())..].iter().enumerate() {
        if is_end(&line.text) {
            break;
        }
        if count > 0 {
            body.push(b'\n');
        }
        body.extend_from_slice(&line.text);
    }
    if body.trim_ascii().is_empty() {
        return (None, None);
    }
    let trimmed = body.trim_ascii().to_vec();
    (Some(trimmed), Some(body))
}

/// Strings that hold an object or a list.
fn strings(text: &[u8], own: &Range<usize>, from: usize) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut at = from;
    while at + 1 < text.len() {
        let opens = b"\"'`".contains(&text[at]) && b"{[".contains(&text[at + 1]);
        if !opens {
            at += 1;
            continue;
        }
        let is_bytes = at > 0 && text[at - 1] == b'b';
        let start = if is_bytes { at - 1 } else { at };
        match literal::string(text, start) {
            Some(node) if !own.contains(&start) || node.end > own.end => {
                let body = node.string().unwrap_or_default().to_vec();
                at = node.end;
                found.push(body);
            }
            Some(node) => {
                // A member of the object that holds the headers may be the body.
                found.push(node.string().unwrap_or_default().to_vec());
                at = node.end;
            }
            None => break,
        }
        // PowerShell doubles its quotes.
        if let Some(last) = found.last_mut()
            && text.get(at) == Some(&b'\'')
            && !is_bytes
            && let Some(body) = doubled(&text[start..])
        {
            *last = body;
        }
        if found.len() >= MOST {
            break;
        }
    }
    found
}

/// Words of a POSIX shell that hold an object: `'it'\\''s'`, `'it'"'"'s'`, and
/// `$'\u7814'`.
fn shell_words(text: &[u8], from: usize) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut at = from;
    while at + 1 < text.len() && found.len() < MOST {
        let is_start = text[at] == b'\'' && matches!(text[at + 1], b'{' | b'[');
        if !is_start {
            at += 1;
            continue;
        }
        let is_ansi = at > 0 && text[at - 1] == b'$';
        let mut word = Vec::new();
        let mut end = at;
        let mut pieces = 0;
        while let Some(&quote) = text.get(end) {
            match quote {
                b'\'' | b'"' => {
                    let is_ansi = (is_ansi && end == at) || text[..end].ends_with(b"$");
                    let mut inner = end + 1;
                    loop {
                        match text.get(inner) {
                            None => return found,
                            Some(&byte) if byte == quote => break,
                            Some(b'\\') if is_ansi => {
                                inner = literal::escape(text, inner + 1, true, &mut word);
                            }
                            Some(b'\\') if quote == b'"' => {
                                word.extend(text.get(inner + 1));
                                inner += 2;
                            }
                            Some(&byte) => {
                                word.push(byte);
                                inner += 1;
                            }
                        }
                    }
                    end = inner + 1;
                    pieces += 1;
                }
                b'\\' => {
                    word.extend(text.get(end + 1));
                    end += 2;
                }
                b'$' if text.get(end + 1) == Some(&b'\'') => end += 1,
                _ => break,
            }
        }
        if pieces > 1 || is_ansi {
            found.push(word);
        }
        at = end.max(at + 1);
    }
    found
}

/// `@"`, lines, `"@`.
fn here_strings(text: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for (open, close) in [(&b"@\"\n"[..], &b"\n\"@"[..]), (b"@'\n", b"\n'@")] {
        let Some(start) = super::lines::find(text, open) else { continue };
        let inner = &text[start + open.len()..];
        let Some(end) = super::lines::find(inner, close) else { continue };
        let body: Vec<u8> = inner[..end].iter().copied().filter(|byte| *byte != b'`').collect();
        found.extend([body, inner[..end].to_vec()]);
    }
    found
}

/// Strings of PowerShell and C#: doubled quotes, backticks, `$([char]0x7814)`.
fn power_shell_strings(text: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < text.len() && found.len() < MOST {
        let opens = matches!(text[at], b'"' | b'\'') && matches!(text[at + 1], b'{' | b'[');
        if !opens {
            at += 1;
            continue;
        }
        let quote = text[at];
        let mut body = Vec::new();
        let mut end = at + 1;
        loop {
            match text.get(end) {
                None => return found,
                Some(&byte) if byte == quote && text.get(end + 1) == Some(&quote) => {
                    body.push(quote);
                    end += 2;
                }
                Some(&byte) if byte == quote => break,
                Some(b'`') if quote == b'"' => {
                    match text.get(end + 1) {
                        Some(b'n') => body.push(b'\n'),
                        Some(b'r') => body.push(b'\r'),
                        Some(b't') => body.push(b'\t'),
                        other => body.extend(other),
                    }
                    end += 2;
                }
                Some(b'$') if quote == b'"' && text[end..].starts_with(b"$([char]") => {
                    let digits = &text[end + 8..];
                    let length = digits.iter().take(10).position(|&byte| byte == b')').unwrap_or(0);
                    let code = str::from_utf8(&digits[..length]).ok().and_then(|code| {
                        match code.strip_prefix("0x") {
                            Some(hex) => u16::from_str_radix(hex, 16).ok(),
                            None => code.parse().ok(),
                        }
                    });
                    if let Some(unit) = code {
                        let mut letter = [0; 4];
                        let letter = char::from_u32(u32::from(unit))
                            .unwrap_or('\u{fffd}')
                            .encode_utf8(&mut letter);
                        body.extend_from_slice(letter.as_bytes());
                        end += 8 + length + 1;
                    } else {
                        body.push(b'$');
                        end += 1;
                    }
                }
                Some(&byte) => {
                    body.push(byte);
                    end += 1;
                }
            }
        }
        found.push(body);
        at = end + 1;
    }
    found
}

/// `'it''s'`.
fn doubled(text: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    let mut rest = text.strip_prefix(b"'")?;
    loop {
        let end = rest.iter().position(|&byte| byte == b'\'')?;
        body.extend_from_slice(&rest[..end]);
        match rest.get(end + 1) {
            Some(b'\'') => {
                body.push(b'\'');
                rest = &rest[end + 2..];
            }
            _ => return Some(body),
        }
    }
}

/// Objects in the text that are no headers.
fn objects(text: &[u8], own: &Range<usize>, from: usize) -> Vec<Range<usize>> {
    let mut left = 8 * text.len() + 4096;
    let mut found = Vec::new();
    let mut at = from;
    while at < text.len() && found.len() < MOST {
        if !b"{[".contains(&text[at]) || own.contains(&at) {
            at += 1;
            continue;
        }
        let next = text[at + 1..].trim_ascii_start().first().copied();
        let is_like_json = match text[at] {
            b'{' => matches!(next, Some(b'"' | b'\'' | b'}')),
            _ => matches!(next, Some(b'{' | b'"')),
        };
        if left == 0 {
            break;
        }
        let read = if is_like_json { literal::read(text, at) } else { None };
        if let Some(node) = &read {
            left = left.saturating_sub(node.end - at);
        }
        match read {
            Some(node) if b"}]".contains(&text[node.end - 1]) && node.end > at => {
                if !super::is_like(&text[at..node.end]) {
                    found.push(at..node.end);
                }
                at = node.end;
            }
            _ => at += 1,
        }
    }
    found
}

/// `data: userid=1&type=0` on a line of its own.
fn labelled(lines: &[&Line<'_>], headers: &Headers) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        if headers.rows.contains(&row) {
            continue;
        }
        let Some((name, value)) = super::names::line(&line.text) else { continue };
        let is_body = ["body", "data", "payload", "content", "params", "form", "json"]
            .iter()
            .any(|label| name.to_ascii_lowercase().ends_with(label));
        let is_nothing = [&b"null"[..], b"None", b"{}", b"undefined", b""].contains(&&value[..]);
        if is_body && !is_nothing && found.len() < MOST {
            found.push(value);
        }
    }
    found
}

/// Why a body may not be what was sent.
pub(super) fn doubt(
    body: &[u8],
    announced: Option<usize>,
    form: Form,
    is_there: bool,
) -> Option<Doubt> {
    match announced {
        Some(length) if length > 0 && !is_there => {
            return Some(Doubt::BodyMissing { announced: Some(length), form });
        }
        Some(length) if length != body.len() => {
            if let Some(by) = lost(body, form) {
                return Some(Doubt::BytesLost { by });
            }
            return Some(Doubt::BodyNotAsSent { announced: length, shown: body.len() });
        }
        _ => {}
    }
    lost(body, form).filter(|by| *by == '.').map(|by| Doubt::BytesLost { by })
}

/// The character that stands for bytes that a program did not print.
pub(in crate::import) fn lost(body: &[u8], form: Form) -> Option<char> {
    let has = |run: &[u8]| body.windows(run.len()).any(|window| window == run);
    if has("\u{fffd}".as_bytes()) {
        Some('\u{fffd}')
    } else if body.is_ascii() && has(b"??") {
        Some('?')
    } else if body.is_ascii() && (has(b"......") || (form == Form::CurlTrace && has(b"..."))) {
        Some('.')
    } else {
        None
    }
}
