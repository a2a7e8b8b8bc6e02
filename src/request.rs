//! One request, as its bytes are on the wire.

use std::borrow::Cow;
use std::fmt;

use crate::bytes;

/// Names of the headers the scheme knows, as the vendor spells them
/// (`docs/spec.md`, "Common request headers").
pub mod header {
    /// The enterprise id; required, not signed.
    pub const APP_ID: &str = "AppId";
    /// Not signed, but `multipart/form-data` here empties the signed body.
    pub const CONTENT_TYPE: &str = "Content-Type";
    /// The SecretId; signed.
    pub const KEY: &str = "X-TC-Key";
    /// A random positive integer; signed.
    pub const NONCE: &str = "X-TC-Nonce";
    /// `1` turns the account address book on; not signed.
    pub const REGISTERED: &str = "X-TC-Registered";
    /// The application id, if one was assigned; not signed.
    pub const SDK_ID: &str = "SdkId";
    /// Where the signature travels.
    pub const SIGNATURE: &str = "X-TC-Signature";
    /// UNIX seconds; signed.
    pub const TIMESTAMP: &str = "X-TC-Timestamp";
}

/// A request as it is sent or as it arrived: method, URI, headers and body,
/// byte for byte. Nothing is normalised, checked or decoded here.
///
/// The URI is what stands in the request line: path and query, without scheme
/// and host.
///
/// ```
/// use tmsig::Request;
///
/// let request = Request::new("POST", "/v1/meetings")
///     .nonce("880064")
///     .timestamp("1600000000")
///     .header("Content-Type", "application/json")
///     .body(r#"{"subject":"周会"}"#);
/// assert_eq!(request.header_value("x-tc-nonce"), Some(&b"880064"[..]));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Request<'a> {
    method: Cow<'a, [u8]>,
    uri: Cow<'a, [u8]>,
    headers: Vec<(Cow<'a, str>, Cow<'a, [u8]>)>,
    body: Cow<'a, [u8]>,
}

impl<'a> Request<'a> {
    /// A request without headers and with an empty body.
    pub fn new<M, U>(method: &'a M, uri: &'a U) -> Self
    where
        M: AsRef<[u8]> + ?Sized,
        U: AsRef<[u8]> + ?Sized,
    {
        Self {
            method: Cow::Borrowed(method.as_ref()),
            uri: Cow::Borrowed(uri.as_ref()),
            headers: Vec::new(),
            body: Cow::Borrowed(&[]),
        }
    }

    /// Appends a header. A name may occur several times; readers take the
    /// first.
    #[must_use]
    pub fn header<V: AsRef<[u8]> + ?Sized>(mut self, name: &'a str, value: &'a V) -> Self {
        self.headers.push((Cow::Borrowed(name), Cow::Borrowed(value.as_ref())));
        self
    }

    /// Appends `X-TC-Nonce`: a random positive integer in decimal digits.
    #[must_use]
    pub fn nonce<V: AsRef<[u8]> + ?Sized>(self, nonce: &'a V) -> Self {
        self.header(header::NONCE, nonce)
    }

    /// Appends `X-TC-Timestamp`: UNIX seconds in decimal digits.
    #[must_use]
    pub fn timestamp<V: AsRef<[u8]> + ?Sized>(self, timestamp: &'a V) -> Self {
        self.header(header::TIMESTAMP, timestamp)
    }

    /// Sets the body: the bytes that are sent, not a text they came from.
    #[must_use]
    pub fn body<B: AsRef<[u8]> + ?Sized>(mut self, body: &'a B) -> Self {
        self.body = Cow::Borrowed(body.as_ref());
        self
    }

    /// Sets a header, replacing every one of that name.
    pub fn set_header(&mut self, name: &'a str, value: impl Into<Vec<u8>>) {
        let value = Cow::Owned(value.into());
        match self.headers.iter().position(|(n, _)| n.eq_ignore_ascii_case(name)) {
            Some(first) => {
                self.headers[first].1 = value;
                let mut seen = false;
                self.headers.retain(|(n, _)| {
                    !n.eq_ignore_ascii_case(name) || !std::mem::replace(&mut seen, true)
                });
            }
            None => self.headers.push((Cow::Borrowed(name), value)),
        }
    }

    #[cfg(any(feature = "http", feature = "doctor"))]
    pub(crate) fn set_uri(&mut self, uri: Vec<u8>) {
        self.uri = Cow::Owned(uri);
    }

    #[cfg(feature = "doctor")]
    pub(crate) fn set_body(&mut self, body: Vec<u8>) {
        self.body = Cow::Owned(body);
    }

    /// The method as sent.
    pub fn method_bytes(&self) -> &[u8] {
        &self.method
    }

    /// Path and query as sent.
    pub fn uri_bytes(&self) -> &[u8] {
        &self.uri
    }

    /// The body as sent.
    pub fn body_bytes(&self) -> &[u8] {
        &self.body
    }

    /// The headers in the order they were sent.
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The first header of that name; as in HTTP, case does not matter.
    pub fn header_value(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    /// The headers the scheme knows, in one pass.
    pub(crate) fn known_headers(&self) -> KnownHeaders<'_> {
        let mut known = KnownHeaders::default();
        for (name, value) in self.headers() {
            let (slot, known_name) = if is_same(name, header::KEY) {
                (&mut known.key, header::KEY)
            } else if is_same(name, header::NONCE) {
                (&mut known.nonce, header::NONCE)
            } else if is_same(name, header::TIMESTAMP) {
                (&mut known.timestamp, header::TIMESTAMP)
            } else {
                known.others_have_control |= bytes::any(value, bytes::control);
                if is_same(name, header::CONTENT_TYPE) {
                    (&mut known.content_type, header::CONTENT_TYPE)
                } else if is_same(name, header::SIGNATURE) {
                    (&mut known.signature, header::SIGNATURE)
                } else if is_same(name, header::APP_ID) {
                    (&mut known.app_id, header::APP_ID)
                } else if is_same(name, header::SDK_ID) {
                    (&mut known.sdk_id, header::SDK_ID)
                } else {
                    known.others_have_control |= bytes::any(name.as_bytes(), bytes::control);
                    continue;
                }
            };
            match slot {
                None => *slot = Some(value),
                Some(first) => {
                    known.others_have_control |= bytes::any(value, bytes::control);
                    if *first != value {
                        known.contradicted = Some(known_name);
                    }
                }
            }
        }
        known
    }

    /// Whether the Content-Type is `multipart/form-data`, whose body is signed
    /// as if it were empty (`docs/spec.md`: so do the vendor's SDKs).
    pub fn is_multipart_form_data(&self) -> bool {
        self.header_value(header::CONTENT_TYPE).is_some_and(is_multipart_form_data)
    }

    /// The same request, owning its bytes.
    pub fn into_owned(self) -> Request<'static> {
        Request {
            method: Cow::Owned(self.method.into_owned()),
            uri: Cow::Owned(self.uri.into_owned()),
            headers: self
                .headers
                .into_iter()
                .map(|(name, value)| {
                    (Cow::Owned(name.into_owned()), Cow::Owned(value.into_owned()))
                })
                .collect(),
            body: Cow::Owned(self.body.into_owned()),
        }
    }
}

/// Mostly names are spelt as the vendor does.
#[inline]
fn is_same(name: &str, known: &str) -> bool {
    name.len() == known.len() && (name == known || name.eq_ignore_ascii_case(known))
}

/// The headers the scheme knows, the first of each name.
#[derive(Default)]
pub(crate) struct KnownHeaders<'r> {
    pub(crate) app_id: Option<&'r [u8]>,
    pub(crate) content_type: Option<&'r [u8]>,
    /// A header that stands there twice, with different values.
    pub(crate) contradicted: Option<&'static str>,
    /// Whether there is a control character in any other header, or in one that
    /// is not signed.
    pub(crate) others_have_control: bool,
    pub(crate) key: Option<&'r [u8]>,
    pub(crate) nonce: Option<&'r [u8]>,
    pub(crate) sdk_id: Option<&'r [u8]>,
    pub(crate) signature: Option<&'r [u8]>,
    pub(crate) timestamp: Option<&'r [u8]>,
}

impl KnownHeaders<'_> {
    /// As [`Request::is_multipart_form_data`].
    pub(crate) fn is_multipart_form_data(&self) -> bool {
        self.content_type.is_some_and(is_multipart_form_data)
    }
}

#[inline]
fn is_multipart_form_data(content_type: &[u8]) -> bool {
    const MEDIA_TYPE: &[u8] = b"multipart/form-data";
    if content_type.len() < MEDIA_TYPE.len() {
        return false;
    }
    content_type.trim_ascii_start().split_at_checked(MEDIA_TYPE.len()).is_some_and(
        |(media_type, parameters)| {
            media_type.eq_ignore_ascii_case(MEDIA_TYPE)
                && matches!(parameters.trim_ascii_start(), [] | [b';', ..])
        },
    )
}

#[cfg(feature = "vectors")]
impl Request<'static> {
    pub(crate) fn from_owned(
        method: Vec<u8>,
        uri: Vec<u8>,
        headers: Vec<(String, Vec<u8>)>,
        body: Vec<u8>,
    ) -> Self {
        Self {
            method: Cow::Owned(method),
            uri: Cow::Owned(uri),
            headers: headers
                .into_iter()
                .map(|(name, value)| (Cow::Owned(name), Cow::Owned(value)))
                .collect(),
            body: Cow::Owned(body),
        }
    }
}

/// Shows bytes as text with escapes, and never the whole of a long body.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Escaped<'b>(&'b [u8]);
        impl fmt::Debug for Escaped<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                const SHOWN: usize = 1024;
                let (shown, rest) = self.0.split_at(self.0.len().min(SHOWN));
                write!(f, "b\"{}\"", shown.escape_ascii())?;
                if !rest.is_empty() {
                    write!(f, " and {} more bytes", rest.len())?;
                }
                Ok(())
            }
        }
        let headers: Vec<_> = self.headers().map(|(name, value)| (name, Escaped(value))).collect();
        f.debug_struct("Request")
            .field("method", &Escaped(&self.method))
            .field("uri", &Escaped(&self.uri))
            .field("headers", &headers)
            .field("body", &Escaped(&self.body))
            .finish()
    }
}
