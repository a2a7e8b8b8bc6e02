//! The vector file format, and the golden vectors embedded in the library.
//!
//! A [`Suite`] is every file of a folder: the topic files of [`Vector`]s, the
//! key-free canonicalisation cases, the accumulated vectors, and the cases for
//! clients and for receivers of callbacks. The format is
//! described in `vectors/README.md` and by the JSON Schemas beside it.
//!
//! ```
//! let suite = tmsig::vectors::Suite::embedded();
//! let vector = suite.vectors().find(|vector| vector.flags.iter().any(|flag| flag == "emoji"));
//! assert!(vector.is_some());
//! ```

mod accumulated;
mod callback;
mod client;
mod file;
mod load;

use std::collections::BTreeMap;

use crate::credentials::Credentials;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::signature::Signature;

pub use accumulated::{Accumulated, AccumulatedTest, GeneratedRequest};
pub use callback::{
    CallbackCase, CallbackExpectation, CallbackStages, EncryptionStages, ExpectedCallbackRefusal,
};
pub use client::{ClientCase, ClientStep, LogicalCall, ScriptedAnswer, UploadPart};
pub use load::LoadError;

/// Name and text of every embedded file: vectors, schemas, README and licence.
pub const EMBEDDED_FILES: &[(&str, &str)] =
    include!(concat!(env!("OUT_DIR"), "/embedded_vectors.rs"));

/// All cases of a folder of vector files.
#[derive(Clone, Debug)]
pub struct Suite {
    topics: Vec<Topic>,
    canonical: Vec<CanonicalCase>,
    accumulated: Vec<Accumulated>,
    client: Vec<ClientCase>,
    callback: Vec<CallbackCase>,
    callback_flags: BTreeMap<String, Flag>,
    flags: BTreeMap<String, Flag>,
}

impl Suite {
    /// The golden vectors of this version.
    pub fn embedded() -> Self {
        Self::load(EMBEDDED_FILES.iter().copied())
            .unwrap_or_else(|error| panic!("the embedded vectors are tested to load: {error}"))
    }

    /// The suite in these files, given by name and text. Files whose name does
    /// not end in `.json`, and JSON Schemas, are passed over.
    ///
    /// # Errors
    ///
    /// Names the file, the test and what is wrong with it.
    pub fn load<'f>(
        files: impl IntoIterator<Item = (&'f str, &'f str)>,
    ) -> Result<Self, LoadError> {
        load::load(files)
    }

    /// The topic files, in the order of their names.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The vectors of all topics.
    pub fn vectors(&self) -> impl Iterator<Item = &Vector> {
        self.topics.iter().flat_map(|topic| &topic.vectors)
    }

    /// The key-free canonicalisation cases.
    pub fn canonical_cases(&self) -> &[CanonicalCase] {
        &self.canonical
    }

    /// The accumulated vectors.
    pub fn accumulated(&self) -> &[Accumulated] {
        &self.accumulated
    }

    /// The cases for whole clients.
    pub fn client_cases(&self) -> &[ClientCase] {
        &self.client
    }

    /// The cases for receivers of event callbacks.
    pub fn callback_cases(&self) -> &[CallbackCase] {
        &self.callback
    }

    /// What each flag of a [`CallbackCase`] means.
    pub fn callback_flags(&self) -> &BTreeMap<String, Flag> {
        &self.callback_flags
    }

    /// What each flag of every other case means.
    pub fn flags(&self) -> &BTreeMap<String, Flag> {
        &self.flags
    }
}

/// One topic file.
#[derive(Clone, Debug)]
pub struct Topic {
    /// The file's name without `.json`; every id in it begins with it.
    pub name: String,
    /// How the values were made.
    pub source: String,
    /// Its vectors, in the order of the file.
    pub vectors: Vec<Vector>,
}

/// What a flag marks.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// What the cases with this flag have in common.
    pub what: String,
    /// What goes wrong in a signer that fails them.
    pub failure: String,
    /// Where to read more.
    pub link: String,
}

/// One request with its signature, and what it demands.
#[derive(Clone, Debug)]
pub struct Vector {
    /// `topic/name`; never changes.
    pub id: String,
    /// What the case is and why it breaks signers.
    pub comment: String,
    /// Names of [`Flag`]s.
    pub flags: Vec<String>,
    /// Of the account that sends the request.
    pub credentials: Credentials,
    /// As sent, with its `X-TC-Signature`.
    pub request: Request<'static>,
    /// The stages of the correct signature of the request as sent; `None` if a
    /// signed header is missing.
    pub stages: Option<Stages>,
    /// The request's own timestamp, in UNIX seconds; 0 if it has none that can
    /// be read.
    pub sent_at: u64,
    /// UNIX seconds of the server's clock when the request arrived. The
    /// request's own timestamp, unless the vector says otherwise.
    pub now: u64,
    /// What is demanded.
    pub expectation: Expectation,
}

/// What a [`Vector`] demands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expectation {
    /// Sources disagree: a signer may produce the signature of
    /// [`Vector::stages`], one of these others, or refuse; a verifier may
    /// accept or refuse.
    Acceptable(Vec<Alternative>),
    /// A verifier must refuse the request.
    Invalid {
        /// Ids of the mistakes in it.
        mistakes: Vec<String>,
        /// The vendor's code for the refusal.
        error_code: u32,
        /// Codes that are as good, where the order of checks is not known.
        other_error_codes: Vec<u32>,
        /// Whether the very same request was accepted just before.
        replayed: bool,
    },
    /// A signer must produce this signature, and a verifier accept it.
    Valid,
}

/// Another reading of an acceptable [`Vector`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// Who reads it so.
    pub source: String,
    /// The stages of the signature in this reading.
    pub stages: Stages,
}

/// Every stage of one signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stages {
    /// `X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…`.
    pub header_string: Vec<u8>,
    /// The whole text that is signed.
    pub string_to_sign: Vec<u8>,
    /// HMAC-SHA256 of it in lower-case hexadecimal.
    pub hex_digest: String,
    /// Base64 of that.
    pub signature: Signature,
}

/// A request and what must come of it, without a key.
#[derive(Clone, Debug)]
pub struct CanonicalCase {
    /// `canonical/name`; never changes.
    pub id: String,
    /// What the case is.
    pub comment: String,
    /// Names of [`Flag`]s.
    pub flags: Vec<String>,
    /// As it is to be sent; `X-TC-Key` carries the SecretId.
    pub request: Request<'static>,
    /// What must come of it.
    pub expectation: CanonicalExpectation,
}

/// What must come of a [`CanonicalCase`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CanonicalExpectation {
    /// The request is not signed, for this reason.
    Refused(ExpectedRefusal),
    /// The request is signed, with these strings.
    Signed {
        /// `X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…`.
        header_string: Vec<u8>,
        /// The whole text that is signed.
        string_to_sign: Vec<u8>,
    },
}

/// A [`Refusal`] in the terms of the vector file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRefusal {
    /// [`Field::id`](crate::Field::id).
    pub field: String,
    /// The header's name, where the field is `header`.
    pub header: Option<String>,
    /// [`Reason::id`](crate::Reason::id).
    pub reason: String,
    /// Byte offset of the first wrong byte.
    pub offset: usize,
}

impl From<&Refusal> for ExpectedRefusal {
    fn from(refusal: &Refusal) -> Self {
        Self {
            field: refusal.field.id().to_owned(),
            header: match &refusal.field {
                crate::Field::Header(name) => Some(name.clone()),
                _ => None,
            },
            reason: refusal.reason.id().to_owned(),
            offset: refusal.offset,
        }
    }
}
