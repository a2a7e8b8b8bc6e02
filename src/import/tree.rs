//! A request in an object: a Postman collection, an axios configuration, the
//! options of `fetch` or `wx.request`, a log in JSON.
//!
//! The names differ, the shape does not: one object holds a URL and, in it or
//! below it, headers that hold a name of the scheme.

use super::literal::{Node, Value};
use super::text::names;

/// What an object tells of a request.
#[derive(Debug, Default)]
pub(super) struct Found<'n> {
    pub(super) method: Option<Vec<u8>>,
    pub(super) url: Option<Vec<u8>>,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    /// The parameters, where they stand beside the URL.
    pub(super) query: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) body: Option<&'n Node>,
    pub(super) start: usize,
    pub(super) end: usize,
}

const HEADERS: [&str; 7] = [
    "headers",
    "header",
    "requestHeaders",
    "request_headers",
    "_headers",
    "httpHeaders",
    "requestHeader",
];
const URLS: [&str; 9] = [
    "url",
    "uri",
    "requestUrl",
    "request_url",
    "requestURI",
    "request_uri",
    "href",
    "path",
    "endpoint",
];
const METHODS: [&str; 6] =
    ["method", "httpMethod", "http_method", "requestMethod", "request_method", "verb"];
const QUERIES: [&str; 4] = ["queryString", "query", "params", "parameters"];
const BODIES: [&str; 11] = [
    "body",
    "data",
    "postData",
    "payload",
    "requestBody",
    "request_body",
    "content",
    "json",
    "raw",
    "text",
    "form",
];

/// Every request in a value, in the order of the text.
pub(super) fn requests(node: &Node) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    collect(node, &mut found, 0);
    found
}

/// Tells whether the value holds headers of the scheme.
fn collect<'n>(node: &'n Node, found: &mut Vec<Found<'n>>, depth: usize) -> bool {
    if depth > 64 {
        return false;
    }
    let before = found.len();
    let mut holds_headers = false;
    match &node.value {
        Value::Text(_) | Value::Word(_) => return false,
        Value::List(items) => {
            for item in items {
                holds_headers |= collect(item, found, depth + 1);
            }
            // `fetch("url", {…})`.
            if holds_headers && found.len() == before {
                let url = items.iter().find_map(|item| item.string().filter(|text| is_url(text)));
                if let (Some(url), Some(options)) =
                    (url, items.iter().find(|item| matches!(item.value, Value::Map(_))))
                {
                    let mut request = of_map(options, node);
                    request.url = Some(url.to_vec());
                    found.push(request);
                }
            }
            holds_headers |=
                headers_of(node).iter().any(|(name, _)| names::is_of_the_scheme(name.as_bytes()));
        }
        Value::Map(members) => {
            holds_headers |= members.iter().any(|(name, _)| names::is_of_the_scheme(name));
            for (_, member) in members {
                holds_headers |= collect(member, found, depth + 1);
            }
            if holds_headers && found.len() == before && first(node, &URLS, 0).is_some() {
                found.push(of_map(node, node));
            }
        }
    }
    holds_headers
}

fn is_url(text: &[u8]) -> bool {
    text.starts_with(b"/") || text.starts_with(b"http://") || text.starts_with(b"https://")
}

fn of_map<'n>(map: &'n Node, whole: &Node) -> Found<'n> {
    let mut headers = Vec::new();
    let mut holders = HEADERS.iter().filter_map(|name| first(map, &[name], 0));
    if let Some(holder) = holders.find(|holder| {
        headers_of(deepest_list(holder))
            .iter()
            .any(|(name, _)| names::is_of_the_scheme(name.as_bytes()))
    }) {
        headers = headers_of(deepest_list(holder));
    } else if let Some(holder) = holder_of_scheme(map, 0) {
        headers = headers_of(holder);
    }
    let mut url = first(map, &URLS, 0).and_then(url_text);
    if let Some(path) = url.as_mut().filter(|path| path.starts_with(b"/"))
        && let Some(query) = map.get("query").and_then(Node::text).filter(|query| !query.is_empty())
        && *query != b"null"[..]
        && !path.contains(&b'?')
    {
        path.push(b'?');
        path.extend_from_slice(query.strip_prefix(b"?").unwrap_or(query));
    }
    let base = map.get("baseURL").or_else(|| map.get("base_url")).and_then(Node::string);
    if let (Some(base), Some(path)) = (base, &url)
        && !path.windows(3).any(|window| window == b"://")
    {
        let slash: &[u8] = if base.ends_with(b"/") || path.starts_with(b"/") { b"" } else { b"/" };
        let base =
            if path.starts_with(b"/") { base.strip_suffix(b"/").unwrap_or(base) } else { base };
        url = Some([base, slash, path].concat());
    }
    let method = first(map, &METHODS, 0).and_then(Node::string).filter(|method| {
        (3..8).contains(&method.len()) && method.iter().all(u8::is_ascii_alphabetic)
    });
    let query = QUERIES.iter().find_map(|name| map.get(name)).map(pairs_of).unwrap_or_default();
    let holder = map.get("request").or_else(|| map.get("req")).unwrap_or(map);
    let body = BODIES.iter().find_map(|name| holder.get(name).or_else(|| map.get(name)));
    Found {
        method: method.map(<[u8]>::to_vec),
        url,
        headers,
        query: query.into_iter().map(|(name, value)| (name.into_bytes(), value)).collect(),
        body: body.and_then(body_in),
        start: whole.start,
        end: whole.end,
    }
}

/// The first value under one of the names, in this object before those below.
fn first<'n>(node: &'n Node, wanted: &[&str], depth: usize) -> Option<&'n Node> {
    let Value::Map(members) = &node.value else { return None };
    let here = wanted.iter().find_map(|name| node.get(name).filter(|found| has_content(found)));
    here.or_else(|| {
        let deeper = (depth < 5).then_some(members)?;
        deeper
            .iter()
            .filter(|(name, _)| !name.eq_ignore_ascii_case(b"response"))
            .find_map(|(_, member)| first(member, wanted, depth + 1))
    })
}

fn has_content(node: &Node) -> bool {
    match &node.value {
        Value::Text(text) => !text.is_empty(),
        Value::Word(word) => !matches!(&word[..], b"null" | b"undefined" | b"None"),
        Value::List(_) | Value::Map(_) => true,
    }
}

/// Charles has `{"headers":[…]}` under `header`.
fn deepest_list(holder: &Node) -> &Node {
    holder.get("headers").filter(|inner| matches!(inner.value, Value::List(_))).unwrap_or(holder)
}

/// The object or list that holds names of the scheme itself.
pub(super) fn holder_of_scheme(node: &Node, depth: usize) -> Option<&Node> {
    if depth > 16 {
        return None;
    }
    if headers_of(node).iter().any(|(name, _)| names::is_of_the_scheme(name.as_bytes())) {
        return Some(node);
    }
    match &node.value {
        Value::Map(members) => {
            members.iter().find_map(|(_, member)| holder_of_scheme(member, depth + 1))
        }
        Value::List(items) => items.iter().find_map(|item| holder_of_scheme(item, depth + 1)),
        Value::Text(_) | Value::Word(_) => None,
    }
}

/// Where a URL stands as text, or as Postman's object with `raw`.
fn url_text(node: &Node) -> Option<Vec<u8>> {
    match &node.value {
        Value::Text(text) => Some(text.clone()),
        Value::Word(word) => is_url(word).then(|| word.clone()),
        Value::Map(_) => node.get("raw").and_then(Node::string).map(<[u8]>::to_vec),
        Value::List(_) => None,
    }
}

/// The body where it is text or an object; deeper for `{mode, raw}`, `{text}`.
fn body_in(node: &Node) -> Option<&Node> {
    match &node.value {
        Value::Text(_) => Some(node),
        Value::Word(_) => None,
        Value::List(items) => (!items.is_empty()).then_some(node),
        Value::Map(members) => {
            let wrapped = ["raw", "text"].iter().find_map(|name| node.get(name));
            match wrapped.filter(|_| {
                ["mode", "mimeType", "options", "encoding", "charset"]
                    .iter()
                    .any(|name| node.get(name).is_some())
                    || members.len() == 1
            }) {
                Some(inner) => inner.string().map(|_| inner),
                None => (!members.is_empty() && node.get("mode").is_none()).then_some(node),
            }
        }
    }
}

/// Objects of words and strings alone, which may be the parameters of a query.
pub(super) fn flat_objects(node: &Node) -> Vec<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut found = Vec::new();
    collect_flat(node, &mut found, 0);
    found
}

fn collect_flat(node: &Node, found: &mut Vec<Vec<(Vec<u8>, Vec<u8>)>>, depth: usize) {
    if depth > 16 || found.len() > 8 {
        return;
    }
    match &node.value {
        Value::Map(members) => {
            let pairs: Option<Vec<_>> = members
                .iter()
                .map(|(name, value)| Some((name.clone(), value.text()?.to_vec())))
                .collect();
            let is_of_headers = members.iter().any(|(name, _)| names::is_of_the_scheme(name));
            match pairs.filter(|pairs| !pairs.is_empty() && pairs.len() < 12 && !is_of_headers) {
                Some(pairs) => found.push(pairs),
                None => {
                    for (_, member) in members {
                        collect_flat(member, found, depth + 1);
                    }
                }
            }
        }
        Value::List(items) => {
            for item in items {
                collect_flat(item, found, depth + 1);
            }
        }
        Value::Text(_) | Value::Word(_) => {}
    }
}

/// The ranges of objects and lists that hold no header of the scheme.
pub(super) fn ranges(node: &Node, found: &mut Vec<std::ops::Range<usize>>, depth: usize) {
    if depth > 16 || found.len() > 40 {
        return;
    }
    match &node.value {
        Value::Map(members) => {
            if !members.iter().any(|(name, _)| names::is_of_the_scheme(name)) {
                found.push(node.start..node.end);
            }
            for (_, member) in members {
                ranges(member, found, depth + 1);
            }
        }
        Value::List(items) => {
            for item in items {
                ranges(item, found, depth + 1);
            }
        }
        Value::Text(_) | Value::Word(_) => {}
    }
}

/// Names and values: an object, a list of `{name, value}`, of pairs, or of
/// `"Name: value"`.
pub(super) fn headers_of(node: &Node) -> Vec<(String, Vec<u8>)> {
    let mut headers = pairs_of(node);
    if let Value::List(items) = &node.value {
        let lines = items.iter().filter_map(Node::string).filter_map(names::line);
        headers.extend(lines);
    }
    headers
}

fn pairs_of(node: &Node) -> Vec<(String, Vec<u8>)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    // A list of one value, as Go and Java print headers.
    let value = |node: &Node| match &node.value {
        Value::List(items) if items.len() == 1 => items[0].text().map(<[u8]>::to_vec),
        _ => node.text().map(<[u8]>::to_vec),
    };
    match &node.value {
        Value::Map(members) => {
            members.iter().filter_map(|(name, member)| Some((text(name), value(member)?))).collect()
        }
        Value::List(items) => items
            .iter()
            .filter_map(|item| {
                if item
                    .get("disabled")
                    .or_else(|| item.get("disable"))
                    .is_some_and(|flag| flag.text() == Some(b"true"))
                {
                    return None;
                }
                if let Value::List(pair) = &item.value
                    && let [name, value] = &pair[..]
                {
                    return Some((text(name.text()?), value.text()?.to_vec()));
                }
                let name = item.get("name").or_else(|| item.get("key"))?;
                Some((text(name.text()?), value(item.get("value")?)?))
            })
            .collect(),
        Value::Text(_) | Value::Word(_) => Vec::new(),
    }
}
