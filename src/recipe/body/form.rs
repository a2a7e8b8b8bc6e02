//! Between JSON and `name=value&name=value`.

use std::collections::HashMap;

use super::change::push_percent_encoded;
use crate::recipe::json::number::Numbers;
use crate::recipe::json::print::Print;
use crate::recipe::json::write::{Escapes, Style};
use crate::recipe::json::{Value, parse, unique};
use crate::request::Request;

/// The query, for a body that is not there; `None` if there is no query.
pub(super) fn query<'r>(body: &[u8], request: &'r Request<'_>) -> Option<&'r [u8]> {
    let uri = request.uri_bytes();
    let mark = uri.iter().position(|&byte| byte == b'?')?;
    let query = &uri[mark + 1..];
    (body.is_empty() && !query.is_empty()).then_some(query)
}

/// A body that is a form, as JSON; `None` if it is JSON already, or no form.
pub(super) fn from_form(body: &[u8]) -> Option<Vec<u8>> {
    if parse(body).is_some() { None } else { as_json(body) }
}

/// The pairs of a form as members of a JSON object, every value a string. As
/// in Python's `dict(parse_qsl(…))`, a pair without a value is lost, and a
/// name that occurs twice keeps its first place and its last value. `None` if
/// there is no pair.
pub(super) fn as_json(form: &[u8]) -> Option<Vec<u8>> {
    let mut places = HashMap::new();
    let mut members: Vec<(String, String)> = Vec::new();
    for pair in form.split(|&byte| byte == b'&') {
        let Some(equals) = pair.iter().position(|&byte| byte == b'=') else { continue };
        let (name, value) = (decoded(&pair[..equals]), decoded(&pair[equals + 1..]));
        if equals + 1 == pair.len() {
            continue;
        }
        let place = *places.entry(name.clone()).or_insert(members.len());
        match members.get_mut(place) {
            Some(member) => member.1 = value,
            None => members.push((name, value)),
        }
    }
    if members.is_empty() {
        return None;
    }
    let mut out = Vec::with_capacity(form.len() * 2);
    for (name, value) in &members {
        out.push(if out.is_empty() { b'{' } else { b',' });
        Escapes::NONE.write(&mut out, name.chars().map(u32::from));
        out.push(b':');
        Escapes::NONE.write(&mut out, value.chars().map(u32::from));
    }
    out.push(b'}');
    Some(out)
}

/// Without its escapes and with spaces for '+'; what is not UTF-8 is replaced.
fn decoded(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        let escape = after.first_chunk::<2>().filter(|_| byte == b'%');
        let escaped = escape.and_then(|digits| {
            let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
            u8::try_from(high? << 4 | low?).ok()
        });
        rest = if escaped.is_some() { &after[2..] } else { after };
        bytes.push(escaped.unwrap_or(if byte == b'+' { b' ' } else { byte }));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The members of a JSON object as Python's `urlencode` writes them: what is
/// not a string, as `str` shows it.
pub(super) fn encoded(body: &[u8]) -> Option<Vec<u8>> {
    let Value::Object(members) = parse(body)? else { return None };
    let mut out = Vec::with_capacity(body.len() * 2);
    let mut push = |text: &[u8], end: u8| {
        for &byte in text {
            match byte {
                b' ' => out.push(b'+'),
                _ => push_percent_encoded(&mut out, byte, b"-_.~"),
            }
        }
        out.push(end);
    };
    for (_, name, value) in unique(&members) {
        push(&name, b'=');
        push(&Print::PYTHON.printed(value), b'&');
    }
    out.pop();
    Some(out)
}

/// The members of a JSON object by name, not encoded: what is not a string, as
/// compact JSON.
pub(super) fn sorted(body: &[u8]) -> Option<Vec<u8>> {
    const STYLE: Style = Style { numbers: Numbers::AsWritten, ..Style::COMPACT };
    let Value::Object(members) = parse(body)? else { return None };
    let mut members = unique(&members);
    members.sort_by(|(_, one, _), (_, other, _)| one.cmp(other));
    let pairs = members.iter().map(|(_, name, value)| {
        let value = match value {
            Value::String(text) => text.bytes().into_owned(),
            other => STYLE.written(other),
        };
        [name, &b"="[..], &value].concat()
    });
    Some(pairs.collect::<Vec<_>>().join(&b'&'))
}
