//! The Tencent Meeting (腾讯会议) REST API request signature: a reference
//! signer, a verifier, golden vectors, and a suite that judges other signers.
//!
//! ```text
//! string to sign = METHOD \n X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=… \n URI \n BODY
//! signature      = base64( lower-case hex( HMAC-SHA256( SecretKey, string to sign ) ) )
//! ```
//!
//! ```
//! use tmsig::{Credentials, Request, Signer};
//!
//! let signer = Signer::new(Credentials::new("AKIDexample", "a-secret"));
//! let request = Request::new("GET", "/v1/users/list?page=1&page_size=20")
//!     .nonce("880064")
//!     .timestamp("1600000000");
//! let signature = signer.sign(&request)?;
//! println!("X-TC-Signature: {signature}");
//! # Ok::<(), tmsig::Refusal>(())
//! ```
//!
//! The unit is the bytes on the wire: nothing is normalised on the way to a
//! signature. What HTTP could not carry the [`Signer`] refuses; the
//! [`Verifier`] judges whatever arrived.
//!
//! # Features
//!
//! - `cli` (default): the `tmsig` command.
//! - `conformance`: judging signers, in any language.
//! - `callback`: event callbacks, verified, decrypted and answered.
//! - `callback-doctor`: naming the mistake of a receiver of callbacks.
//! - `callback-judge`: judging a receiver of callbacks over HTTP.
//! - `vectors`: requests as JSON, and the golden vectors.
//! - `import`: requests from a curl line, raw HTTP, a HAR or JSON.
//! - `doctor`: naming the mistake behind a wrong signature.
//! - `consultation`: what a page asks the doctors, in JSON.
//! - `server`: the stand-in for the vendor's server.
//! - `recipe`: wrong signers as data, and the catalogue of mistakes.
//! - `arbitrary`: requests and recipes from a fuzzer's bytes.
//! - `campaign`: property-based runs against a signer, with shrinking.
//! - `http`: sign and verify requests of the `http` crate.
//!
//! Without any of them the library depends on `sha2`, `hex`, `base64`, `zeroize`
//! and `ctutils` (comparison in constant time).

mod batch;
mod bytes;
#[cfg(feature = "callback")]
pub mod callback;
#[cfg(feature = "campaign")]
pub mod campaign;
mod canonical;
#[cfg(feature = "conformance")]
pub mod conformance;
#[cfg(feature = "consultation")]
pub mod consultation;
mod credentials;
#[cfg(feature = "doctor")]
pub mod doctor;
mod error_code;
#[cfg(feature = "arbitrary")]
pub mod generator;
mod hmac;
#[cfg(feature = "http")]
mod http_request;
#[cfg(feature = "import")]
pub mod import;
#[cfg(any(feature = "doctor", feature = "import"))]
mod json_text;
mod known_code;
mod language;
#[cfg(any(feature = "callback-judge", feature = "vectors"))]
mod random;
#[cfg(feature = "recipe")]
pub mod recipe;
mod refusal;
mod replay;
mod request;
#[cfg(feature = "vectors")]
mod request_json;
#[cfg(any(feature = "conformance", feature = "doctor"))]
mod secrets;
#[cfg(feature = "server")]
pub mod server;
mod signature;
mod signer;
#[cfg(any(feature = "cli", feature = "http"))]
mod stamp;
#[cfg(feature = "vectors")]
pub mod vectors;
mod verifier;
mod visible;

pub use batch::RefusedInBatch;
pub use canonical::{ParseStringToSignError, StringToSign};
pub use credentials::Credentials;
pub use error_code::ErrorCode;
pub use known_code::{CodeClass, CodeScheme, KnownCode};
pub use language::{Language, Text};
pub use refusal::{Field, Reason, Refusal};
pub use request::{Request, header};
#[cfg(feature = "vectors")]
pub use request_json::RequestJsonError;
pub use signature::{ParseSignatureError, Signature};
pub use signer::Signer;
#[cfg(any(feature = "cli", feature = "http"))]
pub use stamp::Stamp;
pub use verifier::{Rejection, Verifier, WINDOW_SECONDS};
pub use visible::{Visible, first_difference};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
