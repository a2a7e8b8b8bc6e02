//! The base64 text that is signed, and its bytes.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::refusal::{Field, Reason, Refusal};

/// The standard alphabet. The vendor's own example lacks its `=`, so that
/// padding may be there or not; bits that belong to no byte are passed over.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Refuses whatever is not base64 text: letters, digits, `+`, `/`, and at most
/// two `=` at the end.
///
/// Strict for a reason: SHA-1 can be extended where the data is joined last.
/// What glues an extension on is no base64, and a decoder that passes over
/// foreign bytes would take it.
pub(super) fn examine(data: &[u8], field: Field) -> Result<(), Refusal> {
    if data.is_empty() {
        return Err(Refusal::whole(field, Reason::Empty));
    }
    let unpadded = &data[..data.len() - padding(data)];
    // Without an early end, so that many bytes are compared at a time.
    if unpadded.iter().fold(true, |is_so, &byte| is_so & is_base64(byte)) {
        return Ok(());
    }
    let offset = unpadded.iter().position(|&byte| !is_base64(byte)).unwrap_or_default();
    Err(Refusal::at(field, Reason::Character, data, offset))
}

/// The bytes of a text. The decoder knows the alphabet too: what it refuses is
/// examined for the reason.
pub(super) fn decode(data: &[u8], field: Field) -> Result<Vec<u8>, Refusal> {
    if data.is_empty() {
        return Err(Refusal::whole(field, Reason::Empty));
    }
    decode_whole(data).or_else(|| LENIENT.decode(data).ok()).ok_or_else(|| {
        match examine(data, field) {
            Err(refusal) => refusal,
            // All that can be wrong then is the number of characters.
            Ok(()) => Refusal { field, reason: Reason::Length, offset: data.len(), byte: None },
        }
    })
}

/// The same of what is whole groups of four but for the last, which alone may
/// be padded, incomplete, or hold bits that belong to no byte; `None` for
/// anything else.
///
/// These groups are nearly all of the text, and are decoded many bytes at a
/// time.
fn decode_whole(data: &[u8]) -> Option<Vec<u8>> {
    let (groups, last) = data.split_at((data.len() - 1) / 4 * 4);
    let mut bytes = Vec::with_capacity(groups.len() / 4 * 3 + 3);
    base64_simd::STANDARD_NO_PAD.decode_append(groups, &mut bytes).ok()?;
    LENIENT.decode_vec(last, &mut bytes).ok()?;
    Some(bytes)
}

/// The text of bytes, with its padding.
pub(super) fn encode(bytes: &[u8]) -> String {
    LENIENT.encode(bytes)
}

/// How many `=` stand at the end, two at most.
fn padding(data: &[u8]) -> usize {
    data.iter().rev().take(2).take_while(|&&byte| byte == b'=').count()
}

fn is_base64(byte: u8) -> bool {
    let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let is_digit = byte.wrapping_sub(b'0') < 10;
    is_letter || is_digit || byte == b'+' || byte == b'/'
}
