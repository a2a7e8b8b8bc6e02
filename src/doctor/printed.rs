//! The text that the integrator's own code printed as the one it signs: read as
//! it was printed, compared part by part, and proven by making the signature
//! from it.

use super::composition::dress::{Worn, undress};
use super::composition::{Composed, Step, keys, step};
use super::explanation::Explanation;
use super::inspection::{Reading, inspect};
use crate::canonical::StringToSign;
use crate::credentials::Credentials;
use crate::recipe::json::push_code_point;
use crate::recipe::{CharsetChoice, MacChoice};
use crate::request::Request;

/// Bytes that may be hashed to find out how the text became the signature.
const MOST_BYTES: usize = 256 << 20;

/// What is known of a printed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The text as it went into the MAC, as far as that can be told.
    pub(super) text: Vec<u8>,
    /// What it is to the signature that was sent.
    pub standing: Standing,
    /// The four parts that must be signed, and what stands in their places.
    pub parts: Vec<PrintedPart>,
}

/// What a printed text is to the signature that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// This signature is made from it: it is what was signed.
    Signed,
    /// It is the text that must be signed, and the signature is not made from
    /// it: what is wrong comes behind it.
    Right,
    /// Neither: it is the text of another call, or not what went into the MAC.
    Other,
}

impl Standing {
    /// The name used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Right => "right",
            Self::Other => "other",
        }
    }
}

/// One of the four parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedPart {
    /// Which one.
    pub part: Part,
    /// What must stand there.
    pub(super) expected: Vec<u8>,
    /// What was printed; `None` if the text ends before it.
    pub(super) printed: Option<Vec<u8>>,
}

impl PrintedPart {
    /// Whether it is as it must be.
    pub fn is_right(&self) -> bool {
        self.printed.as_deref() == Some(&self.expected)
    }
}

/// The parts of the text, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The first line.
    Method,
    /// The second one.
    HeaderString,
    /// The third one.
    Uri,
    /// Everything behind it.
    Body,
}

impl Part {
    const ALL: [Self; 4] = [Self::Method, Self::HeaderString, Self::Uri, Self::Body];

    /// The name used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::HeaderString => "header-string",
            Self::Uri => "uri",
            Self::Body => "body",
        }
    }
}

/// Compares what was printed with what must be signed, and tries to make the
/// signature from it. The second is how it was made, if that is more than the
/// right way with the right text.
pub(super) fn examine(
    file: &[u8],
    request: &Request<'_>,
    credentials: &Credentials,
    signature: &[u8],
) -> (Printed, Option<Explanation>) {
    let parts = StringToSign::as_arrived(request);
    let expected = parts.to_vec();
    let readings = readings(file, parts.method);
    let made = proof(&readings, &expected, request, credentials, signature);
    if let Some(composed) = made {
        let printed = compared(composed.signed.clone(), &parts, Standing::Signed);
        return (printed, Some(Explanation::composed(composed, None)));
    }
    let standing = |text: &[u8]| if text == expected { Standing::Right } else { Standing::Other };
    // Of several readings the one with the most parts that are right.
    let best = readings
        .into_iter()
        .map(|text| {
            let standing = standing(&text);
            compared(text, &parts, standing)
        })
        .reduce(|best, other| if rightness(&other) > rightness(&best) { other } else { best });
    (best.unwrap_or_else(|| compared(Vec::new(), &parts, Standing::Other)), None)
}

fn rightness(printed: &Printed) -> usize {
    let is_whole = usize::from(printed.standing == Standing::Right);
    printed.parts.iter().filter(|part| part.is_right()).count() + is_whole
}

fn compared(text: Vec<u8>, parts: &StringToSign<'_>, standing: Standing) -> Printed {
    let header_string = parts.header_string();
    let expected = [parts.method, &header_string, parts.uri, parts.body];
    let mut printed = text.splitn(4, |&byte| byte == b'\n');
    let parts = Part::ALL
        .into_iter()
        .zip(expected)
        .map(|(part, expected)| PrintedPart {
            part,
            expected: expected.to_vec(),
            printed: printed.next().map(<[u8]>::to_vec),
        })
        .collect();
    Printed { text, standing, parts }
}

/// How the signature is made from one of the readings. The steps name what is
/// other than the scheme, the text itself among them.
fn proof(
    readings: &[Vec<u8>],
    expected: &[u8],
    request: &Request<'_>,
    credentials: &Credentials,
    signature: &[u8],
) -> Option<Composed> {
    let mut worn = undress(signature);
    for Reading { digest, .. } in inspect(signature) {
        if !worn.iter().any(|known| known.digest == digest) {
            worn.push(Worn { digest, wraps: Vec::new() });
        }
    }
    let keys = keys(credentials);
    let mut left = MOST_BYTES;
    for text in readings {
        for &charset in CharsetChoice::ALL {
            let encoded = charset.apply(text.clone());
            if charset != CharsetChoice::default() && encoded == *text {
                continue;
            }
            // Of a MAC without the text nothing follows for it.
            let proves = |mac: &&MacChoice| !mac.start(b"", request).ignores_message();
            for &mac in MacChoice::ALL.iter().filter(proves) {
                for key in &keys {
                    if mac.ignores_key() && key.cost > 0.0 {
                        break;
                    }
                    left = left.checked_sub(encoded.len() + 256)?;
                    let digest = mac.apply(&key.bytes, &encoded, request);
                    let Some(worn) = worn.iter().find(|worn| worn.digest == digest) else {
                        continue;
                    };
                    let mut steps = key.steps.clone();
                    steps.extend(mac.mistake().map(Step::of));
                    steps.extend(charset.mistake().map(Step::of));
                    if text != expected {
                        steps.insert(0, Step::of(&step::TEXT_PRINTED));
                    }
                    let is_dressed = !worn.is_right() && !worn.wraps.is_empty();
                    return Some(Composed {
                        steps,
                        layout: None,
                        worn: is_dressed.then(|| worn.clone()),
                        signed: encoded,
                        cost: 0.0,
                    });
                }
            }
        }
    }
    None
}

/// What a file can say: a print ends in a line end, a console may put quotes or
/// a label before the text, a shell writes CR LF or UTF-16.
fn readings(file: &[u8], method: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![file.to_vec()];
    let mut add_each = |read: &dyn Fn(&[u8]) -> Option<Vec<u8>>| {
        for index in 0..all.len() {
            if let Some(text) = read(&all[index]).filter(|text| !all.contains(text)) {
                all.push(text);
            }
        }
    };
    add_each(&from_utf_16);
    add_each(&|text| text.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec));
    add_each(&|text| {
        let text = text.strip_suffix(b"\n")?;
        Some(text.strip_suffix(b"\r").unwrap_or(text).to_vec())
    });
    add_each(&|text| without_label(text, method));
    add_each(&unquoted);
    add_each(&|text| {
        let has_cr_lf = text.windows(2).any(|pair| pair == b"\r\n");
        has_cr_lf
            .then(|| String::from_utf8(text.to_vec()).ok())?
            .map(|text| text.replace("\r\n", "\n").into_bytes())
    });
    all
}

fn from_utf_16(text: &[u8]) -> Option<Vec<u8>> {
    let decoded = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok().map(String::into_bytes)
    };
    match text {
        [0xff, 0xfe, rest @ ..] => decoded(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => decoded(rest, u16::from_be_bytes),
        _ => None,
    }
}

/// `stringToSign: POST…`, without what stands before the method on its line.
fn without_label(text: &[u8], method: &[u8]) -> Option<Vec<u8>> {
    if method.is_empty() {
        return None;
    }
    let line_end = text.iter().position(|&byte| byte == b'\n').unwrap_or(text.len());
    let at = text[..line_end].windows(method.len()).position(|window| window == method)?;
    let opening = text[..at].last().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    let start = at - usize::from(opening.is_some());
    (start > 0).then(|| text[start..].to_vec())
}

/// A string as a language prints it: quotes around, escapes within.
fn unquoted(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.trim_ascii();
    let inner = text.strip_prefix(b"b").filter(|rest| matches!(rest, [b'\'' | b'"', ..]));
    let inner = inner.unwrap_or(text);
    let inner = match inner {
        [first @ (b'"' | b'\'' | b'`'), inner @ .., last] if first == last => inner,
        // Escapes without quotes, as a logger writes them on one line.
        _ if !inner.contains(&b'\n') && inner.windows(2).any(|pair| pair == b"\\n") => inner,
        _ => return None,
    };
    unescaped(inner)
}

fn unescaped(text: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut high = None;
    let number = |digits: &[u8]| u32::from_str_radix(str::from_utf8(digits).ok()?, 16).ok();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != b'\\' {
            plain.push(byte);
            continue;
        }
        let (&escape, behind) = rest.split_first()?;
        rest = behind;
        match escape {
            b'n' => plain.push(b'\n'),
            b'r' => plain.push(b'\r'),
            b't' => plain.push(b'\t'),
            b'x' => {
                let digits = rest.get(..2)?;
                plain.push(u8::try_from(number(digits)?).ok()?);
                rest = &rest[2..];
            }
            b'u' => {
                let unit = number(rest.get(..4)?)?;
                rest = &rest[4..];
                match (high.take(), unit) {
                    (None, 0xd800..0xdc00) => high = Some(unit),
                    (Some(high), 0xdc00..0xe000) => {
                        push_code_point(
                            &mut plain,
                            0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00),
                        );
                    }
                    _ => push_code_point(&mut plain, unit),
                }
            }
            b'\\' | b'"' | b'\'' | b'/' | b'`' => plain.push(escape),
            _ => plain.extend([b'\\', escape]),
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::readings;

    #[test]
    fn a_print_is_read_in_the_ways_programs_print() {
        let text = "POST\nX-TC-Key=a\n/v1\n{\"会\": \"\\n\"}";
        let printed = [
            format!("{text}\n"),
            format!("{text}\r\n"),
            format!("stringToSign: {text}\n"),
            format!(
                "签名串：\"{}\"\n",
                text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
            ),
            format!("'{}'", text.replace('\\', "\\\\").replace('\n', "\\n")),
            format!(
                "b'{}'\n",
                text.replace('\\', "\\\\").replace('\n', "\\n").replace('会', "\\xe4\\xbc\\x9a")
            ),
            text.replace('\n', "\r\n"),
            format!("\u{feff}{text}"),
        ];
        for printed in printed {
            assert!(readings(printed.as_bytes(), b"POST").contains(&text.into()), "{printed:?}");
        }
        let utf_16: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(readings(&utf_16, b"POST").contains(&text.into()));
    }

    #[test]
    fn nothing_is_lost_of_a_text_that_is_none() {
        for bytes in [&b""[..], b"\\", b"\"\\u12", b"b'", b"'", b"\xff\xfe\x00", b"\\xzz\\n"] {
            assert_eq!(readings(bytes, b"GET")[0], bytes);
        }
    }
}
