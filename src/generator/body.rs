//! Bodies.

use arbitrary::{Result, Unstructured};

use super::{any_text, json};

pub(super) fn body(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut body = match u.int_in_range(0..=15)? {
        0 | 1 => Vec::new(),
        2..=9 => json::document(u)?.into_bytes(),
        10 | 11 => {
            let count = u.int_in_range(0..=12)?;
            let pieces: Result<String> = (0..count).map(|_| Ok(*u.choose(FRAGMENTS)?)).collect();
            pieces?.into_bytes()
        }
        12 => any_text(u, 60)?.into_bytes(),
        // Not UTF-8, mostly.
        13 => {
            let length = u.int_in_range(0..=48)?.min(u.len());
            u.bytes(length)?.to_vec()
        }
        // Around the blocks of the hash.
        14 => b"x".repeat(u.int_in_range(0..=260)?),
        _ => return long(u),
    };
    // What editors, files and lines add.
    if !body.is_empty() {
        match u.int_in_range(0..=31)? {
            28 => body.push(b'\n'),
            29 => body.extend_from_slice(b"\r\n"),
            30 => drop(body.splice(0..0, *b"\xef\xbb\xbf")),
            31 => body.push(b' '),
            _ => {}
        }
    }
    Ok(body)
}

/// Longer than buffers that are meant to be enough, now and then.
fn long(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let piece = *u.choose(FRAGMENTS)?;
    let length = u.choose(&[300, 1_000, 1_024, 4_096, 8_192])?;
    Ok(piece.repeat(length / piece.len() + 1).into_bytes())
}

/// What bodies are made of where signers break.
pub(super) const FRAGMENTS: &[&str] = &[
    "{\"subject\":\"周会\"}",
    "\n",
    "\r\n",
    "\r",
    "\u{feff}",
    "\u{0}",
    "👨\u{200d}👩\u{200d}👧",
    "e\u{301}",
    "é",
    "\u{202e}",
    "\\/",
    "\\u4f1a",
    " ",
    "\t",
    "\u{2028}",
    "\u{a0}",
    "\u{ac00}",
    "𠮷",
    "null",
    "%20",
    "+",
    "a=1&b=2",
    "<b>&amp;</b>",
    "X-TC-Key=",
    "\n/v1\n",
];
