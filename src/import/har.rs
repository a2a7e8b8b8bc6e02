//! HTTP Archive 1.2, as browsers and proxies save it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::captured::Reprinted;
use super::remark::{Doubt, Remark};
use super::text::target;
use super::{Captured, Form, ImportError, Imported, Target};
use crate::request::{Request, header};
use crate::request_json::{place, reason};

#[derive(serde::Deserialize)]
struct Har {
    log: Log,
}

#[derive(serde::Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

#[derive(serde::Deserialize)]
struct Entry {
    request: HarRequest,
}

#[derive(serde::Deserialize)]
struct HarRequest {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<Pair>,
    #[serde(rename = "queryString", default)]
    query_string: Vec<Pair>,
    #[serde(rename = "postData")]
    post_data: Option<PostData>,
    #[serde(rename = "bodySize", default)]
    body_size: Option<i64>,
}

#[derive(serde::Deserialize)]
struct Pair {
    name: String,
    #[serde(default)]
    value: String,
}

#[derive(serde::Deserialize)]
struct PostData {
    #[serde(rename = "mimeType", default)]
    mime_type: String,
    text: Option<String>,
    /// Not of the standard, but written by several tools.
    encoding: Option<String>,
    #[serde(default)]
    params: Vec<Pair>,
}

/// Reads a whole archive, `{"entries":…}`, one entry, or one request.
///
/// Of an archive, only calls that carry a header of the signature are taken: a
/// browser's archive is full of others.
pub(super) fn read(input: &[u8]) -> Result<Imported, ImportError> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Any {
        Har(Har),
        Log(Log),
        Entry(Entry),
        Request(HarRequest),
    }
    // What is not even JSON is better told by a parser that has not to guess.
    let value: serde_json::Value = serde_json::from_slice(input)
        .map_err(|error| ImportError::new(place(error.line(), error.column()), reason(&error)))?;
    let is_archive = value.get("log").is_some() || value.get("entries").is_some();
    let entries = match serde_json::from_value(value) {
        Ok(Any::Har(Har { log }) | Any::Log(log)) => log.entries,
        Ok(Any::Entry(entry)) => vec![entry],
        Ok(Any::Request(request)) => vec![Entry { request }],
        Err(_) => {
            return Err(ImportError::new(
                "",
                "not a HAR: wanted {\"log\":{\"entries\":[{\"request\":{\"method\":…,\"url\":…,\"headers\":[{\"name\":…,\"value\":…}],\
                 \"postData\":{\"text\":…}}}]}}, or one entry or request of it",
            ));
        }
    };
    let count = entries.len();
    let mut imported = Imported::default();
    for (index, entry) in entries.into_iter().enumerate() {
        let is_signed = entry.request.headers.iter().any(|pair| {
            [header::SIGNATURE, header::KEY].iter().any(|name| pair.name.eq_ignore_ascii_case(name))
        });
        if is_archive && !is_signed {
            continue;
        }
        let place = if count > 1 { format!("entry {}", index + 1) } else { String::new() };
        imported.requests.push(entry.request.into_request(&place, &mut imported.remarks)?);
    }
    if imported.requests.is_empty() {
        return Err(ImportError::new(
            "",
            format!("none of its {count} entries has an X-TC-Signature or X-TC-Key header"),
        ));
    }
    if imported.requests.len() < count {
        let left_out = count - imported.requests.len();
        imported.remarks.push(Remark::said(
            format!("{left_out} of {count} entries left out: they have no X-TC-Signature or X-TC-Key header"),
            format!("{count} 个条目中略去 {left_out} 个：没有 X-TC-Signature 或 X-TC-Key 请求头"),
        ));
    }
    Ok(imported)
}

impl HarRequest {
    fn into_request(self, place: &str, remarks: &mut Vec<Remark>) -> Result<Captured, ImportError> {
        let target = Target::of_url(self.url.as_bytes());
        let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
        for pair in self.headers {
            // HTTP/2 has the request line as headers.
            if !pair.name.starts_with(':') {
                headers.push((pair.name, pair.value.into_bytes()));
            }
        }
        let has = |headers: &[(String, Vec<u8>)], wanted: &str| {
            headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted))
        };
        if let Some(host) = target.host.filter(|_| !has(&headers, "Host")) {
            headers.push(("Host".to_owned(), host.into_bytes()));
        }
        let mut body = Vec::new();
        if let Some(data) = self.post_data {
            if !data.mime_type.is_empty() && !has(&headers, header::CONTENT_TYPE) {
                headers.push((header::CONTENT_TYPE.to_owned(), data.mime_type.into_bytes()));
            }
            body = match (data.text, data.encoding.as_deref()) {
                (Some(text), Some("base64")) => STANDARD.decode(&text).map_err(|error| {
                    ImportError::new(place, format!("postData.text is not base64: {error}"))
                })?,
                (Some(text), _) => text.into_bytes(),
                (None, _) if !data.params.is_empty() => {
                    let at = if place.is_empty() { String::new() } else { format!("{place}: ") };
                    remarks.push(Remark::said(
                        format!("{at}the HAR has the form's fields and not the body: it is put together from them, and may not be what was sent"),
                        format!("{at}HAR 中只有表单字段，没有请求体：由字段拼成，可能与实际发送的不同"),
                    ));
                    let fields =
                        data.params.iter().map(|pair| format!("{}={}", pair.name, pair.value));
                    fields.collect::<Vec<_>>().join("&").into_bytes()
                }
                (None, _) => Vec::new(),
            };
        }
        let announced = match self.body_size {
            Some(size) if size > 0 => usize::try_from(size).ok(),
            _ => super::text::segment::content_length(&headers),
        };
        let is_body_missing = body.is_empty() && announced.is_some_and(|length| length > 0);
        let query: Vec<(Vec<u8>, Vec<u8>)> = self
            .query_string
            .into_iter()
            .map(|pair| (pair.name.into_bytes(), pair.value.into_bytes()))
            .collect();
        let mut uris = target::encodings(&target.uri, &query).into_iter();
        let uri = uris.next().unwrap_or_default();
        let request = Request::from_owned(self.method.into_bytes(), uri, headers, body);
        let mut captured = Captured::exact(request, Form::Har, 1).normalisable();
        captured.others.uris = uris.collect();
        captured.others.reprinted = announced.map_or(Reprinted::No, Reprinted::OfLength);
        if is_body_missing {
            captured.doubt = Some(Doubt::BodyMissing { announced, form: Form::Har });
        }
        Ok(captured)
    }
}
