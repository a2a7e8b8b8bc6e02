//! Bytes shown so that nothing in them is invisible.

use std::fmt::{self, Write as _};
use std::ops::Range;

/// Displays bytes in double quotes on one line: text as it is, and with
/// escapes what a reader could not see or would mistake (`\n`, `\u{200d}`,
/// `\u{feff}`, combining marks), or what is not UTF-8 (`\xff`).
///
/// ```
/// use tmsig::Visible;
///
/// assert_eq!(Visible("周会\r\n\u{feff}".as_bytes()).to_string(), r#""周会\r\n\u{feff}""#);
/// assert_eq!(Visible(b"\xd6\xdc").to_string(), r#""\xd6\xdc""#);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Visible<'b>(pub &'b [u8]);

impl Visible<'_> {
    /// Only about `width` bytes around `offset`, with `…` where something is
    /// left out. For pointing at a difference in a long text.
    pub fn around(&self, offset: usize, width: usize) -> String {
        let Range { start, end } = window(self.0, offset, width);
        let left = if start > 0 { "…" } else { "" };
        let right = if end < self.0.len() { "…" } else { "" };
        format!("{left}{}{right}", Visible(&self.0[start..end]))
    }
}

impl Visible<'_> {
    /// The same without the quotes around it, for text that stands in a
    /// sentence.
    pub fn unquoted(&self) -> String {
        let mut text = String::with_capacity(self.0.len());
        // Writing to a String does not fail.
        let _infallible = self.write_escaped(&mut text);
        text
    }

    fn write_escaped(&self, f: &mut impl fmt::Write) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            for character in chunk.valid().chars() {
                match character {
                    // Quotes are seen well enough, and JSON is full of them.
                    '"' | '\'' => f.write_char(character)?,
                    _ => write!(f, "{}", character.escape_debug())?,
                }
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        self.write_escaped(f)?;
        f.write_char('"')
    }
}

/// Where two byte strings first differ; `None` if they are the same.
pub fn first_difference(a: &[u8], b: &[u8]) -> Option<usize> {
    let shared = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    (shared < a.len().max(b.len())).then_some(shared)
}

fn window(bytes: &[u8], offset: usize, width: usize) -> Range<usize> {
    let is_boundary = |at: usize| bytes.get(at).is_none_or(|byte| byte & 0xc0 != 0x80);
    let mut start = offset.saturating_sub(width / 2).min(bytes.len());
    // At most three steps find the start of a character, if it is one at all.
    for _ in 0..3 {
        if start > 0 && !is_boundary(start) {
            start -= 1;
        }
    }
    let mut end = start.saturating_add(width).min(bytes.len());
    for _ in 0..3 {
        if end < bytes.len() && !is_boundary(end) {
            end += 1;
        }
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::Visible;

    #[test]
    fn what_cannot_be_seen_is_shown_by_its_number() {
        for invisible in [
            '\u{a0}', '\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}',
            '\u{2028}', '\u{202e}', '\u{2060}', '\u{3000}', '\u{feff}', '\u{301}', '\u{7f}',
            '\u{85}',
        ] {
            let text = format!("a{invisible}会");
            let number = u32::from(invisible);
            assert_eq!(Visible(text.as_bytes()).to_string(), format!("\"a\\u{{{number:x}}}会\""));
        }
    }

    #[test]
    fn an_excerpt_begins_and_ends_between_characters() {
        let text = "周会".repeat(40);
        for offset in 0..=text.len() {
            for width in [0, 1, 2, 3, 10, 31] {
                let shown = Visible(text.as_bytes()).around(offset, width);
                assert!(!shown.contains("\\x"), "{offset} {width}: {shown}");
            }
        }
    }
}
