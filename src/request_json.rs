//! A request as JSON (`docs/design.md`, "Formats").
//!
//! ```json
//! {"method":"POST","uri":"/v1/meetings","headers":{"X-TC-Nonce":"880064"},"body":"{}"}
//! ```
//!
//! Method, URI and body that are not UTF-8 stand as `method_base64`,
//! `uri_base64` and `body_base64`; such a header value as `{"base64":"…"}`.
//! Nothing is lost on the way there and back.

use std::fmt;
use std::marker::PhantomData;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::request::Request;

impl Serialize for Request<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, name_base64, bytes) in [
            ("method", "method_base64", self.method_bytes()),
            ("uri", "uri_base64", self.uri_bytes()),
        ] {
            serialize_bytes(&mut map, name, name_base64, bytes)?;
        }
        map.serialize_entry("headers", &HeadersOf(self))?;
        if !self.body_bytes().is_empty() {
            serialize_bytes(&mut map, "body", "body_base64", self.body_bytes())?;
        }
        map.end()
    }
}

struct HeadersOf<'r>(&'r Request<'r>);

impl Serialize for HeadersOf<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.headers().len()))?;
        for (name, value) in self.0.headers() {
            match str::from_utf8(value) {
                Ok(text) => map.serialize_entry(name, text)?,
                Err(_) => map.serialize_entry(name, &Base64Member { base64: value })?,
            }
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Base64Member<'b> {
    #[serde(serialize_with = "as_base64")]
    base64: &'b [u8],
}

fn as_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

/// Writes bytes as text where they are UTF-8, else as base64 under the other
/// name.
pub(crate) fn serialize_bytes<M: serde::ser::SerializeMap>(
    map: &mut M,
    name: &'static str,
    name_base64: &'static str,
    bytes: &[u8],
) -> Result<(), M::Error> {
    match str::from_utf8(bytes) {
        Ok(text) => map.serialize_entry(name, text),
        Err(_) => map.serialize_entry(name_base64, &STANDARD.encode(bytes)),
    }
}

impl<'de> Deserialize<'de> for Request<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Members {
            method: Option<Text>,
            method_base64: Option<Base64>,
            uri: Option<Text>,
            uri_base64: Option<Base64>,
            #[serde(default)]
            headers: Headers,
            body: Option<Text>,
            body_base64: Option<Base64>,
            /// What `tmsig serve --record` adds to a request.
            #[serde(rename = "tmsig")]
            _tmsig: Option<de::IgnoredAny>,
        }
        let members: Members = only_map(deserializer, "an object with method and uri")?;
        let method = text_or_base64(members.method, members.method_base64, "method")?
            .ok_or_else(|| de::Error::missing_field("method"))?;
        let uri = text_or_base64(members.uri, members.uri_base64, "uri")?
            .ok_or_else(|| de::Error::missing_field("uri"))?;
        let body = text_or_base64(members.body, members.body_base64, "body")?.unwrap_or_default();
        Ok(Self::from_owned(method, uri, members.headers.0, body))
    }
}

/// Reads a struct from an object only: derived code would also take a list, by
/// position.
pub(crate) fn only_map<'de, D, T>(deserializer: D, expected: &'static str) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct MapVisitor<T>(&'static str, PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for MapVisitor<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }
    deserializer.deserialize_map(MapVisitor(expected, PhantomData))
}

/// An error of the JSON parser without the value it found, which may be a
/// SecretKey in the wrong place, and without its position.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rfind(" at line ").map_or(&*text, |at| &text[..at]);
    match (text.strip_prefix("invalid "), text.rfind(", expected ")) {
        (Some(_), Some(expected)) => {
            let found = &text[..expected];
            let kind = found.find(['"', '`']).map_or(found, |value| found[..value].trim_end());
            format!("{kind}{}", &text[expected..])
        }
        _ => text.to_owned(),
    }
}

/// Why a text is not a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestJsonError {
    /// Counted from 1; 0 if the fault is of the whole.
    pub line: usize,
    /// Counted from 1, in bytes; 0 if it is of the whole line.
    pub column: usize,
    reason: String,
}

#[cfg(feature = "import")]
impl RequestJsonError {
    /// Without the place.
    pub(crate) fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for RequestJsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match place(self.line, self.column) {
            place if place.is_empty() => f.write_str(&self.reason),
            place => write!(f, "{place}: {}", self.reason),
        }
    }
}

/// A place as the parser tells it, in words: it says 0 of what it does not know.
pub(crate) fn place(line: usize, column: usize) -> String {
    match (line, column) {
        (0, _) => String::new(),
        (line, 0) => format!("line {line}"),
        (line, column) => format!("line {line} column {column}"),
    }
}

impl std::error::Error for RequestJsonError {}

impl Request<'static> {
    /// Reads a Request JSON.
    ///
    /// # Errors
    ///
    /// Names the place and what was expected there; no value is quoted, as one
    /// of them might be a SecretKey.
    pub fn from_json(text: &str) -> Result<Self, RequestJsonError> {
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            RequestJsonError { line: error.line(), column: error.column(), reason: reason(&error) }
        })
    }
}

/// One of `name` and `name_base64`, or neither.
pub(crate) fn text_or_base64<E: de::Error>(
    text: Option<Text>,
    base64: Option<Base64>,
    name: &str,
) -> Result<Option<Vec<u8>>, E> {
    match (text, base64) {
        (Some(_), Some(_)) => Err(E::custom(format_args!(
            "both `{name}` and `{name}_base64` are given; give the one that holds the bytes as sent"
        ))),
        (Some(text), None) => Ok(Some(text.0.into_bytes())),
        (None, base64) => Ok(base64.map(|base64| base64.0)),
    }
}

/// A text, with an error that says what to do about a JSON value.
pub(crate) struct Text(pub(crate) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl Visitor<'_> for TextVisitor {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string holding the exact text as sent (a JSON body as a string too)")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// Bytes as standard, padded base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base64(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(&text).map_err(|error| {
            de::Error::custom(format_args!("not standard padded base64: {error}"))
        })?;
        Ok(Self(bytes))
    }
}

#[derive(Default)]
struct Headers(Vec<(String, Vec<u8>)>);

impl<'de> Deserialize<'de> for Headers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HeadersVisitor;
        impl<'de> Visitor<'de> for HeadersVisitor {
            type Value = Headers;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of header names and values")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Headers, A::Error> {
                let mut headers = Vec::with_capacity(map.size_hint().unwrap_or_default().min(64));
                while let Some((name, value)) = map.next_entry::<String, HeaderValue>()? {
                    headers.push((name, value.0));
                }
                Ok(Headers(headers))
            }
        }
        deserializer.deserialize_map(HeadersVisitor)
    }
}

struct HeaderValue(Vec<u8>);

impl<'de> Deserialize<'de> for HeaderValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;
        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = HeaderValue;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a header value: a string, a whole number or {\"base64\":\"…\"}")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<HeaderValue, E> {
                Ok(HeaderValue(text.as_bytes().to_vec()))
            }
            // People write timestamps and nonces as numbers; their digits are
            // what is sent.
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<HeaderValue, E> {
                Ok(HeaderValue(number.to_string().into_bytes()))
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<HeaderValue, E> {
                Ok(HeaderValue(number.to_string().into_bytes()))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<HeaderValue, A::Error> {
                let mut value = None;
                while let Some(name) = map.next_key::<String>()? {
                    if name != "base64" {
                        return Err(de::Error::unknown_field(&name, &["base64"]));
                    }
                    value = Some(map.next_value::<Base64>()?.0);
                }
                value.map(HeaderValue).ok_or_else(|| de::Error::missing_field("base64"))
            }
        }
        deserializer.deserialize_any(ValueVisitor)
    }
}
