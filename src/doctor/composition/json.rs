//! The ways in which the same JSON is written.

use crate::json_text::{self, Escapes};
use crate::recipe::json::{self, Value};

/// A tree of its own, so that it can be changed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    /// A number, true, false or null, as written.
    Word(Vec<u8>),
    Text(Vec<u8>),
    List(Vec<Tree>),
    Map(Vec<(Vec<u8>, Tree)>),
}

/// How to write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) comma: &'static str,
    pub(super) colon: &'static str,
    pub(super) indent: Option<&'static str>,
    pub(super) newline: &'static str,
    pub(super) is_ascii: bool,
    pub(super) is_slash_escaped: bool,
    pub(super) is_html_escaped: bool,
}

impl Style {
    /// Gson, which escapes the most, also writes ASCII alone where it is told to.
    fn escapes(self) -> Escapes {
        Escapes {
            non_ascii: self.is_ascii,
            slash: self.is_slash_escaped,
            html: self.is_html_escaped,
            quotes: self.is_html_escaped && self.is_ascii,
        }
    }
}

pub(super) const COMPACT: Style = Style {
    comma: ",",
    colon: ":",
    indent: None,
    newline: "\n",
    is_ascii: false,
    is_slash_escaped: false,
    is_html_escaped: false,
};

pub(super) fn parse(body: &[u8]) -> Option<Tree> {
    json::parse(body).map(|value| tree(&value))
}

fn tree(value: &Value<'_>) -> Tree {
    match value {
        Value::Null => Tree::Word(b"null".to_vec()),
        Value::Bool(true) => Tree::Word(b"true".to_vec()),
        Value::Bool(false) => Tree::Word(b"false".to_vec()),
        Value::Number(number) => Tree::Word(number.as_bytes().to_vec()),
        Value::String(text) => Tree::Text(text.bytes().into_owned()),
        Value::Array(items) => Tree::List(items.iter().map(tree).collect()),
        Value::Object(members) => Tree::Map(
            members.iter().map(|(name, value)| (name.bytes().into_owned(), tree(value))).collect(),
        ),
    }
}

/// The styles of writers, the commonest first.
pub(super) fn styles() -> Vec<Style> {
    let mut all = Vec::new();
    let base = COMPACT;
    for (comma, colon) in
        [(",", ":"), (", ", ": "), (",", ": "), (", ", ":"), (" , ", " : "), (",", " : ")]
    {
        for (is_ascii, is_slash_escaped, is_html_escaped) in [
            (false, false, false),
            (true, false, false),
            (false, true, false),
            (true, true, false),
            (false, false, true),
            (true, false, true),
        ] {
            all.push(Style { comma, colon, is_ascii, is_slash_escaped, is_html_escaped, ..base });
        }
    }
    for indent in ["  ", "    ", "\t", " ", "   ", "     ", "      ", "       ", "        "] {
        for colon in [": ", ":", " : "] {
            for newline in ["\n", "\r\n"] {
                for is_ascii in [false, true] {
                    all.push(Style { colon, indent: Some(indent), newline, is_ascii, ..base });
                }
            }
        }
    }
    all
}

impl Tree {
    pub(super) fn write(&self, style: Style) -> Vec<u8> {
        let mut out = Vec::new();
        self.write_to(style, 0, &mut out);
        out
    }

    fn write_to(&self, style: Style, depth: usize, out: &mut Vec<u8>) {
        let line = |depth: usize, out: &mut Vec<u8>| {
            if let Some(indent) = style.indent {
                out.extend_from_slice(style.newline.as_bytes());
                for _ in 0..depth {
                    out.extend_from_slice(indent.as_bytes());
                }
            }
        };
        let comma = if style.indent.is_some() { "," } else { style.comma };
        match self {
            Self::Word(word) => out.extend_from_slice(word),
            Self::Text(text) => json_text::write(text, style.escapes(), out),
            Self::List(items) => {
                out.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.extend_from_slice(comma.as_bytes());
                    }
                    line(depth + 1, out);
                    item.write_to(style, depth + 1, out);
                }
                if !items.is_empty() {
                    line(depth, out);
                }
                out.push(b']');
            }
            Self::Map(members) => {
                out.push(b'{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.extend_from_slice(comma.as_bytes());
                    }
                    line(depth + 1, out);
                    json_text::write(name, style.escapes(), out);
                    out.extend_from_slice(style.colon.as_bytes());
                    value.write_to(style, depth + 1, out);
                }
                if !members.is_empty() {
                    line(depth, out);
                }
                out.push(b'}');
            }
        }
    }

    /// Every object's members by name.
    pub(super) fn sorted(&self) -> Self {
        match self {
            Self::Map(members) => {
                let mut members: Vec<_> =
                    members.iter().map(|(name, value)| (name.clone(), value.sorted())).collect();
                members.sort_by(|one, other| one.0.cmp(&other.0));
                Self::Map(members)
            }
            Self::List(items) => Self::List(items.iter().map(Self::sorted).collect()),
            other => other.clone(),
        }
    }
}
