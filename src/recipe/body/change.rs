//! Changes to a body as bytes or as text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Digest as _;

use crate::recipe::json::write::{self, Digits, Escapes};
use crate::recipe::json::{Value, parse};

pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    STANDARD.encode(bytes).into_bytes()
}

pub(super) fn md5(bytes: &[u8]) -> Vec<u8> {
    md5::Md5::digest(bytes).to_vec()
}

pub(super) fn sha256(bytes: &[u8]) -> Vec<u8> {
    sha2::Sha256::digest(bytes).to_vec()
}

pub(super) fn crlf_to_lf(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    for (place, &byte) in body.iter().enumerate() {
        if byte != b'\r' || body.get(place + 1) != Some(&b'\n') {
            out.push(byte);
        }
    }
    out
}

pub(super) fn lf_to_crlf(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    for &byte in body {
        if byte == b'\n' && out.last() != Some(&b'\r') {
            out.push(b'\r');
        }
        out.push(byte);
    }
    out
}

pub(super) fn without(body: &[u8], removed: &[u8]) -> Vec<u8> {
    body.iter().copied().filter(|byte| !removed.contains(byte)).collect()
}

/// Without Unicode's white space and the four separators of ASCII, as
/// Python's `strip` has it.
pub(super) fn trimmed(body: &[u8]) -> Vec<u8> {
    let is_space = |c: char| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c);
    match std::str::from_utf8(body) {
        Ok(text) => text.trim_matches(is_space).as_bytes().to_vec(),
        Err(_) => body.trim_ascii().to_vec(),
    }
}

pub(super) fn lower_case(body: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(body) {
        Ok(text) => text.to_lowercase().into_bytes(),
        Err(_) => body.to_ascii_lowercase(),
    }
}

pub(super) fn upper_case(body: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(body) {
        Ok(text) => text.to_uppercase().into_bytes(),
        Err(_) => body.to_ascii_uppercase(),
    }
}

pub(super) fn percent_encoded(body: &[u8], kept: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() * 2);
    for &byte in body {
        push_percent_encoded(&mut out, byte, kept);
    }
    out
}

/// The byte if it is a letter, a digit or `kept`, else its escape.
pub(super) fn push_percent_encoded(out: &mut Vec<u8>, byte: u8, kept: &[u8]) {
    if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
        out.push(byte);
    } else {
        let digit = |nibble: u8| b"0123456789ABCDEF"[usize::from(nibble)];
        out.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte & 0xf)]);
    }
}

/// With `\uxxxx` for some characters; `None` if the body is not UTF-8.
pub(super) fn escaped(
    body: &[u8],
    digits: Digits,
    is_escaped: impl Fn(char) -> bool,
) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(body).ok()?;
    Some(write::escaped(text, digits, is_escaped))
}

/// The text as a JSON string; `None` if there is none.
pub(super) fn encoded_twice(body: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(body).ok().filter(|text| !text.is_empty())?;
    let mut out = Vec::with_capacity(body.len() + body.len() / 4 + 2);
    Escapes::NONE.write(&mut out, text.chars().map(u32::from));
    Some(out)
}

/// The same without the outer quotes.
pub(super) fn quotes_escaped(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = encoded_twice(body)?;
    out.pop();
    out.remove(0);
    Some(out)
}

/// What the JSON string says that the body is.
pub(super) fn unwrapped(body: &[u8]) -> Option<Vec<u8>> {
    match parse(body)? {
        Value::String(text) => Some(text.bytes().into_owned()),
        _ => None,
    }
}

/// `text` for a JSON value that begins with one of `starts`.
pub(super) fn instead_of_container(body: &[u8], starts: &str, text: &[u8]) -> Option<Vec<u8>> {
    let start = match parse(body)? {
        Value::Object(_) => '{',
        Value::Array(_) => '[',
        _ => return None,
    };
    starts.contains(start).then(|| text.to_vec())
}

/// As many bytes as there are UTF-16 units, the `length` of JavaScript and
/// Java.
pub(super) fn truncated_to_chars(body: &[u8]) -> Option<Vec<u8>> {
    let length = std::str::from_utf8(body).ok()?.encode_utf16().count();
    Some(body[..length].to_vec())
}
