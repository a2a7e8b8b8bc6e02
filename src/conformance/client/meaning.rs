//! Whether what arrived means what was asked.

use super::{multipart, number};
use crate::recipe::bytes_decoded;
use crate::recipe::json;
use crate::request::{Request, header};
use crate::vectors::{LogicalCall, UploadPart};
use crate::visible::Visible;

/// A difference in meaning: what it is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) aspect: Aspect,
    pub(super) text: String,
}

/// What of a request means something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Aspect {
    Method,
    Path,
    Query,
    Encoding,
    ContentType,
    Body,
}

impl Aspect {
    /// What failures of this kind have in common.
    pub(super) fn note(self) -> &'static str {
        match self {
            Self::Method => "the method that arrived is another one",
            Self::Path => "the path that arrived names something else",
            Self::Query => "the query that arrived says something else",
            Self::Encoding => "the body that arrived is encoded as a whole",
            Self::ContentType => "the Content-Type that arrived is not the body's",
            Self::Body => "the body that arrived says something else",
        }
    }

    pub(super) fn fix(self) -> &'static str {
        match self {
            Self::Method => "Send the method that was asked for.",
            Self::Path => {
                "Percent-encode the UTF-8 bytes of every path parameter, all but A-Z a-z 0-9 - . _ ~, once, and put it into the path after that."
            }
            Self::Query => {
                "Percent-encode the UTF-8 bytes of every name and value, all but A-Z a-z 0-9 - . _ ~, once; join them in their order; keep empty and repeated ones."
            }
            Self::Encoding => "Switch the compression of request bodies off.",
            Self::ContentType => {
                "Send Content-Type: application/json with JSON, multipart/form-data with its boundary with an upload."
            }
            Self::Body => {
                "Serialise the body once to bytes, sign these, and hand these very bytes to the HTTP library; send none where there is none."
            }
        }
    }
}

/// Every way in which the request does not mean the call. `uri` is where the
/// server wanted it, if not where the call says.
pub(super) fn differences(
    call: &LogicalCall,
    uri: Option<&str>,
    request: &Request<'_>,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |aspect, text| found.push(Difference { aspect, text });
    let method = request.method_bytes();
    if method != call.method.as_bytes() {
        add(Aspect::Method, format!("{} arrived for {}", Visible(method).unquoted(), call.method));
    }
    let (path, query) = split(request.uri_bytes());
    let (asked_path, asked_query) = match uri {
        None => {
            let pairs = call.query.iter();
            let pairs = pairs.map(|(name, value)| (name.clone().into(), value.clone().into()));
            (call.segments().into_iter().map(String::into_bytes).collect(), pairs.collect())
        }
        Some(uri) => {
            let (path, query) = split(uri.as_bytes());
            (segments(path), pairs(query))
        }
    };
    if let Some(text) = path_difference(&asked_path, path) {
        add(Aspect::Path, text);
    }
    if let Some(text) = query_difference(&asked_query, query) {
        add(Aspect::Query, text);
    }
    let coding = request.header_value("Content-Encoding").unwrap_or_default();
    if !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity") {
        add(Aspect::Encoding, format!("Content-Encoding: {}", Visible(coding).unquoted()));
    } else if let Some((aspect, text)) = body_difference(call, request) {
        add(aspect, text);
    }
    found
}

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The path without its first slash, and the query.
fn split(uri: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut pieces = uri.splitn(2, |&byte| byte == b'?');
    let path = pieces.next().unwrap_or_default();
    (path.strip_prefix(b"/").unwrap_or(path), pieces.next())
}

fn segments(path: &[u8]) -> Vec<Vec<u8>> {
    path.split(|&byte| byte == b'/').map(bytes_decoded).collect()
}

/// By the rules of forms: `+` is a space.
fn pairs(query: Option<&[u8]>) -> Pairs {
    let form = |text: &[u8]| {
        let spaced: Vec<u8> =
            text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
        bytes_decoded(&spaced)
    };
    let pieces = query.unwrap_or_default().split(|&byte| byte == b'&');
    pieces
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let mut sides = piece.splitn(2, |&byte| byte == b'=');
            let (name, value) = (sides.next(), sides.next());
            (form(name.unwrap_or_default()), form(value.unwrap_or_default()))
        })
        .collect()
}

fn path_difference(asked: &[Vec<u8>], path: &[u8]) -> Option<String> {
    let sent = segments(path);
    if sent.len() != asked.len() {
        return Some(format!(
            "the path has {} segments and not {}: a slash in a value ends it, or a slash is lost",
            sent.len(),
            asked.len()
        ));
    }
    let (asked, sent) = asked.iter().zip(&sent).find(|(asked, sent)| asked != sent)?;
    Some(format!("the path segment {} arrived as {}", Visible(asked), Visible(sent)))
}

fn query_difference(asked: &Pairs, query: Option<&[u8]>) -> Option<String> {
    let sent = pairs(query);
    let pair = |(name, value): &(Vec<u8>, Vec<u8>)| format!("{}={}", Visible(name), Visible(value));
    let mut sorted = [asked.clone(), sent.clone()];
    for pairs in &mut sorted {
        pairs.sort();
    }
    if *asked == sent {
        return None;
    }
    if sorted[0] == sorted[1] {
        return Some("the query's parameters arrived in another order".to_owned());
    }
    match asked.iter().zip(&sent).find(|(asked, sent)| asked != sent) {
        Some((asked, sent)) => {
            Some(format!("the query's {} arrived as {}", pair(asked), pair(sent)))
        }
        None => Some(format!("the query has {} parameters and not {}", sent.len(), asked.len())),
    }
}

fn body_difference(call: &LogicalCall, request: &Request<'_>) -> Option<(Aspect, String)> {
    let body = request.body_bytes();
    let content_type = request.header_value(header::CONTENT_TYPE).unwrap_or_default();
    let content_type = String::from_utf8_lossy(content_type).into_owned();
    if let Some(parts) = &call.multipart {
        if !request.is_multipart_form_data() {
            let text = format!("an upload arrived as {content_type:?}");
            return Some((Aspect::ContentType, text));
        }
        return parts_difference(parts, &content_type, body).map(|text| (Aspect::Body, text));
    }
    let Some(asked) = &call.json_text else {
        let text = || format!("a body of {} bytes arrived where there is none", body.len());
        return (!body.is_empty()).then(|| (Aspect::Body, text()));
    };
    if body.is_empty() {
        return Some((Aspect::Body, "no body arrived".to_owned()));
    }
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        let text = format!("JSON arrived with the Content-Type {content_type:?}");
        return Some((Aspect::ContentType, text));
    }
    let asked = json::parse(asked.as_bytes())?;
    let Some(sent) = json::parse(body) else {
        let text = format!("the body is not JSON: {}", Visible(body).around(0, 80));
        return Some((Aspect::Body, text));
    };
    number::difference(&asked, &sent).map(|text| (Aspect::Body, format!("in the JSON, {text}")))
}

fn parts_difference(asked: &[UploadPart], content_type: &str, body: &[u8]) -> Option<String> {
    let sent = match multipart::parse(content_type, body) {
        Ok(parts) => parts,
        Err(reason) => return Some(reason),
    };
    if asked.len() != sent.len() {
        return Some(format!("the upload has {} parts and not {}", sent.len(), asked.len()));
    }
    asked.iter().zip(&sent).find_map(|(asked, sent)| {
        let name = Visible(asked.name.as_bytes());
        if sent.name != asked.name.as_bytes() {
            return Some(format!("the part {name} arrived as {}", Visible(&sent.name)));
        }
        if sent.filename.as_deref() != asked.filename.as_deref().map(str::as_bytes) {
            let arrived = sent.filename.as_deref().unwrap_or_default();
            return Some(format!("the file name of {name} arrived as {}", Visible(arrived)));
        }
        if asked.content_type.is_some() && asked.content_type != sent.content_type {
            return Some(format!("the Content-Type of {name} arrived as {:?}", sent.content_type));
        }
        (sent.content != asked.content()).then(|| {
            format!(
                "the content of {name} arrived with {} bytes that are others",
                sent.content.len()
            )
        })
    })
}
