//! One request in the lines that show it.

use super::answer::{answer, error_code, is_answer};
use super::headers::Headers;
use super::lines::{Line, Side};
use super::{body, is_like, names, target};
use crate::import::captured::{Answer, Captured, Others, Reprinted};
use crate::import::form::Form;
use crate::import::literal::{self, Node};
use crate::import::remark::{Doubt, Remark};
use crate::import::{ImportError, Target, reprinted, tree};
use crate::request::Request;

/// The lines of a request up to the answer, and what can be told from them at
/// once.
pub(super) struct Shown<'l> {
    pub(super) lines: Vec<&'l Line<'l>>,
    /// The lines, each with its end.
    pub(super) text: Vec<u8>,
    /// Where each line begins in the text.
    pub(super) offsets: Vec<usize>,
    /// The outermost objects and lists.
    pub(super) nodes: Vec<Node>,
    pub(super) form: Form,
}

impl<'l> Shown<'l> {
    fn new(lines: &'l [Line<'l>], form: Form) -> Self {
        // What was received before (`curl -v` on a terminal) is no part of it.
        let lines: Vec<&Line<'_>> =
            lines.iter().filter(|line| line.side != Side::Received).collect();
        let mut text = Vec::new();
        let mut offsets = Vec::with_capacity(lines.len());
        for line in &lines {
            offsets.push(text.len());
            text.extend_from_slice(&line.text);
            text.push(b'\n');
        }
        let nodes = nodes(&text);
        Self { lines, text, offsets, nodes, form }
    }

    /// Where the request begins: what stands before its request line belongs to
    /// something else.
    pub(super) fn start(&self, headers_row: usize) -> usize {
        let mut rows = 0..self.lines.len();
        let row = rows.find(|row| target::request_line(&self.lines[*row].text).is_some());
        row.filter(|row| *row <= headers_row).map_or(0, |row| self.offsets[row])
    }

    /// Characters of another width, each once.
    fn wrong_characters(&self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for line in &self.lines {
            if let Some((found, wanted)) = wrong_character(&line.text) {
                let remark = Remark::WrongCharacter { found, wanted };
                if !remarks.contains(&remark) {
                    remarks.push(remark);
                }
            }
        }
        remarks
    }

    /// The request targets it may have, the likeliest first.
    fn uris(&self, uri: &[u8], found: Option<&tree::Found<'_>>) -> Vec<Vec<u8>> {
        let query = found.map(|found| &found.query[..]).unwrap_or_default();
        let mut uris = target::encodings(uri, query);
        for other in target::every(&self.lines) {
            let other = Target::of_url(&other).uri;
            uris.extend(target::encodings(&other, &[]).into_iter().take(1));
        }
        // Parameters that stand in an object of their own.
        if !uri.contains(&b'?') {
            for pairs in self.nodes.iter().flat_map(tree::flat_objects).take(4) {
                uris.extend(target::encodings(uri, &pairs));
            }
        }
        uris
    }
}

/// The bodies a request may have.
struct Bodies {
    body: Vec<u8>,
    others: Vec<Vec<u8>>,
    doubt: Option<Doubt>,
    remark: Option<Remark>,
    is_announced: bool,
}

impl Bodies {
    fn new(mut bodies: Vec<Vec<u8>>, announced: Option<usize>, form: Form) -> Self {
        if let Some(length) = announced {
            // A body that goes on behind its announced length.
            let cut: Vec<Vec<u8>> = bodies
                .iter()
                .filter(|body| body.len() > length && body[length..].trim_ascii().is_empty())
                .map(|body| body[..length].to_vec())
                .collect();
            bodies.splice(0..0, cut);
            // Those that fit come first; the order is kept otherwise.
            bodies.sort_by_key(|body| body.len() != length);
        }
        let mut body = bodies.first().cloned().unwrap_or_default();
        let doubt = body::doubt(&body, announced, form, !bodies.is_empty());
        let mut remark = None;
        if let (Some(Doubt::BodyNotAsSent { announced: length, .. }), Some(fitting)) =
            (&doubt, announced.and_then(|length| reprinted::forms(&body, Some(length)).next()))
        {
            remark = Some(Remark::BodyReprinted { length: *length });
            bodies.push(std::mem::replace(&mut body, fitting));
        }
        bodies.push(Vec::new());
        let is_announced = announced.is_some_and(|length| length == body.len());
        Self { body, others: bodies, doubt, remark, is_announced }
    }
}

/// The request of these lines; `None` if they hold no header of the scheme.
pub(super) fn read(
    lines: &[Line<'_>],
    form: Form,
    is_prefix_left_out: bool,
    is_one_of_many: bool,
) -> Result<Option<Captured>, ImportError> {
    let anchor = lines.iter().position(|line| is_like(&line.text)).unwrap_or(0);
    let answer_at = (anchor..lines.len())
        .find(|&index| is_answer(&lines[index]) && !is_like(&lines[index].text))
        .unwrap_or(lines.len());
    // Where the answer is not told apart, its code is told all the same.
    let answer = answer(&lines[answer_at..]).or_else(|| {
        let code = lines.iter().rev().take(200).find_map(|line| error_code(&line.text))?;
        Some(Answer { status: None, error_code: Some(code) })
    });
    let shown = Shown::new(&lines[..answer_at], form);
    let found = shown.nodes.iter().find_map(|node| tree::requests(node).into_iter().next());
    let found = found.as_ref();
    let mut headers = Headers::of(&shown, found);
    if headers.known() == 0 {
        return Ok(None);
    }
    let row = headers.row(&shown);
    let pseudo = (headers.take_pseudo(":method"), headers.take_pseudo(":path"));
    headers.fields.retain(|(name, _)| !name.starts_with(':'));
    let candidates = body::candidates(&shown, &headers, found, shown.start(row));
    let target = match pseudo {
        (Some(method), Some(path)) => Some(target::Destination::exact(method, path, row)),
        _ => target::find(&shown.lines, row, found, !candidates.is_empty()),
    };
    let Some(target) = target else {
        let number = shown.lines.get(row).map_or(0, |line| line.number);
        return Err(ImportError::new(
            format!("line {number}"),
            "here are headers of the signature, and no request line or URL near them; add the line with the method and the URL",
        ));
    };
    let of_url = Target::of_url(&target.url);
    let mut fields = headers.fields;
    if let Some(host) = of_url.host
        && !fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("Host"))
    {
        fields.push(("Host".to_owned(), host.into_bytes()));
    }
    let announced = content_length(&fields);
    let bodies = Bodies::new(candidates, announced, form);
    let mut uris = shown.uris(&of_url.uri, found).into_iter();
    let uri = uris.next().unwrap_or_default();
    let line = shown.lines.get(target.row.min(row)).map_or(1, |line| line.number);
    let method = String::from_utf8_lossy(&target.method).into_owned();
    let mut remarks = vec![Remark::ReadAs {
        line: is_one_of_many.then_some(line),
        form,
        method: method.clone(),
        headers: fields.len(),
        body: bodies.body.len(),
        is_prefix_left_out,
    }];
    remarks.extend(shown.wrong_characters());
    if target.is_method_assumed {
        remarks.push(Remark::MethodAssumed { method });
    }
    remarks.extend(bodies.remark);
    if let Some(answer) = answer {
        remarks.push(Remark::Answered { status: answer.status, error_code: answer.error_code });
    }
    let has_body = matches!(&target.method[..], b"POST" | b"PUT" | b"PATCH");
    let is_open = has_body || announced.is_some() || bodies.others.len() > 1;
    let request = Request::from_owned(target.method, uri, fields, bodies.body);
    let mut captured = Captured::exact(request, form, line);
    captured.answer = answer;
    captured.remarks = remarks;
    captured.doubt = bodies.doubt;
    captured.is_uncertain = target.is_method_assumed || (!bodies.is_announced && is_open);
    captured.others = Others {
        methods: target.others,
        uris: uris.collect(),
        bodies: bodies.others,
        reprinted: announced.map_or(Reprinted::OfAnyLength, Reprinted::OfLength),
        normalised: Vec::new(),
    };
    Ok(Some(captured))
}

pub(in crate::import) fn content_length(fields: &[(String, Vec<u8>)]) -> Option<usize> {
    let (_, value) = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("Content-Length"))?;
    str::from_utf8(value).ok()?.trim().parse().ok()
}

/// Objects and lists of a text, each outermost one.
fn nodes(text: &[u8]) -> Vec<Node> {
    // Brackets that never close are read once and again: not without bound.
    let mut left = 8 * text.len() + 4096;
    let mut nodes: Vec<Node> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if b"{[(".contains(&text[at])
            && let Some(node) =
                literal::read(text, if at > 0 && text[at - 1] == b'@' { at - 1 } else { at })
        {
            left = left.saturating_sub(node.end - at);
            // What has no end in the text is no object.
            let is_closed = node.end > at + 1 && b"}])".contains(&text[node.end - 1]);
            if is_closed {
                at = node.end;
                nodes.push(node);
                continue;
            }
        }
        at += 1;
        if nodes.len() > 10_000 || left == 0 {
            break;
        }
    }
    nodes
}

/// A full-width or typographic character behind a header's name.
fn wrong_character(line: &[u8]) -> Option<(char, char)> {
    if line.is_ascii() {
        return None;
    }
    let text = String::from_utf8_lossy(line);
    let is_name = |before: &str| {
        let name = before.trim_end();
        let start = name
            .rfind(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-')
            .map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
        names::is_of_the_scheme(&name.as_bytes()[start..])
    };
    text.char_indices().find_map(|(at, letter)| {
        let wanted = match letter {
            '：' => ':',
            '＝' => '=',
            '“' | '”' | '＂' => '"',
            '‘' | '’' => '\'',
            _ => return None,
        };
        is_name(&text[..at]).then_some((letter, wanted))
    })
}
