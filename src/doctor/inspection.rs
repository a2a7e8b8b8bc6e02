//! What the text of a signature tells without a search: how its digest was
//! written and encoded, and so the digest itself.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::composition::dress::of_one_case;
use crate::recipe::{DigestFormChoice, EncodingChoice};

/// One way in which the text can have come about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) digest: Vec<u8>,
    pub(super) digest_form: DigestFormChoice,
    pub(super) encoding: EncodingChoice,
}

impl Reading {
    /// How many mistakes are in it.
    pub(super) fn mistakes(&self) -> usize {
        usize::from(self.digest_form.mistake().is_some())
            + usize::from(self.encoding.mistake().is_some())
    }
}

/// Ways of writing and encoding a digest, with exactly so many mistakes.
pub(super) fn dresses(mistakes: usize) -> Vec<(DigestFormChoice, EncodingChoice)> {
    let cost = |has_mistake: bool| usize::from(has_mistake);
    let mut dresses = Vec::new();
    for &digest_form in DigestFormChoice::ALL {
        for &encoding in EncodingChoice::ALL {
            let made = cost(digest_form.mistake().is_some()) + cost(encoding.mistake().is_some());
            if made == mistakes {
                dresses.push((digest_form, encoding));
            }
        }
    }
    dresses
}

/// Every reading of the text, fewest mistakes first. None if no signer of the
/// catalogue could have produced it.
///
/// The text is taken apart leniently in every way that could fit, and each
/// digest found is written again: only what gives the very same text stays.
pub(super) fn inspect(text: &[u8]) -> Vec<Reading> {
    let mut digests = Vec::new();
    for inner in decoded(text) {
        for digest in digests_in(&inner) {
            if !digests.contains(&digest) {
                digests.push(digest);
            }
        }
    }
    let of_one_case = of_one_case(text).and_then(|digits| hex::decode(digits).ok());
    digests.extend(of_one_case.filter(|digest| !digests.contains(digest)));
    let mut readings = Vec::new();
    for digest in digests {
        for &digest_form in DigestFormChoice::ALL {
            let form = digest_form.apply(&digest);
            for &encoding in EncodingChoice::ALL {
                if encoding.apply(&form) == text {
                    readings.push(Reading { digest: digest.clone(), digest_form, encoding });
                }
            }
        }
    }
    readings.sort_by_key(Reading::mistakes);
    readings
}

/// The text itself, and what is in it if it is base64, in any of the dresses
/// base64 is met in.
fn decoded(text: &[u8]) -> Vec<Vec<u8>> {
    let mut found = vec![text.to_vec()];
    let mut at = 0;
    // Twice: base64 of base64.
    for _ in 0..2 {
        for index in at..found.len() {
            let bare = undressed(&found[index]);
            for alphabet in [&alphabet::STANDARD, &alphabet::URL_SAFE] {
                let config = GeneralPurposeConfig::new()
                    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
                    .with_decode_allow_trailing_bits(true);
                if let Ok(inner) = GeneralPurpose::new(alphabet, config).decode(&bare)
                    && !found.contains(&inner)
                {
                    found.push(inner);
                }
            }
        }
        at = 1.min(found.len());
    }
    found
}

/// Without white space, quotes, `b'…'` and percent-escapes.
fn undressed(text: &[u8]) -> Vec<u8> {
    let mut bare = Vec::with_capacity(text.len());
    let text = text.trim_ascii();
    let text = text.strip_prefix(b"b'").or(text.strip_prefix(b"b\"")).unwrap_or(text);
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                let mut byte = [0];
                if hex::decode_to_slice([*high, *low], &mut byte).is_ok() {
                    bare.push(byte[0]);
                    rest = after;
                }
            }
            (b'\'' | b'"' | b' ' | b'\t' | b'\r' | b'\n', _) => {}
            // A backslash and what it escapes, as a printed form has it.
            (b'\\', [_, after @ ..]) => rest = after,
            _ => bare.push(first),
        }
    }
    bare
}

/// The digests that can be in a text.
fn digests_in(text: &[u8]) -> Vec<Vec<u8>> {
    // MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512.
    const LENGTHS: [usize; 6] = [16, 20, 28, 32, 48, 64];
    let mut found = Vec::new();
    let mut layer = text.to_vec();
    // Hex twice is met; three times is not.
    for _ in 0..3 {
        if LENGTHS.contains(&layer.len()) {
            found.push(layer.clone());
        }
        let digits: Vec<u8> = layer.iter().copied().filter(u8::is_ascii_hexdigit).collect();
        let digits = if layer.starts_with(b"0x") { digits[1..].to_vec() } else { digits };
        // Little else than digits, or it is no hexadecimal text.
        if digits.len() * 2 <= layer.len() {
            break;
        }
        match hex::decode(&digits) {
            Ok(inner) => layer = inner,
            Err(_) => break,
        }
    }
    found
}
