//! Method and URL of a request in a text.

use super::super::tree::Found;
use super::lines::{Line, find as position};

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/// Where a request goes.
pub(super) struct Destination {
    pub(super) method: Vec<u8>,
    pub(super) url: Vec<u8>,
    pub(super) is_method_assumed: bool,
    /// Other methods it may have.
    pub(super) others: Vec<Vec<u8>>,
    /// The line.
    pub(super) row: usize,
}

impl Destination {
    /// Both are told.
    pub(super) fn exact(method: Vec<u8>, url: Vec<u8>, row: usize) -> Self {
        Self { method, url, is_method_assumed: false, others: Vec::new(), row }
    }
}

/// Every URL and path that stands in these lines.
pub(super) fn every(lines: &[&Line<'_>]) -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = Vec::new();
    for line in lines {
        let mut add = |target: &[u8]| {
            if found.len() < 12 && !found.iter().any(|other| other == target) {
                found.push(target.to_vec());
            }
        };
        if let Some((_, target)) = request_line(&line.text) {
            add(target);
        }
        if let Some(target) = url(&line.text).filter(|_| !is_of_another(&line.text)) {
            add(target);
        }
        // A path in quotes.
        let mut rest = &line.text[..];
        while let Some(at) = rest.windows(3).position(|window| {
            b"\"'`".contains(&window[0]) && window[1] == b'/' && window[2].is_ascii_alphanumeric()
        }) {
            let path = until_blank(&rest[at + 1..]);
            add(path);
            rest = &rest[at + 1 + path.len()..];
        }
    }
    found
}

/// Method and target of a request line that stands somewhere in a line.
pub(super) fn request_line(line: &[u8]) -> Option<(&'static str, &[u8])> {
    for method in METHODS {
        let mut from = 0;
        while let Some(at) = position(&line[from..], method.as_bytes()) {
            let at = from + at;
            from = at + method.len();
            let is_word = at == 0
                || !(line[at - 1].is_ascii_alphanumeric() || b"-_/".contains(&line[at - 1]));
            if !is_word {
                continue;
            }
            let rest = &line[from..];
            let gap = rest.iter().take_while(|byte| b" \t\"':]>|,".contains(byte)).count();
            if gap == 0 || gap > 6 {
                continue;
            }
            if let Some(target) = target_at(&rest[gap..]) {
                return Some((method, target));
            }
        }
    }
    None
}

fn target_at(rest: &[u8]) -> Option<&[u8]> {
    let is_url = rest.starts_with(b"http://") || rest.starts_with(b"https://");
    if !rest.starts_with(b"/") && !is_url {
        return None;
    }
    let version = [&b" HTTP/"[..], b" http/", b" h2"];
    let end = version.iter().filter_map(|mark| position(rest, mark)).min();
    let is_versioned = end.is_some();
    let target = &rest[..end.unwrap_or(rest.len())];
    let target = if is_versioned { target.trim_ascii_end() } else { until_blank(target) };
    // A slash alone is prose, unless a version follows.
    (is_versioned || target.len() > 1).then_some(target)
}

/// Up to what cannot be in a URL, without the sentence's punctuation.
fn until_blank(text: &[u8]) -> &[u8] {
    let end = text
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || b"\"'`<>\\".contains(byte))
        .unwrap_or(text.len());
    let mut url = &text[..end];
    while let [rest @ .., b'.' | b',' | b';' | b')' | b']' | b'}' | b':'] = url {
        url = rest;
    }
    // `（` and what follows it are of the sentence.
    url
}

/// The first URL of a line.
pub(super) fn url(line: &[u8]) -> Option<&[u8]> {
    let mut from = 0;
    let mut found: Option<&[u8]> = None;
    while let Some(at) = position(&line[from..], b"://") {
        let at = from + at;
        from = at + 3;
        let scheme = if line[..at].ends_with(b"https") {
            5
        } else if line[..at].ends_with(b"http") {
            4
        } else {
            continue;
        };
        let url = until_blank(&line[at - scheme..]);
        // With a path, before one without.
        let has_path = url[scheme + 3..].contains(&b'/');
        if has_path && position(url, b"/v").is_some() {
            return Some(url);
        }
        if has_path {
            found = found.or(Some(url));
        }
    }
    found
}

/// The request line or URL that is nearest to the headers, those in front of
/// them first.
pub(super) fn find(
    lines: &[&Line<'_>],
    near: usize,
    found: Option<&Found<'_>>,
    has_body: bool,
) -> Option<Destination> {
    let order = (0..=near.min(lines.len().saturating_sub(1))).rev().chain(near + 1..lines.len());
    let of_tree = found.and_then(|found| found.url.clone());
    if of_tree.is_none()
        && let Some((row, (method, target))) =
            order.clone().find_map(|row| Some((row, request_line(&lines[row].text)?)))
    {
        let mut target = target.to_vec();
        // The method beside a path, and the URL elsewhere, tell the same.
        if target.starts_with(b"//") {
            target.drain(..1);
        }
        return Some(Destination {
            method: method.as_bytes().to_vec(),
            url: target,
            is_method_assumed: false,
            others: every_method(),
            row,
        });
    }
    let labelled = |names: &[&str]| {
        order
            .clone()
            .find_map(|row| Some((row, label(&lines[row].text, names, lines.get(row + 1))?)))
    };
    let (row, url) = match of_tree {
        Some(url) => (near, url),
        None => order
            .clone()
            .filter(|&row| !is_of_another(&lines[row].text))
            .find_map(|row| Some((row, url(&lines[row].text)?.to_vec())))
            .or_else(|| {
                labelled(&[":path", "path", "uri", "url", "request uri", "requesturi"])
                    .filter(|(_, path)| path.starts_with(b"/"))
            })
            .or_else(|| Some((near, every(lines).into_iter().next()?)))?,
    };
    let is_method = |text: &[u8]| {
        let text = text.to_ascii_uppercase();
        METHODS.iter().find(|method| method.as_bytes() == text).copied()
    };
    let named = found
        .and_then(|found| found.method.as_deref())
        .and_then(is_method)
        .or_else(|| {
            let (_, value) =
                labelled(&["method", ":method", "request method", "http method", "requestmethod"])?;
            is_method(&value)
        })
        .or_else(|| order.clone().find_map(|row| method_in_code(&lines[row].text)))
        .or_else(|| {
            // `https://… POST` of the JDK.
            let mut words =
                lines[row].text.split(|&byte| byte == b' ').filter(|word| !word.is_empty());
            words.find_map(|word| METHODS.iter().find(|method| method.as_bytes() == word).copied())
        });
    if let Some(method) = named {
        return Some(Destination {
            method: method.as_bytes().to_vec(),
            url,
            is_method_assumed: false,
            others: every_method(),
            row,
        });
    }
    let assumed = if has_body { "POST" } else { "GET" };
    Some(Destination {
        method: assumed.as_bytes().to_vec(),
        url,
        is_method_assumed: true,
        others: every_method(),
        row,
    })
}

fn every_method() -> Vec<Vec<u8>> {
    METHODS.iter().take(5).map(|method| method.as_bytes().to_vec()).collect()
}

/// A URL that is none of the request.
fn is_of_another(line: &[u8]) -> bool {
    let line = line.trim_ascii_start().to_ascii_lowercase();
    [&b"referer"[..], b"origin", b"location"].iter().any(|name| line.starts_with(name))
        || position(&line, b"schema.getpostman").is_some()
}

/// The value behind a label that begins a line, or of the next line.
fn label(line: &[u8], names: &[&str], next: Option<&&Line<'_>>) -> Option<Vec<u8>> {
    let line = line.trim_ascii();
    let lower = line.to_ascii_lowercase();
    for name in names {
        // Somewhere in the line, as a word.
        let mut from = 0;
        while let Some(at) = position(&lower[from..], name.as_bytes()) {
            let at = from + at;
            from = at + name.len();
            let is_word = at == 0 || !lower[at - 1].is_ascii_alphanumeric();
            let rest = &line[from..];
            let gap = rest.iter().take_while(|byte| b" \t\"'`:=>([".contains(byte)).count();
            let sign = rest[..gap].iter().any(|byte| b":=>(".contains(byte));
            let value = until_blank(&rest[gap..]);
            if !is_word {
                continue;
            }
            if sign && !value.is_empty() {
                // `HttpMethod(value=POST)`.
                let value = value
                    .rsplit(|&byte| byte == b'=')
                    .next()
                    .filter(|_| !value.starts_with(b"/"))
                    .unwrap_or(value);
                return Some(value.to_vec());
            }
            if rest[gap..].is_empty() && at == 0 {
                return next.map(|next| until_blank(next.text.trim_ascii()).to_vec());
            }
        }
    }
    None
}

/// `requests.post(`, `-X POST`, `HttpPost`, `.POST(`.
fn method_in_code(line: &[u8]) -> Option<&'static str> {
    let lower = line.to_ascii_lowercase();
    METHODS.iter().take(5).copied().find(|method| {
        let method = method.to_ascii_lowercase();
        [
            format!(".{method}("),
            format!("-x {method}"),
            format!("-method {method}"),
            format!("new http{method}"),
            format!("method.{method}"),
            format!("\"{method}\""),
            format!("'{method}'"),
            format!("[{method}]"),
            format!("http {method}"),
            format!("method: {method}"),
            format!("method={method}"),
        ]
        .iter()
        .any(|mark| position(&lower, mark.as_bytes()).is_some())
    })
}

/// The request targets that a shown one can stand for: as shown where it can be
/// sent, else percent-encoded; with the parameters that stand beside it.
pub(in super::super) fn encodings(uri: &[u8], query: &[(Vec<u8>, Vec<u8>)]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    if !query.is_empty() && !uri.contains(&b'?') {
        for encoding in [Encoding::Rfc3986, Encoding::Form, Encoding::Component] {
            let mut target = uri.to_vec();
            for (index, (name, value)) in query.iter().enumerate() {
                target.push(if index == 0 { b'?' } else { b'&' });
                encode(name, encoding, &mut target);
                target.push(b'=');
                encode(value, encoding, &mut target);
            }
            all.push(target);
        }
        // As it stands: the parameters may be shown encoded.
        let pairs: Vec<Vec<u8>> =
            query.iter().map(|(name, value)| [name, &b"="[..], value].concat()).collect();
        all.push([uri, b"?", &pairs.join(&b'&')].concat());
    }
    let is_sendable = |uri: &[u8]| uri.iter().all(u8::is_ascii_graphic);
    let mut encoded = Vec::new();
    for &byte in uri {
        if byte.is_ascii_graphic() {
            encoded.push(byte);
        } else {
            encoded.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    if is_sendable(uri) {
        all.push(uri.to_vec());
    } else {
        let plus: Vec<u8> = String::from_utf8_lossy(&encoded).replace("%20", "+").into_bytes();
        all.extend([encoded.clone(), plus, encoded.to_ascii_lowercase(), uri.to_vec()]);
    }
    all
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Rfc3986,
    Form,
    Component,
}

fn encode(text: &[u8], encoding: Encoding, out: &mut Vec<u8>) {
    let plain: &[u8] = match encoding {
        Encoding::Rfc3986 => b"-_.~",
        Encoding::Form => b"-_.*",
        Encoding::Component => b"-_.~!*'()",
    };
    for &byte in text {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            out.push(byte);
        } else if byte == b' ' && encoding == Encoding::Form {
            out.push(b'+');
        } else {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
}
