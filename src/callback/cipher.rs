//! AES-256 in CBC mode with the padding of PKCS#7 (54658).

use aes::Aes256;
use cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, InnerIvInit as _, KeyInit as _};
use cbc::{Decryptor, Encryptor};
use zeroize::Zeroizing;

use super::note::Note;
use super::refusal::{Field, Reason, Refusal};
use super::secret::EncodingAesKey;

/// The block of AES, in bytes.
const BLOCK: usize = 16;

type Block = aes::Block;

/// The key schedule, computed once, and the IV.
#[derive(Clone)]
pub(super) struct Cipher {
    aes: Aes256,
    iv: Zeroizing<[u8; BLOCK]>,
}

impl Cipher {
    pub(super) fn new(key: &EncodingAesKey) -> Self {
        let mut iv = Zeroizing::new([0; BLOCK]);
        iv.copy_from_slice(&key.expose()[..BLOCK]);
        Self { aes: Aes256::new(key.expose().into()), iv }
    }

    /// Decrypts in place and takes the padding off. A padding of 17 to 32
    /// bytes, which WeCom's block of 32 makes, is accepted with a note.
    pub(super) fn decrypt(
        &self,
        bytes: &mut Vec<u8>,
        field: Field,
    ) -> Result<Option<Note>, Refusal> {
        if bytes.is_empty() || !bytes.len().is_multiple_of(BLOCK) {
            let (reason, offset) = (Reason::BlockLength, bytes.len());
            return Err(Refusal { field, reason, offset, byte: None });
        }
        let (blocks, _none_left) = Block::slice_as_chunks_mut(bytes);
        Decryptor::inner_iv_init(&self.aes, (&*self.iv).into()).decrypt_blocks(blocks);
        let Some(padding) = padding(bytes) else {
            return Err(Refusal::whole(field, Reason::Padding));
        };
        bytes.truncate(bytes.len() - padding);
        Ok((padding > BLOCK).then_some(Note::PaddedTo32))
    }

    pub(super) fn encrypt(&self, plaintext: &[u8]) -> Vec<u8> {
        let padding = BLOCK - plaintext.len() % BLOCK;
        let mut bytes = Vec::with_capacity(plaintext.len() + padding);
        bytes.extend_from_slice(plaintext);
        // At most the block, which is 16.
        #[allow(clippy::cast_possible_truncation)]
        bytes.resize(plaintext.len() + padding, padding as u8);
        let (blocks, _none_left) = Block::slice_as_chunks_mut(&mut bytes);
        Encryptor::inner_iv_init(&self.aes, (&*self.iv).into()).encrypt_blocks(blocks);
        bytes
    }
}

/// The length of the padding, if there is one: its last byte tells it, and all
/// of its bytes are that.
fn padding(bytes: &[u8]) -> Option<usize> {
    let last = *bytes.last()?;
    let length = usize::from(last);
    let start = bytes.len().checked_sub(length)?;
    let is_whole = (1..=2 * BLOCK).contains(&length) && bytes[start..].iter().all(|&b| b == last);
    is_whole.then_some(length)
}
