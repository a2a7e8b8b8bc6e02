//! The events that calls on the server cause, sent to a receiver as the vendor
//! sends them: signed, encrypted where there is a key, and again after 1, 3 and
//! 6 minutes where they are not acknowledged.
//!
//! A call only puts its event into the outbox. Threads of their own send what
//! is there, so that a receiver that is slow, or gone, holds up no answer.

mod caused;
mod outbox;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use crate::callback::judge::Target;
use crate::callback::{Callback, EncodingAesKey, Token};
use crate::secrets::Secrets;

pub(super) use caused::{Caused, person};
pub(super) use outbox::Outbox;

/// Where events are sent to, and how.
pub struct EventsTo {
    target: Target,
    callback: Callback,
    speed: u32,
    kept_back: Vec<Zeroizing<Vec<u8>>>,
}

impl EventsTo {
    /// A receiver, and the secrets of its subscription. Events are encrypted
    /// where there is an EncodingAESKey.
    pub fn new(target: Target, token: Token, encoding_aes_key: Option<&EncodingAesKey>) -> Self {
        let mut kept_back = vec![Zeroizing::new(token.expose().to_vec())];
        if let Some(key) = encoding_aes_key {
            // Without the last character, which has bits that belong to no byte.
            let mut text = Zeroizing::new(STANDARD_NO_PAD.encode(key.expose()).into_bytes());
            text.truncate(EncodingAesKey::LENGTH - 1);
            kept_back.push(text);
        }
        let callback = Callback::with_secrets(token, encoding_aes_key);
        Self { target, callback, speed: 1, kept_back }
    }

    /// How many times faster the minutes between two attempts pass.
    #[must_use]
    pub fn speed(self, speed: u32) -> Self {
        Self { speed: speed.max(1), ..self }
    }

    /// Has Token and EncodingAESKey kept out of what is shown, as the keys of
    /// accounts are.
    pub(super) fn tell(&self, secrets: &mut Secrets) {
        for secret in &self.kept_back {
            secrets.told(secret);
        }
    }
}

impl fmt::Debug for EventsTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventsTo").field("target", &self.target).finish_non_exhaustive()
    }
}
