//! JSON, written as one library or another writes it.

use std::borrow::Cow;

use super::number::Numbers;
use super::{Text, Value, parse, unique};

/// The habits of a JSON writer.
pub(in crate::recipe) struct Style {
    pub(in crate::recipe) layout: Layout,
    pub(in crate::recipe) escapes: Escapes,
    pub(in crate::recipe) numbers: Numbers,
    pub(in crate::recipe) order: Order,
    pub(in crate::recipe) lost: Lost,
    pub(in crate::recipe) retyped: Retyped,
}

/// White space between tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::recipe) enum Layout {
    Compact,
    /// A space after every colon and comma.
    Spaces,
    /// A line for every member, indented by so many spaces.
    Lines(usize),
}

/// What is escaped beyond quotes, backslashes and control characters.
#[derive(Clone, Copy)]
pub(in crate::recipe) struct Escapes {
    /// Everything beyond ASCII, and U+2028 and U+2029 with it.
    pub(in crate::recipe) non_ascii: bool,
    /// U+2028 and U+2029, which JavaScript once took for line ends.
    pub(in crate::recipe) line_separators: bool,
    /// `\/`
    pub(in crate::recipe) slash: bool,
    /// ASCII characters that become `\u00xx`.
    pub(in crate::recipe) ascii: &'static str,
    pub(in crate::recipe) digits: Digits,
}

/// The case of an escape's digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::recipe) enum Digits {
    Lower,
    Upper,
}

/// The order of members.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::recipe) enum Order {
    AsWritten,
    Sorted,
    /// Names that are array indices first, by value.
    JavaScript,
    /// The order of a Java `HashMap`.
    JavaHashMap,
}

/// Members that are not written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::recipe) enum Lost {
    Nothing,
    /// Those that are null.
    Nulls,
    /// Go's `omitempty`: false, 0, null, and what is empty.
    Empty,
}

/// Values that change their type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::recipe) enum Retyped {
    Nothing,
    IntegersToStrings,
    /// Strings that are an integer and nothing else.
    StringsToIntegers,
}

impl Escapes {
    pub(in crate::recipe) const NONE: Self = Self {
        non_ascii: false,
        line_separators: false,
        slash: false,
        ascii: "",
        digits: Digits::Lower,
    };
}

impl Style {
    /// No white space, nothing escaped without need, and Python's numbers.
    pub(in crate::recipe) const COMPACT: Self = Self {
        layout: Layout::Compact,
        escapes: Escapes::NONE,
        numbers: Numbers::Python,
        order: Order::AsWritten,
        lost: Lost::Nothing,
        retyped: Retyped::Nothing,
    };

    /// The body, read and written again. `None` if it is not JSON.
    pub(in crate::recipe) fn rewrite(&self, body: &[u8]) -> Option<Vec<u8>> {
        let value = parse(body)?;
        let mut out = Vec::with_capacity(body.len() + body.len() / 4);
        self.write(&mut out, &value, 0);
        Some(out)
    }

    /// One value, as if it were the whole.
    pub(in crate::recipe) fn written(&self, value: &Value<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out, value, 0);
        out
    }

    fn write(&self, out: &mut Vec<u8>, value: &Value<'_>, depth: usize) {
        match value {
            Value::Null => out.extend_from_slice(b"null"),
            Value::Bool(true) => out.extend_from_slice(b"true"),
            Value::Bool(false) => out.extend_from_slice(b"false"),
            Value::Number(number) => self.write_number(out, number),
            Value::String(text) => self.write_text(out, *text),
            Value::Array(items) => {
                self.write_list(out, *b"[]", items, depth, |out, item| {
                    self.write(out, item, depth + 1);
                });
            }
            Value::Object(members) => {
                let mut members = unique(members);
                members.retain(|(_, _, value)| !self.lost.includes(value));
                self.order.apply(&mut members);
                self.write_list(out, *b"{}", &members, depth, |out, (name, _, value)| {
                    self.escapes.write(out, name.code_points());
                    let colon: &[u8] = if self.layout == Layout::Compact { b":" } else { b": " };
                    out.extend_from_slice(colon);
                    self.write(out, value, depth + 1);
                });
            }
        }
    }

    fn write_number(&self, out: &mut Vec<u8>, number: &str) {
        let quoted = self.retyped == Retyped::IntegersToStrings && is_integer(number.as_bytes());
        let quote: &[u8] = if quoted { b"\"" } else { b"" };
        out.extend_from_slice(quote);
        out.extend_from_slice(self.numbers.write(number).as_bytes());
        out.extend_from_slice(quote);
    }

    fn write_text(&self, out: &mut Vec<u8>, text: Text<'_>) {
        let bytes = text.bytes();
        if self.retyped == Retyped::StringsToIntegers && is_integer(&bytes) {
            out.extend_from_slice(&bytes);
        } else {
            self.escapes.write(out, text.code_points());
        }
    }

    fn write_list<T>(
        &self,
        out: &mut Vec<u8>,
        [open, close]: [u8; 2],
        items: &[T],
        depth: usize,
        mut write_item: impl FnMut(&mut Vec<u8>, &T),
    ) {
        let start_line = |out: &mut Vec<u8>, depth: usize| {
            if let Layout::Lines(width) = self.layout {
                out.push(b'\n');
                out.resize(out.len() + depth * width, b' ');
            }
        };
        out.push(open);
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                out.extend_from_slice(if self.layout == Layout::Spaces { b", " } else { b"," });
            }
            start_line(out, depth + 1);
            write_item(out, item);
        }
        if !items.is_empty() {
            start_line(out, depth);
        }
        out.push(close);
    }
}

/// An integer as JSON writes it, short enough for 64 bits.
fn is_integer(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let is_canonical = digits == b"0" || !digits.starts_with(b"0");
    (1..=19).contains(&digits.len()) && is_canonical && digits.iter().all(u8::is_ascii_digit)
}

impl Lost {
    fn includes(self, value: &Value<'_>) -> bool {
        match (self, value) {
            (Self::Nothing, _) => false,
            (_, Value::Null) => true,
            (Self::Nulls, _) => false,
            (Self::Empty, Value::Bool(is_true)) => !is_true,
            (Self::Empty, Value::Number(number)) => number.parse() == Ok(0.0),
            (Self::Empty, Value::String(text)) => text.bytes().is_empty(),
            (Self::Empty, Value::Array(items)) => items.is_empty(),
            (Self::Empty, Value::Object(members)) => members.is_empty(),
        }
    }
}

impl Order {
    fn apply(self, members: &mut [(Text<'_>, Cow<'_, [u8]>, &Value<'_>)]) {
        match self {
            Self::AsWritten => {}
            Self::Sorted => members.sort_by(|(_, one, _), (_, other, _)| one.cmp(other)),
            Self::JavaScript => {
                members.sort_by_key(|(_, name, _)| array_index(name).map_or(u64::MAX, u64::from));
            }
            Self::JavaHashMap => {
                // Grown by doubling from 16 whenever it is three quarters full; growing keeps
                // the order within a bucket.
                let mut buckets = 16;
                while members.len() * 4 > buckets * 3 {
                    buckets *= 2;
                }
                members.sort_by_cached_key(|(name, ..)| java_hash(*name) as usize & (buckets - 1));
            }
        }
    }
}

/// The number that `name` is as an index of a JavaScript array.
fn array_index(name: &[u8]) -> Option<u32> {
    let digits = std::str::from_utf8(name).ok()?;
    let is_canonical = is_integer(name) && !digits.starts_with('-');
    digits.parse().ok().filter(|&index| is_canonical && index < u32::MAX)
}

/// `String.hashCode`, spread as `HashMap` does it.
fn java_hash(name: Text<'_>) -> u32 {
    let step = |hash: u32, unit: u32| hash.wrapping_mul(31).wrapping_add(unit);
    let hash =
        name.code_points().fold(0, |hash, code_point| match code_point.checked_sub(0x1_0000) {
            None => step(hash, code_point),
            Some(offset) => step(step(hash, 0xd800 + (offset >> 10)), 0xdc00 + (offset & 0x3ff)),
        });
    hash ^ hash >> 16
}

impl Escapes {
    /// A string with its quotes.
    pub(in crate::recipe) fn write(
        self,
        out: &mut Vec<u8>,
        code_points: impl Iterator<Item = u32>,
    ) {
        out.push(b'"');
        for code_point in code_points {
            self.write_code_point(out, code_point);
        }
        out.push(b'"');
    }

    fn write_code_point(self, out: &mut Vec<u8>, code_point: u32) {
        let Some(character) = char::from_u32(code_point) else {
            return push_escape(out, code_point, self.digits);
        };
        let short = match character {
            _ if self.ascii.contains(character) => None,
            '"' => Some(b"\\\""),
            '\\' => Some(b"\\\\"),
            '/' if self.slash => Some(b"\\/"),
            '\u{8}' => Some(b"\\b"),
            '\u{c}' => Some(b"\\f"),
            '\n' => Some(b"\\n"),
            '\r' => Some(b"\\r"),
            '\t' => Some(b"\\t"),
            _ => None,
        };
        let is_escaped = character < ' '
            || self.ascii.contains(character)
            || self.non_ascii && !character.is_ascii()
            || self.line_separators && matches!(character, '\u{2028}' | '\u{2029}');
        match short {
            Some(short) => out.extend_from_slice(short),
            None if is_escaped => push_escapes(out, character, self.digits),
            None => super::push_code_point(out, code_point),
        }
    }
}

fn push_escape(out: &mut Vec<u8>, unit: u32, digits: Digits) {
    let escape =
        if digits == Digits::Upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") };
    out.extend_from_slice(escape.as_bytes());
}

fn push_escapes(out: &mut Vec<u8>, character: char, digits: Digits) {
    for &mut unit in character.encode_utf16(&mut [0; 2]) {
        push_escape(out, u32::from(unit), digits);
    }
}

/// The text with `\uxxxx` for some of its characters.
pub(in crate::recipe) fn escaped(
    text: &str,
    digits: Digits,
    is_escaped: impl Fn(char) -> bool,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for character in text.chars() {
        if is_escaped(character) {
            push_escapes(&mut out, character, digits);
        } else {
            super::push_code_point(&mut out, u32::from(character));
        }
    }
    out
}
