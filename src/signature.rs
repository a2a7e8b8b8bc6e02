//! The 88 characters that travel in X-TC-Signature.

use std::fmt;
use std::str::{self, FromStr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ctutils::CtEq as _;

/// A signature: base64 of the 64 lower-case hexadecimal digits of an
/// HMAC-SHA256 digest. Always 88 ASCII characters ending in `==`, kept on the
/// stack.
///
/// Comparison takes the same time wherever the difference is.
#[derive(Clone, Copy)]
pub struct Signature([u8; Self::LEN]);

impl Signature {
    /// Length in characters.
    pub const LEN: usize = 88;

    /// The signature that carries this digest.
    #[inline]
    pub fn from_digest(digest: &[u8; 32]) -> Self {
        let mut signature = Self([b'='; Self::LEN]);
        signature.set(digest);
        signature
    }

    /// Becomes the signature that carries this digest.
    #[inline]
    pub(crate) fn set(&mut self, digest: &[u8; 32]) {
        // Three bytes are six digits, which are eight characters.
        let (groups, rest) = digest.as_chunks::<3>();
        let (texts, _) = self.0.as_chunks_mut::<8>();
        for (text, &[first, second, third]) in texts.iter_mut().zip(groups) {
            *text = joined([
                FIRST[usize::from(first)],
                LAST[usize::from(first << 4 | second >> 4)],
                FIRST[usize::from(second << 4 | third >> 4)],
                LAST[usize::from(third)],
            ]);
        }
        // One digit is left alone at the end, and two characters are padding.
        let ([first, second], [.., text]) = (rest, texts) else { unreachable!("32 bytes") };
        let digit = usize::from(HEX[usize::from(second & 0xf)]);
        *text = joined([
            FIRST[usize::from(*first)],
            LAST[usize::from(first << 4 | second >> 4)],
            [BASE64[digit >> 2], BASE64[(digit & 3) << 4]],
            *b"==",
        ]);
    }

    /// The digest inside.
    pub fn digest(&self) -> [u8; 32] {
        let mut digest = [0; 32];
        hex::decode_to_slice(self.hex_digest(), &mut digest)
            .expect("a signature is made from 32 bytes, or checked to be");
        digest
    }

    /// The digest inside as its 64 lower-case hexadecimal digits.
    pub fn hex_digest(&self) -> [u8; 64] {
        let mut hex = [0; 64];
        decode(&self.0, &mut hex).expect("a signature is made from base64, or checked to be");
        hex
    }

    /// The text as it goes into the header.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("base64 is ASCII")
    }

    /// Whether these bytes, as they arrived in a header, are this signature.
    /// Constant time for every text of the right length.
    pub fn matches(&self, arrived: &[u8]) -> bool {
        self.0[..].ct_eq(arrived).to_bool()
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Eq for Signature {}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        self.matches(&other.0)
    }
}

impl FromStr for Signature {
    type Err = ParseSignatureError;

    /// Accepts exactly what a correct signer can produce.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text.as_bytes();
        let array = bytes.try_into().map_err(|_| ParseSignatureError::Length(bytes.len()))?;
        let mut hex = [0; 64];
        decode(&array, &mut hex).ok_or(ParseSignatureError::NotBase64)?;
        if !hex.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(ParseSignatureError::NotLowerHex);
        }
        Ok(Self(array))
    }
}

/// Why a text cannot be a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseSignatureError {
    /// It has this many bytes instead of 88. 44 is the base64 of the raw
    /// digest, 64 the bare hexadecimal digest, 172 hexadecimal twice.
    Length(usize),
    /// It is not standard base64 of 64 bytes, padded.
    NotBase64,
    /// What the base64 holds is not 64 lower-case hexadecimal digits.
    NotLowerHex,
}

impl fmt::Display for ParseSignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(len) => {
                write!(f, "a signature is 88 bytes long, this is {len}")?;
                match len {
                    0 => f.write_str(" (nothing was given)"),
                    44 => f.write_str(
                        " (the length of base64 over the raw digest: hex-encode the digest first)",
                    ),
                    64 => f.write_str(
                        " (the length of a bare hex digest: base64-encode the hex text)",
                    ),
                    86 => f.write_str(" (the length without the padding \"==\")"),
                    172 => f.write_str(
                        " (the length of base64 over a digest that was hex-encoded twice)",
                    ),
                    _ => Ok(()),
                }
            }
            Self::NotBase64 => f.write_str(
                "a signature is standard base64 (A-Z a-z 0-9 + /) ending in \"==\", this is not",
            ),
            Self::NotLowerHex => f.write_str(
                "the base64 of a signature holds 64 lower-case hex digits, this holds something else",
            ),
        }
    }
}

impl std::error::Error for ParseSignatureError {}

fn decode(text: &[u8; Signature::LEN], hex: &mut [u8; 64]) -> Option<()> {
    // The decoder wants room for what the unpadded length could hold.
    let mut room = [0; 66];
    let len = STANDARD.decode_slice(text, &mut room).ok()?;
    hex.copy_from_slice(room.get(..len)?.get(..64)?);
    (len == 64).then_some(())
}

fn joined([[a, b], [c, d], [e, f], [g, h]]: [[u8; 2]; 4]) -> [u8; 8] {
    [a, b, c, d, e, f, g, h]
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const HEX: &[u8; 16] = b"0123456789abcdef";

// Three hexadecimal digits are four characters of base64. The first digit and
// what is known of the second make the first two, the rest of the second and
// the third make the last two: tables for both, by the two nibbles.
static FIRST: [[u8; 2]; 256] = pairs(true);
static LAST: [[u8; 2]; 256] = pairs(false);

const fn pairs(is_first: bool) -> [[u8; 2]; 256] {
    let mut pairs = [[0; 2]; 256];
    let mut nibbles = 0;
    while nibbles < 256 {
        let (one, two) = (HEX[nibbles >> 4] as usize, HEX[nibbles & 0xf] as usize);
        pairs[nibbles] = if is_first {
            [BASE64[one >> 2], BASE64[(one & 3) << 4 | two >> 4]]
        } else {
            [BASE64[(one & 0xf) << 2 | two >> 6], BASE64[two & 0x3f]]
        };
        nibbles += 1;
    }
    pairs
}
