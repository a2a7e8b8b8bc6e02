//! The string to sign: its parts, borrowed from a request, and the way back.
//!
//! ```text
//! METHOD "\n" "X-TC-Key=" secret_id "&X-TC-Nonce=" nonce "&X-TC-Timestamp=" timestamp "\n" URI "\n" BODY
//! ```
//!
//! Source: `docs/spec.md`, "Request signature" (the vendor's pages 1095/42413 and 1095/43551).

use std::fmt;

use crate::hmac::Message;
use crate::request::{KnownHeaders, Request};

const KEY: &[u8] = b"X-TC-Key=";
const NONCE: &[u8] = b"&X-TC-Nonce=";
const TIMESTAMP: &[u8] = b"&X-TC-Timestamp=";

/// The string to sign as its six variable parts, borrowed, never joined unless
/// asked for.
///
/// Two requests the [`Signer`](crate::Signer) accepts that differ in anything
/// that is signed never share a string to sign, and [`StringToSign::parse`] gives the parts back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StringToSign<'a> {
    /// As in the request line.
    pub method: &'a [u8],
    /// The value of X-TC-Key.
    pub secret_id: &'a [u8],
    /// The value of X-TC-Nonce.
    pub nonce: &'a [u8],
    /// The value of X-TC-Timestamp.
    pub timestamp: &'a [u8],
    /// Path and query, as in the request line.
    pub uri: &'a [u8],
    /// The entity, or nothing for `multipart/form-data`.
    pub body: &'a [u8],
}

impl<'a> StringToSign<'a> {
    /// The string to sign of a request as it arrived, whatever its bytes; a
    /// header that is absent counts as empty.
    pub fn as_arrived(request: &'a Request<'_>) -> Self {
        let known = request.known_headers();
        Self::new(request, &known, known.key.unwrap_or_default())
    }

    #[inline]
    pub(crate) fn new(
        request: &'a Request<'_>,
        known: &KnownHeaders<'a>,
        secret_id: &'a [u8],
    ) -> Self {
        Self {
            method: request.method_bytes(),
            secret_id,
            nonce: known.nonce.unwrap_or_default(),
            timestamp: known.timestamp.unwrap_or_default(),
            uri: request.uri_bytes(),
            body: if known.is_multipart_form_data() { &[] } else { request.body_bytes() },
        }
    }

    /// The pieces that, joined, are the string to sign.
    pub fn parts(&self) -> [&'a [u8]; 12] {
        let [key, secret_id, nonce_name, nonce, timestamp_name, timestamp] = self.header_parts();
        [
            self.method,
            b"\n",
            key,
            secret_id,
            nonce_name,
            nonce,
            timestamp_name,
            timestamp,
            b"\n",
            self.uri,
            b"\n",
            self.body,
        ]
    }

    fn header_parts(&self) -> [&'a [u8]; 6] {
        [KEY, self.secret_id, NONCE, self.nonce, TIMESTAMP, self.timestamp]
    }

    /// The second line alone: names and values of the signed headers.
    pub fn header_string(&self) -> Vec<u8> {
        self.header_parts().concat()
    }

    /// The pieces as a message to be signed. Constants are joined, and of a
    /// length the compiler knows.
    #[inline]
    pub(crate) fn write_to(&self, message: &mut Message<'a>) {
        message.push(self.method);
        message.push(b"\nX-TC-Key=");
        message.push(self.secret_id);
        message.push(NONCE);
        message.push(self.nonce);
        message.push(TIMESTAMP);
        message.push(self.timestamp);
        message.push(b"\n");
        message.push(self.uri);
        message.push(b"\n");
        message.end(self.body);
    }

    /// The whole as one piece.
    pub fn to_vec(&self) -> Vec<u8> {
        self.parts().concat()
    }

    /// Reads a string to sign back into its parts.
    ///
    /// # Errors
    ///
    /// Says which of the first three lines is not there or not of the form.
    pub fn parse(text: &'a [u8]) -> Result<Self, ParseStringToSignError> {
        use ParseStringToSignError as Error;
        let (method, rest) = split_line(text).ok_or(Error::NoHeaderString)?;
        let (header_string, rest) = split_line(rest).ok_or(Error::NoUri)?;
        let (uri, body) = split_line(rest).ok_or(Error::NoBody)?;
        let rest = header_string.strip_prefix(KEY).ok_or(Error::NoKey)?;
        // From the right: a SecretId may itself contain "&X-TC-Nonce=", digits
        // cannot.
        let (rest, timestamp) = rsplit_at(rest, TIMESTAMP).ok_or(Error::NoTimestamp)?;
        let (secret_id, nonce) = rsplit_at(rest, NONCE).ok_or(Error::NoNonce)?;
        Ok(Self { method, secret_id, nonce, timestamp, uri, body })
    }
}

impl fmt::Debug for StringToSign<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StringToSign(b\"")?;
        for part in self.parts() {
            write!(f, "{}", part.escape_ascii())?;
        }
        write!(f, "\")")
    }
}

/// Why some bytes are not a string to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseStringToSignError {
    /// There is no newline after the URI: most often the one that must stay
    /// when the body is empty.
    NoBody,
    /// The first line has no end.
    NoHeaderString,
    /// The second line does not begin with `X-TC-Key=`.
    NoKey,
    /// The second line has no `&X-TC-Nonce=`, or not before the timestamp.
    NoNonce,
    /// The second line has no `&X-TC-Timestamp=`.
    NoTimestamp,
    /// The second line has no end.
    NoUri,
}

impl fmt::Display for ParseStringToSignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoBody => {
                "no newline after the URI; it stays even when the body is empty (line 3)"
            }
            Self::NoHeaderString => "no newline after the method (line 1)",
            Self::NoKey => "the header string does not begin with \"X-TC-Key=\" (line 2)",
            Self::NoNonce => {
                "the header string has no \"&X-TC-Nonce=\" before the timestamp (line 2)"
            }
            Self::NoTimestamp => "the header string has no \"&X-TC-Timestamp=\" (line 2)",
            Self::NoUri => "no newline after the header string (line 2)",
        })
    }
}

impl std::error::Error for ParseStringToSignError {}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

fn rsplit_at<'b>(bytes: &'b [u8], separator: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let at = bytes.windows(separator.len()).rposition(|window| window == separator)?;
    Some((&bytes[..at], &bytes[at + separator.len()..]))
}
