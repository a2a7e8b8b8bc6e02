//! HMAC-SHA256 (RFC 2104) over the raw compression function: one message, many
//! messages that begin alike, and many at a time.
//!
//! A message is gathered in a buffer on the stack and compressed in as few
//! calls as it takes; what is long is compressed where it lies.

mod lanes;
mod message;
// The one place with `unsafe`: calls of functions compiled for what the
// processor was asked to have.
#[cfg(all(target_arch = "x86_64", not(miri)))]
#[allow(unsafe_code)]
mod x86;

pub(crate) use lanes::Lanes;
pub(crate) use message::Message;
use sha2::block_api::compress256;
use zeroize::Zeroize;

/// The unit of compression.
type Block = [u8; BLOCK];

const BLOCK: usize = 64;
/// FIPS 180-4, section 5.3.3.
const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// A key, and the beginning of messages under it: small enough to be copied for
/// each message that begins so.
#[derive(Clone)]
pub(crate) struct Prefix {
    inner: [u32; 8],
    outer: [u32; 8],
    pending: Block,
    /// Of the inner message, the block of the key included.
    length: usize,
}

impl Prefix {
    /// The key schedule, and nothing of a message yet.
    pub(crate) fn new(key: &[u8]) -> Self {
        let mut block = [0; BLOCK];
        if key.len() > BLOCK {
            block[..32].copy_from_slice(&bytes_of(&sha256(key)));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let padded = |with: u8| {
            let mut state = INITIAL;
            let mut padded = block.map(|byte| byte ^ with);
            compress256(&mut state, &[padded]);
            padded.zeroize();
            state
        };
        let (inner, outer) = (padded(0x36), padded(0x5c));
        block.zeroize();
        Self { inner, outer, pending: [0; BLOCK], length: BLOCK }
    }

    /// What comes next in every message.
    #[cfg_attr(not(feature = "doctor"), allow(dead_code))]
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let filled = self.length % BLOCK;
        self.length += bytes.len();
        let Some((first, rest)) = bytes.split_at_checked(BLOCK - filled) else {
            self.pending[filled..filled + bytes.len()].copy_from_slice(bytes);
            return;
        };
        self.pending[filled..].copy_from_slice(first);
        compress256(&mut self.inner, &[self.pending]);
        let (blocks, rest) = rest.as_chunks::<BLOCK>();
        compress256(&mut self.inner, blocks);
        self.pending[..rest.len()].copy_from_slice(rest);
    }
}

impl Drop for Prefix {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

/// The most that follows a message: 0x80, zeros, and its length in bits.
const PADDING: usize = BLOCK + 8;

/// Pads a message whose last bytes end at `filled` in the buffer, and says how
/// many blocks that makes (FIPS 180-4, section 5.1.1). There is room for
/// [`PADDING`].
#[inline]
fn pad(buffer: &mut [u8], filled: usize, length: usize) -> usize {
    const START: [u8; PADDING] = {
        let mut start = [0; PADDING];
        start[0] = 0x80;
        start
    };
    let blocks = (filled + 9).div_ceil(BLOCK);
    // Of a length the compiler knows, though mostly longer than it need be.
    buffer[filled..filled + PADDING].copy_from_slice(&START);
    buffer[blocks * BLOCK - 8..blocks * BLOCK].copy_from_slice(&(length as u64 * 8).to_be_bytes());
    blocks
}

fn sha256(message: &[u8]) -> [u32; 8] {
    let mut state = INITIAL;
    let (blocks, rest) = message.as_chunks::<BLOCK>();
    compress256(&mut state, blocks);
    let mut last = [0; 3 * BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let blocks = pad(&mut last, rest.len(), message.len());
    compress256(&mut state, &last.as_chunks().0[..blocks]);
    last.zeroize();
    state
}

#[inline]
fn bytes_of(state: &[u32; 8]) -> [u8; 32] {
    let words = state.map(u32::to_be);
    let mut bytes = [0; 32];
    for (bytes, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(words) {
        *bytes = word.to_ne_bytes();
    }
    bytes
}

#[cfg(test)]
mod tests;
