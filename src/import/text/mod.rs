//! The general reader: a request in whatever a program printed of it.
//!
//! It understands no format as a whole. It takes the log's prefixes away, looks
//! for the headers of the scheme in all spellings, for a request line or a URL,
//! and for what can be the body, and cuts off the answer. Where that leaves
//! several readings, all are kept: the signature tells which one was sent
//! ([`Captured::settle`]).

pub(super) mod answer;
pub(super) mod body;
pub(super) mod dump;
mod headers;
pub(super) mod lines;
pub(super) mod names;
pub(super) mod segment;
pub(super) mod target;
pub(super) mod template;

use std::ops::Range;

use self::answer::is_answer;
use self::lines::Line;
use super::captured::Captured;
use super::form::Form;
use super::remark::Remark;
use super::{ImportError, Imported, line_of, literal, tree};
use crate::request::header;

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
        match segment::read(&lines[range], form, is_prefix_left_out, count > 1) {
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
            // Where a program prints `[Array]` for the values, they are none.
            if own[0].as_ref().is_some_and(|value| value.len() < 16) && other[0].is_some() {
                return true;
            }
            let is_same_stamp = own[1..] == other[1..] && own[1].is_some();
            let is_same_signature = own[0].is_some() && own[0] == other[0];
            (is_same_signature && (is_same_stamp || own[1].is_none() || other[1].is_none()))
                || (is_same_stamp && (own[0].is_none() || other[0].is_none()))
        });
        let Some(same) = same else {
            kept.push(captured);
            continue;
        };
        let is_fuller = |captured: &Captured| {
            let announced = captured.request.header_value("Content-Length").is_some();
            (
                captured.doubt.is_none(),
                announced,
                captured.request.headers().len().min(6),
                captured.request.body_bytes().len(),
            )
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
        let row = line_of(input, found.start) - 1;
        let (mut lines, _) = lines::undecorated(&input[found.start..found.end]);
        for line in &mut lines {
            line.number += row;
        }
        if let Ok(Some(captured)) = segment::read(&lines, form, false, count > 1) {
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
        let field =
            fields.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(header::SIGNATURE));
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
