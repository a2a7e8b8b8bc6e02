//! What a signature's form tells without any search: how its digest was
//! written, step by step, whatever the order.

use std::collections::HashMap;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
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
    Named,
    List,
    Numbers,
    Html,
    Latin1,
    LostZeros,
    Ended,
    OneCase,
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
            Self::Named => ("a name in front of it", "前面带有名称"),
            Self::List => ("brackets of a list or tuple around it", "外面有列表或元组的括号"),
            Self::Numbers => ("its bytes as decimal numbers", "按十进制数逐字节打印"),
            Self::Html => ("HTML entities in it", "其中有 HTML 实体"),
            Self::Latin1 => {
                ("read as ISO-8859-1 and written as UTF-8", "按 ISO-8859-1 读取后以 UTF-8 写出")
            }
            Self::LostZeros => {
                ("a hexadecimal number without its leading zeros", "丢掉前导零的十六进制数")
            }
            Self::OneCase => {
                ("base64, and then all in one case of letters", "base64 之后又统一成了大写或小写")
            }
            Self::Ended => ("a comma or semicolon behind it", "末尾多了逗号或分号"),
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

    pub(super) fn is_hex(&self) -> bool {
        self.wraps == [Wrap::Hex]
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
    all.extend(of_one_case(layer).map(|digits| (Wrap::OneCase, digits)));
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
    printed(layer, &mut all);
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

/// The hexadecimal digits behind a base64 that lost the case of its letters: no
/// two triples of digits come to the same four letters, so nothing is guessed.
pub(in crate::doctor) fn of_one_case(layer: &[u8]) -> Option<Vec<u8>> {
    type Table = HashMap<Vec<u8>, Vec<u8>>;
    /// By the case of the letters, then of the digits.
    static TABLES: OnceLock<[Table; 4]> = OnceLock::new();
    let is_lower = !layer.iter().any(u8::is_ascii_uppercase);
    let is_upper = !layer.iter().any(u8::is_ascii_lowercase);
    if layer.len() != 88 || is_lower == is_upper {
        return None;
    }
    let tables = TABLES.get_or_init(|| {
        [(true, true), (true, false), (false, true), (false, false)].map(
            |(letters_are_lower, digits_are_lower)| {
                let triples = (0..0x1000_u16).map(|number| format!("{number:03x}"));
                // The last digit stands alone.
                let all = triples.chain((0..0x10_u16).map(|number| format!("{number:x}")));
                all.map(|digits| {
                    let digits =
                        if digits_are_lower { digits } else { digits.to_ascii_uppercase() };
                    let base64 = STANDARD.encode(&digits);
                    let folded = if letters_are_lower {
                        base64.to_ascii_lowercase()
                    } else {
                        base64.to_ascii_uppercase()
                    };
                    (folded.into_bytes(), digits.into_bytes())
                })
                .collect()
            },
        )
    });
    let tables = if is_lower { &tables[..2] } else { &tables[2..] };
    tables.iter().find_map(|table| {
        let digits: Option<Vec<&[u8]>> =
            layer.chunks(4).map(|four| table.get(four).map(Vec::as_slice)).collect();
        digits.map(|digits| digits.concat()).filter(|digits| digits.len() == 64)
    })
}

/// What programs print around a value, or in the place of its bytes.
fn printed(layer: &[u8], all: &mut Vec<(Wrap, Vec<u8>)>) {
    if let Some(numbers) = numbers(layer) {
        all.push((Wrap::Numbers, numbers));
    }
    if let [inner @ .., b',' | b';'] = layer {
        all.push((Wrap::Ended, inner.to_vec()));
    }
    if let [b'(', inner @ .., b')'] | [b'[', inner @ .., b']'] | [b'{', inner @ .., b'}'] = layer {
        all.push((Wrap::List, inner.to_vec()));
    }
    // signature=…, sha256=…, HMAC-SHA256 …, X-TC-Signature: ….
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    if let Some(end) = layer.iter().position(|byte| !is_of_name(byte))
        && (1..32).contains(&end)
        && b"=: ".contains(&layer[end])
        && layer.len() > end + 40
    {
        let value = layer[end + 1..].trim_ascii_start();
        all.push((Wrap::Named, value.strip_prefix(b"=").unwrap_or(value).to_vec()));
    }
    if layer.contains(&b'&')
        && let Ok(text) = str::from_utf8(layer)
    {
        let mut plain = text.to_owned();
        for (entity, letter) in [
            ("&#x3D;", "="),
            ("&#x3d;", "="),
            ("&#61;", "="),
            ("&equals;", "="),
            ("&#x2F;", "/"),
            ("&#x2f;", "/"),
            ("&#47;", "/"),
            ("&#x2B;", "+"),
            ("&#x2b;", "+"),
            ("&#43;", "+"),
            ("&quot;", "\""),
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&apos;", "'"),
            ("&amp;", "&"),
        ] {
            plain = plain.replace(entity, letter);
        }
        if plain != text {
            all.push((Wrap::Html, plain.into_bytes()));
        }
    }
    if layer.len() > 32
        && let Ok(text) = str::from_utf8(layer)
        && text.chars().count() == 32
        && let Ok(bytes) = text.chars().map(|letter| u8::try_from(u32::from(letter))).collect()
    {
        all.push((Wrap::Latin1, bytes));
    }
    if (56..64).contains(&layer.len()) && layer.iter().all(u8::is_ascii_hexdigit) {
        let padded = [&b"0000000000"[..64 - layer.len()], layer].concat();
        all.extend(hex::decode(padded).ok().map(|inner| (Wrap::LostZeros, inner)));
    }
}

/// Bytes that a language printed as numbers: `[1, -2, 3]` of Java, `[1 254 3]`
/// of Go, `{"type":"Buffer","data":[1,254,3]}` of Node, `1,254,3`.
fn numbers(layer: &[u8]) -> Option<Vec<u8>> {
    let text = str::from_utf8(layer).ok()?;
    let text = text.rsplit_once('[').map_or(text, |(_, behind)| behind);
    let text = text.trim_end_matches(['}', ']', ')']);
    let bytes: Option<Vec<u8>> = text
        .split([',', ' '])
        .filter(|number| !number.is_empty())
        .map(|number| {
            let number: i16 = number.parse().ok()?;
            u8::try_from(number).ok().or_else(|| i8::try_from(number).ok().map(i8::cast_unsigned))
        })
        .collect();
    bytes.filter(|bytes| bytes.len() >= 32)
}
