//! What languages make of a map that is put into a string.

use super::number::Numbers;
use super::{Text, Value, parse, push_code_point, unique};

/// How a language shows a map of maps and lists.
pub(in crate::recipe) struct Print {
    map: [&'static str; 2],
    list: [&'static str; 2],
    is: &'static str,
    comma: &'static str,
    null: &'static str,
    booleans: [&'static str; 2],
    numbers: Numbers,
    is_sorted: bool,
    write_text: fn(&mut Vec<u8>, Text<'_>),
}

impl Print {
    /// `str({...})`
    pub(in crate::recipe) const PYTHON: Self = Self {
        map: ["{", "}"],
        list: ["[", "]"],
        is: ": ",
        comma: ", ",
        null: "None",
        booleans: ["False", "True"],
        numbers: Numbers::Python,
        is_sorted: false,
        write_text: python_text,
    };

    /// `map.toString()`
    pub(in crate::recipe) const JAVA: Self = Self {
        map: ["{", "}"],
        list: ["[", "]"],
        is: "=",
        comma: ", ",
        null: "null",
        booleans: ["false", "true"],
        numbers: Numbers::Java,
        is_sorted: false,
        write_text: plain_text,
    };

    /// `hash.to_s`, until Ruby 3.3
    pub(in crate::recipe) const RUBY: Self = Self {
        map: ["{", "}"],
        list: ["[", "]"],
        is: "=>",
        comma: ", ",
        null: "nil",
        booleans: ["false", "true"],
        numbers: Numbers::Ruby,
        is_sorted: false,
        write_text: ruby_text,
    };

    /// `fmt.Sprint(m)`
    pub(in crate::recipe) const GO: Self = Self {
        map: ["map[", "]"],
        list: ["[", "]"],
        is: ":",
        comma: " ",
        null: "<nil>",
        booleans: ["false", "true"],
        numbers: Numbers::GoPrint,
        is_sorted: true,
        write_text: plain_text,
    };

    /// What the language prints for the map or list that the body is; `None`
    /// if it is neither.
    pub(in crate::recipe) fn rewrite(&self, body: &[u8]) -> Option<Vec<u8>> {
        let value = parse(body).filter(|v| matches!(v, Value::Array(_) | Value::Object(_)))?;
        let mut out = Vec::with_capacity(body.len());
        self.write(&mut out, &value);
        Some(out)
    }

    /// What the language prints for a value; a string without its quotes.
    pub(in crate::recipe) fn printed(&self, value: &Value<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        match value {
            Value::String(text) => plain_text(&mut out, *text),
            other => self.write(&mut out, other),
        }
        out
    }

    fn write(&self, out: &mut Vec<u8>, value: &Value<'_>) {
        let mut put = |text: &str| out.extend_from_slice(text.as_bytes());
        match value {
            Value::Null => put(self.null),
            Value::Bool(is_true) => put(self.booleans[usize::from(*is_true)]),
            Value::Number(number) => put(&self.numbers.write(number)),
            Value::String(text) => (self.write_text)(out, *text),
            Value::Array(items) => {
                put(self.list[0]);
                for (place, item) in items.iter().enumerate() {
                    if place > 0 {
                        out.extend_from_slice(self.comma.as_bytes());
                    }
                    self.write(out, item);
                }
                out.extend_from_slice(self.list[1].as_bytes());
            }
            Value::Object(members) => {
                put(self.map[0]);
                let mut members = unique(members);
                if self.is_sorted {
                    members.sort_by(|(_, one, _), (_, other, _)| one.cmp(other));
                }
                for (place, (name, _, value)) in members.iter().enumerate() {
                    if place > 0 {
                        out.extend_from_slice(self.comma.as_bytes());
                    }
                    (self.write_text)(out, *name);
                    out.extend_from_slice(self.is.as_bytes());
                    self.write(out, value);
                }
                out.extend_from_slice(self.map[1].as_bytes());
            }
        }
    }
}

fn plain_text(out: &mut Vec<u8>, text: Text<'_>) {
    out.extend_from_slice(&text.bytes());
}

/// `repr`: double quotes only around single ones.
fn python_text(out: &mut Vec<u8>, text: Text<'_>) {
    let bytes = text.bytes();
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    out.push(quote);
    for code_point in text.code_points() {
        match code_point {
            0x09 => out.extend_from_slice(b"\\t"),
            0x0a => out.extend_from_slice(b"\\n"),
            0x0d => out.extend_from_slice(b"\\r"),
            0x5c => out.extend_from_slice(b"\\\\"),
            _ if code_point == u32::from(quote) => out.extend_from_slice(&[b'\\', quote]),
            _ if is_printable(code_point) => push_code_point(out, code_point),
            0..0x100 => out.extend_from_slice(format!("\\x{code_point:02x}").as_bytes()),
            0x100..0x1_0000 => out.extend_from_slice(format!("\\u{code_point:04x}").as_bytes()),
            _ => out.extend_from_slice(format!("\\U{code_point:08x}").as_bytes()),
        }
    }
    out.push(quote);
}

/// `str.isprintable` for whatever Unicode has assigned.
fn is_printable(code_point: u32) -> bool {
    !matches!(code_point,
        ..0x20 | 0x7f..=0xa0 | 0xad | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x1680 | 0x180e
        | 0x2000..=0x200f | 0x2028..=0x202f | 0x205f..=0x206f | 0x3000 | 0xd800..=0xf8ff
        | 0xfeff | 0xfff9..=0xfffb | 0xfffe | 0xffff | 0xe_0000..)
}

/// `String#inspect`.
fn ruby_text(out: &mut Vec<u8>, text: Text<'_>) {
    out.push(b'"');
    let mut code_points = text.code_points().peekable();
    while let Some(code_point) = code_points.next() {
        let next = code_points.peek().and_then(|&next| char::from_u32(next));
        let short: Option<&[u8]> = match char::from_u32(code_point) {
            Some('"') => Some(b"\\\""),
            Some('\\') => Some(b"\\\\"),
            Some('#') if matches!(next, Some('{' | '$' | '@')) => Some(b"\\#"),
            Some('\u{7}') => Some(b"\\a"),
            Some('\u{8}') => Some(b"\\b"),
            Some('\t') => Some(b"\\t"),
            Some('\n') => Some(b"\\n"),
            Some('\u{b}') => Some(b"\\v"),
            Some('\u{c}') => Some(b"\\f"),
            Some('\r') => Some(b"\\r"),
            Some('\u{1b}') => Some(b"\\e"),
            _ => None,
        };
        match short {
            Some(short) => out.extend_from_slice(short),
            None if matches!(code_point, ..0x20 | 0x7f..0xa0 | 0x2028 | 0x2029 | 0xd800..0xe000) => {
                out.extend_from_slice(format!("\\u{code_point:04X}").as_bytes());
            }
            None => push_code_point(out, code_point),
        }
    }
    out.push(b'"');
}
