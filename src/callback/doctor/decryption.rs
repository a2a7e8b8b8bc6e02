//! Decryptions as receivers make them, right and wrong.

use aes::Aes256;
use cbc::Decryptor;
use cbc::cipher::{BlockCipherDecrypt as _, BlockModeDecrypt as _, KeyInit as _, KeyIvInit as _};
use zeroize::Zeroizing;

use super::mistake::{self, Mistake};
use crate::callback::secret::EncodingAesKey;

const BLOCK: usize = 16;

/// A ciphertext of whole blocks, and the key as it is configured.
pub(super) struct Ciphertext<'c> {
    pub(super) bytes: &'c [u8],
    pub(super) key: &'c EncodingAesKey,
    /// The 43 characters that the key was decoded from.
    pub(super) key_text: &'c str,
}

impl Ciphertext<'_> {
    /// Whether there is anything to decrypt: whole blocks, and one at least.
    pub(super) fn is_whole(&self) -> bool {
        !self.bytes.is_empty() && self.bytes.len().is_multiple_of(BLOCK)
    }

    /// Decrypted as the scheme says, with its padding.
    fn right(&self) -> Vec<u8> {
        let key = self.key.expose();
        cbc(key, first_half(key), self.bytes)
    }

    /// What makes no text of it as the scheme says, and makes one otherwise:
    /// what the sender did, or which key it has.
    pub(super) fn explain_failure(&self, is_event: bool) -> Vec<&'static Mistake> {
        let key = self.key.expose();
        let is_text = |padded: Vec<u8>| is_message(unpadded(&padded).unwrap_or_default(), is_event);
        let mut found = Vec::new();
        if is_text(cbc(key, &[0; BLOCK], self.bytes)) {
            found.push(mistake::IV_ZERO);
        }
        if is_text(cbc(key, last_half(key), self.bytes)) {
            found.push(mistake::IV_LAST_HALF_OF_KEY);
        }
        if is_text(ecb(key, self.bytes)) && self.bytes.len() > BLOCK {
            found.push(mistake::ECB);
        }
        if self.as_text().is_some_and(is_text) {
            found.push(mistake::KEY_AS_TEXT);
        }
        if !found.is_empty() {
            return found;
        }
        if is_message(&self.right()[..BLOCK], false) && self.bytes.len() > BLOCK {
            return vec![mistake::DATA_CUT];
        }
        if look_alikes(self.key_text).any(|text| {
            EncodingAesKey::new(&text).is_ok_and(|key| {
                let key = key.expose();
                is_text(cbc(key, first_half(key), self.bytes))
            })
        }) {
            found.push(mistake::KEY_LOOK_ALIKE);
        }
        found
    }

    /// The mistakes that come to this plaintext, or to one that begins so.
    /// None of them gives what the scheme gives.
    pub(super) fn explain_plaintext(&self, observed: &[u8]) -> Vec<&'static Mistake> {
        let key = self.key.expose();
        let padded = self.right();
        let plaintext = unpadded(&padded).unwrap_or(&padded);
        let mut found = Vec::new();
        // These differ from the right one from the first block on, so that the
        // first block alone tells them.
        let others = [
            (Some(cbc(key, &[0; BLOCK], self.bytes)), mistake::IV_ZERO),
            (Some(cbc(key, last_half(key), self.bytes)), mistake::IV_LAST_HALF_OF_KEY),
            (Some(ecb(key, self.bytes)), mistake::ECB),
            (self.as_text(), mistake::KEY_AS_TEXT),
        ];
        for (decrypted, mistake) in others {
            let Some(decrypted) = decrypted else { continue };
            let is_beginning = observed.len() >= BLOCK && decrypted.starts_with(observed);
            if is_beginning || unpadded(&decrypted) == Some(observed) {
                found.push(mistake);
            }
        }
        if observed == padded {
            found.push(mistake::NO_UNPAD);
        }
        if let Some(last) = plaintext.last()
            && let Some(shorter) = plaintext.len().checked_sub(usize::from(*last))
            && observed == &plaintext[..shorter]
        {
            found.push(mistake::UNPAD_TWICE);
        }
        if wecom_message(plaintext, false) == Some(observed) {
            found.push(mistake::WECOM_ENVELOPE);
        }
        found
    }

    /// Decrypted with the characters of the key in the place of its bytes.
    fn as_text(&self) -> Option<Vec<u8>> {
        let key = self.key_text.as_bytes().first_chunk::<32>()?;
        Some(cbc(key, first_half(key), self.bytes))
    }
}

/// Whether a plaintext is an envelope of WeCom: 16 random bytes, a length that
/// fits, the message, and the id of the receiver.
pub(super) fn is_wecom(plaintext: &[u8]) -> bool {
    wecom_message(plaintext, true).is_some_and(|message| !message.is_empty())
}

fn wecom_message(plaintext: &[u8], is_strict: bool) -> Option<&[u8]> {
    let (length, rest) = plaintext.get(BLOCK..)?.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    // A slice beyond the end is cut to it in most languages.
    if is_strict { rest.get(..length) } else { Some(&rest[..length.min(rest.len())]) }
}

/// Text without control characters; an event begins with a brace.
pub(super) fn is_message(bytes: &[u8], is_event: bool) -> bool {
    let text = str::from_utf8(bytes).or_else(|error| {
        // The last character may be cut where this is a beginning.
        if is_event { Err(error) } else { str::from_utf8(&bytes[..error.valid_up_to()]) }
    });
    text.is_ok_and(|text| {
        let is_long_enough = text.len() + 3 >= bytes.len() && !text.is_empty();
        let has_control =
            text.chars().any(|letter| letter.is_control() && !"\t\r\n".contains(letter));
        is_long_enough && !has_control && (!is_event || text.trim_start().starts_with('{'))
    })
}

fn unpadded(padded: &[u8]) -> Option<&[u8]> {
    let last = *padded.last()?;
    let start = padded.len().checked_sub(usize::from(last))?;
    let is_padding = (1..=32).contains(&last) && padded[start..].iter().all(|&byte| byte == last);
    is_padding.then(|| &padded[..start])
}

fn first_half(key: &[u8; 32]) -> &[u8; BLOCK] {
    key.first_chunk().unwrap_or(&[0; BLOCK])
}

fn last_half(key: &[u8; 32]) -> &[u8; BLOCK] {
    key.last_chunk().unwrap_or(&[0; BLOCK])
}

fn cbc(key: &[u8; 32], iv: &[u8; BLOCK], bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let (blocks, _rest) = aes::Block::slice_as_chunks_mut(&mut bytes);
    Decryptor::<Aes256>::new(key.into(), iv.into()).decrypt_blocks(blocks);
    bytes
}

fn ecb(key: &[u8; 32], bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let (blocks, _rest) = aes::Block::slice_as_chunks_mut(&mut bytes);
    Aes256::new(key.into()).decrypt_blocks(blocks);
    bytes
}

/// The key with characters replaced by those that look like them, one after
/// the other and then in every combination, 512 at most.
fn look_alikes(key: &str) -> impl Iterator<Item = Zeroizing<String>> {
    const MOST: usize = 512;
    let alike = |letter: u8| -> &'static [u8] {
        match letter {
            b'I' => b"l1",
            b'l' => b"I1",
            b'1' => b"lI",
            b'O' => b"0",
            b'0' => b"O",
            _ => b"",
        }
    };
    let mut keys = vec![Zeroizing::new(key.as_bytes().to_vec())];
    for (at, letter) in key.bytes().enumerate() {
        let before = keys.len();
        for other in alike(letter) {
            for index in 0..before {
                if keys.len() <= MOST {
                    let mut changed = keys[index].clone();
                    changed[at] = *other;
                    keys.push(changed);
                }
            }
        }
    }
    keys.into_iter()
        .skip(1)
        .filter_map(|key| str::from_utf8(&key).ok().map(|text| Zeroizing::new(text.to_owned())))
}
