//! Strings as writers of JSON write them.

/// What a writer escapes beyond what JSON asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
pub(crate) struct Escapes {
    /// Everything beyond ASCII, as Python and PHP do.
    pub(crate) non_ascii: bool,
    /// The slash, as PHP does.
    pub(crate) slash: bool,
    /// `<`, `>` and `&`, as Go and Gson do.
    pub(crate) html: bool,
    /// `=` and `'`, as Gson does.
    pub(crate) quotes: bool,
    /// `+`, the backtick and the double quote by its number, all in upper-case
    /// digits, as System.Text.Json of .NET does.
    pub(crate) net: bool,
}

/// Writes a string with its quotes; bytes that are not UTF-8 stay.
pub(crate) fn write(text: &[u8], escapes: Escapes, out: &mut Vec<u8>) {
    out.push(b'"');
    for chunk in text.utf8_chunks() {
        for letter in chunk.valid().chars() {
            write_char(letter, escapes, out);
        }
        out.extend_from_slice(chunk.invalid());
    }
    out.push(b'"');
}

fn write_char(letter: char, escapes: Escapes, out: &mut Vec<u8>) {
    let short: &[u8] = match letter {
        '"' => b"\\\"",
        '\\' => b"\\\\",
        '\n' => b"\\n",
        '\r' => b"\\r",
        '\t' => b"\\t",
        '\u{8}' => b"\\b",
        '\u{c}' => b"\\f",
        '/' if escapes.slash => b"\\/",
        _ => b"",
    };
    let short = if escapes.net && letter == '"' { b"" } else { short };
    let is_escaped = match letter {
        '\0'..='\u{1f}' => true,
        '<' | '>' | '&' => escapes.html,
        '=' => escapes.quotes,
        '\'' => escapes.quotes || escapes.net,
        '+' | '`' | '"' => escapes.net,
        _ => escapes.non_ascii && !letter.is_ascii(),
    };
    if !short.is_empty() {
        out.extend_from_slice(short);
    } else if is_escaped {
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let escape =
                if escapes.net { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") };
            out.extend_from_slice(escape.as_bytes());
        }
    } else {
        out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
    }
}
