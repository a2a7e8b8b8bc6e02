//! Event callbacks: what the vendor signs and sends to an integrator's URL.
//!
//! ```text
//! data      = check_str, URL-decoded once (GET) | the member "data" of the JSON body (POST)
//! signature = lower-case hex( SHA-1( sort_by_bytes([token, timestamp, nonce, data]).concat() ) )
//! plaintext = base64-decode(data)                                     without an EncodingAESKey
//!           = AES-256-CBC-decrypt(key, iv = key[..16], base64-decode(data)) without its padding
//! ```
//!
//! A [`Callback`] holds the Token and the EncodingAESKey of one subscription.
//! [`Callback::open`] judges a request as it arrived, in this order: method,
//! headers, data, signature, base64, decryption, UTF-8, event. The signature
//! comes before anything that touches the plaintext, so that nobody without
//! the Token learns anything of it (no padding oracle).
//!
//! ```
//! use tmsig::callback::{Callback, Opened};
//!
//! let callback = Callback::new("tmsigTestToken00000000002", None)?;
//! let request = callback.seal_url_check("/callback", "1735689600123", "73910264", "hello");
//!
//! let opened = callback.open(&request)?;
//! assert!(matches!(&opened, Opened::UrlCheck { text, .. } if text == "hello"));
//! // The body of the answer, with status 200 and nothing around it.
//! assert_eq!(opened.answer(), "hello");
//! # Ok::<(), tmsig::callback::Refusal>(())
//! ```
//!
//! Sources: the vendor's pages 51605, 51608, 51612 and 54658 under
//! `cloud.tencent.com/document/product/1095/`; `docs/spec.md`, "Event
//! callbacks", tells what each rule rests on.

mod cipher;
mod data;
mod delivery;
#[cfg(feature = "callback-doctor")]
pub mod doctor;
mod event;
mod json;
#[cfg(feature = "callback-judge")]
pub mod judge;
mod note;
mod refusal;
mod sealing;
mod secret;
mod signature;
mod subscription;

use std::time::Duration;

pub use delivery::{Delivery, DeliveryKind};
pub use event::Event;
pub use note::Note;
pub use refusal::{Field, Reason, Refusal};
pub use secret::{EncodingAesKey, Token};
pub use signature::{Part, Signature};
pub use subscription::{Callback, Opened, Plaintext};

/// Names of what a callback carries, as the vendor writes them (51608).
pub mod name {
    /// The query parameter of a URL check.
    pub const CHECK_STR: &str = "check_str";
    /// The member of an event's body.
    pub const DATA: &str = "data";
    /// The header with a random number.
    pub const NONCE: &str = "nonce";
    /// The header with the signature.
    pub const SIGNATURE: &str = "signature";
    /// The header with the UNIX time in milliseconds.
    pub const TIMESTAMP: &str = "timestamp";
}

/// The body that an event must be answered with, status 200: these 30 bytes,
/// without quotes and without a newline (51608).
pub const ACKNOWLEDGEMENT: &str = "successfully received callback";

/// How soon a URL check must be answered (51608).
pub const URL_CHECK_DEADLINE: Duration = Duration::from_secs(3);

/// How soon an event must be answered (51608).
pub const EVENT_DEADLINE: Duration = Duration::from_secs(5);

/// When an event that was not acknowledged is sent again (51608: after 1, 3
/// and 6 minutes). Whether each is counted from the first attempt or from the
/// one before is not documented; here it is the first.
pub const RETRIES: [Duration; 3] =
    [Duration::from_secs(60), Duration::from_secs(180), Duration::from_secs(360)];
