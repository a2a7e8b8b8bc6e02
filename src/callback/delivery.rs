//! What a request of the vendor carries, found and examined, not yet verified.

use std::borrow::Cow;

use super::json::{self, JsonFault, Member, Value};
use super::note::Note;
use super::refusal::{Field, Reason, Refusal};
use super::{data, name};
use crate::request::Request;

/// Which of the two kinds of callback a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeliveryKind {
    /// GET with `check_str`, sent when a subscription is saved; answered with
    /// the plaintext.
    UrlCheck,
    /// POST with `{"data":"…"}`; answered with
    /// [`ACKNOWLEDGEMENT`](super::ACKNOWLEDGEMENT).
    Event,
}

/// The parts of a callback as they arrived, each of the right shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery<'r> {
    /// By the method of the request.
    pub kind: DeliveryKind,
    /// 13 decimal digits, milliseconds; or 10, with a note.
    pub timestamp: &'r str,
    /// Printable ASCII, not empty.
    pub nonce: &'r str,
    /// 40 lower-case hexadecimal digits.
    pub signature: &'r str,
    /// The base64 text that is signed.
    pub data: Cow<'r, str>,
    /// What is not as documented, and accepted.
    pub notes: Vec<Note>,
}

impl<'r> Delivery<'r> {
    /// Finds the parts in a request.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, in this order: method and where the data
    /// is, the three headers, the shape of their values, the shape of the data.
    pub fn read(request: &'r Request<'_>) -> Result<Self, Refusal> {
        let mut notes = Vec::new();
        let (kind, data) = match request.method_bytes() {
            b"GET" => (DeliveryKind::UrlCheck, check_str(request.uri_bytes(), &mut notes)?),
            b"POST" => (DeliveryKind::Event, member_data(request.body_bytes())?),
            _ => return Err(Refusal::whole(Field::Method, Reason::OtherMethod)),
        };
        let timestamp = header(request, name::TIMESTAMP, Field::Timestamp)?;
        let nonce = header(request, name::NONCE, Field::Nonce)?;
        let signature = header(request, name::SIGNATURE, Field::Signature)?;
        let signature = shaped(
            signature,
            Field::Signature,
            &[40],
            |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        )?;
        let timestamp =
            shaped(timestamp, Field::Timestamp, &[13, 10], |byte| byte.is_ascii_digit())?;
        let nonce = shaped(nonce, Field::Nonce, &[], |byte| byte.is_ascii_graphic())?;
        if timestamp.len() == 10 {
            notes.push(Note::TimestampInSeconds);
        }
        let field = kind.data_field();
        data::examine(&data, field)?;
        let data = match data {
            Cow::Borrowed(bytes) => str::from_utf8(bytes).map(Cow::Borrowed).ok(),
            Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).ok(),
        };
        // What was examined is ASCII.
        let data = data.ok_or(Refusal::whole(field, Reason::Character))?;
        Ok(Self { kind, timestamp, nonce, signature, data, notes })
    }
}

impl DeliveryKind {
    /// The field that holds the data.
    pub fn data_field(self) -> Field {
        match self {
            Self::UrlCheck => Field::CheckStr,
            Self::Event => Field::Data,
        }
    }
}

/// The one parameter `check_str` of a query, decoded once.
///
/// A `+` stays one: base64 has no spaces, so that a form decoder's reading
/// cannot be meant. For the same reason a space was one.
pub(super) fn check_str<'r>(
    target: &'r [u8],
    notes: &mut Vec<Note>,
) -> Result<Cow<'r, [u8]>, Refusal> {
    let mut values = raw_check_str(target);
    let value = values.next().ok_or(Refusal::whole(Field::CheckStr, Reason::Missing))?;
    if values.next().is_some() {
        return Err(Refusal::whole(Field::CheckStr, Reason::Repeated));
    }
    if value.contains(&b'+') {
        notes.push(Note::PlusNotEscaped);
    }
    let mut decoded = percent_decoded(value);
    if decoded.contains(&b' ') {
        notes.push(Note::SpaceReadAsPlus);
        for byte in decoded.to_mut() {
            if *byte == b' ' {
                *byte = b'+';
            }
        }
    }
    Ok(decoded)
}

/// Every value of the parameter, as it stands in the target.
pub(super) fn raw_check_str(target: &[u8]) -> impl Iterator<Item = &[u8]> {
    let query = target.iter().position(|&byte| byte == b'?');
    let query = query.map_or(&[][..], |at| &target[at + 1..]);
    query.split(|&byte| byte == b'&').filter_map(|pair| {
        let rest = pair.strip_prefix(name::CHECK_STR.as_bytes())?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix(b"=") }
    })
}

/// Decodes `%41`; a `%` that begins no escape stays.
pub(super) fn percent_decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'%') {
        return Cow::Borrowed(text);
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, after @ ..] => {
                digit(*high).zip(digit(*low)).map(|(high, low)| (high << 4 | low, after))
            }
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((*first, after));
        decoded.push(byte);
        rest = after;
    }
    Cow::Owned(decoded)
}

/// The string member `data` of a JSON object.
fn member_data(body: &[u8]) -> Result<Cow<'_, [u8]>, Refusal> {
    let [found] = json::members(body, [name::DATA]).map_err(|fault| match fault {
        JsonFault::Syntax { offset } => {
            Refusal { field: Field::Body, reason: Reason::NotJson, offset, byte: None }
        }
        JsonFault::NotObject => Refusal::whole(Field::Body, Reason::NotObject),
    })?;
    let refused = |reason| Err(Refusal::whole(Field::Data, reason));
    match found {
        None => refused(Reason::Missing),
        Some(Member { is_contradicted: true, .. }) => refused(Reason::Repeated),
        Some(Member { value: Value::Text(Cow::Borrowed(text)), .. }) => {
            Ok(Cow::Borrowed(text.as_bytes()))
        }
        Some(Member { value: Value::Text(Cow::Owned(text)), .. }) => {
            Ok(Cow::Owned(text.into_bytes()))
        }
        Some(_) => refused(Reason::NotText),
    }
}

/// The one header of that name, in any case.
fn header<'r>(
    request: &'r Request<'_>,
    name: &'static str,
    field: Field,
) -> Result<&'r [u8], Refusal> {
    let mut values = request
        .headers()
        .filter(|(sent, _)| sent.eq_ignore_ascii_case(name))
        .map(|(_, value)| value);
    let value = values.next().ok_or(Refusal::whole(field, Reason::Missing))?;
    if values.next().is_some() {
        return Err(Refusal::whole(field, Reason::Repeated));
    }
    if value.is_empty() {
        return Err(Refusal::whole(field, Reason::Empty));
    }
    Ok(value)
}

/// A value of these characters alone, in one of these lengths; any length, if
/// there is none.
fn shaped<'r>(
    value: &'r [u8],
    field: Field,
    lengths: &[usize],
    is_allowed: impl Fn(u8) -> bool,
) -> Result<&'r str, Refusal> {
    if let Some(offset) = value.iter().position(|&byte| !is_allowed(byte)) {
        return Err(Refusal::at(field, Reason::Character, value, offset));
    }
    if !lengths.is_empty() && !lengths.contains(&value.len()) {
        return Err(Refusal { field, reason: Reason::Length, offset: value.len(), byte: None });
    }
    // Every allowed byte is ASCII.
    str::from_utf8(value).map_err(|_| Refusal::whole(field, Reason::Character))
}
