//! The server's answer behind a request.

use super::lines::{self, Line, Side};
use crate::import::captured::Answer;

/// Where the server's answer begins.
pub(super) fn is_answer(line: &Line<'_>) -> bool {
    if line.side == Side::Received {
        return true;
    }
    let text = line.text.trim_ascii();
    let bare = text.trim_ascii_start();
    let arrow = bare.iter().take_while(|byte| b"<-".contains(byte)).count();
    let behind = bare[arrow..].trim_ascii_start();
    let is_number = |text: &[u8]| text.len() >= 3 && text[..3].iter().all(u8::is_ascii_digit);
    status_line(behind).is_some()
        || (arrow >= 3
            && bare.starts_with(b"<")
            && (is_number(behind) || behind.starts_with(b"HTTP")))
        || [
            &b"*** Response ***"[..],
            b"Response headers",
            b"Response Headers",
            b"RESPONSE:",
            b"<= Recv",
            b"reply:",
            "响应".as_bytes(),
            "返回".as_bytes(),
        ]
        .iter()
        .any(|mark| behind.starts_with(mark) || bare.starts_with(mark))
}

/// The status of `HTTP/1.1 500 …`.
pub(in crate::import) fn status_line(line: &[u8]) -> Option<u16> {
    let rest = line.strip_prefix(b"HTTP/")?;
    let mut words = rest.split(|&byte| byte == b' ').filter(|word| !word.is_empty());
    let version = words.next()?;
    if !version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') {
        return None;
    }
    let status = words.next()?;
    str::from_utf8(status.get(..3)?).ok()?.parse().ok()
}

/// The number behind `error_code`, wherever it stands.
pub(in crate::import) fn error_code(text: &[u8]) -> Option<u64> {
    let mut from = 0;
    while let Some(at) = lines::find(&text[from..], b"error_code") {
        let start = from + at + b"error_code".len();
        let is_new = text[..from + at].ends_with(b"new_");
        let rest = &text[start..];
        let gap = rest.iter().take_while(|byte| b"\\\"': =>".contains(byte)).count();
        let digits = rest[gap..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number =
            str::from_utf8(&rest[gap..gap + digits]).ok().and_then(|text| text.parse().ok());
        if number.is_some() && !is_new {
            return number;
        }
        from = start;
    }
    None
}

/// What an answer's text says.
pub(in crate::import) fn answer_of(text: &[u8]) -> Option<Answer> {
    let (lines, _) = lines::undecorated(&text[..text.len().min(64 << 10)]);
    answer(&lines)
}

pub(super) fn answer(lines: &[Line<'_>]) -> Option<Answer> {
    let first = lines.first()?;
    let number = |text: &[u8]| {
        let arrow = text.iter().take_while(|byte| b"<- ".contains(byte)).count();
        let text = &text[arrow..];
        status_line(text).or_else(|| str::from_utf8(text.get(..3)?).ok()?.parse().ok())
    };
    let mut code = None;
    // An answer is short; what follows belongs to nobody.
    for line in lines.iter().take(200) {
        code = code.or_else(|| error_code(&line.text));
    }
    let status = number(&first.text).filter(|status| (100..600).contains(status));
    (status.is_some() || code.is_some()).then_some(Answer { status, error_code: code })
}
