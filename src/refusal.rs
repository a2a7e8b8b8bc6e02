//! What the signer refuses to sign, because HTTP could not carry it or would
//! carry something else.
//!
//! The scheme is not injective by itself: a newline in the URI could pose as
//! the start of the body. Within what passes here two different requests never
//! share a string to sign.

use std::fmt;

use crate::bytes;
use crate::canonical::StringToSign;
use crate::request::{KnownHeaders, Request, header};

/// Why a request was not signed: the field, the first byte that is wrong, and
/// in the message what to do.
///
/// Values are never quoted: one of them might be a SecretKey in the wrong
/// place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Where the fault is.
    pub field: Field,
    /// What it is.
    pub reason: Reason,
    /// Byte offset of the first wrong byte in the field; 0 where the fault is
    /// the whole.
    pub offset: usize,
    /// The first wrong byte, where it is one byte that is wrong.
    pub byte: Option<u8>,
}

/// The part of a request, or of the credentials, that a [`Refusal`] is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// A header that is not signed, by name.
    Header(String),
    /// The method.
    Method,
    /// `X-TC-Nonce`.
    Nonce,
    /// The SecretId of the credentials, which travels as `X-TC-Key`.
    SecretId,
    /// The SecretKey of the credentials.
    SecretKey,
    /// `X-TC-Timestamp`.
    Timestamp,
    /// Path and query.
    Uri,
}

impl Field {
    /// The name used in files and reports.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Header(_) => "header",
            Self::Method => "method",
            Self::Nonce => "nonce",
            Self::SecretId => "secret_id",
            Self::SecretKey => "secret_key",
            Self::Timestamp => "timestamp",
            Self::Uri => "uri",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(f, "header {}", name.escape_debug()),
            Self::Method => f.write_str("method"),
            Self::Nonce => f.write_str(header::NONCE),
            Self::SecretId => f.write_str("SecretId"),
            Self::SecretKey => f.write_str("SecretKey"),
            Self::Timestamp => f.write_str(header::TIMESTAMP),
            Self::Uri => f.write_str("uri"),
        }
    }
}

/// The rule that was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A URI with scheme and host.
    AbsoluteUri,
    /// A byte below 0x20, or 0x7f.
    ControlCharacter,
    /// Nothing where something must be.
    Empty,
    /// A `#` in a URI: what follows is never sent.
    Fragment,
    /// The header is absent.
    Missing,
    /// `X-TC-Key` is not the SecretId of the credentials.
    OtherSecretId,
    /// A URI that does not begin with `/`.
    NoLeadingSlash,
    /// A raw byte above 0x7f in a URI.
    NonAscii,
    /// Not a decimal digit.
    NotDecimal,
    /// Not an upper-case letter A to Z.
    NotUpperCase,
    /// A raw space in a URI, or one at an end of the SecretId.
    Space,
}

impl Reason {
    /// The name used in files and reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::AbsoluteUri => "absolute-uri",
            Self::ControlCharacter => "control-character",
            Self::Empty => "empty",
            Self::Fragment => "fragment",
            Self::Missing => "missing",
            Self::OtherSecretId => "other-secret-id",
            Self::NoLeadingSlash => "no-leading-slash",
            Self::NonAscii => "non-ascii",
            Self::NotDecimal => "not-decimal",
            Self::NotUpperCase => "not-upper-case",
            Self::Space => "space",
        }
    }

    fn remedy(self, field: &Field) -> &'static str {
        match (self, field) {
            (Self::AbsoluteUri, _) => {
                "sign only what follows host and port, from the first \"/\" of the path"
            }
            (Self::ControlCharacter, Field::Uri) => {
                "percent-encode it, and sign the encoded text that is sent"
            }
            (Self::ControlCharacter, Field::SecretId) => {
                "remove it (a SecretId read from a file often ends in a newline)"
            }
            (Self::ControlCharacter, _) => {
                "remove it: what is sent besides the body holds no control characters"
            }
            (Self::Empty, Field::SecretKey | Field::SecretId) => {
                "set it; an unset environment variable reads as empty"
            }
            (Self::Empty, Field::Uri) => "the shortest URI is \"/\"",
            (Self::Empty, Field::Method) => "give it in upper case: GET, POST, PUT, DELETE",
            (Self::Empty | Self::Missing, Field::Timestamp) => {
                "add the UNIX time in seconds, in decimal digits"
            }
            (Self::Empty | Self::Missing, _) => "add a random positive integer in decimal digits",
            (Self::Fragment, _) => {
                "remove the fragment, which is never sent; a \"#\" that is data is written %23"
            }
            (Self::OtherSecretId, _) => {
                "send the SecretId of the same pair as the SecretKey in X-TC-Key, or leave it to the signer"
            }
            (Self::NoLeadingSlash, _) => "begin with the path, from its first \"/\" on",
            (Self::NonAscii, _) => {
                "percent-encode it as UTF-8, and sign the encoded text that is sent"
            }
            (Self::NotDecimal, Field::Timestamp) => {
                "use the UNIX time in whole seconds, digits only: no sign, no fraction, no exponent"
            }
            (Self::NotDecimal, _) => {
                "use a positive integer, digits only: no sign, no hex, no exponent, no UUID"
            }
            (Self::NotUpperCase, _) => {
                "write the method in upper-case letters: GET, POST, PUT, DELETE"
            }
            (Self::Space, Field::SecretId) => {
                "remove it: HTTP strips spaces around the value of X-TC-Key"
            }
            (Self::Space, _) => {
                "write %20 (in a query also +), and sign the encoded text that is sent"
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, reason, offset, byte } = self;
        write!(f, "{field}: ")?;
        let what = match reason {
            Reason::AbsoluteUri => "scheme and host",
            Reason::ControlCharacter => "control character",
            Reason::Empty => "empty",
            Reason::Fragment => "fragment",
            Reason::Missing => "missing",
            Reason::OtherSecretId => "not the SecretId of the credentials",
            Reason::NoLeadingSlash => "no leading \"/\"",
            Reason::NonAscii => "raw non-ASCII byte",
            Reason::NotDecimal => "not a decimal digit, byte",
            Reason::NotUpperCase => "not an upper-case letter, byte",
            Reason::Space => "space",
        };
        f.write_str(what)?;
        if let Some(byte) = byte {
            write!(f, " 0x{byte:02x} at offset {offset}")?;
        }
        write!(f, "; {}", reason.remedy(field))
    }
}

impl std::error::Error for Refusal {}

/// Whether a SecretId may travel.
pub(crate) fn is_faultless_secret_id(secret_id: &[u8]) -> bool {
    examine_secret_id(None, secret_id).is_ok()
}

/// Every rule at once but those of the SecretId itself, without finding out
/// which is broken.
#[inline]
pub(crate) fn is_faultless(known: &KnownHeaders<'_>, parts: &StringToSign<'_>) -> bool {
    let is_number = |digits: &[u8]| !digits.is_empty() && !bytes::any(digits, bytes::not_digit);
    !parts.method.is_empty()
        && !bytes::any(parts.method, bytes::not_upper)
        && known.key.is_none_or(|key| key == parts.secret_id)
        && is_number(parts.nonce)
        && is_number(parts.timestamp)
        && parts.uri.first() == Some(&b'/')
        && !bytes::any(parts.uri, bytes::not_of_uri)
        && !known.others_have_control
}

/// Examines every field in a fixed order and stops at the first fault.
#[cold]
pub(crate) fn examine(
    request: &Request<'_>,
    key: Option<&[u8]>,
    parts: &StringToSign<'_>,
) -> Result<(), Refusal> {
    examine_method(parts.method)?;
    examine_secret_id(key, parts.secret_id)?;
    examine_digits(request, parts.nonce, header::NONCE, Field::Nonce)?;
    examine_digits(request, parts.timestamp, header::TIMESTAMP, Field::Timestamp)?;
    examine_uri(parts.uri)?;
    for (name, value) in request.headers() {
        for bytes in [name.as_bytes(), value] {
            if let Some(offset) = bytes.iter().position(u8::is_ascii_control) {
                let field = Field::Header(name.to_owned());
                return Err(at(field, Reason::ControlCharacter, bytes, offset));
            }
        }
    }
    Ok(())
}

fn examine_method(method: &[u8]) -> Result<(), Refusal> {
    if method.is_empty() {
        return Err(whole(Field::Method, Reason::Empty));
    }
    match method.iter().position(|byte| !byte.is_ascii_uppercase()) {
        None => Ok(()),
        Some(offset) => Err(at(Field::Method, Reason::NotUpperCase, method, offset)),
    }
}

fn examine_secret_id(key: Option<&[u8]>, secret_id: &[u8]) -> Result<(), Refusal> {
    if secret_id.is_empty() {
        return Err(whole(Field::SecretId, Reason::Empty));
    }
    if let Some(offset) = secret_id.iter().position(u8::is_ascii_control) {
        return Err(at(Field::SecretId, Reason::ControlCharacter, secret_id, offset));
    }
    let last = secret_id.len() - 1;
    for offset in [0, last] {
        if secret_id[offset] == b' ' {
            return Err(at(Field::SecretId, Reason::Space, secret_id, offset));
        }
    }
    match key {
        Some(sent) if sent != secret_id => {
            Err(whole(Field::Header(header::KEY.to_owned()), Reason::OtherSecretId))
        }
        _ => Ok(()),
    }
}

fn examine_digits(
    request: &Request<'_>,
    digits: &[u8],
    name: &str,
    field: Field,
) -> Result<(), Refusal> {
    if digits.is_empty() {
        let sent = request.header_value(name).is_some();
        return Err(whole(field, if sent { Reason::Empty } else { Reason::Missing }));
    }
    match digits.iter().position(|byte| !byte.is_ascii_digit()) {
        None => Ok(()),
        Some(offset) => Err(at(field, Reason::NotDecimal, digits, offset)),
    }
}

fn examine_uri(uri: &[u8]) -> Result<(), Refusal> {
    match uri.first() {
        None => return Err(whole(Field::Uri, Reason::Empty)),
        Some(b'/') => {}
        Some(_) if has_scheme(uri) => return Err(whole(Field::Uri, Reason::AbsoluteUri)),
        Some(byte) if byte.is_ascii_control() => {}
        Some(_) => return Err(whole(Field::Uri, Reason::NoLeadingSlash)),
    }
    match uri.iter().position(|&byte| !byte.is_ascii_graphic() || byte == b'#') {
        None => Ok(()),
        Some(offset) => Err(at(
            Field::Uri,
            match uri[offset] {
                b' ' => Reason::Space,
                b'#' => Reason::Fragment,
                0x80.. => Reason::NonAscii,
                _ => Reason::ControlCharacter,
            },
            uri,
            offset,
        )),
    }
}

fn has_scheme(uri: &[u8]) -> bool {
    let letters = uri.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    letters > 0 && uri[letters..].starts_with(b"://")
}

fn whole(field: Field, reason: Reason) -> Refusal {
    Refusal { field, reason, offset: 0, byte: None }
}

fn at(field: Field, reason: Reason, bytes: &[u8], offset: usize) -> Refusal {
    let byte = bytes[offset];
    let reason = if byte.is_ascii_control() { Reason::ControlCharacter } else { reason };
    Refusal { field, reason, offset, byte: Some(byte) }
}
