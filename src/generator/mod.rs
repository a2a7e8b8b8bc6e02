//! Requests out of bytes: everything the signer accepts, biased to where
//! signers break.
//!
//! The bytes come from a fuzzer, from proptest or from a seeded random number
//! generator; the same bytes make the same request. Where they run out, the
//! simplest choice is taken.
//!
//! ```
//! use arbitrary::{Arbitrary as _, Unstructured};
//! use tmsig::Signer;
//! use tmsig::generator::Sample;
//!
//! let sample = Sample::arbitrary(&mut Unstructured::new(b"any bytes at all"))?;
//! assert!(Signer::new(sample.credentials()).sign(&sample.request()).is_ok());
//! # Ok::<(), arbitrary::Error>(())
//! ```

mod account;
mod body;
#[cfg(feature = "vectors")]
mod call;
mod json;
mod uri;

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::credentials::Credentials;
use crate::request::{Request, header};

pub use account::PUBLIC_ACCOUNTS;
#[cfg(feature = "vectors")]
pub use call::step;

/// Bytes enough for one sample; what is longer is made by repetition.
pub const SAMPLE_BYTES: usize = 512;

/// Everything one signature is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sample {
    /// Of the account.
    pub secret_id: String,
    /// Of the account; made up, and no secret.
    pub secret_key: String,
    /// Upper-case letters.
    pub method: String,
    /// Path and query in graphic ASCII, without a fragment.
    pub uri: String,
    /// Decimal digits.
    pub nonce: String,
    /// Decimal digits.
    pub timestamp: String,
    /// The Content-Type header, if there is one.
    pub content_type: Option<String>,
    /// Any bytes.
    pub body: Vec<u8>,
}

impl Sample {
    /// A request of this account.
    ///
    /// # Errors
    ///
    /// None of its own; the source of bytes may have some.
    pub fn of_account(secret_id: &str, secret_key: &str, u: &mut Unstructured<'_>) -> Result<Self> {
        let method = method(u)?;
        let has_body = method != "GET" || u.int_in_range(0..=3)? == 3;
        Ok(Self {
            secret_id: secret_id.to_owned(),
            secret_key: secret_key.to_owned(),
            method,
            uri: uri::uri(u)?,
            nonce: nonce(u)?,
            timestamp: timestamp(u)?,
            content_type: content_type(u, has_body)?,
            // At the end, as it may take all the bytes there are.
            body: if has_body { body::body(u)? } else { Vec::new() },
        })
    }

    /// The account.
    pub fn credentials(&self) -> Credentials {
        Credentials::new(self.secret_id.clone(), self.secret_key.clone())
    }

    /// The request as it is sent, unsigned.
    pub fn request(&self) -> Request<'_> {
        let request = Request::new(&self.method, &self.uri)
            .header(header::KEY, &self.secret_id)
            .nonce(&self.nonce)
            .timestamp(&self.timestamp)
            .body(&self.body);
        match &self.content_type {
            Some(content_type) => request.header(header::CONTENT_TYPE, content_type),
            None => request,
        }
    }
}

impl<'a> Arbitrary<'a> for Sample {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let secret_id = account::secret_id(u)?;
        let secret_key = account::secret_key(u)?;
        Self::of_account(&secret_id, &secret_key, u)
    }
}

fn method(u: &mut Unstructured<'_>) -> Result<String> {
    let documented = match u.int_in_range(0..=15)? {
        0..=5 => "GET",
        6..=11 => "POST",
        12..=13 => "PUT",
        14 => "DELETE",
        _ => match u.int_in_range(0..=3)? {
            0 => "PATCH",
            1 => "HEAD",
            2 => "OPTIONS",
            _ => return text_of(u, 1..=8, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        },
    };
    Ok(documented.to_owned())
}

/// The SDKs draw up to 64 bits; what does not fit is still digits.
fn nonce(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=7)? {
        0..=2 => u.int_in_range(1..=999_999_u32)?.to_string(),
        3..=5 => u.int_in_range(1..=u64::MAX)?.to_string(),
        6 => (*u.choose(EDGE_NONCES)?).to_owned(),
        _ => text_of(u, 1..=20, b"0123456789")?,
    })
}

const EDGE_NONCES: &[&str] = &[
    "1",
    "2147483647",
    "2147483648",
    "4294967296",
    "9007199254740993",
    "9223372036854775808",
    "18446744073709551615",
    "007",
    "99999999999999999999",
];

fn timestamp(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=15)? {
        0..=13 => u.int_in_range(1_600_000_000..=1_900_000_000_u64)?.to_string(),
        14 => (*u.choose(&["2147483648", "4294967296", "1", "0"])?).to_owned(),
        _ => text_of(u, 1..=13, b"0123456789")?,
    })
}

fn content_type(u: &mut Unstructured<'_>, has_body: bool) -> Result<Option<String>> {
    let index = u.int_in_range(0..=15)?;
    let content_type = match CONTENT_TYPES.get(index) {
        Some(&content_type) => Some(content_type),
        None if has_body => Some("application/json"),
        None => None,
    };
    Ok(content_type.map(str::to_owned))
}

const CONTENT_TYPES: &[&str] = &[
    "application/json",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    "multipart/form-data; boundary=x",
    "Multipart/Form-Data",
    " multipart/form-data ;boundary=y",
    "multipart/mixed; boundary=z",
    "application/x-www-form-urlencoded",
    "text/plain",
    "application/octet-stream",
];

/// Text of so many of these characters.
fn text_of(
    u: &mut Unstructured<'_>,
    length: std::ops::RangeInclusive<usize>,
    alphabet: &[u8],
) -> Result<String> {
    let length = u.int_in_range(length)?;
    (0..length).map(|_| u.choose(alphabet).map(|&byte| char::from(byte))).collect()
}

/// Text of up to so many bytes as they come; what is not UTF-8 among them
/// becomes U+FFFD.
fn any_text(u: &mut Unstructured<'_>, longest: usize) -> Result<String> {
    let length = u.int_in_range(0..=longest)?.min(u.len());
    Ok(String::from_utf8_lossy(u.bytes(length)?).into_owned())
}
