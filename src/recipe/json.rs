//! JSON as it stands: a reader that keeps what a signer may lose.
//!
//! Order, duplicate names, the text of numbers and the escapes in strings are
//! all still there after [`parse`]; [`write`] and [`print`] then lose what one
//! language or another loses.

pub(super) mod number;
pub(super) mod print;
pub(super) mod write;

use std::borrow::Cow;
use std::collections::HashMap;

/// What nests deeper than this is not JSON here, as in PHP.
const DEPTH: usize = 512;

/// A JSON value, borrowed from its text.
pub(crate) enum Value<'t> {
    Null,
    Bool(bool),
    /// The number as it is written.
    Number(&'t str),
    String(Text<'t>),
    Array(Vec<Self>),
    /// The members in their order, duplicates and all.
    Object(Vec<(Text<'t>, Self)>),
}

/// A string as it is written between its quotes, with valid escapes.
#[derive(Clone, Copy)]
pub(crate) struct Text<'t>(&'t str);

impl<'t> Text<'t> {
    /// What the string says. A surrogate without its partner stays one.
    pub(super) fn code_points(self) -> impl Iterator<Item = u32> + 't {
        let mut rest = self.0.chars();
        std::iter::from_fn(move || {
            let character = rest.next()?;
            if character != '\\' {
                return Some(u32::from(character));
            }
            Some(match rest.next()? {
                'b' => 0x08,
                'f' => 0x0c,
                'n' => 0x0a,
                'r' => 0x0d,
                't' => 0x09,
                'u' => {
                    let unit = take_unit(&mut rest);
                    let mut ahead = rest.clone();
                    let is_high = (0xd800..0xdc00).contains(&unit);
                    if is_high && ahead.next() == Some('\\') && ahead.next() == Some('u') {
                        let low = take_unit(&mut ahead);
                        if (0xdc00..0xe000).contains(&low) {
                            rest = ahead;
                            return Some(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
                        }
                    }
                    unit
                }
                other => u32::from(other),
            })
        })
    }

    /// UTF-8, in which a surrogate without its partner has the three bytes
    /// that its number would give. Sorts by code point.
    pub(crate) fn bytes(self) -> Cow<'t, [u8]> {
        if !self.0.contains('\\') {
            return Cow::Borrowed(self.0.as_bytes());
        }
        let mut bytes = Vec::with_capacity(self.0.len());
        for code_point in self.code_points() {
            push_code_point(&mut bytes, code_point);
        }
        Cow::Owned(bytes)
    }
}

/// The four digits of an escape, which the parser has looked at.
fn take_unit(rest: &mut std::str::Chars<'_>) -> u32 {
    rest.take(4).fold(0, |unit, digit| unit << 4 | digit.to_digit(16).unwrap_or(0))
}

/// UTF-8, of surrogates too.
pub(crate) fn push_code_point(out: &mut Vec<u8>, code_point: u32) {
    if let Some(character) = char::from_u32(code_point) {
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        let low_byte = |bits: u32| bits.to_le_bytes()[0];
        out.push(0xe0 | low_byte(code_point >> 12));
        out.push(0x80 | low_byte(code_point >> 6 & 0x3f));
        out.push(0x80 | low_byte(code_point & 0x3f));
    }
}

/// The members as every parser leaves them: a name that occurs twice keeps its
/// first place and its last value.
pub(super) fn unique<'v, 't>(
    members: &'v [(Text<'t>, Value<'t>)],
) -> Vec<(Text<'t>, Cow<'t, [u8]>, &'v Value<'t>)> {
    let mut places = HashMap::with_capacity(members.len());
    let mut kept: Vec<(Text<'t>, Cow<'t, [u8]>, &Value<'t>)> = Vec::with_capacity(members.len());
    for (name, value) in members {
        let bytes = name.bytes();
        let place = *places.entry(bytes.clone()).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(member) => member.2 = value,
            None => kept.push((*name, bytes, value)),
        }
    }
    kept
}

/// Reads UTF-8, with or without a byte order mark. `None` if it is not JSON.
pub(crate) fn parse(body: &[u8]) -> Option<Value<'_>> {
    let text = std::str::from_utf8(body).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(0)?;
    parser.skip_white_space();
    (parser.at == text.len()).then_some(value)
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_while(&mut self, is_skipped: impl Fn(u8) -> bool) -> usize {
        let start = self.at;
        while self.peek().is_some_and(&is_skipped) {
            self.at += 1;
        }
        self.at - start
    }

    fn skip_white_space(&mut self) {
        self.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    fn take(&mut self, token: &str) -> Option<()> {
        self.text.as_bytes()[self.at..].starts_with(token.as_bytes()).then(|| {
            self.at += token.len();
        })
    }

    fn value(&mut self, depth: usize) -> Option<Value<'t>> {
        self.skip_white_space();
        match self.peek()? {
            b'n' => self.take("null").map(|()| Value::Null),
            b't' => self.take("true").map(|()| Value::Bool(true)),
            b'f' => self.take("false").map(|()| Value::Bool(false)),
            b'"' => self.string().map(Value::String),
            b'[' => self.list("]", depth, Self::value).map(Value::Array),
            b'{' => self.list("}", depth, Self::member).map(Value::Object),
            _ => self.number().map(Value::Number),
        }
    }

    fn list<T>(
        &mut self,
        end: &str,
        depth: usize,
        item: impl Fn(&mut Self, usize) -> Option<T>,
    ) -> Option<Vec<T>> {
        if depth == DEPTH {
            return None;
        }
        self.at += 1;
        self.skip_white_space();
        let mut items = Vec::new();
        if self.take(end).is_some() {
            return Some(items);
        }
        loop {
            items.push(item(self, depth + 1)?);
            self.skip_white_space();
            if self.take(end).is_some() {
                return Some(items);
            }
            self.take(",")?;
        }
    }

    fn member(&mut self, depth: usize) -> Option<(Text<'t>, Value<'t>)> {
        self.skip_white_space();
        let name = self.string()?;
        self.skip_white_space();
        self.take(":")?;
        Some((name, self.value(depth)?))
    }

    fn string(&mut self) -> Option<Text<'t>> {
        self.take("\"")?;
        let start = self.at;
        loop {
            self.skip_while(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 1,
                _ => return None,
            }
            match self.peek()? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
                b'u' => {
                    let digits = self.text.as_bytes().get(self.at + 1..self.at + 5)?;
                    digits.iter().all(u8::is_ascii_hexdigit).then(|| self.at += 5)?;
                }
                _ => return None,
            }
        }
        self.at += 1;
        Some(Text(&self.text[start..self.at - 1]))
    }

    fn number(&mut self) -> Option<&'t str> {
        let start = self.at;
        let _ = self.take("-");
        if self.take("0").is_none() && self.skip_while(|byte| byte.is_ascii_digit()) == 0 {
            return None;
        }
        if self.take(".").is_some() && self.skip_while(|byte| byte.is_ascii_digit()) == 0 {
            return None;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            let _ = self.take("+").or_else(|| self.take("-"));
            if self.skip_while(|byte| byte.is_ascii_digit()) == 0 {
                return None;
            }
        }
        Some(&self.text[start..self.at])
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::parse;

    /// What no stage may stumble over.
    pub(in crate::recipe) fn nasty_inputs() -> Vec<Vec<u8>> {
        let mut inputs: Vec<Vec<u8>> = [
            "",
            "\0",
            "\"",
            "'",
            "\\",
            "%",
            "%z",
            "%4",
            "?",
            "?=",
            "&",
            "=",
            "-",
            "+",
            "#",
            "\n",
            "\r",
            "{",
            "[",
            "]",
            "{}",
            "[]",
            "{\"",
            "{\"\":",
            "[1,",
            "\"\\",
            "\"\\u",
            "\"\\ud83d\\u\"",
            "-",
            "1e",
            "1e999999999",
            "-1e-999999999",
            "\"\\ud83d\"",
            "[\"\\ude80\\ud83d\"]",
            "{\"\\ud83d\":-0.0}",
            "\u{feff}",
            "\u{feff}{}",
            "\u{10ffff}",
            "null",
            "NaN",
            "[1]\0",
            "\u{4f1a}\u{8bae}",
        ]
        .iter()
        .map(|text| text.as_bytes().to_vec())
        .collect();
        inputs
            .extend([&b"\xff"[..], b"\x80{", b"\xe4\xbc", b"{\"a\":\"\xff\"}"].map(<[u8]>::to_vec));
        for (unit, count) in [
            ("[", 100_000),
            ("{\"a\":", 100_000),
            ("\u{4f1a}", 70_000),
            ("a\u{301}", 70_000),
            ("\u{301}", 100_000),
            ("%", 200_000),
            ("&a=b", 50_000),
            ("\"", 200_000),
            ("\r", 200_000),
            ("9", 200_000),
            ("\0", 200_000),
        ] {
            inputs.push(unit.repeat(count).into_bytes());
        }
        inputs.push([b"[".repeat(512), b"]".repeat(512)].concat());
        inputs.push([b"[\"", &b"\\ud83d".repeat(40_000)[..], b"\"]"].concat());
        let members: Vec<_> = (0..20_000).map(|place| format!("\"{}\":0", place % 9_999)).collect();
        inputs.push(format!("{{{}}}", members.join(",")).into_bytes());
        inputs
    }

    #[test]
    fn what_is_json_is_told_from_what_is_not() {
        let right = [
            "null",
            " true\t",
            "0",
            "-0.5e+7",
            "\"\"",
            "\"\\ud83d\"",
            "[ ]",
            "{ }",
            "[1 , [2]]",
            "{\"a\" : {\"a\":1, \"a\":2}}",
            "\u{feff}1",
            "\"\u{7f}\u{2028}\"",
        ];
        let wrong = [
            "",
            " ",
            "nul",
            "01",
            "+1",
            ".5",
            "1.",
            "1e",
            "--1",
            "NaN",
            "'a'",
            "\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"a\nb\"",
            "[1,]",
            "[,1]",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "{\"a\":1,}",
            "1 1",
            "[1",
            "]",
            "\u{a0}1",
        ];
        for text in right {
            assert!(parse(text.as_bytes()).is_some(), "{text}");
        }
        for text in wrong {
            assert!(parse(text.as_bytes()).is_none(), "{text}");
        }
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(512).as_bytes()).is_some());
        assert!(parse(nested(513).as_bytes()).is_none());
        assert!(parse(b"\"\xff\"").is_none());
    }
}

/// What is held for the same when two JSON texts are compared, besides white
/// space.
#[derive(Clone, Copy, Debug, Default)]
#[cfg(feature = "doctor")]
pub(crate) struct JsonForms {
    pub(crate) escapes_decoded: bool,
    /// And of a name that stands there twice the last value.
    pub(crate) keys_sorted: bool,
    pub(crate) numbers_by_value: bool,
}

#[cfg(feature = "doctor")]
impl JsonForms {
    /// The same bytes for all texts that differ in nothing else. `None` if it
    /// is not JSON.
    pub(crate) fn canonical(self, body: &[u8]) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        self.push(&mut out, &parse(body)?);
        Some(out)
    }

    fn push(self, out: &mut Vec<u8>, value: &Value<'_>) {
        match value {
            Value::Null => out.extend_from_slice(b"null"),
            Value::Bool(value) => out.extend_from_slice(value.to_string().as_bytes()),
            Value::Number(text) => match text.parse::<f64>() {
                Ok(number) if self.numbers_by_value => {
                    out.extend_from_slice(format!("{:?}", number + 0.0).as_bytes());
                }
                _ => out.extend_from_slice(text.as_bytes()),
            },
            Value::String(text) => self.push_text(out, *text),
            Value::Array(values) => {
                out.push(b'[');
                for value in values {
                    self.push(out, value);
                    out.push(b',');
                }
                out.push(b']');
            }
            Value::Object(members) if self.keys_sorted => {
                let mut members = unique(members);
                members.sort_by(|a, b| a.1.cmp(&b.1));
                self.push_members(out, members.iter().map(|(name, _, value)| (*name, *value)));
            }
            Value::Object(members) => {
                self.push_members(out, members.iter().map(|(name, value)| (*name, value)));
            }
        }
    }

    fn push_members<'v, 't: 'v>(
        self,
        out: &mut Vec<u8>,
        members: impl Iterator<Item = (Text<'t>, &'v Value<'t>)>,
    ) {
        out.push(b'{');
        for (name, value) in members {
            self.push_text(out, name);
            out.push(b':');
            self.push(out, value);
            out.push(b',');
        }
        out.push(b'}');
    }

    /// Framed by its length, as what is decoded may hold quotes.
    fn push_text(self, out: &mut Vec<u8>, text: Text<'_>) {
        let bytes = if self.escapes_decoded { text.bytes() } else { text.0.as_bytes().into() };
        out.extend_from_slice(format!("{}\"", bytes.len()).as_bytes());
        out.extend_from_slice(&bytes);
    }
}
