//! The two secrets of a subscription: the Token, which signs, and the
//! EncodingAESKey, which encrypts.

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::refusal::{Field, Reason, Refusal};

/// The Token of a subscription: 25 letters and digits (51605).
///
/// Wiped from memory on drop and never printed.
#[derive(Clone)]
pub struct Token(Zeroizing<[u8; Token::LENGTH]>);

impl Token {
    /// Characters in a Token.
    pub const LENGTH: usize = 25;

    /// Takes the Token as the vendor's console shows it.
    ///
    /// # Errors
    ///
    /// Refuses what cannot be one: another length, or a character that is no
    /// letter and no digit. Blanks and line ends of a configuration file are
    /// among those.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        examine(text.as_bytes(), Self::LENGTH, Field::Token)?;
        let mut token = Zeroizing::new([0; Self::LENGTH]);
        token.copy_from_slice(text.as_bytes());
        Ok(Self(token))
    }

    /// The characters. Whoever calls this takes care that they end up in no
    /// output.
    pub fn expose(&self) -> &[u8] {
        &self.0[..]
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([REDACTED])")
    }
}

/// The key of AES-256, as base64 without its `=`: 43 letters and digits
/// (51605, 54658).
///
/// Wiped from memory on drop and never printed.
#[derive(Clone)]
pub struct EncodingAesKey(Zeroizing<[u8; 32]>);

impl EncodingAesKey {
    /// Characters in an EncodingAESKey.
    pub const LENGTH: usize = 43;

    /// Takes the EncodingAESKey as the vendor's console shows it, without a
    /// `=` at its end.
    ///
    /// The last of 43 characters has two bits that belong to no byte. The
    /// console's keys are random letters and digits, so that three in four
    /// have one of these bits set; they are passed over.
    ///
    /// # Errors
    ///
    /// Refuses another length, and a character that is no letter and no digit.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        const KEY: GeneralPurpose = GeneralPurpose::new(
            &alphabet::STANDARD,
            GeneralPurposeConfig::new()
                .with_decode_allow_trailing_bits(true)
                .with_decode_padding_mode(DecodePaddingMode::RequireNone),
        );
        examine(text.as_bytes(), Self::LENGTH, Field::EncodingAesKey)?;
        // One byte more than there is: the decoder asks for room for whole groups.
        let mut decoded = Zeroizing::new([0; 33]);
        let length = KEY.decode_slice(text, &mut decoded[..]).unwrap_or_default();
        let mut key = Zeroizing::new([0; 32]);
        debug_assert_eq!(length, key.len());
        key.copy_from_slice(&decoded[..32]);
        Ok(Self(key))
    }

    /// The 32 bytes of the key; the first 16 are the IV too. Whoever calls
    /// this takes care that they end up in no output.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for EncodingAesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncodingAesKey([REDACTED])")
    }
}

/// The first character that is wrong, and then the length: what is one
/// character too long ends in a newline more often than not.
fn examine(text: &[u8], length: usize, field: Field) -> Result<(), Refusal> {
    if text.is_empty() {
        return Err(Refusal::whole(field, Reason::Empty));
    }
    if let Some(offset) = text.iter().position(|byte| !byte.is_ascii_alphanumeric()) {
        // The byte is part of a secret and stays out of the message.
        return Err(Refusal { field, reason: Reason::Character, offset, byte: None });
    }
    if text.len() != length {
        return Err(Refusal { field, reason: Reason::Length, offset: text.len(), byte: None });
    }
    Ok(())
}
