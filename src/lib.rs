//! lib
mod canonical;
#[cfg(feature = "conformance")]
pub mod conformance;
mod credentials;
mod error_code;
#[cfg(feature = "http")]
mod http_request;
mod refusal;
mod replay;
mod request;
#[cfg(feature = "vectors")]
mod request_json;
mod signature;
mod signer;
#[cfg(feature = "vectors")]
pub mod vectors;
mod verifier;
mod visible;

pub use canonical::{ParseStringToSignError, StringToSign};
pub use credentials::Credentials;
pub use error_code::ErrorCode;
#[cfg(feature = "http")]
pub use http_request::Stamp;
pub use refusal::{Field, Reason, Refusal};
pub use request::{Request, header};
pub use signature::{ParseSignatureError, Signature};
pub use signer::Signer;
pub use verifier::{Rejection, Verifier, WINDOW_SECONDS};
pub use visible::{Visible, first_difference};
