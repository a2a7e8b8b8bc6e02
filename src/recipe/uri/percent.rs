//! Percent-encoding, on bytes.

/// Every escape decoded, as Python and Java do it: a `%` that begins no escape
/// stays, and escapes that are not UTF-8 become U+FFFD. Bytes that are not
/// escaped stay, whatever they are.
pub(in crate::recipe) fn decoded(text: &[u8]) -> Vec<u8> {
    with_runs(text, |bytes, _, decoded| {
        decoded.extend_from_slice(String::from_utf8_lossy(bytes).as_bytes());
    })
}

/// Every escape as its byte, whatever the bytes are together; a `%` that begins
/// no escape stays.
#[cfg(feature = "doctor")]
pub(crate) fn bytes_decoded(text: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        if let (b'%', [high, low, after @ ..]) = (first, after)
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            decoded.push(high << 4 | low);
            rest = after;
        } else {
            decoded.push(first);
            rest = after;
        }
    }
    decoded
}

/// The same, with `+` for a space, as in forms.
pub(in crate::recipe) fn form_decoded(text: &[u8]) -> Vec<u8> {
    decoded(&text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect::<Vec<u8>>())
}

/// Only the escapes of characters beyond ASCII decoded.
pub(super) fn decoded_beyond_ascii(text: &[u8]) -> Vec<u8> {
    with_runs(text, |bytes, escapes, decoded| {
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            for character in chunk.valid().chars() {
                let end = at + character.len_utf8();
                decoded.extend_from_slice(if character.is_ascii() {
                    &escapes[3 * at..3 * end]
                } else {
                    &bytes[at..end]
                });
                at = end;
            }
            let end = at + chunk.invalid().len();
            decoded.extend_from_slice(&escapes[3 * at..3 * end]);
            at = end;
        }
    })
}

/// Every byte escaped in upper case, but those that are kept.
pub(in crate::recipe) fn encoded(text: &[u8], is_kept: impl Fn(u8) -> bool) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = Vec::with_capacity(text.len());
    for &byte in text {
        if is_kept(byte) {
            encoded.push(byte);
        } else {
            let digits = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
            encoded.extend_from_slice(&[b'%', digits[0], digits[1]]);
        }
    }
    encoded
}

/// What RFC 3986 never escapes.
pub(in crate::recipe) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// What may stand in a URI, a `%` included.
pub(super) fn is_legal(byte: u8) -> bool {
    is_unreserved(byte) || b"!#$%&'()*+,/:;=?@[]".contains(&byte)
}

/// What JavaScript's `encodeURIComponent` keeps.
pub(super) fn is_kept_by_javascript(byte: u8) -> bool {
    is_unreserved(byte) || b"!'()*".contains(&byte)
}

/// The escapes with their letters in the other case.
pub(super) fn in_other_case(text: &[u8]) -> Vec<u8> {
    with_runs(text, |_, escapes, changed| {
        changed.extend(escapes.iter().map(|byte| match byte {
            b'a'..=b'z' => byte.to_ascii_uppercase(),
            _ => byte.to_ascii_lowercase(),
        }));
    })
}

/// Copies `text`; for each run of escapes, `write` is given the bytes they
/// stand for and the run itself, three times as long.
fn with_runs(text: &[u8], write: impl Fn(&[u8], &[u8], &mut Vec<u8>)) -> Vec<u8> {
    let mut written = Vec::with_capacity(text.len());
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        let run = rest;
        bytes.clear();
        while let Some(byte) = escape(rest) {
            bytes.push(byte);
            rest = &rest[3..];
        }
        if bytes.is_empty() {
            written.push(first);
            rest = after;
        } else {
            write(&bytes, &run[..3 * bytes.len()], &mut written);
        }
    }
    written
}

/// The byte that the escape at the start of `text` stands for.
fn escape(text: &[u8]) -> Option<u8> {
    let &[b'%', high, low, ..] = text else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_as_python_does() {
        for (text, expected) in [
            ("", ""),
            ("%", "%"),
            ("%z1%4", "%z1%4"),
            ("%%41", "%A"),
            ("%E5%BC%A0%e4%b8%89", "张三"),
            // urllib.parse.unquote("%E5%BC張%FF%C3%28")
            ("%E5%BC張%FF%C3%28", "\u{fffd}張\u{fffd}\u{fffd}("),
        ] {
            assert_eq!(decoded(text.as_bytes()), expected.as_bytes(), "{text}");
        }
        assert_eq!(decoded(b"\xff%41"), b"\xffA", "what is not escaped stays");
    }

    #[test]
    fn decodes_only_what_is_beyond_ascii() {
        assert_eq!(
            decoded_beyond_ascii(b"a%20%E5%BC%A0%2F%ff%E5%bc%41"),
            "a%20张%2F%ff%E5%bc%41".as_bytes()
        );
    }
}
