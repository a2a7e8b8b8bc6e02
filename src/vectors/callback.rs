//! Cases for receivers of event callbacks: what arrives, and what a receiver
//! makes of it.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::file::Flags;
use crate::request::Request;
use crate::request_json::{Base64, Text, text_or_base64};

/// One callback that arrives at a receiver.
#[derive(Clone, Debug)]
pub struct CallbackCase {
    /// `callback/topic/name`; never changes.
    pub id: String,
    /// What the case is and why it breaks receivers.
    pub comment: String,
    /// Names of [`Flag`](super::Flag)s.
    pub flags: Vec<String>,
    /// The Token of the receiver's subscription; made up.
    pub token: String,
    /// The EncodingAESKey of the receiver's subscription; `None` where data is
    /// not encrypted.
    pub encoding_aes_key: Option<String>,
    /// As it arrives.
    pub request: Request<'static>,
    /// Whether sources disagree: a receiver may do as is said here, or not.
    pub is_acceptable: bool,
    /// What comes of it.
    pub expectation: CallbackExpectation,
}

/// What a receiver makes of a [`CallbackCase`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackExpectation {
    /// It is answered with status 200.
    Accepted {
        /// Every stage up to the plaintext.
        stages: Box<CallbackStages>,
        /// Ids of what is not as documented.
        notes: Vec<String>,
        /// The body of the answer.
        answer: String,
    },
    /// It is refused.
    Refused {
        /// What is wrong first.
        refusal: ExpectedCallbackRefusal,
        /// Ids of the mistakes that made the signature.
        mistakes: Vec<String>,
    },
}

/// Every stage of a callback that is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackStages {
    /// `url-check` or `event`.
    pub kind: String,
    /// The names of the four parts in the order in which they are joined.
    pub sorted: Vec<String>,
    /// The text that is signed.
    pub joined: String,
    /// Its SHA-1 in lower-case hexadecimal.
    pub signature: String,
    /// What was decrypted; `None` without an EncodingAESKey.
    pub encryption: Option<EncryptionStages>,
    /// The text that `data` holds.
    pub plaintext: String,
}

/// The stages of a decryption, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptionStages {
    /// The 32 bytes of the key.
    pub aes_key: String,
    /// The last 16 bytes of the ciphertext.
    pub ciphertext_ends: String,
    /// What they decrypt to, with the padding.
    pub padded_plaintext_ends: String,
}

/// The refusal of a callback in the terms of the vector file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedCallbackRefusal {
    /// The name of the field.
    pub field: String,
    /// The name of the reason.
    pub reason: String,
    /// Byte offset of the first wrong byte, where it is one.
    pub offset: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallbackFile<'f> {
    #[serde(rename = "schema")]
    _schema: String,
    pub(super) topic: String,
    #[serde(rename = "source")]
    _source: String,
    pub(super) flags: Flags,
    #[serde(borrow)]
    pub(super) groups: Vec<Group<'f>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group<'f> {
    pub(super) subscription: SubscriptionJson,
    #[serde(borrow)]
    pub(super) tests: Vec<&'f RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubscriptionJson {
    token: String,
    encoding_aes_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallbackCaseJson {
    pub(super) id: String,
    comment: String,
    pub(super) flags: Vec<String>,
    request: RequestJson,
    result: CallbackResult,
    kind: Option<String>,
    sorted: Option<Vec<String>>,
    joined: Option<String>,
    signature: Option<String>,
    aes_key_hex: Option<String>,
    ciphertext_ends_hex: Option<String>,
    padded_plaintext_ends_hex: Option<String>,
    plaintext: Option<String>,
    answer: Option<AnswerJson>,
    notes: Option<Vec<String>>,
    refusal: Option<ExpectedCallbackRefusal>,
    mistakes: Option<Vec<String>>,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum CallbackResult {
    Acceptable,
    Invalid,
    Valid,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestJson {
    method: String,
    uri: String,
    headers: Vec<(String, String)>,
    body: Option<Text>,
    body_base64: Option<Base64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerJson {
    status: u16,
    body: String,
}

impl CallbackCaseJson {
    pub(super) fn into_case(self, subscription: &SubscriptionJson) -> Result<CallbackCase, String> {
        let RequestJson { method, uri, headers, body, body_base64 } = self.request;
        let headers = headers.into_iter().map(|(name, value)| (name, value.into_bytes())).collect();
        let body = text_or_base64::<serde_json::Error>(body, body_base64, "body")
            .map_err(|error| error.to_string())?
            .unwrap_or_default();
        let request = Request::from_owned(method.into_bytes(), uri.into_bytes(), headers, body);
        let expectation = match (self.result, self.refusal) {
            (CallbackResult::Valid, Some(_)) => return Err("a valid case has no refusal".into()),
            (CallbackResult::Invalid, None) => return Err("an invalid case has a refusal".into()),
            (_, Some(refusal)) => {
                let mistakes = self.mistakes.unwrap_or_default();
                CallbackExpectation::Refused { refusal, mistakes }
            }
            (_, None) => {
                let missing = || "an accepted case has every stage and an answer".to_owned();
                let encryption = match subscription.encoding_aes_key {
                    None => None,
                    Some(_) => Some(EncryptionStages {
                        aes_key: self.aes_key_hex.ok_or_else(missing)?,
                        ciphertext_ends: self.ciphertext_ends_hex.ok_or_else(missing)?,
                        padded_plaintext_ends: self
                            .padded_plaintext_ends_hex
                            .ok_or_else(missing)?,
                    }),
                };
                let stages = Box::new(CallbackStages {
                    kind: self.kind.ok_or_else(missing)?,
                    sorted: self.sorted.ok_or_else(missing)?,
                    joined: self.joined.ok_or_else(missing)?,
                    signature: self.signature.ok_or_else(missing)?,
                    encryption,
                    plaintext: self.plaintext.ok_or_else(missing)?,
                });
                let answer = self.answer.ok_or_else(missing)?;
                if answer.status != 200 {
                    return Err("the answer of an accepted case has status 200".to_owned());
                }
                let notes = self.notes.unwrap_or_default();
                if notes.is_empty() == (self.result == CallbackResult::Acceptable) {
                    return Err("notes are what makes an accepted case acceptable".to_owned());
                }
                CallbackExpectation::Accepted { stages, notes, answer: answer.body }
            }
        };
        Ok(CallbackCase {
            id: self.id,
            comment: self.comment,
            flags: self.flags,
            token: subscription.token.clone(),
            encoding_aes_key: subscription.encoding_aes_key.clone(),
            request,
            is_acceptable: self.result == CallbackResult::Acceptable,
            expectation,
        })
    }
}
