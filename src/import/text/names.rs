//! Names and values of headers, in any of the spellings programs print.

use super::super::literal;

/// Headers that say a text shows a request of this API.
const OF_THE_SCHEME: [&str; 7] = [
    "X-TC-Key",
    "X-TC-Timestamp",
    "X-TC-Nonce",
    "X-TC-Signature",
    "X-TC-Registered",
    "AppId",
    "SdkId",
];

/// Others that a log shows beside them and that say something about the
/// request.
const OTHERS: [&str; 7] = [
    "Content-Type",
    "Content-Length",
    "Transfer-Encoding",
    "Content-Encoding",
    "Host",
    "User-Agent",
    "Authorization",
];

pub(in crate::import) fn is_of_the_scheme(name: &[u8]) -> bool {
    OF_THE_SCHEME.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
        || name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"X-TC-"))
}

/// The offset of the first header's name in a line that a colon or an equals
/// sign follows.
pub(super) fn first_header(line: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some((at, len)) = next_name(line, from) {
        let after = line[at + len..].trim_ascii_start();
        let before = line[..at].last();
        let is_quoted = before.is_some_and(|byte| b"\"'`".contains(byte));
        if !is_quoted && matches!(after.first(), Some(b':' | b'=')) {
            return Some(at);
        }
        from = at + len;
    }
    None
}

/// The next known name from an offset on, as a word of its own.
fn next_name(text: &[u8], from: usize) -> Option<(usize, usize)> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let mut at = from;
    while at < text.len() {
        let begins = at == 0 || !is_part(text[at - 1]) || ends_an_escape(&text[..at]);
        if begins && b"xXaAsScCtThHuU".contains(&text[at]) {
            for name in OF_THE_SCHEME.iter().chain(&OTHERS) {
                let end = at + name.len();
                if text.get(at..end).is_some_and(|part| part.eq_ignore_ascii_case(name.as_bytes()))
                    && !text.get(end).copied().is_some_and(is_part)
                {
                    return Some((at, name.len()));
                }
            }
        }
        at += 1;
    }
    None
}

/// `\n` and `\r` in an escaped text are no part of the name behind them.
fn ends_an_escape(before: &[u8]) -> bool {
    matches!(before, [.., b'\\', b'n' | b'r' | b't'])
}

/// Every known header with its value, wherever it stands: the last resort,
/// which understands no layout.
pub(super) fn scan(text: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    let mut from = 0;
    while let Some((at, len)) = next_name(text, from) {
        from = at + len;
        let Some((value, end)) = value(text, at, from) else { continue };
        let name = String::from_utf8_lossy(&text[at..at + len]).into_owned();
        if !found.iter().any(|(other, _)| other.eq_ignore_ascii_case(&name)) {
            found.push((name, value));
        }
        from = end.max(from);
    }
    found
}

/// The value behind a name, and where it ends.
fn value(text: &[u8], name_start: usize, name_end: usize) -> Option<(Vec<u8>, usize)> {
    let quote_before =
        name_start.checked_sub(1).map(|at| text[at]).filter(|byte| b"\"'`".contains(byte));
    let mut at = name_end;
    let is_name_closed = quote_before.is_some() && text.get(at) == quote_before.as_ref();
    let is_escaped = text[..name_start].ends_with(b"\\\"") && text[at..].starts_with(b"\\\"");
    if is_name_closed {
        at += 1;
    } else if is_escaped {
        at += 2;
    }
    if text.get(at) == Some(&b']') {
        at += 1;
    }
    let blanks =
        |from: usize| from + text[from..].iter().take_while(|byte| b" \t".contains(byte)).count();
    let gap = blanks(at);
    let signs: [&[u8]; 8] =
        ["：".as_bytes(), "＝".as_bytes(), b"=>", b"->", b":", b"=", b",", b"|"];
    at = match signs.iter().find(|sign| text[gap..].starts_with(sign)) {
        Some(sign) => blanks(gap + sign.len()),
        // The value on the next line, as DevTools copies it.
        None if !is_name_closed && matches!(text.get(gap), Some(b'\r' | b'\n')) => gap,
        None if gap > at && !is_name_closed => gap,
        None => return None,
    };
    // `"key": "X-TC-Key", "value": "…"` of Postman.
    for label in [&b"\"value\""[..], b"'value'", b"value", b"Value"] {
        if let Some(rest) = text[at..].strip_prefix(label) {
            let skipped = rest.iter().take_while(|byte| b" :=>".contains(byte)).count();
            at += label.len() + skipped;
            break;
        }
    }
    // The value on the next line.
    if matches!(text.get(at), Some(b'\r' | b'\n')) {
        while matches!(text.get(at), Some(b'\r' | b'\n' | b' ' | b'\t')) {
            at += 1;
        }
    }
    if text[at..].starts_with(b"[]string{") {
        at += b"[]string{".len();
    }
    while text.get(at) == Some(&b'[') {
        at += 1;
    }
    if text[at..].starts_with(b"\\\"") {
        let end = at + 2 + super::lines::find(&text[at + 2..], b"\\\"")?;
        return Some((text[at + 2..end].to_vec(), end + 2));
    }
    // Objective-C and C# mark strings.
    if text[at..].starts_with(b"@\"") {
        at += 1;
    }
    let opens = text.get(at).is_some_and(|byte| b"\"'`".contains(byte))
        || (text.get(at) == Some(&b'b')
            && text.get(at + 1).is_some_and(|byte| b"\"'".contains(byte)));
    if opens && let Some(node) = literal::string(text, at) {
        return Some((node.string()?.to_vec(), node.end));
    }
    let until: Vec<u8> = match quote_before.filter(|_| !is_name_closed) {
        // The name and the value in one pair of quotes.
        Some(quote) => vec![quote, b'\n'],
        None => b"\r\n,;]})\"'` \t|".to_vec(),
    };
    let rest = &text[at..];
    let mut length = rest.iter().position(|byte| until.contains(byte)).unwrap_or(rest.len());
    // `\r\n` in an escaped text.
    if let Some(escaped) =
        rest[..length].windows(2).position(|pair| matches!(pair, b"\\r" | b"\\n"))
    {
        length = escaped;
    }
    Some((rest[..length].trim_ascii().to_vec(), at + length))
}

/// `Name: value` as a line of its own. The colon may be the full-width one that
/// an input method types.
pub(in crate::import) fn line(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let line = line.trim_ascii();
    let name_len = line
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && !b"-_".contains(byte))
        .filter(|&len| (1..60).contains(&len))?;
    let (name, rest) = line.split_at(name_len);
    let rest = rest.trim_ascii_start();
    let value =
        ["：".as_bytes(), b"=>", b"=", b":"].iter().find_map(|sign| rest.strip_prefix(*sign))?;
    // A URL is no header, nor is a member of an object.
    if value.starts_with(b"//") {
        return None;
    }
    Some((String::from_utf8_lossy(name).into_owned(), value.trim_ascii().to_vec()))
}
