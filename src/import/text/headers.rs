//! The headers of one request, in whichever way a program prints them.

use std::ops::Range;

use super::lines::Line;
use super::segment::Shown;
use super::{names, target};
use crate::import::literal::Node;
use crate::import::tree;

/// What one request's lines hold of headers.
#[derive(Default)]
pub(super) struct Headers {
    pub(super) fields: Vec<(String, Vec<u8>)>,
    /// Of the lines.
    pub(super) rows: Vec<usize>,
    /// Of the joined text.
    pub(super) range: Option<Range<usize>>,
}

impl Headers {
    /// Of the ways to read them, the first of those that find the most.
    pub(super) fn of(shown: &Shown<'_>, found: Option<&tree::Found<'_>>) -> Self {
        let mut headers = headers_by_line(&shown.lines);
        let by_node = headers_by_node(&shown.nodes, found);
        if by_node.known() > headers.known() {
            headers = by_node;
        }
        let scanned = Self { fields: names::scan(&shown.text), ..Self::default() };
        if scanned.known() > headers.known() {
            headers = scanned;
        }
        headers
    }

    /// The line on which they begin.
    pub(super) fn row(&self, shown: &Shown<'_>) -> usize {
        let of_range = || {
            let range = self.range.as_ref()?;
            Some(shown.offsets.partition_point(|at| *at <= range.start).saturating_sub(1))
        };
        self.rows.first().copied().or_else(of_range).unwrap_or(0)
    }

    /// Takes a header of HTTP/2 that stands for a part of the request line.
    pub(super) fn take_pseudo(&mut self, name: &str) -> Option<Vec<u8>> {
        let at = self.fields.iter().position(|(other, _)| other.trim_end_matches(':') == name)?;
        Some(self.fields.remove(at).1)
    }

    /// How many of them are of the scheme.
    pub(super) fn known(&self) -> usize {
        let known = self.fields.iter().filter(|(name, _)| names::is_of_the_scheme(name.as_bytes()));
        known.count()
    }
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
    for (row, field) in parsed.iter().enumerate().take(to + 1).skip(from) {
        if let Some(field) = field
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
    let goes_on =
        |value: &[u8]| value.ends_with(b" \\") || value.ends_with(b" `") || value.ends_with(b" ^");
    if fields.iter().any(|(name, value)| names::is_of_the_scheme(name.as_bytes()) && goes_on(value))
    {
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
