//! JSON as different programs write it.

use arbitrary::{Result, Unstructured};

/// How one document is written.
struct Style {
    colon: &'static str,
    comma: &'static str,
    /// Indentation; `None` for one line.
    indent: Option<&'static str>,
    escapes: Escapes,
    /// Whether programs of all languages read the same in it: no name twice in
    /// an object, no number beyond a double.
    is_plain: bool,
}

#[derive(Clone, Copy)]
enum Escapes {
    /// Only what must be.
    Needed,
    /// Everything that is not ASCII, in lower-case digits, as Python does.
    NonAscii,
    /// Slashes and non-ASCII, as PHP does.
    Slashes,
    /// `<`, `>` and `&`, as Go does.
    Html,
}

/// Objects mostly, as the API takes them.
pub(super) fn document(u: &mut Unstructured<'_>) -> Result<String> {
    written(u, false)
}

/// A document that is the same value to everybody.
#[cfg(feature = "vectors")]
pub(super) fn plain_document(u: &mut Unstructured<'_>) -> Result<String> {
    written(u, true)
}

fn written(u: &mut Unstructured<'_>, is_plain: bool) -> Result<String> {
    let style = Style {
        is_plain,
        colon: u.choose(&[":", ":", ": ", " : "])?,
        comma: u.choose(&[",", ",", ", "])?,
        indent: *u.choose(&[None, None, None, Some("  "), Some("\t"), Some("    ")])?,
        escapes: *u.choose(&[
            Escapes::Needed,
            Escapes::Needed,
            Escapes::NonAscii,
            Escapes::Slashes,
            Escapes::Html,
        ])?,
    };
    let mut out = String::new();
    if u.int_in_range(0..=7)? == 7 {
        value(&mut out, u, &style, 0)?;
    } else {
        object(&mut out, u, &style, 0)?;
    }
    Ok(out)
}

fn value(out: &mut String, u: &mut Unstructured<'_>, style: &Style, depth: usize) -> Result<()> {
    // Objects and lists at the end: bytes that run out stop the nesting.
    let last = if depth < 3 { 9 } else { 7 };
    match u.int_in_range(0..=last)? {
        0..=2 => string(out, u.choose(STRINGS)?, style.escapes),
        3 => out.push_str(&u.arbitrary::<u32>()?.to_string()),
        4 => {
            let number = *u.choose(NUMBERS)?;
            out.push_str(if style.is_plain && number == "1e400" { "1e40" } else { number });
        }
        5 => out.push_str(u.choose(&["true", "false", "null"])?),
        6 => {
            string(out, &format!("{}{}", u.choose(STRINGS)?, u.choose(STRINGS)?), style.escapes);
        }
        7 => out.push_str(u.choose(&["{}", "[]", "\"\"", "[ ]", "{ }"])?),
        8 => object(out, u, style, depth)?,
        _ => {
            let count = u.int_in_range(1..=3)?;
            out.push('[');
            for index in 0..count {
                start_item(out, style, index, depth + 1);
                value(out, u, style, depth + 1)?;
            }
            end_items(out, style, depth);
            out.push(']');
        }
    }
    Ok(())
}

fn object(out: &mut String, u: &mut Unstructured<'_>, style: &Style, depth: usize) -> Result<()> {
    let count = u.int_in_range(1..=5)?;
    let mut names = Vec::new();
    out.push('{');
    for index in 0..count {
        start_item(out, style, index, depth + 1);
        let mut name = (*u.choose(KEYS)?).to_owned();
        while style.is_plain && names.contains(&name) {
            name.push_str("_2");
        }
        string(out, &name, style.escapes);
        names.push(name);
        out.push_str(style.colon);
        value(out, u, style, depth + 1)?;
    }
    end_items(out, style, depth);
    out.push('}');
    Ok(())
}

fn start_item(out: &mut String, style: &Style, index: usize, depth: usize) {
    if index > 0 {
        // Those who indent leave no space behind the comma.
        out.push_str(if style.indent.is_some() { "," } else { style.comma });
    }
    new_line(out, style, depth);
}

fn end_items(out: &mut String, style: &Style, depth: usize) {
    new_line(out, style, depth);
}

fn new_line(out: &mut String, style: &Style, depth: usize) {
    if let Some(indent) = style.indent {
        out.push('\n');
        for _ in 0..depth {
            out.push_str(indent);
        }
    }
}

fn string(out: &mut String, text: &str, escapes: Escapes) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '/' if matches!(escapes, Escapes::Slashes) => out.push_str("\\/"),
            '<' | '>' | '&' if matches!(escapes, Escapes::Html) => escape(out, c),
            _ if c < ' ' => escape(out, c),
            _ if c > '~' && matches!(escapes, Escapes::NonAscii | Escapes::Slashes) => {
                escape(out, c);
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

fn escape(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.push_str(&format!("\\u{unit:04x}"));
    }
}

const KEYS: &[&str] = &[
    "subject",
    "userid",
    "instanceid",
    "type",
    "b",
    "a",
    "settings",
    "start_time",
    "主题",
    "10",
    "9",
    "A",
    "",
];

const STRINGS: &[&str] = &[
    "tester1",
    "周会",
    "",
    "weekly sync",
    "1600000000",
    "a/b",
    "<b>&'",
    "👨\u{200d}👩\u{200d}👧",
    "é",
    "e\u{301}",
    "\u{2028}",
    "\u{7f}",
    "\n",
    "\u{1}",
    "\"",
    "\\",
    "𠮷",
    "100%",
    "+8613800000000",
    "https://example.com/?a=1&b=2",
    "\u{feff}",
    "true",
    "null",
    " ",
];

const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1.0",
    "-0",
    "0.1",
    "1e3",
    "1E+2",
    "1.10",
    "12345678901234567890",
    "9007199254740993",
    "1e400",
    "0.30000000000000004",
    "100000000000000000000000",
    "-0.0",
];
