//! What a signature's form tells without any search: how its digest was
//! written, step by step, whatever the order.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::recipe::bytes_decoded;

/// One thing that was done to the digest, seen from the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::doctor) enum Wrap {
    Hex,
    Base64,
    UpperHex,
    Blanks,
    Quotes,
    PythonBytes,
    Percent,
    Backslashes,
    Utf16,
    Separators,
    Base64Url,
    Unpadded,
}

impl Wrap {
    pub(in crate::doctor) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Hex => ("hexadecimal", "十六进制"),
            Self::UpperHex => ("hexadecimal in capitals", "大写十六进制"),
            Self::Base64 => ("base64", "base64"),
            Self::Base64Url => ("base64 of URLs", "URL 安全的 base64"),
            Self::Unpadded => ("base64 without =", "没有 = 的 base64"),
            Self::Blanks => ("blanks or line breaks in it", "其中有空格或换行"),
            Self::Quotes => ("quotes around it", "两端有引号"),
            Self::PythonBytes => ("b'…' around it", "外面有 b'…'"),
            Self::Percent => ("percent-encoded", "百分号编码"),
            Self::Backslashes => ("backslash escapes in it", "其中有反斜杠转义"),
            Self::Utf16 => ("UTF-16", "UTF-16 编码"),
            Self::Separators => ("separators between the digits", "数字之间有分隔符"),
        }
    }
}

/// A digest, and the steps from it to the text, innermost first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::doctor) struct Worn {
    pub(in crate::doctor) digest: Vec<u8>,
    pub(in crate::doctor) wraps: Vec<Wrap>,
}

/// What the scheme asks for.
const RIGHT: [Wrap; 2] = [Wrap::Hex, Wrap::Base64];

impl Worn {
    pub(in crate::doctor) fn is_right(&self) -> bool {
        self.wraps == RIGHT
    }
}

/// More layers than anybody puts on.
const DEEPEST: usize = 7;

/// Every digest of 32 bytes that the text can hold, the fewest steps first.
/// Each comes from the form alone.
pub(in crate::doctor) fn undress(text: &[u8]) -> Vec<Worn> {
    let mut found: Vec<Worn> = Vec::new();
    let mut layers: Vec<(Vec<u8>, Vec<Wrap>)> = vec![(text.to_vec(), Vec::new())];
    let mut seen: Vec<Vec<u8>> = vec![text.to_vec()];
    let mut at = 0;
    while at < layers.len() && layers.len() < 400 {
        let (layer, wraps) = layers[at].clone();
        at += 1;
        if layer.len() == 32 && !wraps.is_empty() && !layer.iter().all(u8::is_ascii_hexdigit) {
            let mut steps = wraps.clone();
            steps.reverse();
            if !found.iter().any(|worn| worn.digest == layer) {
                found.push(Worn { digest: layer.clone(), wraps: steps });
            }
            continue;
        }
        if wraps.len() >= DEEPEST || layer.len() > 4096 {
            continue;
        }
        for (wrap, inner) in peelings(&layer) {
            if !seen.contains(&inner) {
                seen.push(inner.clone());
                let mut wraps = wraps.clone();
                wraps.push(wrap);
                layers.push((inner, wraps));
            }
        }
    }
    found.sort_by_key(|worn| (!worn.is_right(), worn.wraps.len()));
    found
}

/// What one step less leaves, in the order of likelihood.
fn peelings(layer: &[u8]) -> Vec<(Wrap, Vec<u8>)> {
    let mut all = Vec::new();
    if layer.len() == 64 && layer.iter().all(u8::is_ascii_hexdigit) {
        let wrap =
            if layer.iter().any(u8::is_ascii_uppercase) { Wrap::UpperHex } else { Wrap::Hex };
        all.extend(hex::decode(layer).ok().map(|inner| (wrap, inner)));
        return all;
    }
    // Hex of base64, or of hex.
    if layer.len() > 64 && layer.len().is_multiple_of(2) && layer.iter().all(u8::is_ascii_hexdigit)
    {
        all.extend(hex::decode(layer).ok().map(|inner| (Wrap::Hex, inner)));
    }
    for (wrap, alphabet, padded) in [
        (Wrap::Base64, &alphabet::STANDARD, true),
        (Wrap::Unpadded, &alphabet::STANDARD, false),
        (Wrap::Base64Url, &alphabet::URL_SAFE, true),
        (Wrap::Base64Url, &alphabet::URL_SAFE, false),
    ] {
        let mode = if padded {
            DecodePaddingMode::RequireCanonical
        } else {
            DecodePaddingMode::RequireNone
        };
        let config = GeneralPurposeConfig::new()
            .with_decode_padding_mode(mode)
            .with_decode_allow_trailing_bits(true);
        if let Ok(inner) = GeneralPurpose::new(alphabet, config).decode(layer)
            && inner.len() >= 32
        {
            all.push((wrap, inner));
            break;
        }
    }
    if let Some(inner) = layer.strip_prefix(b"b'").and_then(|rest| rest.strip_suffix(b"'")) {
        all.push((Wrap::PythonBytes, inner.to_vec()));
    }
    if let Some(inner) = layer.strip_prefix(b"b\"").and_then(|rest| rest.strip_suffix(b"\"")) {
        all.push((Wrap::PythonBytes, inner.to_vec()));
    }
    for quote in [b'"', b'\'', b'`'] {
        if let [first, inner @ .., last] = layer
            && *first == quote
            && *last == quote
        {
            all.push((Wrap::Quotes, inner.to_vec()));
        }
    }
    if layer.iter().any(u8::is_ascii_whitespace) {
        let inner: Vec<u8> =
            layer.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        all.push((Wrap::Blanks, inner));
    }
    if layer.contains(&b'\\') {
        let text = String::from_utf8_lossy(layer);
        let bare = text
            .replace("\\r", "")
            .replace("\\n", "")
            .replace("\\u003d", "=")
            .replace("\\u002b", "+")
            .replace("\\/", "/")
            .replace("\\\"", "\"")
            .replace("\\'", "'")
            .replace("\\x3d", "=");
        all.push((Wrap::Backslashes, bare.into_bytes()));
    }
    if layer.contains(&b'%') {
        all.push((Wrap::Percent, bytes_decoded(layer)));
    }
    if layer.len() >= 64 && layer.len().is_multiple_of(2) {
        for zero_at in [1, 0] {
            let (pairs, _) = layer.as_chunks::<2>();
            if pairs.iter().all(|pair| pair[zero_at] == 0) {
                all.push((Wrap::Utf16, pairs.iter().map(|pair| pair[1 - zero_at]).collect()));
            }
        }
        if let [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..] = layer {
            all.push((Wrap::Utf16, rest.to_vec()));
        }
    }
    // 1f-8b-…, 1F:8B:…, 1f 8b, 0x1f8b.
    let digits: Vec<u8> = layer.iter().copied().filter(u8::is_ascii_hexdigit).collect();
    let digits_behind = if layer.starts_with(b"0x") { digits[1..].to_vec() } else { digits };
    let others = layer.iter().filter(|byte| !byte.is_ascii_hexdigit()).count();
    if others > 0
        && digits_behind.len() == 64
        && layer.iter().all(|byte| byte.is_ascii_hexdigit() || b"-:, x".contains(byte))
    {
        all.push((Wrap::Separators, digits_behind));
    }
    all
}
