//! A signer as a recipe: one choice at each stage of the pipeline.
//!
//! ```text
//! request ──► method ─ header string ─ uri ─ body ──► assembly ──► charset ──► key ─ mac ──► digest form ──► encoding ──► signature
//! ```
//!
//! The default choice of every stage is the specification; every other one is
//! a [`Mistake`] somebody makes. [`Recipe::default`] is therefore a correct
//! signer, and a wrong one is a recipe with a few mistakes.
//!
//! ```
//! use tmsig::recipe::{Recipe, UriChoice};
//! use tmsig::{Credentials, Request, Signer};
//!
//! let credentials = Credentials::new("AKIDexample", "a-secret");
//! let request = Request::new("GET", "/v1/users/list?page=1").nonce("1").timestamp("1600000000");
//!
//! let right = Recipe::default().sign(&request, &credentials);
//! assert_eq!(right, Signer::new(credentials.clone()).sign(&request)?.as_ref());
//!
//! let wrong = Recipe { uri: UriChoice::QueryLeftOut, ..Recipe::default() };
//! assert_ne!(wrong.sign(&request, &credentials), right);
//! assert_eq!(wrong.mistakes().next().unwrap().id, "query-left-out");
//! # Ok::<(), tmsig::Refusal>(())
//! ```

#[macro_use]
mod catalogue;

mod assembly;
mod body;
mod charset;
mod digest_form;
mod encoding;
mod header_string;
pub(crate) mod json;
mod key;
mod mac;
mod method;
mod uri;

pub use crate::language::Text;
pub use assembly::AssemblyChoice;
pub use body::BodyChoice;
pub use catalogue::{Mistake, Stage};
pub use charset::CharsetChoice;
#[cfg(feature = "doctor")]
pub(crate) use charset::Frame;
pub use digest_form::DigestFormChoice;
pub use encoding::EncodingChoice;
pub use header_string::HeaderStringChoice;
#[cfg(feature = "doctor")]
pub(crate) use json::JsonForms;
pub use key::KeyChoice;
pub use mac::MacChoice;
#[cfg(feature = "doctor")]
pub(crate) use mac::{MacOutput, RunningMac};
pub use method::MethodChoice;
pub use uri::UriChoice;
#[cfg(feature = "doctor")]
pub(crate) use uri::{percent::bytes_decoded, query::replaced};

use crate::credentials::Credentials;
use crate::request::Request;

/// One choice for each stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Recipe {
    /// What is signed as the method.
    pub method: MethodChoice,
    /// The line of signed headers.
    pub header_string: HeaderStringChoice,
    /// What is signed as the URI.
    pub uri: UriChoice,
    /// What is signed as the body.
    pub body: BodyChoice,
    /// How the four parts become one text.
    pub assembly: AssemblyChoice,
    /// How the text becomes bytes.
    pub charset: CharsetChoice,
    /// How the SecretKey becomes the key of the MAC.
    pub key: KeyChoice,
    /// What makes the digest.
    pub mac: MacChoice,
    /// How the digest is written.
    pub digest_form: DigestFormChoice,
    /// How that is encoded.
    pub encoding: EncodingChoice,
}

impl Recipe {
    /// What a signer that follows this recipe puts into X-TC-Signature, as
    /// bytes: not every mistake leaves text.
    ///
    /// The request is taken as it is sent; a missing header counts as empty.
    /// A mistake that has nothing to work on (a body that is not JSON, a query
    /// that is not there) changes nothing.
    pub fn sign(&self, request: &Request<'_>, credentials: &Credentials) -> Vec<u8> {
        let message = self.message(request, credentials);
        let key = self.key.apply(credentials);
        let (key, message) =
            if self.key.swaps_with_message() { (message, key) } else { (key, message) };
        let digest = self.mac.apply(&key, &message, request);
        self.encoding.apply(&self.digest_form.apply(&digest))
    }

    /// The bytes that go into the MAC.
    pub fn message(&self, request: &Request<'_>, credentials: &Credentials) -> Vec<u8> {
        let text = self.assembly.apply(&Parts {
            method: &self.method.apply(request),
            header_string: &self.header_string.apply(request, credentials),
            uri: &self.uri.apply(request),
            body: &self.body.apply(request),
        });
        self.charset.apply(text)
    }

    /// The recipe with exactly these mistakes, given by their ids. `None` if
    /// an id is unknown, or two are of one stage.
    pub fn with_mistakes<'i>(ids: impl IntoIterator<Item = &'i str>) -> Option<Self> {
        let mut recipe = Self::default();
        for id in ids {
            if !recipe.add_mistake(id) {
                return None;
            }
        }
        Some(recipe)
    }
}

/// The four parts of the text, before they are joined.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts<'p> {
    pub(crate) method: &'p [u8],
    pub(crate) header_string: &'p [u8],
    pub(crate) uri: &'p [u8],
    pub(crate) body: &'p [u8],
}
