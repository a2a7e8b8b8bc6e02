//! The general reader: a request in whatever a program printed of it.
//!
//! It understands no format as a whole. It takes the log's prefixes away, looks
//! for the headers of the scheme in all spellings, for a request line or a URL,
//! and for what can be the body, and cuts off the answer. Where that leaves
//! several readings, all are kept: the signature tells which one was sent
//! ([`Captured::settle`]).

pub(super) mod body;
pub(super) mod dump;
pub(super) mod lines;
pub(super) mod names;
pub(super) mod target;

use std::ops::Range;

use self::lines::{Line, Side};
use super::captured::{Answer, Captured, Others};
use super::form::Form;
use super::literal::{self, Node};
use super::remark::{Doubt, Remark};
use super::{ImportError, Imported, Target, tree};
use crate::request::{Request, header};

/// Requests of one text that are read at most.
const MOST_REQUESTS: usize = 10_000;

/// Whether a text holds a header of the scheme at all.
pub(super) fn is_like(text: &[u8]) -> bool {
    text.windows(5).any(|window| window.eq_ignore_ascii_case(b"x-tc-"))
}

pub(super) fn read(input: &[u8]) -> Result<Imported, ImportError> {
    if let Some(imported) = objects(input) {
        return Ok(imported);
    }
    let (lines, is_prefix_left_out) = lines::undecorated(input);
    let form = Form::of(input);
    let mut imported = Imported::default();
    let segments = segments(&lines);
    let count = segments.len();
    let mut error = None;
    for range in segments.into_iter().take(MOST_REQUESTS) {
        match segment(&lines[range], form, is_prefix_left_out, count > 1) {
            Ok(captured) => imported.requests.extend(captured),
            Err(reason) => error = error.or(Some(reason)),
        }
    }
    imported.requests = merged(std::mem::take(&mut imported.requests));
    if imported.requests.is_empty() {
        return Err(error.unwrap_or_else(|| ImportError::new("", "no request was found in it")));
    }
    Ok(imported)
}

/// The same request, printed several times: its readings together, the fullest
/// first.
fn merged(requests: Vec<Captured>) -> Vec<Captured> {
    let mut kept: Vec<Captured> = Vec::new();
    for captured in requests {
        let stamp = |captured: &Captured| {
            [header::SIGNATURE, header::NONCE, header::TIMESTAMP]
                .map(|name| captured.request.header_value(name).map(<[u8]>::to_vec))
        };
        let own = stamp(&captured);
        let same = kept.iter_mut().rev().take(8).find(|other| {
            let other = stamp(other);
            own[0].is_some() && own[0] == other[0] && (own == other || own[1].is_none() || other[1].is_none())
        });
        let Some(same) = same else {
            kept.push(captured);
            continue;
        };
        let is_fuller = |captured: &Captured| {
            let announced = captured.request.header_value("Content-Length").is_some();
            (captured.doubt.is_none(), announced, captured.request.headers().len().min(6), captured.request.body_bytes().len())
        };
        let mut other = captured;
        if is_fuller(&other) > is_fuller(same) {
            std::mem::swap(same, &mut other);
        }
        same.others.methods.push(other.request.method_bytes().to_vec());
        same.others.methods.extend(other.others.methods);
        same.others.uris.push(other.request.uri_bytes().to_vec());
        same.others.uris.extend(other.others.uris);
        same.others.bodies.push(other.request.body_bytes().to_vec());
        same.others.bodies.extend(other.others.bodies);
        same.answer = same.answer.or(other.answer);
        same.line = same.line.min(other.line);
    }
    if let [only] = &mut kept[..]
        && let Some(Remark::ReadAs { line, .. }) = only.remarks.first_mut()
    {
        *line = None;
    }
    kept
}

/// Every request of a text that is one object: a collection, a session.
fn objects(input: &[u8]) -> Option<Imported> {
    let start = input.len() - input.trim_ascii_start().len();
    let node = literal::read(input, start).filter(|_| b"{[".contains(&input[start]))?;
    if !input[node.end..].trim_ascii().is_empty() {
        return None;
    }
    let mut imported = Imported::default();
    let form = Form::of(input);
    let found = tree::requests(&node);
    let count = found.len();
    for found in found.into_iter().take(MOST_REQUESTS) {
        let row = input[..found.start].iter().filter(|&&byte| byte == b'\n').count();
        let (mut lines, _) = lines::undecorated(&input[found.start..found.end]);
        for line in &mut lines {
            line.number += row;
        }
        if let Ok(Some(captured)) = segment(&lines, form, false, count > 1) {
            imported.requests.push(captured);
        }
    }
    (!imported.requests.is_empty()).then_some(imported)
}

/// The lines of each request: one for every signature.
fn segments(lines: &[Line<'_>]) -> Vec<Range<usize>> {
    let holds = |line: &Line<'_>, name: &[u8]| {
        line.text.windows(name.len()).any(|window| window.eq_ignore_ascii_case(name))
    };
    let mut anchors: Vec<usize> = Vec::new();
    for wanted in [&b"x-tc-signature"[..], b"x-tc-key", b"x-tc-"] {
        anchors = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| holds(line, wanted))
            .map(|(index, _)| index)
            .collect();
        if !anchors.is_empty() {
            break;
        }
    }
    // One request may be printed several times.
    let stamp = |index: &usize| {
        let line = &lines[*index].text;
        let fields = names::scan(line);
        let field = fields.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(header::SIGNATURE));
        field.map(|(_, value)| value).filter(|value| !value.is_empty())
    };
    if anchors.len() < 5_000 {
        anchors.dedup_by(|next, before| {
            stamp(before).is_some_and(|stamp_before| stamp(next) == Some(stamp_before))
        });
    }
    let mut starts = vec![0];
    for pair in anchors.windows(2) {
        let between = pair[0] + 1..=pair[1];
        let is_request = |index: &usize| {
            target::request_line(&lines[*index].text).is_some() && !is_answer(&lines[*index])
        };
        let has_url = |index: &usize| {
            target::url(&lines[*index].text).is_some() && !is_answer(&lines[*index])
        };
        let start = between
            .clone()
            .rev()
            .find(is_request)
            .or_else(|| between.clone().rev().find(has_url))
            // The name alone, or once more without its value.
            .or_else(|| between.clone().find(|index| is_answer(&lines[*index])))
            // A log of one object a line.
            .or_else(|| lines[pair[1]].text.contains(&b'{').then_some(pair[1]));
        if let Some(start) = start {
            starts.push(start);
        }
    }
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Where the server's answer begins.
fn is_answer(line: &Line<'_>) -> bool {
    if line.side == Side::Received {
        return true;
    }
    let text = line.text.trim_ascii();
    let bare = text.trim_ascii_start();
    let arrow = bare.iter().take_while(|byte| b"<-".contains(byte)).count();
    let behind = bare[arrow..].trim_ascii_start();
    let is_number = |text: &[u8]| text.len() >= 3 && text[..3].iter().all(u8::is_ascii_digit);
    status_line(behind).is_some()
        || (arrow >= 3
            && bare.starts_with(b"<")
            && (is_number(behind) || behind.starts_with(b"HTTP")))
        || [
            &b"*** Response ***"[..],
            b"Response headers",
            b"Response Headers",
            b"RESPONSE:",
            b"<= Recv",
            b"reply:",
            "响应".as_bytes(),
            "返回".as_bytes(),
        ]
        .iter()
        .any(|mark| behind.starts_with(mark) || bare.starts_with(mark))
}

/// The status of `HTTP/1.1 500 …`.
pub(super) fn status_line(line: &[u8]) -> Option<u16> {
    let rest = line.strip_prefix(b"HTTP/")?;
    let mut words = rest.split(|&byte| byte == b' ').filter(|word| !word.is_empty());
    let version = words.next()?;
    if !version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') {
        return None;
    }
    let status = words.next()?;
    str::from_utf8(status.get(..3)?).ok()?.parse().ok()
}

/// The number behind `error_code`, wherever it stands.
pub(super) fn error_code(text: &[u8]) -> Option<u64> {
    let mut from = 0;
    while let Some(at) = lines::find(&text[from..], b"error_code") {
        let start = from + at + b"error_code".len();
        let is_new = text[..from + at].ends_with(b"new_");
        let rest = &text[start..];
        let gap = rest.iter().take_while(|byte| b"\\\"': =>".contains(byte)).count();
        let digits = rest[gap..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number =
            str::from_utf8(&rest[gap..gap + digits]).ok().and_then(|text| text.parse().ok());
        if number.is_some() && !is_new {
            return number;
        }
        from = start;
    }
    None
}

/// What one request's lines hold of headers.
#[derive(Default)]
struct Headers {
    fields: Vec<(String, Vec<u8>)>,
    /// Of the lines.
    rows: Vec<usize>,
    /// Of the joined text.
    range: Option<Range<usize>>,
}

impl Headers {
    /// How many of them are of the scheme.
    fn known(&self) -> usize {
        let known = self.fields.iter().filter(|(name, _)| names::is_of_the_scheme(name.as_bytes()));
        known.count()
    }
}

fn segment(
    lines: &[Line<'_>],
    form: Form,
    is_prefix_left_out: bool,
    is_one_of_many: bool,
) -> Result<Option<Captured>, ImportError> {
    let anchor = lines.iter().position(|line| is_like(&line.text)).unwrap_or(0);
    let answer_at = (anchor..lines.len())
        .find(|&index| is_answer(&lines[index]) && !is_like(&lines[index].text))
        .unwrap_or(lines.len());
    // What was received before (`curl -v` on a terminal) is no part of it.
    let sent: Vec<&Line<'_>> =
        lines[..answer_at].iter().filter(|line| line.side != Side::Received).collect();
    let mut text = Vec::new();
    let mut offsets = Vec::with_capacity(sent.len());
    for line in &sent {
        offsets.push(text.len());
        text.extend_from_slice(&line.text);
        text.push(b'\n');
    }
    let answer = answer(&lines[answer_at..]);
    let nodes = nodes(&text);
    let found = nodes.iter().find_map(|node| tree::requests(node).into_iter().next());
    // Of the ways to read them, the first of those that find the most.
    let mut headers = headers_by_line(&sent);
    let by_node = headers_by_node(&nodes, found.as_ref());
    if by_node.known() > headers.known() {
        headers = by_node;
    }
    let scanned = Headers { fields: names::scan(&text), ..Headers::default() };
    if scanned.known() > headers.known() {
        headers = scanned;
    }
    if !headers.fields.iter().any(|(name, _)| names::is_of_the_scheme(name.as_bytes())) {
        return Ok(None);
    }
    let mut remarks = Vec::new();
    for line in &sent {
        if let Some(found) = wrong_character(&line.text) {
            let remark = Remark::WrongCharacter { found: found.0, wanted: found.1 };
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
    }
    let near = headers.rows.first().copied().unwrap_or_else(|| {
        let row = headers.range.as_ref().map(|range| {
            offsets.partition_point(|offset| *offset <= range.start).saturating_sub(1)
        });
        row.unwrap_or(0)
    });
    // What stands before the request line belongs to something else.
    let start = sent.iter().position(|line| target::request_line(&line.text).is_some());
    let from = start.filter(|row| *row <= near).map_or(0, |row| offsets[row]);
    let pseudo = |name: &str| {
        let field = headers.fields.iter().find(|(other, _)| other.trim_end_matches(':') == name);
        field.map(|(_, value)| value.clone())
    };
    let (pseudo_method, pseudo_path) = (pseudo(":method"), pseudo(":path"));
    headers.fields.retain(|(name, _)| !name.starts_with(':'));
    let candidates =
        body::candidates(&sent, &text, &offsets, &headers, found.as_ref(), &nodes, form, from);
    let mut target = target::find(&sent, near, found.as_ref(), !candidates.is_empty());
    if let (Some(method), Some(path)) = (&pseudo_method, pseudo_path) {
        target = Some(target::Destination::exact(method.clone(), path, near));
    }
    let Some(target) = target else {
        let number = sent.get(near).map_or(0, |line| line.number);
        return Err(ImportError::new(
            format!("line {number}"),
            "here are headers of the signature, and no request line or URL near them; add the line with the method and the URL",
        ));
    };
    if target.is_method_assumed {
        let method = String::from_utf8_lossy(&target.method).into_owned();
        remarks.push(Remark::MethodAssumed { method });
    }
    let of_url = Target::of_url(&target.url);
    let mut fields = headers.fields;
    if let Some(host) = of_url.host
        && !fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("Host"))
    {
        fields.push(("Host".to_owned(), host.into_bytes()));
    }
    let announced = content_length(&fields);
    let mut bodies = candidates;
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
    if let (Some(Doubt::BodyNotAsSent { announced, .. }), Some(fitting)) =
        (&doubt, announced.and_then(|length| super::reprinted::forms(&body, Some(length)).next()))
    {
        remarks.push(Remark::BodyReprinted { length: *announced });
        bodies.push(std::mem::replace(&mut body, fitting));
    }
    if let Some(answer) = answer {
        remarks.push(Remark::Answered { status: answer.status, error_code: answer.error_code });
    }
    let query = found.as_ref().map(|found| &found.query[..]).unwrap_or_default();
    let mut uris = target::encodings(&of_url.uri, query);
    for other in target::every(&sent) {
        let other = Target::of_url(&other).uri;
        uris.extend(target::encodings(&other, &[]).into_iter().take(1));
    }
    // Parameters that stand in an object of their own.
    if !of_url.uri.contains(&b'?') {
        for pairs in nodes.iter().flat_map(tree::flat_objects).take(4) {
            uris.extend(target::encodings(&of_url.uri, &pairs));
        }
    }
    let (uri, other_uris) =
        uris.split_first().map_or((Vec::new(), &[][..]), |(first, rest)| (first.clone(), rest));
    let line = sent.get(target.row.min(near)).map_or(1, |line| line.number);
    remarks.insert(
        0,
        Remark::ReadAs {
            line: is_one_of_many.then_some(line),
            form,
            method: String::from_utf8_lossy(&target.method).into_owned(),
            headers: fields.len(),
            body: body.len(),
            is_prefix_left_out,
        },
    );
    bodies.push(Vec::new());
    let has_body = matches!(&target.method[..], b"POST" | b"PUT" | b"PATCH");
    let is_announced = announced.is_some_and(|length| length == body.len());
    let is_uncertain = target.is_method_assumed
        || (!is_announced && (has_body || announced.is_some() || bodies.len() > 1));
    let mut captured =
        Captured::exact(Request::from_owned(target.method, uri, fields, body), form, line);
    captured.answer = answer;
    captured.remarks = remarks;
    captured.doubt = doubt;
    captured.is_uncertain = is_uncertain;
    captured.others = Others {
        methods: target.others,
        uris: other_uris.to_vec(),
        bodies,
        reprinted: Some(announced),
        normalised: Vec::new(),
    };
    Ok(Some(captured))
}

pub(super) fn content_length(fields: &[(String, Vec<u8>)]) -> Option<usize> {
    let (_, value) = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("Content-Length"))?;
    str::from_utf8(value).ok()?.trim().parse().ok()
}

/// What an answer's text says.
pub(super) fn answer_of(text: &[u8]) -> Option<Answer> {
    let (lines, _) = lines::undecorated(&text[..text.len().min(64 << 10)]);
    answer(&lines)
}

fn answer(lines: &[Line<'_>]) -> Option<Answer> {
    let first = lines.first()?;
    let number = |text: &[u8]| {
        let arrow = text.iter().take_while(|byte| b"<- ".contains(byte)).count();
        let text = &text[arrow..];
        status_line(text).or_else(|| str::from_utf8(text.get(..3)?).ok()?.parse().ok())
    };
    let mut code = None;
    // An answer is short; what follows belongs to nobody.
    for line in lines.iter().take(200) {
        code = code.or_else(|| error_code(&line.text));
    }
    let status = number(&first.text).filter(|status| (100..600).contains(status));
    (status.is_some() || code.is_some()).then_some(Answer { status, error_code: code })
}

/// Objects and lists of a text, each outermost one.
fn nodes(text: &[u8]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if b"{[(".contains(&text[at])
            && let Some(node) =
                literal::read(text, if at > 0 && text[at - 1] == b'@' { at - 1 } else { at })
        {
            // What has no end in the text is no object.
            let is_closed = node.end > at + 1 && b"}])".contains(&text[node.end - 1]);
            if is_closed {
                at = node.end;
                nodes.push(node);
                continue;
            }
        }
        at += 1;
        if nodes.len() > 10_000 {
            break;
        }
    }
    nodes
}

/// Headers that stand on a line each.
fn headers_by_line(lines: &[&Line<'_>]) -> Headers {
    let parsed: Vec<Option<(String, Vec<u8>)>> =
        lines.iter().map(|line| names::line(arrowless(&line.text))).collect();
    let is_scheme = |row: usize| {
        parsed[row].as_ref().is_some_and(|(name, _)| names::is_of_the_scheme(name.as_bytes()))
    };
    let rows: Vec<usize> = (0..lines.len()).filter(|row| is_scheme(*row)).collect();
    let (Some(&first), Some(&last)) = (rows.first(), rows.last()) else {
        return headers_on_two_lines(lines);
    };
    if rows
        .iter()
        .filter(|row| parsed[**row].as_ref().is_some_and(|(_, value)| value.is_empty()))
        .count()
        > 1
    {
        let two = headers_on_two_lines(lines);
        if !two.fields.is_empty() {
            return two;
        }
    }
    // A request that is printed twice is read once.
    let mut last_of_block = first;
    for &row in rows.iter().filter(|row| **row <= last) {
        if row > last_of_block + 12 {
            break;
        }
        last_of_block = row;
    }
    let (mut from, mut to) = (first, last_of_block);
    let is_header =
        |row: usize| parsed[row].is_some() && target::request_line(&lines[row].text).is_none();
    while from > 0 && is_header(from - 1) {
        from -= 1;
    }
    while to + 1 < lines.len() && is_header(to + 1) {
        to += 1;
    }
    let mut headers = Headers::default();
    for row in from..=to {
        if let Some(field) = &parsed[row]
            && is_header(row)
            && !headers.fields.contains(field)
        {
            headers.fields.push(field.clone());
            headers.rows.push(row);
        }
    }
    undress(&mut headers.fields);
    headers
}

/// A line without the arrow or the bullet that a program puts in front.
fn arrowless(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii_start();
    for arrow in
        [&b"-> "[..], b"--> ", b"> ", b">> ", b"* ", b"- ", "│ ".as_bytes(), "║ ".as_bytes(), b"| "]
    {
        if let Some(rest) = line.strip_prefix(arrow) {
            return rest.trim_ascii_start();
        }
    }
    line
}

/// What a program prints around every value: brackets of a list, quotes; the
/// sign by which a shell's line goes on.
fn undress(fields: &mut [(String, Vec<u8>)]) {
    let goes_on = |value: &[u8]| value.ends_with(b" \\") || value.ends_with(b" `") || value.ends_with(b" ^");
    if fields.iter().any(|(name, value)| names::is_of_the_scheme(name.as_bytes()) && goes_on(value)) {
        for (_, value) in fields.iter_mut().filter(|(_, value)| goes_on(value)) {
            value.pop();
            value.truncate(value.trim_ascii_end().len());
        }
    }
    let scheme = |fields: &[(String, Vec<u8>)], open: u8, close: u8| {
        let mut all = fields.iter().filter(|(name, _)| names::is_of_the_scheme(name.as_bytes()));
        all.all(|(_, value)| {
            let value = value.strip_suffix(b",").unwrap_or(value);
            value.len() > 1 && value.first() == Some(&open) && value.last() == Some(&close)
        })
    };
    for (open, close) in [(b'[', b']'), (b'"', b'"'), (b'\'', b'\'')] {
        if scheme(fields, open, close) {
            for (_, value) in fields.iter_mut() {
                let bare = value.strip_suffix(b",").unwrap_or(value);
                if let Some(inner) =
                    bare.strip_prefix(&[open]).and_then(|bare| bare.strip_suffix(&[close]))
                {
                    *value = inner.to_vec();
                }
            }
        }
    }
}

/// A name, and its value on the next line, as browsers copy a panel.
fn headers_on_two_lines(lines: &[&Line<'_>]) -> Headers {
    let name_of = |row: usize| {
        let text = lines.get(row)?.text.trim_ascii();
        let name = text.strip_suffix(b":").unwrap_or(text);
        let is_name = !name.is_empty()
            && name.len() < 60
            && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(byte));
        is_name.then(|| String::from_utf8_lossy(name).into_owned())
    };
    let is_scheme =
        |row: &usize| name_of(*row).is_some_and(|name| names::is_of_the_scheme(name.as_bytes()));
    let rows: Vec<usize> = (0..lines.len()).filter(is_scheme).collect();
    let mut headers = Headers::default();
    let (Some(&first), Some(&last)) = (rows.first(), rows.last()) else { return headers };
    if rows.len() < 2 || last + 1 >= lines.len() {
        return headers;
    }
    let mut row = first;
    while row >= 2 && name_of(row - 2).is_some() && !lines[row - 1].text.is_empty() {
        row -= 2;
    }
    while let Some(name) = name_of(row) {
        let Some(value) = lines.get(row + 1) else { break };
        headers.fields.push((name, value.text.trim_ascii().to_vec()));
        headers.rows.extend([row, row + 1]);
        row += 2;
    }
    headers
}

fn headers_by_node(nodes: &[Node], found: Option<&tree::Found<'_>>) -> Headers {
    if let Some(found) = found.filter(|found| !found.headers.is_empty()) {
        return Headers {
            fields: found.headers.clone(),
            rows: Vec::new(),
            range: Some(found.start..found.end),
        };
    }
    for node in nodes {
        if let Some(holder) = tree::holder_of_scheme(node, 0) {
            let fields = tree::headers_of(holder);
            let count =
                fields.iter().filter(|(name, _)| names::is_of_the_scheme(name.as_bytes())).count();
            if count > 1 {
                return Headers { fields, rows: Vec::new(), range: Some(node.start..node.end) };
            }
        }
    }
    Headers::default()
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
        names::is_of_the_scheme(name[start..].as_bytes())
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

/// A placeholder of a template in what is signed.
pub(super) fn template(request: &Request<'_>) -> Option<Doubt> {
    let signed = [header::KEY, header::NONCE, header::TIMESTAMP, header::SIGNATURE];
    let values = signed.iter().filter_map(|name| request.header_value(name));
    let mut texts: Vec<&[u8]> = vec![request.uri_bytes(), request.body_bytes()];
    let angle =
        values.clone().chain([request.uri_bytes()]).find_map(|text| between(text, b"<", b">"));
    texts.extend(values);
    let placeholder = texts
        .iter()
        .find_map(|text| between(text, b"{{", b"}}").or_else(|| between(text, b"${", b"}")))
        .or(angle)?;
    Some(Doubt::Template { placeholder: String::from_utf8_lossy(placeholder).into_owned() })
}

/// A header of the scheme whose value was hidden or cut.
pub(super) fn masked(request: &Request<'_>) -> Option<Doubt> {
    let hidden = |value: &[u8]| {
        let text = String::from_utf8_lossy(value);
        ["***", "…", "...", "██", "xxxx", "XXXX", "[REDACTED]", "<redacted>"]
            .iter()
            .any(|mark| text.contains(mark))
    };
    let signed = [header::KEY, header::NONCE, header::TIMESTAMP, header::SIGNATURE];
    let name = signed.iter().find(|name| request.header_value(name).is_some_and(hidden))?;
    Some(Doubt::Masked { name: (*name).to_owned() })
}

/// A placeholder anywhere in a text.
pub(super) fn placeholder(text: &[u8]) -> Option<String> {
    let found = between(text, b"{{", b"}}").or_else(|| between(text, b"${", b"}"))?;
    Some(String::from_utf8_lossy(found).into_owned())
}

/// A short name between two marks, with them.
fn between<'t>(text: &'t [u8], open: &[u8], close: &[u8]) -> Option<&'t [u8]> {
    let start = lines::find(text, open)?;
    let inner = &text[start + open.len()..];
    let end = lines::find(&inner[..inner.len().min(64)], close)?;
    let is_name = end > 0
        && inner[..end].iter().all(|byte| {
            byte.is_ascii_alphanumeric() || b"_-. $".contains(byte) || !byte.is_ascii()
        });
    is_name.then(|| &text[start..start + open.len() + end + close.len()])
}
