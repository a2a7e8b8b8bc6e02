//! The secrets as somebody configured them.

use zeroize::Zeroizing;

use super::Evidence;
use crate::callback::refusal::Refusal;
use crate::callback::secret::{EncodingAesKey, Token};
use crate::callback::subscription::Callback;

/// The secrets as they are configured, and what they must have been.
pub(super) struct Secrets {
    pub(super) token: Zeroizing<Vec<u8>>,
    pub(super) trimmed: Zeroizing<String>,
    pub(super) key_text: Option<Zeroizing<String>>,
    key: Option<Result<EncodingAesKey, Refusal>>,
    token_refusal: Option<Refusal>,
}

impl Secrets {
    pub(super) fn of(evidence: &Evidence<'_>) -> Self {
        let bare = |text: &str| {
            let is_around =
                |letter: char| letter.is_whitespace() || "\"'\u{feff}`,;".contains(letter);
            Zeroizing::new(text.trim_matches(is_around).trim_end_matches('=').to_owned())
        };
        let key_text = evidence.encoding_aes_key.map(bare);
        Self {
            token: Zeroizing::new(evidence.token.as_bytes().to_vec()),
            trimmed: bare(evidence.token),
            key: key_text.as_ref().map(|text| EncodingAesKey::new(text)),
            key_text,
            token_refusal: Token::new(evidence.token).err().or_else(|| {
                evidence.encoding_aes_key.and_then(|text| EncodingAesKey::new(text).err())
            }),
        }
    }

    /// The subscription, if the secrets are configured as they must be.
    pub(super) fn callback(&self) -> Result<Callback, Refusal> {
        if let Some(refusal) = self.token_refusal {
            return Err(refusal);
        }
        let token = Token::new(&self.trimmed)?;
        let key = self.key.clone().transpose()?;
        Ok(Callback::with_secrets(token, key.as_ref()))
    }

    pub(super) fn key(&self) -> Option<&EncodingAesKey> {
        self.key.as_ref()?.as_ref().ok()
    }
}
