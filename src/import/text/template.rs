//! Values that are none: placeholders, and what a program hid.

use super::lines;
use crate::import::remark::Doubt;
use crate::request::{Request, header};

/// A placeholder of a template in what is signed.
pub(in crate::import) fn template(request: &Request<'_>) -> Option<Doubt> {
    let signed = [header::KEY, header::NONCE, header::TIMESTAMP, header::SIGNATURE];
    let values = signed.iter().filter_map(|name| request.header_value(name));
    let mut texts: Vec<&[u8]> = vec![request.uri_bytes(), request.body_bytes()];
    let angle =
        values.clone().chain([request.uri_bytes()]).find_map(|text| between(text, b"<", b">"));
    texts.extend(values);
    let placeholder = texts
        .iter()
        .find_map(|text| between(text, b"{{", b"}}").or_else(|| between(text, b"${", b"}")))
        .or(angle)?;
    Some(Doubt::Template { placeholder: String::from_utf8_lossy(placeholder).into_owned() })
}

/// A header of the scheme whose value was hidden or cut.
pub(in crate::import) fn masked(request: &Request<'_>) -> Option<Doubt> {
    let hidden = |value: &[u8]| {
        let text = String::from_utf8_lossy(value);
        ["***", "…", "...", "██", "xxxx", "XXXX", "[REDACTED]", "<redacted>"]
            .iter()
            .any(|mark| text.contains(mark))
    };
    let signed = [header::KEY, header::NONCE, header::TIMESTAMP, header::SIGNATURE];
    let name = signed.iter().find(|name| request.header_value(name).is_some_and(hidden))?;
    Some(Doubt::Masked { name: (*name).to_owned() })
}

/// A placeholder anywhere in a text.
pub(in crate::import) fn placeholder(text: &[u8]) -> Option<String> {
    let found = between(text, b"{{", b"}}").or_else(|| between(text, b"${", b"}"))?;
    Some(String::from_utf8_lossy(found).into_owned())
}

/// A short name between two marks, with them.
fn between<'t>(text: &'t [u8], open: &[u8], close: &[u8]) -> Option<&'t [u8]> {
    let start = lines::find(text, open)?;
    let inner = &text[start + open.len()..];
    let end = lines::find(&inner[..inner.len().min(64)], close)?;
    let is_name = end > 0
        && inner[..end].iter().all(|byte| {
            byte.is_ascii_alphanumeric() || b"_-. $".contains(byte) || !byte.is_ascii()
        });
    is_name.then(|| &text[start..start + open.len() + end + close.len()])
}
