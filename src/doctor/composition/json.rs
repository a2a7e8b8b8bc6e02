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
#[expect(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
pub(super) struct Style {
    pub(super) comma: &'static str,
    pub(super) colon: &'static str,
    pub(super) indent: Option<&'static str>,
    pub(super) newline: &'static str,
    pub(super) is_ascii: bool,
    pub(super) is_slash_escaped: bool,
    pub(super) is_html_escaped: bool,
    /// As System.Text.Json of .NET escapes.
    pub(super) is_net: bool,
}

impl Style {
    /// Gson, which escapes the most, also writes ASCII alone where it is told to.
    fn escapes(self) -> Escapes {
        Escapes {
            non_ascii: self.is_ascii,
            slash: self.is_slash_escaped,
            html: self.is_html_escaped,
            quotes: self.is_html_escaped && self.is_ascii && !self.is_net,
            net: self.is_net,
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
    is_net: false,
};

/// Python's `json.dumps`.
pub(super) const SPACED: Style = Style { comma: ", ", colon: ": ", is_ascii: true, ..COMPACT };

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

/// The style in which a text was written, as far as one of the known ones
/// gives it again.
pub(super) fn style_of(tree: &Tree, text: &[u8]) -> Option<Style> {
    styles().into_iter().map(|(style, _)| style).find(|style| tree.write(*style) == text)
}

/// The styles of writers with what they cost, the commonest first.
pub(super) fn styles() -> Vec<(Style, f32)> {
    let mut all = Vec::new();
    let base = COMPACT;
    let escapes = [
        (base, 0.0),
        (Style { is_ascii: true, ..base }, 0.1),
        (Style { is_slash_escaped: true, ..base }, 0.2),
        (Style { is_ascii: true, is_slash_escaped: true, ..base }, 0.2),
        (Style { is_html_escaped: true, ..base }, 0.2),
        (Style { is_ascii: true, is_html_escaped: true, ..base }, 0.5),
        (Style { is_ascii: true, is_html_escaped: true, is_net: true, ..base }, 0.3),
    ];
    for (escaped, of_escapes) in escapes {
        for (comma, of_comma) in [(",", 0.0), (", ", 0.1), (" , ", 0.7), (" ,", 0.8), (",\n", 0.9)]
        {
            for (colon, of_colon) in [(":", 0.0), (": ", 0.1), (" : ", 0.5), (" :", 0.6)] {
                let is_uneven = comma.starts_with(' ') != colon.starts_with(' ')
                    || comma.ends_with(' ') != colon.ends_with(' ');
                let of_unevenness = if is_uneven { 0.3 } else { 0.0 };
                let cost = of_comma + of_colon + of_unevenness + of_escapes;
                all.push((Style { comma, colon, ..escaped }, cost));
            }
        }
        for (rank, indent) in
            ["  ", "    ", "\t", " ", "   ", "        ", "      ", "", "     ", "       "]
                .into_iter()
                .enumerate()
        {
            #[allow(clippy::cast_precision_loss)]
            let of_indent = 0.2 + rank as f32 * 0.1;
            for (colon, of_colon) in [(": ", 0.0), (" : ", 0.2), (":", 0.3), (" :", 0.6)] {
                for (comma, of_comma) in [(",", 0.0), (", ", 0.5), (" , ", 0.7)] {
                    // The usual indentations alone are met with everything.
                    if !comma.starts_with(',') && rank > 3 {
                        continue;
                    }
                    for (newline, of_newline) in [("\n", 0.0), ("\r\n", 0.2)] {
                        let style =
                            Style { comma, colon, indent: Some(indent), newline, ..escaped };
                        let cost = of_indent + of_colon + of_comma + of_newline + of_escapes;
                        all.push((style, cost));
                    }
                }
            }
        }
    }
    all.sort_by(|one, other| one.1.total_cmp(&other.1));
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
        let comma = style.comma;
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

    /// Every value changed, the inner ones first.
    pub(super) fn bent(&self, bend: &impl Fn(Self) -> Self) -> Self {
        bend(match self {
            Self::Map(members) => Self::Map(
                members.iter().map(|(name, value)| (name.clone(), value.bent(bend))).collect(),
            ),
            Self::List(items) => Self::List(items.iter().map(|item| item.bent(bend)).collect()),
            other => other.clone(),
        })
    }

    /// Every object's members in the order of the vendor's pages, which is the
    /// order in which programs name them; what is not there keeps its place behind.
    pub(super) fn as_documented(&self) -> Self {
        /// Of "create meeting", "create user" and what goes with them.
        const NAMES: [&str; 30] = [
            "username",
            "userid",
            "operator_id",
            "operator_id_type",
            "instanceid",
            "meeting_id",
            "reason_code",
            "reason_detail",
            "subject",
            "type",
            "hosts",
            "invitees",
            "guests",
            "start_time",
            "end_time",
            "password",
            "settings",
            "meeting_type",
            "recurring_rule",
            "enable_live",
            "live_config",
            "enable_doc_upload_permission",
            "media_set_type",
            "enable_interpreter",
            "enable_enroll",
            "enable_host_key",
            "host_key",
            "email",
            "phone",
            "area",
        ];
        match self {
            Self::Map(members) => {
                let rank = |name: &[u8]| {
                    let place = NAMES.iter().position(|other| other.as_bytes() == name);
                    place.unwrap_or(NAMES.len())
                };
                let mut members: Vec<_> = members
                    .iter()
                    .map(|(name, value)| (name.clone(), value.as_documented()))
                    .collect();
                members.sort_by_key(|(name, _)| rank(name));
                Self::Map(members)
            }
            Self::List(items) => Self::List(items.iter().map(Self::as_documented).collect()),
            other => other.clone(),
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
