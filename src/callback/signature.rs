//! The signature of a callback.

use std::fmt;

use ctutils::CtEq as _;
use sha1::{Digest as _, Sha1};

/// What is signed: the four texts that are sorted and joined (51612).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The Token of the subscription.
    Token,
    /// The header `timestamp`.
    Timestamp,
    /// The header `nonce`.
    Nonce,
    /// `check_str` or the member `data`, as base64 text.
    Data,
}

impl Part {
    /// The name used in files and reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Timestamp => "timestamp",
            Self::Nonce => "nonce",
            Self::Data => "data",
        }
    }
}

/// The lower-case hexadecimal SHA-1 of the four parts: 40 characters.
///
/// Equality takes the same time wherever two signatures differ.
#[derive(Clone, Copy)]
pub struct Signature([u8; 40]);

impl Signature {
    /// Signs the four parts, sorted by their bytes and joined without anything
    /// between them.
    pub(super) fn of(token: &[u8], timestamp: &[u8], nonce: &[u8], data: &[u8]) -> Self {
        let mut parts = [token, timestamp, nonce, data];
        parts.sort_unstable();
        let mut sha_1 = Sha1::new();
        for part in parts {
            sha_1.update(part);
        }
        let mut hex = [0; 40];
        // 20 bytes are 40 digits.
        let _infallible = hex::encode_to_slice(sha_1.finalize(), &mut hex);
        Self(hex)
    }

    /// The text as it goes into the header.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether these bytes, as they arrived in a header, are this signature.
    /// Constant time for every text of 40 bytes.
    pub fn matches(&self, arrived: &[u8]) -> bool {
        self.0[..].ct_eq(arrived).to_bool()
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}

impl Eq for Signature {}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        self.matches(&other.0)
    }
}
