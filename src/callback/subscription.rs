//! One subscription: its Token and its EncodingAESKey, and what they open.

use std::fmt;

use super::cipher::Cipher;
use super::delivery::{Delivery, DeliveryKind};
use super::event::Event;
use super::note::Note;
use super::refusal::{Field, Reason, Refusal};
use super::secret::{EncodingAesKey, Token};
use super::signature::{Part, Signature};
use super::{ACKNOWLEDGEMENT, data};
use crate::request::Request;

/// The Token and, where there is one, the EncodingAESKey of a subscription.
///
/// ```
/// use tmsig::callback::Callback;
///
/// let callback = Callback::new(
///     "tmsigTestToken00000000002",
///     Some("scC9uvsO7a5M8JIhAfs0StpKgUYIDywF1sQpzjPd6N4"),
/// )?;
/// let json = r#"{"event":"meeting.end","trace_id":"1","payload":[{}]}"#;
/// let request = callback.seal_event("/callback", "1735689600123", "73910264", json);
/// assert_eq!(callback.open(&request)?.answer(), "successfully received callback");
/// # Ok::<(), tmsig::callback::Refusal>(())
/// ```
#[derive(Clone)]
pub struct Callback {
    token: Token,
    cipher: Option<Cipher>,
}

impl Callback {
    /// Takes the secrets as the vendor's console shows them; the
    /// EncodingAESKey is optional there.
    ///
    /// # Errors
    ///
    /// As for [`Token::new`] and [`EncodingAesKey::new`].
    pub fn new(token: &str, encoding_aes_key: Option<&str>) -> Result<Self, Refusal> {
        let token = Token::new(token)?;
        let key = encoding_aes_key.map(EncodingAesKey::new).transpose()?;
        Ok(Self::with_secrets(token, key.as_ref()))
    }

    /// The same of secrets that were examined before.
    pub fn with_secrets(token: Token, encoding_aes_key: Option<&EncodingAesKey>) -> Self {
        Self { token, cipher: encoding_aes_key.map(Cipher::new) }
    }

    /// Whether there is an EncodingAESKey: data is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.cipher.is_some()
    }

    /// The signature of the four parts.
    pub fn sign(&self, timestamp: &str, nonce: &str, data: &str) -> Signature {
        let (timestamp, nonce, data) = (timestamp.as_bytes(), nonce.as_bytes(), data.as_bytes());
        Signature::of(self.token.expose(), timestamp, nonce, data)
    }

    /// In which order the four parts are joined to be signed.
    pub fn order(&self, timestamp: &str, nonce: &str, data: &str) -> [Part; 4] {
        let mut parts = [
            (self.token.expose(), Part::Token),
            (timestamp.as_bytes(), Part::Timestamp),
            (nonce.as_bytes(), Part::Nonce),
            (data.as_bytes(), Part::Data),
        ];
        parts.sort_by_key(|(bytes, _)| *bytes);
        parts.map(|(_, part)| part)
    }

    /// Judges the signature of a delivery, in constant time for each length of
    /// data.
    ///
    /// # Errors
    ///
    /// [`Reason::Mismatch`].
    pub fn verify(&self, delivery: &Delivery<'_>) -> Result<(), Refusal> {
        let expected = self.sign(delivery.timestamp, delivery.nonce, &delivery.data);
        if expected.matches(delivery.signature.as_bytes()) {
            Ok(())
        } else {
            Err(Refusal::whole(Field::Signature, Reason::Mismatch))
        }
    }

    /// Decodes the data of a delivery, and decrypts it if there is a key. Only
    /// after [`Self::verify`]: whoever is told apart by the error why a
    /// decryption failed can decrypt without the key.
    ///
    /// # Errors
    ///
    /// Refuses what is no base64, no whole number of blocks, ends in no
    /// padding, or is not UTF-8.
    pub fn decrypt(&self, kind: DeliveryKind, data: &str) -> Result<Plaintext, Refusal> {
        let field = kind.data_field();
        let mut bytes = data::decode(data.as_bytes(), field)?;
        let note = match &self.cipher {
            None => None,
            Some(cipher) => cipher.decrypt(&mut bytes, field)?,
        };
        let text = String::from_utf8(bytes).map_err(|error| Refusal {
            field: Field::Plaintext,
            reason: Reason::NotUtf8,
            offset: error.utf8_error().valid_up_to(),
            byte: None,
        })?;
        Ok(Plaintext { text, note })
    }

    /// Judges a request as it arrived, and opens it.
    ///
    /// There is no limit on the age of the timestamp: the vendor documents
    /// none, and sends an event again after minutes.
    ///
    /// # Errors
    ///
    /// The first check that fails, in the order that the module tells.
    pub fn open(&self, request: &Request<'_>) -> Result<Opened, Refusal> {
        let delivery = Delivery::read(request)?;
        self.verify(&delivery)?;
        let Plaintext { text, note } = self.decrypt(delivery.kind, &delivery.data)?;
        let mut notes = delivery.notes;
        notes.extend(note);
        match delivery.kind {
            DeliveryKind::UrlCheck => Ok(Opened::UrlCheck { text, notes }),
            DeliveryKind::Event => {
                let (event, note) = Event::read(text)?;
                notes.extend(note);
                Ok(Opened::Event { event, notes })
            }
        }
    }

    /// The data of a plaintext: base64, of the ciphertext if there is a key.
    pub(crate) fn data_of(&self, plaintext: &[u8]) -> String {
        match &self.cipher {
            None => data::encode(plaintext),
            Some(cipher) => data::encode(&cipher.encrypt(plaintext)),
        }
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback")
            .field("token", &self.token)
            .field("is_encrypted", &self.is_encrypted())
            .finish_non_exhaustive()
    }
}

/// What data was decoded and decrypted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plaintext {
    /// The text.
    pub text: String,
    /// What is not as documented, and accepted.
    pub note: Option<Note>,
}

/// A callback that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The vendor checks the URL.
    UrlCheck {
        /// The plaintext, which is the answer.
        text: String,
        /// What is not as documented, and accepted.
        notes: Vec<Note>,
    },
    /// An event.
    Event {
        /// The event.
        event: Event,
        /// What is not as documented, and accepted.
        notes: Vec<Note>,
    },
}

impl Opened {
    /// The body of the answer that is due, with status 200: exactly these
    /// bytes, and no redirect.
    pub fn answer(&self) -> &str {
        match self {
            Self::UrlCheck { text, .. } => text,
            Self::Event { .. } => ACKNOWLEDGEMENT,
        }
    }

    /// The plaintext.
    pub fn text(&self) -> &str {
        match self {
            Self::UrlCheck { text, .. } => text,
            Self::Event { event, .. } => event.json(),
        }
    }

    /// What is not as documented, and accepted.
    pub fn notes(&self) -> &[Note] {
        match self {
            Self::UrlCheck { notes, .. } | Self::Event { notes, .. } => notes,
        }
    }
}
