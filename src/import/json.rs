//! Request JSON, and JSON Lines of it.

use serde::Deserialize as _;
use serde::de::IgnoredAny;

use super::{Captured, Form, ImportError, Imported, InputFormat};
use crate::request::Request;
use crate::request_json::{place, reason};

/// Which of the JSON formats a text that begins with a brace or a bracket is.
pub(super) fn detect(text: &[u8]) -> InputFormat {
    #[derive(serde::Deserialize)]
    struct Members {
        log: Option<IgnoredAny>,
        request: Option<IgnoredAny>,
        entries: Option<IgnoredAny>,
        /// A HAR has a list, a Request JSON an object.
        headers: Option<serde_json::Value>,
    }
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<Members>();
    match values.next() {
        Some(Ok(members)) => {
            let has_har = members.log.is_some()
                || members.request.is_some()
                || members.entries.is_some()
                || members.headers.is_some_and(|headers| headers.is_array());
            let is_alone = text[values.byte_offset()..].trim_ascii().is_empty();
            match (has_har, is_alone) {
                (true, _) => InputFormat::Har,
                (false, true) => InputFormat::Json,
                (false, false) => InputFormat::JsonLines,
            }
        }
        // One broken line among many is a broken line, not a broken request.
        _ if text.starts_with(b"{")
            && lines(text).filter(|(_, line)| line.starts_with(b"{")).count() > 1
            && lines(text).any(|(_, line)| serde_json::from_slice::<IgnoredAny>(line).is_ok()) =>
        {
            InputFormat::JsonLines
        }
        _ => InputFormat::Json,
    }
}

pub(super) fn read(input: &[u8]) -> Result<Imported, ImportError> {
    let text = text(input)?;
    let requests = if text.trim_start().starts_with('[') {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read = Vec::<Request<'static>>::deserialize(&mut deserializer)
            .and_then(|requests| deserializer.end().map(|()| requests));
        read.map_err(|error| ImportError::new(place(error.line(), error.column()), reason(&error)))?
    } else {
        let request = Request::from_json(text)
            .map_err(|error| ImportError::new("", format!("{error}{WANTED}")))?;
        vec![request]
    };
    if requests.is_empty() {
        return Err(ImportError::new("", "the list of requests is empty"));
    }
    let requests = requests.into_iter().map(|request| captured(request, 1)).collect();
    Ok(Imported { requests, remarks: Vec::new() })
}

fn captured(request: Request<'static>, line: usize) -> Captured {
    Captured::exact(request, Form::RequestJson, line).normalisable()
}

pub(super) fn read_lines(input: &[u8]) -> Result<Imported, ImportError> {
    let mut imported = Imported::default();
    for (number, line) in lines(input) {
        let line = str::from_utf8(line)
            .map_err(|error| ImportError::new(place(number, 0), not_utf_8(error.valid_up_to())))?;
        let request = Request::from_json(line).map_err(|error| {
            let column = if error.line > 0 { error.column } else { 0 };
            ImportError::new(place(number, column), format!("{}{WANTED}", error.reason()))
        })?;
        imported.requests.push(captured(request, number));
    }
    if imported.requests.is_empty() {
        return Err(ImportError::new("", "there is no request in it"));
    }
    Ok(imported)
}

const WANTED: &str = "\n  wanted: {\"method\":\"POST\",\"uri\":\"/v1/meetings\",\"headers\":{\"X-TC-Nonce\":\"…\",\
                      \"X-TC-Timestamp\":\"…\"},\"body\":\"text as sent\"}";

/// The lines that are not empty, with their numbers from 1.
fn lines(input: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let lines = input.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    lines.enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| !line.is_empty())
}

fn text(input: &[u8]) -> Result<&str, ImportError> {
    str::from_utf8(input).map_err(|error| {
        ImportError::at(input, error.valid_up_to(), not_utf_8(error.valid_up_to()))
    })
}

fn not_utf_8(offset: usize) -> String {
    format!("not UTF-8 from byte {offset} on; bytes that are no text belong into \"body_base64\"")
}
