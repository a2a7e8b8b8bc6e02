//! Keeping every SecretKey out of what is shown.

use std::fmt;
use std::ops::Deref;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use crate::credentials::Credentials;

/// Every key that must not be shown. What a program that was told them prints
/// goes through here before anything else is done with it: before it is parsed
/// (a parser's error may quote it), cut (half a key is a key lost) or escaped.
///
/// A key is found in the forms in which programs write one: as it is, with
/// characters escaped by percent or backslash, and within hexadecimal or base64
/// text (`Authorization: Basic …` holds it with the SecretId before it).
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    keys: Vec<Zeroizing<Vec<u8>>>,
    /// What the keys are in hexadecimal and base64, longest first.
    encoded: Vec<Zeroizing<Vec<u8>>>,
    /// The bytes with which any of those begins.
    starts: Starts,
}

/// Bytes of which every key is taken out: nothing else may be cut or shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Redacted(Vec<u8>);

#[derive(Clone)]
struct Starts([bool; 256]);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} kept back)", self.keys.len())
    }
}

impl Secrets {
    /// Keys shorter than this are part of every text, and no secret.
    pub(crate) const SHORTEST: usize = Credentials::SHORTEST_KEPT_BACK;

    /// The user's own key, if it is in the environment. It has to be kept back
    /// everywhere: a program under test may have found it elsewhere, in a file
    /// or in a configuration of its own.
    pub(crate) fn of_the_environment() -> Self {
        let mut secrets = Self::default();
        if let Some(key) = std::env::var_os("TMSIG_SECRET_KEY") {
            secrets.told(key.as_encoded_bytes());
        }
        secrets
    }

    /// Remembers a key that the program is about to be told.
    pub(crate) fn told(&mut self, key: &[u8]) {
        self.learn(key);
        // A text that ends with the key and is trimmed holds it without its blanks.
        self.learn(key.trim_ascii());
    }

    fn learn(&mut self, key: &[u8]) {
        if key.len() < Self::SHORTEST || self.keys.iter().any(|known| known[..] == *key) {
            return;
        }
        self.keys.push(Zeroizing::new(key.to_vec()));
        self.encoded.extend(encoded_forms(key).map(Zeroizing::new));
        // Of two keys that begin alike the longer one has to be found first.
        self.keys.sort_unstable_by_key(|key| std::cmp::Reverse(key.len()));
        self.encoded.sort_unstable_by_key(|form| std::cmp::Reverse(form.len()));
        // The last two begin an escape.
        let firsts = self.keys.iter().chain(&self.encoded).map(|form| form[0]);
        for first in firsts.chain(*b"%\\") {
            self.starts.0[usize::from(first)] = true;
        }
    }

    /// The same bytes with `[REDACTED]` in the place of every key.
    pub(crate) fn redact(&self, bytes: &[u8]) -> Redacted {
        self.redact_start(bytes, usize::MAX)
    }

    /// The same of the first so many bytes. A key that goes on behind them is
    /// taken out as a whole.
    pub(crate) fn redact_start(&self, bytes: &[u8], longest: usize) -> Redacted {
        let longest = longest.min(bytes.len());
        let mut redacted = Vec::with_capacity(longest);
        let mut at = 0;
        while at < longest {
            if let Some(length) = self.key_at(&bytes[at..]) {
                redacted.extend_from_slice(b"[REDACTED]");
                at += length;
            } else {
                redacted.push(bytes[at]);
                at += 1;
            }
        }
        Redacted(redacted)
    }

    /// A text without keys; what is not UTF-8 in it is replaced.
    pub(crate) fn redact_text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.redact(text.as_bytes())).into_owned()
    }

    /// The same of every text in a JSON value, names included. Before it is
    /// written, as a key may hold what JSON escapes.
    #[cfg(feature = "consultation")]
    pub(crate) fn redact_json(&self, value: serde_json::Value) -> serde_json::Value {
        use serde_json::Value;
        match value {
            Value::String(text) => self.redact_text(&text).into(),
            Value::Number(number) if self.are_in(number.to_string().as_bytes()) => {
                self.redact_text(&number.to_string()).into()
            }
            Value::Array(items) => items.into_iter().map(|item| self.redact_json(item)).collect(),
            Value::Object(members) => members
                .into_iter()
                .map(|(name, member)| (self.redact_text(&name), self.redact_json(member)))
                .collect(),
            other => other,
        }
    }

    /// The same of every part of a request.
    #[cfg(feature = "consultation")]
    pub(crate) fn redact_request(
        &self,
        request: &crate::request::Request<'_>,
    ) -> crate::request::Request<'static> {
        let redact = |bytes: &[u8]| self.redact(bytes).into_bytes();
        crate::request::Request::from_owned(
            redact(request.method_bytes()),
            redact(request.uri_bytes()),
            request
                .headers()
                .map(|(name, value)| (self.redact_text(name), redact(value)))
                .collect(),
            redact(request.body_bytes()),
        )
    }

    /// Whether a key stands anywhere in it.
    pub(crate) fn are_in(&self, bytes: &[u8]) -> bool {
        (0..bytes.len()).any(|at| self.key_at(&bytes[at..]).is_some())
    }

    /// The length of the key that the text begins with.
    fn key_at(&self, text: &[u8]) -> Option<usize> {
        let first = *text.first()?;
        if !self.starts.0[usize::from(first)] {
            return None;
        }
        let plain = self.keys.iter().find_map(|key| escaped_length(text, key));
        plain.or_else(|| {
            self.encoded.iter().find(|form| text.starts_with(form)).map(|form| form.len())
        })
    }
}

impl Redacted {
    #[cfg(any(feature = "conformance", feature = "consultation"))]
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl Deref for Redacted {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Default for Starts {
    fn default() -> Self {
        Self([false; 256])
    }
}

/// How much of the text is the key, with any of its bytes escaped: `%41`,
/// `\u0041`, `\"`.
fn escaped_length(text: &[u8], key: &[u8]) -> Option<usize> {
    let mut rest = text;
    for &wanted in key {
        rest = match *rest {
            [byte, ref after @ ..] if byte == wanted => after,
            [b'%', high, low, ref after @ ..] if hex_byte(high, low) == Some(wanted) => after,
            [b'\\', b'u', b'0', b'0', high, low, ref after @ ..]
                if wanted.is_ascii() && hex_byte(high, low) == Some(wanted) =>
            {
                after
            }
            [b'\\', byte, ref after @ ..] if byte == wanted => after,
            _ => return None,
        };
    }
    Some(text.len() - rest.len())
}

fn hex_byte(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

/// The characters that stand for the key and nothing else in a hexadecimal or
/// base64 text that holds it, wherever in three bytes it begins there.
fn encoded_forms(key: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    const BITS: usize = 6;
    let base64 = (0..3).map(|before: usize| {
        let text = Zeroizing::new([&[0; 2][..before], key].concat());
        let characters = Zeroizing::new(STANDARD_NO_PAD.encode(&*text));
        let own = (before * 8).div_ceil(BITS)..text.len() * 8 / BITS;
        characters.as_bytes()[own].to_vec()
    });
    let url_safe = |form: &Vec<u8>| {
        let other = |&byte: &u8| match byte {
            b'+' => b'-',
            b'/' => b'_',
            same => same,
        };
        form.iter().map(other).collect::<Vec<u8>>()
    };
    let hexadecimal = hex::encode(key).into_bytes();
    let mut forms: Vec<Vec<u8>> = base64.flat_map(|form| [url_safe(&form), form]).collect();
    forms.push(hexadecimal.to_ascii_uppercase());
    forms.push(hexadecimal);
    forms.sort_unstable();
    forms.dedup();
    forms.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "h4Yd2Zp\"q8Vn/w5T+K3b";

    fn secrets(keys: &[&str]) -> Secrets {
        let mut secrets = Secrets::default();
        for key in keys {
            secrets.told(key.as_bytes());
        }
        secrets
    }

    fn redacted(secrets: &Secrets, text: &str) -> String {
        secrets.redact_text(text)
    }

    #[test]
    fn the_longer_of_two_keys_that_begin_alike_is_found() {
        for keys in [["SKmadeUp", "SKmadeUpAndLonger"], ["SKmadeUpAndLonger", "SKmadeUp"]] {
            let secrets = secrets(&keys);
            assert_eq!(
                redacted(&secrets, "<SKmadeUpAndLonger><SKmadeUp>"),
                "<[REDACTED]><[REDACTED]>"
            );
        }
    }

    /// A body that ends with a key of a file, line end and all, may be shown
    /// without that line end.
    #[test]
    fn a_key_is_found_without_the_blanks_around_it() {
        let secrets = secrets(&[" SKmadeUp7Qz4\n"]);
        assert_eq!(redacted(&secrets, "{} SKmadeUp7Qz4"), "{} [REDACTED]");
        assert_eq!(redacted(&secrets, "{} SKmadeUp7Qz4\n"), "{}[REDACTED]");
    }

    #[test]
    fn a_key_is_found_with_its_characters_escaped() {
        let secrets = secrets(&[KEY]);
        let escaped = |byte: u8| format!("%{byte:02X}");
        let all: String = KEY.bytes().map(escaped).collect();
        let json = serde_json_text(KEY);
        for text in [
            KEY,
            &KEY.replace('"', "%22").replace('/', "%2f").replace('+', "%2B"),
            &all,
            &json,
            &KEY.replace('"', "\\u0022").replace('/', "\\/"),
        ] {
            assert_eq!(redacted(&secrets, &format!("a{text}b")), "a[REDACTED]b", "{text}");
        }
    }

    fn serde_json_text(text: &str) -> String {
        text.replace('"', "\\\"")
    }

    #[test]
    fn a_key_is_found_within_encoded_text() {
        use base64::engine::general_purpose::{STANDARD, URL_SAFE};
        let secrets = secrets(&[KEY]);
        for id in ["", "A", "AK", "AKI", "AKIDmadeUp"] {
            let pair = format!("{id}:{KEY}:x");
            for text in [
                STANDARD.encode(&pair),
                URL_SAFE.encode(&pair),
                hex::encode(&pair),
                hex::encode_upper(&pair),
            ] {
                let shown = redacted(&secrets, &text);
                assert!(shown.contains("[REDACTED]"), "{text}: {shown}");
                // What is left tells of at most a byte at each end.
                let left = shown.split("[REDACTED]").map(str::len).sum::<usize>();
                assert!(left <= 2 * (id.len() + 3) + 4, "{text}: {shown}");
            }
        }
    }

    #[test]
    fn a_key_across_the_cut_is_taken_out_whole() {
        let secrets = secrets(&[KEY]);
        let text = format!("{}{KEY}", "x".repeat(20));
        for longest in 21..60 {
            let shown = secrets.redact_start(text.as_bytes(), longest);
            assert_eq!(&*shown, format!("{}[REDACTED]", "x".repeat(20)).as_bytes(), "{longest}");
        }
        assert_eq!(&*secrets.redact_start(text.as_bytes(), 20), "x".repeat(20).as_bytes());
    }

    #[test]
    fn other_text_stays_as_it_is() {
        let secrets = secrets(&[KEY]);
        for text in ["", "%", "%4", "\\", "\\u00", &KEY[..KEY.len() - 1], "%zz\\u00zz"] {
            assert_eq!(redacted(&secrets, text), text);
            assert!(!secrets.are_in(text.as_bytes()));
        }
    }
}
