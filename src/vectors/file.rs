//! The JSON shapes of the vector files, member for member.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Alternative, ExpectedRefusal, Flag, Stages};
use crate::credentials::Credentials;
use crate::request::Request;
use crate::request_json::{Base64, Text, text_or_base64};
use crate::signature::Signature;

/// The member that tells which of the shapes a file has.
#[derive(Deserialize)]
#[serde(expecting = "a vector file: an object with a schema")]
pub(super) struct Head {
    pub(super) schema: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a topic file: an object")]
pub(super) struct TopicFile<'f> {
    #[serde(rename = "schema")]
    _schema: String,
    pub(super) topic: String,
    pub(super) source: String,
    pub(super) flags: Flags,
    #[serde(borrow)]
    pub(super) groups: Vec<Group<'f>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a group: an object with credentials and tests")]
pub(super) struct Group<'f> {
    pub(super) credentials: Credentials,
    #[serde(borrow)]
    pub(super) tests: Vec<&'f RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a file of canonicalisation cases: an object")]
pub(super) struct CanonicalFile<'f> {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "source")]
    _source: String,
    pub(super) flags: Flags,
    #[serde(borrow)]
    pub(super) cases: Vec<&'f RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a file of accumulated vectors: an object")]
pub(super) struct AccumulatedFile<'f> {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "source")]
    _source: String,
    pub(super) credentials: Vec<Credentials>,
    pub(super) methods: Vec<String>,
    pub(super) queries: Vec<String>,
    pub(super) fragments: Vec<String>,
    #[serde(borrow)]
    pub(super) tests: Vec<&'f RawValue>,
    #[serde(borrow)]
    pub(super) first: Vec<&'f RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a test: an object")]
pub(super) struct Test {
    pub(super) id: String,
    pub(super) comment: String,
    pub(super) flags: Vec<String>,
    pub(super) request: Request<'static>,
    pub(super) result: TestResult,
    header_string: Option<Text>,
    string_to_sign: Option<Text>,
    string_to_sign_base64: Option<Base64>,
    hex_digest: Option<String>,
    signature: Option<SignatureText>,
    #[serde(default)]
    pub(super) alternatives: Vec<AlternativeJson>,
    pub(super) mistakes: Option<Vec<String>>,
    pub(super) error_code: Option<u32>,
    #[serde(default)]
    pub(super) other_error_codes: Vec<u32>,
    pub(super) now: Option<u64>,
    #[serde(default)]
    pub(super) replayed: bool,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum TestResult {
    Acceptable,
    Invalid,
    Valid,
}

impl Test {
    /// The stages, all of them or none.
    pub(super) fn stages(&mut self) -> Result<Option<Stages>, String> {
        let string_to_sign: Result<_, serde_json::Error> = text_or_base64(
            self.string_to_sign.take(),
            self.string_to_sign_base64.take(),
            "string_to_sign",
        );
        let string_to_sign = string_to_sign.map_err(|error| error.to_string())?;
        match (
            self.header_string.take(),
            string_to_sign,
            self.hex_digest.take(),
            self.signature.take(),
        ) {
            (Some(header_string), Some(string_to_sign), Some(hex_digest), Some(signature)) => {
                stages(header_string, string_to_sign, hex_digest, &signature).map(Some)
            }
            (None, None, None, None) => Ok(None),
            _ => Err("some stages are missing: header_string, string_to_sign, hex_digest and \
                      signature stand together"
                .to_owned()),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an alternative: an object")]
pub(super) struct AlternativeJson {
    source: String,
    header_string: Text,
    string_to_sign: Option<Text>,
    string_to_sign_base64: Option<Base64>,
    hex_digest: String,
    signature: SignatureText,
}

impl AlternativeJson {
    pub(super) fn into_alternative(self) -> Result<Alternative, String> {
        let string_to_sign: Result<_, serde_json::Error> =
            text_or_base64(self.string_to_sign, self.string_to_sign_base64, "string_to_sign");
        let string_to_sign = string_to_sign
            .map_err(|error| error.to_string())?
            .ok_or("an alternative has no string_to_sign")?;
        let stages = stages(self.header_string, string_to_sign, self.hex_digest, &self.signature)?;
        Ok(Alternative { source: self.source, stages })
    }
}

fn stages(
    header_string: Text,
    string_to_sign: Vec<u8>,
    hex_digest: String,
    signature: &SignatureText,
) -> Result<Stages, String> {
    let signature = signature.0;
    if signature.hex_digest() != hex_digest.as_bytes() {
        return Err("signature is not the base64 of hex_digest".to_owned());
    }
    let header_string = header_string.0.into_bytes();
    Ok(Stages { header_string, string_to_sign, hex_digest, signature })
}

struct SignatureText(Signature);

impl<'de> Deserialize<'de> for SignatureText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(de::Error::custom)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a case: an object")]
pub(super) struct CanonicalTest {
    pub(super) id: String,
    pub(super) comment: String,
    pub(super) flags: Vec<String>,
    pub(super) request: Request<'static>,
    pub(super) header_string: Option<Text>,
    pub(super) string_to_sign: Option<Text>,
    pub(super) string_to_sign_base64: Option<Base64>,
    pub(super) refused: Option<ExpectedRefusal>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a test: an object")]
pub(super) struct AccumulatedTestJson {
    pub(super) id: String,
    pub(super) requests: u64,
    pub(super) sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with request and signature")]
pub(super) struct FirstRequest {
    pub(super) request: Request<'static>,
    pub(super) signature: String,
}

/// Flags by name; a name given twice is an error, not an overwrite.
pub(super) struct Flags(pub(super) BTreeMap<String, Flag>);

impl<'de> Deserialize<'de> for Flags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FlagsVisitor;
        impl<'de> Visitor<'de> for FlagsVisitor {
            type Value = Flags;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of flags and their explanations")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Flags, A::Error> {
                let mut flags = BTreeMap::new();
                while let Some((name, flag)) = map.next_entry::<String, Flag>()? {
                    if flags.insert(name.clone(), flag).is_some() {
                        return Err(de::Error::custom(format_args!(
                            "the flag `{name}` is explained twice"
                        )));
                    }
                }
                Ok(Flags(flags))
            }
        }
        deserializer.deserialize_map(FlagsVisitor)
    }
}
